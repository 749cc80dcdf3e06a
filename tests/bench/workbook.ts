/**
 * Workbooks in and out beside bare SheetJS and exceljs on the same machine in the same run: 40,000 lines of 40
 * columns, each job in a process of its own and in another order every round. Then a township's roster into the book.
 */
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { median } from './figures.ts'
import { workbookGoals, type Goal } from './goals.ts'
import { benchImport } from './import.ts'

export interface WorkbookFigures {
  readonly imported: Readonly<Record<string, number>>
  readonly medians: Readonly<Record<string, Readonly<Record<string, number>>>>
  readonly goals: Readonly<Record<string, Goal>>
}

const JOBS = ['scan-read', 'ours-read', 'sheetjs-read', 'exceljs-read', 'ours-write', 'sheetjs-write', 'exceljs-write'] as const
const run = promisify(execFile)

async function once(job: string, file: string): Promise<Record<string, number>> {
  const { stdout } = await run(process.execPath, [resolve(import.meta.dirname, 'workbook-job.ts'), job, file], { maxBuffer: 1e7 })
  return JSON.parse(stdout) as Record<string, number>
}

export async function benchWorkbooks(rounds: number, say: (line: string) => void): Promise<WorkbookFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'cunce-workbook-'))
  const file = join(folder, 'roster.xlsx')
  const all = new Map<string, Record<string, number>[]>()
  try {
    // Everybody reads the same file, and it is not one of ours.
    await once('sheetjs-write', file)
    for (let round = 0; round < rounds; round++) for (const [i] of JOBS.entries()) {
      const job = JOBS[(i + round) % JOBS.length]!
      const figures = await once(job, job.endsWith('read') ? file : join(folder, `${job}.xlsx`))
      all.set(job, [...all.get(job) ?? [], figures])
      say(`round ${round + 1} ${job}: ${JSON.stringify(figures)}`)
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  const medians = Object.fromEntries([...all].map(([job, runs]) => [job, Object.fromEntries(Object.keys(runs[0]!).map(name => [name, median(runs.map(figures => figures[name]!))]))]))
  const imported = await benchImport(rounds, say)
  return { medians, imported, goals: workbookGoals(medians, imported) }
}
