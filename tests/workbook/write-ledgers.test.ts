/** Empty ledgers to be filled in: what they offer, and that what was filled in is read. */
import ExcelJS from 'exceljs'
import { describe, expect, it } from 'vitest'
import { ledgers } from '#core/ledgers/index.ts'
import type { Field } from '#core/registers/define.ts'
import { currentCodes, registerOf } from '#core/registers/index.ts'
import type { Entry } from '../../src/db/book.ts'
import { newLaptop, VILLAGE, type Laptop } from '../db/laptop.ts'

const WANXING = { code: VILLAGE, name: '万兴村' }
const ID = '530521195510182955'
const DAY = '2026-04-01'

const named = (register: string, n: number, fields: Entry['fields']): Entry => ({ register, record: `${register}-0000${n}`, fields })
const WORLD: readonly Entry[] = [
  named('household', 0, { nationalHouseholdNo: '530506089138420', villagerGroup: '1组' }), named('person', 0, { household: 'household-00000', name: '寸杰', idNo: ID, relation: '02' }),
  named('cadre', 0, { name: '李干', unit: '县水务局' }), named('cadre', 1, { name: '李干', unit: '县教育局' }), named('cadre', 2, { name: '赵走', to: '2020-01-01', voided: true }),
  named('organisation', 0, { name: '万兴合作社' }), named('organisation', 1, { name: '旧合作社', endedOn: '2020-01-01' }), named('project', 0, { name: '引水工程' }), named('asset', 0, { name: '蓄水池' }),
  named('publicPost', 0, { household: 'household-00000', person: 'person-00000', contractNo: 'HT-1', post: '01' }),
  named('disaster', 0, { title: '七月洪灾' }), named('problem', 0, { problemNo: 'WT-1', description: '一户没有入户走访' })
]
const NAMES: Readonly<Record<string, readonly string[]>> = {
  cadre: ['李干（县教育局）', '李干（县水务局）'], organisation: ['万兴合作社'], project: ['引水工程'], asset: ['蓄水池'], publicPost: ['HT-1'], person: ['寸杰'], household: ['寸杰'], disaster: ['七月洪灾'], problem: ['WT-1']
}

async function laptopWithout(register: string): Promise<Laptop> {
  const laptop = newLaptop('laptop-one')
  await laptop.start()
  await laptop.book.write(WORLD.filter(entry => entry.register !== register), { kind: 'edit' }, VILLAGE)
  return laptop
}

async function template(laptop: Laptop, ledger: string) {
  const { bytes } = await laptop.book.makeFile({ kind: 'template', ledger })
  const book = new ExcelJS.Workbook()
  await book.xlsx.load(bytes.slice().buffer as ArrayBuffer)
  const sheet = book.worksheets[0]!
  const headings = (sheet.getRow(3).values as string[]).slice(1)
  /** Of a drop-down, whether it stands in its rule or on the hidden sheet. */
  const offered = (heading: string): readonly string[] => {
    const [source = ''] = sheet.getCell(4, headings.indexOf(heading) + 1).dataValidation?.formulae as readonly string[] ?? []
    const [, column = '', from, to] = /^选项!\$([A-Z]+)\$(\d+):\$[A-Z]+\$(\d+)$/u.exec(source) ?? []
    if (!from) return source.replace(/^"|"$/g, '').split(',').filter(text => text !== '')
    return Array.from({ length: Number(to) - Number(from) + 1 }, (_, i) => book.getWorksheet('选项')!.getCell(`${column}${Number(from) + i}`).text)
  }
  const put = (heading: string, text: string): void => { if (headings.includes(heading)) sheet.getCell(4, headings.indexOf(heading) + 1).value = text }
  return { headings, offered, put, bytes: async () => new Uint8Array(await book.xlsx.writeBuffer() as ArrayBuffer) }
}

function sample(field: Field): string {
  switch (field.type) {
    case 'code': case 'codes': return currentCodes(field.codes!, DAY)[0]!.label
    case 'flag': return '是'
    case 'year': return '2025'
    case 'month': return '2025-03'
    case 'date': return '2025-03-04'
    case 'phone': return '13800000001'
    case 'text': return '甲'
    case 'link': return NAMES[field.target!]![0]!
    default: return '12'
  }
}

const WITH_LINES = ledgers.filter(({ adds }) => adds === 'record').map(ledger => [`${ledger.code} ${ledger.title}`, ledger] as const)

describe('a template', () => {
  it.each(WITH_LINES)('%s, every cell filled in, is one new record with every field', { timeout: 30_000 }, async (_, ledger) => {
    const laptop = await laptopWithout(ledger.base)
    const { name: base, household, person, fields } = registerOf(ledger.base)!
    const made = await template(laptop, ledger.name)
    for (const [heading, text] of [['户编号', '530506089138420'], ['户主姓名', '寸杰'], ['姓名', '寸杰'], ['证件号码', ID]] as const) made.put(heading, text)
    const asked = Object.entries(fields).filter(([name, { type }]) => name !== household && name !== person && type !== 'drawing' && name !== 'voided' && name !== 'voidReason')
      // Of its own kind there is none yet.
      .filter(([, { target }]) => target !== base)
    for (const [, field] of asked) made.put(field.label, sample(field))
    const shown = await laptop.book.previewImport('填好.xlsx', await made.bytes(), WANXING)
    expect(shown.problems.filter(({ severity }) => severity === 'error')).toEqual([])
    expect(shown.layout).toMatchObject({ base: ledger.base, bases: [ledger.base] })
    expect(shown.unknownHeadings).toEqual([])
    expect(shown.records).toEqual({ added: 1, changed: 0, same: 0 })
    await laptop.book.applyImport(shown.token)
    const query = { ledger: ledger.name, text: '', filters: {}, sort: null, columns: ledger.columns.map(({ key }) => key), withEnded: true }
    const [line] = await laptop.book.ledgerLines(query, (await laptop.book.ledger(query)).ids)
    expect(asked.filter(([name]) => line!.values[`${ledger.base}.${name}`] === undefined).map(([name]) => name)).toEqual([])
  })

  it.each(WITH_LINES)('%s offers current codes alone, and of links what is there', { timeout: 30_000 }, async (_, ledger) => {
    const laptop = await laptopWithout('')
    const { fields, household, person } = registerOf(ledger.base)!
    const made = await template(laptop, ledger.name)
    for (const [name, field] of Object.entries(fields)) {
      if (!made.headings.includes(field.label) || name === household || name === person) continue
      if (field.codes) expect([field.label, made.offered(field.label)]).toEqual([field.label, [...new Set(currentCodes(field.codes, DAY).map(({ label }) => label))]])
      if (field.type === 'link') expect([field.label, made.offered(field.label)]).toEqual([field.label, ['person', 'household'].includes(field.target!) ? [] : NAMES[field.target!]!])
    }
  })
})
