/**
 * Who may look: first start, unlocking, locking. Locking does not leave the page's address, so that
 * unlocking returns to the same household and field. Typed text is saved first (`beforeLock`), and only
 * then does the key go: a lock that waits for nothing loses the sentence being typed.
 */
import { computed, shallowRef } from 'vue'
import { defineStore } from 'pinia'
import type { AppErrorData } from '#core/error.ts'
import type { CountyStatus, VaultStatus } from '#core/host.ts'
import type { OpenReport } from '../db/book.ts'
import { useBook } from './book.ts'
import { hostCall, ports } from './ports.ts'
import { useProblems } from './problems.ts'
import { useVillage } from './village.ts'

export type { OpenReport }

export const IDLE_LIMIT = 10 * 60_000

export type SessionState =
  | { readonly kind: 'starting' }
  | { readonly kind: 'first-start'; readonly step: 'enrol' | 'pin' | 'data' }
  | { readonly kind: 'locked' }
  | { readonly kind: 'key-store-changed' }
  | { readonly kind: 'opening' }
  | { readonly kind: 'told'; readonly report: OpenReport }
  | { readonly kind: 'open' }

const OF_THE_PIN: ReadonlySet<string> = new Set(['pin-wrong', 'pin-delayed'])

export const useSession = defineStore('session', () => {
  const books = useBook()
  const state = shallowRef<SessionState>({ kind: 'starting' })
  const vault = shallowRef<VaultStatus | null>(null)
  const county = shallowRef<CountyStatus | null>(null)
  const practice = shallowRef(false)
  const version = shallowRef('')
  /** What the last opening found; stays readable on the page 同步与备份. */
  const report = shallowRef<{ readonly report: OpenReport; readonly at: number } | null>(null)
  const enrolled = computed(() => county.value?.enrolled ?? null)
  /** Why the last PIN was not taken; said beside the field, not over the page. */
  const refusal = shallowRef<AppErrorData | null>(null)
  const savers = new Set<() => Promise<void>>()
  let lastTouch = Date.now()

  async function start(): Promise<void> {
    const [status, countyStatus, info] = await Promise.all([
      hostCall('vault:status', null), hostCall('county:status', null), hostCall('app:info', null)])
    vault.value = status
    county.value = countyStatus
    practice.value = info.practice
    version.value = info.version
    if (status.state === 'new') state.value = { kind: 'first-start', step: countyStatus.enrolled ? 'pin' : 'enrol' }
    else state.value = status.state === 'key-store-changed' ? { kind: 'key-store-changed' } : { kind: 'locked' }
    ports().host.on('host:closing', () => void leave())
    ports().host.on('host:lock', () => void lock().catch(useProblems().report))
  }

  async function enrol(address: string, code: string, name: string): Promise<void> {
    await hostCall('county:enrol', { address: address.trim(), code: code.trim(), name: name.trim() })
    const enrolledNow = await hostCall('county:status', null)
    // Before the first round can start: it would send what belongs to no village.
    if (books.isOpen) await useVillage().settleByName(enrolledNow.enrolled?.villages ?? [])
    county.value = enrolledNow
    if (state.value.kind === 'first-start') state.value = { kind: 'first-start', step: 'pin' }
  }

  const skipEnrol = (): void => void (state.value = { kind: 'first-start', step: 'pin' })

  async function setPin(pin: string): Promise<void> {
    const { key } = await hostCall('vault:create', { pin })
    report.value = { report: await books.open(key), at: Date.now() }
    vault.value = await hostCall('vault:status', null)
    state.value = { kind: 'first-start', step: 'data' }
  }

  const finishFirstStart = (): void => enter()

  async function unlock(pin: string): Promise<void> {
    const answer = await ports().host.call('vault:unlock', { pin })
    vault.value = await hostCall('vault:status', null)
    if (!answer.ok) {
      if (answer.error.code === 'key-store-changed') state.value = { kind: 'key-store-changed' }
      if (OF_THE_PIN.has(answer.error.code)) refusal.value = answer.error
      else useProblems().report(answer.error)
      return
    }
    refusal.value = null
    state.value = { kind: 'opening' }
    try {
      const opened = await books.open(answer.value.key)
      report.value = { report: opened, at: Date.now() }
      if (opened.outcome === 'rebuilt') await useVillage().settleAgain()
      if (opened.outcome === 'rebuilt') state.value = { kind: 'told', report: opened }
      else enter()
    } finally {
      if (state.value.kind === 'opening') state.value = { kind: 'locked' }
    }
  }

  function enter(): void {
    lastTouch = Date.now()
    state.value = { kind: 'open' }
  }

  /** The window is being closed: what is typed is saved, then it may go. A saver that fails keeps nobody waiting: the host has its own limit. */
  async function leave(): Promise<void> {
    if (books.isOpen) await Promise.allSettled([...savers].map(save => save()))
    await hostCall('window:close', null)
  }

  async function lock(): Promise<void> {
    if (!books.isOpen) return
    const saved = await Promise.allSettled([...savers].map(save => save()))
    state.value = { kind: 'locked' }
    await books.close()
    await hostCall('vault:lock', null)
    vault.value = await hostCall('vault:status', null)
    // A full disk is told, but never keeps the laptop open.
    for (const outcome of saved) if (outcome.status === 'rejected') useProblems().report(outcome.reason)
  }

  /** What is typed and not yet an answer is saved before the key goes. */
  function beforeLock(save: () => Promise<void>): () => void {
    savers.add(save)
    return () => void savers.delete(save)
  }

  const touch = (): void => void (lastTouch = Date.now())
  async function lockWhenIdle(now = Date.now()): Promise<void> {
    if (state.value.kind === 'open' && now - lastTouch >= IDLE_LIMIT) await lock()
  }

  return {
    state, vault, county, enrolled, practice, version, report, refusal,
    start, enrol, skipEnrol, setPin, finishFirstStart, unlock, enter, lock, beforeLock, touch, lockWhenIdle
  }
})
