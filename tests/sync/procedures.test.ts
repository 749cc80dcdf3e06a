/**
 * Procedures while apart: two laptops of a village, a township and a county office take steps, take them back and sync in
 * an order a seed chooses, over the county's real code, with answers lost and the county dying in between. One of the
 * village's laptops believes in some seeds that it is the county's. The oracle goes by the log alone.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AppError } from '#core/error.ts'
import type { Role } from '#core/procedure/index.ts'
import type { Values } from '#core/registers/define.ts'
import type { Entry } from '../../src/db/book.ts'
import type { CaseFile } from '../../src/db/book-monitor.ts'
import { RealCounty } from './county-real.ts'
import { Oracle, Wrong } from './oracle.ts'
import { apartIn, checkDecisions, checkKept, checkLevels, decidedCases, standingSteps, writtenIn, type Taken, type Written } from './procedure-oracle.ts'
import { dice, type Dice, type RoadFault } from './script.ts'
import { SimLaptop } from './simulate-laptop.ts'
import { roadOf } from './simulate-road.ts'

const VILLAGE = '530521101201', START = Date.UTC(2026, 2, 2, 2), DAY = 86_400_000
const HOUSES = ['house-0001', 'house-0002'], STEPS = 200
const OFFICE: readonly (readonly [name: string, role: Role])[] = [['team-one', 'village'], ['team-two', 'village'], ['township', 'township'], ['the-county', 'county']]
const LIAR = 'account-team-two'
const edit = { kind: 'edit' } as const
const PLAN = { villages: [0], clock: START, old: false, dexie: false }
const FAULTS: readonly RoadFault['kind'][] = ['lose-request', 'lose-answer', 'twice', 'late-copy', 'county-dies-before', 'county-dies-after']

let county: RealCounty
beforeAll(async () => { county = await RealCounty.open() })
afterAll(() => county.close())

const family = (house: string): readonly Entry[] => [
  { register: 'household', record: house, fields: { villagerGroup: '3组', householdType: '02' } },
  { register: 'person', record: `head-${house}`, fields: { household: house, name: '李光明', relation: '02', labour: '01' } },
  { register: 'income', record: `income-${house}`, fields: { household: house, year: 2026, kind: 'identification', from: '2025-03', to: '2026-02', A1: 1_000_000, countedMembers: 1 } }
]
const dayOf = (ms: number): string => new Date(ms + 8 * 3_600_000).toISOString().slice(0, 10)
/** A rule's no is an answer like any other; what nobody foresaw is not. */
const said = (thrown: unknown): false => {
  if (thrown instanceof AppError && thrown.code !== 'unforeseen') return false
  throw thrown
}

class Months {
  readonly laptops: SimLaptop[] = []
  readonly taken: Taken[] = []
  readonly oracle = new Oracle()
  readonly #late: (() => Promise<unknown>)[] = []
  readonly #roll: Dice
  readonly #seed: number
  #serial = 0
  voids = 0
  refused = 0

  constructor(seed: number) {
    this.#seed = seed
    this.#roll = dice(seed)
  }

