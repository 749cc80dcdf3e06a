/**
 * Rules about the rows of a workbook, which end at the gate: what is stored has a head that is a member, a key
 * and codes of its tables. The import cites them by number; nothing here runs over stored records.
 */
import type { FamilyRule } from './check.ts'

const family = '工作簿'

export const workbookRules: readonly FamilyRule[] = [
  { id: 'R016', family, severity: 'E', source: 'd', sentence: '户主姓名、户主证件号码应与户内户主那一行一致', fields: ['name', 'idNo'] },
  { id: 'R210', family, severity: 'E', source: 'd', sentence: '导入的每一行应有户编号或户主证件号码，选项应在规定的名称之内', fields: ['nationalHouseholdNo', 'idNo'] }
]
