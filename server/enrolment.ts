/**
 * A laptop becomes a device of this county by a one-time code. Wrong, used, expired and locked out all get the
 * same answer, so that guessing teaches nothing. The same laptop may send the same code again: its first
 * answer may have been lost on the way.
 */
import { sql } from 'kysely'
import { AppError } from '#core/error.ts'
import type { Role } from '#core/procedure/index.ts'
import type { Enrol, Enrolled, Receipt } from '#core/sync/wire.ts'
import { grouped, newCode, secretHalf } from './codes.ts'
import { rowsOf, type Database, type Db } from './database.ts'
import { isPublicKey, type Identity } from './identity.ts'

const WINDOW_MS = 15 * 60_000
/** Wrong codes within the window before an address, or everybody, has to wait. */
export const FAILURES = { address: 20, all: 200 } as const
const TRIES_PER_CODE = 20

export interface CodeRequest {
  readonly villages: readonly string[]
  readonly person: string
  readonly account: string
  readonly hours?: number
  /** village where nothing is said; a laptop that replaces another works for the same level. */
  readonly role?: Role
  /** A device whose villages and accounts the new one gets; it is revoked when the code is used. */
  readonly replaces?: string
}

export async function issueCode(database: Database, identity: Identity, request: CodeRequest, now: number): Promise<string> {
  const code = newCode()
  const hours = request.hours ?? 24
  if (!(hours > 0 && hours <= 720)) throw new AppError('county-command-wrong', { reason: '有效时间应在 1 到 720 小时之间' })
  return database.transaction(async db => {
    const old = await replaced(db, request.replaces ?? '')
    const villages = [...new Set([...request.villages, ...old?.villages ?? []])]
    const account = request.account || old?.account || '', person = request.person || old?.person || ''
    if (villages.length === 0) throw new AppError('county-command-wrong', { reason: '没有写明村' })
    if (!account || !person) throw new AppError('county-command-wrong', { reason: '没有写明姓名和账号' })
    await demandVillages(db, villages)
    await sql`insert into account (account, person) values (${account}, ${person})
      on conflict (account) do update set person = excluded.person`.execute(db)
    await sql`insert into enrol_code (hash, account, villages, expires_at, replaces, role)
      values (${identity.codeHash(code)}, ${account}, ${villages}::text[], ${now + hours * 3_600_000}, ${request.replaces ?? ''}, ${request.role ?? old?.role ?? 'village'})`.execute(db)
    const [row] = await rowsOf(db, sql<{ pin: string }>`select pin from county`)
    return [code, row?.pin ?? ''].filter(Boolean).map(grouped).join('-')
  })
}

export async function demandVillages(db: Db, villages: readonly string[]): Promise<void> {
  const known = await rowsOf(db, sql<{ code: string }>`select code from village where code = any(${villages}::text[])`)
  const missing = villages.find(village => !known.some(row => row.code === village))
  if (missing !== undefined) throw new AppError('county-command-wrong', { reason: `没有编码为 ${missing} 的村，请先用 village add 添加` })
}

async function replaced(db: Db, device: string): Promise<{ villages: string[], account: string | null, person: string | null, role: Role } | undefined> {
  if (device === '') return undefined
  const [row] = await rowsOf(db, sql<{ villages: string[], account: string | null, person: string | null, role: Role }>`
    select villages, account, role, (select person from account a where a.account = device.account) as person from device where id = ${device} and public_key is not null`)
  if (!row) throw new AppError('county-command-wrong', { reason: `没有设备 ${device}` })
  return row
}