  async begin(): Promise<void> {
    county.kept = 'durable'
    county.now = START
    county.roll = dice(this.#seed)
    await county.begin([{ code: VILLAGE, name: '万兴村' }])
    for (const [at, [name, role]] of OFFICE.entries()) {
      const laptop = new SimLaptop(`laptop-${name}`, `account-${name}`, PLAN, dice(this.#seed * 31 + at))
      laptop.host.enrolled = await county.enrol(laptop.device, laptop.host.keys.publicKey, laptop.account, [VILLAGE], role)
      this.#connect(laptop, null)
      this.laptops.push(laptop)
      await laptop.start()
    }
    await this.laptops[0]!.book.write(HOUSES.flatMap(family), edit, VILLAGE)
    await this.quiet()
  }

  #connect(laptop: SimLaptop, fault: RoadFault | null): void {
    const road = roadOf(laptop, { county, oracle: this.oracle, late: this.#late, together: async () => undefined }, fault)
    // A program that was tampered with believes whatever it likes of its level: only the county itself can hold it back.
    const lies = laptop.account === LIAR && this.#seed % 3 === 0
    laptop.host.county = lies ? { ...road, exchange: async asked => ({ ...await road.exchange(asked), role: 'county' }) } : road
  }
  async quiet(): Promise<void> {
    for (const send of this.#late.splice(0)) await send()
    for (const laptop of this.laptops) this.#connect(laptop, null)
    for (let turn = 0; turn < 3; turn++) for (const laptop of this.laptops) await laptop.book.sync()
  }

  #some<T>(items: readonly T[]): T { return items[this.#roll(items.length)]! }

  async step(): Promise<void> {
    const laptop = this.#some(this.laptops)
    const kind = this.#roll(20)
    if (kind < 2) this.#days(1 + this.#roll(3))
    // Opened by both teams at once, two cases bar each other's way until one is given up.
    else if (kind < 3) await (this.#roll(5) === 0 ? laptop : this.laptops[0]!).book.openCase({ household: this.#some(HOUSES), kind: 'identification', on: this.today, values: { channel: '01', category: '3', risks: ['01'] } }).catch(said)
    else if (kind < 10) await this.#takeOne()
    else if (kind < 11) await this.#void(laptop)
    else for (const one of [laptop, this.#some(this.laptops)]) await this.#sync(one)
  }

  get today(): string { return dayOf(county.now) }
  #days(days: number): void {
    county.now += days * DAY
    for (const laptop of this.laptops) laptop.clock = county.now
  }

  /** Whoever has something to do does it. */
  async #takeOne(): Promise<void> {
    const first = this.#roll(this.laptops.length)
    for (const at of this.laptops.keys()) {
      const laptop = this.laptops[(first + at) % this.laptops.length]!
      if (!await this.#take(laptop)) continue
      // Some say at once what they did, others in the evening.
      if (this.#roll(2) === 0) await this.#sync(laptop)
      return
    }
  }
  async #take(laptop: SimLaptop): Promise<boolean> {
    const all = await laptop.book.cases({ open: true })
    const open = all.filter(({ choices }) => choices.some(({ mine, transition: { step } }) => mine && step !== 'green' && step !== 'withdraw'))
    if (open.length === 0) return false
    const { id, household } = this.#some(open)
    const doubled = all.filter(one => one.household === household).length > 1
    const file = await laptop.book.caseFile(id)
    const mine = file.choices.filter(choice => choice.mine)
    // Mostly the way on: a village where every third household is refused would never come to an end.
    const onward = mine.filter(({ transition: { step, outcome } }) => doubled ? step === 'withdraw' : outcome === 'pass' && step !== 'green')
    const { transition } = this.#some(onward.length > 0 && this.#roll(20) > 0 ? onward : mine)
    const { step, outcome, evidence, demands } = transition
    const answers = this.#answers(file, laptop)
    if (step === 'review') await this.#meet(laptop, id, outcome)
    const values: Values = { ...Object.fromEntries(demands.map(field => [field, field === 'meeting' ? this.#meeting : answers[field] ?? null])), evidence: [...evidence], note: `${laptop.device}:${++this.#serial}` }
    const stored = await laptop.book.takeStep({ case: id, step, outcome, on: this.today, values }).then(() => true, said)
    if (stored) this.taken.push({ device: laptop.device, fields: { ...values, step } })
    else this.refused++
    return true
  }

  #answers({ household }: CaseFile, laptop: SimLaptop): Values {
    // Now and then somebody would like to take the notice down a day early.
    const hangs = this.#roll(5) === 0 ? 3 : 4
    return {
      second: `同办人${laptop.device}`, income: `income-${household}`, reason: '有固定收入', comparison: '无车、无房、无工商登记', opinion: '情况属实', signed: true, objections: 0, objection: '有人说他家有车',
      noticeFrom: this.today, noticeTo: dayOf(county.now + hangs * DAY), noticePlace: '村务公开栏'
    }
  }
  #meeting = ''
  async #meet(laptop: SimLaptop, id: string, outcome: string): Promise<void> {
    this.#meeting = `meeting-${laptop.device}-${++this.#serial}`
    const household = (await laptop.book.caseFile(id)).household
    await laptop.book.write([
      { register: 'meeting', record: this.#meeting, fields: { kind: '01', heldOn: this.today, expected: 30, present: 25 } },
      { register: 'meetingVote', record: `vote-${this.#meeting}`, fields: { household, meeting: this.#meeting, case: id, agree: 20, against: 3, abstain: 2, ...(outcome === 'pass' && { result: '01' }) } }
    ], edit, VILLAGE)
  }

  async #void(laptop: SimLaptop): Promise<void> {
    const cases = await laptop.book.cases()
    if (cases.length === 0) return
    const { status } = await laptop.book.caseFile(this.#some(cases).id)
    const last = status.steps.at(-1)
    const may = [...status.contested, ...status.misplaced, ...(last && this.#roll(8) === 0 ? [last] : [])]
    if (may.length > 0 && await laptop.book.voidStep(this.#some(may).id, '办错了').then(() => true, said)) this.voids++
  }

  async #sync(laptop: SimLaptop): Promise<void> {
    for (const send of this.#late.splice(0)) await send()
    const fault: RoadFault | null = this.#roll(3) > 0 ? null : { kind: this.#some(FAULTS), at: this.#roll(2) }
    this.#connect(laptop, fault)
    await laptop.book.sync().catch(said)
    this.#connect(laptop, null)
    if (fault?.kind.startsWith('county-dies')) await county.restart()
  }

  async judge(): Promise<{ readonly decided: number; readonly apart: number; readonly aside: number }> {
    const rows = await county.log(), asideRows = await county.aside()
    this.oracle.checkFeeds(rows)
    const log = writtenIn(rows.toSorted((a, b) => a.number - b.number)), aside = writtenIn(asideRows)
    checkKept(this.taken, log, aside)
    checkLevels(log, new Map(OFFICE.map(([name, role]) => [`laptop-${name}`, role])))
    const decided = checkDecisions(log)
    const due = standingSteps(log)
    for (const laptop of this.laptops) await this.#told(laptop, due, decidedCases(log), aside.filter(({ device }) => device === laptop.device))
    return { decided, apart: apartIn(log), aside: aside.filter(({ register }) => register === 'caseStep').length }
  }

  /** Each screen names each step of the county's once, and beside those only what it says was set aside. */
  async #told(laptop: SimLaptop, due: ReadonlyMap<string, readonly string[]>, decided: readonly string[], aside: readonly Written[]): Promise<void> {
    const named = (await laptop.book.setAside()).map(({ number }) => number)
    const silent = aside.filter(({ number }) => !named.includes(number))
    if (silent.length > 0) throw new Wrong('silent', `${laptop.device} does not say that ${silent.map(({ number }) => number).join()} were set aside`)
    const own = new Set(aside.map(({ record }) => record))
    const cases = new Set((await laptop.book.cases()).map(({ id }) => id))
    for (const id of due.keys()) if (!cases.has(id)) throw new Wrong('shown', `${laptop.device} does not show ${id}`)
    for (const id of cases) {
      const { status: { steps, contested, misplaced } } = await laptop.book.caseFile(id)
      const shown = [...steps, ...contested, ...misplaced].map(step => step.id), wanted = due.get(id) ?? []
      if (new Set(shown).size < shown.length) throw new Wrong('twice', `${laptop.device} shows a step of ${id} twice: ${shown.join()}`)
      const differs = [...shown.filter(step => !wanted.includes(step)), ...wanted.filter(step => !shown.includes(step))].filter(step => !own.has(step))
      if (differs.length > 0) throw new Wrong('shown', `${laptop.device} shows ${id} with [${shown.join()}] instead of [${wanted.join()}]`)
    }
    if (aside.length > 0) return
    for (const id of decided) {
      const { state, contested } = (await laptop.book.caseFile(id)).status
      // Given up by the village while the county said yes: two answers, and a person has to keep one.
      const both = contested.map(({ step }) => step).sort().join()
      if (state !== 'decided' && state !== 'announced' && both !== 'county,withdraw') throw new Wrong('undone', `${laptop.device} shows ${id}, which the county has decided, as ${state}${both && ` between ${both}`}`)
    }
    for (const { code, digest } of await laptop.book.copies()) {
      const same = (await county.console.copies()).find(copy => copy.code === code)
      if (same?.digest !== digest) throw new Wrong('copies', `${laptop.device} and the county hold different copies`)
    }
  }
}

const FIRST = 8, SEEDS = 9, A_TEST = 3
describe('procedures apart', () => {
  const sum = { decided: 0, apart: 0, aside: 0, voids: 0, refused: 0, taken: 0 }
  it.each(Array.from({ length: SEEDS / A_TEST }, (_, i) => FIRST + i * A_TEST))('no step is lost, none counts that the county did not take, and nothing is decided without the whole way (seeds from %i)', async from => {
    for (let seed = from; seed < from + A_TEST; seed++) {
      const months = new Months(seed)
      await months.begin()
      for (let at = 0; at < STEPS; at++) await months.step()
      await months.quiet()
      const found = await months.judge().catch((thrown: unknown) => { throw new Error(`seed ${seed}: ${String(thrown)}`, { cause: thrown }) })
      sum.decided += found.decided
      sum.apart += found.apart
      sum.aside += found.aside
      sum.voids += months.voids
      sum.refused += months.refused
      sum.taken += months.taken.length
      for (const laptop of months.laptops) laptop.kill()
    }
  }, 240_000)

  it('in these months everything happened that is asked about', () => {
    for (const [what, count] of Object.entries(sum)) expect([what, count > 0]).toEqual([what, true])
  })
})

const WHOLE = ['apply', 'analyse', 'verify', 'compare', 'review', 'publicise', 'noticeEnd', 'township', 'county'] as const
const roleOf = (step: string): Role => (step === 'county' ? 'county' : step === 'compare' || step === 'township' ? 'township' : 'village')
const stepIn = (step: string, more: Values = {}): Written => ({
  device: `laptop-${roleOf(step)}`, number: 1, register: 'caseStep', record: `step-${step}`, origin: { kind: 'procedure', ref: 'case-1' },
  fields: { case: 'case-1', step, outcome: 'pass', role: roleOf(step), actor: `account-${roleOf(step)}`, on: '2026-03-12', note: step, ...(step === 'publicise' && { noticeFrom: '2026-03-07', noticeTo: '2026-03-11' }), ...more }
})
const decision: Written = { device: 'laptop-county', number: 9, register: 'household', record: 'house-1', origin: { kind: 'procedure', ref: 'case-1' }, fields: { monitorCategory: '3' } }
const logWith = (change: (steps: Written[]) => Written[]): Written[] => [...change(WHOLE.map(step => stepIn(step))), decision]
const put = (step: string, more: Values) => (steps: Written[]): Written[] => steps.map(one => (one.fields['step'] === step ? stepIn(step, more) : one))

describe('the oracle', () => {
  it('is content with the whole way, also where the comparison came before the visit', () => {
    expect(checkDecisions(logWith(steps => steps))).toBe(1)
    expect(checkDecisions(logWith(([apply, analyse, verify, compare, ...rest]) => [apply!, analyse!, compare!, verify!, ...rest]))).toBe(1)
  })
  it.each<[string, (steps: Written[]) => Written[], string]>([
    ...WHOLE.map((step): [string, (steps: Written[]) => Written[], string] => [`without ${step}`, steps => steps.filter(({ fields }) => fields['step'] !== step), 'after what comes before']),
    ['with the notice before the meeting', ([a, b, c, d, review, publicise, ...rest]) => [a!, b!, c!, d!, publicise!, review!, ...rest], 'after what comes before'],
    ['with a step taken back', steps => [...steps, { ...stepIn('review'), fields: { voided: true } }], 'after what comes before'],
    ['with a notice of four days', put('publicise', { noticeTo: '2026-03-10' }), 'too short'],
    ['with a notice ended on its last day', put('noticeEnd', { on: '2026-03-11' }), 'before it was over'],
    ['by who applied', put('county', { actor: 'account-village' }), 'who had proposed']
  ])('says no to a decision %s', (_, change, words) => {
    expect(() => checkDecisions(logWith(change))).toThrow(words)
  })
  it('knows a level that is not granted, and a step that is nowhere', () => {
    const roles = new Map([['laptop-village', 'village'], ['laptop-township', 'township'], ['laptop-county', 'county']])
    const log = logWith(steps => steps)
    checkLevels(log, roles)
    expect(() => checkLevels(log, new Map([...roles, ['laptop-county', 'village']]))).toThrow('is of the level village')
    expect(() => checkLevels([{ ...stepIn('township'), device: 'laptop-village', fields: { ...stepIn('township').fields, role: 'village' } }], roles)).toThrow('township stands in the log')
    const taken = WHOLE.map((step): Taken => ({ device: `laptop-${roleOf(step)}`, fields: { step, note: step } }))
    checkKept(taken, log.slice(0, 4), log.slice(4))
    expect(() => checkKept(taken, log.slice(0, 4), log.slice(5))).toThrow('review of laptop-village')
    expect(apartIn([stepIn('analyse', { after: 'x' }), { ...stepIn('analyse', { after: 'x' }), record: 'step-other' }])).toBe(1)
    expect(decidedCases(log)).toEqual(['case-1'])
    expect(decidedCases([...log, { ...stepIn('county'), fields: { voided: true } }])).toEqual([])
  })
})
