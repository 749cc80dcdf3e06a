/**
 * The income lines as asked at the door, last year's figure beside each. Lines that only some families can
 * have are passed over by rule, but never one that has a figure: a small income forgotten is the usual error.
 */
import { countedMembers } from '../income/index.ts'
import { promptOf } from '../income/prompts.ts'
import { fieldOf, income as incomeRegister, incomeGroups } from '../registers/index.ts'
import type { Values } from '../registers/define.ts'
import type { RecordState } from '../sync/change.ts'
import { homeOf } from '../sync/home.ts'
import { activeMembers, ageOf } from './people.ts'
import { answered, ask, previousOf } from './question.ts'
import type { Previous, Question, Rule, VisitContext } from './question.ts'

const someone = (test: (values: Values, age: number | undefined) => boolean) => (context: VisitContext): boolean =>
  activeMembers(context).some(member => test(member.values, ageOf(member, context.today)))

const disabled = someone(({ health }) => Array.isArray(health) && health.includes('04'))
const aged = (age: number) => someone((_, own) => own !== undefined && own >= age)
const posted = someone(({ publicPost }) => answered(publicPost))

/** Who can have the line at all; lines not named here are asked of everybody. */
const onlyWhen: Readonly<Record<string, (context: VisitContext) => boolean>> = {
  A2: posted, A3: posted, A4: posted,
  D2: someone(({ dibao }) => dibao === '02' || dibao === '03'),
  D3: someone(({ tekun }) => tekun === '02' || tekun === '03'),
  D4: aged(60),
  D5c: () => false, D5d: someone(({ resettled }) => resettled === true),
  D6d: aged(80), D6f: disabled, D6i: aged(60), D6k: () => false, D6l: () => false,
  E5: () => false
}

const hasFigure = (record: RecordState | undefined, field: string): boolean => answered(record?.values[field])

const lineRule = (field: string): Rule<VisitContext> => ({
  field,
  when: context => hasFigure(context.income, field) || hasFigure(context.lastIncome, field) || (onlyWhen[field]?.(context) ?? true)
})

const memo: readonly Rule<VisitContext>[] = [
  { field: 'insurancePayout', hint: '保险理赔、赔付' },
  { field: 'compliantSelfPay', hint: '看病报销后自己付的合规部分' },
  { field: 'rigidSpending', hint: '上学、受灾等非花不可的钱' },
  { field: 'debt' }
]

export const lastIncomeName = ({ lastIncome }: VisitContext): string =>
  typeof lastIncome?.values['year'] === 'number' ? `${lastIncome.values['year']}年` : '上次采集'

/** Totals that a national export brought stand for a group nobody has given a line of. */
const totals: readonly string[] = Object.keys(incomeRegister.fields).filter(name => fieldOf('income', name)?.section === '导出合计')

export function incomeQuestions(context: VisitContext): readonly Question[] {
  const place = (group: string) => ({
    section: 'income', group, record: context.income, compared: context.lastIncome !== undefined,
    prefill: (field: string) => previousOf(context.lastIncome, field, lastIncomeName(context))
  })
  const asked = (group: string, rules: readonly Rule<VisitContext>[]) =>
    rules.filter(rule => rule.when?.(context) ?? true).map(rule => ask(place(group), rule))
  return [
    counted(context),
    ...Object.values(incomeGroups).flatMap(({ title, lines }) => asked(title, lines.map(field => ({ ...lineRule(field), hint: prompt(context, field) })))),
    ...asked('备查', memo)
  ]
}

/** What goes wrong with the line, by what the county chose; a sheet that is printed says nothing. */
function prompt({ standards, household, income, today }: VisitContext, field: string): string {
  const year = Number(income.values['year'] ?? today.slice(0, 4))
  return standards ? promptOf(field, standards, homeOf(household), year) : ''
}

/** Who divides the income: the family of today, as the roster counts it, not last year's number. */
function counted(context: VisitContext): Question {
  const value = countedMembers(context.members, context.today)
  const prefill = (): Previous => ({ value, text: String(value), from: '花名册', at: null })
  return ask({ section: 'income', group: '人口', record: context.income, prefill }, { field: 'countedMembers', hint: '共享收支、计入年度收入的人数' })
}

/** 情况无变化 for income: what the year takes over from the one before. Answers already given this year stay. */
export function incomeTakenOver(context: VisitContext): Values {
  const { income, lastIncome } = context
  if (!lastIncome) return {}
  const lines = incomeQuestions(context).map(question => question.field).filter(field => field !== 'countedMembers')
  // A total is only taken where no line of the year stands against it, or it would count twice.
  const fresh = !Object.values(incomeGroups).some(({ lines: own }) => own.some(field => hasFigure(income, field)))
  return Object.fromEntries([...lines, ...(fresh ? totals : [])]
    .filter(field => !hasFigure(income, field) && hasFigure(lastIncome, field))
    .map(field => [field, lastIncome.values[field]!]))
}

/** Who and when an income record is of; goes into the first change of it. October to September (W23). */
export const incomeHeader = (household: string, year: number): Values =>
  ({ household, year, kind: 'annual', from: `${year - 1}-10`, to: `${year}-09` })
