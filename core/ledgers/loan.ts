/** L6 小额信贷台账. */
import { numberOf, textOf } from '../checks/subject.ts'
import { dayNumber } from '../registers/calendar.ts'
import { count } from '../registers/define.ts'
import { defineLedger, stored, storedAll, workedOut } from './build.ts'
import { ofHousehold, written } from './common.ts'

/** Paid back, or written off: nothing is overdue any more. */
const OVER: ReadonlySet<string> = new Set(['02', '04', '05'])

/** Days past the due day, or past the day it was put off to, as long as something is owed. */
const overdueDays = workedOut('overdueDays', count('逾期天数', { unit: '天' }), ({ base: { values }, today }) => {
  const due = textOf(values, 'renewedTo') ?? textOf(values, 'dueOn')
  if (due === undefined) return undefined
  const settled = OVER.has(textOf(values, 'status') ?? '') || textOf(values, 'repaidOn') !== undefined || numberOf(values, 'balance') === 0
  return settled ? 0 : Math.max(0, dayNumber(today) - dayNumber(due))
})

export const loan = defineLedger({
  name: 'loan', code: 'L6', title: '小额信贷台账', scope: 'H', base: 'loan',
  common: ofHousehold,
  columns: [
    stored('loan', 'borrower'), stored('loan', 'kind'), stored('loan', 'bank', { title: '银行' }), stored('loan', 'contractNo'), stored('loan', 'amount', { title: '金额' }),
    stored('loan', 'from'), stored('loan', 'dueOn'), stored('loan', 'rate', { title: '利率' }), stored('loan', 'subsidy'), stored('loan', 'purpose', { title: '用途' }),
    stored('loan', 'balance', { title: '余额' }), stored('loan', 'status'), overdueDays, ...storedAll('loan', 'renewal', 'purposeCheckedOn')
  ],
  trailing: written
})
