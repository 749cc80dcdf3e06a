/** L20 政策享受明细: every payment; the account is the household's, masked like there. */
import { defineLedger, stored, storedAll } from './build.ts'
import { ofPerson, written } from './common.ts'

export const policyPayment = defineLedger({
  name: 'policyPayment', code: 'L20', title: '政策享受明细', scope: 'E', base: 'policyPayment',
  common: ofPerson,
  columns: [...storedAll('policyPayment', 'item', 'rule', 'amount', 'month'), stored('household', 'bankAccount', { title: '一卡通账号' }), stored('policyPayment', 'status')],
  trailing: written
})
