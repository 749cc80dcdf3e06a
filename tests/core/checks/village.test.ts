import { describe, expect, it } from 'vitest'
import { checkOf, villageChecks } from '#core/checks/index.ts'
import { fieldOf } from '#core/registers/index.ts'
import { collective, days, number, two, villageRows as rows, visits } from './rows/village.ts'
import { foundIn, houseOf } from './village.ts'

describe('the checks over a village', () => {
  it('find nothing where nothing is wrong', () => expect(foundIn({})).toEqual([]))

  it.each(rows)('%s: %s', (id, _, changes, count) => expect(foundIn(changes, id).length).toBe(count))

  it('each have rows on both sides', () => {
    for (const { id } of villageChecks) {
      const sides = new Set(rows.filter(([rule]) => rule === id).map(([, , , count]) => count > 0))
      expect([id, sides.size]).toEqual([id, 2])
    }
  })

  it('every finding names a record and a field of its register, and the household where there is one', () => {
    for (const [, , changes] of rows) {
      for (const { id, severity, register, record, field, household } of foundIn(changes)) {
        expect([id, register, field, fieldOf(register, field)?.label]).toEqual([id, register, field, expect.any(String)])
        expect([id, record]).toEqual([id, expect.stringMatching(/^.+$/u)])
        expect([id, severity]).toEqual([id, checkOf(id)?.severity])
        if (['person', 'household', 'visit'].includes(register)) expect([id, household]).toEqual([id, expect.stringMatching(/^house-\d+$/u)])
      }
    }
  })

  it('say who, where and how much', () => {
    expect(foundIn(two({ idNo: number }, { idNo: number }), 'R001').map(({ text, household }) => [household, text])).toEqual([
      ['house-1', `户主1：证件号码（尾号${number.slice(14)}）与户主2户的户主2相同`],
      ['house-2', `户主2：证件号码（尾号${number.slice(14)}）与户主1户的户主1相同`]
    ])
    expect(foundIn(visits({}, { startedAt: '2026-11-20 09:39' }), 'R200')[0]?.text).toBe('赵敏2026-11-20 09:39走访户主2户，那时还在走访户主1户（2026-11-20 09:00开始）')
    expect(foundIn({ records: { attendance: days(19), cadre: [{ name: '赵敏' }] } }, 'R204')[0]?.text).toBe('赵敏2026-10在岗19天，每月应不少于20天')
    expect(foundIn({ records: { collective: [{ ...collective, amount: 9_999_999 }] } }, 'R209')[0]?.text).toBe('2025年入账的村集体经济收入99999.99元，低于100000.00元')
  })

  it('a telephone that half the village gives is told of each, in a few words', () => {
    const households = Array.from({ length: 300 }, (_, at) => houseOf(at, {}, { household: { phone: '13800138000' } }))
    const found = foundIn({ households }, 'R020')
    expect(found.length).toBe(300)
    expect(found[0]?.text).toBe('户联系电话（尾号8000）与户主1户、户主2户、户主3户等299户相同')
    expect(Math.max(...found.map(({ text }) => text.length))).toBeLessThan(80)
  })
})
