// @vitest-environment jsdom
import { describe, expect, it, vi } from 'vitest'
import { income, person } from '#core/registers/index.ts'
import { boundOf, filterKinds } from '../../src/components/ledger/filter-kinds.ts'
import { columnsIn, keepChoice, loadChoice, movedTo, plainChoice, readChoice, resized, toggled, widthIn } from '../../src/stores/ledger-choice.ts'
import { fits } from '../../src/stores/ledger-list.ts'
import { kept } from '../../src/stores/ledger-order.ts'
import { wide } from './fake-ledger.ts'

vi.mock('#core/ledgers/index.ts', () => import('./preview/ledgers.ts'))

const keys = (choice = plainChoice(wide)): string[] => columnsIn(wide, choice).map(({ key }) => key)

describe('which columns are shown', () => {
  it('组, 户主 and 姓名 stand first and stay, what the ledger puts aside is not shown', () => {
    expect(keys().slice(0, 3)).toEqual(['household.villagerGroup', 'headName', 'person.name'])
    expect(keys()).not.toContain('person.dibao')
  })
  it('a hidden column comes back to its place among the others', () => {
    const hidden = toggled(plainChoice(wide), wide, 'person.sex')
    expect(keys(hidden)).not.toContain('person.sex')
    expect(keys(toggled(hidden, wide, 'person.sex'))).toEqual(keys())
  })
  it('a column that is moved keeps its width', () => {
    const moved = movedTo(resized(plainChoice(wide), 'person.sex', 222), 'person.sex', 0)
    expect(keys(moved)[3]).toBe('person.sex')
    expect(widthIn(moved, wide.columns.find(({ key }) => key === 'person.sex')!)).toBe(222)
  })
  it.each([['narrower than can be read', 3, 44], ['wider than the screen', 5000, 600]])('no column is %s', (_, asked, width) => {
    expect(resized(plainChoice(wide), 'age', asked).widths['age']).toBe(width)
  })
})

describe('what is kept of it', () => {
  it('is read back as it was', () => {
    const choice = { ...movedTo(resized(plainChoice(wide), 'age', 90), 'age', 4), sort: { column: 'age', down: true } }
    keepChoice(wide, choice)
    expect(loadChoice(wide)).toEqual(choice)
  })
  it('holds column keys, widths and the order, and no word a person typed', () => {
    keepChoice(wide, { ...plainChoice(wide), filters: { 'person.name': '李光明' }, text: '李光明' } as never)
    expect(Object.keys(localStorage).map(key => localStorage.getItem(key)).join()).not.toContain('李光明')
  })
  it.each([
    ['nothing', null], ['no JSON', '{'], ['another shape', '[1,2]'], ['columns that are gone', '{"shown":["gone.field"],"sort":{"column":"gone.field"}}'],
    ['widths of another kind', '{"shown":[],"widths":{"age":"wide","person.sex":1e9}}']
  ])('%s is read as the plain choice', (_, text) => expect(readChoice(wide, text)).toEqual(plainChoice(wide)))
})

describe('lines keep their places under the hand', () => {
  const ids = ['a', 'b', 'c']
  it.each<[string, string[], string[], string[], string[], boolean]>([
    ['nothing changed', ids, ids, [], ids, false],
    ['another order is not taken until asked for', ids, ['c', 'a', 'b'], ['c'], ids, true],
    ['what was touched stays though it is no longer found', ids, ['a', 'c'], ['b'], ids, true],
    ['what somebody else changed goes', ids, ['a', 'c'], [], ['a', 'c'], false],
    ['who is new comes last', ids, ['n', 'a', 'b', 'c'], [], ['a', 'b', 'c', 'n'], true],
    ['who is new and last is in order', ids, ['a', 'b', 'c', 'n'], [], ['a', 'b', 'c', 'n'], false]
  ])('%s', (_, before, now, touched, wanted, disordered) => expect(kept(before, now, new Set(touched))).toEqual({ ids: wanted, disordered }))
  it('an unchanged list is the same list: nothing is drawn again', () => expect(kept(ids, [...ids], new Set()).ids).toBe(ids))
})

describe('by what a column is filtered', () => {
  it.each([
    ['a code by its choices', person.fields.sex, ['choices']],
    ['a date by a range first', person.fields.birthDate, ['range', 'choices']],
    ['an amount by a range first', income.fields.A1, ['range', 'choices']],
    ['a short text by choices or a part of it', person.fields.employer, ['choices', 'contains']],
    ['a hidden column is never listed', person.fields.idNo, ['contains']],
    ['nor the name of a sickness', person.fields.illness, ['contains']]
  ])('%s', (_, field, kinds) => expect(filterKinds(field)).toEqual(kinds))
  it.each([
    ['a year begins on its first day', person.fields.birthDate, '2024', 'from', '2024-01-01'],
    ['and ends on its last', person.fields.birthDate, '2024', 'to', '2024-12-31'],
    ['February of a leap year ends on the 29th', person.fields.birthDate, '2024-02', 'to', '2024-02-29'],
    ['February of another on the 28th', person.fields.birthDate, '2023年2月', 'to', '2023-02-28'],
    ['yuan are 分', income.fields.A1, '8,700', 'from', 870_000],
    ['blank is no bound', income.fields.A1, ' ', 'to', null]
  ] as const)('%s', (_, field, raw, end, value) => expect(boundOf(field, raw, end)).toEqual({ ok: true, value }))
  it('what is no number is no bound, with the reason', () => expect(boundOf(income.fields.A1, '不清楚', 'from')).toMatchObject({ ok: false }))
})

describe('a ledger is found', () => {
  it.each([['by a part of its name', '务工', true], ['by initials', 'wgjy', true], ['by full pinyin', 'wugong', true], ['by its number', '3', true], ['by its code', 'l3', true], ['not by another', 'zzzz', false]])('%s', (_, text, found) => {
    expect(fits(wide, text)).toBe(found)
  })
})
