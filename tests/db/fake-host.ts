/**
 * A host in memory: journal, draft, backups and a road to a county. `power` cuts it: from then on every call
 * fails, and what was appended stays. Bytes are copied in and out, as between processes.
 */
import { createHash } from 'node:crypto'
import { AppError, asErrorData } from '#core/error.ts'
import type { HostBridge, HostCallName, HostInput, HostOutput, JournalEntry, JournalState } from '#core/host.ts'
import { failed, ok } from '#core/result.ts'
import type { Enrolled, Exchange, ExchangeAnswer, SnapshotIndex } from '#core/sync/wire.ts'

export interface CountyRoad {
  exchange(exchange: Exchange): Promise<ExchangeAnswer>
  snapshot(village: string): Promise<SnapshotIndex>
  chunk(village: string, cursor: number, chunk: number): Promise<Uint8Array>
}

export interface FakeHost extends Pick<HostBridge, 'call'> {
  readonly journal: JournalEntry[]
  readonly confirmed: [number, number][]
  backups: { bytes: Uint8Array; at: string }[]
  draft: Uint8Array | null
  marker: boolean
  enrolled: Enrolled | null
  county: CountyRoad | null
  readonly calls: HostCallName[]
  /** Called before each host call; throws to make it fail. */
  before: (name: HostCallName) => void | Promise<void>
}

export function fakeHost(device: string): FakeHost {
  const journalState = (): JournalState => {
    const hash = createHash('sha256')
    for (const { from, to, bytes } of host.journal) hash.update(`${from}-${to}`).update(bytes)
    return { entries: host.journal.length, highest: Math.max(0, ...host.journal.map(entry => entry.to), ...host.confirmed.map(range => range[1])), hash: hash.digest('hex'), damaged: 0, marker: host.marker }
  }
  const road = (): CountyRoad => {
    if (!host.county) throw new AppError('county-unreachable', { host: 'test' })
    return host.county
  }
  const handlers: { readonly [N in HostCallName]?: (input: HostInput<N>) => HostOutput<N> | Promise<HostOutput<N>> } = {
    'journal:append': entry => {
      host.marker = true
      host.journal.push(structuredClone(entry))
      return journalState()
    },
    'journal:state': journalState,
    'journal:read': ({ from }) => {
      const entries = host.journal.slice(from, from + 3)
      return { entries: structuredClone(entries), next: from + 3 < host.journal.length ? from + 3 : null }
    },
    'journal:confirm': ({ numbers }) => { host.confirmed.push(...numbers); return null },
    'draft:save': ({ bytes }) => { host.draft = bytes; return null },
    'draft:read': () => ({ bytes: host.draft }),
    'backup:write': ({ bytes }) => {
      const at = new Date(host.backups.length * 1000).toISOString()
      host.backups.push({ bytes, at })
      return { file: `backup-${host.backups.length}`, at }
    },
    'backup:read': () => structuredClone(host.backups[host.backups.length - 1] ?? null),
    'backup:state': () => ({ at: host.backups[host.backups.length - 1]?.at ?? null, folder: '' }),
    'app:info': () => ({ version: '0.1.0', runtime: 'test', practice: false, freeBytes: 1e12 }),
    'county:status': () => ({ enrolled: host.enrolled, address: '', offered: null, device }),
    'county:exchange': async exchange => ({ answer: await road().exchange(exchange), up: 100, down: 100 }),
    'county:snapshot': ({ village }) => road().snapshot(village),
    'county:chunk': async ({ village, cursor, chunk }) => ({ bytes: await road().chunk(village, cursor, chunk) })
  }
  const host: FakeHost = {
    journal: [], confirmed: [], backups: [], draft: null, marker: false, enrolled: null, county: null, calls: [], before: () => undefined,
    async call(name, input) {
      host.calls.push(name)
      try {
        await host.before(name)
        const handler = handlers[name] as ((input: unknown) => unknown) | undefined
        if (!handler) throw new AppError('message-refused', { channel: name })
        return ok(structuredClone(await handler(structuredClone(input))) as HostOutput<typeof name>)
      } catch (error) {
        return failed(asErrorData(error))
      }
    }
  }
  return host
}
