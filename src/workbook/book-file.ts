/**
 * A file as sheets of cells, in the order that keeps the laptop safe: what kind of file it is, how it would
 * unfold, and only then its cells. A plain .xlsx is scanned; what the scan does not know goes to SheetJS,
 * behind tighter limits and with its sizes proved.
 */
import { AppError } from '#core/error.ts'
import { fileKind } from './file-kind.ts'
import type { Grid } from './grid.ts'
import { readCsv } from './read-csv.ts'
import { readBySheetJs } from './read-sheetjs.ts'
import { scanSheet } from './scan-sheet.ts'
import { scanStrings } from './scan-strings.ts'
import { proveSizes, requireWhole, scanZip } from './scan-zip.ts'
import { entryOf, unfold, type Package } from './unfold.ts'
import { commentsOf, readParts, type SheetPart } from './xlsx-parts.ts'
import { NotPlain } from './xml.ts'

export interface SheetFile {
  readonly title: string
  readonly hidden: boolean
  read(onProgress?: (done: number, total: number) => void): Promise<Grid>
}

export interface BookFile {
  readonly reader: 'scan' | 'sheetjs' | 'csv'
  readonly sheets: readonly SheetFile[]
  readonly from1904: boolean
  /** The results of its formulas were not worked out again before it was saved. */
  readonly stale: boolean
}

type Progress = (done: number, total: number) => void

export async function openBook(name: string, bytes: Uint8Array, onCheck: Progress = () => undefined): Promise<BookFile> {
  const file = fileKind(name, bytes)
  if (file.kind === 'text') {
    const title = name.replace(/\.[^.]*$/, '').slice(-31) || name
    return { reader: 'csv', from1904: false, stale: false, sheets: [{ title, hidden: false, read: () => Promise.resolve(readCsv(title, file.text)) }] }
  }
  if (file.kind === 'ole') return readBySheetJs(name, bytes)
  const from: Package = { name, bytes, entries: scanZip(name, bytes) }
  try {
    return await openPlain(from)
  } catch (error) {
    if (!(error instanceof NotPlain)) throw error
    return openOdd(from, onCheck)
  }
}

/** The scanner finds out what it does not know while it reads; then SheetJS reads that sheet. */
async function openPlain(from: Package): Promise<BookFile> {
  const parts = await readParts(from)
  let strings: string[] | undefined
  let odd: Promise<BookFile> | undefined
  const read = async (part: SheetPart, onProgress: Progress): Promise<Grid> => {
    const entry = entryOf(from, part.path)
    if (!entry) throw new NotPlain('a sheet that is not there')
    if (!strings) {
      const shared = parts.strings === undefined ? undefined : entryOf(from, parts.strings)
      if (shared) requireWhole(from.name, [shared])
      strings = shared ? await scanStrings(unfold(from, shared)) : []
    }
    const grid = await scanSheet(unfold(from, entry), { title: part.title, strings: [...strings], days: parts.days, onProgress: bytes => onProgress(bytes, entry.size) })
    grid.notes = { ...grid.notes, comments: await commentsOf(from, part) }
    return grid
  }
  return {
    reader: 'scan', from1904: parts.from1904, stale: parts.stale,
    sheets: parts.sheets.map(part => ({
      title: part.title, hidden: part.hidden,
      async read(onProgress = () => undefined) {
        try {
          return await read(part, onProgress)
        } catch (error) {
          if (!(error instanceof NotPlain)) throw error
          odd ??= openOdd(from, onProgress)
          const sheet = (await odd).sheets.find(({ title }) => title === part.title)
          if (!sheet) throw new AppError('workbook-unsafe', { name: from.name, reason: '内容损坏，读不出来' }, { cause: error })
          return sheet.read()
        }
      }
    }))
  }
}

async function openOdd({ name, bytes, entries }: Package, onCheck: Progress): Promise<BookFile> {
  requireWhole(name, entries)
  await proveSizes(name, bytes, entries, done => onCheck(done, entries.length))
  return readBySheetJs(name, bytes)
}
