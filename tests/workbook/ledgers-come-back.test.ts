/** X-20 for every ledger with lines of its own: what goes out comes back as the same records, and into another book as well. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ledgers } from '#core/ledgers/index.ts'
import { registerOf } from '#core/registers/index.ts'
import type { Values } from '#core/registers/define.ts'
import type { LedgerQuery } from '../../src/db/book-ledgers.ts'
import type { Entry, ImportPreview } from '../../src/db/book.ts'
import { newLaptop, VILLAGE, type Laptop } from '../db/laptop.ts'
import { recordsOf } from './ledger-records.ts'

const WANXING = { code: VILLAGE, name: '万兴村' }
const IDS = ['530521195510182955', '530521195501086144', '530521200906190912', '53052119781019720X'] as const

/** Two heads of one name in two groups, a third household nobody has numbered, and everything a line may name. */
const house = (n: number, fields: Values): Entry => ({ register: 'household', record: `house-0000${n}`, fields: { villagerGroup: `${n + 1}组`, phone: `1388750001${n}`, ...fields } })
const person = (n: number, of: number, name: string, relation = '02'): Entry =>
  ({ register: 'person', record: `person-0000${n}`, fields: { household: `house-0000${of}`, name, idNo: IDS[n]!, relation, phone: `1388750000${n}`, birthDate: IDS[n]!.slice(6, 14).replace(/(....)(..)(..)/, '$1-$2-$3') } })
const named = (register: string, n: number, fields: Values): Entry => ({ register, record: `${register}-000000${n}`, fields })
const WORLD: readonly Entry[] = [
  house(0, { nationalHouseholdNo: '530506089138420' }), house(1, { nationalHouseholdNo: '530506089138421' }), house(2, {}),
  person(0, 0, '寸杰'), person(1, 0, '杜然红', '10'), person(2, 1, '寸杰'), person(3, 2, '寸怡敏'),
  named('cadre', 0, { name: '李干', unit: '县水务局' }), named('cadre', 1, { name: '李干', unit: '县教育局' }), named('cadre', 2, { name: '𠮷㛃', role: '02' }),
  named('organisation', 0, { name: '=1+1合作社', creditCode: '93530521MA6K' }), named('organisation', 1, { name: '万兴专业合作社', endedOn: '2025-01-01' }),
  named('project', 0, { name: '引水工程', listedYear: 2024 }), named('project', 1, { name: '引水工程', listedYear: 2025 }),
  named('asset', 0, { name: '蓄水池', assetNo: 'A-1' }), named('asset', 1, { assetNo: 'A-2' }),
  { register: 'publicPost', record: 'post-00000', fields: { household: 'house-00000', person: 'person-00000', contractNo: 'HT-1', post: '01' } },
  { register: 'publicPost', record: 'post-00001', fields: { household: 'house-00000', person: 'person-00000', contractNo: 'HT-1', post: '01', from: '2025-01-01' } },
  { register: 'publicPost', record: 'post-00002', fields: { household: 'house-00001', person: 'person-00002', post: '02', from: '2025-03-01' } }
]
const names = (...registers: readonly string[]): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(registers.map(register => [register, WORLD.filter(entry => entry.register === register).map(({ record }) => record)]))
const LINKS = names('cadre', 'organisation', 'project', 'asset', 'household')
const OWNERS = [
  { household: 'house-00000', person: 'person-00000', links: { person: ['person-00000', 'person-00001'], publicPost: ['post-00000', 'post-00001'] } },
  { household: 'house-00001', person: 'person-00002', links: { person: ['person-00002'], publicPost: ['post-00002'] } },
  { household: 'house-00002', person: 'person-00003', links: { person: ['person-00003'], publicPost: [] } }
] as const

/** Of every owner some lines, and one that was voided. */
function linesOf(base: string): fc.Arbitrary<readonly Entry[]> {
  const { household, person: of } = registerOf(base)!
  const owners = household === undefined && of === undefined ? OWNERS.slice(0, 1) : OWNERS
  return fc.tuple(...owners.map(owner => recordsOf(base, { ...LINKS, ...owner.links }))).map(all => all.flatMap((records, n): Entry[] => {
    const own = { ...(household !== undefined && { [household]: owners[n]!.household }), ...(of !== undefined && { [of]: owners[n]!.person }) }
    return records.map((values, i) => ({ register: base, record: `line-${n}-0000${i}`, fields: { ...values, ...own } }))
  }))
}
const VOIDED: Values = { note: '记错了', voided: true, voidReason: '重复登记' }

