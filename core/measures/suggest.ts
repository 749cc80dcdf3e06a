/**
 * 缺什么补什么: what kind of measure a household lacks, why, and by which rule. Suggested from the first day; the
 * checks speak when the time is over. Nothing is suggested twice: a group that answers the need is enough.
 */
import { measuresOf, hasMeasure } from '../checks/measures.ts'
import { isAided, listOf, numberOf, textOf } from '../checks/subject.ts'
import type { Member, Subject } from '../checks/subject.ts'
import { labelOf } from '../registers/codes.ts'
import { developmental, groupTitles, measureItem, weakItems } from './catalogue.ts'
import { monthsListed } from './due.ts'
import { ableMembers, labourCase, weakMembers } from './labour.ts'
import { mayRelocate, needsOf, RELOCATION } from './matrix.ts'

export interface Suggestion {
  /** Stable while the need stands: 'risk:01', 'labour', 'aid:dibao:<person>'. */
  readonly key: string
  readonly title: string
  readonly reason: string
  /** Number of the rule; '' where the source alone says it. */
  readonly rule: string
  readonly source: string
  readonly assumed: boolean
  /** must: a rule finds fault, now or when its months have passed. should: a wish or ordinary practice. */
  readonly weight: 'must' | 'should'
  /** One of these groups is enough. */
  readonly groups: readonly string[]
  /** Items to choose from, the likeliest first. */
  readonly items: readonly string[]
  /** Who it is for, where it is for one person. */
  readonly person: string | null
  /** A field of the household that has to be answered besides; absent: none. */
  readonly mark?: { readonly field: 'wholeNoLabour' | 'developmentalStatus', readonly value: boolean | string, readonly title: string }
}

const names = (members: readonly Member[]): string => members.map(({ name }) => name).join('、')

/** Items of the developmental groups by what the members want and can do. */
function developmentalItems(subject: Subject): readonly string[] {
  const able = [...ableMembers(subject), ...weakMembers(subject)]
  const wants = (...intents: readonly string[]): boolean => able.some(member => intents.includes(member.text('workIntent') ?? ''))
  const first: readonly (readonly [boolean, readonly string[]])[] = [
    [wants('01'), ['employment.02', 'employment.03', 'employment.05']],
    [wants('02'), ['employment.04', 'publicPost.01', 'employment.05']],
    [wants('03'), ['finance.01', 'industry.03', 'employment.01']],
    [able.some(member => member.working), ['employment.03']],
    [ableMembers(subject).length === 0, ['publicPost.01', 'industry.04']],
    [(numberOf(subject.household, 'arableMu') ?? 0) > 0, ['industry.01', 'industry.02', 'industry.03']],
    [true, ['industry.02', 'employment.05', 'publicPost.01', 'finance.01']]
  ]
  return [...new Set(first.flatMap(([holds, items]) => holds ? items : []))]
}

/** R149, R150: who can work has something to earn by. */
function ofLabour(subject: Subject): readonly Suggestion[] {
  const kind = labourCase(subject)
  const common = { key: 'labour', person: null, assumed: false }
  if (kind === 'none') {
    const lacks = !hasMeasure(subject, 'comprehensive')
    const unmarked = subject.household['wholeNoLabour'] !== true
    if (!lacks && !unmarked) return []
    return [{
      ...common, title: '整户无劳动力，兜底保障', rule: lacks ? 'R059' : 'R060', source: 'S4-08', weight: 'must', groups: lacks ? ['comprehensive'] : [], items: lacks ? ['comprehensive.01', 'comprehensive.02', 'comprehensive.03', 'comprehensive.04'] : [],
      reason: `全户${subject.active.length}人都没有劳动力，${lacks ? '应有综合保障' : ''}${lacks && unmarked ? '，并' : ''}${unmarked ? '应标注整户无劳动能力兜底保障户' : ''}`,
      ...(unmarked && { mark: { field: 'wholeNoLabour', value: true, title: '标注整户无劳动能力' } as const })
    }]
  }
  if (kind === 'unknown' || hasMeasure(subject, ...developmental)) return []
  const strictFrom = subject.setting('developmentalMonths')
  const strict = (monthsListed(subject.household, subject.today) ?? 0) >= strictFrom
  const onlySafety = measuresOf(subject).length > 0 && measuresOf(subject).every(({ values }) => (textOf(values, 'group') ?? textOf(values, 'item')?.split('.')[0]) === 'comprehensive')
  const who = kind === 'able' ? names(ableMembers(subject)) : names(weakMembers(subject))
  return [{
    ...common, title: '开发式帮扶措施', rule: onlySafety && kind === 'able' ? 'R150' : 'R149', source: onlySafety && kind === 'able' ? 'Gz5_11_032' : 'Gz5_12_007', weight: kind === 'able' || strict ? 'must' : 'should',
    groups: developmental, items: developmentalItems(subject),
    reason: `${who}${kind === 'able' ? '有劳动力' : `是弱劳动力，识别满${strictFrom}个月也要有`}，${onlySafety ? '现在只有综合保障' : `没有${groupTitles(developmental)}`}`
  }]
}

