import { eliminated, monitored, set } from '../household.ts'
import type { Changes, Row } from '../household.ts'
import { away } from './employment.ts'

type Values = NonNullable<Changes['household']>
const of = (item: string): Values => ({ group: item.split('.')[0] ?? '', item })
const withMeasures = (items: readonly string[], changes: Changes = {}): Changes =>
  ({ ...changes, household: { ...monitored, ...changes.household }, records: { measure: items.map(of), ...changes.records } })

/** Listed so many months ago, today being November. */
const listed = (months: number): Values => ({ monitorFrom: months < 11 ? `2026-${String(11 - months).padStart(2, '0')}` : '2025-01' })
const noLabour: Changes = { head: { labour: '05' }, wife: { labour: '05' } }
const weakLabour: Changes = { head: { labour: '03' }, wife: { labour: '05' } }

export const measureRows: readonly Row[] = [
  ['R076', 'the measure and a member', withMeasures(['comprehensive.01'], { head: { dibao: '02' } }), false],
  ['R076', 'the measure and no member', withMeasures(['comprehensive.01']), true],
  ['R076', 'a member and no measure', withMeasures(['industry.01'], { head: { dibao: '02' } }), true],
  ['R076', 'a member and no measure, not monitored', { head: { dibao: '02' } }, false],
  ['R076', 'a member, nothing known of measures', { household: monitored, head: { dibao: '02' }, records: null }, false],
  ['R076', 'the measure is a slip', { household: monitored, records: { measure: [{ ...of('comprehensive.01'), voided: true }] } }, false],
  ['R077', 'the measure and a member', withMeasures(['comprehensive.02'], { head: { tekun: '02' } }), false],
  ['R077', 'the measure and no member', withMeasures(['comprehensive.02']), true],
  ['R077', 'a member and no measure', withMeasures([], { head: { tekun: '02' } }), true],
  ['R078', 'the measure and somebody disabled', withMeasures(['comprehensive.03'], { head: { health: ['04'], disabilityType: '4' } }), false],
  ['R078', 'the measure and nobody', withMeasures(['comprehensive.03']), true],
  ['R078', 'level two without it', withMeasures([], { head: { health: ['04'], disabilityType: '4', disabilityLevel: '2' } }), true],
  ['R078', 'level three without it', withMeasures([], { head: { health: ['04'], disabilityType: '4', disabilityLevel: '3' } }), false],
  ['R078', 'level two, the subsidy is on record', withMeasures([], { head: { health: ['04'], disabilityType: '4', disabilityLevel: '2' }, records: { socialAid: [{ person: 'person-0', careSubsidy: 8_000 }] } }), false],
  ['R106', 'the subsidy, paid', withMeasures(['employment.03'], { records: { work: [{ person: 'person-0', from: '2026-03', transportSubsidy: 100 }] } }), false],
  ['R106', 'the subsidy, 0 paid', withMeasures(['employment.03'], { records: { work: [{ person: 'person-0', from: '2026-03', transportSubsidy: 0 }] } }), true],
  ['R106', 'the subsidy, nobody went', withMeasures(['employment.03']), true],
  ['R106', 'another measure', withMeasures(['employment.02']), false],
  ['R107', 'help with work, nobody works', withMeasures(['employment.05']), true],
  ['R107', 'a post, nobody works', withMeasures(['publicPost.01']), true],
  ['R107', 'help with work, one works', withMeasures(['employment.05'], { head: away }), false],
  ['R107', 'a post, one is in it', withMeasures(['publicPost.01'], { head: { publicPost: ['05'], publicPostMonths: 3 } }), false],
  ['R107', 'a post, one is appointed', withMeasures(['publicPost.01'], { records: { publicPost: [{ person: 'person-0', post: '05' }] } }), false],
  ['R108', 'sent away, and stayed in the county', withMeasures(['employment.02'], { head: { ...away, jobRegion: '02' } }), true],
  ['R108', 'sent away, and is out of the county', withMeasures(['employment.02'], { head: { ...away, jobRegion: '03' } }), false],
  ['R108', 'sent away, the region never asked', withMeasures(['employment.02'], { head: away }), false],
  ['R108', 'sent away, came back in the month of listing', withMeasures(['employment.02'], { records: { work: [{ person: 'person-0', from: '2024-03', to: '2025-01' }] } }), false],
  ['R108', 'sent away, came back the month before', withMeasures(['employment.02'], { records: { work: [{ person: 'person-0', from: '2024-03', to: '2024-12' }] } }), true],
  ['R148', 'a month without a measure', withMeasures([], { household: listed(1) }), true],
  ['R148', 'listed this month', withMeasures([], { household: listed(0) }), false],
  ['R148', 'a month without, where two are allowed', withMeasures([], { household: listed(1), standards: set('measureMonths', { number: 2 }) }), false],
  ['R148', 'decided a month ago to the day', withMeasures([], { household: { ...listed(1), countyDecidedOn: '2026-10-22' } }), false],
  ['R148', 'decided a month and a day ago', withMeasures([], { household: { ...listed(1), countyDecidedOn: '2026-10-21' } }), true],
  ['R148', 'decided in another month than it was listed in: the month counts', withMeasures([], { household: { ...listed(1), countyDecidedOn: '2026-11-20' } }), true],
  ['R148', 'relisted this month', withMeasures([], { household: { ...listed(9), relistedOn: '2026-11' } }), false],
  ['R148', 'a month with one', withMeasures(['comprehensive.04'], { household: listed(1) }), false],
  ['R148', 'over', withMeasures([], { household: eliminated }), false],
  ['R148', 'nothing known of measures', { household: { ...monitored, ...listed(1) }, records: null }, false],
  ['R149', 'labour, a month, nothing to earn by', withMeasures(['health.01'], { household: listed(1) }), true],
  ['R149', 'labour, listed this month', withMeasures(['health.01'], { household: listed(0) }), false],
  ['R149', 'labour, and an industry', withMeasures(['health.01', 'industry.02'], { household: listed(1) }), false],
  ['R149', 'labour, and a post', withMeasures(['publicPost.01'], { household: listed(1) }), false],
  ['R149', 'weak labour, five months', withMeasures(['health.01'], { ...weakLabour, household: listed(5) }), false],
  ['R149', 'weak labour, six months', withMeasures(['health.01'], { ...weakLabour, household: listed(6) }), true],
  ['R149', 'weak labour, six months where nine are allowed', withMeasures(['health.01'], { ...weakLabour, household: listed(6), standards: set('developmentalMonths', { number: 9 }) }), false],
  ['R149', 'no labour', withMeasures(['health.01'], noLabour), false],
  ['R150', 'labour, 综合保障 only', withMeasures(['comprehensive.04', 'comprehensive.06']), true],
  ['R150', 'labour, 综合保障 and one more', withMeasures(['comprehensive.04', 'health.02']), false],
  ['R150', 'no labour, 综合保障 only', withMeasures(['comprehensive.04'], noLabour), false],
  ['R151', 'an industry, said to be under way', withMeasures(['industry.01'], { household: { developmentalStatus: '01' } }), false],
  ['R151', 'an industry, said not to be', withMeasures(['industry.01'], { household: { developmentalStatus: '02' } }), true],
  ['R151', 'an industry, nothing said', withMeasures(['industry.01']), true],
  ['R151', 'training only', withMeasures(['employment.01', 'industry.08'], { household: { developmentalStatus: '01' } }), true],
  ['R151', 'training and work', withMeasures(['employment.01', 'employment.04'], { household: { developmentalStatus: '01' } }), false],
  ['R151', 'nothing of the kind', withMeasures(['health.01']), false],
  ['R152', 'schooling as the risk, help with it', withMeasures(['otherEdu.02']), false],
  ['R152', 'schooling as the risk, help with something else', withMeasures(['housing.01']), true],
  ['R152', 'illness, 健康帮扶', withMeasures(['health.03'], { household: { risks: ['01'] } }), false],
  ['R152', 'two risks, one answered', withMeasures(['health.03'], { household: { risks: ['01', '11'] } }), true],
  ['R152', 'both answered', withMeasures(['health.03', 'water.02'], { household: { risks: ['01', '11'] } }), false],
  ['R152', 'disability, 综合保障', withMeasures(['comprehensive.03'], { household: { risks: ['03'] } }), false],
  ['R152', 'the house, a road', withMeasures(['living.02'], { household: { risks: ['10'] } }), true],
  ['R152', 'the house, moved', withMeasures(['relocation.01'], { household: { risks: ['10'] } }), false],
  ['R152', 'unstable work, training', withMeasures(['employment.01'], { household: { risks: ['07'] } }), false],
  ['R152', 'unstable work, an industry', withMeasures(['industry.01'], { household: { risks: ['07'] } }), true],
  ['R152', 'another risk has no measure of its own', withMeasures(['living.01'], { household: { risks: ['99'] } }), false],
  ['R152', 'a drop-out, 综合保障 only', withMeasures(['comprehensive.04', 'otherEdu.02'], { household: { dropout: true } }), true],
  ['R152', 'a drop-out, brought back', withMeasures(['compulsoryEdu.01'], { household: { dropout: true } }), false],
  ['R152', 'somebody uninsured, 医保补贴', withMeasures(['health.01', 'otherEdu.02'], { household: { uninsuredMember: true } }), false],
  ['R152', 'a house that is not safe, no risk named, repaired', withMeasures(['housing.02', 'otherEdu.02'], { household: { housingUnsafe: true } }), false],
  ['R152', 'a house that is not safe, no risk named, nothing done to it', withMeasures(['otherEdu.02'], { household: { housingUnsafe: true } }), true],
  ['R152', 'water that is not safe, no risk named, mended', withMeasures(['water.02', 'otherEdu.02'], { household: { waterUnsafe: true } }), false],
  ['R152', 'water that is not safe, no risk named, a house repaired', withMeasures(['housing.02', 'otherEdu.02'], { household: { waterUnsafe: true } }), true],
  ['R152', 'water that was asked about and is safe', withMeasures(['otherEdu.02'], { household: { waterUnsafe: false } }), false],
  ['R152', 'the group without an item', { household: monitored, records: { measure: [{ group: 'otherEdu' }] } }, false],
  ['R153', 'listed in 2021 and moved', withMeasures(['relocation.01'], { household: { monitorFrom: '2021-01' } }), true],
  ['R153', 'listed in 2020 and moved', withMeasures(['relocation.01'], { household: { monitorFrom: '2020-12' } }), false],
  ['R153', 'listed in 2021 and not', withMeasures(['housing.01'], { household: { monitorFrom: '2021-01' } }), false]
]

