/**
 * A life event while it is being registered: what is answered, whom it concerns, what it would do. Nothing is stored
 * before `save`, and then all of it in one step that can be taken back. The plan is worked out anew with every
 * answer, so that the sentence above the button is always what the button does.
 */
import { computed, shallowRef } from 'vue'
import { defineStore } from 'pinia'
import { lifeAction, NEWCOMER, noAnswers, type LifeAnswers, type LifeContext, type LifeKind, type LifePlan } from '#core/life/index.ts'
import type { Values } from '#core/registers/define.ts'
import type { RecordState } from '#core/sync/change.ts'
import { sawFor } from '#core/sync/merge.ts'
import type { Entry, HouseholdFile, HouseholdRow } from '../db/book.ts'
import type { Twin } from '../db/book-checks.ts'
import { useBook } from './book.ts'
import { useHousehold } from './household.ts'
import { homeOf } from '#core/sync/home.ts'

export type LifeState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'asking'; readonly action: LifeKind }
  | { readonly kind: 'done'; readonly action: LifeKind; readonly title: string; readonly step: string; readonly made: string | null }
  | { readonly kind: 'undone'; readonly title: string; readonly left: readonly string[] }

const HOUSEHOLDS_SHOWN = 6
/** Those that are mostly told after the fact; the others are mostly registered on the day. */
const NO_DAY_OF_ITS_OWN: ReadonlySet<LifeKind> = new Set(['birth', 'death'])
/** Beijing's day, wherever the laptop thinks it is. */
const dayNow = (): string => new Date(Date.now() + 8 * 3600_000).toISOString().slice(0, 10)
const textIn = (values: Values, field: string): string => typeof values[field] === 'string' ? values[field] : ''

