/**
 * What the people who run the county may do. One table of verbs: `county.ts` carries them out, the command line
 * asks for them, directly or through the running server (admin.ts).
 */
import { createHash } from 'node:crypto'
import * as z from 'zod'
import { sql } from 'kysely'
import { AppError } from '#core/error.ts'
import type { RecordState } from '#core/sync/change.ts'
import { copyText } from '#core/sync/digest.ts'
import { rowsOf, type Database } from './database.ts'
import { issueCode, plain } from './enrolment.ts'
import { newEpoch, type Identity } from './identity.ts'
import { seedPractice } from './practice.ts'

const Text = z.string().min(1).max(60)

export const consoleCalls = {
  addVillage: z.object({ code: z.string(), name: Text }),
  issueCode: z.object({ villages: z.array(z.string()).max(50), person: Text, account: Text, hours: z.number().optional() }),
  devices: z.object({}),
  status: z.object({}),
  copies: z.object({}),
  revoke: z.object({ device: z.string() }),
  practice: z.object({}),
  renewEpoch: z.object({})
} as const

export type ConsoleCall = keyof typeof consoleCalls

export interface DeviceLine {
  readonly id: string, readonly name: string, readonly account: string, readonly person: string, readonly villages: readonly string[]
  readonly revoked: boolean, readonly seenAt: number | null, readonly unsent: number, readonly version: string
  readonly clockOffset: number, readonly refusals: number, readonly highest: number
}

export interface CountyStatus {
  readonly county: string, readonly name: string, readonly epoch: string
  readonly engine: Database['engine'], readonly kept: Database['kept']
  readonly villages: readonly { readonly code: string, readonly name: string, readonly last: number, readonly records: number }[]
  readonly devices: number, readonly quarantined: number, readonly wrongCodes: number
}

export interface VillageCopy { readonly code: string, readonly name: string, readonly records: number, readonly digest: string }

export interface Console {
  addVillage(input: { readonly code: string, readonly name: string }): Promise<null>
  issueCode(input: z.infer<typeof consoleCalls.issueCode>): Promise<string>
  devices(): Promise<readonly DeviceLine[]>
  status(): Promise<CountyStatus>
  /** 核对: the digest of each village's merged records, as a laptop's page 同步与备份 shows its own. Reads every record. */
  copies(): Promise<readonly VillageCopy[]>
  revoke(input: { readonly device: string }): Promise<null>
  /** Loads the practice village once; the number of its changes, 0 where none is shipped. */
  practice(): Promise<number>
  /** After a restore from a backup: laptops then send again what the restored store lacks. Takes effect at the next start. */
  renewEpoch(): Promise<null>
}

export function openConsole(database: Database, identity: Identity, now: () => number): Console {
  return {
    async addVillage({ code, name }) {
      if (!/^[0-9A-Za-z-]{6,20}$/.test(code)) throw new AppError('county-command-wrong', { reason: `村编码“${code}”应为 12 位区划代码` })
      await database.transaction(db => sql`insert into village (code, name) values (${code}, ${plain(name)}) on conflict (code) do update set name = excluded.name`.execute(db))
      return null
    },
    issueCode: input => issueCode(database, identity, input, now()),
    devices: () => database.transaction(db => rowsOf(db, sql<DeviceLine>`
      select d.id, d.name, coalesce(d.account, '') as account, coalesce(a.person, '') as person, d.villages, d.revoked_at is not null as revoked,
        d.seen_at as "seenAt", d.unsent, d.version, d.clock_offset as "clockOffset", d.refusals,
        coalesce((select max(number) from arrival where village = d.home and device = d.id), 0) as highest
      from device d left join account a using (account) order by d.enrolled_at, d.id`)),
    status: () => database.transaction(async db => {
      const villages = await rowsOf(db, sql<{ code: string, name: string, last: number, records: number }>`
        select code, name, last, (select count(*) from record where village = code)::int as records from village order by code`)
      const [counts] = await rowsOf(db, sql<{ devices: number, quarantined: number, wrongCodes: number }>`
        select (select count(*) from device where revoked_at is null)::int as devices, (select count(*) from quarantine where outcome = '')::int as quarantined,
          (select count(*) from enrol_failure)::int as "wrongCodes"`)
      return { county: identity.id, name: identity.name, epoch: identity.epoch, engine: database.engine, kept: database.kept, villages, ...counts! }
    }),
    copies: () => copiesOf(database),
    async revoke({ device }) {
      const found = await database.transaction(db => rowsOf(db, sql`update device set revoked_at = coalesce(revoked_at, ${now()}) where id = ${device} returning 1`))
      if (found.length === 0) throw new AppError('county-command-wrong', { reason: `没有设备 ${device}` })
      return null
    },
    practice: () => seedPractice(database, now()),
    async renewEpoch() {
      await database.transaction(newEpoch)
      return null
    }
  }
}

/** One village at a time: a county does not fit in memory. */
async function copiesOf(database: Database): Promise<readonly VillageCopy[]> {
  const villages = await database.transaction(db => rowsOf(db, sql<{ code: string, name: string }>`select code, name from village order by code`))
  const copies: VillageCopy[] = []
  for (const village of villages) {
    const rows = await database.transaction(db => rowsOf(db, sql<{ state: string }>`select state from record where village = ${village.code}`))
    const text = copyText(rows.map(row => JSON.parse(row.state) as RecordState))
    copies.push({ ...village, records: rows.length, digest: createHash('sha256').update(text).digest('hex') })
  }
  return copies
}

/** `input` comes from a command line or over the loopback: parsed here, once. */
export async function callConsole(console: Console, call: ConsoleCall, input: unknown): Promise<unknown> {
  const parsed = consoleCalls[call].safeParse(input)
  if (!parsed.success) throw new AppError('county-command-wrong', { reason: String(parsed.error.issues[0]?.path[0] ?? call) })
  const verb = console[call] as (input: unknown) => Promise<unknown>
  return verb(parsed.data)
}