const contact: Values = { monitorContact: '赵敏', monitorContactPhone: '13800138001' }
const over: Values = { ...eliminated, ...contact, afterDropout: false }
const atEnd = (values: Values): NonNullable<Changes['records']> => ({ income: [{ year: 2025, kind: 'elimination', ...values }] })
const steps = (values: Values): Changes => ({ household: { ...monitored, monitorFrom: '2026-03', clueOn: '2026-03-01', noticeFrom: '2026-03-04', noticeTo: '2026-03-08', countyDecidedOn: '2026-03-16', ...values } })
const ended = (items: readonly string[], income: Values): Changes => ({ household: over, records: { measure: items.map(of), ...atEnd(income) } })

export const procedureRows: readonly Row[] = [
  ['R156', 'every step in its order, five days on the wall', steps({}), false],
  ['R156', 'four days on the wall', steps({ noticeTo: '2026-03-07' }), true],
  ['R156', 'four days where three are enough', { ...steps({ noticeTo: '2026-03-07' }), standards: set('publicityDays', { number: 3 }) }, false],
  ['R156', 'on the wall the day before the clue', steps({ noticeFrom: '2026-02-28' }), true],
  ['R156', 'decided on the last day of the notice', steps({ countyDecidedOn: '2026-03-08' }), false],
  ['R156', 'decided the day before', steps({ countyDecidedOn: '2026-03-07' }), true],
  ['R156', 'no notice, decided before the clue', steps({ noticeFrom: null, noticeTo: null, countyDecidedOn: '2026-02-28', monitorFrom: '2026-02' }), true],
  ['R156', 'listed the month before it was decided', steps({ monitorFrom: '2026-02' }), true],
  ['R156', 'over the month before it was listed', steps({ riskEliminated: true, eliminatedOn: '2026-02' }), true],
  ['R157', 'fifteen days', steps({}), false],
  ['R157', 'sixteen days', steps({ countyDecidedOn: '2026-03-17' }), true],
  ['R157', 'sixteen days where twenty are allowed', { ...steps({ countyDecidedOn: '2026-03-17' }), standards: set('decisionDays', { number: 20 }) }, false],
  ['R157', 'sixteen days from a request to the platform', { ...steps({ clueOn: null, countyDecidedOn: '2026-03-17' }), records: { platformRequest: [{ submittedOn: '2026-03-01', becameClue: true }] } }, true],
  ['R157', 'sixteen days from a request that was no clue', { ...steps({ clueOn: null, countyDecidedOn: '2026-03-17' }), records: { platformRequest: [{ submittedOn: '2026-03-01', becameClue: false }] } }, false],
  ['R157', 'not decided yet', steps({ countyDecidedOn: null }), false],
  ['R160', 'over with everything on record', { household: over, records: atEnd({}) }, false],
  ['R160', 'nothing known of incomes', { household: over, records: {} }, false],
  ['R160', 'no income of that time', { household: over, records: { income: [{ year: 2025, kind: 'annual' }] } }, true],
  ['R160', 'the income of that time is a slip', { household: over, records: { income: [{ year: 2025, kind: 'elimination', voided: true }] } }, true],
  ['R160', 'no mode', { household: { ...over, eliminationMode: null } }, true],
  ['R160', 'no month', { household: { ...over, eliminatedOn: null } }, true],
  ['R160', 'no contact', { household: { ...over, monitorContact: null } }, true],
  ['R160', 'no telephone of the contact', { household: { ...over, monitorContactPhone: null } }, true],
  ['R160', 'no safeguards after', { household: { ...over, afterDropout: null } }, true],
  ['R160', 'not over', { household: monitored }, false],
  ['R162', 'helped out without a measure', { household: over }, true],
  ['R162', 'helped out by one', { household: over, records: { measure: [of('industry.01')] } }, false],
  ['R162', 'over by nature', { household: { ...over, eliminationMode: '02' } }, false],
  ['R162', 'helped out, nothing known of measures', { household: over, records: null }, false],
  ['R167', 'help with work, wages of 0', ended(['employment.05'], { A1: 0 }), true],
  ['R167', 'help with work, wages of 0.01', ended(['employment.05'], { A1: 1 }), false],
  ['R167', 'help with work, wages never asked', ended(['employment.05'], { B1: 0 }), false],
  ['R167', 'another help, wages of 0', ended(['industry.01'], { A1: 0 }), false],
  ['R167', 'help with work, wages of 0 in another year', { household: over, records: { measure: [of('publicPost.01')], income: [{ year: 2024, kind: 'annual', A1: 0 }] } }, false],
  ['R168', '低保, transfers of 0', ended(['comprehensive.01'], { transferTotal: 0 }), true],
  ['R168', '残疾人补贴, transfers of 0', ended(['comprehensive.03'], { D2: 0 }), true],
  ['R168', '临时救助, transfers of 0', ended(['comprehensive.04'], { D2: 0 }), false],
  ['R168', '低保, transfers of 0.01', ended(['comprehensive.01'], { D2: 1 }), false],
  ['R169', 'an industry, a business of 0', ended(['industry.03'], { B1: 0, B2: 0 }), true],
  ['R169', 'an industry, a business of 0.01', ended(['industry.03'], { B1: 0, B2: 1 }), false],
  ['R169', 'not over', { household: monitored, records: { measure: [of('industry.03')], ...atEnd({ B1: 0 }) } }, false]
]

