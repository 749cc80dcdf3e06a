/**
 * 后评估自查: one round of the list. What records can say is counted here and leads to what it counts; a person says
 * whether it is in order; a finding becomes a problem with one key.
 */
import { computed, shallowRef } from 'vue'
import { defineStore } from 'pinia'
import { checkOf } from '#core/checks/index.ts'
import type { MeasureMark } from '#core/measures/index.ts'
import { selfCheckItem, selfCheckItems, type FigureKey, type SelfCheckItem } from '#core/selfcheck/index.ts'
import { nextProblemNo, problemDue } from '#core/selfcheck/index.ts'
import { yearOf } from '#core/registers/calendar.ts'
import type { RecordState } from '#core/sync/change.ts'
import { factual } from '#core/sync/facts.ts'
import { homeOf } from '#core/sync/home.ts'
import { useBook } from './book.ts'
import { useChecks } from './checks.ts'
import { useLastStep } from './last-step.ts'
import { todayHere } from './measures-context.ts'
import { useVillageMeasures } from './measures-village.ts'
import { useProblemsList } from './problems-list.ts'
import { useSession } from './session.ts'
import { useVillage } from './village.ts'

/** A number with the list it counts; `to`: where the list stands. */
export interface Counted { readonly label: string; readonly count: number; readonly to: { readonly path: string; readonly query: Readonly<Record<string, string>> } }
export interface SelfCheckLine {
  readonly item: SelfCheckItem
  readonly counted: readonly Counted[]
  /** Sum of what was counted; null where it has not been (the checks were not run, or a person has to look). */
  readonly count: number | null
  readonly answer: RecordState | null
  readonly result: string
  readonly problem: string
}

const textOf = (record: RecordState | null | undefined, field: string): string => {
  const value = record?.values[field]
  return typeof value === 'string' ? value : ''
}
const MARK_OF: Readonly<Partial<Record<FigureKey, MeasureMark>>> = {
  'monitored-without-helper': 'no-helper', 'monitored-without-plan': 'no-plan', 'monitored-without-measure': 'no-measure', 'monitored-without-developmental': 'no-developmental', 'monitored-unmatched': 'unmatched', 'measures-overdue': 'overdue'
}

