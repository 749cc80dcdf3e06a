/**
 * 信息采集对照表: what is printed for one household to be answered with a pen, and typed in afterwards in the
 * same order. It asks what the visit asks and takes its questions from there; a question that depends on an
 * answer is on the sheet even where it is passed over today, because the pen may change that answer.
 */
import type { Values } from '../registers/define.ts'
import type { RecordState } from '../sync/change.ts'
import { activeMembers, answered, isHead, previousOf, questionKey, visitSections, withValues } from '../visit/index.ts'
import type { Opened, Question, SectionId, VisitContext } from '../visit/index.ts'

export interface MemberRow {
  readonly member: RecordState
  /** As on the sheet: 1, 2, 3 … */
  readonly number: number
  /** One for each column; null = does not apply to this member. */
  readonly cells: readonly (Question | null)[]
}

export type PaperBlock =
  | { readonly kind: 'members'; readonly id: string; readonly title: string; readonly section: SectionId; readonly columns: readonly { readonly field: string; readonly title: string }[]; readonly rows: readonly MemberRow[] }
  | { readonly kind: 'lines'; readonly id: string; readonly title: string; readonly section: SectionId; readonly groups: readonly { readonly title: string; readonly questions: readonly Question[] }[] }

/** Leading answers under which further questions are asked (core/visit): whatever is asked under one of them is on the sheet. */
const householdLeads: readonly Values[] = [
  {}, { dangerHouse: true, sanitaryToilet: true, waterSource: '01', risks: ['02', '99'] }, { waterSource: '02' }
]
const memberLeads: readonly Values[] = [
  {},
  { schoolStage: null, workMonths: 1, publicPost: ['01'], health: ['02', '04'], medResident: true },
  { schoolStage: '03' },
  { schoolStage: null, medResident: false, penResident: false, dibao: null }
]

const openAll = (context: VisitContext, as: Opened): ReadonlyMap<string, Opened> => new Map(context.members.map(({ id }) => [id, as]))

interface Variant { readonly context: VisitContext; readonly leads: ReadonlySet<string> }

const variants = (context: VisitContext): readonly Variant[] => [
  { context: { ...context, opened: openAll(context, 'editing') }, leads: new Set() },
  { context: { ...context, opened: openAll(context, 'leaving') }, leads: new Set() },
  ...householdLeads.map(lead => ({ context: { ...context, household: withValues(context.household, lead) }, leads: new Set(Object.keys(lead)) })),
  ...memberLeads.map(lead => ({ context: { ...context, members: context.members.map(each => withValues(each, lead)) }, leads: new Set(Object.keys(lead)) }))
]

/** All keys of all lists; a key missing from the first list stands behind the one it followed elsewhere. */
function joined(lists: readonly (readonly Question[])[]): readonly Question[] {
  const order: Question[] = []
  for (const list of lists) {
    let at = 0
    for (const question of list) {
      const known = order.findIndex(({ key }) => key === question.key)
      if (known < 0) order.splice(at, 0, question)
      at = (known < 0 ? at : known) + 1
    }
  }
  return order
}

/** Values and what was known before are of the records as they are, not of a leading answer. */
function truly(question: Question, context: VisitContext): Question {
  const record = [context.household, context.income, context.visit, ...context.members].find(({ register, id }) => register === question.register && id === question.record)
  if (!record) return question
  const value = record.values[question.field]
  const previous = question.register === 'income' || question.register === 'visit' ? question.previous : previousOf(record, question.field)
  return { ...question, value, previous }
}

/** Drawn on the sheet itself or known from it: never typed as a line. */
const NOT_TYPED: ReadonlySet<string> = new Set(['presence', 'signature', 'signedBy', 'mode', 'countedMembers'])

export function sheetQuestions(id: SectionId, context: VisitContext): readonly Question[] {
  const section = visitSections.find(each => each.id === id)!
  // A leading answer may itself call for a question that nobody would be asked: it must not bring its own.
  return joined(variants(context).map(({ context: variant, leads }) => section.questions(variant).filter(({ field }) => !leads.has(field))))
    .filter(({ field }) => !NOT_TYPED.has(field)).map(question => truly(question, context))
}

/** Columns are narrow: what the register's label says at length. */
const SHORT: Readonly<Record<string, string>> = {
  idNo: '证件号码', relation: '与户主关系', phone: '电话', endReason: '减少原因', endedOn: '减少时间', birthDate: '出生日期',
  schoolStage: '在校生状况', dropoutReason: '失学辍学原因', education: '文化程度', health: '健康状况', disabilityType: '残疾类别',
  disabilityLevel: '残疾等级', disabilityCertNo: '残疾证号', labour: '劳动技能', workMonths: '务工月数', workPlace: '务工地',
  employer: '务工企业', publicPost: '公益岗位', publicPostMonths: '公岗月数', medResident: '居民医保', medEmployee: '职工医保', medCritical: '大病保险',
  penResident: '居民养老', penEmployee: '职工养老', penDrawing: '领养老金', dibao: '低保', tekun: '特困'
}

