/** Bad input: a newer laptop's values, a workbook's leavings, an attacker's. No check may throw, or the door stands still. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkHousehold, checkVillage } from '#core/checks/index.ts'
import type { HouseholdContext, RecordsByRegister } from '#core/checks/index.ts'
import { defaultStandards, fieldOf, registers } from '#core/registers/index.ts'
import type { Field, Register, Values } from '#core/registers/define.ts'
import { codeTable } from '#core/registers/codes.ts'
import type { Value } from '#core/sync/change.ts'
import { today } from './household.ts'

const anything = fc.oneof(
  fc.constant(null), fc.boolean(), fc.integer(), fc.double(), fc.constantFrom('', '是', '2026-13-45', '2026', '__proto__', '0'), fc.string({ maxLength: 12 }),
  fc.array(fc.string({ maxLength: 4 }), { maxLength: 4 }), fc.array(fc.integer(), { maxLength: 2 }), fc.constant({ toString: null }), fc.constant(undefined)
)

const day = fc.date({ min: new Date('1900-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }).map(date => date.toISOString().slice(0, 10))

/** What the field is meant to hold, so that the rules get past their first question. */
function fitting({ type, codes }: Field): fc.Arbitrary<unknown> {
  const known = codes ? codeTable(codes).map(({ code }) => code) : ['']
  switch (type) {
    case 'date': return day
    case 'month': return day.map(text => text.slice(0, 7))
    case 'year': return fc.integer({ min: 1990, max: 2030 })
    case 'flag': return fc.boolean()
    case 'code': return fc.constantFrom(...known)
    case 'codes': return fc.array(fc.constantFrom(...known), { maxLength: 4 })
    case 'count': case 'amount': return fc.integer({ min: -5, max: 10_000_000 })
    case 'decimal': return fc.double({ min: -1, max: 500, noNaN: true })
    case 'link': return fc.constantFrom('person-0', 'person-1', 'house', 'cadre-0', '')
    default: return fc.oneof(fc.string({ maxLength: 20 }), day.map(text => `${text} 09:00`))
  }
}

const valuesOf = (register: Register): fc.Arbitrary<Values> => fc.record(
  Object.fromEntries(Object.entries(register.fields).map(([name, field]) => [name, fc.oneof({ weight: 4, arbitrary: fitting(field) }, { weight: 1, arbitrary: anything })])),
  { requiredKeys: [] }
) as fc.Arbitrary<Values>

const others = Object.entries<Register>(registers).filter(([name]) => !['household', 'person', 'standard'].includes(name))
const recordsOfAll = fc.record(Object.fromEntries(others.map(([name, register]) =>
  [name, fc.array(valuesOf(register), { maxLength: 3 }).map(all => all.map((values, at) => ({ id: `${name}-${at}`, values })))])), { requiredKeys: [] }) as fc.Arbitrary<RecordsByRegister>

const contexts: fc.Arbitrary<HouseholdContext> = fc.record({
  household: valuesOf(registers.household),
  members: fc.array(valuesOf(registers.person), { maxLength: 4 }).map(all => all.map((values, at) => ({ id: `person-${at}`, values }))),
  income: fc.option(valuesOf(registers.income), { nil: undefined }),
  lastIncome: fc.option(valuesOf(registers.income), { nil: undefined }),
  records: recordsOfAll,
  standards: fc.constantFrom(defaultStandards, []),
  today: fc.constantFrom(today, '1970-01-01', '2024-02-29'),
  householdId: fc.constant('house')
})

describe('the checks over anything at all', () => {
  it('stand an empty household and an empty village', () => {
    expect(() => checkHousehold({ household: {}, members: [], income: undefined, standards: [], today })).not.toThrow()
    expect(() => checkHousehold({ household: {}, members: [{ id: 'x', values: {} }], income: undefined, standards: [], today, records: {} })).not.toThrow()
    expect(checkVillage({ village: '530521201001', households: [], records: {}, standards: [], today })).toEqual([])
  })

  it('of an empty household in which nobody has ever been say only what is missing of the people', () => {
    const found = checkHousehold({ household: {}, members: [{ id: 'x', values: { name: '李建国', relation: '02' } }], income: undefined, standards: [], today, records: {} })
    expect(found.map(({ id }) => id)).toEqual(['R031', 'R052', 'R071', 'R006', 'R018', 'R019', 'R050', 'R074'])
  })

  it('stand every field empty and every field of a wrong type', () => {
    const wrong: readonly Value[] = [null, '', 'odd', 0, -1, true, [], ['x'], Number.NaN]
    for (const value of wrong) {
      const filled = (register: Register): Values => Object.fromEntries(Object.keys(register.fields).map(name => [name, value]))
      const records = Object.fromEntries(others.map(([name, register]) => [name, [{ id: `${name}-0`, values: filled(register) }]]))
      const context = { household: filled(registers.household), members: [{ id: 'person-0', values: filled(registers.person) }], income: filled(registers.income), standards: [], today, records }
      expect(() => checkHousehold(context)).not.toThrow()
      expect(() => checkVillage({ village: '', households: [context, context], records, standards: [], today })).not.toThrow()
    }
  })

  it('never throw, and point at a field that exists, whatever stands in the records', () => {
    fc.assert(fc.property(fc.array(contexts, { minLength: 1, maxLength: 3 }), recordsOfAll, (households, records) => {
      const found = [...households.flatMap(checkHousehold), ...checkVillage({ village: '530521201001', households, records, standards: defaultStandards, today })]
      for (const { id, register, field, text } of found) {
        expect([id, register, field, fieldOf(register, field) !== undefined]).toEqual([id, register, field, true])
        expect([id, text]).toEqual([id, expect.not.stringMatching(/undefined|NaN|\[object|null/u)])
      }
    }), { numRuns: 100 })
  })

  it('say the same twice', () => {
    fc.assert(fc.property(contexts, context => { expect(checkHousehold({ ...context })).toEqual(checkHousehold(context)) }), { numRuns: 40 })
  })
})