export const useSelfCheck = defineStore('problems-selfcheck', () => {
  const books = useBook()
  const villages = useVillage()
  const session = useSession()
  const checks = useChecks()
  const measures = useVillageMeasures()
  const problems = useProblemsList()
  const answers = shallowRef<readonly RecordState[]>([])
  const round = shallowRef('')
  const outside = shallowRef<{ readonly cases: number; readonly clues: number } | null>(null)
  let turn = 0

  const village = computed(() => villages.current?.code ?? '')
  const { said, lastStep, busy, act, undo: takeBack, forget } = useLastStep(() => village.value, () => load())
  const here = computed(() => answers.value.filter(one => one.values['voided'] !== true && (village.value === '' || homeOf(one) === village.value)).map(one => factual(one)))
  const rounds = computed(() => [...new Set([round.value, ...here.value.map(one => textOf(one, 'round'))])].filter(Boolean).sort().reverse())
  const byItem = computed(() => new Map(here.value.filter(one => textOf(one, 'round') === round.value).map(one => [textOf(one, 'item'), one])))

  const monitor = (tab: string, more: Readonly<Record<string, string>> = {}) => ({ path: '/monitor', query: { tab, ...more } })
  function figureOf(figure: FigureKey): Counted | null {
    const mark = MARK_OF[figure]
    if (mark) return measures.lines ? { label: '户', count: measures.counts[mark], to: monitor('measures', { mark }) } : null
    if (figure.startsWith('problems-')) {
      if (!problems.all) return null
      const own = problems.lines
      const list: Readonly<Record<string, readonly [number, string]>> = {
        'problems-loose': [own.filter(({ values, state, due }) => state !== 'closed' && (!values['responsible'] || !due)).length, 'all'],
        'problems-late': [problems.counts.late, 'late'], 'problems-unaccepted': [own.filter(({ state }) => state === 'done').length, 'done'], 'problems-relapsed': [problems.counts.relapsed, 'relapsed'],
        'problems-without-evidence': [own.filter(({ values, state }) => state === 'closed' && !values['evidence']).length, 'closed']
      }
      const found = list[figure]
      return found ? { label: '个', count: found[0], to: monitor('problems', { show: found[1] }) } : null
    }
    if (!outside.value) return null
    return figure === 'cases-late' ? { label: '件', count: outside.value.cases, to: { path: '/monitor', query: { show: 'late' } } } : { label: '条', count: outside.value.clues, to: monitor('clues') }
  }
  function countedOf({ by }: SelfCheckItem): readonly Counted[] | null {
    if (by.kind === 'hand') return null
    if (by.kind === 'figure') {
      const found = figureOf(by.figure)
      return found && [found]
    }
    const { run } = checks
    if (!run) return null
    return by.rules.map(rule => {
      const found = run.byRule.find(({ key }) => key === rule)
      return { label: rule, count: (found?.E ?? 0) + (found?.W ?? 0) + (found?.I ?? 0), to: { path: '/checks', query: { rule } } }
    })
  }
  const lines = computed<readonly SelfCheckLine[]>(() => {
    const unknown = [...byItem.value.keys()].filter(key => !selfCheckItem(key)).map((key): SelfCheckItem => ({ key, dimension: '03', title: key, by: { kind: 'hand', how: '新版程序里的事项' }, source: '' }))
    return [...selfCheckItems, ...unknown].map(item => {
      const counted = countedOf(item)
      const answer = byItem.value.get(item.key) ?? null
      return { item, counted: counted ?? [], count: counted ? counted.reduce((sum, { count }) => sum + count, 0) : null, answer, result: textOf(answer, 'result'), problem: textOf(answer, 'problem') }
    })
  })
  const progress = computed(() => ({ done: lines.value.filter(({ result }) => result !== '').length, total: lines.value.length, found: lines.value.filter(({ result }) => result === '02').length }))
  const whyOf = (rule: string): string => checkOf(rule)?.sentence ?? ''

  async function load(): Promise<void> {
    const mine = ++turn
    const book = books.book()
    const [got, cases, clues] = await Promise.all([book.records('selfCheck'), book.cases({ open: true }), book.clues({ open: true })])
    if (mine !== turn) return
    answers.value = got
    outside.value = {
      cases: cases.filter(one => (!village.value || one.village === village.value) && (one.clock?.late ?? 0) > 0).length,
      clues: clues.filter(({ record, clock }) => (!village.value || homeOf(record) === village.value) && (clock?.late ?? 0) > 0).length
    }
    if (round.value === '') round.value = here.value.map(one => textOf(one, 'round')).sort().at(-1) ?? `${yearOf(todayHere())}年后评估自查`
  }
  /** All that is counted anew: measures, problems, the checks. */
  async function enter(): Promise<void> {
    await Promise.all([load(), measures.load(), problems.load(), checks.enter()])
  }
  const choose = (name: string): void => void (round.value = name.trim().slice(0, 40))

  const fieldsOf = (line: SelfCheckLine) => ({ round: round.value, item: line.item.key, checkedOn: todayHere(), ...(session.enrolled?.person && { checkedBy: session.enrolled.person }) })
  const answer = (line: SelfCheckLine, result: string): Promise<void> =>
    act(`自查 ${line.item.title}`, [{ register: 'selfCheck', record: line.answer?.id ?? crypto.randomUUID(), fields: { ...fieldsOf(line), result } }], `${line.item.key} ${line.item.title}`)
  const note = (line: SelfCheckLine, finding: string): Promise<void> =>
    act(`自查 ${line.item.title}`, [{ register: 'selfCheck', record: line.answer?.id ?? crypto.randomUUID(), fields: { ...fieldsOf(line), finding: finding.trim() || null } }], `${line.item.key} 发现的问题`)
  const countedText = (line: SelfCheckLine): string => line.counted.filter(({ count }) => count > 0).map(({ label, count }) => /^R\d/u.test(label) ? `${label} ${count} 条` : `${count} ${label}`).join('、')

  /** One key: the answer is 有问题 and the problem stands in the list with its time limit. */
  async function toProblem(line: SelfCheckLine): Promise<void> {
    if (line.problem !== '' && problems.lineOf(line.problem)) { said.value = { text: '已经列入问题整改', tone: 'refused' }; return }
    const [problem, today] = [crypto.randomUUID(), todayHere()]
    const finding = textOf(line.answer, 'finding') || [line.item.title, countedText(line)].filter(Boolean).join('：')
    const problemNo = nextProblemNo(yearOf(today), (problems.all ?? []).map(one => textOf(one, 'problemNo')))
    await act(`自查列问题 ${line.item.title}`, [
      { register: 'problem', record: problem, fields: { problemNo, from: '06', reportedOn: today, class: line.item.dimension, description: finding, status: '01', dueOn: problemDue({ reportedOn: today }, problems.context)?.due ?? null, note: `${round.value} ${line.item.key}` } },
      { register: 'selfCheck', record: line.answer?.id ?? crypto.randomUUID(), fields: { ...fieldsOf(line), result: '02', finding, problem } }
    ], `已列入问题整改 ${problemNo}`)
    await problems.load()
  }
  async function undo(): Promise<void> {
    await takeBack()
    await problems.load()
  }
  function leave(): void {
    turn++
    forget()
    measures.leave()
  }
  books.onClose(() => { leave(); answers.value = []; outside.value = null; round.value = '' })

  return { lines, round, rounds, progress, said, lastStep, busy, load, enter, choose, answer, note, toProblem, undo, leave, whyOf, countedText }
})
