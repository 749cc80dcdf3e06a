/**
 * One case: what the book says of it, and the step somebody is filling in. What is typed stays in memory through a
 * lock, a change of page and a refusal, until the step is stored or given up; the records themselves do not stay.
 */
import { computed, shallowRef } from 'vue'
import { defineStore } from 'pinia'
import { settingRow } from '#core/checks/settings.ts'
import { earliestNoticeEnd } from '#core/procedure/index.ts'
import type { Refusal, Role, StepName, StepOutcome, Transition } from '#core/procedure/index.ts'
import { isAside, offersOf } from '#core/procedure/offers.ts'
import { dayInChina } from '#core/registers/calendar.ts'
import { defaultStandards, settingNames, type SettingName } from '#core/registers/standard.ts'
import type { RecordState, Value } from '#core/sync/change.ts'
import type { HouseholdFile } from '../db/book.ts'
import type { CaseFile, SettingLine, StepRequest } from '../db/book-monitor.ts'
import { useBook } from './book.ts'
import { oneWish } from './one-wish.ts'
import { useProblems } from './problems.ts'

export type { CaseFile, SettingLine }
/** A step while it is filled in. `values` by field of the register caseStep. */
export interface StepForm { readonly step: StepName; readonly outcome: StepOutcome; readonly on: string; readonly values: Readonly<Record<string, Value>> }

export type CaseState =
  | { readonly kind: 'none' }
  | { readonly kind: 'loading'; readonly id: string }
  /** `missing`: not on this laptop (yet). */
  | { readonly kind: 'missing'; readonly id: string }
  | { readonly kind: 'open'; readonly file: CaseFile; readonly house: HouseholdFile; readonly meetings: readonly RecordState[] }

/** After the last key, before the rules are asked. */
export const TRY_DELAY_MS = 250
const isSetting = (name: string): name is SettingName => (settingNames as readonly string[]).includes(name)
const today = (): string => dayInChina(Date.now()) ?? ''