/** Asked in other places of the visit; on paper they stand in this order. */
const IDENTITY: readonly string[] = ['name', 'relation', 'idNo', 'sex', 'birthDate', 'phone', 'endReason', 'endedOn']
const UPBRINGING: readonly string[] = ['education', 'schoolStage', 'schoolName', 'dropoutReason', 'health', 'illness', 'disabilityType', 'disabilityLevel', 'disabilityCertNo', 'labour']

/** 户主, 配偶, children, grandchildren, parents: the relation's code counts in the order a family is written down. */
export const inFamilyOrder = (members: readonly RecordState[]): readonly RecordState[] => {
  const place = (member: RecordState): string => `${isHead(member) ? 0 : 1}${String(member.values['relation'] ?? '99')}${String(member.values['birthDate'] ?? '9')}`
  return members.toSorted((a, b) => place(a) < place(b) ? -1 : place(a) > place(b) ? 1 : 0)
}

function memberBlock(id: string, title: string, section: SectionId, context: VisitContext, wanted: (field: string) => boolean): PaperBlock {
  const questions = sheetQuestions(section, context).filter(({ register, field }) => register === 'person' && wanted(field))
  const asked = columnOrder(questions)
  const fields = id === 'members' ? IDENTITY.filter(field => asked.includes(field)) : asked
  const rows = inFamilyOrder(activeMembers(context)).map((member, at) => ({
    member, number: at + 1,
    cells: fields.map(field => questions.find(({ key }) => key === questionKey('person', member.id, field)) ?? null)
  }))
  return { kind: 'members', id, title, section, columns: fields.map(field => ({ field, title: SHORT[field] ?? questions.find(each => each.field === field)!.label })), rows }
}

/** The order one member is asked in, joined over all members. */
function columnOrder(questions: readonly Question[]): readonly string[] {
  const byMember = [...Map.groupBy(questions, ({ record }) => record).values()]
  return joined(byMember.map(list => list.map(question => ({ ...question, key: question.field })))).map(({ field }) => field)
}

function lineBlock(id: string, title: string, section: SectionId, questions: readonly Question[]): PaperBlock {
  // What takes a whole line on paper stands at the end of its group, on the screen too.
  const groups = [...Map.groupBy(questions, ({ group }) => group)].map(([group, list]) =>
    ({ title: group, questions: list.toSorted((a, b) => Number(a.longText) - Number(b.longText)) }))
  return { kind: 'lines', id, title, section, groups }
}

/** The whole sheet, in the order it is printed and typed. */
export function paperBlocks(context: VisitContext): readonly PaperBlock[] {
  const of = (id: SectionId, register: (name: string) => boolean): readonly Question[] => sheetQuestions(id, context).filter(question => register(question.register))
  const own = (name: string): boolean => name !== 'visit' && name !== 'person'
  const visited: readonly Question[] = (['members', 'risk', 'needs'] as const).flatMap(id => of(id, name => name === 'visit')).map(question => ({ ...question, group: '本次走访' }))
  return [
    memberBlock('members', '一、家庭成员', 'members', context, field => IDENTITY.includes(field)),
    memberBlock('upbringing', '二、教育、健康与劳动力', 'condition', context, field => UPBRINGING.includes(field)),
    memberBlock('work', '三、务工、岗位、参保与救助', 'condition', context, field => !UPBRINGING.includes(field)),
    lineBlock('income', '四、收支（元／年）与生产条件', 'income', of('income', own)),
    lineBlock('safeguards', '五、三保障、住房与饮水', 'safeguards', [...of('members', own), ...of('safeguards', own)]),
    lineBlock('risk', '六、风险与措施', 'risk', [...of('risk', own), ...of('needs', own)]),
    lineBlock('visit', '七、本次走访', 'needs', visited)
  ]
}

/** Every line in order, as it is typed in. */
export const paperLines = (blocks: readonly PaperBlock[]): readonly Question[] => blocks.flatMap(block =>
  block.kind === 'members' ? block.rows.flatMap(({ cells }) => cells.filter(cell => cell !== null)) : block.groups.flatMap(({ questions }) => questions))

export const hasAnswer = (question: Question): boolean => answered(question.value)
