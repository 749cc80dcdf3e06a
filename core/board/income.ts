/**
 * Households by income a head against the line of its own year (domain §3). Counted: the latest yearly income, if
 * it is of this year or the one before; an older one says nothing of today. A blank income is unknown, never 0.
 */
import { distanceToLine } from '../income/index.ts'
import { unitsText } from '../registers/exact.ts'
import { counted, houseLine, NO_RECORD } from './define.ts'
import type { GroupDefinition } from './define.ts'

/** Where the upper band of the picture begins, in hundredths of the line; the lower one begins at the setting nearLinePercent. */
const UPPER = 200

const yuan = (units: number): string => `${unitsText(Math.floor(units / 100), 0)} 元`

export const income: GroupDefinition = {
  key: 'income', title: '人均纯收入与监测线', kind: 'bands',
  house(house, put, { year, setting }) {
    const { subject } = house
    const { totals: { perCapita, missing }, line, incomeYear, context } = subject
    if (context.income === undefined || incomeYear < year - 1) {
      put('incomeUnknown', houseLine(house, context.income === undefined ? '没有年度收入' : `只有 ${incomeYear} 年的`))
      return
    }
    if (perCapita === undefined || line === undefined) {
      put('incomeUnknown', houseLine(house, perCapita === undefined ? `${incomeYear} 年的收入没有填全` : `没有 ${incomeYear} 年的监测线`))
      return
    }
    const note = `${incomeYear} 年人均 ${yuan(perCapita)}，线 ${yuan(line.amount)}${missing.length > 0 ? '，还有没填的' : ''}`
    const { below } = distanceToLine(perCapita, line)
    const near = setting('nearLinePercent')
    const is = (percent: number): boolean => perCapita * 100 < line.amount * percent
    put(below ? 'incomeBelow' : is(near) ? 'incomeNear' : is(UPPER) ? 'incomeMiddle' : 'incomeAbove', houseLine(house, note))
    if (below && !subject.open && !house.undecided) put('incomeUnlisted', houseLine(house, note))
  },
  figures(found) {
    const near = found.world.setting('nearLinePercent')
    const times = (percent: number): string => `${percent / 100} 倍`
    return [
      counted(found, 'incomeBelow', '低于监测线', { tone: 'bad' }),
      counted(found, 'incomeNear', `1–${times(near)}`, { tone: 'watch', words: `不到监测线的 ${times(near)}` }),
      counted(found, 'incomeMiddle', near < UPPER ? `${times(near)}–${times(UPPER)}` : '—', { tone: 'plain' }),
      counted(found, 'incomeAbove', `${times(Math.max(near, UPPER))}以上`, { tone: 'good' }),
      counted(found, 'incomeUnknown', NO_RECORD, { tone: 'blank', words: '没有年度收入，或不是今年、去年的' }),
      counted(found, 'incomeUnlisted', '低于监测线、没有纳入监测', { tone: 'watch', words: '应当核实是否纳入' })
    ]
  }
}
