/**
 * 快速排查 of one household. The visit begins with the first answer and every answer goes to the book by itself;
 * 已存本机 is said only after the book's promise has resolved. An unfinished one of the same household and round
 * goes on where it stood, also after a restart: everything is in the journal, nothing only in this window.
 */
import { computed, ref, shallowRef } from 'vue'
import { defineStore } from 'pinia'
import { settingOf } from '#core/checks/settings.ts'
import { asErrorData } from '#core/error.ts'
import { errorText } from '#core/error-texts.ts'
import { addWorkdays } from '#core/procedure/index.ts'
import { yearOf } from '#core/registers/calendar.ts'
import type { Values } from '#core/registers/define.ts'
import { isHead } from '#core/visit/index.ts'
import { focusGroupsOf } from '#core/visiting/focus-groups.ts'
import { fullRoundsOf } from '#core/visiting/campaign.ts'
import { clueText, isScreening, makesClue, screeningProblems } from '#core/visiting/screening.ts'
import type { RecordState } from '#core/sync/change.ts'
import { factual } from '#core/sync/facts.ts'
import { homeOf } from '#core/sync/home.ts'
import type { Entry, HouseholdFile } from '../db/book.ts'
import { useBook } from './book.ts'
import { contextOf, plainRules, readRules, type Rules } from './measures-context.ts'
import { oneWish } from './one-wish.ts'
import { useProblems } from './problems.ts'
import { useSession } from './session.ts'
import { wallClock, type LineState } from './visit-record.ts'

/** Codes of `discoveryChannel` and `clueStatus`. */
const BY_VISIT = '03', WAITING = '01'

export interface FinishedScreening { readonly clue: boolean; readonly dueOn: string }

const textOf = (record: RecordState | undefined, field: string): string => {
  const value = record?.values[field]
  return typeof value === 'string' ? value : ''
}
const isVoided = ({ values }: RecordState): boolean => values['voided'] === true
const byStart = (left: RecordState, right: RecordState): number => textOf(right, 'startedAt').localeCompare(textOf(left, 'startedAt'))

/** Without a campaign it is the month's own round. */
export const roundOf = (given: unknown, today: string): string =>
  typeof given === 'string' && given.trim() !== '' ? given.trim() : `${today.slice(0, 4)}年${Number(today.slice(5, 7))}月排查`

