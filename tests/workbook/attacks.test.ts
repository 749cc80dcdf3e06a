/**
 * Workbooks made to hurt the reader, and those that came to harm on their way. Each is refused by the limit it
 * passes, or read as far as it can be with a word about the rest; none may take the time or the memory of others.
 */
import * as XLSX from 'xlsx'
import { describe, expect, it } from 'vitest'
import { AppError } from '#core/error.ts'
import { openBook } from '../../src/workbook/book-file.ts'
import { readWorkbook } from '../../src/workbook/read-file.ts'
import { columnOf, valuesAt, type ParsedSheet, type ReadOptions } from '../../src/workbook/sheet-types.ts'
import { scanZip } from '../../src/workbook/scan-zip.ts'
import { bareParts, HEADINGS, IDS, line, roster, rowsXml, sheetOf, SHEET_XML, tableOf, workbook, zip, type Cell, type Line, type Part } from './make-files.ts'

const MB = 1024 * 1024
const table = tableOf([line(0), line(1)])
const read = (bytes: Uint8Array, options: ReadOptions = {}, name = '名册.xlsx'): Promise<ParsedSheet> => readWorkbook(name, bytes, options)
const refusal = async (bytes: Uint8Array, name = '名册.xlsx'): Promise<string> => {
  const outcome = await readWorkbook(name, bytes).catch((error: unknown) => error)
  if (outcome instanceof AppError) return `${outcome.code} ${String(outcome.detail['reason'] ?? outcome.detail['found'] ?? '')}`
  throw new Error('not refused', { cause: outcome })
}
const codes = ({ problems }: ParsedSheet): readonly string[] => problems.map(({ cell, severity, code }) => `${cell} ${severity} ${code}`)
const names = (sheet: ParsedSheet): readonly unknown[] => Array.from(sheet.rows, (_, i) => valuesAt(sheet, 'person', i)['name'])
const WHO = ['寸杰', '杜然红']

/** The same workbook with one part written otherwise. */
const withPart = (name: string, change: (data: string) => string, parts: readonly Part[] = bareParts(SHEET_XML(rowsXml(table)))): Uint8Array =>
  zip(parts.map((part): Part => part.name === name ? { ...part, data: change(String(part.data)) } : part))
const withSheet = (change: (data: string) => string): Uint8Array => withPart('xl/worksheets/sheet1.xml', change)
const withStyles = (parts: readonly Part[]): Uint8Array => withPart('xl/_rels/workbook.xml.rels', xml =>
  xml.replace('</Relationships>', '<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>'), parts)
/** Prefixed, it is the same to XML and nothing the scanner knows: SheetJS reads it. */
const prefixed = (xml: string): string => xml.replaceAll(/<(\/?)(\w+)(?=[\s>/])/g, '<$1x:$2').replace('xmlns=', 'xmlns:x=')

describe('X-01 X-07 names that are parts of every object', () => {
  const comments = '<?xml version="1.0"?><comments xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><authors><author>a</author></authors><commentList><comment ref="__proto__" authorId="0"><text><t>polluted</t></text></comment></commentList></comments>'
  const rels = '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments" Target="../comments1.xml"/></Relationships>'
  const more: Part[] = [{ name: 'xl/comments1.xml', data: comments }, { name: 'xl/worksheets/_rels/sheet1.xml.rels', data: rels }]

  it('X-01 a comment at __proto__ changes no object where SheetJS reads the file either', async () => {
    const before = Object.getOwnPropertyNames(Object.prototype)
    const bytes = withPart('xl/worksheets/sheet1.xml', prefixed, bareParts(SHEET_XML(rowsXml(table)), more))
    const [sheet] = (await openBook('名册.xlsx', bytes)).sheets
    await sheet!.read()
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before)
    expect(({} as Record<string, unknown>)['c']).toBeUndefined()
  })

  it('X-07 a sheet, a village, a label and a 户编号 so called are texts', async () => {
    const lines = [line(0, 1, { 行政村: '__proto__', 户编号: 'constructor', 健康状况: 'toString', 与户主关系: 'hasOwnProperty' })]
    const sheet = await read(workbook({ ['__proto__ ']: sheetOf(tableOf(lines)) }))
    expect(sheet.villages).toEqual(['__proto__'])
    expect(valuesAt(sheet, 'household', 0)).toMatchObject({ nationalHouseholdNo: 'constructor' })
    expect(codes(sheet)).toEqual(['F2 error label-unknown', 'K2 error label-unknown'])
    expect(Object.keys({})).toEqual([])
  })
})

