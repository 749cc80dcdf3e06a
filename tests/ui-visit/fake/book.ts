/** A book in memory that merges with the real merge; writes can be slowed, held or refused like a full disk. */
import { AppError } from '#core/error.ts'
import type { RecordState } from '#core/sync/change.ts'
import { FIRST_STAMP, tick } from '#core/sync/clock.ts'
import { applyChange } from '#core/sync/merge.ts'
import type { Origin } from '#core/sync/change.ts'
import type { Book, BookEvent, Draft, Entry, HouseholdFile } from '../../../src/db/book.ts'
import type { BookClient } from '../../../src/db/client.ts'

export interface Written { readonly entries: readonly Entry[]; readonly origin: Origin; readonly village: string }

export interface FakeBook extends BookClient {
  readonly written: Written[]
  readonly drafts: (Draft | null)[]
  /** The next write fails with this code. */
  refuse(code: 'disk-full' | 'journal-write-failed'): void
  /** Writes wait until the returned function is called. */
  hold(): () => void
  file(household: string): HouseholdFile
}

export function fakeBook(village: string, given: readonly Entry[]): FakeBook {
  const records = new Map<string, RecordState>()
  const listeners = new Set<(event: BookEvent) => void>()
  const written: Written[] = []
  const drafts: (Draft | null)[] = []
  let stamp = FIRST_STAMP
  let number = 0
  let refusal: 'disk-full' | 'journal-write-failed' | null = null
  let gate: Promise<void> = Promise.resolve()

  function put(entries: readonly Entry[], origin: Origin, now: number): void {
    for (const { register, record, fields } of entries) {
      stamp = tick(stamp, now)
      const place = `${register}:${record}`
      records.set(place, applyChange(records.get(place), { device: 'laptop-1', number: ++number, village, register, record, stamp, by: '', origin, fields, saw: {} }))
    }
  }
  put(given, { kind: 'import', ref: 'import-1' }, Date.parse('2025-11-20T02:00:00Z'))

  const of = (register: string, household: string): RecordState[] =>
    [...records.values()].filter(record => record.register === register && record.values['household'] === household)
  const file = (household: string): HouseholdFile => ({
    household: records.get(`household:${household}`)!, members: of('person', household), incomes: of('income', household), visits: of('visit', household), others: [], unsent: []
  })
  const households = (): string[] => [...records.values()].filter(({ register }) => register === 'household').map(({ id }) => id)

  const book = {
    open: async () => ({ outcome: 'clean', damage: [], recovered: 0, base: 'view', backupAt: null, damagedPages: 0, took: 1 }),
    close: async () => undefined,
    status: async () => ({ households: 2, people: 7, villages: [{ code: village, name: '万兴村', cursor: 1, last: 1 }], unsent: written.length, trial: 0, refused: [], conflicts: 0, lastContact: null, lastReceipt: null, lastError: null, round: null, disk: 9_000_000 }),
    search: async () => ({ total: households().length, ids: households(), took: 1 }),
    rows: async () => [],
    groups: async () => [],
    household: async (id: string) => file(id),
    standard: async () => null,
    async write(entries: readonly Entry[], origin: Origin, to: string) {
      await gate
      if (refusal) {
        const code = refusal
        refusal = null
        throw new AppError(code, { free: 12, reason: 'EIO' })
      }
      const from = number + 1
      put(entries, origin, Date.now())
      written.push({ entries, origin, village: to })
      return { numbers: [from, number] as const }
    },
    conflicts: async () => [],
    clues: async () => [],
    saveDraft: async (draft: Draft | null) => void drafts.push(draft),
    records: async (register: string) => [...records.values()].filter(record => record.register === register),
    readDraft: async () => drafts.at(-1) ?? null
  } as unknown as Book

  return {
    book, written, drafts, file,
    refuse: code => void (refusal = code),
    hold() {
      let open = (): void => undefined
      gate = new Promise(resolve => { open = resolve })
      return () => open()
    },
    on(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    terminate: () => listeners.clear()
  }
}
