/** Villages for the checks that take more than one household: each row of a test says what differs. */
import { checkVillage } from '#core/checks/index.ts'
import type { Finding, HouseholdContext, RecordValues, VillageContext } from '#core/checks/index.ts'
import { defaultStandards } from '#core/registers/index.ts'
import type { Values } from '#core/registers/define.ts'
import type { Standard } from '#core/registers/standard.ts'
import { contextOf, head, recordsOf, today } from './household.ts'
import type { Changes } from './household.ts'

export const here = '530521201001'
export const there = '530521201002'

/** A household of one, by its number: everybody's name is another. */
export const houseOf = (at: number, values: Values = {}, changes: Changes = {}): HouseholdContext => {
  const made = contextOf({ household: { phone: `139${String(at).padStart(8, '0')}` }, members: [{ ...head, name: `户主${at}`, idNo: null, birthDate: null, ...values }], ...changes })
  return {
    ...made,
    householdId: `house-${at}`,
    members: made.members.map(({ values: one }, place) => ({ id: `person-${at}-${place}`, values: one })),
    records: Object.fromEntries(Object.entries(made.records ?? {}).map(([register, all]) => [register, all.map((one, place) => ({ ...one, id: `${register}-${at}-${place}` }))]))
  }
}

export interface VillageChanges {
  readonly households?: readonly HouseholdContext[]
  readonly records?: Readonly<Record<string, readonly Values[]>>
  /** Records of villages of their own, where several are looked at together. */
  readonly ofVillages?: Readonly<Record<string, readonly RecordValues[]>>
  readonly standards?: readonly Standard[]
}

export const villageOf = ({ households = [houseOf(1), houseOf(2)], records = {}, ofVillages, standards }: VillageChanges): VillageContext => ({
  village: here, households, today,
  records: ofVillages ?? recordsOf(records),
  standards: standards ? [...standards, ...defaultStandards] : defaultStandards
})

export const foundIn = (changes: VillageChanges, id?: string): readonly Finding[] => checkVillage(villageOf(changes)).filter(finding => id === undefined || finding.id === id)
