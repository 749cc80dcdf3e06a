/**
 * 一户一策 and measures of one household: what is planned, what is done, what is missing. Nothing is said to be
 * stored before its write has come back, and every write is a step that can be taken back.
 */
import { computed, shallowRef } from 'vue'
import { defineStore } from 'pinia'
import { checkHousehold, checkOf, type HouseholdContext } from '#core/checks/index.ts'
import { subjectOf } from '#core/checks/subject.ts'
import {
  creditLimits, creditProblems, hasHelper, labourCase, measureDue, measureItem, measureState, needsOf, planDue, planOf, suggest, type Suggestion
} from '#core/measures/index.ts'
import { isDay, yearOf } from '#core/registers/calendar.ts'
import type { Values } from '#core/registers/define.ts'
import { fieldOf, labelOf } from '#core/registers/index.ts'
import type { RecordState, Value } from '#core/sync/change.ts'
import { homeOf } from '#core/sync/home.ts'
import type { HouseholdFile } from '../db/book.ts'
import type { CaseLine } from '../db/book-monitor.ts'
import { useBook } from './book.ts'
import { useLastStep } from './last-step.ts'
import type { Said } from './ledger-work.ts'
import { contextOf, plainRules, readRules, todayHere, type Rules } from './measures-context.ts'

/** Rules about the household's listing and procedure, then about what was done; each is shown beside what causes it. */
const OF_LISTING: ReadonlySet<string> = new Set(['R140', 'R141', 'R142', 'R143', 'R144', 'R145', 'R146', 'R147', 'R154', 'R155', 'R156', 'R157'])
const OF_MEASURES: ReadonlySet<string> = new Set(['R059', 'R060', 'R076', 'R077', 'R078', 'R106', 'R107', 'R108', 'R148', 'R149', 'R150', 'R151', 'R152', 'R153'])

const textOf = (record: RecordState | undefined, field: string): string => {
  const value = record?.values[field]
  return typeof value === 'string' ? value : ''
}
const isVoided = (record: RecordState): boolean => record.values['voided'] === true

