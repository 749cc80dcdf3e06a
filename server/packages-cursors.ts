/** How far a device last said it has read, per village: an answer package that nobody asked for begins there. */
import { sql } from 'kysely'
import type { Cursors } from '#core/sync/wire.ts'
import type { Db } from './database.ts'

/** A laptop works in a few villages; who names hundreds is not believed. */
const MOST = 200

/** JSON to be joined to what is known; '{}' where nothing was told. Names are judged here: jsonb does not take every text. */
export function toldCursors(cursors: Cursors): string {
  const told = Object.entries(cursors).filter(([code]) => /^[0-9A-Za-z-]{6,20}$/.test(code))
  return told.length > MOST ? '{}' : JSON.stringify(Object.fromEntries(told))
}

export async function noteCursors(db: Db, device: string, cursors: Cursors): Promise<void> {
  const told = toldCursors(cursors)
  if (told !== '{}') await sql`update device set cursors = (cursors::jsonb || ${told}::jsonb)::text where id = ${device}`.execute(db)
}
