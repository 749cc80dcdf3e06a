import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import * as XLSX from 'xlsx'
import { describe, expect, it } from 'vitest'
import { openBook } from '../../src/workbook/book-file.ts'
import { BLANK, DAY, ERROR, FLAG, NUMBER, TEXT, type Grid } from '../../src/workbook/grid.ts'
import { readBySheetJs } from '../../src/workbook/read-sheetjs.ts'
import { bareParts, SHEET_XML, workbook, zip, type Part } from './make-files.ts'

/** What a grid says, cell by cell: kind and content, merged areas, hidden lines. */
function said(grid: Grid): unknown {
  const cells: string[] = []
  for (let row = 0; row < grid.rows; row++) for (let column = 0; column < grid.columns; column++) {
    const kind = grid.kind(row, column)
    if (kind === BLANK) continue
    const content = kind === TEXT || kind === ERROR ? JSON.stringify(grid.string(row, column)) : String(grid.number(row, column))
    cells.push(`${row},${column} ${kind} ${content}`)
  }
  const { merges, hiddenRows, hiddenColumns } = grid.notes
  return { cells, merges, hiddenRows: [...hiddenRows].sort((a, b) => a - b), hiddenColumns: [...hiddenColumns].sort((a, b) => a - b), formulas: grid.formulas.toSorted((a, b) => a - b), unsolved: grid.unsolved }
}

async function both(bytes: Uint8Array): Promise<readonly [unknown, unknown]> {
  const scanned = await openBook('x.xlsx', bytes), other = readBySheetJs('x.xlsx', bytes)
  expect(scanned.reader).toBe('scan')
  expect(scanned.sheets.map(({ title, hidden }) => [title, hidden])).toEqual(other.sheets.map(({ title, hidden }) => [title, hidden]))
  const read = async ({ sheets }: typeof scanned): Promise<unknown> => Promise.all(sheets.map(async sheet => said(await sheet.read())))
  return [await read(scanned), await read(other)]
}

// SheetJS takes the entities of an unshared text apart twice: &amp; as a text comes out as &. Those are asked for by themselves below.
const text = fc.oneof(
  fc.constantFrom('寸杰', '汉族', '户主', '530521195510182955', '53052119781019720X', '１８７４０７６３４６９', ' 两边有空格 ', 'a<b&c>"d\'', '第一行\n第二行', '_x000D_', '', '=1+1', '𬱖䶮㛃', 'A'.repeat(300)),
  fc.string({ unit: 'grapheme', maxLength: 20 }).filter(made => !/[\p{Cc}\ufffe\uffff]/u.test(made) && !made.includes('&') && made.isWellFormed())
)
const cell: fc.Arbitrary<XLSX.CellObject | null> = fc.oneof(
  { weight: 4, arbitrary: text.map((v): XLSX.CellObject => ({ t: 's', v })) },
  { weight: 2, arbitrary: fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constantFrom(0, 1e21, Number('530521195510182955'), 0.1 + 0.2, -0.5)).map((v): XLSX.CellObject => ({ t: 'n', v: Object.is(v, -0) ? 0 : v })) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 60_000 }).chain(v => fc.constantFrom('yyyy/m/d', 'm/d/yy', 'yyyy"年"m"月"', '0.00', '@').map((z): XLSX.CellObject => ({ t: 'n', v, z }))) },
  { weight: 1, arbitrary: fc.boolean().map((v): XLSX.CellObject => ({ t: 'b', v })) },
  { weight: 1, arbitrary: fc.constantFrom(0x07, 0x17, 0x2a).map((v): XLSX.CellObject => ({ t: 'e', v })) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 99 }).map((v): XLSX.CellObject => ({ t: 'n', v, f: 'A1&"<x>"' })) },
  { weight: 3, arbitrary: fc.constant(null) }
)
const table = fc.record({
  rows: fc.array(fc.array(cell, { maxLength: 30 }), { minLength: 1, maxLength: 20 }),
  merges: fc.constantFrom<readonly string[]>([], ['A1:C1'], ['A2:A4', 'B2:C3']),
  hiddenRow: fc.option(fc.integer({ min: 0, max: 5 })), hiddenColumn: fc.option(fc.integer({ min: 0, max: 5 })), shared: fc.boolean()
})

