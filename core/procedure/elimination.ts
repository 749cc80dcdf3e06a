/**
 * When a risk may be said to be gone (domain §4.2): looked at when it is proposed and at every step up to the county's
 * word, because a household's income, house or measures may have changed in between.
 */
import { settingOf } from '../checks/settings.ts'
import { isActive, lineFor, lineText } from '../income/index.ts'
import { needsOf } from '../measures/matrix.ts'
import { groupTitles } from '../measures/catalogue.ts'
import { isDay, monthNumber, monthsAfter, yearOf } from '../registers/calendar.ts'
import { unitsText } from '../registers/exact.ts'
import type { Values } from '../registers/define.ts'
import type { CaseStatus, Proposal, Refusal, StepName, World } from './define.ts'
import { refuse, titleOfField } from './rules.ts'
import { monthsOf, snapshotOf } from './snapshot.ts'
import { SAFEGUARDS } from './table.ts'

const LOOKED_AT: ReadonlySet<StepName> = new Set(['nominate', 'verify', 'review', 'township', 'county'])
const NATURAL = '02'
const text = (values: Values, field: string): string => typeof values[field] === 'string' ? values[field].trim() : ''

export function eliminationRefusals(status: CaseStatus, proposal: Proposal, world: World): readonly Refusal[] {
  if (proposal.outcome !== 'pass' || !LOOKED_AT.has(proposal.step) || !isDay(proposal.on)) return []
  const natural = text(world.case, 'eliminationMode') === NATURAL
  return [
    ...(text(world.case, 'eliminationMode') === '' ? [refuse('R160', '没有填拟定的消除方式。请在程序里选帮扶消除或自然消除', 'Gz1_11_004', 'eliminationMode')] : []),
    ...withoutLabour(world), ...(natural ? [] : [...tooSoon(proposal.on, world), ...withoutMeasures(proposal.on, world)]), ...stillOpen(world),
    ...(proposal.step === 'nominate' ? [] : asVerified(status, proposal, world, natural))
  ]
}

const LOST: ReadonlySet<string> = new Set(['04', '05'])
export function withoutLabour({ household, members, today }: World): readonly Refusal[] {
  const active = members.filter(({ values }) => isActive(values, today))
  const nobody = active.length > 0 && active.every(({ values }) => LOST.has(text(values, 'labour')))
  if (household['wholeNoLabour'] !== true && !nobody) return []
  return [refuse('R166', '整户没有劳动能力：落实兜底保障后继续监测，风险消除“暂不标注”', 'W6，Gz4_11_011')]
}

/** Counted from the last time it was listed. */
function tooSoon(on: string, { household, standards, area, today }: World): readonly Refusal[] {
  const from = (text(household, 'relistedOn') || text(household, 'monitorFrom')).slice(0, 7)
  if (!/^\d{4}-(?:0[1-9]|1[0-2])$/u.test(from)) return [refuse('R141', '这一户没有识别时间，算不出监测了多久。请先从国家系统的导出表导入', 'Gz1_11_002', 'monitorFrom')]
  const months = monthNumber(on) - monthNumber(from)
  const least = settingOf(standards, area, yearOf(today), 'eliminationMonths')
  if (months <= 1) return [refuse('R164', `${from}识别，${on.slice(0, 7)}消除：识别当月和次月不能标注消除。最早${earliest(from, Math.max(2, least))}`, 'Gz5_18_009')]
  return months < least ? [refuse('R163', `${from}识别，到${on.slice(0, 7)}只有${months}个月，不足${least}个月。最早${earliest(from, least)}`, 'Gz2_11_002，W8')] : []
}
const earliest = (from: string, months: number): string => monthsAfter(`${from}-01`, months).slice(0, 7)

/** Planned only, or said not to be done: it has brought nothing. */
const NOT_DONE: ReadonlySet<string> = new Set(['01', '04'])
const isDone = (values: Values, on: string): boolean =>
  values['voided'] !== true && !NOT_DONE.has(text(values, 'status')) && (text(values, 'status') !== '' || text(values, 'startedOn') !== '') && (text(values, 'startedOn') === '' || text(values, 'startedOn') <= on)
const groupOf = (values: Values): string => text(values, 'group') || (text(values, 'item').split('.')[0] ?? '')

