/** What a 户表 has to name: every field of the household that is no link, drawing or empty long text. */
import { household } from '#core/registers/index.ts'

export const householdRegisterFields = Object.assign(
  (): readonly string[] => Object.values(household.fields).filter(({ type, longText }) => type !== 'link' && type !== 'drawing' && !longText).map(({ label }) => label),
  { fields: household.fields }
)