describe('X-02 ranges and places beyond any list', () => {
  const far = (address: string, row: number): string => `<row r="${row}"><c r="${address}" t="inlineStr"><is><t>x</t></is></c></row>`
  it.each<[string, string, string, string]>([
    ['a cell at XFD1048576', far('XFD1048576', 1_048_576), 'A1:XFD1048576', 'rows-left-out'],
    ['a cell at XFD5, right of everything', far('XFD5', 5), 'A1:XFD5', 'columns-left-out'],
    ['a cell at A1048576', far('A1048576', 1_048_576), 'A1:A1048576', 'rows-left-out']
  ])('%s is left out with a note, by the scanner and by SheetJS', async (_, xml, range, wanted) => {
    const sheet = SHEET_XML(rowsXml(table, xml), range)
    for (const [reader, text] of [['scan', sheet], ['sheetjs', prefixed(sheet)]] as const) {
      const parsed = await read(zip(bareParts(text)))
      expect([reader, names(parsed)]).toEqual([reader, WHO])
      expect(parsed.problems.map(({ severity, code }) => `${severity} ${code}`)).toEqual([`warning ${wanted}`])
    }
  })

  it.each<[string, string, string]>([
    ['merged over the whole sheet', '<mergeCells count="1"><mergeCell ref="A5:XFD1048576"/></mergeCells>', ''],
    ['a filter over the whole sheet', '<autoFilter ref="A1:XFD1048576"/>', ''],
    ['hidden columns from minus a thousand million', '', '<cols><col min="-1000000000" max="1000000000" hidden="1"/></cols>']
  ])('%s costs nothing', async (_, tail, head) => {
    const parsed = await read(withSheet(xml => xml.replace('</sheetData>', `</sheetData>${tail}`).replace('<sheetData>', `${head}<sheetData>`)))
    expect(names(parsed)).toEqual(WHO)
  })

  it('twenty thousand merged areas upon each other are refused and not laid out', async () => {
    const merges = '<mergeCell ref="A1:GR200"/>'.repeat(20_000)
    expect(await refusal(withSheet(xml => xml.replace(/<row r="2"/, '<row r="300"><c r="A300"><v>1</v></c></row>$&').replace('</sheetData>', `</sheetData><mergeCells>${merges}</mergeCells>`)))).toBe('workbook-unsafe 工作表“Sheet1”的合并单元格太多')
  })
})

describe('X-03 zips that unfold', () => {
  it('a zip in a zip is a part like any other and stays folded', async () => {
    const bomb = zip([{ name: 'bomb.xml', data: new Uint8Array(50 * MB) }])
    expect(bomb.length).toBeLessThan(100_000)
    expect(names(await read(zip(bareParts(SHEET_XML(rowsXml(table)), [{ name: 'xl/embeddings/Book1.xlsx', data: zip([{ name: 'inner.zip', data: bomb }]) }]))))).toEqual(WHO)
  })

  it('a workbook inside a zip is a zip', async () => {
    expect(await refusal(zip([{ name: '花名册.xlsx', data: roster([line(0)]) }]))).toContain('压缩包')
  })

  it.each(['xl/worksheets/sheet1.xml', 'xl/workbook.xml', 'xl/_rels/workbook.xml.rels'])('%s unfolds to more than it declares: stopped there', async name => {
    const padded = bareParts(SHEET_XML(rowsXml(table))).map((part): Part => part.name === name ? { ...part, data: `${String(part.data)}${' '.repeat(4 * MB)}`, size: 5000 } : part)
    expect(await refusal(zip(padded))).toBe(`workbook-unsafe 部件“${name}”的大小与目录所写不符`)
  })

  it('what goes to SheetJS as a whole is refused by a limit of its own', async () => {
    const noise = Array.from({ length: 210_000 }, (_, i) => `${Math.imul(i, 2_654_435_761) >>> 0}`.padEnd(200)).join('')
    expect(await refusal(withSheet(xml => `${prefixed(xml)}<!--${noise}-->`))).toContain('上限 40 MB')
  })
})

