/**
 * What the people who run the county may do. One table of verbs: `county.ts` carries them out, the command line
 * asks for them, directly or through the running server (admin.ts).
 */
import { createHash } from 'node:crypto'
import * as z from 'zod'
import { sql } from 'kysely'
import { AppError } from '#core/error.ts'
import type { Role } from '#core/procedure/index.ts'
import { ProcedureRole } from '#core/sync/wire.ts'
import type { RecordState } from '#core/sync/change.ts'
import { copyText } from '#core/sync/digest.ts'
import { homeOf } from '#core/sync/home.ts'
import { rowsOf, type Database } from './database.ts'
import { demandVillages, issueCode, plain } from './enrolment.ts'
import { newEpoch, type Identity } from './identity.ts'
import { moveHousehold, type Move } from './moves.ts'
import { packageCalls, packageConsole, type PackageConsole } from './packages-console.ts'
import type { Packages } from './packages.ts'
import { HolidayCall, publishHolidays, publishStandard, StandardCall, type HolidayInput, type StandardInput } from './published.ts'
import { seedPractice } from './practice.ts'
import { listAside, reject, release, type AsideLine, type Decision, type Left } from './quarantine.ts'
import { receiptsOf, type Delivery } from './receipts.ts'

const Text = z.string().min(1).max(60)
const Reviewed = z.object({ device: z.string(), number: z.int().min(1).optional(), note: z.string().max(200).optional() })

export const consoleCalls = {
  addVillage: z.object({ code: z.string(), name: Text }),
  issueCode: z.object({ villages: z.array(z.string()).max(50), person: z.string().max(60), account: z.string().max(60), hours: z.number().optional(), role: ProcedureRole.optional(), replaces: z.string().max(40).optional() }),
  devices: z.object({}),
  status: z.object({}),
  copies: z.object({}),
  revoke: z.object({ device: z.string() }),
  grant: z.object({ device: z.string(), villages: z.array(z.string()).max(50).optional(), role: ProcedureRole.optional() }),
  standard: StandardCall,
  holiday: HolidayCall,
  aside: z.object({ device: z.string().optional(), all: z.boolean().optional() }),
  release: Reviewed,
  reject: Reviewed,
  move: z.object({ household: z.string().min(1).max(60), from: z.string(), to: z.string() }),
  receipts: z.object({ device: z.string(), from: z.number().optional(), to: z.number().optional() }),
  practice: z.object({}),
  renewEpoch: z.object({}),
  ...packageCalls
} as const

export type ConsoleCall = keyof typeof consoleCalls

export interface DeviceLine {
  readonly id: string, readonly name: string, readonly account: string, readonly person: string, readonly villages: readonly string[], readonly role: Role
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

export interface Console extends PackageConsole {
  addVillage(input: { readonly code: string, readonly name: string }): Promise<null>
  issueCode(input: z.infer<typeof consoleCalls.issueCode>): Promise<string>
  devices(): Promise<readonly DeviceLine[]>
  status(): Promise<CountyStatus>
  /** 核对: the digest of each village's merged records, as a laptop's page 同步与备份 shows its own. Reads every record. */
  copies(): Promise<readonly VillageCopy[]>
  revoke(input: { readonly device: string }): Promise<null>
  /** The villages a device may see and write from now on; what it wrote for others is set aside when it comes. */
  grant(input: { readonly device: string, readonly villages?: readonly string[], readonly role?: Role }): Promise<null>
  /** A figure the rules go by, into the log of every village it holds for; how many villages. */
  standard(input: StandardInput): Promise<number>
  /** Days of a year's holidays or working weekends, into every village's log; how many villages. */
  holiday(input: HolidayInput): Promise<number>
  /** Set-aside changes: of one device or all; what waits, or all there ever were. */
  aside(input: { readonly device?: string, readonly all?: boolean }): Promise<readonly AsideLine[]>
  /** Into the village's log after all; without a number everything of the device that waits. */
  release(input: Decision): Promise<{ readonly released: number, readonly left: readonly Left[] }>
  /** Kept out of the log, and kept. */
  reject(input: Decision): Promise<number>
  /** How many records went along. */
  move(input: Move): Promise<number>
  /** 交割单: what a device has handed over, in the county's own words. */
  receipts(input: { readonly device: string, readonly from?: number, readonly to?: number }): Promise<Delivery>
  /** Loads the practice village once; the number of its changes, 0 where none is shipped. */
  practice(): Promise<number>
  /** After a restore from a backup: laptops then send again what the restored store lacks. Takes effect at the next start. */
  renewEpoch(): Promise<null>
}

export function openConsole(database: Database, identity: Identity, now: () => number, packages: Packages): Console {
  return {
    ...packageConsole(packages, now),
    async addVillage({ code, name }) {
      if (!/^[0-9A-Za-z-]{6,20}$/.test(code)) throw new AppError('county-command-wrong', { reason: `村编码“${code}”应为 12 位区划代码` })
      await database.transaction(db => sql`insert into village (code, name) values (${code}, ${plain(name)}) on conflict (code) do update set name = excluded.name`.execute(db))
      return null
    },
    issueCode: input => issueCode(database, identity, input, now()),
    devices: () => database.transaction(db => rowsOf(db, sql<DeviceLine>`
      select d.id, d.name, coalesce(d.account, '') as account, coalesce(a.person, '') as person, d.villages, d.role, d.revoked_at is not null as revoked,
        d.seen_at as "seenAt", d.unsent, d.version, d.clock_offset as "clockOffset", d.refusals,
        coalesce((select max(number) from arrival where village = d.home and device = d.id), 0) as highest
      from device d left join account a using (account) order by d.enrolled_at, d.id`)),
    status: () => database.transaction(async db => {
      const villages = await rowsOf(db, sql<{ code: string, name: string, last: number, records: number }>`
        select code, name, last, (select count(*) from record where village = code and home = '')::int as records from village order by code`)
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
    async grant({ device, villages, role }) {
      const granted = villages && [...new Set(villages)]
      await database.transaction(async db => {
        if (granted) await demandVillages(db, granted)
        const found = await rowsOf(db, sql`update device set villages = coalesce(${granted ?? null}::text[], villages), role = coalesce(${role ?? null}::text, role) where id = ${device} returning 1`)
        if (found.length === 0) throw new AppError('county-command-wrong', { reason: `没有设备 ${device}` })
      })
      return null
    },
    standard: input => publishStandard(database, input, now()),
    holiday: input => publishHolidays(database, input, now()),
    aside: input => listAside(database, input),
    release: input => release(database, input, now()),
    reject: input => reject(database, input, now()),
    move: input => moveHousehold(database, input, now()),
    receipts: input => receiptsOf(database, identity, input, now()),
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
    // What has moved away stays in the rows for its history, and counts where it lives now.
    const records = rows.map(row => JSON.parse(row.state) as RecordState).filter(record => homeOf(record) === village.code)
    const text = copyText(records)
    copies.push({ ...village, records: records.length, digest: createHash('sha256').update(text).digest('hex') })
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
