/**
 * 务工记录与计划: stays at work one after another, and who means to go. Where the person works today, for whom
 * and through whom stands with the person; a stay has its months, its pay and how the worker got there.
 */
import { labelOf } from '../registers/codes.ts'
import { unitsText } from '../registers/exact.ts'
import { family, isBlank, labelOfField } from './check.ts'
import type { Check } from './check.ts'
import { holdsPost, isAtWork, LABOUR, monthOf, numberOf, textOf } from './subject.ts'
import type { Entry, Member, Subject } from './subject.ts'

const { entries, household, member } = family('务工与公益性岗位')

const yuan = (units: number): string => `${unitsText(units, 2)}元`
const stayText = ({ values }: Entry): string => `${monthOf(values, 'from') ?? '…'}至${monthOf(values, 'to') ?? '今'}`

const byMonth = (left: Entry, right: Entry): number =>
  (monthOf(left.values, 'from') ?? '').localeCompare(monthOf(right.values, 'from') ?? '') || left.id.localeCompare(right.id)

// The stay before each, of the same person: sorted once for the household, not once for each stay.
const before = new WeakMap<Subject, ReadonlyMap<string, Entry>>()

function stayBefore(subject: Subject, entry: Entry): Entry | undefined {
  const known = before.get(subject)
  if (known) return known.get(entry.id)
  const found = new Map<string, Entry>()
  const stays = subject.entries('work').filter(({ values }) => monthOf(values, 'from') !== undefined)
  for (const own of Map.groupBy(stays, ({ values }) => textOf(values, 'person') ?? '').values()) {
    own.toSorted(byMonth).forEach((stay, at, sorted) => { if (at > 0 && sorted[at - 1]) found.set(stay.id, sorted[at - 1]!) })
  }
  before.set(subject, found)
  return found.get(entry.id)
}

/** 月收入、企业、行业、渠道、点对点 of a stay that is under way; the blank ones with where they are filled. */
function missingOf({ id, values, person }: Entry): readonly { readonly title: string, readonly register: string, readonly record: string, readonly field: string }[] {
  const ofStay = ['monthlyIncome', 'pointToPoint'].filter(field => isBlank(values, field)).map(field => ({ register: 'work', record: id, field }))
  const ofPerson = person ? ['employer', 'workIndustry', 'jobChannel'].filter(field => isBlank(person.values, field)).map(field => ({ register: 'person', record: person.id, field })) : []
  return [...ofStay, ...ofPerson].map(place => ({ ...place, title: labelOfField(place.register, place.field) }))
}

/** 县外: from the region where it is answered, else nothing is known. */
const worksOutsideCounty = (one: Member): boolean => one.values['abroad'] === true || (one.text('jobRegion') ?? '') >= '03'

const isWilling = (one: Member, subject: Subject): boolean =>
  ['01', '02', '03'].includes(one.text('workIntent') ?? '') || subject.entries('workPlan').some(({ person, values }) => person === one && values['planned'] === true)

const able: readonly string[] = [LABOUR.ordinary, LABOUR.skilled, LABOUR.weak]

export const work: readonly Check[] = [
  entries('work', { id: 'R091', severity: 'E', source: 'Gz5_12_001', sentence: '务工结束不应早于开始，下一段开始应晚于上一段结束', fields: ['from', 'to'] },
    (entry, subject) => {
      const [from, to] = [monthOf(entry.values, 'from'), monthOf(entry.values, 'to')]
      if (from === undefined) return undefined
      if (to !== undefined && to < from) return { text: `务工${from}开始，${to}就结束，早于开始`, field: 'to' }
      const last = stayBefore(subject, entry)
      return last && from <= (monthOf(last.values, 'to') ?? from) ? `${from}开始的务工与上一段（${stayText(last)}）重叠` : undefined
    }),
  entries('work', { id: 'R092', severity: 'W', source: 'Gz1111_16/17', sentence: '已不务工的应填结束时间，且不应在以后', fields: ['to', 'worked'] },
    ({ values }, { today }) => {
      if (values['worked'] !== false) return undefined
      const to = monthOf(values, 'to')
      if (to === undefined) return '是否已务工是否，没有填结束时间'
      return to > today.slice(0, 7) ? `是否已务工是否，结束时间却是以后的${to}` : undefined
    }),
  entries('work', { id: 'R096', severity: 'E', source: 'Gz5_01_007,5_12_006', sentence: '正在务工的应填月收入、企业、行业、就业渠道和是否点对点', fields: ['monthlyIncome', 'pointToPoint', 'employer', 'workIndustry', 'jobChannel'] },
    (entry, { today }) => {
      const [first, ...rest] = isAtWork(entry.values, today) ? missingOf(entry) : []
      if (!first) return undefined
      const { title, ...place } = first
      return { ...place, text: `${stayText(entry)}务工，没有填：${[title, ...rest.map(one => one.title)].join('、')}` }
    }),
  entries('work', { id: 'R097', severity: 'W', source: 'Gz5_16_001/002,1111_12', sentence: '务工月收入过低或过高（默认100元以下、3万元以上）应核实，400元以下提示', fields: ['monthlyIncome'] },
    ({ values }, { setting }) => {
      const pay = numberOf(values, 'monthlyIncome')
      if (pay === undefined) return undefined
      const [least, low, most] = [setting('monthlyPayMin'), setting('monthlyPayLow'), setting('monthlyPayMax')]
      if (pay < least) return `务工月收入${yuan(pay)}，不到${yuan(least)}`
      if (pay > most) return `务工月收入${yuan(pay)}，超过${yuan(most)}`
      return pay < low ? { text: `务工月收入${yuan(pay)}，不到${yuan(low)}`, severity: 'I' } : undefined
    }),
  member({ id: 'R098', severity: 'W', source: 'Gz5_01_003,5_12_002', sentence: '在县外务工的就业渠道不应是公益岗位或帮扶车间', fields: ['jobChannel', 'jobRegion'] },
    one => {
      const near = one.list('jobChannel').filter(channel => channel === '06' || channel === '07')
      return near.length > 0 && worksOutsideCounty(one)
        ? `在${one.values['abroad'] === true ? '国外' : labelOf('jobRegion', one.text('jobRegion') ?? '')}务工，就业渠道却是${near.map(channel => labelOf('jobChannel', channel)).join('、')}` : undefined
    }),
  entries('workPlan', { id: 'R099', severity: 'W', source: 'Gz5_15_008/009', sentence: '计划务工的应填就业服务需求', fields: ['serviceNeeds', 'planned'] },
    ({ values }) => values['planned'] === true && isBlank(values, 'serviceNeeds') ? '计划务工，没有填就业服务需求' : undefined),
  household({ id: 'R109', severity: 'W', source: 'S0-32', sentence: '有劳动力、有就业意愿的脱贫户和监测对象，每户至少一人就业', fields: ['workIntent', 'workPlace'] },
    subject => {
      const { active, exited, open } = subject
      if (!(exited || open) || active.some(one => one.working || holdsPost(one, subject))) return undefined
      const willing = active.find(one => able.includes(one.text('labour') ?? '') && !one.student && one.age !== undefined && one.age >= 16 && one.age < 60 && isWilling(one, subject))
      return willing && { text: `零就业家庭：${willing.name}有劳动力、有就业意愿，全户没有人就业`, register: 'person', record: willing.id, field: 'workIntent' }
    })
]

