import { describe, expect, it } from 'vitest'
import { settingOf } from '#core/checks/index.ts'
import { codeTable, defaultStandards } from '#core/registers/index.ts'
import { checkSettingNames, settingNames } from '#core/registers/standard.ts'
import type { Standard } from '#core/registers/standard.ts'
import { findingsOf } from './household.ts'
import { householdRows } from './rows/all.ts'
import { villageRows } from './rows/village.ts'
import { foundIn } from './village.ts'

const row = (area: string, year: number, number: number): Standard => ({ name: 'publicityDays', area, year, number, source: '县里' })
const here = '530521201001'

describe('a figure the rules go by', () => {
  it.each<[string, readonly Standard[], string, number, number]>([
    ['stands by default', defaultStandards, here, 2026, 5],
    ['stands by default where no rows were handed over at all', [], here, 2026, 5],
    ['stands by default on a laptop whose clock is at 1970', defaultStandards, here, 1970, 5],
    ['is the county\'s where the county has set one', [row('530521', 2024, 7), ...defaultStandards], here, 2026, 7],
    ['of the same year and area is the one handed over first', [row('', 2021, 7), ...defaultStandards], here, 2026, 7],
    ['is the latest not after the year', [row('530521', 2024, 7), row('530521', 2026, 9), row('530521', 2027, 11)], here, 2026, 9],
    ['is last year\'s while this year has none', [row('530521', 2024, 7), row('530521', 2027, 11)], here, 2026, 7],
    ['of a later year goes before one of a narrower area', [row('530521', 2024, 7), row('53', 2026, 9)], here, 2026, 9],
    ['of one year is the narrowest area\'s', [row('53', 2026, 9), row('530521', 2026, 7), row('', 2026, 11)], here, 2026, 7],
    ['of the township goes before the county\'s', [row('530521', 2026, 7), row('530521201', 2026, 8)], here, 2026, 8],
    ['of another county does not hold', [row('530502', 2026, 7), ...defaultStandards], here, 2026, 5],
    ['without a number does not hold', [{ name: 'publicityDays', area: '530521', year: 2026, text: '七天', source: '县里' }, ...defaultStandards], here, 2026, 5]
  ])('%s', (_, standards, area, year, expected) => expect(settingOf(standards, area, year, 'publicityDays')).toBe(expected))

  it('of Yunnan is one post a person, elsewhere two', () => {
    expect(settingOf(defaultStandards, here, 2026, 'postsAtOnce')).toBe(1)
    expect(settingOf(defaultStandards, '520100', 2026, 'postsAtOnce')).toBe(2)
  })

  it('each has a name with its unit in the code table, a default and a source', () => {
    const labels = new Map(codeTable('standardName').map(({ code, label }) => [code, label]))
    expect(settingNames.length).toBeGreaterThan(40)
    for (const name of settingNames) {
      expect([name, labels.get(name)]).toEqual([name, expect.stringMatching(/\(.+\)$/u)])
      expect(defaultStandards.filter(standard => standard.name === name && standard.area === '' && standard.source !== '')).toHaveLength(1)
    }
    for (const { name } of defaultStandards) expect([name, labels.has(name)]).toEqual([name, true])
  })

  it('changes what its rule finds, each in one row of the tables at least', () => {
    const changed = new Set<string>()
    for (const [id, , changes, speaks] of householdRows) {
      if (!changes.standards) continue
      const { standards, ...plain } = changes
      expect([id, findingsOf(plain, id).length > 0]).toEqual([id, !speaks])
      for (const { name } of standards) changed.add(name)
    }
    for (const [id, , changes, count] of villageRows) {
      if (!changes.standards) continue
      const { standards, ...plain } = changes
      if (foundIn(plain, id).length !== count) for (const { name } of standards) changed.add(name)
    }
    expect([...changed].sort()).toEqual([...checkSettingNames].sort())
  })
})
