/**
 * Makes resources/practice/village.json.gz from the practice workbook: what a laptop that imported it would have
 * sent. Run `node tests/practice/make.ts` after a change of registers or of the import; a test says when it is due.
 * Ids come from a seed, so that the same workbook gives the same file.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Change } from '#core/sync/change.ts'
import { makeStamp } from '#core/sync/clock.ts'
import { packChanges } from '#core/sync/pack.ts'
import { readRosterFile } from '../../src/workbook/read-file.ts'
import { diffRoster } from '../../src/workbook/roster-diff.ts'
import { seeded } from '../bench/township.ts'

const folder = join(import.meta.dirname, '../../resources/practice')
export const PRACTICE_FILE = join(folder, 'village.json.gz')
const VILLAGE = { code: '530521201001', name: '万兴村' }
const IMPORTED_AT = Date.UTC(2026, 10, 2, 1)

/** The file's text before compression. */
export async function practiceText(): Promise<string> {
  const random = seeded(570)
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
  const newId = (): string => Array.from({ length: 20 }, () => letters[Math.floor(random() * letters.length)]).join('')
  const parsed = await readRosterFile('roster.xlsx', readFileSync(join(folder, 'roster.xlsx')), () => undefined)
  const none = (): undefined => undefined
  const { entries } = diffRoster(parsed, { lookup: { household: none, personById: none, personByName: none, income: none }, newId, villages: null })
  const changes: Change[] = entries.map(({ register, record, fields }, i) => ({
    device: 'county-practice', number: i + 1, village: VILLAGE.code, register, record, stamp: makeStamp(IMPORTED_AT, i),
    by: '', origin: { kind: 'import', ref: 'practice-village' }, fields, saw: {}
  }))
  return JSON.stringify({ village: VILLAGE, changes: packChanges(changes) })
}

if (process.argv[1] === import.meta.filename) writeFileSync(PRACTICE_FILE, gzipSync(await practiceText(), { level: 9 }))
