/**
 * Taking changes in, each once: into its village's log, or set aside with a reason. What has come from a device
 * is remembered by its own numbers, so that a batch may be sent again after any cut.
 */
import { sql } from 'kysely'
import type { ChangeVerdict } from '#core/sync/wire.ts'
import { rowsOf, type Db } from './database.ts'
import type { Device } from './devices.ts'
import { judge, type Reason, type Sent } from './judge.ts'
import { judgeProcedure } from './procedure.ts'
import { logChanges } from './village-log.ts'

export interface Taken {
  /** For every change that is not simply accepted, in the order of numbers. */
  readonly verdicts: readonly ChangeVerdict[]
  /** What the county now has, in the log or set aside: what the receipt is about. */
  readonly kept: readonly Sent[]
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
  const good: Sent[] = []
  const notAllowed = await judgeProcedure(db, device, fresh, now)
  for (const item of fresh) {
    const reason = notAllowed.get(item.number)
    if (reason === undefined) good.push(item)
    else { aside.push({ ...item, reason }); say(item.number, 'quarantined', reason) }
  }
  await noteArrivals(db, device, [...good, ...aside.filter(item => item.reason !== 'number-reused')])
  await setAside(db, device, aside, now)
  await logChanges(db, good, now)
  verdicts.sort((a, b) => a.number - b.number)
  return { verdicts, kept: [...first.values()] }
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
