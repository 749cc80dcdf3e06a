import * as XLSX from 'xlsx'
import { describe, expect, it } from 'vitest'
import { AppError } from '#core/error.ts'
import { separatorOf } from '../../src/workbook/read-csv.ts'
import { readRosterFile, readWorkbook } from '../../src/workbook/read-file.ts'
import type { ParsedRoster } from '../../src/workbook/roster-types.ts'
import { gbk } from './gbk.ts'
import { HEADINGS, IDS, line, sheetOf, tableOf, workbook, type Cell } from './make-files.ts'

const read = (name: string, bytes: Uint8Array): Promise<ParsedRoster> => readRosterFile(name, bytes, () => undefined)
const people = ({ rows }: ParsedRoster): unknown => rows.map(({ row, person }) => [row, person['name'], person['idNo'], person['birthDate'], person['phone']])
const refusal = async (name: string, bytes: Uint8Array): Promise<AppError> => {
  const outcome = await read(name, bytes).catch((error: unknown) => error)
  if (outcome instanceof AppError) return outcome
  throw new Error('not refused', { cause: outcome })
}
const wanted = [[2, '寸杰', IDS[0], '1955-10-18', '18740763469'], [3, '杜然红', IDS[1], '1955-01-08', '18740763469']]
const table = tableOf([line(0), line(1)])
const quoted = (cell: Cell): string => typeof cell === 'string' ? `"${cell.replaceAll('"', '""')}"` : ''
const csv = (separator: string, end = '\r\n'): string => table.map(row => row.map(quoted).join(separator)).join(end)

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)
const utf16 = (text: string, little: boolean): Uint8Array => Uint8Array.from([...text].flatMap(letter => {
  const unit = letter.charCodeAt(0)
  return little ? [unit & 255, unit >> 8] : [unit >> 8, unit & 255]
}))

describe('X-05 every kind a clerk has is read the same', () => {
  const book = (bookType: XLSX.BookType): Uint8Array => workbook({ Sheet1: sheetOf(table) }, { bookType })
  it.each<[string, string, Uint8Array]>([
    ['.xlsx', '名册.xlsx', book('xlsx')],
    ['.xls of Excel 97', '名册.xls', book('biff8')],
    ['.et of WPS, which is the same inside', '名册.et', book('biff8')],
    ['an .xls named .xlsx', '名册.xlsx', book('biff8')],
    ['CSV in UTF-8', '名册.csv', utf8(csv(','))],
    ['CSV in UTF-8 with a mark', '名册.csv', utf8(`\ufeff${csv(',')}`)],
    ['CSV in GBK', '名册.csv', gbk(csv(','))],
    ['CSV in UTF-16, little end first', '名册.csv', utf16(`\ufeff${csv('\t')}`, true)],
    ['CSV in UTF-16, big end first', '名册.csv', utf16(`\ufeff${csv('\t')}`, false)],
    ['CSV in UTF-16 without a mark', '名册.csv', utf16(csv(','), true)],
    ['CSV with semicolons', '名册.csv', utf8(csv(';'))],
    ['CSV with tabs', '名册.txt', gbk(csv('\t'))],
    ['CSV of a Mac of old', '名册.csv', utf8(csv(',', '\n'))],
    ['CSV that names its separator', '名册.csv', utf8(`sep=;\r\n${csv(';')}`)]
  ])('%s', async (_, name, bytes) => {
    expect(people(await read(name, bytes))).toEqual(wanted)
  })

  it('a cell of a CSV may hold commas, quotes and line breaks; rows are counted as a spreadsheet does', async () => {
    const text = `"名册,2026"\r\n${csv(',').replace('"寸杰"', '"寸""杰"')}`.replace('"健康状况"', '"健康\r\n状况"')
    const parsed = await read('名册.csv', utf8(text))
    expect(parsed.rows.map(({ row, person }) => [row, person['name'], person['health']])).toEqual([[3, '寸"杰', ['01']], [4, '杜然红', ['01']]])
  })

  it('a quote nobody closes is a letter of its cell', async () => {
    const parsed = await read('名册.csv', utf8(csv(',').replaceAll('"', '').replace('杜然红', '"杜然红')))
    expect(parsed.rows.map(({ person }) => person['idNo'])).toEqual([IDS[0], IDS[1]])
  })

  it('="…" and an apostrophe, with which other tools keep Excel off a number, are taken off', async () => {
    const parsed = await read('名册.csv', utf8(csv(',').replace(`"${IDS[0]}"`, `"=""${IDS[0]}"""`).replace(`"${IDS[1]}"`, `'${IDS[1]}`)))
    expect(people(parsed)).toEqual(wanted)
  })

  it('X-08 a CSV that went through Excel has lost its digits, and says so', async () => {
    const parsed = await read('名册.csv', utf8(csv(',').replace(IDS[0], '5.30521E+17').replace(IDS[1], '530521195501086000')))
    expect(parsed.problems.map(({ cell, code, severity }) => [cell, code, severity])).toEqual([['D2', 'id-is-number', 'error'], ['D3', 'id-digits-lost', 'error']])
  })

  it('an .xls from Excel for Mac of old counts days from 1904', async () => {
    const sheet = sheetOf(tableOf([line(0, 1, { 出生日期: { t: 'n', v: 20_380 - 1462, z: 'yyyy/m/d' } })]))
    const bookOf1904 = XLSX.utils.book_new()
    XLSX.utils.book_append_sheet(bookOf1904, sheet, 'S')
    bookOf1904.Workbook = { WBProps: { date1904: true } }
    for (const bookType of ['biff8', 'xlsx'] as const) {
      const bytes = new Uint8Array(XLSX.write(bookOf1904, { type: 'array', bookType }) as ArrayBuffer)
      expect((await read('名册.xls', bytes)).rows[0]!.person['birthDate']).toBe('1955-10-18')
    }
  })
})

