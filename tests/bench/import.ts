/**
 * A township's roster in the national layout into an empty book on a laptop that was never there before: 15,200 lines of
 * 58 columns, read, compared and written at once by the real workers in Chromium; and the file made of them again.
 */
import { writeWorkbook } from '../../src/workbook/write/write-workbook.ts'
import { median } from './figures.ts'
import { ask, buildPages, openLaptop } from './laptop.ts'
import { NATIONAL_HEADINGS, rosterLines } from './roster-lines.ts'

const HOUSEHOLDS = 3800
const FILE = 'roster.xlsx'
const VILLAGE = { code: '530521201001', name: '万兴村' }
const TITLES = ['防返贫监测户及家庭成员信息', '导出单位：施甸县万兴乡    导出时间：2026年11月22日']

export async function benchImport(rounds: number, say: (line: string) => void): Promise<Record<string, number>> {
  const pages = await buildPages()
  const lines = rosterLines(HOUSEHOLDS, NATIONAL_HEADINGS)
  const bytes = await writeWorkbook({ sheets: [{ name: 'Sheet1', titles: TITLES, columns: NATIONAL_HEADINGS.map(heading => ({ heading, width: 6 })), count: lines.length, lines }] })
  const all: Record<string, number>[] = []
  for (let round = 1; round <= rounds; round++) {
    const { page, memory, close } = await openLaptop(pages, new Map([[FILE, bytes]]))
    try {
      await ask(page, 'open')
      const baseMB = memory.begin()
      await ask(page, 'longTasks')
      const done = await ask(page, 'importFile', FILE, VILLAGE)
      const peakMB = memory.peakMB()
      const longestTaskMs = Math.max(0, ...await ask(page, 'longTasks'))
      const made = await ask(page, 'exportNational')
      const scan = await ask(page, 'scanFile', FILE)
      const bareWriteMs = await ask(page, 'dexieBytes', done.stored)
      all.push({ ...done, scanMs: scan.ms, bareWriteMs, exportMs: made.ms, exportBytes: made.bytes, fileBytes: bytes.length, longestTaskMs, baseMB, peakMB })
      say(`round ${round} import: ${JSON.stringify(all.at(-1))}`)
    } finally {
      await close()
    }
  }
  return Object.fromEntries(Object.keys(all[0]!).map(name => [name, median(all.map(figures => figures[name]!))]))
}
