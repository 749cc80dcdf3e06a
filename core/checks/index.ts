/** All checks over one household, in the order of their numbers. A new rule is one entry of its family. */
import type { Check, Finding } from './check.ts'
import { education } from './education.ts'
import { employment } from './employment.ts'
import { health } from './health.ts'
import { housing } from './housing.ts'
import { identity } from './identity.ts'
import { incomeChecks } from './income.ts'
import { insurance } from './insurance.ts'
import { monitoring } from './monitoring.ts'
import type { HouseholdContext } from './subject.ts'

export type { Check, Finding, Severity } from './check.ts'
export type { HouseholdContext } from './subject.ts'

export const checks: readonly Check[] = [identity, education, health, insurance, employment, housing, monitoring, incomeChecks].flat()
  .toSorted((left, right) => left.id.localeCompare(right.id))

export const checkOf = (id: string): Check | undefined => checks.find(check => check.id === id)

const weight = { E: 0, W: 1, I: 2 } as const

/** Every finding, the gravest first, within a severity by rule number. */
export const checkHousehold = (context: HouseholdContext): readonly Finding[] =>
  checks.flatMap(check => check.run(context)).toSorted((left, right) => weight[left.severity] - weight[right.severity])
