import { describe, expect, it } from 'vitest'
import { codeOf, codeTable, codeVersion, currentCodes, isCurrent, labelOf } from '#core/registers/codes.ts'
import type { CodeTableName } from '#core/registers/codes.ts'
import { formatValue, parseValue } from '#core/registers/value.ts'
import { person } from '#core/registers/index.ts'
import tables from '../../../resources/codes.json' with { type: 'json' }

const offered = (name: CodeTableName, day: string): readonly string[] => currentCodes(name, day).map(({ code }) => code)

describe('what may be chosen on a day', () => {
  it.each<[string, CodeTableName, string, string, boolean]>([
    ['the third category came with the notice of 2021', 'monitorCategory', '3', '2021-05-13', false],
    ['from its day on', 'monitorCategory', '3', '2021-05-14', true],
    ['the first two were there before', 'monitorCategory', '1', '2021-05-13', true],
    ['the old class until the last day of the transition', 'lowIncomeType', '05', '2025-12-31', true],
    ['not the day after', 'lowIncomeType', '05', '2026-01-01', false],
    ['the layered classes not before', 'lowIncomeType', '07', '2025-12-31', false],
    ['from the first day', 'lowIncomeType', '08', '2026-01-01', true],
    ['what has no days at any time', 'lowIncomeType', '01', '1990-01-01', true]
  ])('%s', (_, name, code, day, expected) => expect(offered(name, day).includes(code)).toBe(expected))

  it('both ends of the days count', () => {
    const item = { code: 'x', label: 'x', from: '2025-01-01', until: '2025-12-31' }
    expect(['2024-12-31', '2025-01-01', '2025-12-31', '2026-01-01'].map(day => isCurrent(item, day))).toEqual([false, true, true, false])
  })

  it('the platform has the fourteen items of the seed in this edition, which says that there were sixteen', () => {
    expect(offered('assistanceServiceItem', '2026-06-15')).toHaveLength(14)
    expect(codeVersion('assistanceServiceItem')).toContain('16')
    expect(codeVersion('sex')).toBeUndefined()
  })
})

describe('a code that ran out', () => {
  it('is still among all codes, read, shown and taken from a workbook', () => {
    expect(codeTable('lowIncomeType').map(({ code }) => code)).toContain('05')
    expect(labelOf('lowIncomeType', '05')).toBe('防止返贫监测对象')
    expect(codeOf('lowIncomeType', '防止返贫监测对象')).toBe('05')
    expect(formatValue(person.fields.lowIncomeType, ['05'])).toBe('防止返贫监测对象')
    expect(parseValue(person.fields.lowIncomeType, '防止返贫监测对象')).toEqual({ ok: true, value: ['05'] })
  })
  it('the seed\'s own word for the third category means the same', () => expect(codeOf('monitorCategory', '特殊困难户')).toBe('3'))
})

it('every day of a list is a day, and none ends before it begins', () => {
  const days = Object.values(tables).flatMap(table => typeof table === 'object' && 'items' in table ? table.items as readonly { from?: string, until?: string }[] : [])
  expect(days.filter(({ from, until }) => [from, until].some(day => day !== undefined && !/^\d{4}-\d{2}-\d{2}$/u.test(day)))).toEqual([])
  expect(days.filter(({ from, until }) => from !== undefined && until !== undefined && until < from)).toEqual([])
})

it('every list says where it comes from or that it is assumed', () => {
  const lists = Object.entries(tables).filter(([name]) => name !== '_note') as [string, { source?: string, assumed?: boolean }][]
  expect(lists.filter(([, { source }]) => source === undefined).map(([name]) => name)).toEqual([])
  expect(lists.filter(([, { source, assumed }]) => source === 'assumed' && assumed !== true).map(([name]) => name)).toEqual([])
})
