/** What a procedure decides and two sides say differently is a fact nowhere: not in a ledger, a check, a file or on paper. */
import * as XLSX from 'xlsx'
import { beforeAll, describe, expect, it } from 'vitest'
import { factOf, factual, undecidedFields, UNDECIDED_SHORT } from '#core/sync/facts.ts'
import type { Entry } from '../../src/db/book.ts'
import type { FileRequest, MadeFile } from '../../src/db/book-checks.ts'
import type { LedgerQuery } from '../../src/db/book-ledgers.ts'
import { householdPages } from '../../src/print/household.ts'
import { ledgerPages, rosterPages } from '../../src/print/lists.ts'
import { noticeLine } from '../../src/print/notice.ts'
import { ledgerOf } from '#core/ledgers/index.ts'
import { testCounty } from '../sync/county.ts'
import { newLaptop, VILLAGE, type Laptop } from './laptop.ts'

const HOUSE = 'house-1000'
const edit = { kind: 'edit' } as const
/** What a procedure decides is typed by no hand: it comes in files. */
const file = { kind: 'import' } as const
const household = (fields: Entry['fields']): Entry => ({ register: 'household', record: HOUSE, fields })
const COLUMNS = ['headName', 'household.monitorCategory', 'household.riskEliminated']
const query = (ledger: string, more: Partial<LedgerQuery> = {}): LedgerQuery => ({ ledger, text: '', filters: {}, sort: null, columns: COLUMNS, withEnded: false, ...more })
const rowsOf = ({ bytes }: MadeFile): readonly (readonly string[])[] => {
  const book = XLSX.read(bytes, { type: 'array' })
  return XLSX.utils.sheet_to_json<string[]>(book.Sheets[book.SheetNames[0]!]!, { header: 1, defval: '' })
}
const META = { village: '万兴村', printedOn: '2026-04-01', printedBy: '', whole: true, purpose: '' }
const textOf = (pages: unknown): string => JSON.stringify(pages)

/** One said neither eliminated nor 突发严重困难户, the other, later, said both; neither had seen the other. */
async function clashed(): Promise<Laptop> {
  const county = testCounty()
  const [one, two] = [newLaptop('laptop-one'), newLaptop('laptop-two')]
  for (const laptop of [one, two]) {
    laptop.host.enrolled = county.enrol(laptop.device, [VILLAGE])
    laptop.host.county = county.road(laptop.device)
    await laptop.start()
  }
  await one.book.write([household({ villagerGroup: '1组', householdType: '01' }), { register: 'person', record: 'person-1000', fields: { household: HOUSE, name: '李光明', relation: '02', birthDate: '1950-01-01', labour: '05' } }], edit, VILLAGE)
  await one.book.sync()
  await two.book.sync()
  one.clock += 1000
  two.clock += 2000
  await one.book.write([household({ monitorCategory: '1', riskEliminated: false, monitorFrom: '2024-06', note: '甲' })], file, VILLAGE)
  await two.book.write([household({ monitorCategory: '3', riskEliminated: true, monitorFrom: '2024-06', note: '乙' })], file, VILLAGE)
  for (const laptop of [one, two, one]) await laptop.book.sync()
  return one
}