describe('X-04 too much of one thing', () => {
  it('a hundred thousand shared texts of 32 KB', async () => {
    const declared = bareParts(SHEET_XML(rowsXml(table)), [{ name: 'xl/sharedStrings.xml', data: 'x', size: 100_000 * 32_767 }])
    expect(await refusal(zip(declared))).toBe('workbook-unsafe 解开后“xl/sharedStrings.xml”有 3125 MB，上限 160 MB')
  })

  const styled = (count: number): Uint8Array => {
    const styles = `<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs count="${count}">${'<xf/>'.repeat(count - 1)}<xf numFmtId="14"></xf></cellXfs></styleSheet>`
    return withStyles(bareParts(SHEET_XML(rowsXml(table)), [{ name: 'xl/styles.xml', data: styles }]))
  }
  it('five thousand styles, as workbooks have that went through many hands, are read; more than Excel itself can hold are refused', async () => {
    expect(names(await read(styled(5_000)))).toEqual(WHO)
    expect(names(await read(styled(65_490)))).toEqual(WHO)
    expect(await refusal(styled(65_491))).toBe('workbook-unsafe 有 65491 种单元格格式，上限 65490 种')
  })

  it('a style that says nothing is counted like the others: the day behind it stays a day', async () => {
    const cell = (xml: string): string => xml.replace(/<c r="E2".*?<\/c>/, '<c r="E2" s="2"><v>20380</v></c>')
    const styles = '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs count="3"><xf/><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'
    const sheet = await read(withStyles(bareParts(cell(SHEET_XML(rowsXml([table[0]!, table[1]!.map((value, i) => i === 3 ? null : value)]))), [{ name: 'xl/styles.xml', data: styles }])))
    expect([valuesAt(sheet, 'person', 0)['birthDate'], codes(sheet)]).toEqual(['1955-10-18', []])
  })

  it('five hundred sheets, each its own part or all of them one', async () => {
    const sheets = (count: number): string => Array.from({ length: count }, (_, i) => `<sheet name="表${i}" sheetId="${i + 1}" r:id="rId1"/>`).join('')
    const shared = (count: number): Uint8Array => withPart('xl/workbook.xml', xml => xml.replace(/<sheet .*\/>/, sheets(count)))
    expect(await refusal(shared(500))).toBe('workbook-unsafe 有 500 个工作表，上限 200 个')
    expect(names(await read(shared(200)))).toEqual(WHO)
    const parts = Array.from({ length: 499 }, (_, i): Part => ({ name: `xl/worksheets/sheet${i + 2}.xml`, data: SHEET_XML('') }))
    expect(await refusal(zip(bareParts(SHEET_XML(''), parts)))).toBe('workbook-unsafe 内含 504 个部件，上限 200 个')
    const old = workbook(Object.fromEntries(Array.from({ length: 201 }, (_, i) => [`表${i}`, sheetOf(table)])), { bookType: 'biff8' })
    expect(await refusal(old)).toBe('workbook-unsafe 有 201 个工作表，上限 200 个')
  })

  const wide = (columns: number): XLSX.WorkSheet => sheetOf([[...HEADINGS, ...Array.from({ length: columns - HEADINGS.length }, (_, i) => `列${i}`)], table[1]!])
  it.each<[string, XLSX.BookType, number]>([['.xlsx', 'xlsx', 16_384], ['.xls', 'biff8', 256]])('%s of as many columns as it can have is refused; two hundred are read', async (_, bookType, most) => {
    expect(await refusal(workbook({ S: wide(most) }, { bookType }))).toBe('workbook-unsafe 超过 200 列，请删去不用的列')
    expect((await read(workbook({ S: wide(200) }, { bookType }))).unknownHeadings).toHaveLength(200 - HEADINGS.length)
    expect(await refusal(workbook({ S: wide(201) }, { bookType }))).toContain('200')
  })
})

