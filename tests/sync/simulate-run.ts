/** Runs a script and asks the oracle, after every step and when all is quiet again, whether anything is wrong. */
import { AppError } from '#core/error.ts'
import { exchangeText } from '#core/sync/body.ts'
import type { Change } from '#core/sync/change.ts'
import { LIMITS, PATHS, PROTOCOL, type Exchange } from '#core/sync/wire.ts'
import type { Entry } from '../../src/db/book.ts'
import { postKeys } from '../db/fake-packages.ts'
import { answered, type RealCounty } from './county-real.ts'
import { bodiesOf, compareViews, Oracle, Wrong } from './oracle.ts'
import { dice, FIELDS, RECORDS_PER_VILLAGE, REGISTERS, type Script, type Step, type WriteFault } from './script.ts'
import { idOf, placeOf, SimLaptop, viewOf, type View } from './simulate-laptop.ts'
import { carry, foreseen, hub, photo, review, savePackage, takePackage } from './simulate-carried.ts'
import { Crossing, roadOf } from './simulate-road.ts'

export interface Played {
  readonly wrong: Wrong | null
  /** After how many steps; the number of steps where it showed only at the end. */
  readonly at: number
  readonly confirmed: number
  readonly logged: number
  readonly kills: number
  readonly faults: number
}

export const villageCode = (village: number): string => `53052110120${village + 1}`
interface Place { readonly register: string; readonly id: string; readonly village: string; readonly household: string }
export function placeAt(record: number): Place {
  const village = Math.floor(record / RECORDS_PER_VILLAGE)
  const at = record % RECORDS_PER_VILLAGE
  const register = REGISTERS[at]!
  return { register, id: `${register}-${village}-${at}-record`, village: villageCode(village), household: `household-${village}-${at % 3}-record` }
}

type Backup = Awaited<ReturnType<RealCounty['backUp']>>
const ANSWERS_TIMES = 4

export class Run {
  readonly script: Script
  readonly county: RealCounty
  readonly oracle = new Oracle()
  readonly fleet: SimLaptop[] = []
  /** Laptops that were replaced: what they still have reaches the county at the end. */
  readonly retired: SimLaptop[] = []
  readonly late: (() => Promise<unknown>)[] = []
  /** Files that lie about. */
  readonly stick = new Map<string, Uint8Array>()
  readonly #backups: Backup[] = []
  #serial = 0
  #foreign = 0
  #restored = false
  readonly #newerAgain: (() => Promise<void>)[] = []
  readonly #team: boolean
  readonly #newer = new Set<string>()
  faults = 0

  constructor(script: Script, county: RealCounty) {
    this.script = script
    this.#team = script.steps.some(step => step.do === 'hub')
    this.county = county
  }

  async play(): Promise<Played> {
    const { script, county } = this
    let at = 0
    try {
      await this.#begin()
      for (const step of script.steps) {
        await this.#step(step)
        at++
        for (const laptop of [...this.fleet, ...this.retired]) await this.#checkBelief(laptop)
      }
      await this.#settle()
      await this.#judge()
      return await this.#outcome(null, at)
    } catch (thrown) {
      if (thrown instanceof Wrong) return await this.#outcome(thrown, at)
      // What nobody foresaw is as wrong as a broken promise.
      return await this.#outcome(new Wrong('thrown', thrown instanceof Error ? `${thrown.message} ${thrown instanceof AppError ? JSON.stringify(thrown.detail) : thrown.stack ?? ''}` : String(thrown)), at)
    } finally {
      county.cut = undefined
      for (const laptop of [...this.fleet, ...this.retired]) laptop.kill()
    }
  }

