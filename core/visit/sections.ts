/**
 * The visit in the order of the door: who is here, how each is, what comes in, roof and water, what worries,
 * what is needed, the signature. A section is a table of rules; a new question is one line in it. What the
 * laptop knows is prefilled, never asked again (能提取的不采集).
 */
import { unitsText } from '../registers/exact.ts'
import { labelOf } from '../registers/codes.ts'
import type { Values } from '../registers/define.ts'
import type { RecordState } from '../sync/change.ts'
import { fieldOf } from '../registers/index.ts'
import { formatValue } from '../registers/value.ts'
import { beforeOf } from './before.ts'
import type { Before } from './before.ts'
import { incomeQuestions } from './income-lines.ts'
import { activeMembers, ageOf, conditionRules, identityRules, isEnded, isHead, leavingRules, subjectOf } from './people.ts'
import { answered, ask, previousOf, questionKey } from './question.ts'
import type { Previous, Question, Rule, VisitContext } from './question.ts'

export type SectionId = 'members' | 'condition' | 'income' | 'safeguards' | 'risk' | 'needs' | 'signature'

export interface VisitSection {
  readonly id: SectionId
  readonly title: string
  /** Fields of the visit that say 情况无变化 for it; false once something in it was changed and all was gone through. */
  readonly unchanged: readonly string[]
  readonly questions: (context: VisitContext) => readonly Question[]
}

/** Numbers of the answers to a member's line. */
export const PRESENT = '1'
export const LEAVING = '2'
export const EDITING = '3'

const memberTitle = (member: RecordState, today: string): string => {
  const age = ageOf(member, today)
  const relation = typeof member.values['relation'] === 'string' ? labelOf('relation', member.values['relation']) : ''
  return [String(member.values['name'] ?? '（未填姓名）'), relation, age === undefined ? '' : `${age}岁`].filter(Boolean).join(' · ')
}
export { memberTitle }

const idTail = (values: Values): string => typeof values['idNo'] === 'string' ? `证件尾号 ${values['idNo'].slice(-4)}` : '没有证件号码'

function presence(member: RecordState, { today }: VisitContext): Question {
  return {
    key: questionKey('person', member.id, 'presence'),
    section: 'members', register: 'person', record: member.id, field: 'presence',
    group: '花名册', label: memberTitle(member, today), hint: idTail(member.values), unit: '',
    type: 'presence', longText: false, required: false, value: PRESENT, previous: undefined,
    options: [
      { number: 1, code: PRESENT, label: '在' },
      { number: 2, code: LEAVING, label: '不在（减少）' },
      { number: 3, code: EDITING, label: '修改' }
    ]
  }
}

function memberQuestions(member: RecordState, context: VisitContext): readonly Question[] {
  const subject = subjectOf(member, context)
  const place = { section: 'members', group: memberTitle(member, context.today), record: member, today: context.today }
  const asked = (rules: readonly Rule<typeof subject>[]) =>
    rules.filter(rule => rule.when?.(subject) ?? true).map(rule => ask(place, rule))
  const opened = context.opened.get(member.id)
  return [
    presence(member, context),
    ...(opened === 'leaving' || isEnded(member) ? asked(leavingRules) : []),
    ...(opened === 'editing' ? asked(identityRules) : [])
  ]
}

/** Ended before this visit: no longer asked after. Ended by it: stays, so that a slip can be put right. */
const shownMembers = (context: VisitContext): readonly RecordState[] => {
  const leaving = context.members.filter(member => isEnded(member) && context.opened.get(member.id) === 'leaving')
  const place = new Map(context.members.map((member, at) => [member.id, at]))
  // A head who leaves keeps the first place: moved behind the others, nobody would be asked about them.
  return [...activeMembers(context), ...leaving].sort((a, b) => Number(isHead(b)) - Number(isHead(a)) || place.get(a.id)! - place.get(b.id)!)
}

