/**
 * 问题整改 of the village: the list with its clocks, the steps of each, and what was generalised from it. Who may do
 * what is core/selfcheck's; here is only asked, stored and told.
 */
import { computed, shallowRef } from 'vue'
import { defineStore } from 'pinia'
import {
  nextProblemNo, problemDue, problemFields, problemRefusals, problemState, stepTitle, type ProblemContext, type ProblemDue, type ProblemRefusal, type ProblemState, type ProblemStep
} from '#core/selfcheck/index.ts'
import { isDay, yearOf } from '#core/registers/calendar.ts'
import { fieldOf } from '#core/registers/index.ts'
import type { Values } from '#core/registers/define.ts'
import type { RecordState, Value } from '#core/sync/change.ts'
import { factual } from '#core/sync/facts.ts'
import { homeOf } from '#core/sync/home.ts'
import type { Entry } from '../db/book.ts'
import { useBook } from './book.ts'
import { useLastStep } from './last-step.ts'
import { plainRules, readRules, todayHere, type Rules } from './measures-context.ts'
import { useSession } from './session.ts'
import { useVillage } from './village.ts'

export interface ProblemLine { readonly record: RecordState; readonly values: Values; readonly state: ProblemState; readonly due: ProblemDue | undefined; readonly followUp: boolean; readonly children: number }
export type ProblemFilter = 'open' | 'late' | 'done' | 'closed' | 'relapsed' | 'follow-up' | 'all'
export interface Candidate { readonly id: string; readonly title: string; readonly place: string }

const textOf = (values: Values, field: string): string => {
  const value = values[field]
  return typeof value === 'string' ? value : ''
}
const HOLDS: Readonly<Record<ProblemFilter, (line: ProblemLine) => boolean>> = {
  open: ({ state }) => state === 'open' || state === 'working', late: ({ due, state }) => (due?.late ?? 0) > 0 && (state === 'open' || state === 'working'),
  done: ({ state }) => state === 'done' || state === 'accepted', closed: ({ state }) => state === 'closed', relapsed: ({ values }) => values['relapsed'] === true, 'follow-up': ({ followUp }) => followUp, all: () => true
}
const WEIGHT: Readonly<Record<ProblemState, number>> = { open: 0, working: 0, done: 1, accepted: 2, closed: 3 }
const FOUND = 12