describe('X-05 what a file is, whatever it is called', () => {
  const book = (bookType: XLSX.BookType): Uint8Array => workbook({ Sheet1: sheetOf(table) }, { bookType })
  it.each<[string, string, Uint8Array]>([
    ['an .xlsm without macros', '名册.xlsm', book('xlsm')],
    ['an .xlsx called .csv', '名册.csv', book('xlsx')],
    ['an .xls called .xlsx', '名册.xlsx', book('biff8')],
    ['a CSV called .xlsx', '名册.xlsx', book('csv')]
  ])('%s is read by what is in it', async (_, name, bytes) => {
    expect(names(await read(bytes, {}, name))).toEqual(WHO)
  })

  it.each<[string, string, Uint8Array, string]>([
    ['an .xlsm with macros', '名册.xlsm', zip(bareParts(SHEET_XML(rowsXml(table)), [{ name: 'xl/vbaProject.bin', data: 'x' }])), 'workbook-unsafe 带有宏'],
    ['an .ods', '名册.ods', book('ods'), 'OpenDocument'],
    ['an .ods called .xlsx', '名册.xlsx', book('ods'), 'OpenDocument'],
    ['an .xlsb', '名册.xlsb', book('xlsb'), 'xlsb'],
    ['a program', '名册.xlsx', Uint8Array.of(0x4d, 0x5a, 0x90, 0), '可执行程序'],
    ['a picture', '名册.xlsx', Uint8Array.of(0xff, 0xd8, 0xff, 0xe0), 'JPG'],
    ['nothing', '名册.xlsx', new Uint8Array(), '空文件'],
    ['only spaces', '名册.csv', new TextEncoder().encode('  \r\n  '), '文本文件'],
    ['a web page of a system called .xls', '名册.xls', book('html'), '网页']
  ])('%s is named and refused', async (_, name, bytes, wanted) => {
    expect(await refusal(bytes, name)).toContain(wanted)
  })

  it('an .xls with a password, as Excel 97 kept it', async () => {
    const container = XLSX.CFB.read(book('biff8'), { type: 'array' })
    const stream = container.FileIndex.find((entry: { readonly name: string }) => entry.name === 'Workbook')!
    const content = Uint8Array.from(stream.content as Uint8Array)
    // FILEPASS stands behind the first record, the beginning of the file.
    const begin = 4 + content[2]! + content[3]! * 256
    stream.content = Uint8Array.from([...content.subarray(0, begin), 0x2f, 0, 6, 0, 0, 0, 1, 2, 3, 4, ...content.subarray(begin)])
    stream.size = stream.content.length
    const bytes = Uint8Array.from(XLSX.CFB.write(container, { type: 'array' }) as unknown as number[])
    expect(await refusal(bytes, '名册.xls')).toBe('workbook-encrypted ')
  })
})

describe('X-06 long strings', () => {
  // As much as fits into a part that may be packed as well as it likes.
  const filled = (text: string): string => text.repeat(Math.floor(900_000 / text.length))
  // Looked through once for every beginning each would take minutes; the limit of the test is the clock.
  it.each<[string, (xml: string) => string]>([
    ['tags opened and never closed before the cells', xml => xml.replace('<sheetData>', `${filled('<col ')}<sheetData>`)],
    ['tags opened and never closed behind them', xml => xml.replace('</sheetData>', `</sheetData>${filled('<mergeCell ')}`)],
    ['a phonetic guide opened and never closed', xml => xml.replace('<t>寸杰</t>', `<t>寸杰</t>${filled('<rPh>')}`)],
    ['runs opened and never closed', xml => xml.replace('<t>寸杰</t>', `<t>寸杰</t>${filled('<t ')}`)],
    ['an attribute of nothing but spaces', xml => xml.replace('<sheetData>', `<cols><col min${filled(' ')}="1"/></cols><sheetData>`)]
  ])('%s', async (_, change) => {
    const outcome = await read(withSheet(change)).then(names, (error: unknown) => error)
    if (outcome instanceof AppError) expect(outcome).toMatchObject({ code: 'workbook-unsafe', detail: { reason: '内容损坏，读不出来' } })
    else expect(outcome).toEqual(WHO)
  }, 20_000)

  it('formats of styles opened and never closed', async () => {
    const parts = bareParts(SHEET_XML(rowsXml(table)), [{ name: 'xl/styles.xml', data: `<styleSheet>${filled('<cellXfs>')}` }])
    expect(names(await read(withStyles(parts)))).toEqual(WHO)
  }, 20_000)

  const TEXTS: readonly (readonly [string, string])[] = [
    ['apostrophes', "'".repeat(32_766)], ['wrappings', `${'="'.repeat(8000)}1${'"'.repeat(8000)}`], ['blanks', `寸${' '.repeat(32_000)}杰`], ['dots and blanks', ' · '.repeat(10_000)],
    ['zero-width spaces between apostrophes', "'\u200b".repeat(16_000)], ['commas', ','.repeat(32_767)], ['digits', '9'.repeat(32_767)], ['digits by threes', `1${',000'.repeat(8000)}`],
    ['a point and digits', `0.${'3'.repeat(32_000)}`], ['brackets', '('.repeat(32_767)], ['joiners', '\u200d'.repeat(32_767)], ['emoji', '👨‍👩‍👧'.repeat(4000)], ['labels', '因病、'.repeat(10_000)]
  ]
  it.each(TEXTS)('a cell of %s in every column', async (_, text) => {
    const lines = [line(0), Object.fromEntries(HEADINGS.map(heading => [heading, text])), line(1)]
    const sheet = await read(workbook({ S: sheetOf(tableOf(lines)) }))
    expect(names(sheet)).toContain('寸杰')
    // What cannot be read is quoted short.
    for (const { text: said } of sheet.problems) expect(said.length).toBeLessThan(200)
  }, 20_000)
})

