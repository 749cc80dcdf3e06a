import { describe, expect, it } from 'vitest'
import { attachment } from '#core/registers/attachment.ts'
import { household, income, person, registers, visit } from '#core/registers/index.ts'
import type { Field } from '#core/registers/define.ts'
import { exportValue, formatValue, isMaskedByDefault, isMaskedText, maskValue, screenValue } from '#core/registers/show.ts'
import { parseValue } from '#core/registers/value.ts'

describe('what a screen hides until it is opened', () => {
  it.each<[string, Field, boolean]>([
    ['an identity number', person.fields.idNo, true],
    ['a disability certificate, which holds one', person.fields.disabilityCertNo, true],
    ['a telephone, though only personal', person.fields.phone, true],
    ['a bank account', household.fields.bankAccount, true],
    ['a place on earth', household.fields.geo, true],
    ['the name of a sickness', person.fields.illness, true],
    ['what somebody wrote of a risk', household.fields.riskNote, true],
    ['a year that tells of a disability: its sort is shown beside it', person.fields.disabilityCertYear, false],
    ['money of a sickness, without its name', income.fields.insurancePayout, false],
    ['sort of health: the work is about it', person.fields.health, false],
    ['sort of 低保', person.fields.dibao, false],
    ['a sensitive 是 or 否', household.fields.wholeNoLabour, false],
    ['a signature, shown as 已签', visit.fields.signature, false],
    ['a name', person.fields.name, false],
    ['a birth date', person.fields.birthDate, false],
    ['a wage', income.fields.A1, false]
  ])('%s', (_, field, masked) => expect(isMaskedByDefault(field)).toBe(masked))

  it('no register has a number of a person or a telephone that shows whole, unless it is declared open', () => {
    const shown = Object.values<{ readonly fields: Readonly<Record<string, Field>> }>(registers).flatMap(({ fields }) => Object.values(fields))
      .filter(field => ['idNumber', 'phone'].includes(field.type) && field.sensitivity !== 'open' && !isMaskedByDefault(field))
    expect(shown).toEqual([])
  })
})

describe('as it stands on a screen', () => {
  it.each<[string, Field, string | number | string[], string]>([
    ['the middle of an identity number is hidden', person.fields.idNo, '530521199001011234', '530521********1234'],
    ['the middle of a telephone', person.fields.phone, '13812345678', '138****5678'],
    ['an account but its last four', household.fields.bankAccount, '6223200012345678', '************5678'],
    ['the name of a sickness wholly', person.fields.illness, '尿毒症', '***'],
    ['the sort of health is read', person.fields.health, ['02'], '长期慢性病'],
    ['a name is read', person.fields.name, '李光明', '李光明']
  ])('%s', (_, field, value, text) => expect(screenValue(field, value)).toBe(text))
  it('a blank is blank and hides nothing', () => expect(screenValue(person.fields.idNo, null)).toBe(''))
})

describe('what was masked is no value', () => {
  it.each<[string, Field, string, boolean]>([
    ['an identity number', person.fields.idNo, '530521********2955', true],
    ['a telephone, with stars of full width', person.fields.phone, '138＊＊＊＊1234', true],
    ['a telephone with one star', person.fields.phone, '1388750000*', true],
    ['an account but its last four', household.fields.bankAccount, '************5678', true],
    ['a sickness', person.fields.illness, '***', true],
    ['a name', person.fields.name, '李**', true],
    ['a birth date', person.fields.birthDate, '1990-**-**', true],
    ['a star between words is somebody\'s own', person.fields.note, '5*3米', false],
    ['a star before a word', person.fields.note, '*见附页', false],
    ['an open field is never masked', household.fields.villagerGroup, '**', false],
    ['a whole number', person.fields.idNo, '530521195510182955', false],
    ['a blank', person.fields.phone, '', false]
  ])('%s', (_, field, text, masked) => {
    expect(isMaskedText(field, text)).toBe(masked)
    if (masked) expect(parseValue(field, text)).toMatchObject({ ok: false, error: { reason: '带有遮盖用的 *，不是真实内容' } })
  })

  it('whatever is masked by our own hand is known as such', () => {
    const samples = { idNumber: '530521195510182955', phone: '13812345678', text: '尿毒症', date: '1990-01-02' } as const
    const missed = Object.values<{ readonly fields: Readonly<Record<string, Field>> }>(registers).flatMap(({ fields }) => Object.values(fields))
      .filter(({ type, sensitivity }) => sensitivity !== 'open' && Object.hasOwn(samples, type))
      .filter(field => !isMaskedText(field, maskValue(field, samples[field.type as keyof typeof samples])))
    expect(missed).toEqual([])
  })
})

it('the key of an attachment is for the program alone: not read, not opened, not exported', () => {
  const field: Field = attachment.fields.contentKey
  const key = 'c2VjcmV0LWtleS1vZi1hLXBob3RvZ3JhcGg'
  expect([formatValue(field, key), maskValue(field, key), screenValue(field, key), exportValue(field, key)]).toEqual(['***', '***', '***', ''])
})
