/**
 * Taking changes into the log, each once. Village rows are locked in the order of their codes before numbers
 * are taken and stay locked until the commit, so whoever reads up to a village's last number has seen every
 * change below it. All SQL is by sets: its cost does not grow with a statement per change.
 */
import { sql } from 'kysely'
import type { Change, RecordState } from '#core/sync/change.ts'
import { applyChange } from '#core/sync/merge.ts'
import { registerOf } from '#core/registers/index.ts'
import type { ChangeVerdict } from '#core/sync/wire.ts'
import { rowsOf, type Db } from './database.ts'
import type { Device } from './devices.ts'
import { plain } from './enrolment.ts'
import { judge, type Reason, type Sent } from './judge.ts'
import { enterScope, leaveScope } from './scope.ts'

export interface Taken {
  /** For every change that is not simply accepted, in the order of numbers. */
  readonly verdicts: readonly ChangeVerdict[]
  /** What the county now has, in the log or set aside: what the receipt is about. */
  readonly kept: readonly Change[]
}

/** Inside the caller's transaction, which must hold the device's row. Leaves the county's own role in force. */
export async function takeChanges(db: Db, device: Device, raw: readonly unknown[], now: number): Promise<Taken> {
  if (raw.length === 0) return { verdicts: [], kept: [] }
  const verdicts: ChangeVerdict[] = []
  const say = (number: number, verdict: ChangeVerdict['verdict'], reason: Reason | 'no-number' | ''): void => { verdicts.push({ number, verdict, reason }) }
  const sent = raw.map(item => judge(item, device))
  const first = new Map<number, Sent>()
  const fresh: Sent[] = []
  const aside: Sent[] = []
  const arrived = await arrivals(db, device, sent.flatMap(item => (item ? [item.number] : [])))
  for (const item of sent) {
    if (!item) { say(0, 'refused', 'no-number'); continue }
    if (item.reason === 'other-device') { say(item.number, 'refused', item.reason); continue }
    const twin = first.get(item.number)
    const known = twin ?? arrived.get(item.number)
    if (!twin) first.set(item.number, item)
    if (!known) {
      if (item.reason === '') fresh.push(item)
      else { aside.push(item); say(item.number, 'quarantined', item.reason) }
    } else if (known.digest !== item.digest) {
      aside.push({ ...item, reason: 'number-reused' })
      say(item.number, 'quarantined', 'number-reused')
    } else if (known.reason !== '') say(item.number, 'quarantined', known.reason as Reason)
    else say(item.number, 'known', '')
  }
  fresh.sort((a, b) => a.number - b.number)
  await noteArrivals(db, device, [...fresh, ...aside.filter(item => item.reason !== 'number-reused')])
  await setAside(db, device, aside, now)
  if (fresh.length > 0) {
    await enterScope(db, device.villages)
    await log(db, fresh, now)
    await mergeInto(db, fresh.map(item => item.change))
    await leaveScope(db)
  }
  verdicts.sort((a, b) => a.number - b.number)
  return { verdicts, kept: [...first.values()].map(item => item.change) }
}

async function arrivals(db: Db, { home, id }: Device, numbers: readonly number[]): Promise<ReadonlyMap<number, { readonly digest: string, readonly reason: string }>> {
  const rows = await rowsOf(db, sql<{ number: number, digest: string, reason: string }>`
    select number, digest, reason from arrival where village = ${home} and device = ${id} and number = any(${numbers}::bigint[])`)
  return new Map(rows.map(row => [row.number, row]))
}

async function noteArrivals(db: Db, { home, id }: Device, items: readonly Sent[]): Promise<void> {
  if (items.length === 0) return
  await sql`insert into arrival (village, device, number, digest, reason)
    select ${home}, ${id}, * from unnest(${items.map(item => item.number)}::bigint[], ${items.map(item => item.digest)}::text[], ${items.map(item => item.reason)}::text[])`.execute(db)
}

async function setAside(db: Db, { home, id }: Device, items: readonly Sent[], now: number): Promise<void> {
  if (items.length === 0) return
  await sql`insert into quarantine (village, device, number, digest, reason, body, received_at)
    select ${home}, ${id}, *, ${now}::bigint from unnest(${items.map(item => item.number)}::bigint[], ${items.map(item => item.digest)}::text[],
      ${items.map(item => item.reason)}::text[], ${items.map(item => item.body)}::text[])
    on conflict do nothing`.execute(db)
}

async function log(db: Db, fresh: readonly Sent[], now: number): Promise<void> {
  const villages = [...new Set(fresh.map(item => item.change.village))]
  const rows = await rowsOf(db, sql<{ code: string, last: number }>`
    select code, last from village where code = any(${villages}::text[]) order by code for update`)
  const last = new Map(rows.map(row => [row.code, row.last]))
  const numbers = fresh.map(({ change: { village } }) => {
    const number = last.get(village)! + 1
    last.set(village, number)
    return number
  })
  await sql`update village set last = taken.last from unnest(${[...last.keys()]}::text[], ${[...last.values()]}::bigint[]) as taken(code, last)
    where village.code = taken.code`.execute(db)
  const column = (pick: (change: Change) => string | number): (string | number)[] => fresh.map(item => pick(item.change))
  await sql`insert into change (village, number, device, device_number, register, record, body, received_at)
    select *, ${now}::bigint from unnest(${column(c => c.village)}::text[], ${numbers}::bigint[], ${column(c => c.device)}::text[], ${column(c => c.number)}::bigint[],
      ${column(c => c.register)}::text[], ${column(c => c.record)}::text[], ${fresh.map(item => item.body)}::text[])`.execute(db)
}

const keyOf = (village: string, register: string, id: string): string => `${village}\n${register}\n${id}`

/** The village's lock is held: nobody else writes these records meanwhile. */
async function mergeInto(db: Db, changes: readonly Change[]): Promise<void> {
  const records = new Map<string, RecordState | undefined>()
  for (const change of changes) records.set(keyOf(change.village, change.register, change.record), undefined)
  const keys = [...records.keys()].map(key => key.split('\n'))
  const standing = await rowsOf(db, sql<{ state: string }>`
    select state from record join unnest(${keys.map(key => key[0])}::text[], ${keys.map(key => key[1])}::text[], ${keys.map(key => key[2])}::text[])
      as wanted(village, register, id) using (village, register, id)`)
  for (const { state } of standing) {
    const record = JSON.parse(state) as RecordState
    records.set(keyOf(record.village, record.register, record.id), record)
  }
  const changed = new Set<string>()
  for (const change of changes) {
    const key = keyOf(change.village, change.register, change.record)
    const before = records.get(key)
    const after = applyChange(before, change)
    if (after !== before) changed.add(key)
    records.set(key, after)
  }
  const after = [...changed].map(key => records.get(key)!)
  await sql`insert into record (village, register, id, household, state)
    select * from unnest(${after.map(r => r.village)}::text[], ${after.map(r => r.register)}::text[], ${after.map(r => r.id)}::text[],
      ${after.map(householdOf)}::text[], ${after.map(record => JSON.stringify(record))}::text[])
    on conflict (village, register, id) do update set household = excluded.household, state = excluded.state`.execute(db)
}

/** The owning household, '' for what belongs to none. A ledger this version does not know calls it `household` like the others. */
function householdOf(record: RecordState): string {
  if (record.register === 'household') return record.id
  const owner = record.values[registerOf(record.register)?.household ?? 'household']
  return typeof owner === 'string' ? plain(owner) : ''
}
