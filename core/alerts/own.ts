/**
 * 自动发现: what the village's own records say without any list. Each is a suggestion; it becomes a clue when a
 * person has looked at it and says so, and never by itself.
 */
import { countedMembers, incomeTotals, lineText } from '../income/index.ts'
import { monthNumber } from '../registers/calendar.ts'
import { subjectOf, textOf, type HouseholdContext, type Member, type Subject } from '../checks/subject.ts'
import { yuanText } from './evaluate.ts'

export interface OwnRule { readonly id: string; readonly title: string; readonly risk: string; readonly source: string }
export interface Suggestion { readonly rule: string; readonly person: string | null; readonly text: string; /** 分; null for an event. */ readonly figure: number | null; readonly risk: string }
type Found = { readonly text: string; readonly person?: string; readonly figure?: number }
type Rule = OwnRule & { readonly find: (subject: Subject) => readonly Found[] }

const some = (text: string | undefined, more: Omit<Found, 'text'> = {}): readonly Found[] => (text === undefined ? [] : [{ text, ...more }])
const each = (members: readonly Member[], text: (one: Member) => string | undefined): readonly Found[] =>
  members.flatMap(one => some(text(one), { person: one.id }))

function perCapita({ totals, line, incomeYear }: Subject, isFar: (of: number, line: number) => boolean, words: string): readonly Found[] {
  const figure = totals.perCapita
  if (figure === undefined || !line || !isFar(figure, line.amount)) return []
  return some(`${incomeYear}年人均纯收入${yuanText(figure)}，${words}${lineText(line, incomeYear)}`, { figure })
}

function dropped({ context, totals, incomeYear, setting }: Subject): readonly Found[] {
  if (!context.lastIncome || totals.perCapita === undefined) return []
  const before = incomeTotals(context.lastIncome, countedMembers(context.members, context.today)).perCapita
  if (before === undefined || before <= 0) return []
  const percent = (before - totals.perCapita) / before * 100
  return percent >= setting('incomeDropPercent') ? some(`${incomeYear}年人均纯收入${yuanText(totals.perCapita)}，比上年${yuanText(before)}下降${Math.floor(percent)}%`, { figure: totals.perCapita }) : []
}

/** Within so many months before today. */
const isRecent = (month: string, today: string, months: number): boolean => {
  const age = monthNumber(today) - monthNumber(month)
  return age >= 0 && age <= months
}
const RETURN_MONTHS = 3
const NEW_MONTHS = 12

function returned({ active, entries, today }: Subject): readonly Found[] {
  return active.flatMap(one => {
    const stays = entries('work').filter(({ person, values }) => person === one && values['worked'] !== false)
    const last = stays.map(({ values }) => textOf(values, 'to') ?? '9999-12').toSorted().at(-1)
    return last !== undefined && last < today.slice(0, 7) && isRecent(last, today, RETURN_MONTHS) ? some(`${one.name}${last}结束务工，没有新的务工登记`, { person: one.id }) : []
  })
}

const rules: readonly Rule[] = [
  { id: 'A51', title: '人均纯收入低于监测线', risk: '99', source: 'W16，S0-08', find: subject => perCapita(subject, (of, line) => of < line, '低于') },
  { id: 'A52', title: '人均纯收入接近监测线', risk: '99', source: 'W16（比例暂定）', find: subject => perCapita(subject, (of, line) => of >= line && of < line * subject.setting('nearLinePercent') / 100, '接近') },
  { id: 'A53', title: '收入大幅下降', risk: '99', source: 'W16，S0-08', find: dropped },
  { id: 'A54', title: '适龄少年未在校', risk: '09', source: 'S1-20（8）', find: subject => each(subject.active, one =>
    one.schoolAge !== undefined && one.schoolAge >= subject.setting('compulsoryAgeMin') && one.schoolAge <= subject.setting('compulsoryAgeMax') && one.text('education') === undefined && !one.student && one.text('dropoutReason') !== undefined
      ? `${one.name}${one.schoolAge}岁，登记为失学或辍学` : undefined) },
  { id: 'A55', title: '有人未参加基本医疗保险', risk: '01', source: 'S1-20', find: subject => each(subject.active, one =>
    one.values['medResident'] === false && one.values['medEmployee'] !== true ? `${one.name}没有参加基本医疗保险` : undefined) },
  { id: 'A56', title: '住房为C级或D级', risk: '10', source: 'W28', find: ({ household }) => {
    const level = textOf(household, 'dangerLevel')
    return some(level === 'C' || level === 'D' ? `住房评为${level}级` : household['housingUnsafe'] === true ? '住房出现安全问题' : household['dangerHouse'] === true && level === undefined ? '登记为危房户' : undefined)
  } },
  { id: 'A57', title: '饮水不安全', risk: '11', source: 'W32', find: ({ household }) =>
    some(household['waterVerdict'] === '03' ? '饮水安全结论是不安全' : household['safeWater'] === false ? '没有解决安全饮用水' : household['waterUnsafe'] === true ? '饮水出现安全问题' : undefined) },
  { id: 'A58', title: '务工结束返乡', risk: '07', source: 'W16，W73', find: returned },
  { id: 'A59', title: '新办残疾证', risk: '03', source: 'W16', find: subject => each(subject.active, one => {
    const on = textOf(one.values, 'disabilityCertOn')
    return on !== undefined && isRecent(on, subject.today, NEW_MONTHS) ? `${one.name}${on}办理残疾人证` : undefined
  }) },
  { id: 'A60', title: '主要劳动力减少', risk: '04', source: 'W16b', find: subject => each(subject.all, one => {
    const on = textOf(one.values, 'endedOn'), why = one.text('endReason'), skill = one.text('labour') ?? ''
    return on !== undefined && on <= subject.today && isRecent(on, subject.today, NEW_MONTHS) && (why === '01' || why === '04') && (skill === '01' || skill === '02') && subject.active.length > 0
      ? `${one.name}${on}${why === '01' ? '去世' : '判刑收监'}，原是${skill === '01' ? '普通' : '技能'}劳动力` : undefined
  }) },
  { id: 'A61', title: '住院自付累计较高', risk: '01', source: 'W14', find: subject => each(subject.active, one => {
    const year = subject.today.slice(0, 4)
    const paid = subject.entries('treatment').filter(({ person, values }) => person === one && (textOf(values, 'from') ?? `${values['year'] ?? ''}`).startsWith(year))
      .reduce((sum, { values }) => sum + (typeof values['selfPaid'] === 'number' ? values['selfPaid'] : 0), 0)
    const limit = subject.setting(subject.exited || subject.open ? 'alertInpatientExited' : 'alertInpatientOrdinary')
    return paid >= limit && paid > 0 ? `${one.name}${year}年救治自付${yuanText(paid)}，预警线${yuanText(limit)}` : undefined
  }) }
]

export const ownRules: readonly OwnRule[] = rules.map(({ id, title, risk, source }) => ({ id, title, risk, source }))
const byId = new Map(ownRules.map(rule => [rule.id, rule]))
export const ownRuleOf = (id: string): OwnRule | undefined => byId.get(id)

/** What may be said of a household; nothing of one that is closed. Whose risk is open is being looked after. */
export function suggestionsFor(context: HouseholdContext): readonly Suggestion[] {
  const subject = subjectOf(context)
  if (subject.closed || subject.open) return []
  return rules.flatMap(({ id, risk, find }) => find(subject).map(({ text, person, figure }): Suggestion => ({ rule: id, person: person ?? null, text, figure: figure ?? null, risk })))
}

