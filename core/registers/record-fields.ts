/**
 * What every record of a ledger carries beside its own matter. A wrong line is voided and says why; it is
 * never deleted, because another laptop may have answered on it.
 */
import { code, flag, section, text } from './define.ts'

export const recordFields = section('登记', {
  dataSource: code('数据来源', 'dataSource', { sensitivity: 'open', source: 'S4', headings: ['来源'] }),
  note: text('备注', { longText: true, headings: ['说明'] }),
  voided: flag('作废', { sensitivity: 'open' }),
  voidReason: text('作废原因', { sensitivity: 'open' })
})
