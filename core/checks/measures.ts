/**
 * 帮扶措施: what was done for the household, against what it needs. A measure counts by its group; an item
 * carries its group before the dot. Where the caller knows of no other registers, nothing here is said missing.
 */
import { developmental, groupTitles, weakItems } from '../measures/catalogue.ts'
import { measureDue, monthsListed } from '../measures/due.ts'
import { mayRelocate, needsOf, RELOCATION } from '../measures/matrix.ts'
import type { Need } from '../measures/matrix.ts'
import { labelOf } from '../registers/codes.ts'
import { family } from './check.ts'
import type { Check, Said } from './check.ts'
import { holdsPost, isAided, LABOUR, monthOf, numberOf, textOf } from './subject.ts'
import type { Entry, Member, Subject } from './subject.ts'

const { household } = family('帮扶措施')

const NATIONAL = { dibao: 'comprehensive.01', tekun: 'comprehensive.02', disability: 'comprehensive.03', export: 'employment.02', transport: 'employment.03' } as const

const itemOf = ({ values }: Entry): string => textOf(values, 'item') ?? ''
export const groupOf = (measure: Entry): string => textOf(measure.values, 'group') ?? itemOf(measure).split('.')[0] ?? ''

export const measuresOf = ({ entries }: Subject): readonly Entry[] => entries('measure')
/** By an item, or by a group where the name has no dot. */
export const hasMeasure = (subject: Subject, ...names: readonly string[]): boolean =>
  measuresOf(subject).some(measure => names.includes(itemOf(measure)) || names.includes(groupOf(measure)))

const monthsSince = ({ household, today }: Subject): number | undefined => monthsListed(household, today)

const hasLabour = ({ active }: Subject, ...kinds: readonly string[]): boolean => active.some(one => kinds.includes(one.text('labour') ?? ''))

/** An aid a member has, and the measure that must stand beside it. */
function aidText(subject: Subject, item: string, aided: (one: Member) => boolean, title: string, field: string): Said {
  const measure = measuresOf(subject).find(one => itemOf(one) === item)
  const holders = subject.active.filter(aided)
  if (measure && holders.length === 0) return { text: `帮扶措施有${title}，成员里没有人享受`, register: 'measure', record: measure.id, field: 'item' }
  // Measures are the monitored households' matter; for the others nothing is missing.
  if (!measure && subject.open && subject.recordsKnown && holders[0]) {
    return { text: `${holders.map(({ name }) => name).join('、')}享受${title}，帮扶措施里没有`, register: 'person', record: holders[0].id, field }
  }
  return undefined
}

const isPaidForDisability = (one: Member, { entries }: Subject): boolean =>
  entries('socialAid').some(({ person, values }) => person === one && ['hardshipSubsidy', 'careSubsidy'].some(field => (numberOf(values, field) ?? 0) > 0))

const severe = (one: Member): boolean => ['1', '2'].includes(one.disability.level ?? '')

/** Of the one table that suggestions come from as well (core/measures/matrix.ts). */
const unanswered = (subject: Subject): readonly Need[] => needsOf(subject.household).filter(need => !hasMeasure(subject, ...need.groups))

/** Outside the county since the household was listed, or perhaps so: somebody away whose region was never asked. */
function mayHaveLeftCounty({ active, entries, household }: Subject): boolean {
  const since = monthOf(household, 'monitorFrom') ?? ''
  const near = (one: Member | undefined) => one?.values['abroad'] !== true && ['01', '02'].includes(one?.text('jobRegion') ?? '')
  return active.some(one => one.working && !near(one)) || entries('work').some(({ person, values }) => !near(person) && (monthOf(values, 'to') ?? '9999-12') >= since)
}

const worksSomehow = (subject: Subject): boolean => subject.active.some(one => one.working || holdsPost(one, subject))
/** Shown at the measure that gave rise to it. */
const atMeasure = (subject: Subject, text: string, ...names: readonly string[]): Said => {
  const measure = measuresOf(subject).find(one => names.includes(itemOf(one)) || names.includes(groupOf(one)))
  return measure && { text, register: 'measure', record: measure.id, field: 'item' }
}

