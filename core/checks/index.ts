/** All rules of the domain in the order of their numbers. A new rule is one entry of its family. */
import type { Check, FamilyRule, Finding } from './check.ts'
import { education } from './education.ts'
import { employment } from './employment.ts'
import { health } from './health.ts'
import { housing } from './housing.ts'
import { identity } from './identity.ts'
import { incomeChecks } from './income.ts'
import { insurance } from './insurance.ts'
import { ledgers } from './ledgers.ts'
import { measures } from './measures.ts'
import { monitoring } from './monitoring.ts'
import { procedure } from './procedure.ts'
import { subjectOf } from './subject.ts'
import type { HouseholdContext } from './subject.ts'
import { villageChecks } from './village.ts'
import { visits } from './visits.ts'
import { work } from './work.ts'
import { workbookRules } from './workbook.ts'

export type { Check, FamilyRule, Finding, Severity, VillageCheck } from './check.ts'
export type { HouseholdContext, RecordsByRegister, RecordValues } from './subject.ts'
export type { VillageContext } from './village-subject.ts'
export { settingOf } from './settings.ts'
export type { SettingName } from './settings.ts'
export { checkVillage, villageChecks } from './village.ts'

const inOrder = <T extends FamilyRule>(all: readonly T[]): readonly T[] => all.toSorted((left, right) => left.id.localeCompare(right.id))

export const checks: readonly Check[] = inOrder([
  identity, education, health, insurance, employment, work, housing, monitoring, measures, procedure, incomeChecks, visits, ledgers
].flat())

// A rule may be seen on a household and on the village; it is one rule all the same.
const byId: ReadonlyMap<string, FamilyRule> = new Map([...villageChecks, ...workbookRules, ...checks].map(rule => [rule.id, rule]))

/** Every rule once: of a household, of a village, of a workbook. */
export const rules: readonly FamilyRule[] = inOrder([...byId.values()])

export const checkOf = (id: string): FamilyRule | undefined => byId.get(id)

const weight = { E: 0, W: 1, I: 2 } as const

// A closed household is asked nothing more but whether it was closed properly.
const afterClosing = checks.filter(({ id }) => ['R023', 'R200'].includes(id))

/** Every finding, the gravest first, within a severity by rule number. */
export function checkHousehold(context: HouseholdContext): readonly Finding[] {
  const asked = subjectOf(context).closed ? afterClosing : checks
  return asked.flatMap(check => check.run(context)).toSorted((left, right) => weight[left.severity] - weight[right.severity])
}