const year = { from: '2024-10', to: '2025-09' }
const worked = (values: Values, wage: number, changes: Changes = {}): Changes =>
  ({ head: away, income: { ...year, A1: wage }, records: { work: [{ person: 'person-0', from: '2025-01', to: '2025-06', monthlyIncome: 500_000, ...values }] }, ...changes })

export const wageRows: readonly Row[] = [
  ['R185', 'six months of 5,000: 36,000.00 is a fifth more', worked({}, 3_600_000), false],
  ['R185', '36,000.01', worked({}, 3_600_001), true],
  ['R185', '36,000.01 where twice as much is usual', worked({}, 3_600_001, { standards: set('wageTolerancePercent', { number: 200 }) }), false],
  ['R185', 'only the months of the period count', worked({ from: '2024-07', to: '2024-12' }, 1_800_001), true],
  ['R185', 'a stay outside the period says nothing', worked({ from: '2023-01', to: '2023-06' }, 9_000_000), false],
  ['R185', 'the pay never asked', worked({ monthlyIncome: null }, 9_000_000), false],
  ['R185', 'another is away without a stay', worked({}, 9_000_000, { wife: away }), false],
  ['R185', 'somebody works, wages of 0', { head: away, income: { A1: 0 } }, true],
  ['R185', 'somebody works, wages never asked', { head: away, income: { A1: null } }, false],
  ['R185', 'nobody works, wages of 0', { income: { A1: 0 } }, false]
]
