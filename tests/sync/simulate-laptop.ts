/**
 * A laptop of the simulator: the real book over a host and a store in memory. Its disk outlives the book; `kill`
 * takes the power away; what the program does when nobody waits is done only when the script says so.
 */
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { AppError } from '#core/error.ts'
import type { HostCallName } from '#core/host.ts'
import type { Context, RecordState, Write } from '#core/sync/change.ts'
import { sawFor } from '#core/sync/merge.ts'
import type { Book } from '../../src/db/book.ts'
import { dexieStore } from '../../src/db/dexie-store.ts'
import { makeBook } from '../../src/db/make-book.ts'
import type { VillageStore } from '../../src/db/store.ts'
import { fakeHost, type FakeHost } from '../db/fake-host.ts'
import { REGISTERS, type Dice, type LaptopPlan } from './script.ts'
import { Disk, memoryStore } from './simulate-store.ts'

const KEY = new Uint8Array(32).map((_, i) => i * 7 % 251)

/** Who wrote it: `device#number`. */
export type Id = string
export const idOf = ({ device, number }: Pick<Write, 'device' | 'number'>): Id => `${device}#${number}`
export const placeOf = (register: string, record: string, field: string): string => `${register}/${record}.${field}`

/** What the screen shows: per place the answers, the shown one first. Taken apart here, not by the merge code. */
export type View = ReadonlyMap<string, readonly { readonly id: Id; readonly value: unknown }[]>

export function viewOf(records: readonly RecordState[]): View {
  const view = new Map<string, { id: Id; value: unknown }[]>()
  for (const record of records) for (const [field, value] of Object.entries(record.values)) {
    const write = record.writes[Object.hasOwn(record.from, field) ? record.from[field]! : 0]!
    const rivals = Object.hasOwn(record.rivals, field) ? record.rivals[field]! : []
    view.set(placeOf(record.register, record.id, field), [{ id: idOf(write), value }, ...rivals.map(head => ({ id: idOf(head), value: head.value }))])
  }
  return view
}

/** A form that is open: what the screen showed when it was opened. */
export interface Seen { readonly record: number; readonly view: View; readonly saw: Readonly<Record<string, Context>> }

export class SimLaptop {
  readonly device: string
  readonly account: string
  readonly plan: LaptopPlan
  readonly host: FakeHost
  book!: Book
  clock: number
  /** Called before each transaction and each host call; may kill. */
  beforeCommit: () => void = () => undefined
  form: Seen | null = null
  enrolledFor: readonly string[] = []
  kills = 0
  /** Households there may be. */
  houses: readonly string[] = []
  #disk = new Disk()
  #indexedDB = new IDBFactory() as unknown as IDBFactory
  #life = { on: false }
  #idle: (() => void)[] = []
  #activity = 0
  #ids = 0
  readonly #roll: Dice

  constructor(device: string, account: string, plan: LaptopPlan, roll: Dice) {
    this.device = device
    this.account = account
    this.plan = plan
    this.clock = plan.clock
    this.#roll = roll
    this.host = fakeHost(device)
  }

  get alive(): boolean {
    return this.#life.on
  }

  #store(): VillageStore {
    return this.plan.dexie ? dexieStore('cunce', { factory: { indexedDB: this.#indexedDB, IDBKeyRange: IDBKeyRange as unknown as typeof globalThis.IDBKeyRange } }) : memoryStore(this.#disk)
  }

  async start(): Promise<void> {
    const life = { on: true }
    this.#life = life
    this.#idle = []
    const dead = new AppError('journal-write-failed', { reason: 'power' })
    const store = this.#store()
    const guard = (): void => { this.#activity++; if (!life.on) throw dead }
    const guarded: VillageStore = {
      ...store,
      commit: async commit => { guard(); this.beforeCommit(); guard(); await store.commit(commit) },
      replace: async commit => { guard(); await store.replace(commit) }
    }
    const never = async (): Promise<never> => { throw new Error('no workbooks here') }
    this.book = makeBook({
      host: { call: async (name, input) => { this.#activity++; return life.on ? this.host.call(name, input) : { ok: false, error: dead.data } } },
      store: guarded, now: () => this.clock, newId: () => `${this.device}-id-${++this.#ids}`,
      random: count => Uint8Array.from({ length: count }, () => this.#roll(256)),
      emit: () => undefined, idle: () => new Promise(resolve => { if (life.on) this.#idle.push(resolve) }), disk: async () => 0,
      parseWorkbook: never, cancelParse: () => undefined, makeWorkbook: never, markWorkbook: never
    })
    await this.book.open(KEY.slice())
  }

  kill(): void {
    if (this.#life.on) this.kills++
    this.#life.on = false
    // The form that stood on the screen is gone with its window.
    this.form = null
  }

  /** Chromium brings a damaged database back empty. */
  loseDatabase(): void {
    this.#disk = new Disk()
    this.#indexedDB = new IDBFactory() as unknown as IDBFactory
  }

  /** Lets the program do what it does when nobody waits, to its end. */
  async tidy(): Promise<void> {
    for (let still = 0, before = -1; still < 2;) {
      for (const resolve of this.#idle.splice(0)) resolve()
      await new Promise(resolve => { setTimeout(resolve, 0) })
      // Waits its turn behind whatever is under way.
      await this.book.undo('none').catch(() => undefined)
      still = before === this.#activity ? still + 1 : 0
      before = this.#activity
    }
  }

  killAt(calls: (name: HostCallName) => boolean, at: number): void {
    let left = at
    this.host.before = name => { if (calls(name) && left-- <= 0) this.kill(); if (!this.alive) throw new AppError('journal-write-failed', { reason: 'power' }) }
  }

  calm(): void {
    this.host.before = () => undefined
    this.beforeCommit = () => undefined
  }

  /** A household that an undo has ended, or that has moved away, is on no list any more, nor is what belongs to it; but its page still opens. */
  async records(): Promise<readonly RecordState[]> {
    const listed = (await Promise.all([...new Set(REGISTERS)].map(register => this.book.records(register)))).flat().filter(record => !record.id.startsWith('bulk-'))
    const opened = await Promise.all(this.houses.filter(id => !listed.some(record => record.id === id)).map(id => this.book.household(id).then(({ household, members, incomes, visits, others }) => [household, ...members, ...incomes, ...visits, ...others], () => [])))
    const known = new Set(listed.map(record => `${record.register}/${record.id}`))
    return [...listed, ...opened.flat().filter(record => !known.has(`${record.register}/${record.id}`))]
  }
  async view(): Promise<View> {
    return viewOf(await this.records())
  }

  async look(at: number, register: string, record: string, fields: readonly string[]): Promise<void> {
    const records = await this.records()
    this.form = { record: at, view: viewOf(records), saw: sawFor(records.find(known => known.register === register && known.id === record), fields) }
  }

  /** Own numbers in the journal. */
  numbers(): number[] {
    return this.host.journal.flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, i) => from + i))
  }
}