describe('while two sides decide differently', () => {
  let laptop: Laptop
  beforeAll(async () => { laptop = await clashed() })

  it('sync 10: a fact is what both say; ordinary fields show the later answer as ever', async () => {
    const { household: record } = await laptop.book.household(HOUSE)
    expect(undecidedFields(record).toSorted()).toEqual(['monitorCategory', 'riskEliminated'])
    expect([factOf(record, 'riskEliminated'), factOf(record, 'monitorFrom'), factOf(record, 'note')]).toEqual([undefined, '2024-06', '乙'])
    expect(Object.keys(factual(record).values)).not.toContain('riskEliminated')
    const { members } = await laptop.book.household(HOUSE)
    expect(factual(members[0])).toBe(members[0])
  })

  it('sync 10: the list of households says which of both it is', async () => {
    expect((await laptop.book.rows([HOUSE], { text: '' }))[0]).toMatchObject({ monitorCategory: null, riskEliminated: null, undecided: ['monitorCategory', 'riskEliminated'] })
  })

  it('sync 10: near the line it is neither watched nor unwatched', async () => {
    await laptop.book.write([{ register: 'income', record: 'income-1000', fields: { household: HOUSE, year: 2025, kind: 'annual', A1: 100 } }], edit, VILLAGE)
    expect(await laptop.book.nearLine(2025)).toMatchObject([{ household: HOUSE, below: true, monitored: null }])
  })

  it('sync 10: a ledger gives no value, says 未定, filters by it, and loses no line that any of the answers puts into it', async () => {
    const ids = (await laptop.book.ledger(query('monitored'))).ids
    expect(ids).toEqual([HOUSE])
    const [line] = await laptop.book.ledgerLines(query('monitored'), ids)
    expect(line).toMatchObject({ undecided: ['household.monitorCategory', 'household.riskEliminated'] })
    expect(line!.values['household.riskEliminated']).toBeUndefined()
    expect(await laptop.book.ledgerChoices(query('monitored'), 'household.riskEliminated')).toEqual([{ text: UNDECIDED_SHORT, lines: 1 }])
    expect((await laptop.book.ledger(query('monitored', { filters: { 'household.riskEliminated': { kind: 'one-of', choices: [UNDECIDED_SHORT] } } }))).ids).toEqual([HOUSE])
    expect((await laptop.book.ledger(query('monitored', { filters: { 'household.riskEliminated': { kind: 'one-of', choices: ['是'] } } }))).ids).toEqual([])
  })

  it('sync 10: the national layout leaves it empty and says how many; a ledger of our own does too', async () => {
    const request: FileRequest = { kind: 'national', masked: false, villageName: '万兴村' }
    const rows = rowsOf(await laptop.book.makeFile(request))
    expect(rows[1]![0]).toContain('有 2 处两边定得不同')
    const cell = (heading: string): string | undefined => rows[3]![rows[2]!.indexOf(heading)]
    expect([cell('监测对象类别'), cell('风险是否已消除'), cell('首次识别时间')]).toEqual(['', '', '202406'])
    const own = rowsOf(await laptop.book.makeFile({ kind: 'ledger', query: query('monitored'), masked: false, villageName: '万兴村' }))
    expect(own[1]![0]).toContain('有 2 处两边定得不同')
    expect(own.at(-1)!.slice(1)).toEqual(['', ''])
  })

  it('sync 10: paper says that it is not decided, and the board is given no category', async () => {
    const file = await laptop.book.household(HOUSE)
    const [line] = await laptop.book.ledgerLines(query('monitored'), [HOUSE])
    const columns = COLUMNS.map(key => ledgerOf('monitored')!.columns.find(column => column.key === key)!)
    for (const pages of [householdPages({ ...file, meta: META }), rosterPages([file], '', META), ledgerPages('', columns, [line!], {}, '', META)]) {
      expect(textOf(pages)).toContain('未定')
      expect(textOf(pages)).not.toMatch(/突发严重困难户|脱贫不稳定户/u)
    }
    expect(noticeLine('万兴村', file.household, file.members, '同意').category).toBe('未定，两边不同')
  })

  it('sync 10: the checks get nothing of it, so the later clock makes no finding and takes none away', async () => {
    const before = await laptop.book.checkAll()
    const found = (await laptop.book.findings({ household: HOUSE }, 0, 50)).lines
    expect(before.households).toBe(1)
    expect(found.length).toBeGreaterThan(0)
    // By the later answer alone: the risk of a household without labour is gone.
    expect(found.map(({ rule }) => rule)).not.toContain('R166')
  })

  it('sync 10: decided, it is a fact everywhere at once', async () => {
    await laptop.book.decide('household', HOUSE, 'riskEliminated', true)
    await laptop.book.decide('household', HOUSE, 'monitorCategory', '3')
    expect((await laptop.book.rows([HOUSE], { text: '' }))[0]).not.toHaveProperty('undecided')
    const { ids } = await laptop.book.ledger(query('monitored'))
    expect((await laptop.book.ledgerLines(query('monitored'), ids))[0]).toMatchObject({ values: { 'household.monitorCategory': '3', 'household.riskEliminated': true } })
    expect(rowsOf(await laptop.book.makeFile({ kind: 'national', masked: false, villageName: '万兴村' }))[1]![0]).not.toContain('两边定得不同')
    await laptop.book.checkAll()
    expect((await laptop.book.findings({ household: HOUSE }, 0, 50)).lines.map(({ rule }) => rule)).toContain('R166')
  })
})