function withoutMeasures(on: string, { household, records }: World): readonly Refusal[] {
  const done = (records['measure'] ?? []).filter(({ values }) => isDone(values, on)).map(({ values }) => groupOf(values))
  if (done.length === 0) return [refuse('R162', '帮扶消除要有落实了的帮扶措施，这一户一项也没有登记。请先登记措施；没有帮扶、自然消除的，改消除方式', 'Gz1_11_009')]
  return needsOf(household).filter(({ groups }) => !groups.some(group => done.includes(group)))
    .map(({ title, groups }) => refuse('R152', `${title}没有落实对应的措施（${groupTitles(groups, '或')}）。请先落实并登记`, 'Gz5_18_001–007'))
}

/** What the household's own page says is wrong today, whatever was found at the door. */
function stillOpen({ household }: World): readonly Refusal[] {
  const open = [household['dangerHouse'] === true && '住危房', household['safeWater'] === false && '没有解决安全饮用水'].filter(one => one !== false)
  return open.length === 0 ? [] : [refuse('R161', `三保障和饮水还有问题：${open.join('、')}。解决了并在农户页面改过来，才能消除`, 'Gz1_11_005–008，1_02_008/009')]
}

/** The answers at the door and the income taken for it: of this very step, or of the verification that stands. */
function asVerified(status: CaseStatus, proposal: Proposal, world: World, natural: boolean): readonly Refusal[] {
  const values = proposal.step === 'verify' ? proposal.values : status.steps.findLast(({ step, outcome }) => step === 'verify' && outcome === 'pass')?.values
  if (!values) return []
  const wrong = SAFEGUARDS.filter(field => values[field] === true).map(titleOfField)
  const unsolved = (['rigidSolved', 'riskSolved'] as const).filter(field => values[field] === false)
  return [
    ...(wrong.length > 0 ? [refuse('R161', `三保障和饮水还有问题：${wrong.map(title => title.replace(/^是否/u, '')).join('、')}。有一项没有解决就不能消除，请先解决；或按“不符合条件”办`, 'Gz1_11_005–008，W8', SAFEGUARDS.find(field => values[field] === true))] : []),
    ...unsolved.map(field => refuse('P21', field === 'rigidSolved' ? '大额刚性支出还没有解决，不能消除。解决以后再核实' : '原来的风险还没有稳定消除，不能消除。稳定以后再核实', 'W8，W9', field)),
    ...(values['newRisk'] === true ? [refuse('P21', '又有了新的风险，不能消除。请先落实对应的措施', 'W8，W10', 'newRisk')] : []),
    ...incomeRefusals(values, proposal, world, natural)
  ]
}

function incomeRefusals(values: Values, { on }: Proposal, world: World, natural: boolean): readonly Refusal[] {
  if (text(values, 'income') === '') return []
  const found = snapshotOf(world, values['income'], 'elimination', on, 'W8，Gz1_11_004')
  if ('rule' in found) return [found]
  if (natural) return []
  const no = (why: string): Refusal => refuse('R165', why, 'W8，Gz4_11_010', 'income')
  // A line to compare with; of this year, or, said so, the latest before it.
  const line = lineFor(world.standards, world.area, yearOf(on))
  if (!line) return [no(`没有${yearOf(on)}年的监测线，不能比较。请县里公布后再办`)]
  const months = monthsOf(found)
  const least = settingOf(world.standards, world.area, yearOf(world.today), 'eliminationMonths')
  if (months === undefined) return [no('收入核算没有填起止月，看不出收入是否稳定。请填上')]
  if (months < least) return [no(`收入核算只有${months}个月，不足${least}个月，看不出收入是否稳定。请按更长的期间核算`)]
  const { groups, netFrom } = found.totals
  if (netFrom === 'groups' && (groups.business?.amount ?? 0) > 0 && groups.expense === undefined) return [no('有生产经营性收入，没有填生产经营性支出，人均会算高。没有支出的填0')]
  return found.perCapita < line.amount ? [no(`人均纯收入${unitsText(found.perCapita, 2)}元，低于${lineText(line, yearOf(on))}，不能消除。收入稳定超过监测线再办`)] : []
}
