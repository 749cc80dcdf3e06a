/**
 * 政府救助平台: which of its matters a household should ask for, and the words to ask with. The list is the code
 * table assistanceServiceItem with its editions; a matter that is not on the list of the day is not offered.
 */
import type { Member, Subject } from '../checks/subject.ts'
import { cannotWork, isAided, LABOUR, numberOf, textOf } from '../checks/subject.ts'
import { ageOn } from '../registers/calendar.ts'
import { codeVersion, currentCodes, labelOf } from '../registers/codes.ts'
import type { Values } from '../registers/define.ts'
import { household as householdRegister } from '../registers/household.ts'
import { person as personRegister } from '../registers/person.ts'
import { maskValue } from '../registers/show.ts'
import { unitsText } from '../registers/exact.ts'
import { labourCase } from './labour.ts'

/** One gap that a matter of the platform meets. */
interface Found { readonly person?: Member, readonly why: string }
interface Matching {
  readonly item: string
  readonly source: string
  readonly assumed: boolean
  readonly find: (subject: Subject) => readonly Found[]
}

const each = (members: readonly Member[], why: (one: Member) => string): readonly Found[] => members.map(person => ({ person, why: why(person) }))
const house = (holds: boolean, why: string): readonly Found[] => holds ? [{ why }] : []
const ill = (code: string) => ({ active }: Subject): readonly Member[] => active.filter(one => one.list('health').includes(code))
const chronic = ill('02')
const grave = ill('03')
const risky = ({ risks }: Subject, ...codes: readonly string[]): string => codes.filter(code => risks.includes(code)).map(code => labelOf('riskType', code)).join('、')
const AGED = 60
const OUTSIDE: readonly string[] = ['03', '04', '05', '06']
const canWork = (one: Member): boolean => [LABOUR.ordinary, LABOUR.skilled].includes((one.text('labour') ?? '') as never)
const uninsured = (one: Member): boolean => one.values['medResident'] === false && one.values['medEmployee'] !== true
const asks = ({ entries }: Subject, one: Member, ...codes: readonly string[]): boolean =>
  entries('workPlan').some(({ person, values }) => person === one && Array.isArray(values['serviceNeeds']) && values['serviceNeeds'].some(code => codes.includes(String(code))))

/** Between the ages of compulsory schooling and in no school, as far as was said. */
const outOfSchool = (subject: Subject): readonly Member[] => subject.active.filter(one =>
  one.schoolAge !== undefined && one.schoolAge >= subject.setting('compulsoryAgeMin') && one.schoolAge <= subject.setting('compulsoryAgeMax') && one.text('dropoutReason') !== undefined)

const belowLine = ({ totals, line }: Subject): boolean => totals.perCapita !== undefined && line !== undefined && totals.perCapita < line.amount

/** By the number of the matter. Sources: which risk or gap the matter is for is said by the rules; who reads what into it is ordinary practice. */
const matchings: readonly Matching[] = [
  { item: '01', source: 'S1-20，S4-10', assumed: false, find: subject => [
    ...house(risky(subject, '02', '05', '01') !== '', `风险有${risky(subject, '02', '05', '01')}`),
    ...house(subject.text('monitorCategory') === '3' && risky(subject, '02', '05', '01') === '', '是突发严重困难户')] },
  { item: '02', source: 'S1-20', assumed: true, find: subject => each(subject.active.filter(one =>
    !isAided(one, 'tekun') && (one.age ?? 0) >= AGED && cannotWork(one) && subject.active.every(other => other === one || (cannotWork(other) && (other.age ?? 0) >= AGED))), one => `${one.age}岁，无劳动力，家里没有劳动力赡养`) },
  { item: '03', source: 'S1-20', assumed: true, find: subject => subject.active.some(one => isAided(one, 'dibao')) ? [] : [
    ...house(labourCase(subject) === 'none', '整户无劳动力，没有人享受低保'), ...house(labourCase(subject) !== 'none' && belowLine(subject), '人均纯收入低于监测线，没有人享受低保')] },
  { item: '04', source: 'S1-20', assumed: false, find: subject => each(subject.active.filter(one => !one.working && !one.student && ((canWork(one) && ['01', '02'].includes(one.text('workIntent') ?? '')) || asks(subject, one, '01', '03', '04', '05'))), () => '有劳动力，想就业，没有务工') },
  { item: '05', source: 'S1-20', assumed: false, find: subject => each(subject.active.filter(one => asks(subject, one, '02')), () => '提出参加技能培训') },
  { item: '06', source: 'S1-20，W28', assumed: false, find: subject => house(subject.household['dangerHouse'] === true || subject.household['housingUnsafe'] === true || ['C', 'D'].includes(subject.text('dangerLevel') ?? '') || subject.risks.includes('10'),
    subject.text('dangerLevel') ? `住房等级${subject.text('dangerLevel')}级` : '住房有安全问题') },
  { item: '07', source: 'S1-20，W32', assumed: false, find: subject => house(subject.household['waterUnsafe'] === true || subject.household['safeWater'] === false || subject.risks.includes('11'), '饮水有安全问题') },
  { item: '08', source: 'S1-20', assumed: false, find: subject => {
    const away = outOfSchool(subject)
    return away.length > 0 ? each(away, one => `${one.age ?? ''}岁，${labelOf('dropoutReason', one.text('dropoutReason') ?? '')}，不在校`) : house(subject.household['dropout'] === true, '有义务教育阶段适龄儿童少年失学辍学')
  } },
  { item: '09', source: 'S1-20', assumed: true, find: subject => each([...new Set([...chronic(subject), ...grave(subject)])].filter(one => OUTSIDE.includes(one.text('jobRegion') ?? '')), one => `患病，在${labelOf('jobRegion', one.text('jobRegion') ?? '')}`) },
  { item: '10', source: 'S1-20', assumed: false, find: subject => {
    const out = subject.active.filter(uninsured)
    return out.length > 0 ? each(out, () => '没有参加基本医疗保险') : house(subject.household['uninsuredMember'] === true, '有家庭成员没有参加基本医疗保险')
  } },
  { item: '11', source: 'S1-20', assumed: false, find: subject => each(grave(subject), () => '患有大病') },
  { item: '12', source: 'S1-20', assumed: true, find: subject => each(grave(subject).filter(one => !subject.entries('treatment').some(({ person }) => person === one)), () => '患有大病，没有救治记录，查定点医疗机构') },
  { item: '13', source: 'S1-20', assumed: false, find: subject => each(chronic(subject).filter(one => !subject.entries('treatment').some(({ person, values }) => person === one && values['managed'] === true)), () => '长期慢性病，没有纳入慢病管理') },
  { item: '14', source: 'S1-20，W14', assumed: false, find: subject => each(grave(subject), () => '患有大病，可申请专项救助') }
]