describe('the scanner and SheetJS read the same', () => {
  it('any workbook that SheetJS writes', async () => {
    await fc.assert(fc.asyncProperty(table, async ({ rows, merges, hiddenRow, hiddenColumn, shared }) => {
      const sheet: XLSX.WorkSheet = {}
      for (const [r, row] of rows.entries()) for (const [c, one] of row.entries()) if (one) sheet[XLSX.utils.encode_cell({ r, c })] = one
      sheet['!ref'] = XLSX.utils.encode_range({ s: { r: 0, c: 0 }, e: { r: rows.length, c: 30 } })
      sheet['!merges'] = merges.map(range => XLSX.utils.decode_range(range))
      // A row is hidden where it is written: one without cells is not.
      if (hiddenRow !== null && rows[hiddenRow]?.some(one => one !== null)) sheet['!rows'] = Object.assign([], { [hiddenRow]: { hidden: true } }) as XLSX.RowInfo[]
      if (hiddenColumn !== null) sheet['!cols'] = Object.assign(Array.from({ length: hiddenColumn }, () => ({})), { [hiddenColumn]: { hidden: true } }) as XLSX.ColInfo[]
      const [scanned, other] = await both(workbook({ 名册: sheet }, { bookSST: shared, cellStyles: true } as XLSX.WritingOptions))
      expect(scanned).toEqual(other)
    }), { numRuns: 150 })
  }, 60_000)

  const samples = ['samples/roster-traps.xlsx', 'samples/warning-medical.xlsx', '../../resources/practice/roster.xlsx']
  it.each(samples)('%s', async path => {
    const [scanned, other] = await both(new Uint8Array(readFileSync(join(import.meta.dirname, path))))
    expect(scanned).toEqual(other)
  })

  it('every sample of this folder is among them', () => {
    expect(readdirSync(join(import.meta.dirname, 'samples')).filter(name => name.endsWith('.xlsx')).map(name => `samples/${name}`)).toEqual(samples.slice(0, -1))
  })

  it.each<[string, string]>([
    ['rows and cells without numbers', '<row><c t="inlineStr"><is><t>a</t></is></c><c><v>1</v></c></row><row r="5"><c><v>2</v></c></row><row><c r="C6"><v>3</v></c><c><v>4</v></c></row>'],
    ['single quotes, line breaks between elements, closed cells', `<row r='1' spans='1:3'>\n  <c r='A1' t='n'>\n<v>7</v>\n</c> <c r='B1'/><c r='C1' s='0'></c>\n</row>\n<row r='2'/>`],
    ['runs of letters and a phonetic guide', '<row r="1"><c r="A1" t="inlineStr"><is><r><rPr><b/></rPr><t xml:space="preserve">寸 </t></r><r><t>杰</t></r><rPh sb="0" eb="1"><t>cun</t></rPh></is></c></row>'],
    ['formulas with and without a result', '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><f>A1</f></c><c r="C1" t="str"><f>"x"</f><v>x</v></c></row>'],
    ['attributes nobody here needs', '<row r="1" ht="14.25" customHeight="1" x14ac:dyDescent="0.2"><c r="A1" s="0" cm="1" vm="2" ph="1"><v>1</v></c></row>'],
    ['booleans and errors', '<row r="1"><c r="A1" t="b"><v>1</v></c><c r="B1" t="b"><v>0</v></c><c r="C1" t="e"><v>#REF!</v></c></row>'],
    ['numbers as programs write them', '<row r="1"><c r="A1"><v>5.3052119551018296E+17</v></c><c r="B1"><v>-0.5</v></c><c r="C1"><v>1e-7</v></c><c r="D1"><v>00012</v></c></row>']
  ])('%s', async (_, rows) => {
    const [scanned, other] = await both(zip(bareParts(SHEET_XML(rows))))
    expect(scanned).toEqual(other)
  })
})

describe('what SheetJS reads wrong is read right', () => {
  const one = async (row: string): Promise<Grid> => (await openBook('x.xlsx', zip(bareParts(SHEET_XML(row))))).sheets[0]!.read()

  it('numbered entities, entities of entities and the escapes of Excel', async () => {
    const grid = await one('<row r="1"><c r="A1" t="str"><v>&#20940;&#x6770;&lt;_x000A_&amp;amp;&unknown;</v></c></row>')
    expect(grid.string(0, 0)).toBe('凌杰<\n&amp;&unknown;')
  })

  it('a formula that leans on another has no words of its own and is a formula', async () => {
    const grid = await one('<row r="1"><c r="A1"><f t="shared" si="0"/><v>3</v></c><c r="B1"><f>1</f></c></row>')
    expect(grid.formulas).toEqual([0, 1])
    expect(grid.unsolved).toEqual([1])
  })
})

describe('what the scanner does not know it hands over, and SheetJS reads it', () => {
  const row = '<row r="1"><c r="A1" t="inlineStr"><is><t>寸杰</t></is></c></row>'
  const odd = (sheet: string, more: readonly Part[] = []): Uint8Array => zip(bareParts(sheet, more))
  it.each<[string, Uint8Array, string]>([
    ['prefixed elements', odd(`<?xml version="1.0"?><x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData><x:row r="1"><x:c r="A1" t="inlineStr"><x:is><x:t>寸杰</x:t></x:is></x:c></x:row></x:sheetData></x:worksheet>`), '寸杰'],
    ['a comment between rows', odd(SHEET_XML(`<!-- ${'x'.repeat(30)} -->${row}`)), '寸杰'],
    ['CDATA', odd(SHEET_XML('<row r="1"><c r="A1" t="str"><v><![CDATA[寸杰]]></v></c></row>')), '寸杰'],
    ['a day as text', odd(SHEET_XML('<row r="1"><c r="A1" t="d"><v>2011-03-04</v></c></row>')), '']
  ])('%s', async (_, bytes, wanted) => {
    const book = await openBook('x.xlsx', bytes)
    const grid = await book.sheets[0]!.read()
    const own = await readBySheetJs('x.xlsx', bytes).sheets[0]!.read()
    expect(said(grid)).toEqual(said(own))
    if (wanted !== '') expect(grid.string(0, 0)).toBe(wanted)
  })

  it('kinds are told apart', async () => {
    const book = await openBook('x.xlsx', workbook({ S: { A1: { t: 's', v: 'a' }, B1: { t: 'n', v: 1 }, C1: { t: 'n', v: 40_000, z: 'yyyy/m/d' }, D1: { t: 'b', v: true }, E1: { t: 'e', v: 0x17 }, '!ref': 'A1:F1' } }))
    const grid = await book.sheets[0]!.read()
    expect([0, 1, 2, 3, 4, 5].map(column => grid.kind(0, column))).toEqual([TEXT, NUMBER, DAY, FLAG, ERROR, BLANK])
  })
})
