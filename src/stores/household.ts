/**
 * The household on the screen. It shows what the book holds and nothing that is not stored: a field that was
 * just typed appears when its write has come back, with 「已存本机」 beside it.
 */
import { computed, shallowRef } from 'vue'
import { defineStore } from 'pinia'
import { checkHousehold, checkOf } from '#core/checks/index.ts'
import type { Period } from '#core/income/index.ts'
import { labelOf } from '#core/registers/codes.ts'
import { HEAD } from '#core/registers/index.ts'
import type { RecordState, Value } from '#core/sync/change.ts'
import type { HouseholdFile } from '../db/book.ts'
import { useBook } from './book.ts'
import { contextOf, plainRules, readRules, type Rules } from './measures-context.ts'
import { visitToGoOn } from './visit-record.ts'

export type HouseholdState =
  | { readonly kind: 'none' }
  | { readonly kind: 'loading'; readonly id: string }
  | { readonly kind: 'open'; readonly file: HouseholdFile }

export interface YearLine { readonly value: number; readonly year: number; readonly source: string }

const textOf = (record: RecordState | undefined, field: string): string => {
  const value = record?.values[field]
  return typeof value === 'string' ? value : ''
}
export const isEnded = (member: RecordState): boolean => textOf(member, 'endedOn') !== ''
/** What was taken back is nobody and no year. */
const holds = ({ values }: RecordState): boolean => values['voided'] !== true
/** Head first, then as registered; who has left the household stands at the end. */
const standing = (member: RecordState): number => isEnded(member) ? 2 : textOf(member, 'relation') === HEAD ? 0 : 1

/** Beijing's day, wherever the laptop thinks it is. */
const today = (): string => new Date(Date.now() + 8 * 3600_000).toISOString().slice(0, 10)

/** As a visit names the year's income: visit-record.ts. */
async function snapshotId(household: string, period: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(`income:${household}:${period}`))
  return [...new Uint8Array(digest).slice(0, 16)].map(byte => byte.toString(16).padStart(2, '0')).join('')
}

export const useHousehold = defineStore('household', () => {
  const books = useBook()
  const state = shallowRef<HouseholdState>({ kind: 'none' })
  /** The field whose write came back last. */
  const saved = shallowRef<{ readonly record: string; readonly field: string } | null>(null)
  const lines = shallowRef<ReadonlyMap<number, YearLine>>(new Map())
  /** The county's figures, and the working days. */
  const rules = shallowRef<Rules>(plainRules())
  const campaigns = shallowRef<readonly RecordState[]>([])
  let wanted = ''

  const file = computed(() => state.value.kind === 'open' ? state.value.file : null)
  const members = computed(() => (file.value?.members ?? []).filter(holds).sort((a, b) => standing(a) - standing(b)))
  const head = computed(() => members.value[0] && textOf(members.value[0], 'relation') === HEAD ? members.value[0] : members.value.find(member => !isEnded(member)))
  const incomes = computed(() => (file.value?.incomes ?? []).filter(holds).sort((a, b) => Number(b.values['year'] ?? 0) - Number(a.values['year'] ?? 0)))
  const visits = computed(() => [...(file.value?.visits ?? [])].sort((a, b) => textOf(b, 'startedAt').localeCompare(textOf(a, 'startedAt'))))
  /** The visit that goes on when the door is opened: never a 快速排查. */
  const openVisit = computed(() => file.value && visitToGoOn(file.value, campaigns.value, '').visit || null)

  /** What the checks say of the household as it is stored; a doubt to look at, never a refusal. */
  const findings = computed(() => {
    if (!file.value) return []
    return checkHousehold(contextOf(file.value, rules.value, today()))
      .map(({ id, severity, text, register, record }) => ({ id, severity, text, person: register === 'person' ? record : null, source: checkOf(id)?.sentence ?? '' }))
  })

  async function load(id: string): Promise<void> {
    wanted = id
    if (file.value?.household.id !== id) {
      state.value = { kind: 'loading', id }
      saved.value = null
    }
    try {
      const book = books.book()
      const [got, now, rounds] = await Promise.all([book.household(id), readRules(book), book.records('campaign')])
      if (wanted !== id) return
      rules.value = now
      campaigns.value = rounds
      state.value = { kind: 'open', file: got }
      await readLines(got)
    } finally {
      if (wanted === id && state.value.kind === 'loading') state.value = { kind: 'none' }
    }
  }

  async function readLines(got: HouseholdFile): Promise<void> {
    const years = got.incomes.map(income => Number(income.values['year'])).filter(year => year > 0 && !lines.value.has(year))
    const found = await Promise.all(years.map(year => books.book().standard('monitorLine', year)))
    if (years.length > 0) lines.value = new Map([...lines.value, ...years.flatMap((year, i) => found[i] ? [[year, found[i]] as const] : [])])
  }

  async function save(record: RecordState, field: string, value: Value): Promise<void> {
    await books.book().write([{ register: record.register, record: record.id, fields: { [field]: value } }], { kind: 'edit' }, record.village)
    saved.value = { record: record.id, field }
    if (wanted) await load(wanted)
  }

  /** A snapshot of that period, nothing in it answered. The same id on every laptop, so that two who begin it begin one. */
  async function beginIncome({ kind, year, from, to }: Period): Promise<string> {
    const { id, village } = file.value!.household
    const record = await snapshotId(id, kind === 'annual' ? `${year}:annual` : `${from}:${kind}`)
    await books.book().act({ kind: 'add', title: `开始${labelOf('incomeKind', kind)}的收入采集（${from}至${to}）`, origin: { kind: 'edit' } }, [{ register: 'income', record, fields: { household: id, kind, year, from, to } }], village)
    await load(id)
    return record
  }

  /** The family was read its figures and said yes. Said again the same day it is a new yes. */
  async function confirmIncome(record: RecordState, by: string): Promise<void> {
    await books.book().act({ kind: 'ledger', title: `农户确认${String(record.values['year'] ?? '')}年收支`, origin: { kind: 'edit' } }, [{ register: 'income', record: record.id, fields: { confirmedOn: today(), confirmedBy: by } }], record.village)
    if (wanted) await load(wanted)
  }

  function leave(): void {
    wanted = ''
    saved.value = null
    state.value = { kind: 'none' }
  }

  books.onChange(households => {
    if (wanted && (households === 'all' || households.includes(wanted))) void load(wanted)
  })
  books.onClose(leave)

  return { state, file, saved, lines, rules, findings, members, head, incomes, visits, openVisit, load, save, beginIncome, confirmIncome, leave }
})
