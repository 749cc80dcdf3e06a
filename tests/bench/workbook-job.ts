/**
 * One thing done to one workbook in a process of its own, so that its peak of memory is its own: prints
 * `{ ms, peakMB, baseMB, bytes, rows }`. Called by workbook.ts with the job and a file.
 */
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { inflateRawSync } from 'node:zlib'
import type * as Excel from 'exceljs'
import { FORTY, rosterLines } from './roster-lines.ts'

const [job = '', file = ''] = process.argv.slice(2)
const require = createRequire(import.meta.url)
const HOUSEHOLDS = 10_000
const rss = (): number => process.resourceUsage().maxRSS / 1024

interface Done { readonly bytes?: number; readonly rows?: number; readonly ms?: number; readonly more?: Readonly<Record<string, number>> }

const table = (): string[][] => rosterLines(HOUSEHOLDS, FORTY)

/** What must be ready before the clock starts is made in the first step, and given to the second. */
const jobs: Readonly<Record<string, () => Promise<() => Promise<Done>>>> = {
  async 'ours-write'() {
    const { writeWorkbook } = await import('../../src/workbook/write/write-workbook.ts')
    const lines = table()
    return async () => {
      const bytes = await writeWorkbook({ sheets: [{ name: '花名册', titles: [], columns: FORTY.map(heading => ({ heading, width: 6 })), count: lines.length, lines }] })
      if (file) writeFileSync(file, bytes)
      return { bytes: bytes.length }
    }
  },
  async 'sheetjs-write'() {
    const XLSX = await import('xlsx')
    const lines = table()
    return async () => {
      const book = XLSX.utils.book_new()
      XLSX.utils.book_append_sheet(book, XLSX.utils.aoa_to_sheet([FORTY as string[], ...lines], { dense: true }), '花名册')
      const bytes = XLSX.write(book, { type: 'buffer', bookType: 'xlsx', bookSST: true, compression: true }) as Buffer
      if (file) writeFileSync(file, bytes)
      return { bytes: bytes.length }
    }
  },
  async 'exceljs-write'() {
    const ExcelJS = require('exceljs') as typeof Excel
    const lines = table()
    return async () => {
      const book = new ExcelJS.stream.xlsx.WorkbookWriter({ filename: file, useSharedStrings: true })
      const sheet = book.addWorksheet('花名册')
      sheet.addRow(FORTY).commit()
      for (const line of lines) sheet.addRow(line).commit()
      sheet.commit()
      await book.commit()
      return { bytes: statSync(file).size }
    }
  },
  async 'ours-read'() {
    const { readWorkbook } = await import('../../src/workbook/read-file.ts')
    const bytes = new Uint8Array(readFileSync(file))
    return async () => {
      const sheet = await readWorkbook('花名册.xlsx', bytes, { today: '2026-11-22' })
      return { rows: sheet.rows.length, more: { columns: sheet.columns.length, problems: sheet.problems.length } }
    }
  },
  async 'sheetjs-read'() {
    const XLSX = await import('xlsx')
    const bytes = readFileSync(file)
    return async () => {
      const book = XLSX.read(bytes, { dense: true })
      return { rows: XLSX.utils.sheet_to_json(book.Sheets[book.SheetNames[0]!]!, { header: 1 }).length - 1 }
    }
  },
  async 'exceljs-read'() {
    const ExcelJS = require('exceljs') as typeof Excel
    const bytes = readFileSync(file)
    return async () => {
      const book = new ExcelJS.Workbook()
      await book.xlsx.load(bytes as unknown as ArrayBuffer)
      return { rows: book.worksheets[0]!.rowCount - 1 }
    }
  },
  /** The floor: inflate, and one linear scan of the two parts; understands the shape of this file only. */
  async 'scan-read'() {
    const { scanZip } = await import('../../src/workbook/scan-zip.ts')
    const bytes = new Uint8Array(readFileSync(file))
    return async () => {
      const entries = scanZip('花名册.xlsx', bytes)
      const part = (name: string, encoding: 'utf8' | 'latin1'): string => {
        const entry = entries.find(found => found.name === name)!
        return inflateRawSync(bytes.subarray(entry.at, entry.at + entry.packed)).toString(encoding)
      }
      const strings: string[] = []
      const shared = part('xl/sharedStrings.xml', 'utf8')
      for (let at = shared.indexOf('<t'); at >= 0; at = shared.indexOf('<t', at + 2)) {
        const from = shared.indexOf('>', at) + 1
        strings.push(shared.slice(from, shared.indexOf('<', from)))
      }
      const sheet = part('xl/worksheets/sheet1.xml', 'latin1')
      const rows: string[][] = []
      for (let at = sheet.indexOf('<', sheet.indexOf('<sheetData')); at >= 0; at = sheet.indexOf('<', at + 1)) {
        const letter = sheet.charCodeAt(at + 1)
        if (letter === 114) rows.push([])
        else if (letter === 118) rows.at(-1)!.push(strings[Number(sheet.slice(at + 3, sheet.indexOf('<', at + 3)))] ?? '')
      }
      return { rows: rows.length - 1 }
    }
  }
}

const run = await jobs[job]!()
const baseMB = rss()
const started = performance.now()
const done = await run()
const ms = done.ms ?? performance.now() - started
process.stdout.write(`${JSON.stringify({ ms: Math.round(ms), peakMB: Math.round(rss()), baseMB: Math.round(baseMB), bytes: done.bytes ?? 0, rows: done.rows ?? 0, ...Object.fromEntries(Object.entries(done.more ?? {}).map(([name, value]) => [name, Math.round(value)])) })}\n`)