export const useLife = defineStore('life', () => {
  const books = useBook()
  const house = useHousehold()
  const state = shallowRef<LifeState>({ kind: 'idle' })
  const answers = shallowRef<LifeAnswers>(noAnswers)
  const other = shallowRef<HouseholdFile | null>(null)
  const twins = shallowRef<readonly Twin[]>([])
  const households = shallowRef<readonly HouseholdRow[]>([])
  const saving = shallowRef(false)
  /** Problems are shown from the first try on, not while somebody has only begun. */
  const tried = shallowRef(false)
  let asked = 0

  const action = computed(() => state.value.kind === 'asking' ? lifeAction(state.value.action) : null)
  const holders = computed(() => twins.value.filter(({ kind }) => kind === 'same-id').flatMap(({ records }) => records.map(({ record, title, group }) => ({ id: record, title: [group, title].filter(Boolean).join(' ') }))))
  const context = (newId: () => string): LifeContext | null =>
    house.file ? { house: house.file, other: other.value, holders: holders.value, today: dayNow(), newId } : null

  /** Ids that are never stored: the plan that is written makes its own. */
  const preview = computed(() => {
    let ids = 0
    const around = context(() => `preview-${++ids}`)
    return action.value && around ? action.value.plan(answers.value, around) : null
  })
  const plan = computed(() => preview.value?.ok ? preview.value.value : null)
  const problems = computed<Readonly<Record<string, string>>>(() => !tried.value || !preview.value || preview.value.ok ? {} : Object.fromEntries(preview.value.error.toReversed().map(({ field, text }) => [field, text])))
  const seats = computed(() => {
    const around = context(() => '')
    return action.value && around ? action.value.seats(answers.value, around) : null
  })
  /** A known person who comes here: who, and from where. */
  const known = computed(() => {
    const { person } = answers.value
    if (action.value?.kind !== 'marryIn' && action.value?.kind !== 'moveIn') return null
    return [...other.value?.members ?? [], ...house.members].find(({ id }) => id === person) ?? null
  })

  function begin(kind: LifeKind): void {
    forget()
    answers.value = { ...noAnswers, on: NO_DAY_OF_ITS_OWN.has(kind) ? '' : dayNow() }
    state.value = { kind: 'asking', action: kind }
  }

  async function answer(patch: Partial<LifeAnswers>): Promise<void> {
    const before = answers.value
    answers.value = { ...before, ...patch }
    if (patch.newcomer || patch.idNo !== undefined || patch.on !== undefined) await lookForTwins()
  }
  const relate = (person: string, code: string): Promise<void> => answer({ relations: { ...answers.value.relations, [person]: code } })

  async function lookForTwins(): Promise<void> {
    const { newcomer, idNo, on } = answers.value
    const turn = ++asked
    const birthDate = state.value.kind === 'asking' && state.value.action === 'birth' ? on : textIn(newcomer, 'birthDate')
    const found = await books.book().twinsOf({ name: textIn(newcomer, 'name'), idNo: idNo || textIn(newcomer, 'idNo'), birthDate })
    if (turn === asked) twins.value = found
  }

  /** 「就是这个人」: the record is moved, nobody is registered twice. */
  async function takeKnown(person: string, household: string): Promise<void> {
    const file = household === house.file?.household.id ? null : await books.book().household(household)
    other.value = file
    const relation = answers.value.relations[NEWCOMER]
    answers.value = { ...answers.value, person, newcomer: {}, relations: { ...answers.value.relations, ...(relation && { [person]: relation }) } }
    twins.value = []
  }
  function leaveKnown(): void {
    other.value = null
    answers.value = { ...answers.value, person: '', successor: '' }
  }

  async function searchHouseholds(text: string): Promise<void> {
    const turn = ++asked
    const query = { text, ...(house.file && { village: homeOf(house.file.household) }) }
    const { ids } = text.trim() === '' ? { ids: [] } : await books.book().search(query)
    const rows = await books.book().rows(ids.filter(id => id !== house.file?.household.id).slice(0, HOUSEHOLDS_SHOWN), query)
    if (turn === asked) households.value = rows
  }
  async function joinTo(household: string): Promise<void> {
    other.value = await books.book().household(household)
    households.value = []
  }
  const leaveOther = (): void => { other.value = null }

  /** False: something is missing, and is now said beside its field. */
  async function save(): Promise<boolean> {
    tried.value = true
    const around = context(() => crypto.randomUUID())
    const planned = action.value && around ? action.value.plan(answers.value, around) : null
    if (saving.value || !action.value || !house.file || !planned?.ok) return false
    saving.value = true
    try {
      const { title, event } = planned.value
      const step = await books.book().act({ kind: 'life', title, origin: { kind: 'life', ref: event } }, entriesOf(planned.value), house.file.household.village)
      const made = planned.value.entries.find(({ register, record }) => register === 'household' && !isKnown(record))
      state.value = { kind: 'done', action: action.value.kind, title, step: step.id, made: made?.record ?? null }
      return true
    } finally {
      saving.value = false
    }
  }

  const records = (): readonly RecordState[] => [house.file, other.value].flatMap(file => file ? [file.household, ...file.members, ...file.others] : [])
  const isKnown = (id: string): boolean => records().some(record => record.id === id)
  /** With what was on the screen: an answer that came in meanwhile is a clash and is shown as one. */
  function entriesOf({ entries }: LifePlan): readonly Entry[] {
    const byId = new Map(records().map(record => [record.id, record]))
    return entries.map(entry => {
      const record = byId.get(entry.record)
      return record ? { ...entry, saw: sawFor(record, Object.keys(entry.fields)) } : entry
    })
  }

  async function undo(): Promise<void> {
    if (state.value.kind !== 'done') return
    const { title, step } = state.value
    const undone = await books.book().undo(step)
    state.value = { kind: 'undone', title, left: undone?.left.map(one => [one.title, one.label].filter(Boolean).join(' ')) ?? [] }
  }

  function forget(): void {
    asked++
    state.value = { kind: 'idle' }
    answers.value = noAnswers
    other.value = null
    twins.value = []
    households.value = []
    tried.value = false
  }
  books.onClose(forget)

  return {
    state, answers, other, twins, households, saving, action, plan, problems, seats, known,
    begin, answer, relate, takeKnown, leaveKnown, searchHouseholds, joinTo, leaveOther, save, undo, close: forget
  }
})