/** R151: what stands in 开发式帮扶措施情况 against the measures on record. */
function ofStatus(subject: Subject): readonly Suggestion[] {
  const found = measuresOf(subject).filter(({ values }) => developmental.includes(textOf(values, 'group') ?? textOf(values, 'item')?.split('.')[0] ?? ''))
  if (found.length === 0) return []
  const common = { key: 'status', rule: 'R151', source: 'Gz5_11_030，5_12_011', assumed: false, person: null } as const
  if (subject.text('developmentalStatus') !== '01') {
    return [{
      ...common, title: '实施开发式帮扶措施情况', weight: 'must', groups: [], items: [],
      reason: `已登记${found.length}项开发式措施，实施情况${subject.text('developmentalStatus') === undefined ? '没有填' : `填的是${labelOf('developmentalStatus', subject.text('developmentalStatus') ?? '')}`}`,
      mark: { field: 'developmentalStatus', value: '01', title: '标为已实施' }
    }]
  }
  if (!found.every(({ values }) => weakItems.includes(textOf(values, 'item') ?? ''))) return []
  return [{ ...common, title: '实实在在的开发式措施', weight: 'must', groups: developmental, items: developmentalItems(subject).filter(item => !weakItems.includes(item)), reason: '开发式措施只有技能培训或其他' }]
}

/** R152: each risk and each open safeguard problem. */
function ofMatrix(subject: Subject): readonly Suggestion[] {
  const relocate = mayRelocate(textOf(subject.household, 'monitorFrom'))
  return needsOf(subject.household).flatMap((need): readonly Suggestion[] => {
    if (hasMeasure(subject, ...need.groups)) return []
    const groups = relocate ? need.groups : need.groups.filter(group => group !== RELOCATION)
    return [{
      key: need.key, title: need.title, rule: 'R152', source: need.source, assumed: need.assumed, weight: 'must', person: null, groups,
      items: need.items, reason: `${need.title}没有对应的措施（${groupTitles(groups, '或')}，有一项即可）`
    }]
  })
}

/** R076 to R078: an aid a member has stands among the measures as well. */
function ofAid(subject: Subject): readonly Suggestion[] {
  const aid = (key: string, rule: string, source: string, item: string, who: readonly Member[], why: string): readonly Suggestion[] =>
    who[0] === undefined || hasMeasure(subject, item) ? [] : [{
      key: `aid:${key}`, title: measureItem(item)?.label ?? item, rule, source, assumed: false, weight: 'must', person: who.length === 1 ? who[0].id : null,
      groups: ['comprehensive'], items: [item], reason: `${names(who)}${why}，帮扶措施里没有`
    }]
  return [
    ...aid('dibao', 'R076', 'Gz4_11_015', 'comprehensive.01', subject.active.filter(one => isAided(one, 'dibao')), '享受低保'),
    ...aid('tekun', 'R077', 'Gz5_16_004', 'comprehensive.02', subject.active.filter(one => isAided(one, 'tekun')), '享受特困供养'),
    ...aid('disability', 'R078', 'Gz4_11_016', 'comprehensive.03', subject.active.filter(one => ['1', '2'].includes(one.disability.level ?? '')), '是一二级残疾')
  ]
}