const visitRules: readonly Rule<VisitContext>[] = [
  { field: 'mode' },
  { field: 'metHead', when: ({ visit }) => visit.values['mode'] === '01' || visit.values['mode'] === undefined }
]

const contactRules: readonly Rule<VisitContext>[] = [{ field: 'phone' }, { field: 'address' }]

const AT_THE_DOOR: Previous = { value: '01', text: labelOf('visitMode', '01'), from: '一般是', at: null }

const visitPlace = (section: SectionId, group: string, { visit, lastVisit, today }: VisitContext, repeated: readonly string[] = []) => ({
  section, group, record: visit, today,
  prefill: (field: string) => repeated.includes(field) ? previousOf(lastVisit, field, '上次入户') : field === 'mode' ? AT_THE_DOOR : undefined
})

const asked = <S>(rules: readonly Rule<S>[], subject: S, place: Parameters<typeof ask>[0]): readonly Question[] =>
  rules.filter(rule => rule.when?.(subject) ?? true).map(rule => ask(place, rule))

const is = (field: string, value: Values[string]) => ({ household }: VisitContext): boolean => household.values[field] === value
const isNot = (field: string, value: Values[string]) => ({ household }: VisitContext): boolean => household.values[field] !== value

const hasSchoolAge = (context: VisitContext): boolean => activeMembers(context).some(member => {
  const age = ageOf(member, context.today)
  return age !== undefined && age >= 6 && age < 16
})

const problem = ({ household: { values } }: VisitContext): boolean =>
  ['dropout', 'housingUnsafe', 'waterUnsafe', 'uninsuredMember', 'dangerHouse'].some(field => values[field] === true) || values['safeWater'] === false

const safeguardRules: readonly Rule<VisitContext>[] = [
  { field: 'dropout', when: context => hasSchoolAge(context) || context.household.values['dropout'] === true },
  { field: 'uninsuredMember' },
  { field: 'housingUnsafe' },
  { field: 'dangerHouse' },
  { field: 'dangerLevel', when: is('dangerHouse', true) },
  { field: 'waterUnsafe' },
  { field: 'safeguardNote', when: problem, hint: '哪里有问题，多久了' }
]
const livingRules: readonly Rule<VisitContext>[] = [
  { field: 'houseAreaM2' },
  { field: 'entryRoadType' },
  { field: 'entryRoadHardened' },
  { field: 'livingPower' },
  { field: 'sanitaryToilet' },
  { field: 'toiletUsable', when: is('sanitaryToilet', true) },
  { field: 'fuelType' }
]
const landRules: readonly Rule<VisitContext>[] = ['arableMu', 'forestMu', 'returnedMu', 'orchardMu', 'pastureMu', 'waterMu'].map(field => ({ field, hint: '没有填 0' }))
const waterRules: readonly Rule<VisitContext>[] = [
  { field: 'safeWater' },
  { field: 'waterSource' },
  { field: 'waterInHouse', when: is('waterSource', '01') },
  { field: 'fetchMinutes', when: context => isNot('waterSource', '01')(context) || context.household.values['waterInHouse'] === false },
  { field: 'shortDays', hint: '一年里断水的天数，36 天以内为保证' },
  { field: 'waterVerdict' }
]

const hasRisk = (code: string) => ({ household }: VisitContext): boolean => {
  const { risks } = household.values
  return Array.isArray(risks) && risks.includes(code)
}
const riskRules: readonly Rule<VisitContext>[] = [
  { field: 'risks', hint: '可多选，最主要的先选；没有就留空' },
  { field: 'disasterType', when: hasRisk('02') },
  { field: 'riskNote', when: context => hasRisk('02')(context) || hasRisk('99')(context) },
  { field: 'wholeNoLabour' }
]
const judgementRules: readonly Rule<VisitContext>[] = [{ field: 'problems' }, { field: 'opinion' }]