export const useCase = defineStore('case', () => {
  const books = useBook()
  const problems = useProblems()
  const state = shallowRef<CaseState>({ kind: 'none' })
  const role = shallowRef<Role>('village')
  const settings = shallowRef<readonly SettingLine[]>([])
  /** By case, then by step. */
  const forms = shallowRef<ReadonlyMap<string, Readonly<Partial<Record<StepName, StepForm>>>>>(new Map())
  const chosen = shallowRef<ReadonlyMap<string, StepName>>(new Map())
  const refusals = shallowRef<readonly Refusal[]>([])
  /** The rules have been asked about the form as it stands. */
  const tried = shallowRef(false)
  const storing = shallowRef(false)
  /** What was stored last, said beside it until something else is done. */
  const stored = shallowRef<{ readonly case: string; readonly step: StepName } | null>(null)
  let wanted = ''
  let turn = 0
  let trials = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  const file = computed(() => state.value.kind === 'open' ? state.value.file : null)
  const house = computed(() => state.value.kind === 'open' ? state.value.house : null)
  const meetings = computed(() => state.value.kind === 'open' ? state.value.meetings : [])
  const offers = computed(() => file.value ? offersOf(file.value.choices) : [])
  /** Pictures that belong to this case, by the evidence they show. */
  const pictures = computed(() => {
    const id = file.value?.id
    const own = house.value?.others.filter(({ register, values }) => register === 'attachment' && values['subjectRegister'] === 'monitorCase' && values['subjectRecord'] === id && values['voided'] !== true) ?? []
    return new Map([...Map.groupBy(own, ({ values }) => String(values['subjectField'] ?? ''))].map(([kind, of]) => [kind, of.length]))
  })

  /** The step the form is for: the one chosen, else the first this laptop's level may take. */
  const step = computed<StepName | null>(() => {
    if (!file.value) return null
    const { id, status } = file.value
    const wish = chosen.value.get(id)
    return offers.value.find(offer => offer.step === wish && (offer.mine || offer.partly))?.step ?? offers.value.find(offer => offer.mine && !isAside(offer.step, status.state))?.step ?? null
  })
  const offer = computed(() => offers.value.find(one => one.step === step.value) ?? null)
  const mineOf = computed(() => offer.value?.choices.filter(({ mine }) => mine) ?? [])
  const form = computed<StepForm | null>(() => {
    if (!file.value || !step.value || mineOf.value.length === 0) return null
    const kept = forms.value.get(file.value.id)?.[step.value]
    const outcomes = mineOf.value.map(({ transition }) => transition.outcome)
    // Kept, but what was concluded is no longer to be had: somebody else has taken a step meanwhile.
    return { step: step.value, on: today(), values: {}, ...kept, outcome: kept && outcomes.includes(kept.outcome) ? kept.outcome : outcomes[0]! }
  })
  const transition = computed<Transition | null>(() => mineOf.value.find(choice => choice.transition.outcome === form.value?.outcome)?.transition ?? null)
  const touched = computed(() => file.value !== null && step.value !== null && forms.value.get(file.value.id)?.[step.value] !== undefined)

  /** As it holds for this household; where the list does not name it, as this version brings it. */
  function settingOf(name: string): Pick<SettingLine, 'value' | 'source' | 'assumed'> | null {
    const line = settings.value.find(one => one.name === name)
    if (line || !isSetting(name) || !file.value) return line ?? null
    const row = settingRow(defaultStandards, file.value.village, Number(today().slice(0, 4)), name)
    return { value: String(row.number ?? ''), source: row.source, assumed: row.assumed === true }
  }
  /** The first day the notice may end, by the day it was put up; '' where that is not known. */
  const earliestEnd = computed(() => {
    const from = form.value?.values['noticeFrom']
    const days = Number.parseInt(settingOf('publicityDays')?.value ?? '', 10)
    return typeof from === 'string' && from !== '' && days > 0 ? earliestNoticeEnd(from, days) : ''
  })

  async function load(id: string): Promise<void> {
    const mine = ++turn
    wanted = id
    if (file.value?.id !== id) {
      state.value = { kind: 'loading', id }
      refusals.value = []
      tried.value = false
      stored.value = null
    }
    const book = books.book()
    try {
      const got = await book.caseFile(id)
      const [level, houseNow, meetingsNow, figures] = await Promise.all([book.role(), book.household(got.household), book.records('meeting'), book.settings(Number(today().slice(0, 4)))])
      if (mine !== turn) return
      role.value = level
      settings.value = figures
      state.value = { kind: 'open', file: got, house: houseNow, meetings: meetingsNow }
      askSoon()
    } catch (thrown) {
      if (mine !== turn) return
      state.value = { kind: 'missing', id }
      if ((thrown as { code?: unknown }).code !== 'case-missing') throw thrown
    }
  }

  function put(patch: Partial<StepForm>): void {
    if (!file.value || !form.value) return
    const next = { ...form.value, ...patch }
    forms.value = new Map(forms.value).set(file.value.id, { ...forms.value.get(file.value.id), [next.step]: next })
    stored.value = null
    askSoon()
  }
  /** null: back to what the way itself asks for. */
  function chooseStep(wish: StepName | null): void {
    if (!file.value) return
    const others = new Map(chosen.value)
    if (wish) others.set(file.value.id, wish)
    else others.delete(file.value.id)
    chosen.value = others
    stored.value = null
    refusals.value = []
    askSoon()
  }
  const setOutcome = (outcome: StepOutcome): void => put({ outcome })
  const setDay = (on: string): void => put({ on })
  /** null takes the answer back. */
  function setValue(field: string, value: Value): void {
    if (!form.value) return
    const values = Object.entries(form.value.values).filter(([name]) => name !== field)
    put({ values: Object.fromEntries(value === null ? values : [...values, [field, value]]) })
  }
  function tick(kind: string, on: boolean): void {
    const now = form.value?.values['evidence']
    const held = Array.isArray(now) ? now : []
    const next = on ? [...new Set([...held, kind])] : held.filter(one => one !== kind)
    setValue('evidence', next.length > 0 ? next : null)
  }

  const request = (): StepRequest | null => file.value && form.value ? { case: file.value.id, ...form.value } : null
  function askSoon(): void {
    clearTimeout(timer)
    tried.value = false
    timer = setTimeout(() => { if (books.isOpen) ask().catch(problems.report) }, TRY_DELAY_MS)
  }
  async function ask(): Promise<readonly Refusal[]> {
    clearTimeout(timer)
    const mine = ++trials
    const wish = request()
    const found = wish ? await books.book().tryStep(wish) : []
    if (mine === trials) {
      refusals.value = found
      tried.value = true
    }
    return found
  }

  /** False: refused, and everything typed is still there. */
  const take = oneWish(async (): Promise<boolean> => {
    const wish = request()
    if (!wish || (await ask()).length > 0) return false
    storing.value = true
    try {
      await books.book().takeStep(wish)
      dropForm(wish.case, wish.step)
      await load(wish.case)
      stored.value = { case: wish.case, step: wish.step }
      return true
    } finally {
      storing.value = false
    }
  })
  function dropForm(id: string, done: StepName): void {
    const rest = Object.entries(forms.value.get(id) ?? {}).filter(([name]) => name !== done)
    forms.value = new Map(forms.value).set(id, Object.fromEntries(rest))
    const others = new Map(chosen.value)
    others.delete(id)
    chosen.value = others
    refusals.value = []
  }
  function clearForm(): void {
    if (!file.value || !step.value) return
    dropForm(file.value.id, step.value)
    askSoon()
  }

  const voidStep = oneWish(async (id: string, reason: string): Promise<void> => {
    await books.book().voidStep(id, reason)
    stored.value = null
    if (wanted) await load(wanted)
  })

  function leave(): void {
    turn++
    trials++
    clearTimeout(timer)
    wanted = ''
    state.value = { kind: 'none' }
    refusals.value = []
    tried.value = false
    stored.value = null
  }
  books.onChange(households => {
    if (!wanted || storing.value) return
    if (households === 'all' || (file.value && households.includes(file.value.household))) load(wanted).catch(problems.report)
  })
  books.onClose(leave)

  return {
    state, file, house, meetings, role, settings, offers, step, offer, mineOf, form, transition, touched, refusals, tried, storing, stored, pictures, earliestEnd,
    load, leave, chooseStep, setOutcome, setDay, setValue, tick, ask, take, clearForm, voidStep, settingOf
  }
})
