/**
 * Which villages a package's pictures belong to. Their names say only what they hold; the village stands in the
 * records that name them, which came in the same package, or before it. Else it is the village the laptop works in.
 */
import { sql } from 'kysely'
import type { Database } from './database.ts'
import { rowsOf } from './database.ts'
import type { Device } from './devices.ts'
import type { Asked } from './requests.ts'
import { enterScope } from './scope.ts'

interface Named { readonly village?: unknown, readonly register?: unknown, readonly fields?: Readonly<Record<string, unknown>> }

const DIGESTS = ['sha256', 'thumbSha256'] as const

/** Only villages the sender is granted. */
export async function placesOf(database: Database, { villages, home }: Device, rounds: readonly Asked[], digests: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
  const places = new Map<string, Set<string>>(digests.map(digest => [digest, new Set()]))
  const place = (digest: unknown, village: unknown): void => {
    if (typeof digest === 'string' && typeof village === 'string' && villages.includes(village)) places.get(digest)?.add(village)
  }
  for (const { changes } of rounds)
    for (const change of changes) {
      const { village, register, fields } = (change ?? {}) as Named
      if (register === 'attachment') for (const field of DIGESTS) place(fields?.[field], village)
    }
  const open = (): string[] => [...places].filter(([, found]) => found.size === 0).map(([digest]) => digest)
  if (open().length > 0)
    for (const { village, state } of await attachmentRecords(database, villages, open())) {
      const { values } = JSON.parse(state) as { values: Readonly<Record<string, unknown>> }
      for (const field of DIGESTS) place(values[field], village)
    }
  for (const digest of open()) place(digest, villages.includes(home) ? home : villages[0])
  return new Map([...places].map(([digest, found]) => [digest, [...found].sort()]))
}

/** The first eight letters of a digest find its record; which field it stands in is looked at afterwards. */
const attachmentRecords = (database: Database, villages: readonly string[], digests: readonly string[]): Promise<readonly { village: string, state: string }[]> =>
  database.transaction(async db => {
    await enterScope(db, villages)
    return rowsOf(db, sql<{ village: string, state: string }>`
      select village, state from record where village = any(${villages}::text[]) and register = 'attachment' and state ~ ${digests.map(digest => digest.slice(0, 8)).join('|')}`)
  })