export async function enrol(database: Database, identity: Identity, kept: Receipt['kept'], asked: Enrol, address: string, now: number): Promise<Enrolled> {
  if (!isPublicKey(asked.publicKey)) throw new AppError('body-invalid', { reason: 'publicKey' })
  if (!/^[0-9A-Za-z_-]{8,40}$/.test(asked.device) || asked.device in {} || asked.device.startsWith('county-')) throw new AppError('body-invalid', { reason: 'device' })
  const enrolled = await database.transaction(async db => {
    const row = await usableCode(db, identity.codeHash(secretHalf(asked.code)), asked, address, now)
    if (!row) {
      await sql`insert into enrol_failure (at, address) values (${now}, ${address})`.execute(db)
      return undefined
    }
    await takeDevice(db, asked, row, now)
    await sql`update enrol_code set used_by = ${asked.device} where hash = ${row.hash}`.execute(db)
    const [account] = await rowsOf(db, sql<{ person: string }>`select person from account where account = ${row.account}`)
    const villages = await rowsOf(db, sql<{ code: string, name: string, last: number }>`
      select code, name, last from village where code = any(${row.villages}::text[]) order by code`)
    return {
      device: asked.device, account: row.account, person: account?.person ?? '', epoch: identity.epoch, kept, villages: [...villages],
      // A laptop of protocol 1 is answered in its own words.
      ...(asked.protocol >= 2 ? { role: row.role } : {}),
      county: { id: identity.id, name: identity.name, publicKey: identity.publicKey },
      ...(asked.protocol >= 2 ? { countyBoxKey: identity.boxKeys.publicKey } : {})
    }
  })
  // Thrown only here: inside the transaction it would roll back the note of the failure.
  if (!enrolled) throw new AppError('enrol-code-invalid')
  return enrolled
}

interface CodeRow { hash: string, account: string, villages: string[], replaces: string, role: Role }

async function usableCode(db: Db, hash: string, asked: Enrol, address: string, now: number): Promise<CodeRow | undefined> {
  await sql`delete from enrol_failure where at < ${now - WINDOW_MS}`.execute(db)
  const [failures] = await rowsOf(db, sql<{ everybody: number, near: number }>`
    select count(*)::int as everybody, (count(*) filter (where address = ${address}))::int as near from enrol_failure`)
  const [row] = await rowsOf(db, sql<CodeRow & { expires_at: number, tries: number, used_by: string | null, used_key: string | null }>`
    update enrol_code set tries = tries + 1 where hash = ${hash}
    returning hash, account, villages, replaces, role, expires_at, tries, used_by, (select public_key from device where id = used_by) as used_key`)
  if (!row || !failures || failures.near >= FAILURES.address || failures.everybody >= FAILURES.all) return undefined
  if (row.expires_at <= now || row.tries > TRIES_PER_CODE) return undefined
  const again = row.used_by === asked.device && row.used_key === asked.publicKey
  return row.used_by === null || again ? row : undefined
}

async function takeDevice(db: Db, asked: Enrol, code: CodeRow, now: number): Promise<void> {
  const holders = await rowsOf(db, sql<{ id: string, public_key: string | null }>`
    select id, public_key from device where id = ${asked.device} or public_key = ${asked.publicKey}`)
  if (holders.some(holder => holder.id !== asked.device || holder.public_key !== asked.publicKey)) throw new AppError('device-taken')
  // The same laptop enrolled anew replaces nobody: what it has not sent is still its own.
  const old = code.replaces === asked.device ? [] : await rowsOf(db, sql<{ accounts: string[] }>`
    update device set revoked_at = coalesce(revoked_at, ${now}), replaced_by = ${asked.device} where id = ${code.replaces} returning accounts`)
  const accounts = [...new Set([code.account, ...old.flatMap(row => row.accounts)])]
  await sql`insert into device (id, name, public_key, account, accounts, home, villages, enrolled_at, version, role)
    values (${asked.device}, ${plain(asked.name)}, ${asked.publicKey}, ${code.account}, ${accounts}::text[], ${code.villages[0] ?? ''}, ${code.villages}::text[], ${now}, ${plain(asked.version)}, ${code.role})
    on conflict (id) do update set name = excluded.name, account = excluded.account, villages = excluded.villages, revoked_at = null, replaced_by = '',
      version = excluded.version, role = excluded.role, accounts = array(select distinct unnest(device.accounts || excluded.accounts))`.execute(db)
}

/** PostgreSQL keeps no NUL in a text, and half a surrogate pair is no letter. */
export const plain = (text: string): string => text.replaceAll('\0', '').toWellFormed()
