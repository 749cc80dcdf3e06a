/**
 * What must be true at the end, said without the code under test: every answer a person saw as 「已存本机」
 * stands in the county's log, read straight from its database.
 */
import { PGlite } from '@electric-sql/pglite'

/** An answer as it was shown to be saved: who typed it where, and the value as it must stand in the log. */
export interface Typed { readonly laptop: number, readonly household: string, readonly field: string, readonly value: string | number }

interface Logged { readonly record: string, readonly fields: Record<string, unknown> }

/** The county's whole log; the county must be closed, its folder has one opener. */
export async function readLog(folder: string): Promise<{ readonly changes: readonly Logged[], readonly count: number }> {
  const db = await PGlite.create(folder)
  try {
    const { rows } = await db.query<{ body: string }>('select body from change order by village, number')
    return { changes: rows.map(row => JSON.parse(row.body) as Logged), count: rows.length }
  } finally {
    await db.close()
  }
}

/** Answers that are nowhere in the log. */
export function missing(typed: readonly Typed[], log: readonly Logged[]): Typed[] {
  const said = new Set(log.flatMap(change => Object.entries(change.fields).map(([field, value]) => `${field}=${JSON.stringify(value)}`)))
  return typed.filter(({ field, value }) => !said.has(`${field}=${JSON.stringify(value)}`))
}