const needRules: readonly Rule<VisitContext>[] = [
  { field: 'needs', hint: '缺什么补什么' },
  { field: 'policyAware' },
  { field: 'platformInstalled' },
  { field: 'satisfaction' },
  { field: 'nextVisitOn' },
  { field: 'remark', hint: '按自己的话记，不要照抄上次' }
]
const developmentRules: readonly Rule<VisitContext>[] = [
  { field: 'developmentalStatus', when: ({ household }) => answered(household.values['monitorCategory']) }
]

const signatureRules: readonly Rule<VisitContext>[] = [{ field: 'signedBy' }, { field: 'signature' }]

const declared: readonly VisitSection[] = [
  {
    id: 'members', title: '核对成员', unchanged: ['unchangedMembers', 'unchangedIdentity'],
    questions: context => [
      ...asked(visitRules, context, visitPlace('members', '本次走访', context)),
      ...shownMembers(context).flatMap(member => memberQuestions(member, context)),
      ...asked(contactRules, context, { section: 'members', group: '联系方式', record: context.household, today: context.today })
    ]
  },
  {
    id: 'condition', title: '成员状况', unchanged: ['unchangedEducation', 'unchangedHealth', 'unchangedWork', 'unchangedInsurance'],
    questions: context => activeMembers(context).flatMap(member =>
      asked(conditionRules, subjectOf(member, context), { section: 'condition', group: memberTitle(member, context.today), record: member, today: context.today }))
  },
  {
    id: 'income', title: '收支', unchanged: ['unchangedIncome', 'unchangedProduction'],
    questions: context => [...incomeQuestions(context), ...asked(landRules, context, { section: 'income', group: '生产条件', record: context.household, today: context.today })]
  },
  {
    id: 'safeguards', title: '三保障和饮水', unchanged: ['unchangedSafeguards', 'unchangedLiving', 'unchangedWater'],
    questions: context => [
      ...asked(safeguardRules, context, { section: 'safeguards', group: '三保障', record: context.household, today: context.today }),
      ...asked(livingRules, context, { section: 'safeguards', group: '住房与生活', record: context.household, today: context.today }),
      ...asked(waterRules, context, { section: 'safeguards', group: '饮水', record: context.household, today: context.today })
    ]
  },
  {
    id: 'risk', title: '风险研判', unchanged: ['unchangedRisk'],
    questions: context => [
      ...asked(riskRules, context, { section: 'risk', group: '风险', record: context.household, today: context.today }),
      ...asked(judgementRules, context, visitPlace('risk', '研判', context, ['opinion']))
    ]
  },
  {
    id: 'needs', title: '需求与措施', unchanged: ['unchangedNeeds'],
    questions: context => [
      ...asked(developmentRules, context, { section: 'needs', group: '措施', record: context.household, today: context.today }),
      ...asked(needRules, context, visitPlace('needs', '需求', context, ['policyAware', 'platformInstalled']))
    ]
  },
  {
    id: 'signature', title: '签字', unchanged: [],
    questions: context => asked(signatureRules, context, visitPlace('signature', '签字', context))
  }
]

/** Beside a field that this visit has changed stands what it was before, not what was just typed. */
function remembered(question: Question, before: Before): Question {
  const field = fieldOf(question.register, question.field)
  if (!field || !Object.hasOwn(before, question.key)) return question
  const value = before[question.key]
  return { ...question, previous: answered(value) ? { value, text: formatValue(field, value), from: '原来', at: null } : undefined }
}

export const visitSections: readonly VisitSection[] = declared.map(section => ({
  ...section,
  questions: context => {
    const before = beforeOf(context.visit)
    return section.questions(context).map(question => remembered(question, before))
  }
}))

export const sectionOf = (id: string): VisitSection | undefined => visitSections.find(section => section.id === id)

/** 8,700.00 without the cents when there are none: figures at the door are whole yuan. */
export const yuanText = (fen: number): string =>
  unitsText(fen, 2).replace(/\.00$/, '').replace(/\d(?=(\d{3})+(\.|$))/g, '$&,')
