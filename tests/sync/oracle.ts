/**
 * What must be, known without the merge code: who had which answers on the screen when they wrote, what was
 * confirmed to a person, what the county said to whom. It never calls what it judges; from the county's log it takes
 * only who wrote what, when and in which order.
 */
import type { Exchange, ExchangeAnswer } from '#core/sync/wire.ts'
import type { AsideRow, LogRow } from './county-real.ts'
import { placeOf, type Id, type View } from './simulate-laptop.ts'

export class Wrong extends Error {
  /** Which promise it is, the same however long the script is. */
  readonly what: string
  constructor(what: string, detail: string) {
    super(`${what}: ${detail}`)
    this.what = what
  }
}

interface Body { readonly device: string; readonly number: number; readonly village: string; readonly register: string; readonly record: string; readonly stamp: string; readonly fields: Readonly<Record<string, unknown>> }
interface Page { readonly device: string; readonly village: string; readonly from: number; readonly to: number; readonly ids: readonly Id[] }
export interface Typed { readonly device: string; readonly register: string; readonly record: string; readonly field: string; readonly value: string }

const idOf = ({ device, number }: { readonly device: string; readonly number: number }): Id => `${device}#${number}`
const bodyOf = (text: string): Body => JSON.parse(text) as Body
/** The county itself writes where a household lives. */
const COUNTY_FIELD = 'movedTo'

export class Oracle {
  readonly #over = new Map<Id, View>()
  readonly #confirmed = new Set<Id>()
  readonly #typed: Typed[] = []
  #pages: Page[] = []
  #restored = false
  /** Everything of a device the county ever had. */
  readonly had = new Map<string, Set<number>>()

  /** These changes were made in view of this. */
  wrote(device: string, numbers: readonly number[], view: View, confirmed: boolean): void {
    for (const number of numbers) {
      this.#over.set(idOf({ device, number }), view)
      if (confirmed) this.#confirmed.add(idOf({ device, number }))
    }
  }
  typed(typed: Typed): void {
    this.#typed.push(typed)
  }
  get confirmed(): number {
    return this.#confirmed.size
  }

  /** What the county has of a device right now. */
  hears(device: string, numbers: Iterable<number>): void {
    const had = this.had.get(device) ?? new Set()
    for (const number of numbers) had.add(number)
    this.had.set(device, had)
  }

  /** The county's word to a laptop, whether it arrives or not. `has`: what stands in its tables now. */
  said(device: string, asked: Exchange, answer: ExchangeAnswer, has: ReadonlySet<number>): void {
    for (const [village, page] of Object.entries(answer.feed)) {
      const from = asked.cursors[village] ?? 0
      this.#pages.push({ device, village, from, to: page.cursor, ids: page.changes.map(idOf) })
    }
    const { receipt } = answer
    if (!receipt) return
    const numbers = receipt.numbers.flatMap(([a, b]) => Array.from({ length: b - a + 1 }, (_, i) => a + i))
    const sent = new Set(asked.changes.map(change => change.number))
    for (const number of numbers) {
      if (!has.has(number)) throw new Wrong('receipt', `${device} has a receipt for ${number}, which the county does not have`)
      if (!sent.has(number)) throw new Wrong('receipt', `${device} has a receipt for ${number}, which it did not send`)
    }
  }

  /** No laptop believes more to be at the county than ever was. */
  believes(device: string, numbers: readonly number[], unsent: number): void {
    const had = this.had.get(device) ?? new Set()
    const never = numbers.filter(number => !had.has(number))
    if (unsent < never.length) throw new Wrong('believed', `${device} waits with ${unsent} changes, but ${never.length} never reached the county: ${never.slice(0, 5).join()}`)
  }

