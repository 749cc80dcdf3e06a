/** L13 村集体经济台账: every entry, and what its year came to in the village. */
import { numberOf, textOf } from '../checks/subject.ts'
import { yearOf } from '../registers/calendar.ts'
import { amount, flag } from '../registers/define.ts'
import { defineLedger, stored, storedAll, workedOut } from './build.ts'
import { place, written } from './common.ts'
import type { LedgerContext } from './define.ts'
import { figureOf } from './worked-out.ts'

const open = { sensitivity: 'open' } as const

/** What came in in the year of this entry; an entry with a kind of expense went out. */
export function yearIncome(row: LedgerContext): number | undefined {
  const booked = textOf(row.base.values, 'bookedOn')
  if (booked === undefined) return undefined
  return row.inVillage('collective')
    .filter(({ values }) => textOf(values, 'incomeKind') !== undefined && yearOf(textOf(values, 'bookedOn') ?? '') === yearOf(booked))
    .reduce((sum, { values }) => sum + (numberOf(values, 'amount') ?? 0), 0)
}

export const collective = defineLedger({
  name: 'collective', code: 'L13', title: '村集体经济台账', scope: 'V', base: 'collective',
  common: place,
  columns: [
    stored('collective', 'incomeKind'), stored('collective', 'item', { title: '项目' }), stored('collective', 'contract'), stored('collective', 'amount', { total: 'none' }),
    stored('collective', 'bookedOn'), stored('collective', 'expenseKind', { title: '支出' }),
    workedOut('income', amount('收入金额', { ...open, unit: '元' }), ({ base: { values } }) => (textOf(values, 'incomeKind') === undefined ? undefined : values['amount'])),
    workedOut('expense', amount('支出金额', { ...open, unit: '元' }), ({ base: { values } }) => (textOf(values, 'expenseKind') === undefined ? undefined : values['amount'])),
    workedOut('yearIncome', amount('年收入', { ...open, unit: '元' }), yearIncome, { total: 'none' }),
    workedOut('targetReached', flag('10万元目标达成', open), row => {
      const income = yearIncome(row)
      return income === undefined ? undefined : income >= figureOf(row, 'collectiveIncome')
    }),
    ...storedAll('collective', 'distribution')
  ],
  trailing: written
})