async function laptopWith(entries: readonly Entry[]): Promise<Laptop> {
  const laptop = newLaptop('laptop-one')
  await laptop.start()
  await laptop.book.write(entries, { kind: 'edit' }, VILLAGE)
  return laptop
}
/** What stands in the ledger and whose it is, ended lines too; the voided one stays where it was voided. */
async function contents({ book }: Laptop, ledger: (typeof ledgers)[number]): Promise<readonly string[]> {
  const lines = await book.ledgerLines(whole(ledger), (await book.ledger(whole(ledger))).ids)
  return lines.filter(({ values }) => values[`${ledger.base}.voided`] !== true)
    .map(({ household, person: of, values }) => JSON.stringify([household, of, Object.entries(values).filter(([key, value]) => value !== null && value !== undefined && !WRITTEN.has(key)).sort(([a], [b]) => (a < b ? -1 : 1))])).sort()
}
/** Every text with a star that stands in the ledger. */
async function starred({ book }: Laptop, ledger: (typeof ledgers)[number]): Promise<ReadonlySet<string>> {
  const lines = await book.ledgerLines(whole(ledger), (await book.ledger(whole(ledger))).ids)
  return new Set(lines.flatMap(({ values }) => Object.values(values).filter((value): value is string => typeof value === 'string' && value.includes('*'))))
}
/** Who put the line in, and when. */
const WRITTEN = new Set(['filledBy', 'updatedOn'])
const errors = ({ problems }: ImportPreview): readonly string[] => problems.filter(({ severity }) => severity === 'error').map(({ cell, code, text }) => `${cell} ${code} ${text}`)

const WITH_LINES = ledgers.filter(({ adds }) => adds === 'record')
const whole = ({ name, columns }: (typeof ledgers)[number]): LedgerQuery =>
  ({ ledger: name, text: '', filters: {}, sort: null, columns: columns.map(({ key }) => key), withEnded: true })

describe('X-20 a ledger that went out', () => {
  it.each(WITH_LINES.map(ledger => [`${ledger.code} ${ledger.title}`, ledger] as const))('%s', { timeout: 240_000 }, async (_, ledger) => {
    const { base } = ledger
    const { household, person: of } = registerOf(base)!
    const voided: Entry = { register: base, record: 'line-voided', fields: { ...VOIDED, ...(household !== undefined && { [household]: 'house-00000' }), ...(of !== undefined && { [of]: 'person-00000' }) } }
    await fc.assert(fc.asyncProperty(linesOf(base), async lines => {
      const world = WORLD.filter(({ register }) => register !== base)
      const from = await laptopWith([...world, voided, ...lines])
      const { bytes } = await from.book.makeFile({ kind: 'ledger', query: whole(ledger), masked: false })
      const shown = await from.book.previewImport(`${ledger.title}.xlsx`, bytes, WANXING)
      expect(shown.layout).toMatchObject({ base, bases: [base] })
      expect(errors(shown)).toEqual([])
      expect(shown.unknownHeadings).toEqual([])
      expect(shown.differences).toEqual([])
      expect(shown.records).toEqual({ added: 0, changed: 0, same: lines.length })
      const to = await laptopWith(world)
      const taken = await to.book.previewImport(`${ledger.title}.xlsx`, bytes, WANXING)
      expect(errors(taken)).toEqual([])
      await to.book.applyImport(taken.token)
      expect(await contents(to, ledger)).toEqual(await contents(from, ledger))
    }), { numRuns: 10 })
  })

  it.each(WITH_LINES.map(ledger => [`${ledger.code} ${ledger.title}`, ledger] as const))('masked, %s changes nothing or is refused, and no mask is stored', { timeout: 240_000 }, async (_, ledger) => {
    await fc.assert(fc.asyncProperty(linesOf(ledger.base), async lines => {
      const world = WORLD.filter(({ register }) => register !== ledger.base)
      const from = await laptopWith([...world, ...lines])
      const [before, stars] = [await contents(from, ledger), await starred(from, ledger)]
      const { bytes } = await from.book.makeFile({ kind: 'ledger', query: whole(ledger), masked: true })
      const shown = await from.book.previewImport('遮盖.xlsx', bytes, WANXING)
      const to = await laptopWith(world)
      const taken = await to.book.previewImport('遮盖.xlsx', bytes, WANXING)
      if (errors(shown).length === 0) {
        expect(shown.differences).toEqual([])
        await from.book.applyImport(shown.token)
        expect(await contents(from, ledger)).toEqual(before)
      }
      await to.book.applyImport(taken.token, true)
      expect([...await starred(to, ledger)].filter(text => !stars.has(text))).toEqual([])
    }), { numRuns: 4 })
  })
})
