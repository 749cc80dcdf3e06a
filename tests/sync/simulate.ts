/**
 * Several laptops and a county in one process, driven by a seed: edits, rounds, lost requests, lost answers,
 * duplicated answers, kills between any two steps, emptied databases, skewed clocks. Nothing of it uses merge code to
 * know what is right: the oracle keeps its own book of who had seen what when they wrote.
 */
import { IDBFactory } from 'fake-indexeddb'
import { AppError } from '#core/error.ts'
import type { Exchange } from '#core/sync/wire.ts'
import { newLaptop, VILLAGE, type Laptop } from '../db/laptop.ts'
import { copyOf, countyCopy } from './copies.ts'
import { testCounty, type TestCounty } from './county.ts'

export type Dice = (below: number) => number

/** mulberry32 */
export function dice(seed: number): Dice {
  let state = seed >>> 0
  return below => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

/** What was typed: a value of its own, so that a copy tells exactly whose write it holds, and what it replaced. */
interface Typed { readonly value: string; readonly record: string; readonly field: string; readonly over: ReadonlySet<string> }

export interface Outcome {
  readonly copies: readonly (readonly string[])[]
  readonly county: readonly string[]
  /** Field → values that stand, as the copies say and as they must be. */
  readonly standing: Readonly<Record<string, readonly string[]>>
  readonly expected: Readonly<Record<string, readonly string[]>>
  readonly confirmed: number
  readonly lost: readonly string[]
  readonly unsent: number
  readonly kills: number
}

const RECORDS = ['house-0001', 'house-0002', 'house-0003'] as const
const FIELDS = ['note', 'address', 'villagerGroup'] as const
const FAULTS = 9

export async function simulate(seed: number, laptops: number, steps: number): Promise<Outcome> {
  const roll = dice(seed)
  const county = testCounty()
  county.kept = roll(2) === 0 ? 'durable' : 'trial'
  county.feedPage = 1 + roll(6)
  const fleet = await Promise.all(Array.from({ length: laptops }, (_, i) => join(county, `laptop-${i}-${seed}`, roll)))
  const typed = new Map<string, Typed>()
  const maybe = new Set<string>()
  let kills = 0
  let serial = 0

  for (let step = 0; step < steps; step++) {
    const laptop = fleet[roll(laptops)]!
    laptop.clock += roll(5000)
    const act = roll(10)
    if (act < 5) await type(laptop)
    else if (act < 9) await sync(laptop)
    else await die(laptop)
  }
  for (const laptop of fleet) { laptop.host.county = county.road(laptop.device); laptop.host.before = () => undefined; laptop.beforeCommit = () => undefined; await laptop.start().catch(() => undefined) }
  for (let turn = 0; turn < 3; turn++) for (const laptop of fleet) await laptop.book.sync()

  const copies = await Promise.all(fleet.map(copyOf))
  const present = await standingIn(fleet[0]!)
  return {
    copies, county: countyCopy(county), standing: present, expected: oracle([...typed.values()], new Set(Object.values(present).flat()), maybe),
    confirmed: typed.size, lost: lostAt(county, [...typed.keys()].filter(value => !maybe.has(value))),
    unsent: (await Promise.all(fleet.map(async laptop => (await laptop.book.status()).unsent))).reduce((a, b) => a + b), kills
  }

  async function type(laptop: Laptop): Promise<void> {
    const record = RECORDS[roll(RECORDS.length)]!
    const field = FIELDS[roll(FIELDS.length)]!
    const value = `${laptop.device}:${++serial}`
    const over = await seenBy(laptop, record, field)
    const fault = roll(FAULTS)
    if (fault === 0) laptop.beforeCommit = () => laptop.kill()
    if (fault === 1) laptop.host.before = name => { if (name === 'journal:append') throw new AppError('journal-write-failed', { reason: 'test' }) }
    const entry: Typed = { value, record, field, over }
    try {
      await laptop.book.write([{ register: 'household', record, fields: { [field]: value } }], { kind: 'edit' }, VILLAGE)
      typed.set(value, entry)
    } catch {
      // Not confirmed to the person: it may be there or not, but nothing confirmed may be gone.
      typed.set(value, entry)
      maybe.add(value)
    }
    laptop.host.before = () => undefined
    laptop.beforeCommit = () => undefined
    if (fault === 0) { kills++; await laptop.start() }
  }

  async function sync(laptop: Laptop): Promise<void> {
    const road = county.road(laptop.device)
    const fault = roll(FAULTS)
    let left = roll(4)
    const lose = (): never => { throw new AppError('county-unreachable', { host: '' }) }
    const exchange = async (asked: Exchange): Promise<Awaited<ReturnType<typeof road.exchange>>> => {
      const hit = left-- <= 0
      if (fault === 0 && hit) lose()
      const answer = await road.exchange(asked)
      if (fault === 1 && hit) lose()
      if (fault === 2) return road.exchange(asked)
      return answer
    }
    laptop.host.county = { ...road, exchange }
    if (fault === 3) laptop.beforeCommit = () => { if (left-- <= 0) laptop.kill() }
    if (fault === 4) laptop.host.before = name => { if (name.startsWith('county:') && left-- <= 0) laptop.kill() }
    if (fault === 5) laptop.host.before = name => { if (name === 'journal:confirm') laptop.kill() }
    await laptop.book.sync().catch(() => undefined)
    laptop.host.before = () => undefined
    laptop.beforeCommit = () => undefined
    if (fault >= 3 && fault <= 5) { kills++; laptop.kill(); await laptop.start() }
  }

  async function die(laptop: Laptop): Promise<void> {
    kills++
    laptop.kill()
    // Chromium brings a damaged database back empty; sometimes the copies are gone too.
    const damage = roll(4)
    if (damage < 2) laptop.indexedDB = new IDBFactory() as unknown as IDBFactory
    if (damage < 1) laptop.host.backups = []
    await laptop.start()
  }
}

async function join(county: TestCounty, device: string, roll: Dice): Promise<Laptop> {
  const laptop = newLaptop(device)
  laptop.host.enrolled = county.enrol(device, [VILLAGE])
  laptop.host.county = county.road(device)
  // One may stand at 1970, another a month ahead.
  laptop.clock = [0, Date.UTC(2026, 3, 1), Date.UTC(2026, 4, 1)][roll(3)]!
  await laptop.start()
  return laptop
}

const placeOf = (record: string, field: string): string => `${record}.${field}`

/** Values of a field on this laptop's screen: the shown one and its rivals. */
async function seenBy(laptop: Laptop, record: string, field: string): Promise<Set<string>> {
  const file = await laptop.book.household(record).catch(() => null)
  const shown = file?.household.values[field]
  const rivals = file?.household.rivals[field] ?? []
  return new Set([...(typeof shown === 'string' ? [shown] : []), ...rivals.map(head => String(head.value))])
}

async function standingIn(laptop: Laptop): Promise<Record<string, readonly string[]>> {
  const standing: Record<string, readonly string[]> = {}
  for (const record of RECORDS) for (const field of FIELDS) {
    const values = [...await seenBy(laptop, record, field)].sort()
    if (values.length > 0) standing[placeOf(record, field)] = values
  }
  return standing
}

/** A value stands until a write by someone who had it in view; what was replaced stays replaced. */
function oracle(typed: readonly Typed[], present: ReadonlySet<string>, maybe: ReadonlySet<string>): Record<string, readonly string[]> {
  // An unconfirmed write counts when it left a trace: it stands, or something written over it does.
  const real = typed.filter(({ value }) => !maybe.has(value) || present.has(value) || typed.some(other => other.over.has(value)))
  const replaced = new Set(real.flatMap(({ over }) => [...over]))
  const standing: Record<string, string[]> = {}
  for (const { value, record, field } of real) if (!replaced.has(value)) (standing[placeOf(record, field)] ??= []).push(value)
  return Object.fromEntries(Object.entries(standing).map(([place, values]) => [place, values.sort()]))
}

/** Values confirmed to a person that no log of the county holds. */
function lostAt(county: TestCounty, values: readonly string[]): string[] {
  const logged = new Set([...county.log.values()].flat().flatMap(change => Object.values(change.fields)))
  return values.filter(value => !logged.has(value))
}
