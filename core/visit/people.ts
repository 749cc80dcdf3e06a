/**
 * What is asked of each member, and when it is passed over. The bounds are those of the rules: 6 and 16 of
 * compulsory schooling (R032), 16 of work (R053, R090), 60 of pension (R074, R075). An age that cannot be
 * known is taken for a grown-up's: better one question too many than a child's form for a worker.
 */
import { ageOn } from '../registers/calendar.ts'
import { birthDateOf } from '../registers/id-number.ts'
import type { Values } from '../registers/define.ts'
import type { RecordState } from '../sync/change.ts'
import { emptyRecord } from '../sync/merge.ts'
import { answered, ask } from './question.ts'
import type { Question, Rule, VisitContext } from './question.ts'

export interface PersonSubject {
  readonly values: Values
  readonly age: number | undefined
}

export function ageOf(member: RecordState, today: string): number | undefined {
  const { birthDate, idNo } = member.values
  const birth = typeof birthDate === 'string' ? birthDate : typeof idNo === 'string' ? birthDateOf(idNo) : undefined
  return birth === undefined ? undefined : ageOn(birth, today)
}

export const subjectOf = (member: RecordState, { today }: VisitContext): PersonSubject =>
  ({ values: member.values, age: ageOf(member, today) })

export const isEnded = (member: RecordState): boolean => answered(member.values['endedOn']) || answered(member.values['endReason'])
export const isHead = (member: RecordState): boolean => member.values['relation'] === '02' || member.values['relation'] === '01'

/** Who lives here now, the head first, then in the order they came to the book. */
export const activeMembers = ({ members }: VisitContext): readonly RecordState[] =>
  members.filter(member => !isEnded(member)).sort((a, b) => Number(isHead(b)) - Number(isHead(a)))

const includes = (value: Values[string] | undefined, code: string): boolean => Array.isArray(value) && value.includes(code)

const atLeast = (age: number) => ({ age: own }: PersonSubject): boolean => own === undefined || own >= age
const below = (age: number) => ({ age: own }: PersonSubject): boolean => own !== undefined && own < age

const PRESCHOOL = ['01', '02']
/** In a school, kindergarten not counted. */
const isPupil = ({ values: { schoolStage } }: PersonSubject): boolean =>
  typeof schoolStage === 'string' && schoolStage !== '' && !PRESCHOOL.includes(schoolStage)
const hasStage = ({ values }: PersonSubject): boolean => answered(values['schoolStage'])
const canWork = (person: PersonSubject): boolean =>
  atLeast(16)(person) && !isPupil(person) && person.values['labour'] !== '04' && person.values['labour'] !== '05'
const works = (person: PersonSubject): boolean => canWork(person) && Number(person.values['workMonths'] ?? 0) > 0

// What stands in the book against a skip rule must stay in reach, or the finding could not be put right here.
const contradicts = ({ values }: PersonSubject, field: string, harmless: Values[string]): boolean =>
  answered(values[field]) && values[field] !== harmless

/** Students of 24 are common, of 25 rare: those are asked only where the book says so. */
const STUDENT_AGE = 25

export const educationRules: readonly Rule<PersonSubject>[] = [
  { field: 'schoolStage', when: person => below(STUDENT_AGE)(person) || hasStage(person), hint: '不在校就留空' },
  { field: 'schoolName', when: isPupil },
  // Exactly one of 文化程度, 在校生状况 and 失学原因 is filled (R030, R031).
  { field: 'dropoutReason', when: person => atLeast(6)(person) && below(16)(person) && !isPupil(person), hint: '6–15 岁不在校要有原因' },
  { field: 'education', when: person => (atLeast(16)(person) && !hasStage(person)) || answered(person.values['education']) }
]

export const healthRules: readonly Rule<PersonSubject>[] = [
  { field: 'health', hint: '可多选；“健康”不与其他同选' },
  { field: 'illness', when: ({ values }) => includes(values['health'], '02') || includes(values['health'], '03') },
  { field: 'disabilityType', when: ({ values }) => includes(values['health'], '04') },
  { field: 'disabilityLevel', when: ({ values }) => includes(values['health'], '04') },
  { field: 'disabilityCertNo', when: ({ values }) => includes(values['health'], '04'), hint: '20 或 22 位' },
  { field: 'labour', when: person => (atLeast(16)(person) && !isPupil(person)) || contradicts(person, 'labour', '05') }
]

export const workRules: readonly Rule<PersonSubject>[] = [
  { field: 'workMonths', when: person => canWork(person) || contradicts(person, 'workMonths', 0), hint: '0–12，没有外出务工填 0' },
  { field: 'workPlace', when: works, hint: '填到县' },
  { field: 'jobRegion', when: works },
  { field: 'employer', when: works },
  { field: 'publicPost', when: canWork, hint: '没有就留空' },
  { field: 'publicPostMonths', when: person => canWork(person) && answered(person.values['publicPost']) }
]

export const insuranceRules: readonly Rule<PersonSubject>[] = [
  { field: 'medResident' },
  // Both at once cannot be (R070): the second is asked only where the first is not 是.
  { field: 'medEmployee', when: person => (atLeast(16)(person) && person.values['medResident'] !== true) || person.values['medEmployee'] === true },
  { field: 'medCritical', when: ({ values }) => values['medResident'] === true || values['medEmployee'] === true },
  { field: 'penResident', when: person => atLeast(16)(person) && !isPupil(person) && (person.age === undefined || person.age < 60) },
  {
    field: 'penEmployee',
    when: person => atLeast(16)(person) && !isPupil(person) && (person.age === undefined || person.age < 60) && person.values['penResident'] !== true
  },
  { field: 'penDrawing', when: ({ age }) => age !== undefined && age >= 60 },
  { field: 'dibao' },
  { field: 'tekun', when: ({ values }) => values['dibao'] !== '02' && values['dibao'] !== '03' }
]

export const conditionRules: readonly Rule<PersonSubject>[] = [...educationRules, ...healthRules, ...workRules, ...insuranceRules]

/** Asked of a member whose line was answered 修改, or whose line is new in this visit. */
export const identityRules: readonly Rule<PersonSubject>[] = [
  { field: 'name', required: true },
  { field: 'idNo', hint: '性别和出生日期由证件号码得出' },
  { field: 'relation', required: true },
  { field: 'phone' },
  { field: 'sex', when: ({ values }) => !answered(values['idNo']) },
  { field: 'birthDate', when: ({ values }) => !answered(values['idNo']) }
]

export const leavingRules: readonly Rule<PersonSubject>[] = [
  { field: 'endReason', required: true },
  { field: 'endedOn', required: true, hint: '不清楚具体哪天，填大致日期' }
]

/** The form for somebody who has come into the family. */
export const joiningRules: readonly Rule<null>[] = [
  { field: 'name', required: true },
  { field: 'idNo', hint: '还没有证件就留空' },
  { field: 'relation', required: true },
  { field: 'joinReason', required: true },
  { field: 'joinedOn', required: true }
]

export const newMemberQuestions = (): readonly Question[] => joiningRules.map(rule =>
  ask({ section: 'members', group: '新增成员', record: emptyRecord('person', 'new', '') }, rule))
