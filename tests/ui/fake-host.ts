/** A host in memory: answers the window's own calls, stores nothing. */
import type { HostBridge, HostCallName, VaultStatus } from '#core/host.ts'
import type { AppErrorData } from '#core/error.ts'
import { VILLAGE } from './fake-village.ts'

export interface FakeHostOptions {
  readonly vault?: Partial<VaultStatus>
  readonly enrolled?: boolean
  readonly offered?: boolean
  readonly pin?: string
  /** What a person chooses when asked for a picture. */
  readonly picture?: Uint8Array
}

export function fakeHost(options: FakeHostOptions = {}): HostBridge & { emit(name: string): void } {
  const listeners = new Map<string, Set<() => void>>()
  const enrolment = {
    device: 'laptop-one', account: 'wang', person: '王建军', county: { id: 'c', name: '施甸县（练习）', publicKey: 'k' }, epoch: 'e', kept: 'trial' as const,
    villages: [{ ...VILLAGE, last: 812 }]
  }
  let enrolled = options.enrolled ? enrolment : null
  let attempts = 0
  let state: VaultStatus = { state: 'new', keyStore: 'os', wait: 0, attempts: 0, ...options.vault }
  const fail = (code: AppErrorData['code'], detail: AppErrorData['detail'] = {}): { ok: false; error: AppErrorData } => ({ ok: false, error: { code, detail } })

  const answers: Record<string, (input: never) => unknown> = {
    'app:info': () => ({ version: '0.1.0', runtime: 'preview', practice: true, freeBytes: 5e10 }),
    'vault:status': () => state,
    'vault:create': () => { state = { ...state, state: 'unlocked' }; return { key: new Uint8Array(32) } },
    'vault:unlock': ({ pin }: { pin: string }) => {
      if (pin === (options.pin ?? '246813')) { state = { ...state, state: 'unlocked', wait: 0, attempts: 0 }; return { key: new Uint8Array(32) } }
      attempts++
      state = { ...state, wait: attempts > 1 ? 2 ** attempts : 0, attempts }
      return fail('pin-wrong', { wait: state.wait })
    },
    'vault:lock': () => { state = { ...state, state: 'locked' }; return null },
    'county:status': () => ({ enrolled, address: 'https://county.example:8443', offered: options.offered ? { address: 'http://127.0.0.1:8443', code: 'LIANXI-2026-K7QD' } : null, device: 'laptop-one' }),
    'county:enrol': ({ code }: { code: string }) => code === 'BAD' ? fail('enrol-code-invalid') : (enrolled = enrolment),
    'database:discard': () => null,
    'backup:state': () => ({ at: '2026-11-21T09:10:00.000Z', folder: '文档/村册备份' }),
    'file:open': ({ kind }: { kind: string }) => kind === 'picture' && options.picture ? { name: 'IMG_2031.jpg', bytes: options.picture } : ({ name: '万兴村花名册.xlsx', bytes: new Uint8Array([80, 75]) })
  }
  return {
    async call(name: HostCallName, input: unknown) {
      const answer = answers[name]?.(input as never) ?? null
      return (typeof answer === 'object' && answer !== null && 'ok' in answer ? answer : { ok: true, value: answer }) as never
    },
    on(name, listener) {
      const set = listeners.get(name) ?? new Set()
      listeners.set(name, set.add(listener))
      return () => void set.delete(listener)
    },
    emit(name) { for (const listener of listeners.get(name) ?? []) listener() }
  }
}