export const useProblemsList = defineStore('problems-list', () => {
  const books = useBook()
  const villages = useVillage()
  const session = useSession()
  const all = shallowRef<readonly RecordState[] | null>(null)
  const rules = shallowRef<Rules>(plainRules())
  const filter = shallowRef<ProblemFilter>('open')
  const source = shallowRef('')
  const text = shallowRef('')
  const saved = shallowRef<{ readonly record: string; readonly field: string } | null>(null)
  const candidates = shallowRef<readonly Candidate[]>([])
  let turn = 0
  let searched = 0

  const village = computed(() => villages.current?.code ?? '')
  const { said, lastStep, busy, act, undo: takeBack, forget } = useLastStep(() => village.value, () => load())
  const person = computed(() => session.enrolled?.person ?? '')
  const context = computed<ProblemContext>(() => ({ today: todayHere(), area: village.value, standards: rules.value.standards, calendar: rules.value.calendar }))
  const lines = computed<readonly ProblemLine[]>(() => {
    const own = (all.value ?? []).filter(record => record.values['voided'] !== true && (village.value === '' || homeOf(record) === village.value)).map(record => factual(record))
    const today = todayHere()
    return own.map(record => {
      const state = problemState(record.values)
      const look = textOf(record.values, 'followUpOn')
      return { record, values: record.values, state, due: problemDue(record.values, context.value), followUp: look !== '' && look <= today && state === 'closed', children: own.filter(({ values }) => values['parent'] === record.id).length }
    }).sort((left, right) => WEIGHT[left.state] - WEIGHT[right.state] || (right.due?.late ?? 0) - (left.due?.late ?? 0) || (left.due?.due ?? '9999').localeCompare(right.due?.due ?? '9999'))
  })
  const counts = computed(() => Object.fromEntries(Object.entries(HOLDS).map(([key, holds]) => [key, lines.value.filter(holds).length])) as Record<ProblemFilter, number>)
  const shown = computed(() => lines.value.filter(line => HOLDS[filter.value](line) && (source.value === '' || textOf(line.values, 'from') === source.value)
    && (text.value.trim() === '' || ['problemNo', 'description', 'responsible', 'unit'].some(field => textOf(line.values, field).includes(text.value.trim())))))
  const lineOf = (id: string): ProblemLine | undefined => lines.value.find(({ record }) => record.id === id)
  const childrenOf = (id: string): readonly ProblemLine[] => lines.value.filter(({ values }) => values['parent'] === id)

  async function load(): Promise<void> {
    const mine = ++turn
    const [now, got] = await Promise.all([readRules(books.book()), books.book().records('problem')])
    if (mine !== turn) return
    rules.value = now
    all.value = got
  }
  function leave(): void {
    turn++
    saved.value = null
    forget()
    candidates.value = []
  }

  const numbers = (): readonly string[] => (all.value ?? []).map(({ values }) => textOf(values, 'problemNo'))
  const nameOf = (line: ProblemLine): string => textOf(line.values, 'problemNo') || textOf(line.values, 'description').slice(0, 12)

  /** The id of the new problem, or why there is none. */
  async function add(values: Values): Promise<{ readonly id: string } | { readonly refusal: ProblemRefusal }> {
    const today = todayHere()
    if (textOf(values, 'description').trim() === '') return { refusal: { rule: 'S2-18', field: 'description', text: '请写问题是什么' } }
    if (textOf(values, 'from') === '') return { refusal: { rule: 'S4-32', field: 'from', text: '请选问题来源' } }
    const reported = textOf(values, 'reportedOn') || today
    if (!isDay(reported)) return { refusal: { rule: 'R207', field: 'reportedOn', text: '反馈日期要写成 年-月-日' } }
    if (textOf(values, 'dueOn') !== '' && !isDay(textOf(values, 'dueOn'))) return { refusal: { rule: 'R207', field: 'dueOn', text: '整改时限要写成 年-月-日' } }
    if (reported > today) return { refusal: { rule: 'R207', field: 'reportedOn', text: '反馈日期不能晚于今天' } }
    if (textOf(values, 'dueOn') !== '' && textOf(values, 'dueOn') < reported) return { refusal: { rule: 'R207', field: 'dueOn', text: '整改时限早于反馈日期' } }
    const id = crypto.randomUUID()
    const due = textOf(values, 'dueOn') || (problemDue({ reportedOn: reported }, context.value)?.due ?? null)
    const problemNo = textOf(values, 'problemNo') || nextProblemNo(yearOf(today), numbers())
    await act(`新问题 ${problemNo}`, [{ register: 'problem', record: id, fields: { status: '01', ...values, reportedOn: reported, dueOn: due, problemNo } }], `${problemNo}，时限 ${due ?? '没有定'}`)
    return { id }
  }
  async function edit(record: RecordState, field: string, value: Value): Promise<void> {
    const label = fieldOf('problem', field)?.label ?? field
    await act(`改 ${textOf(record.values, 'problemNo')} ${label}`, [{ register: 'problem', record: record.id, fields: { [field]: value } }], label)
    saved.value = { record: record.id, field }
  }
  const refusalsOf = (line: ProblemLine, step: ProblemStep, given: Values): readonly ProblemRefusal[] => problemRefusals(line.values, step, given, context.value)
  /** What is refused and why; [] when it is stored. */
  async function take(line: ProblemLine, step: ProblemStep, given: Values): Promise<readonly ProblemRefusal[]> {
    const refused = refusalsOf(line, step, given)
    if (refused.length > 0) return refused
    await act(`${stepTitle(step)} ${nameOf(line)}`, [{ register: 'problem', record: line.record.id, fields: problemFields(line.values, step, given, context.value) }], `${nameOf(line)} ${stepTitle(step)}`)
    return []
  }
  /** What a form for the step begins with. */
  function startOf(line: ProblemLine, step: ProblemStep): Values {
    const today = todayHere()
    const mine = person.value
    if (step === 'done') return { doneOn: today, doneBy: textOf(line.values, 'responsible') || mine, measures: textOf(line.values, 'measures'), evidence: textOf(line.values, 'evidence'), lateReason: textOf(line.values, 'lateReason') }
    if (step === 'accept') return { acceptedOn: today, acceptedBy: [textOf(line.values, 'doneBy'), textOf(line.values, 'responsible')].includes(mine) ? '' : mine }
    if (step === 'close') return { closedOn: today }
    return {}
  }

  async function search(word: string): Promise<void> {
    const mine = ++searched
    if (word.trim() === '') { candidates.value = []; return }
    const query = { text: word.trim(), ...(village.value ? { village: village.value } : {}) }
    const found = await books.book().search(query)
    const rows = await books.book().rows(found.ids.slice(0, FOUND), query)
    if (mine === searched) candidates.value = rows.map(({ id, headName, group, hamlet }) => ({ id, title: headName || '（无户主）', place: [group, hamlet].filter(Boolean).join(' · ') }))
  }
  /** 举一反三: the same is looked for in these households, each a problem of its own that names where it came from. */
  async function generalise(line: ProblemLine, households: readonly Candidate[]): Promise<void> {
    const known = new Set(childrenOf(line.record.id).map(({ values }) => values['household']))
    const wanted = households.filter(({ id }) => !known.has(id))
    if (wanted.length === 0) { said.value = { text: '这些户都已经列过了', tone: 'refused' }; return }
    const used = [...numbers()]
    const today = todayHere()
    const entries = wanted.map(({ id }): Entry => {
      const problemNo = nextProblemNo(yearOf(today), used)
      used.push(problemNo)
      return {
        register: 'problem', record: crypto.randomUUID(),
        fields: {
          household: id, parent: line.record.id, problemNo, from: '06', reportedOn: today, dueOn: problemDue({ reportedOn: today }, context.value)?.due ?? null, status: '01', households: 1,
          class: line.values['class'] ?? null, description: `举一反三（${nameOf(line)}）：${textOf(line.values, 'description')}`, ...(textOf(line.values, 'responsible') && { responsible: textOf(line.values, 'responsible') })
        }
      }
    })
    await act(`举一反三 ${nameOf(line)}`, [{ register: 'problem', record: line.record.id, fields: { generalised: true } }, ...entries], `举一反三，新列 ${entries.length} 户`)
  }
  const drop = (line: ProblemLine, reason: string): Promise<void> => act(`作废问题 ${nameOf(line)}`, [{ register: 'problem', record: line.record.id, fields: { voided: true, voidReason: reason } }], `${nameOf(line)} 已作废`)

  async function undo(): Promise<void> {
    saved.value = null
    await takeBack()
  }

  books.onChange(() => { if (all.value && !busy.value) void load() })
  books.onClose(() => { leave(); all.value = null; filter.value = 'open'; source.value = ''; text.value = '' })

  return { all, lines, shown, counts, filter, source, text, saved, said, lastStep, busy, candidates, context, load, leave, lineOf, childrenOf, add, edit, refusalsOf, take, startOf, search, generalise, drop, undo }
})
