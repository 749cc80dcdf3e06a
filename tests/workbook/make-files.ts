/** Files for the tests, made on the spot: workbooks from cells, zips from bytes, and zips that lie. */
import { crc32, deflateRawSync } from 'node:zlib'
import * as XLSX from 'xlsx'

export const HEADINGS = ['行政村', '户编号', '姓名', '证件号码', '出生日期', '与户主关系', '成员联系电话', '户联系电话', '年度', '纯收入', '健康状况'] as const
export type Heading = (typeof HEADINGS)[number] | string
export type Cell = string | number | null | XLSX.CellObject

/** Valid numbers of nobody: each passes its check digit. */
export const IDS = ['530521195510182955', '530521195501086144', '530521200906190912', '53052119781019720X', '530521201001013932', '530521198008093790'] as const
const BIRTHS = ['1955-10-18', '1955-01-08', '2009-06-19', '1978-10-19', '2010-01-01', '1980-08-09'] as const
const NAMES = ['寸杰', '杜然红', '寸寿子', '寸怡敏', '寸涛涛', '沙佑勇'] as const

export type Line = Partial<Record<Heading, Cell>>

/** Person `i` of household `house`; `more` replaces cells. */
export const line = (i: number, house = 1, more: Line = {}): Line => ({
  行政村: '万兴村', 户编号: `53050608913842${house}`, 姓名: NAMES[i]!, 证件号码: IDS[i]!, 出生日期: BIRTHS[i]!,
  与户主关系: i === 0 || more['与户主关系'] === '户主' ? '户主' : '其他', 成员联系电话: '18740763469', 户联系电话: '18740763469', 年度: '2026', 纯收入: '6424', 健康状况: '健康', ...more
})

const cellOf = (value: Cell): XLSX.CellObject | null =>
  value === null ? null : typeof value === 'object' ? value : typeof value === 'number' ? { t: 'n', v: value } : { t: 's', v: value }

export function sheetOf(rows: readonly (readonly Cell[])[]): XLSX.WorkSheet {
  const sheet: XLSX.WorkSheet = {}
  rows.forEach((row, r) => row.forEach((value, c) => {
    const cell = cellOf(value)
    if (cell) sheet[XLSX.utils.encode_cell({ r, c })] = cell
  }))
  sheet['!ref'] = XLSX.utils.encode_range({ s: { r: 0, c: 0 }, e: { r: Math.max(0, rows.length - 1), c: Math.max(0, ...rows.map(row => row.length - 1)) } })
  return sheet
}

export function workbook(sheets: Readonly<Record<string, XLSX.WorkSheet>>, options: XLSX.WritingOptions = {}): Uint8Array {
  const book = XLSX.utils.book_new()
  for (const [name, sheet] of Object.entries(sheets)) XLSX.utils.book_append_sheet(book, sheet, name)
  return new Uint8Array(XLSX.write(book, { type: 'array', bookType: 'xlsx', compression: true, ...options }) as ArrayBuffer)
}

export const tableOf = (lines: readonly Line[], headings: readonly Heading[] = HEADINGS): Cell[][] =>
  [[...headings], ...lines.map(values => headings.map(heading => values[heading] ?? null))]

/** The title row stands above, as in the national export: headings are row 2, the first person row 3. */
export const roster = (lines: readonly Line[], headings: readonly Heading[] = HEADINGS): Uint8Array =>
  workbook({ Sheet1: sheetOf([['防返贫监测户及家庭成员信息'], ...tableOf(lines, headings)]) })

export interface Part {
  readonly name: string
  readonly data: Uint8Array | string
  /** What the directory and the local header claim, where they lie. */
  readonly size?: number
  readonly localSize?: number
  readonly localName?: string
  readonly method?: number
  readonly flags?: number
}

export function zip(parts: readonly Part[]): Uint8Array {
  const chunks: Uint8Array[] = []
  const directory: Uint8Array[] = []
  let at = 0
  for (const part of parts) {
    const data = typeof part.data === 'string' ? new TextEncoder().encode(part.data) : part.data
    const packed = new Uint8Array(deflateRawSync(data)), name = Buffer.from(part.name), localName = Buffer.from(part.localName ?? part.name)
    const size = part.size ?? data.length
    const fields = (to: Buffer, from: number, claimed: number, nameLength: number): void => {
      to.writeUInt16LE(20, from)
      to.writeUInt16LE(part.flags ?? 0, from + 2)
      to.writeUInt16LE(part.method ?? 8, from + 4)
      to.writeUInt32LE(crc32(data), from + 10)
      to.writeUInt32LE(packed.length, from + 14)
      to.writeUInt32LE(claimed, from + 18)
      to.writeUInt16LE(nameLength, from + 22)
    }
    const local = Buffer.alloc(30)
    local.writeUInt32LE(0x04034b50, 0)
    fields(local, 4, part.localSize ?? size, localName.length)
    const central = Buffer.alloc(46)
    central.writeUInt32LE(0x02014b50, 0)
    fields(central, 6, size, name.length)
    central.writeUInt32LE(at, 42)
    directory.push(central, name)
    chunks.push(local, localName, packed)
    at += local.length + localName.length + packed.length
  }
  const list = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(parts.length, 8)
  end.writeUInt16LE(parts.length, 10)
  end.writeUInt32LE(list.length, 12)
  end.writeUInt32LE(at, 16)
  return new Uint8Array(Buffer.concat([...chunks, list, end]))
}

export const SHEET_XML = (rows: string, dimension = 'A1:K3'): string =>
  `<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="${dimension}"/><sheetData>${rows}</sheetData></worksheet>`

/** The least that is a workbook, so that a part can be put in or changed. */
export const bareParts = (sheet = SHEET_XML(''), more: readonly Part[] = []): Part[] => [
  { name: '[Content_Types].xml', data: '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>' },
  { name: '_rels/.rels', data: '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>' },
  { name: 'xl/workbook.xml', data: '<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>' },
  { name: 'xl/_rels/workbook.xml.rels', data: '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>' },
  { name: 'xl/worksheets/sheet1.xml', data: sheet },
  ...more
]

const inline = (address: string, text: string): string => `<c r="${address}" t="inlineStr"><is><t>${text}</t></is></c>`

/** Rows as XML: the cells of `rows` and whatever is put behind them. */
export const rowsXml = (rows: readonly (readonly Cell[])[], after = ''): string =>
  rows.map((row, r) => `<row r="${r + 1}">${row.map((value, c) => (typeof value === 'string' ? inline(XLSX.utils.encode_cell({ r, c }), value) : '')).join('')}</row>`).join('') + after