  /** Whoever read from one cursor to another was shown every change between them, whatever was logged since. Call before a restore too. */
  checkFeeds(log: readonly LogRow[]): void {
    const logs = new Map<string, LogRow[]>()
    for (const row of log) {
      const rows = logs.get(row.village)
      if (rows) rows.push(row)
      else logs.set(row.village, [row])
    }
    for (const [village, rows] of logs) {
      rows.sort((a, b) => a.number - b.number)
      const seen = new Set<Id>()
      rows.forEach(({ number, device, device_number }, i) => {
        if (number !== i + 1) throw new Wrong('log', `${village} has no change ${i + 1}`)
        const id = idOf({ device, number: device_number })
        if (seen.has(id)) throw new Wrong('once', `${id} stands twice in ${village}`)
        seen.add(id)
      })
    }
    for (const { device, village, from, to, ids } of this.#pages) {
      // A laptop that has not heard of the restore yet asks from where it stood before.
      if (!this.#restored && to < from && from <= (logs.get(village)?.length ?? 0)) throw new Wrong('feed', `${device}'s cursor of ${village} went from ${from} back to ${to}`)
      const due = (logs.get(village) ?? []).slice(from, Math.max(from, to)).filter(row => row.device !== device).map(row => idOf({ device: row.device, number: row.device_number }))
      if (due.join() !== ids.join()) throw new Wrong('feed', `${device} read ${village} from ${from} to ${to} and was shown [${ids.join()}] instead of [${due.join()}]`)
    }
  }
  /** The county begins another epoch: what was read before is no promise any more. */
  newEpoch(): void {
    this.#pages = []
    this.#restored = true
  }

  /** Nothing confirmed is missing, and it says what was typed. */
  checkKept(log: readonly LogRow[], aside: readonly AsideRow[]): void {
    const kept = new Set([...log.map(row => idOf({ device: row.device, number: row.device_number })), ...aside.map(idOf)])
    for (const id of this.#confirmed) if (!kept.has(id)) throw new Wrong('lost', `${id} was confirmed and is nowhere at the county`)
    for (const row of log) if (!this.#over.has(idOf({ device: row.device, number: row.device_number })) && !row.device.startsWith('county-')) throw new Wrong('unknown', `${row.device}#${row.device_number} was never written`)
    const values = new Set([...log, ...aside].map(({ body }) => bodyOf(body)).flatMap(({ device, register, record, fields }) => Object.entries(fields).map(([field, value]) => `${device} ${placeOf(register, record, field)} ${String(value)}`)))
    for (const { device, register, record, field, value } of this.#typed)
      if (!values.has(`${device} ${placeOf(register, record, field)} ${value}`)) throw new Wrong('lost', `${value} was confirmed and no change at the county holds it`)
  }

  /** Whoever saw a change wrote after it, whatever the clocks said. */
  checkClocks(log: readonly LogRow[]): void {
    const bodies = new Map(log.map(({ body }) => bodyOf(body)).map(body => [idOf(body), body]))
    for (const [id, body] of bodies) for (const field of Object.keys(body.fields)) {
      for (const seen of this.#over.get(id)?.get(placeOf(body.register, body.record, field)) ?? []) {
        const before = bodies.get(seen.id)
        if (before && seen.id !== id && before.stamp >= body.stamp) throw new Wrong('clock', `${id} (${body.stamp}) was written after ${seen.id} (${before.stamp})`)
      }
    }
  }

  /** The answers that stand, the shown one first, when these changes are known. */
  standing(bodies: Iterable<Body>): View {
    const known = new Map<Id, Body>()
    for (const body of bodies) known.set(idOf(body), body)
    const places = new Map<string, Body[]>()
    for (const body of known.values()) for (const field of Object.keys(body.fields)) {
      const place = placeOf(body.register, body.record, field)
      const writes = places.get(place)
      if (writes) writes.push(body)
      else places.set(place, [body])
    }
    const view = new Map<string, { id: Id; value: unknown }[]>()
    for (const [place, writes] of places) {
      const field = place.slice(place.lastIndexOf('.') + 1)
      if (field === COUNTY_FIELD) continue
      const replaced = new Set(writes.flatMap(write => [...(this.#over.get(idOf(write))?.get(place) ?? [])].map(seen => seen.id).filter(id => id !== idOf(write))))
      // Whatever it had in view, a laptop has always seen its own.
      const last = new Map<string, number>()
      for (const { device, number } of writes) last.set(device, Math.max(number, last.get(device) ?? 0))
      const left = writes.filter(write => !replaced.has(idOf(write)) && last.get(write.device) === write.number)
      left.sort((a, b) => (a.stamp !== b.stamp ? (a.stamp < b.stamp ? 1 : -1) : a.device !== b.device ? (a.device < b.device ? 1 : -1) : b.number - a.number))
      view.set(place, left.map(write => ({ id: idOf(write), value: write.fields[field] })))
    }
    return view
  }

  /** Where a record lives, by the county's own changes. */
  static homes(log: readonly LogRow[]): ReadonlyMap<string, string> {
    const homes = new Map<string, { readonly home: string; readonly stamp: string }>()
    for (const { body } of log) {
      const { register, record, village, stamp, fields } = bodyOf(body)
      const key = `${register}/${record}`
      const to = fields[COUNTY_FIELD]
      if (typeof to === 'string' && (homes.get(key)?.stamp ?? '') <= stamp) homes.set(key, { home: to, stamp })
      else if (!homes.has(key)) homes.set(key, { home: village, stamp: '' })
    }
    return new Map([...homes].map(([key, { home }]) => [key, home]))
  }
}

/** Throws where a screen shows something else than it should. `about`: places that are compared. */
export function compareViews(who: string, shown: View, due: View, about: (place: string) => boolean): void {
  for (const place of new Set([...shown.keys(), ...due.keys()])) {
    if (place.endsWith(`.${COUNTY_FIELD}`) || !about(place)) continue
    const text = (view: View): string => (view.get(place) ?? []).map(({ id, value }) => `${id}=${String(value)}`).join(' | ')
    if (text(shown) !== text(due)) throw new Wrong('shown', `${who} shows ${place} as [${text(shown)}] instead of [${text(due)}]`)
  }
}

export type { Body }
export const bodiesOf = (log: readonly LogRow[]): Body[] => log.map(({ body }) => bodyOf(body))
