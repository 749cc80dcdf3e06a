/**
 * All checks over a village at once. Whoever runs them has the households as contexts anyway: checkHousehold
 * over each and checkVillage over all of them together say everything, and nothing twice.
 */
import type { Finding, VillageCheck } from './check.ts'
import { ledgersOfVillage } from './ledgers.ts'
import { meetingOrder } from './procedure.ts'
import { roster } from './roster.ts'
import { villageFigures } from './village-figures.ts'
import type { VillageContext } from './village-subject.ts'
import { visitsOfVillage } from './visits.ts'

export const villageChecks: readonly VillageCheck[] = [roster, villageFigures, meetingOrder, visitsOfVillage, ledgersOfVillage].flat()
  .toSorted((left, right) => left.id.localeCompare(right.id))

export const checkVillage = (context: VillageContext): readonly Finding[] => villageChecks.flatMap(check => check.run(context))
