/**
 * All checks over a village at once. Whoever runs them has the households as contexts anyway: checkHousehold
 * over each and checkVillage over all of them together say everything, and nothing twice.
 */
import type { Finding, VillageCheck } from './check.ts'
import { roster } from './roster.ts'
import type { VillageContext } from './village-subject.ts'

export const villageChecks: readonly VillageCheck[] = [roster].flat().toSorted((left, right) => left.id.localeCompare(right.id))

export const checkVillage = (context: VillageContext): readonly Finding[] => villageChecks.flatMap(check => check.run(context))