/** Words a household's wish is told by, and the items that answer them. The text is people's own: a first word that fits is enough. */
const WISHES: readonly (readonly [words: RegExp, items: readonly string[]])[] = [
  [/养(?:猪|牛|羊|鸡|鸭|鱼|蜂)|养殖|买.{0,3}(?:猪|牛|羊)/u, ['industry.02', 'industry.03', 'finance.01']],
  [/种(?:植|子|苗|地|菜)|果树|核桃|烤烟|蚕桑|肥料/u, ['industry.01', 'industry.03', 'industry.05']],
  [/贷款|借钱|资金|周转/u, ['finance.01']],
  [/培训|学.{0,2}(?:技术|手艺|驾)|技能/u, ['employment.01']],
  [/找.{0,2}(?:工作|活)|务工|打工|就业|岗位/u, ['employment.05', 'employment.02', 'employment.04']],
  [/公益(?:性)?岗|保洁|护林|护路/u, ['publicPost.01']],
  [/路费|车费|交通补/u, ['employment.03']],
  [/学费|上学|读书|生活费|助学/u, ['otherEdu.02', 'otherEdu.01', 'otherEdu.03']],
  [/看病|住院|医药|药费|手术/u, ['health.03', 'health.02']],
  [/修房|漏雨|盖房|危房|房子/u, ['housing.02', 'housing.01']],
  [/饮水|水管|断水|自来水/u, ['water.02', 'water.01']],
  [/厕所/u, ['living.01']],
  [/低保/u, ['comprehensive.01']],
  [/救助|困难补/u, ['comprehensive.04']]
]

/** 岗位信息, 技能培训 … of the work plan, as items. */
const SERVICES: Readonly<Record<string, string>> = {
  '01': 'employment.05', '02': 'employment.01', '03': 'employment.02', '04': 'publicPost.01', '05': 'employment.04', '06': 'finance.01', '07': 'employment.03'
}

export interface Wish { readonly text: string, readonly items: readonly string[], readonly person: string | null }

/** What the household asked for at the last visit that asked, and what its members want of work. */
export function wishesOf(subject: Subject): readonly Wish[] {
  const latest = subject.entries('visit').toSorted((left, right) => (textOf(right.values, 'startedAt') ?? '').localeCompare(textOf(left.values, 'startedAt') ?? ''))
    .map(({ values }) => textOf(values, 'needs')).find(text => text !== undefined)
  const said = latest === undefined ? [] : [{ text: latest, person: null, items: [...new Set(WISHES.flatMap(([words, items]) => words.test(latest) ? items : []))] }]
  const services = subject.entries('workPlan').flatMap(({ values, person }): readonly Wish[] => {
    const wanted = listOf(values, 'serviceNeeds')
    const items = wanted.flatMap(code => SERVICES[code] ?? [])
    return items.length === 0 ? [] : [{ text: `${person?.name ?? ''}${person ? '：' : ''}${wanted.map(code => labelOf('serviceNeed', code)).join('、')}`, items, person: person?.id ?? null }]
  })
  return [...said, ...services].filter(({ items }) => items.length > 0)
}

function ofWishes(subject: Subject): readonly Suggestion[] {
  return wishesOf(subject).flatMap(({ text, items, person }, at): readonly Suggestion[] => {
    const left = items.filter(item => !hasMeasure(subject, item))
    // What was asked for and got in any one of its forms is answered.
    if (left.length < items.length || left.length === 0) return []
    const groups = [...new Set(left.map(item => item.split('.')[0]!))]
    return [{ key: `wish:${at}`, title: '帮扶需求', rule: '', source: 'S2-10', assumed: false, weight: 'should', person, groups, items: left, reason: `提出“${text}”` }]
  })
}

/**
 * What is missing, the musts first. `records` of the context must be known: of a household whose measures nobody
 * handed over, nothing is said to be missing. Households that are not watched over are asked about nothing.
 */
export function suggest(subject: Subject): readonly Suggestion[] {
  if (!subject.open || !subject.recordsKnown) return []
  const all = [...ofMatrix(subject), ...ofLabour(subject), ...ofAid(subject), ...ofStatus(subject), ...ofWishes(subject)]
  return all.toSorted((left, right) => Number(left.weight === 'should') - Number(right.weight === 'should'))
}