export interface PlatformGap {
  readonly item: string
  readonly label: string
  readonly why: string
  /** Whose request it is: the one concerned, else the head. */
  readonly person: string | null
  readonly source: string
  readonly assumed: boolean
}

export const platformVersion = (): string => codeVersion('assistanceServiceItem') ?? ''

/** The matters of the day that this household has a reason for, in the order of the list. */
export function platformGaps(subject: Subject): readonly PlatformGap[] {
  if (!subject.recordsKnown) return []
  const current = new Map(currentCodes('assistanceServiceItem', subject.today).map(({ code, label }) => [code, label]))
  return matchings.flatMap(({ item, source, assumed, find }) => {
    const label = current.get(item)
    return label === undefined ? [] : find(subject).map(({ person, why }): PlatformGap => ({ item, label, why, source, assumed, person: person?.id ?? subject.head?.id ?? null }))
  })
}

/** Where a request stands, from the days that are on it. */
export function requestState(values: Values): { readonly key: 'drafted' | 'submitted' | 'accepted' | 'handled' | 'closed', readonly label: string } {
  if (textOf(values, 'doneOn') !== undefined) return { key: 'closed', label: `已办结${textOf(values, 'result') ? `：${labelOf('requestResult', textOf(values, 'result') ?? '')}` : ''}` }
  if (textOf(values, 'department') !== undefined && textOf(values, 'acceptedOn') !== undefined) return { key: 'handled', label: `${textOf(values, 'department') ?? ''}在办` }
  if (textOf(values, 'acceptedOn') !== undefined) return { key: 'accepted', label: '已受理' }
  return textOf(values, 'submittedOn') !== undefined ? { key: 'submitted', label: '已提交' } : { key: 'drafted', label: '未提交' }
}

const asked = (label: string): string => ['找工作', '找培训'].includes(label) ? `请帮助${label}，安排合适的${label === '找工作' ? '岗位' : '培训'}。`
  : label === '医疗机构查询' ? '请告知可就诊的定点医疗机构。'
    : label === '控辍保学' ? '请协助劝返复学或送教上门。'
      : `请按规定核实，办理${label}。`

/** Hamlet and group before the address, the hamlet not twice where the address begins with it. */
function placeOf({ household }: Subject): string {
  const [hamlet = '', group = '', address = ''] = ['naturalVillage', 'villagerGroup', 'address'].map(field => textOf(household, field))
  return `${address.startsWith(hamlet) ? '' : hamlet}${group}`
}

/**
 * The words for the platform's form. Masked, it can be read by whoever looks on; whole, it leaves the program, and
 * the caller notes before what for. Names of illnesses stand in neither: the department has its own.
 */
export function platformText(subject: Subject, gap: PlatformGap, whole: boolean): string {
  const applicant = subject.active.find(({ id }) => id === gap.person) ?? subject.head
  const shown = (register: typeof personRegister | typeof householdRegister, values: Values, field: string): string => {
    const of = (register.fields as Readonly<Record<string, (typeof personRegister.fields)['name']>>)[field]!
    const value = values[field]
    return value === undefined || value === null || value === '' ? '（没有填）' : whole ? String(value) : maskValue(of, value)
  }
  const phone = applicant && textOf(applicant.values, 'phone') !== undefined ? shown(personRegister, applicant.values, 'phone') : shown(householdRegister, subject.household, 'phone')
  const age = applicant?.birth === undefined ? '' : `，${ageOn(applicant.birth, subject.today)}岁`
  const perCapita = subject.totals.perCapita
  const lines = [
    `申请事项：${gap.label}`,
    `申请人：${applicant ? shown(personRegister, applicant.values, 'name') : '（没有填）'}${age}`,
    `证件号码：${applicant ? shown(personRegister, applicant.values, 'idNo') : '（没有填）'}`,
    `联系电话：${phone}`,
    `户主：${subject.head ? shown(personRegister, subject.head.values, 'name') : '（没有填）'}，家庭人口${subject.active.length}人`,
    `住址：${placeOf(subject)}${textOf(subject.household, 'address') === undefined ? '' : shown(householdRegister, subject.household, 'address')}`,
    `情况：${gap.why}${subject.monitored ? `；监测对象（${labelOf('monitorCategory', subject.text('monitorCategory') ?? '')}）` : ''}${perCapita === undefined ? '' : `；${numberOf(subject.income, 'year') ?? ''}年人均纯收入${unitsText(perCapita, 2)}元`}。`,
    `请求：${asked(gap.label)}`
  ]
  return lines.join('\n')
}