export const useMeasures = defineStore('measures', () => {
  const books = useBook()
  const file = shallowRef<HouseholdFile | null>(null)
  const rules = shallowRef<Rules>(plainRules())
  const cadres = shallowRef<ReadonlyMap<string, string>>(new Map())
  const cases = shallowRef<readonly CaseLine[]>([])
  const saved = shallowRef<{ readonly record: string; readonly field: string } | null>(null)
  let wanted = ''
  let turn = 0

  const village = computed(() => file.value ? homeOf(file.value.household) : '')
  const { said, lastStep, busy, act, undo: takeBack, forget } = useLastStep(() => village.value, async () => { if (wanted) await load(wanted) })
  /** A case of listing that is under way: what it proposes stands for what the household is not yet. */
  const opening = computed(() => cases.value.find(({ kind, status }) => kind !== 'elimination' && !status.closed) ?? null)
  const context = computed<HouseholdContext | null>(() => {
    if (!file.value) return null
    const made = contextOf(file.value, rules.value, todayHere())
    const proposed = opening.value
    if (!proposed || made.household['monitorCategory'] || proposed.category === null) return made
    return { ...made, household: { ...made.household, monitorCategory: proposed.category, risks: [...proposed.risks] } }
  })
  const subject = computed(() => context.value && subjectOf(context.value))
  /** not: nobody watches over it. green: not decided yet, help may come first. open, over: as the household's fields say. */
  const standing = computed<'not' | 'green' | 'open' | 'over'>(() => {
    if (!file.value || !subject.value) return 'not'
    if (textOf(file.value.household, 'monitorCategory') === '') return opening.value ? 'green' : 'not'
    return subject.value.eliminated ? 'over' : 'open'
  })
  const of = (register: string): readonly RecordState[] => (file.value?.others ?? []).filter(record => record.register === register && !isVoided(record))
  const measures = computed(() => [...of('measure')].sort((left, right) => ORDER[stateOf(left)] - ORDER[stateOf(right)] || textOf(right, 'startedOn').localeCompare(textOf(left, 'startedOn'))))
  const plans = computed(() => [...of('plan')].sort((left, right) => Number(right.values['year'] ?? 0) - Number(left.values['year'] ?? 0)))
  const plan = computed(() => {
    const current = subject.value && planOf(subject.value)
    return plans.value.find(({ id }) => id === current?.id) ?? null
  })
  const suggestions = computed(() => subject.value ? suggest(subject.value) : [])
  const labour = computed(() => subject.value ? labourCase(subject.value) : 'unknown')
  const helped = computed(() => subject.value !== null && hasHelper(subject.value))
  const dues = computed(() => {
    if (!context.value || standing.value !== 'open') return { measure: undefined, plan: undefined }
    const due = { household: context.value.household, today: context.value.today, area: context.value.area ?? '', standards: rules.value.standards, calendar: rules.value.calendar }
    return { measure: measures.value.length === 0 ? measureDue(due) : undefined, plan: plan.value ? undefined : planDue(due) }
  })
  const credit = computed(() => subject.value ? creditLimits(subject.value) : null)
  const creditTrouble = (measure: RecordState) => subject.value ? creditProblems(measure.values, subject.value) : []
  const pictures = (measure: string): number => of('attachment').filter(record => record.values['subjectRecord'] === measure).length

  const found = computed(() => context.value ? checkHousehold(context.value).map(finding => ({ ...finding, why: checkOf(finding.id)?.sentence ?? '' })) : [])
  const listing = computed(() => found.value.filter(({ id }) => OF_LISTING.has(id)))
  const findingsOf = (measure: string) => found.value.filter(({ id, register, record }) => OF_MEASURES.has(id) && register === 'measure' && record === measure)
  /** Those that are nobody's row and that no suggestion says already. */
  const findings = computed(() => {
    const suggested = new Set(suggestions.value.flatMap(rulesOf))
    return found.value.filter(({ id, register }) => OF_MEASURES.has(id) && register !== 'measure' && !suggested.has(id) && !(id === 'R148' && suggestions.value.length > 0))
  })
  const severityOf = (suggestion: Suggestion): 'E' | 'W' | 'I' | null =>
    found.value.find(({ id }) => rulesOf(suggestion).includes(id))?.severity ?? (measures.value.length === 0 && found.value.some(({ id }) => id === 'R148') ? 'E' : null)

  const needs = computed(() => context.value ? needsOf(context.value.household) : [])
  const members = computed(() => subject.value?.active.map(({ id, name }) => ({ id, label: name })) ?? [])
  const nameOf = (person: Value | undefined): string => members.value.find(({ id }) => id === person)?.label ?? ''
  const responsible = computed(() => {
    const today = todayHere()
    const current = of('pairing').filter(record => textOf(record, 'from') <= today && (textOf(record, 'to') || '9999') >= today)
    const main = current.find(record => record.values['main'] === true) ?? current[0]
    return cadres.value.get(textOf(main, 'cadre')) ?? ''
  })

  function stateOf(measure: RecordState): 'running' | 'overdue' | 'ended' {
    return measureState(measure.values, todayHere())
  }

  async function load(id: string): Promise<void> {
    wanted = id
    const mine = ++turn
    if (file.value?.household.id !== id) { file.value = null; saved.value = null; forget() }
    const book = books.book()
    const [got, now, people, running] = await Promise.all([book.household(id), readRules(book), book.records('cadre'), book.cases({ household: id, open: true })])
    if (mine !== turn) return
    rules.value = now
    cadres.value = new Map(people.map(one => [one.id, textOf(one, 'name')]))
    cases.value = running
    file.value = got
  }
  function leave(): void {
    wanted = ''
    turn++
    file.value = null
    cases.value = []
    saved.value = null
    forget()
  }

  const head = computed(() => subject.value?.head?.name ?? '')

  /** With what is known of it; the rest is filled in where it stands. The id of the new measure. */
  async function add(item: string, more: { readonly person?: string | null; readonly content?: string } = {}): Promise<string | null> {
    if (!file.value || busy.value) return null
    const chosen = measureItem(item)
    const id = crypto.randomUUID()
    const department = textOf(file.value.household, 'responsibleDepartment')
    await act(`加措施 ${head.value} ${chosen?.label ?? item}`, [{
      register: 'measure', record: id,
      fields: {
        household: file.value.household.id, group: chosen?.group ?? item.split('.')[0]!, item, startedOn: todayHere(), status: '02',
        ...(more.person && { person: more.person }), ...(more.content && { content: more.content }),
        ...(responsible.value && { responsible: responsible.value }), ...(department && { department })
      }
    }], `${chosen?.label ?? item}，从今天开始`)
    return id
  }
  const addSuggested = (suggestion: Suggestion, item: string): Promise<string | null> => add(item, { person: suggestion.person })
  /** A field of the household that a suggestion asks for. */
  async function mark(suggestion: Suggestion): Promise<void> {
    if (!file.value || !suggestion.mark) return
    await act(`${suggestion.mark.title} ${head.value}`, [{ register: 'household', record: file.value.household.id, fields: { [suggestion.mark.field]: suggestion.mark.value } }], suggestion.mark.title)
  }

  async function edit(record: RecordState, field: string, value: Value): Promise<void> {
    const label = fieldOf(record.register, field)?.label ?? field
    // The group of a measure is its item's.
    const group: Values = record.register === 'measure' && field === 'item' && typeof value === 'string' ? { group: measureItem(value)?.group ?? value.split('.')[0]! } : {}
    await act(`改 ${head.value} ${label}`, [{ register: record.register, record: record.id, fields: { [field]: value, ...group } }], label)
    saved.value = { record: record.id, field }
  }

  /** Ends it with what came of it; refused without either, and before it began. */
  async function end(measure: RecordState, how: { readonly endedOn: string; readonly done: boolean; readonly effect: string; readonly evidence: string }): Promise<string> {
    if (!isDay(how.endedOn)) return '结束日期要写成 年-月-日'
    if (how.endedOn < textOf(measure, 'startedOn')) return '结束日期早于开始日期'
    if (how.endedOn > todayHere()) return '结束日期不能晚于今天'
    if (how.effect.trim() === '') return '请写成效'
    if (how.done && how.evidence.trim() === '' && pictures(measure.id) === 0) return '请写佐证，或先加一张佐证照片'
    await act(`办结措施 ${head.value} ${labelOf('measureItem', textOf(measure, 'item'))}`, [{
      register: 'measure', record: measure.id, fields: { endedOn: how.endedOn, status: how.done ? '03' : '04', effect: how.effect.trim(), ...(how.evidence.trim() && { evidence: how.evidence.trim() }) }
    }], `${labelOf('measureItem', textOf(measure, 'item'))}已${how.done ? '办结' : '停下'}`)
    return ''
  }
  const reopen = (measure: RecordState): Promise<void> =>
    act(`接着落实 ${head.value} ${labelOf('measureItem', textOf(measure, 'item'))}`, [{ register: 'measure', record: measure.id, fields: { endedOn: null, status: '02' } }], '接着落实')
  const drop = (measure: RecordState, reason: string): Promise<void> =>
    act(`作废措施 ${head.value} ${labelOf('measureItem', textOf(measure, 'item'))}`, [{ register: 'measure', record: measure.id, fields: { voided: true, voidReason: reason } }], '这项措施作废')

  /** The year's plan, with what is already known of weakness and steps; a person goes on from there. */
  async function startPlan(): Promise<void> {
    if (!file.value || plan.value) return
    const year = yearOf(todayHere())
    const items = [...new Set([...measures.value.filter(one => stateOf(one) !== 'ended').map(one => labelOf('measureItem', textOf(one, 'item'))), ...suggestions.value.flatMap(({ items: offered }) => offered.slice(0, 1).map(item => measureItem(item)?.label ?? item))])]
    const weakness = needs.value.map(({ title }) => title.replace(/^风险/u, ''))
    const department = textOf(file.value.household, 'responsibleDepartment')
    await act(`定一户一策 ${head.value}`, [{
      register: 'plan', record: crypto.randomUUID(),
      fields: {
        household: file.value.household.id, year, status: '01', dueOn: `${year}-12-31`, ...(weakness.length > 0 && { weakness: weakness.join('、') }), ...(items.length > 0 && { steps: items.join('、') }),
        ...(responsible.value && { responsible: responsible.value }), ...(department && { department })
      }
    }], `${year}年一户一策，请补齐`)
  }
  const confirmPlan = (): Promise<void> => plan.value ? edit(plan.value, 'confirmedOn', todayHere()) : Promise.resolve()

  async function undo(): Promise<void> {
    saved.value = null
    await takeBack()
  }
  /** Said by whoever works on the same household beside this store. */
  const tell = (text: string, tone: Said['tone']): void => void (said.value = { text, tone })

  books.onChange(households => {
    if (wanted && !busy.value && (households === 'all' || households.includes(wanted))) void load(wanted)
  })
  books.onClose(() => { leave(); cadres.value = new Map(); rules.value = plainRules() })

  return {
    file, rules, context, subject, standing, opening, measures, plans, plan, suggestions, labour, helped, dues, credit, needs, members, listing, findings, saved, said, lastStep, busy, responsible,
    of, load, leave, act, add, addSuggested, mark, edit, end, reopen, drop, startPlan, confirmPlan, undo, tell, stateOf, findingsOf, severityOf, creditTrouble, pictures, nameOf
  }
})

/** The rules that say the same as a suggestion does; the checks give the gravest first. */
const rulesOf = ({ key, rule }: Suggestion): readonly string[] => key === 'labour' ? ['R149', 'R150', 'R059', 'R060'] : [rule]

const ORDER = { overdue: 0, running: 1, ended: 2 } as const
