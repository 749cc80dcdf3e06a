/** Every row of the household rules. */
import { educationRows } from './education.ts'
import { employmentRows } from './employment.ts'
import { healthRows } from './health.ts'
import { housingRows } from './housing.ts'
import { identityRows } from './identity.ts'
import { incomeRows } from './income.ts'
import { insuranceRows } from './insurance.ts'
import { measureRows, procedureRows, wageRows } from './measures.ts'
import { monitoringRows } from './monitoring.ts'
import { afterDeathRows, ledgerRows, visitRows } from './visits.ts'
import { aidRows, workRows } from './work.ts'
import type { Row } from '../household.ts'

export const householdRows: readonly Row[] = [
  identityRows, educationRows, healthRows, insuranceRows, employmentRows, workRows, aidRows, housingRows, monitoringRows, measureRows, procedureRows,
  incomeRows, wageRows, afterDeathRows, visitRows, ledgerRows
].flat()