describe('X-08 every form of a number of a certificate', () => {
  const TODAY = { today: '2026-11-22' }
  const checked = (first17: string): string => first17 + '10X98765432'.charAt([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2].reduce((sum, weight, at) => sum + weight * Number(first17[at]), 0) % 11)
  const one = (cell: Cell, more: Line = {}): Promise<ParsedSheet> => read(roster([line(0, 1, { 证件号码: cell, 出生日期: null, ...more })]), TODAY)

  it.each<[string, Cell, string | undefined, string[]]>([
    ['a number cell', Number(IDS[0]), undefined, ['D3 error id-digits-lost']],
    ['5.30521E+17 as text', '5.30521E+17', undefined, ['D3 error id-is-number']],
    ['a small x', '53052119781019720x', IDS[3], []],
    ['a Cyrillic Х', '53052119781019720Х', IDS[3], []],
    ['spaces and hyphens', '530521 19551018-2955', IDS[0], []],
    ['full-width', '５３０５２１１９７８１０１９７２０Ｘ', IDS[3], []],
    ['an apostrophe', `'${IDS[0]}`, IDS[0], []],
    ['a trailing tab', `${IDS[0]}\t`, IDS[0], []],
    ['a line break', `${IDS[0]}\r\n`, IDS[0], []],
    ['an NBSP', `\u00a0${IDS[0]}\u00a0`, IDS[0], []],
    ['fifteen digits', '530521551018295', IDS[0], ['D3 warning id-15-digits']],
    ['a wrong check digit', '530521195510182954', '530521195510182954', ['D3 warning id-checksum']],
    ['30 February', checked('53052119990230001'), checked('53052119990230001'), ['D3 warning id-birth-date']],
    ['a month 13', checked('53052119991301001'), checked('53052119991301001'), ['D3 warning id-birth-date']],
    ['aged 130', checked('53052118961122001'), checked('53052118961122001'), ['D3 warning id-age']],
    ['aged 120 today', checked('53052119061122001'), checked('53052119061122001'), []],
    ['born tomorrow', checked('53052120261123001'), checked('53052120261123001'), ['D3 warning id-age']],
    ['born today', checked('53052120261122001'), checked('53052120261122001'), []],
    ['two numbers in one cell', `${IDS[0]}/${IDS[1]}`, undefined, ['D3 error value-unknown']],
    ['a name', '寸杰', undefined, ['D3 error value-unknown']]
  ])('%s', async (_, cell, id, wanted) => {
    const sheet = await one(cell)
    expect(valuesAt(sheet, 'person', 0)['idNo']).toBe(id)
    expect(codes(sheet)).toEqual(wanted)
    for (const problem of sheet.problems) expect(problem.text).toContain('证件')
  })

  it('a birth date of 130 years ago is an error with its cell, of 120 it is not', async () => {
    expect(codes(await one(null, { 出生日期: '1896-11-22' }))).toEqual(['E3 error date-too-old'])
    expect(codes(await one(null, { 出生日期: '1906-11-22' }))).toEqual([])
  })
})

describe('X-12 what a formula says', () => {
  it('a workbook that draws on other files is refused by name', async () => {
    expect(await refusal(zip(bareParts(SHEET_XML(rowsXml(table)), [{ name: 'xl/externalLinks/externalLink1.xml', data: '<externalLink/>' }])))).toBe('workbook-unsafe 链接了别的文件')
  })

  it('in an .xls too the kept result is taken, one that is not kept says nothing, and an error is an error', async () => {
    const lines = [line(0, 1, { 纯收入: { t: 'n', v: 6424, f: 'SUM(A1:A2)' } }), line(1, 1, { 纯收入: { t: 'e', v: 0x17, f: 'A99' } })]
    const sheet = await read(workbook({ S: sheetOf(tableOf(lines)) }, { bookType: 'biff8' }), {}, '名册.xls')
    expect(columnOf(sheet, 'income', 'netTotal')!.cells.map(({ value }) => value)).toEqual([null, 642_400, null])
    expect(codes(sheet)).toEqual(['J3 error formula-error'])
  })
})

it('X-13 a very hidden sheet is not looked at either, and named', async () => {
  const bytes = withPart('xl/workbook.xml', xml => xml.replace('</sheets>', '<sheet name="底稿" sheetId="2" state="veryHidden" r:id="rId1"/></sheets>'))
  const sheet = await read(bytes)
  expect(sheet.layout).toMatchObject({ sheet: 'Sheet1', others: [], hidden: { sheets: ['底稿'] } })
})

it('every refusal above leaves the directory readable: an honest file passes', () => {
  expect(scanZip('名册.xlsx', roster([line(0)])).length).toBeGreaterThan(4)
})