  async #outcome(wrong: Wrong | null, at: number): Promise<Played> {
    const logged = (await this.county.log()).length
    return { wrong, at, confirmed: this.oracle.confirmed, logged, kills: [...this.fleet, ...this.retired].reduce((sum, { kills }) => sum + kills, 0), faults: this.faults }
  }

  async #begin(): Promise<void> {
    const { script, county } = this
    Object.assign(LIMITS, { feedPage: script.feedPage, changesPerPush: script.batch })
    county.kept = script.kept
    county.now = Date.UTC(2026, 4, 1)
    county.roll = dice(script.seed)
    await county.begin(Array.from({ length: script.villages }, (_, i) => ({ code: villageCode(i), name: `村${i}` })))
    for (const [i, plan] of script.laptops.entries()) {
      const laptop = new SimLaptop(`laptop-${i}-a`, `account-${i}`, plan, dice(script.seed * 31 + i))
      this.fleet.push(laptop)
      laptop.enrolledFor = plan.villages.map(villageCode)
      laptop.houses = this.#houses()
      await this.#enrol(laptop)
      await laptop.start()
    }
  }

  #houses(): string[] {
    return Array.from({ length: this.script.villages * RECORDS_PER_VILLAGE }, (_, i) => placeAt(i)).filter(place => place.register === 'household').map(place => place.id)
  }

  async #enrol(laptop: SimLaptop): Promise<void> {
    const { device, account, host } = laptop
    host.enrolled = await this.county.enrol(device, host.keys.publicKey, account, laptop.enrolledFor)
    host.usb = this.stick
    this.#connect(laptop, null)
  }

  #connect(laptop: SimLaptop, fault: Parameters<typeof roadOf>[2], together: () => Promise<void> = async () => undefined): void {
    const { county, oracle, late } = this
    laptop.host.county = roadOf(laptop, { county, oracle, late, together }, fault)
  }

  async #step(step: Step): Promise<void> {
    this.county.now += 60_000
    for (const laptop of this.fleet) laptop.clock += 60_000
    switch (step.do) {
      case 'write': return this.#write(step)
      case 'import': return this.#import(step)
      case 'look': {
        const { register, id } = placeAt(step.record)
        return this.#laptop(step.on).look(step.record, register, id, FIELDS)
      }
      case 'undo': return void await this.#did(step.on, null, async ({ book }) => {
        const steps = (await book.steps()).filter(one => !one.undone)
        if (steps[step.which]) await book.undo(steps[step.which]!.id)
      })
      case 'decide': return void await this.#did(step.on, null, async ({ book }) => {
        const clashes = await book.conflicts()
        const clash = clashes[step.which % Math.max(1, clashes.length)]
        if (!clash) return
        const answer = clash.answers[step.choice]
        await book.decide(clash.register, clash.record, clash.field, answer ? answer.value : `neither ${++this.#serial}`)
      })
      case 'undo-decision': return void await this.#did(step.on, null, async ({ book }) => {
        const decisions = (await book.decisions()).filter(one => !one.undone)
        if (decisions[step.which]) await book.undoDecision(decisions[step.which]!.id)
      })
      case 'sync': return this.#sync(step)
      case 'rush': return this.#rush(step)
      case 'clock': {
        const laptop = this.#laptop(step.on)
        laptop.clock = Math.max(0, step.set ? step.ms : laptop.clock + step.ms)
        return
      }
      case 'die': {
        this.faults++
        const laptop = this.#laptop(step.on)
        if (step.damage !== 'none') laptop.loseDatabase()
        if (step.damage === 'database-and-backups') laptop.host.backups = []
        if (step.damage === 'old-backup') laptop.host.backups = laptop.host.backups.slice(0, 1)
        return this.restart(laptop)
      }
      case 'tidy': return this.#laptop(step.on).tidy()
      case 'backup': return void await this.#laptop(step.on).book.backup().catch(() => undefined)
      case 'county-backup': return void this.#backups.push(await this.county.backUp())
      case 'county-restore': return this.#restore(step.which)
      case 'county-restart': return this.county.restart()
      case 'newer-app': return this.#newerApp(step)
      case 'grant': {
        const laptop = this.#laptop(step.on)
        const code = villageCode(step.village)
        laptop.enrolledFor = [...laptop.enrolledFor.filter(village => village !== code), ...(step.given ? [code] : [])]
        return void await this.county.console.grant({ device: laptop.device, villages: [...laptop.enrolledFor] })
      }
      case 'revoke': return void await this.county.console.revoke({ device: this.#laptop(step.on).device }).catch(() => undefined)
      case 'replace': return this.#replace(step.on)
      case 'package': return savePackage(this, this.#laptop(step.on))
      case 'carry': return carry(this, step, this.#laptop(step.by))
      case 'take-package': return takePackage(this, step, this.#laptop(step.on))
      case 'hub': return hub(this, step, this.#laptop(step.hub), [...new Set(step.guests.map(at => this.#laptop(at)))])
      case 'review': return review(this, step)
      case 'move': {
        const { id, village } = placeAt(step.record)
        return void await this.county.console.move({ household: id, from: village, to: villageCode(step.to) }).catch(foreseen)
      }
      case 'photo': return void await this.#did(step.on, null, laptop => photo(laptop, placeAt(step.record).id, ++this.#serial))
    }
  }

  #laptop(at: number): SimLaptop {
    return this.fleet[at % this.fleet.length]!
  }

  /** Anything a person does that may write: what was on the screen before is what its changes have seen. */
  async #did(on: number, fault: WriteFault | null, work: (laptop: SimLaptop) => Promise<unknown>, seen?: View): Promise<boolean> {
    const laptop = this.#laptop(on)
    const before = await laptop.view()
    const journal = laptop.host.journal.length
    if (fault) this.faults++
    if (fault === 'power-transaction') laptop.beforeCommit = () => laptop.kill()
    if (fault === 'power-before-journal') laptop.killAt(name => name === 'journal:append', 0)
    if (fault === 'journal-full') laptop.host.before = name => { if (name === 'journal:append') throw new AppError('disk-full', { free: 1 }) }
    const done = await work(laptop).then(() => true, () => false)
    laptop.calm()
    const numbers = laptop.host.journal.slice(journal).flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, i) => from + i))
    this.oracle.wrote(laptop.device, numbers, seen ? withOwn(seen, before, laptop.device) : before, done)
    if (fault === 'power-transaction' || fault === 'power-before-journal' || fault === 'power-after') await this.restart(laptop)
    return done
  }

  async #write({ on, records, seen, as, fault }: Extract<Step, { do: 'write' }>): Promise<void> {
    const laptop = this.#laptop(on)
    const first = placeAt(seen && laptop.form ? laptop.form.record : records[0]!.record)
    // Nobody of the team may hear of what the county then sets aside.
    if (!laptop.enrolledFor.includes(first.village) && (this.#team || this.#serial % 3 > 0)) return
    const shown = await laptop.view()
    const looked = seen ? laptop.form : null
    if (looked) laptop.form = null
    const entries = (looked ? [{ record: looked.record, fields: records[0]!.fields }] : records).map(({ record, fields }): Entry => {
      const { register, id, household } = placeAt(record)
      const values = Object.fromEntries(fields.map(field => [FIELDS[field]!, `${laptop.device}:${++this.#serial}`]))
      const link: Record<string, string> = register !== 'household' && !shown.has(placeOf(register, id, 'household')) ? { household } : {}
      return { register, record: id, fields: { ...values, ...(looked ? {} : link) }, ...(looked ? { saw: looked.saw } : {}) }
    })
    const done = await this.#did(on, fault, ({ book }) => as === 'act' && !looked && entries.every(({ register }) => register === 'household')
      ? book.act({ kind: 'ledger', title: '改台账', origin: { kind: 'ledger' } }, entries, first.village)
      : book.write(entries, { kind: 'edit' }, first.village), looked?.view)
    if (!done) return
    for (const { register, record, fields } of entries) for (const [field, value] of Object.entries(fields))
      this.oracle.typed({ device: laptop.device, register, record, field, value: String(value) })
  }

  async #import({ on, households, fault }: Extract<Step, { do: 'import' }>): Promise<void> {
    const laptop = this.#laptop(on)
    const village = laptop.enrolledFor[0]
    if (village === undefined) return
    const value = `${laptop.device}:${++this.#serial}`
    // Each laptop its own: thousands of records are not looked at before every write, so nobody else may write over them.
    const entries = Array.from({ length: households }, (_, i): Entry => ({ register: 'household', record: `bulk-${village.slice(-2)}-${laptop.device}-${1000 + i}`, fields: { note: `${value}-${i}` } }))
    await this.#did(on, fault, ({ book }) => book.write(entries, { kind: 'import', ref: `import-${this.#serial}` }, village))
  }

  async #sync({ on, fault }: Extract<Step, { do: 'sync' }>): Promise<void> {
    const laptop = this.#laptop(on)
    for (const send of this.late.splice(0)) await send()
    if (fault) this.faults++
    this.#connect(laptop, fault)
    let left = fault?.at ?? 0
    if (fault?.kind === 'power-transaction') laptop.beforeCommit = () => { if (left-- <= 0) laptop.kill() }
    if (fault?.kind === 'power-call') laptop.killAt(name => name.startsWith('county:'), fault.at)
    if (fault?.kind === 'power-journal') laptop.killAt(name => name === 'journal:confirm', 0)
    await laptop.book.sync().catch(foreseen)
    laptop.calm()
    this.#connect(laptop, null)
    if (fault?.kind.startsWith('county-dies')) await this.county.restart()
    if (!laptop.alive) await this.restart(laptop)
  }

  async #rush({ on, order }: Extract<Step, { do: 'rush' }>): Promise<void> {
    const laptops = [...new Set(on.map(at => this.#laptop(at)))]
    if (laptops.length === 0) return
    const pick = dice(order)
    const crossing = new Crossing(laptops.length, pick)
    this.county.roll = pick
    await Promise.all(laptops.map(async laptop => {
      this.#connect(laptop, null, crossing.together)
      await laptop.book.sync().catch(foreseen)
      crossing.leave()
    }))
    for (const laptop of laptops) this.#connect(laptop, null)
  }

  async restart(laptop: SimLaptop): Promise<void> {
    laptop.kill()
    laptop.calm()
    await laptop.start()
    await this.#checkBelief(laptop)
  }

  async #restore(which: number): Promise<void> {
    const copy = this.#backups[which]
    if (!copy) return
    this.oracle.checkFeeds(await this.county.log())
    await this.county.restore(copy)
    this.oracle.newEpoch()
    this.#restored = true
  }

  /** The old laptop is out of use, with what it had not sent; its owner goes on with another one. */
  async #replace(at: number): Promise<void> {
    const old = this.#laptop(at)
    await this.county.console.revoke({ device: old.device }).catch(() => undefined)
    const fresh = new SimLaptop(`${old.device}x`, old.account, old.plan, dice(this.script.seed * 31 + this.fleet.length + this.retired.length + 7))
    fresh.enrolledFor = old.enrolledFor.length > 0 ? old.enrolledFor : [villageCode(0)]
    fresh.houses = this.#houses()
    await this.#enrol(fresh)
    await fresh.start()
    this.retired.push(old)
    this.fleet[this.fleet.indexOf(old)] = fresh
  }

  /** A laptop of a later version writes what nobody here knows: registers, fields, whole keys of a change. */
  async #newerApp({ village, record }: Extract<Step, { do: 'newer-app' }>): Promise<void> {
    const device = `newer-app-${++this.#foreign}`
    const keys = postKeys()
    const code = villageCode(village)
    const enrol = (): Promise<unknown> => this.county.enrol(device, keys.publicKey, `account-${device}`, [code])
    await enrol()
    const { register, id } = placeAt(record)
    const change: Change & { readonly weather: string } = {
      device, number: 1, village: code, register, record: id, stamp: '0mq6hez280000', by: '', origin: { kind: 'tomorrow' }, fields: { futureField: `${device}:1` }, saw: {}, weather: 'rain'
    }
    this.oracle.wrote(device, [1], new Map(), true)
    const send = async (sent: Change): Promise<void> => {
      answered(await this.county.signed('POST', PATHS.exchange, Buffer.from(exchangeText({ ...asked, changes: [sent] })), { device, sign: keys.sign }))
    }
    const asked: Exchange = { protocol: PROTOCOL, changes: [change], cursors: {}, health: { unsent: 0, version: '9.0.0', clock: 0 } }
    await send(change)
    this.#newer.add(idOf(change))
    // The same number with other content, as a copied profile sends it: set aside, never gone.
    const copied = { ...change, fields: { futureField: `${device}:copy` } }
    await send(copied)
    // A county put back to a day before has neither it nor its change: like every laptop it comes again with all it has.
    this.#newerAgain.push(async () => {
      await enrol()
      await send(change)
      await send(copied)
    })
    this.oracle.typed({ device, register, record: id, field: 'futureField', value: `${device}:copy` })
  }

  async #checkBelief(laptop: SimLaptop): Promise<void> {
    const { unsent } = await laptop.book.status()
    this.oracle.believes(laptop.device, laptop.numbers(), unsent)
  }

  /** All faults end; everybody syncs until nobody has anything left to say. */
  async #settle(): Promise<void> {
    for (const send of this.late.splice(0)) await send()
    if (this.#restored) for (const again of this.#newerAgain) await again()
    const everybody = [...this.retired, ...this.fleet]
    for (const laptop of everybody) this.#connect(laptop, null)
    for (let time = 0; time < ANSWERS_TIMES; time++) for (const laptop of everybody) {
      await laptop.book.sync().catch(async thrown => {
        // A county that was restored to the day before does not know it.
        if (!(thrown instanceof AppError) || thrown.code !== 'county-not-enrolled') return foreseen(thrown)
        if (laptop.enrolledFor.length === 0) laptop.enrolledFor = [villageCode(0)]
        await this.#enrol(laptop)
      })
    }
  }

  async #judge(): Promise<void> {
    const { county, oracle } = this
    const [log, aside, devices, copies] = [await county.log(), await county.aside(), await county.console.devices(), await county.console.copies()]
    oracle.checkFeeds(log)
    oracle.checkKept(log, aside)
    oracle.checkClocks(log)
    for (const { device, device_number: number, body } of log) if (this.#newer.has(idOf({ device, number })) && !body.includes('"weather":"rain"')) throw new Wrong('newer', `${device} wrote what this version does not know, and the county lost it`)
    const due = oracle.standing(bodiesOf(log))
    const merged = (await county.records()).map(({ state }) => JSON.parse(state) as Parameters<typeof viewOf>[0][number])
    const homes = Oracle.homes(log)
    const home = (place: string): string => homes.get(place.slice(0, place.lastIndexOf('.'))) ?? ''
    compareViews('the county', viewOf(merged.filter(record => homes.get(`${record.register}/${record.id}`) === record.village)), due, () => true)
    for (const laptop of this.fleet) {
      const device = devices.find(({ id }) => id === laptop.device)
      const { unsent } = await laptop.book.status()
      const { attachments } = await laptop.book.loss()
      if (attachments > 0 && device && !device.revoked) throw new Wrong('photos', `${laptop.device} still has ${attachments} pictures nobody else has`)
      if (unsent > 0) throw new Wrong('unsent', `${laptop.device} still waits with ${unsent} changes when all is quiet`)
      if (!device || device.revoked) continue
      const granted = new Set(device.villages)
      const own = aside.filter(row => row.device === laptop.device)
      const known = [...bodiesOf(log.filter(row => granted.has(row.village) || row.device === laptop.device)), ...bodiesOf(own as never)]
      compareViews(laptop.device, await laptop.view(), oracle.standing(known), place => granted.has(home(place)) && !place.includes('/bulk-'))
      if (own.length > 0) continue
      for (const { code, digest } of await laptop.book.copies()) {
        const same = copies.find(copy => copy.code === code)
        if (granted.has(code) && same && same.digest !== digest) throw new Wrong('copies', `${laptop.device} and the county hold different copies of ${code}`)
      }
    }
  }
}

/** What the screen showed then, and the laptop's own answers of now. */
function withOwn(seen: View, now: View, device: string): View {
  const joined = new Map([...seen].map(([place, answers]) => [place, [...answers]]))
  for (const [place, answers] of now) for (const answer of answers) if (answer.id.startsWith(`${device}#`)) joined.set(place, [...joined.get(place) ?? [], answer])
  return joined
}