export const measures: readonly Check[] = [
  household({ id: 'R076', severity: 'E', source: 'Gz4_11_015,5_16_003/005', sentence: '低保措施与享受低保的成员应同时登记', fields: ['item', 'dibao'] },
    subject => aidText(subject, NATIONAL.dibao, one => isAided(one, 'dibao'), '低保', 'dibao')),
  household({ id: 'R077', severity: 'E', source: 'Gz5_16_004/006', sentence: '特困供养措施与享受特困供养的成员应同时登记', fields: ['item', 'tekun'] },
    subject => aidText(subject, NATIONAL.tekun, one => isAided(one, 'tekun'), '特困供养', 'tekun')),
  household({ id: 'R078', severity: 'W', source: 'Gz4_11_016,5_16_008', sentence: '残疾人补贴措施应有残疾成员，一二级残疾应有补贴', fields: ['item', 'disabilityLevel'] },
    subject => {
      if (hasMeasure(subject, NATIONAL.disability)) return subject.active.some(one => one.disabled) ? undefined : atMeasure(subject, '帮扶措施有残疾人补贴，成员里没有残疾人', NATIONAL.disability)
      const left = subject.open && subject.recordsKnown ? subject.active.find(one => severe(one) && !isPaidForDisability(one, subject)) : undefined
      return left && { text: `${left.name}是一二级残疾，帮扶措施里没有残疾人补贴`, register: 'person', record: left.id, field: 'disabilityLevel' }
    }),
  household({ id: 'R106', severity: 'W', source: 'Gz1111_10', sentence: '有外出务工补贴措施的应登记交通费补助', fields: ['item', 'transportSubsidy'] },
    subject => hasMeasure(subject, NATIONAL.transport) && !subject.entries('work').some(({ values }) => (numberOf(values, 'transportSubsidy') ?? 0) > 0)
      ? atMeasure(subject, '帮扶措施有外出务工补贴，务工记录里的交通费补助是0或没有填', NATIONAL.transport) : undefined),
  household({ id: 'R107', severity: 'W', source: 'Gz1111_3,4_11_014', sentence: '有就业或公益岗位帮扶的户应有人务工或在岗', fields: ['item', 'workPlace'] },
    subject => hasMeasure(subject, 'employment', 'publicPost') && !worksSomehow(subject)
      ? atMeasure(subject, '帮扶措施有就业或公益岗位帮扶，全户没有人务工或在公益性岗位', 'employment', 'publicPost') : undefined),
  household({ id: 'R108', severity: 'W', source: 'Gz5_17_011/012/013', sentence: '有劳务输出措施的户，识别以后应有人在县外务工', fields: ['item', 'jobRegion'] },
    subject => hasMeasure(subject, NATIONAL.export) && !mayHaveLeftCounty(subject) ? atMeasure(subject, '帮扶措施有劳务输出，识别以后没有人在县外务工', NATIONAL.export) : undefined),
  household({ id: 'R148', severity: 'E', source: 'Gz1_11_010', sentence: '识别满规定月数（默认1个月）应有帮扶措施', fields: ['monitorFrom'] },
    subject => {
      if (!subject.open || !subject.recordsKnown || measuresOf(subject).length > 0) return undefined
      // With the day of the county's decision the month is counted from it, else by whole months.
      const due = measureDue({ household: subject.household, today: subject.today, area: subject.area, standards: subject.context.standards })
      return due !== undefined && due.late > 0 ? `应在${due.due}以前落实措施，识别${monthsSince(subject) ?? 0}个月，没有帮扶措施` : undefined
    }),
  household({ id: 'R149', severity: 'E', source: 'Gz5_12_007', sentence: '有劳动力、风险未消除的户应有产业、就业、金融或公益岗位帮扶；满规定月数（默认6个月）弱劳动力也算', fields: ['developmentalStatus'] },
    subject => {
      if (!subject.open || !subject.recordsKnown || measuresOf(subject).length === 0 || hasMeasure(subject, ...developmental)) return undefined
      const [months, strictFrom] = [monthsSince(subject), subject.setting('developmentalMonths')]
      if (months === undefined || months < subject.setting('measureMonths')) return undefined
      const strict = months >= strictFrom
      if (!hasLabour(subject, LABOUR.ordinary, LABOUR.skilled, ...(strict ? [LABOUR.weak] : []))) return undefined
      return `有劳动力，没有${groupTitles(developmental)}${strict ? `，识别已满${strictFrom}个月` : ''}`
    }),
  household({ id: 'R150', severity: 'W', source: 'Gz5_11_032', sentence: '有劳动力的户不应只有综合保障', fields: ['developmentalStatus'] },
    subject => {
      const groups = [...new Set(measuresOf(subject).map(groupOf))]
      return subject.open && groups.length === 1 && groups[0] === 'comprehensive' && hasLabour(subject, LABOUR.ordinary, LABOUR.skilled)
        ? '有劳动力，帮扶措施只有综合保障' : undefined
    }),
  household({ id: 'R151', severity: 'W', source: 'Gz5_11_030,5_12_011', sentence: '开发式帮扶措施情况应与登记的措施相符，不应只有培训或其他', fields: ['developmentalStatus'] },
    subject => {
      if (!subject.open) return undefined
      const [found, status] = [measuresOf(subject).filter(measure => developmental.includes(groupOf(measure))), subject.text('developmentalStatus')]
      if (found.length > 0 && status !== '01') return `有${found.length}项开发式帮扶措施，实施开发式帮扶措施情况${status === undefined ? '没有填' : `却是${labelOf('developmentalStatus', status)}`}`
      return status === '01' && found.length > 0 && found.every(measure => weakItems.includes(itemOf(measure))) ? '开发式帮扶措施已实施，登记的只有技能培训或其他' : undefined
    }),
  household({ id: 'R152', severity: 'E', source: 'Gz5_18_001–007', sentence: '每个风险和三保障问题都应有对应的帮扶措施', fields: ['risks', 'dropout', 'uninsuredMember', 'housingUnsafe', 'waterUnsafe'] },
    subject => {
      // No measure at all is R148, and not before its month has passed.
      const left = subject.open && measuresOf(subject).length > 0 ? unanswered(subject) : []
      return left[0] && { field: left[0].field, text: left.map(({ title, groups }) => `${title}没有对应的措施（${groupTitles(groups, '或')}）`).join('；') }
    }),
  household({ id: 'R153', severity: 'W', source: 'Gz1111_4', sentence: '2021年以后识别的户不应有搬迁措施', fields: ['item'] },
    subject => {
      const from = monthOf(subject.household, 'monitorFrom')
      return subject.monitored && from !== undefined && !mayRelocate(from) ? atMeasure(subject, `${from}识别，却有搬迁措施`, RELOCATION) : undefined
    })
]
