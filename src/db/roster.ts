/**
 * All records of the laptop's villages, opened, in memory; the worker's only copy of what people may read.
 * A record here is pages ⊕ log ⊕ own changes, in whatever order they came: applyChange makes it the same.
 */
import type { Change, RecordState } from '#core/sync/change.ts'
import { applyChange, clashes } from '#core/sync/merge.ts'
import { householdOf } from './belongs.ts'

/** `page` 0: in no page yet, only in the log or among own changes. `dirty`: the page lacks something of it. */
export interface Slot { record: RecordState; page: number; dirty: boolean }

export const recordKey = (register: string, id: string): string => `${register}/${id}`

export class Roster {
  readonly #registers = new Map<string, Map<string, Slot>>()
  readonly #belonging = new Map<string, Slot[]>()
  readonly #clashing = new Map<string, Slot>()
  readonly #versions = new Map<string, number>()

  /** Counts up with every change, so that what is derived knows when it is stale. */
  version = 0
  /** The same for the records of one register. */
  versionOf(register: string): number {
    return this.#versions.get(register) ?? 0
  }

  slot(register: string, id: string): Slot | undefined {
    return this.#registers.get(register)?.get(id)
  }
  get(register: string, id: string): RecordState | undefined {
    return this.slot(register, id)?.record
  }
  all(register: string): Iterable<Slot> {
    return this.#registers.get(register)?.values() ?? []
  }
  count(register: string): number {
    return this.#registers.get(register)?.size ?? 0
  }
  * slots(): Iterable<Slot> {
    for (const records of this.#registers.values()) yield* records.values()
  }
  /** Records that name this household as theirs. */
  belonging(household: string): readonly Slot[] {
    return this.#belonging.get(household) ?? []
  }
  clashing(): Iterable<Slot> {
    return this.#clashing.values()
  }

  /** Puts a whole record as it stands in a page or a snapshot. */
  put(record: RecordState, page: number): Slot {
    const known = this.slot(record.register, record.id)
    if (!known) return this.#add({ record, page, dirty: false })
    this.#replace(known, record)
    known.page = page
    known.dirty = false
    return known
  }

  /** False when the change brings nothing new. */
  apply(change: Change): boolean {
    const known = this.slot(change.register, change.record)
    if (!known) {
      this.#add({ record: applyChange(undefined, change), page: 0, dirty: true })
      return true
    }
    const after = applyChange(known.record, change)
    if (after === known.record) return false
    this.#replace(known, after)
    known.dirty = true
    return true
  }

  /** The records that were of `from`; their pages say so the next time they are opened. */
  moveVillage(from: string, to: string): readonly RecordState[] {
    const moved: RecordState[] = []
    for (const slot of this.slots()) {
      if (slot.record.village !== from) continue
      this.#replace(slot, { ...slot.record, village: to })
      moved.push(slot.record)
    }
    return moved
  }

  clear(): void {
    this.#registers.clear()
    this.#belonging.clear()
    this.#clashing.clear()
    for (const register of this.#versions.keys()) this.#stale(register)
  }

  #add(slot: Slot): Slot {
    const { register, id } = slot.record
    let records = this.#registers.get(register)
    if (!records) this.#registers.set(register, records = new Map())
    records.set(id, slot)
    this.#link(householdOf(slot.record), slot)
    this.#watch(slot)
    return slot
  }

  #replace(slot: Slot, record: RecordState): void {
    const before = householdOf(slot.record)
    const after = householdOf(record)
    slot.record = record
    if (before !== after) {
      this.#unlink(before, slot)
      this.#link(after, slot)
    }
    this.#watch(slot)
  }

  #stale(register: string): void {
    this.version++
    this.#versions.set(register, this.versionOf(register) + 1)
  }

  #watch(slot: Slot): void {
    this.#stale(slot.record.register)
    const key = recordKey(slot.record.register, slot.record.id)
    if (hasAny(slot.record.rivals) && clashes(slot.record).length > 0) this.#clashing.set(key, slot)
    else this.#clashing.delete(key)
  }

  #link(household: string | null, slot: Slot): void {
    if (household === null || slot.record.register === 'household') return
    const slots = this.#belonging.get(household)
    if (slots) slots.push(slot)
    else this.#belonging.set(household, [slot])
  }

  #unlink(household: string | null, slot: Slot): void {
    if (household === null) return
    const left = this.belonging(household).filter(other => other !== slot)
    if (left.length > 0) this.#belonging.set(household, left)
    else this.#belonging.delete(household)
  }
}

/** Without making a list of keys: asked for every record at opening, and nearly always false. */
function hasAny(map: object): boolean {
  for (const key in map) return key !== ''
  return false
}