export const useScreening = defineStore('screening', () => {
  const books = useBook()
  const problems = useProblems()
  const file = shallowRef<HouseholdFile | null>(null)
  const rules = shallowRef<Rules>(plainRules())
  const round = ref('')
  const visit = ref('')
  const lines = shallowRef<ReadonlyMap<string, LineState>>(new Map())
  /** Given and on their way, over what the book holds. */
  const laid = shallowRef<readonly Values[]>([])
  const finished = shallowRef<FinishedScreening | null>(null)
  let queue: Promise<void> = Promise.resolve()
  /** Visits the journal has: the head goes with the first write that reaches it, whichever that is. */
  const durable = new Set<string>()
  const takers = new Set<() => void>()
  let turn = 0

  const today = (): string => wallClock(Date.now()).slice(0, 10)
  const values = computed<Values>(() => {
    const kept = file.value?.visits.find(({ id }) => id === visit.value)?.values ?? {}
    return Object.assign({}, kept, ...laid.value) as Values
  })
  const missing = computed(() => screeningProblems(values.value))
  const saving = computed(() => laid.value.length > 0)
  const failed = computed(() => [...lines.value.values()].some(({ kind }) => kind === 'failed'))
  const headName = computed(() => textOf(file.value?.members.find(isHead), 'name'))
  const place = computed(() => [textOf(file.value?.household, 'villagerGroup'), textOf(file.value?.household, 'naturalVillage')].filter(Boolean).join(' · '))
  const groups = computed(() => {
    if (!file.value) return []
    const { household, members, records, area } = contextOf(file.value, rules.value, today())
    return focusGroupsOf(household, members, records ?? {}, rules.value.standards, area ?? '', today())
  })
  /** The one before, of whatever round, that was finished. */
  const before = computed(() => file.value?.visits
    .filter(record => record.id !== visit.value && !isVoided(record) && textOf(record, 'round') !== '' && textOf(record, 'finishedAt') !== '')
    .toSorted(byStart).map(record => factual(record))[0] ?? null)
  const visitor = computed(() => useSession().enrolled?.person ?? '')

  async function start(household: string, asked: unknown): Promise<void> {
    const mine = ++turn
    forget()
    const book = books.book()
    const [opening, read, campaigns] = await Promise.all([book.household(household), readRules(book), book.records('campaign')])
    if (mine !== turn) return
    rules.value = read
    round.value = roundOf(asked, today())
    const full = fullRoundsOf(campaigns.map(one => factual(one)))
    const open = opening.visits
      .filter(record => !isVoided(record) && textOf(record, 'round') === round.value && textOf(record, 'finishedAt') === '' && isScreening(record.values, full)).toSorted(byStart)[0]
    visit.value = open?.id ?? crypto.randomUUID()
    if (open) durable.add(open.id)
    file.value = opening
  }

  const head = (): Values => ({ household: file.value!.household.id, round: round.value, startedAt: wallClock(Date.now()), visitor: visitor.value })

  function setLine(line: string, state: LineState): void {
    lines.value = new Map(lines.value).set(line, state)
  }

  /** Stands in a queue: two answers to one field never change places. */
  function answer(fields: Values, line: string): Promise<void> {
    return put(fields, line, [])
  }

  function put(fields: Values, line: string, more: readonly Entry[]): Promise<void> {
    // A page that is going away may give its last word after the household was closed.
    if (!file.value) return queue
    const { household } = file.value
    const first = head()
    const record = visit.value
    const mine = turn
    laid.value = [...laid.value, fields]
    setLine(line, { kind: 'saving' })
    queue = queue.then(async () => {
      try {
        const whole: Entry = { register: 'visit', record, fields: durable.has(record) ? fields : { ...first, ...fields } }
        await books.book().write([whole, ...more], { kind: 'visit', ref: record }, household.village)
        durable.add(record)
        if (mine !== turn) return
        const fresh = await books.book().household(household.id)
        if (mine !== turn) return
        file.value = fresh
        setLine(line, { kind: 'saved' })
      } catch (thrown) {
        problems.report(thrown)
        if (mine === turn) setLine(line, { kind: 'failed', reason: errorText(asErrorData(thrown)), raw: '' })
      }
      if (mine === turn) laid.value = laid.value.filter(other => other !== fields)
    })
    return queue
  }

  function clueEntry(): { readonly entry: Entry; readonly dueOn: string } {
    const { household } = file.value!
    const receivedOn = today()
    const { standards, calendar } = rules.value
    const dueOn = addWorkdays(calendar, receivedOn, settingOf(standards, homeOf(household), yearOf(receivedOn), 'clueVisitDays'))
    const fields = { household: household.id, channel: BY_VISIT, status: WAITING, visit: visit.value, content: clueText(values.value), receivedOn, dueOn }
    return { entry: { register: 'clue', record: crypto.randomUUID(), fields }, dueOn }
  }

  /** False while something is missing or was not stored; the clue goes with the same write or not at all. */
  const finish = oneWish(async (): Promise<boolean> => {
    await queue
    if (!file.value || missing.value.length > 0 || finished.value) return false
    const known = file.value.others.some(record => record.register === 'clue' && record.values['visit'] === visit.value && !isVoided(record))
    const made = makesClue(values.value) && !known ? clueEntry() : null
    await put({ finishedAt: wallClock(Date.now()) }, 'finishedAt', made ? [made.entry] : [])
    if (lines.value.get('finishedAt')?.kind !== 'saved') return false
    finished.value = { clue: made !== null, dueOn: made?.dueOn ?? '' }
    return true
  })

  /** Answers on their way are waited for. */
  async function leave(): Promise<void> {
    await queue
    turn++
    forget()
  }

  function forget(): void {
    file.value = null
    visit.value = ''
    lines.value = new Map()
    laid.value = []
    finished.value = null
  }

  async function refresh(): Promise<void> {
    if (!file.value || saving.value) return
    const mine = turn
    const fresh = await books.book().household(file.value.household.id)
    if (mine === turn && !saving.value) file.value = fresh
  }
  /** Whoever shows a text that is being typed gives it here when asked; the answer is how to be asked no more. */
  function onTaking(take: () => void): () => void {
    takers.add(take)
    return () => void takers.delete(take)
  }
  // A sentence typed less than a pause ago stands only on the screen: the lock would take it away.
  useSession().beforeLock(() => {
    for (const take of takers) take()
    return queue
  })
  books.onChange(households => {
    if (file.value && (households === 'all' || households.includes(file.value.household.id))) void refresh().catch(problems.report)
  })
  books.onClose(() => {
    turn++
    forget()
  })

  return { file, round, visit, values, missing, lines, saving, failed, headName, place, groups, before, visitor, finished, start, answer, finish, leave, onTaking }
})