describe('X-05 what is no table, or guards itself, is named and refused', () => {
  const ole = (...names: readonly string[]): Uint8Array => new Uint8Array(Buffer.concat([Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), Buffer.alloc(1024), ...names.map(name => Buffer.from(`${name}\0`, 'utf16le')), Buffer.alloc(64)]))
  const whole = workbook({ Sheet1: sheetOf(tableOf(Array.from({ length: 200 }, (_, i) => line(i % 6, i)))) }, { bookType: 'biff8' }), cut = whole.subarray(0, whole.length / 2)
  it.each<[string, Uint8Array, string, string]>([
    ['an .xlsx with a password to open', ole('EncryptedPackage'), 'workbook-encrypted', ''],
    ['an .xls with macros', ole('Workbook', '_VBA_PROJECT'), 'workbook-unsafe', '宏'],
    ['an .xls cut in the middle', cut, 'workbook-unsafe', '不完整'],
    ['an .xls without its last bytes', whole.subarray(0, whole.length - 2048), 'workbook-unsafe', '不完整'],
    ['a web page named .xls', utf8('<html><body><table><tr><td>姓名</td></tr></table>'), 'file-not-workbook', '网页'],
    ['an XML table of 2003', utf8('<?xml version="1.0"?><Workbook/>'), 'file-not-workbook', 'XML'],
    ['a text without columns', gbk('今天开会\r\n请带花名册'), 'file-not-workbook', '文本文件'],
    ['a broken UTF-16', Uint8Array.of(0xff, 0xfe, 0x00, 0xd8, 0x2c, 0x00), 'file-not-workbook', '无法识别'],
    ['bytes in no encoding', Uint8Array.of(0xff, 0xff, 0x2c, 0xff, 0x81), 'file-not-workbook', '无法识别']
  ])('%s', async (_, bytes, code, found) => {
    const error = await refusal('名册.xls', bytes)
    expect(error.code).toBe(code)
    expect(JSON.stringify(error.detail)).toContain(found)
  })

  it('X-06 a line of millions of the same letter is read in its time', async () => {
    const error = await refusal('名册.csv', utf8(`a,b\n${'"'.repeat(2_000_001)},${'a'.repeat(2_000_000)}`))
    expect(error.code).toBe('workbook-no-header')
  })
})

it.each([['a,b;c\n1,2', ','], ['a;b;c\n1;2,5;3', ';'], ['a\tb\n"1,2,3,4"\t2', '\t'], ['sep=|\r\na|b', '|'], ['a', ',']])('the separator of %j is %j', (text, separator) => {
  expect(separatorOf(text)).toBe(separator)
})

it('a CSV without known headings is refused as any other file is', async () => {
  expect((await refusal('名册.csv', utf8('a,b,c\n1,2,3'))).code).toBe('workbook-no-header')
})

it('X-07 headings called __proto__ and constructor in a CSV are told and change nothing', async () => {
  const text = [[...HEADINGS, '__proto__', 'constructor'], [...table[1]!, 'a', 'b']].map(row => row.map(quoted).join(',')).join('\n')
  const sheet = await readWorkbook('名册.csv', utf8(text))
  expect(sheet.unknownHeadings).toEqual(['__proto__', 'constructor'])
  expect(({} as Record<string, unknown>)['a']).toBeUndefined()
})
