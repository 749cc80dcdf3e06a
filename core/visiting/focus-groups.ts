/**
 * Which 重点人群 a household belongs to by what is on record, each with the reason, so that the short form comes
 * prefilled and nobody has to guess why. What records cannot say (突发变故, 主要劳力死亡或服刑) is left to the visitor.
 */
import { distanceToLine } from '../income/index.ts'
import { isVoided, listOf, numberOf, subjectOf, textOf } from '../checks/subject.ts'
import type { Member, RecordsByRegister, RecordValues, Subject } from '../checks/subject.ts'
import type { Values } from '../registers/define.ts'
import type { Standard } from '../registers/standard.ts'

export interface FocusGroup { readonly code: string; readonly reason: string }

const yuan = (units: number): string => `${Math.floor(units / 100)} 元`
const names = (members: readonly Member[], why: string): string => members.length > 0 ? `${members.map(({ name }) => name || '（未填姓名）').join('、')}${why}` : ''
const ILL: readonly string[] = ['02', '03']
const MANY_STUDENTS = 2
/** 待受理, 已交办, 已核实: not yet closed, nor handed on to a procedure. */
const OPEN_CLUE: ReadonlySet<string> = new Set(['01', '02', '03'])
const UNSAFE_HOUSE: ReadonlySet<string> = new Set(['C', 'D'])

function lowIncome({ context, totals: { perCapita }, line, incomeYear }: Subject): string {
  if (context.income === undefined || perCapita === undefined || line === undefined || !distanceToLine(perCapita, line).below) return ''
  return `${incomeYear} 年人均 ${yuan(perCapita)}，低于监测线 ${yuan(line.amount)}`
}

/** The latest period of work has ended and none is running. */
function workEnded(subject: Subject): string {
  const ended = subject.active.filter(({ id }) => {
    const periods = subject.entries('work').filter(({ person }) => person?.id === id)
    return periods.length > 0 && periods.every(({ values }) => {
      const to = textOf(values, 'to')
      return to !== undefined && to < subject.today.slice(0, 7)
    })
  })
  return names(ended, ' 务工已结束，没有新的')
}

const openClues = (subject: Subject) => subject.entries('clue').filter(({ values }) => OPEN_CLUE.has(textOf(values, 'status') ?? ''))

function selfPay({ income, incomeYear, setting }: Subject): string {
  const paid = numberOf(income, 'compliantSelfPay'), most = setting('alertSelfPayLarge')
  return paid !== undefined && paid > most ? `${incomeYear} 年合规自付 ${yuan(paid)}，超过 ${yuan(most)}` : ''
}

function unsafe({ household, text }: Subject): string {
  const grade = text('dangerLevel') ?? ''
  return [
    household['housingUnsafe'] === true && '住房有安全问题', UNSAFE_HOUSE.has(grade) && `危房 ${grade} 级`, household['waterUnsafe'] === true && '饮水有安全问题'
  ].filter(Boolean).join('，')
}

const reasons: readonly (readonly [code: string, reason: (subject: Subject) => string])[] = [
  ['01', lowIncome],
  ['02', ({ active }) => names(active.filter(({ list }) => list('health').some(one => ILL.includes(one))), ' 有大病或慢性病')],
  ['03', ({ active }) => names(active.filter(({ disabled }) => disabled), ' 残疾')],
  ['04', ({ active }) => names(active.filter(({ list }) => list('lowIncomeType').includes('01')), ' 低保')],
  ['05', ({ active }) => names(active.filter(({ list }) => list('lowIncomeType').includes('02')), ' 特困')],
  ['06', ({ active }) => {
    const students = active.filter(({ student }) => student)
    return students.length >= MANY_STUDENTS ? names(students, ' 在校') : ''
  }],
  ['07', workEnded],
  ['08', subject => openClues(subject).some(({ values }) => textOf(values, 'disaster') !== undefined) ? '在受灾名单上，还没有核实完' : ''],
  ['11', selfPay],
  ['12', subject => {
    const alerts = openClues(subject).filter(({ values }) => textOf(values, 'disaster') === undefined)
    return alerts.length > 0 ? `${alerts.length} 条线索没有办结` : ''
  }],
  ['13', unsafe]
]

const yearOfIncome = ({ values }: RecordValues): number => numberOf(values, 'year') ?? 0
/** The latest full year that is known. */
const latestIncome = (records: RecordsByRegister): RecordValues | undefined =>
  (records['income'] ?? []).filter(({ values }) => !isVoided(values) && (listOf(values, 'kind')[0] ?? 'annual') === 'annual')
    .toSorted((left, right) => yearOfIncome(right) - yearOfIncome(left))[0]

/** Give facts (core/sync/facts.ts): what two sides decided differently is no reason. */
export function focusGroupsOf(household: Values, members: readonly RecordValues[], records: RecordsByRegister, standards: readonly Standard[], area: string, today: string): readonly FocusGroup[] {
  const subject = subjectOf({ household, members, records, standards, area, today, income: latestIncome(records)?.values })
  return reasons.flatMap(([code, reason]) => {
    const why = reason(subject)
    return why === '' ? [] : [{ code, reason: why }]
  })
}
