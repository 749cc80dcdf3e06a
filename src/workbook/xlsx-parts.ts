/**
 * The small parts of an .xlsx: which sheets there are and where, which styles are days, whether the results
 * in it are stale. Throws NotPlain where a part is written in a way not known here.
 */
import * as XLSX from 'xlsx'
import { AppError } from '#core/error.ts'
import { areaOf, type Area } from './grid.ts'
import { partText, type Package } from './unfold.ts'
import { attribute, isTrue, NotPlain, requirePlain, startTags } from './xml.ts'

export interface SheetPart {
  readonly title: string
  readonly hidden: boolean
  /** Path of the part in the zip. */
  readonly path: string
}

export interface WorkbookParts {
  readonly sheets: readonly SheetPart[]
  readonly from1904: boolean
  /** The program that wrote it asks for its formulas to be worked out again. */
  readonly stale: boolean
  /** By number of the style: the format says it is a day. */
  readonly days: readonly boolean[]
  readonly strings: string | undefined
}

const WORKBOOK = 'xl/workbook.xml'
/** Excel's own: workbooks that went through many hands do have thousands. */
const MOST_STYLES = 65_490

export async function readParts(from: Package): Promise<WorkbookParts> {
  const workbook = await partText(from, WORKBOOK)
  requirePlain(workbook, 'workbook')
  const links = await relations(from, WORKBOOK)
  const sheets = startTags(workbook, 'sheet').flatMap(tag => {
    const link = links.get(attribute(tag, '\\w+:id') ?? '')
    if (!link) throw new NotPlain('a sheet without a part')
    // Macro and dialog sheets and charts are no tables.
    return link.type.endsWith('/worksheet') ? [{ title: attribute(tag, 'name') ?? '', hidden: (attribute(tag, 'state') ?? 'visible') !== 'visible', path: link.path }] : []
  })
  if (sheets.length === 0) throw new NotPlain('no sheet')
  const [properties = ''] = startTags(workbook, 'workbookPr'), [calculation = ''] = startTags(workbook, 'calcPr')
  const part = (type: string): string | undefined => [...links.values()].find(link => link.type.endsWith(type))?.path
  return {
    sheets, from1904: isTrue(attribute(properties, 'date1904')), strings: part('/sharedStrings'),
    stale: isTrue(attribute(calculation, 'fullCalcOnLoad')) || attribute(calculation, 'calcCompleted') === '0',
    days: await dayStyles(from, part('/styles'))
  }
}

interface Relation { readonly type: string; readonly path: string }

async function relations(from: Package, path: string): Promise<ReadonlyMap<string, Relation>> {
  const at = path.lastIndexOf('/')
  const folder = path.slice(0, at)
  const xml = await partText(from, `${folder}/_rels/${path.slice(at + 1)}.rels`)
  if (xml !== '') requirePlain(xml, 'Relationships')
  return new Map(startTags(xml, 'Relationship').filter(tag => attribute(tag, 'TargetMode') !== 'External').map(tag =>
    [attribute(tag, 'Id') ?? '', { type: attribute(tag, 'Type') ?? '', path: joined(folder, attribute(tag, 'Target') ?? '') }]))
}

function joined(folder: string, target: string): string {
  if (target.startsWith('/')) return target.slice(1)
  const path = folder.split('/')
  for (const step of target.split('/')) {
    if (step === '..') path.pop()
    else if (step !== '.') path.push(step)
  }
  return path.join('/')
}

// Formats that have a number and no text of their own; 27–36 and 50–58 are days in Chinese Excel.
const builtinDay = (format: number): boolean => (format >= 14 && format <= 22) || (format >= 27 && format <= 36) || (format >= 45 && format <= 47) || (format >= 50 && format <= 58)

async function dayStyles(from: Package, path: string | undefined): Promise<readonly boolean[]> {
  if (path === undefined) return []
  const xml = await partText(from, path)
  if (xml === '') return []
  requirePlain(xml, 'styleSheet')
  const own = new Map(startTags(xml, 'numFmt').map(tag => [Number(attribute(tag, 'numFmtId')), attribute(tag, 'formatCode') ?? '']))
  const begin = xml.search(/<cellXfs[\s>]/), end = begin < 0 ? -1 : xml.indexOf('</cellXfs>', begin)
  const formats = startTags(end < 0 ? '' : xml.slice(begin, end), 'xf')
  if (formats.length > MOST_STYLES) throw new AppError('workbook-unsafe', { name: from.name, reason: `有 ${formats.length} 种单元格格式，上限 ${MOST_STYLES} 种` })
  return formats.map(tag => {
    const format = Number(attribute(tag, 'numFmtId') ?? 0)
    const code = own.get(format)
    return code === undefined ? builtinDay(format) : XLSX.SSF.is_date(code)
  })
}

/** Addresses of cells with a comment. */
export async function commentsOf(from: Package, sheet: SheetPart): Promise<readonly string[]> {
  for (const { type, path } of (await relations(from, sheet.path)).values()) if (type.endsWith('/comments'))
    return startTags(await partText(from, path), 'comment').flatMap(tag => attribute(tag, 'ref') ?? [])
  return []
}

const MERGES = 50_000

/** What stands behind the cells of a sheet. */
export function tailOf(xml: string): { readonly merges: readonly Area[]; readonly filter: string } {
  const merges = startTags(xml, 'mergeCell').slice(0, MERGES).flatMap(tag => {
    const area = areaOf(attribute(tag, 'ref') ?? '')
    return area ? [area] : []
  })
  return { merges, filter: attribute(startTags(xml, 'autoFilter')[0] ?? '', 'ref') ?? '' }
}

/** Hidden columns, from the part before the cells. */
export function hiddenColumnsOf(xml: string, limit: number): ReadonlySet<number> {
  const hidden = new Set<number>()
  for (const tag of startTags(xml, 'col')) {
    if (!isTrue(attribute(tag, 'hidden'))) continue
    for (let column = Math.max(1, Number(attribute(tag, 'min'))); column <= Math.min(Number(attribute(tag, 'max')), limit); column++) hidden.add(column - 1)
  }
  return hidden
}
