/**
 * A change is the unit that travels: some fields of one record, set by one person at one moment.
 * `saw` is what makes it mergeable: for each field, which changes its writer had in view. Whoever
 * writes a change must take `saw` from the record state as it stood on the screen, not from a later one:
 * claiming to have seen a value means overwriting it without a conflict.
 */
import * as z from 'zod'

/** What a field holds. Amounts are whole 分; dates are 'YYYY-MM-DD'; months 'YYYY-MM'; codes are code strings. */
export const Value = z.union([z.string().max(60_000), z.number(), z.boolean(), z.null(), z.array(z.string().max(200)).max(50)])
export type Value = z.infer<typeof Value>

/** Hybrid logical clock as text that sorts: 9 base-36 digits of milliseconds, 4 of counter. Made by clock.ts only. */
export const Stamp = z.string().regex(/^[0-9a-z]{13}$/)
export type Stamp = z.infer<typeof Stamp>

/** For one field: per device, the highest change number whose write to this field is seen or overwritten. */
export const Context = z.record(z.string().max(40), z.int().min(1))
export type Context = z.infer<typeof Context>

/**
 * Where a change came from, for the timeline. `ref` is the record id of the visit, import, life event or
 * paper sheet. A kind this version does not know is kept and passed on, so the list is not closed.
 */
export const ORIGINS = ['visit', 'import', 'edit', 'ledger', 'life', 'paper', 'undo', 'decision', 'county', 'procedure', 'clue'] as const
export type OriginKind = (typeof ORIGINS)[number]
export const Origin = z.object({ kind: z.string().regex(/^[a-z]{1,20}$/), ref: z.string().max(40).optional() })
export type Origin = z.infer<typeof Origin>

export const Change = z.object({
  /** Who made it: the enrolled device; before enrolment a self-made id that the county takes over. */
  device: z.string().min(8).max(40),
  /** 1, 2, 3 … per device without gaps; (device, number) is the change's identity for ever. */
  number: z.int().min(1),
  /** 12-digit division code of the 行政村. */
  village: z.string().min(6).max(20),
  register: z.string().max(40),
  record: z.string().min(8).max(40),
  stamp: Stamp,
  /** Account of the person, as the county knows it; '' before enrolment. */
  by: z.string().max(60),
  origin: Origin,
  fields: z.record(z.string().max(60), Value),
  saw: z.record(z.string().max(60), Context)
})
export type Change = z.infer<typeof Change>

/** The part of a change that a record keeps for the values it still holds. */
export interface Write {
  readonly device: string
  readonly number: number
  readonly stamp: Stamp
  readonly by: string
  readonly origin: Origin
}

/** One of several answers to a field whose writers had not seen each other's. */
export interface Head extends Write {
  readonly value: Value
}

/**
 * A record as merged so far. Compact on purpose: a township holds 20,000 of these in memory.
 * Read through merge.ts (`headsOf`, `contextOf`), never take `from`/`contexts` apart elsewhere.
 */
export interface RecordState {
  readonly register: string
  readonly id: string
  readonly village: string
  /** What the screen shows: per field the head with the latest stamp. */
  readonly values: Readonly<Record<string, Value>>
  /** The changes that values come from; fields not named in `from` come from the first. */
  readonly writes: readonly Write[]
  readonly from: Readonly<Record<string, number>>
  /** Only where more was seen than the writing change itself. */
  readonly contexts: Readonly<Record<string, Context>>
  /** Only where answers clash: the heads besides the shown one. */
  readonly rivals: Readonly<Record<string, readonly Head[]>>
}
