/**
 * All records of the laptop's villages, opened, in memory; the worker's only copy of what people may read.
 * A record here is pages ⊕ log ⊕ own changes, in whatever order they came: applyChange makes it the same.
 */
import type { Change, RecordState } from '#core/sync/change.ts'
import { homeOf } from '#core/sync/home.ts'
import { applyChange, clashes } from '#core/sync/merge.ts'
import { householdOf, isEnded, PERSON, personOf } from './belongs.ts'

/** `page` 0: in no page yet, only in the log or among own changes. `dirty`: the page lacks something of it. */
export interface Slot { record: RecordState; page: number; dirty: boolean }

export const recordKey = (register: string, id: string): string => `${register}/${id}`

export class Roster {
  readonly #registers = new Map<string, Map<string, Slot>>()
  readonly #belonging = new Map<string, Slot[]>()
  readonly #clashing = new Map<string, Slot>()
  readonly #moved = new Map<string, Slot>()
  #granted: ReadonlySet<string> = new Set()
  readonly #versions = new Map<string, number>()
  readonly #touched = new Map<string, number>()

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
  /** Records that name this household or person as theirs. */
  belonging(owner: string): readonly Slot[] {
    return this.#belonging.get(owner) ?? []
  }
  /** The version at which this household or person, or something of theirs, last changed. */
  touchedAt(owner: string): number {
    return this.#touched.get(owner) ?? 0
  }
  clashing(): Iterable<Slot> {
    return this.#clashing.values()
  }

  /**
   * It has moved to a village this laptop is not granted: here it is as one that has ended, in every list, count, check
   * and file; there it is theirs. What was still written here goes out, and the county passes it on.
   */
  isAway(record: RecordState): boolean {
    const home = homeOf(record)
    return home !== record.village && !this.#granted.has(home)
  }
  /** Neither voided, ended nor away. */
  isCurrent(record: RecordState): boolean {
    return !isEnded(record) && !this.isAway(record)
  }
  /** The villages this laptop is granted now. Households that have moved look different now where they changed. */
  grant(villages: readonly string[]): ReadonlySet<string> {
    const before = this.#granted
    if (villages.length === before.size && villages.every(code => before.has(code))) return NO_HOUSEHOLDS
    this.#granted = new Set(villages)
    const touched = new Set<string>()
    for (const slot of this.#moved.values()) {
      this.#watch(slot)
      const household = householdOf(slot.record)
      if (household !== null) touched.add(household)
    }
    return touched
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
    this.#moved.clear()
    this.#touched.clear()
    for (const register of this.#versions.keys()) this.#stale(register)
  }

  #add(slot: Slot): Slot {
    const { register, id } = slot.record
    let records = this.#registers.get(register)
    if (!records) this.#registers.set(register, records = new Map())
    records.set(id, slot)
    for (const owner of ownersOf(slot.record)) this.#link(owner, slot)
    this.#watch(slot)
    return slot
  }

  #replace(slot: Slot, record: RecordState): void {
    const before = ownersOf(slot.record)
    const after = ownersOf(record)
    slot.record = record
    for (const owner of before) if (!after.includes(owner)) {
      this.#unlink(owner, slot)
      this.#touched.set(owner, this.version + 1)
    }
    for (const owner of after) if (!before.includes(owner)) this.#link(owner, slot)
    this.#watch(slot)
  }

  #stale(register: string): void {
    this.version++
    this.#versions.set(register, this.versionOf(register) + 1)
  }

  #watch(slot: Slot): void {
    this.#stale(slot.record.register)
    for (const owner of ownersOf(slot.record)) this.#touched.set(owner, this.version)
    if (slot.record.register === PERSON) this.#touched.set(slot.record.id, this.version)
    const key = recordKey(slot.record.register, slot.record.id)
    if (hasAny(slot.record.rivals) && clashes(slot.record).length > 0) this.#clashing.set(key, slot)
    else this.#clashing.delete(key)
    if (homeOf(slot.record) !== slot.record.village) this.#moved.set(key, slot)
    else this.#moved.delete(key)
  }

  #link(owner: string, slot: Slot): void {
    if (owner === slot.record.id) return
    const slots = this.#belonging.get(owner)
    if (slots) slots.push(slot)
    else this.#belonging.set(owner, [slot])
  }

  #unlink(owner: string, slot: Slot): void {
    const left = this.belonging(owner).filter(other => other !== slot)
    if (left.length > 0) this.#belonging.set(owner, left)
    else this.#belonging.delete(owner)
  }
}

function ownersOf(record: RecordState): readonly string[] {
  const household = householdOf(record)
  const person = personOf(record)
  return person === null ? (household === null ? NOBODY : [household]) : household === null ? [person] : [household, person]
}
const NOBODY: readonly string[] = []
const NO_HOUSEHOLDS: ReadonlySet<string> = new Set()

/** Without making a list of keys: asked for every record at opening, and nearly always false. */
function hasAny(map: object): boolean {
  for (const key in map) return key !== ''
  return false
}
