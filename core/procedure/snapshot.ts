/** The income a step goes by: of this household, of the right kind, with a figure that can be worked out. Blank is not zero. */
import { countedMembers, incomeTotals } from '../income/index.ts'
import type { IncomeTotals } from '../income/index.ts'
import { monthNumber } from '../registers/calendar.ts'
import { labelOf } from '../registers/codes.ts'
import { incomeGroups } from '../registers/income.ts'
import type { Values } from '../registers/define.ts'
import type { Refusal, World } from './define.ts'
import { refuse } from './rules.ts'

const MONTH = /^\d{4}-(?:0[1-9]|1[0-2])$/u
const monthOf = (values: Values, field: string): string | undefined => {
  const value = values[field]
  return typeof value === 'string' && MONTH.test(value) ? value : undefined
}

export interface Snapshot { readonly totals: IncomeTotals, readonly perCapita: number, readonly from: string | undefined, readonly to: string | undefined }

const lines = Object.values(incomeGroups).flatMap(group => [...group.lines, group.total])

/** Either the snapshot or why it is none. */
export function snapshotOf(world: World, id: unknown, kind: 'identification' | 'elimination', on: string, source: string): Snapshot | Refusal {
  const no = (text: string): Refusal => refuse('P16', text, source, 'income')
  const title = labelOf('incomeKind', kind)
  const found = world.records['income']?.find(record => record.id === id)
  if (!found || found.values['voided'] === true) return no(`没有找到附上的收入核算。请在“收支”里新建一份“${title}”的，再附上`)
  const { values } = found
  if (values['kind'] !== kind) return no(`附上的收入核算是“${labelOf('incomeKind', String(values['kind'] ?? '')) || '没有填类型'}”的，这一步要“${title}”的。请换一份`)
  const negative = lines.find(line => typeof values[line] === 'number' && values[line] < 0)
  if (negative !== undefined) return no('附上的收入核算里有负数。收入、支出都按正数填，请改正')
  const [from, to] = [monthOf(values, 'from'), monthOf(values, 'to')]
  if (from !== undefined && to !== undefined && from > to) return no(`收入期间${from}至${to}前后颠倒。请改正`)
  if (to !== undefined && to > on.slice(0, 7)) return no(`收入期间到${to}，晚于办理日期${on}，还没有发生。请改正`)
  const totals = incomeTotals(values, countedMembers(world.members, on))
  const { perCapita, members } = totals
  if (perCapita === undefined) return no(members ? '附上的收入核算没有填收入，算不出人均。没有收入的填0，空白不算0' : '家庭人口数是0或没有填，算不出人均。请核对家庭成员')
  return { totals, perCapita, from, to }
}

/** Months a period covers, its first and last counted. */
export const monthsOf = ({ from, to }: Snapshot): number | undefined => from === undefined || to === undefined ? undefined : monthNumber(to) - monthNumber(from) + 1
