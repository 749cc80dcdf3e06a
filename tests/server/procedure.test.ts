/**
 * The county holds everybody to the table: a laptop that skips a step, speaks for another level or decides on its own
 * proposal is set aside with the rule's number, whatever its own program let it write.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Role } from '#core/procedure/index.ts'
import type { Change } from '#core/sync/change.ts'
import { makeStamp } from '#core/sync/clock.ts'
import type { ExchangeAnswer } from '#core/sync/wire.ts'
import { startCounty, type County } from '../../server/county.ts'
import { engines, type Engine } from './engines.ts'
import { Laptop, VILLAGE } from './laptop.ts'

const NOW = Date.parse('2026-11-23T02:00:00Z')
let moments = 0
/** Each change later than the one before, whoever writes it. */
const later = (): Change['stamp'] => makeStamp(NOW - 1_000_000 + ++moments, 0)

type Steps = readonly (readonly [role: Role, step: string, outcome: string, on: string, more?: Change['fields']])[]
const APPLIED: Steps = [
  ['village', 'apply', 'pass', '2026-10-12', { evidence: ['application', 'fingerprint'], signed: true }],
  ['village', 'analyse', 'pass', '2026-10-13', { evidence: ['analysisNote'] }],
  ['village', 'verify', 'pass', '2026-10-14', { evidence: ['verifyForm', 'incomeSheet'], second: '李四', income: 'income-0001' }],
  ['township', 'compare', 'pass', '2026-10-15', { evidence: ['comparison'], comparison: '无车辆、房产、工商登记' }],
  ['village', 'review', 'pass', '2026-10-16', { evidence: ['minutes', 'signIn'], meeting: 'meeting-001' }],
  ['village', 'publicise', 'pass', '2026-10-16', { evidence: ['noticeFirst'], noticeFrom: '2026-10-16', noticeTo: '2026-10-20', noticePlace: '村委会公示栏' }],
  ['village', 'noticeEnd', 'pass', '2026-10-21', { evidence: ['noticeLast'], objections: 0 }],
  ['township', 'township', 'pass', '2026-10-22', { evidence: ['townshipOpinion'], opinion: '同意' }],
  ['county', 'county', 'pass', '2026-10-23', { evidence: ['countyApproval'] }]
]

describe.each(engines)('procedure on %s', (_name, startEngine) => {
  let engine: Engine
  let county: County
  const laptops = {} as Record<Role, Laptop>
  let cases = 0, written = 0

  beforeAll(async () => {
    engine = await startEngine()
    county = await startCounty({ ...await engine.place(), port: 0, now: () => NOW })
    await county.addVillage(VILLAGE, '万兴村')
    for (const role of ['village', 'township', 'county'] as const) {
      laptops[role] = new Laptop(county.url, () => NOW)
      await laptops[role].enrol(await county.issueCode({ villages: [VILLAGE], person: role, account: `account-${role}`, role }))
    }
  })
  afterAll(async () => {
    await county.close()
    await engine.stop()
  })

  const reasons = ({ verdicts }: ExchangeAnswer): readonly string[] => verdicts.map(({ verdict, reason }) => `${verdict} ${reason}`)
  async function opened(): Promise<{ readonly household: string, readonly id: string }> {
    const id = `case-${String(++cases).padStart(6, '0')}`, household = `house-${String(cases).padStart(6, '0')}`
    const by = laptops.village
    expect(reasons(await by.exchange([
      by.change(household, { villagerGroup: '1组' }, { stamp: later() }),
      by.change(id, { household, kind: 'identification', openedOn: '2026-10-12', category: '2', risks: ['01'] }, { register: 'monitorCase', stamp: later() })
    ]))).toEqual([])
    return { household, id }
  }
  const stepOf = (by: Laptop, of: { readonly household: string, readonly id: string }, [role, step, outcome, on, more = {}]: Steps[number]): Change => by.change(
    `${of.id}-step-${++written}`,
    { household: of.household, case: of.id, step, outcome, on, role, actor: by.account, actorName: by.account, ...more }, { register: 'caseStep', stamp: later() })
  async function take(of: { readonly household: string, readonly id: string }, steps: Steps): Promise<void> {
    for (const step of steps) expect(reasons(await laptops[step[0]].exchange([stepOf(laptops[step[0]], of, step)]))).toEqual([])
  }

  it('every step in its order and by its level is taken; what follows for the household comes with the decision', async () => {
    const of = await opened()
    await take(of, APPLIED)
    const by = laptops.county
    expect(reasons(await by.exchange([by.change(of.household, { monitorCategory: '2', riskEliminated: false, countyDecidedOn: '2026-10-23' }, { origin: { kind: 'procedure', ref: of.id }, stamp: later() })]))).toEqual([])
  })

  it('a whole way written offline comes in one sending, as far as one level may write it', async () => {
    const of = await opened()
    const { village } = laptops
    expect(reasons(await village.exchange(APPLIED.slice(0, 3).map(step => stepOf(village, of, step))))).toEqual([])
  })

  // A comparison may come before the visit.
  it.each(APPLIED.map(([, step], at) => [step, at] as const).filter(([step, at]) => at > 0 && step !== 'compare'))('%s is set aside while the step before it has not been taken', async (_step, at) => {
    const of = await opened()
    await take(of, APPLIED.slice(0, at - 1))
    const step = APPLIED[at]!
    const [said] = reasons(await laptops[step[0]].exchange([stepOf(laptops[step[0]], of, step)]))
    expect(said).toMatch(/^quarantined step-refused P\d\d$/)
  })

  it.each(APPLIED.map(([role, step], at) => [step, role, at] as const).flatMap(([step, role, at]) =>
    (['village', 'township', 'county'] as const).filter(other => other !== role && !(step === 'compare' && other === 'county')).map(other => [step, other, at] as const)))('%s is set aside from a laptop of the level %s, also when it claims the right one', async (step, other, at) => {
    const of = await opened()
    await take(of, APPLIED.slice(0, at))
    const by = laptops[other]
    const honest = [other, ...APPLIED[at]!.slice(1)] as unknown as Steps[number]
    for (const claimed of [honest, APPLIED[at]!]) {
      const [said] = reasons(await by.exchange([stepOf(by, of, claimed)]))
      expect(said, step).toMatch(/^quarantined step-refused P\d\d$/)
    }
  })

  it('nobody decides on their own proposal, even with a laptop of each level', async () => {
    const of = await opened()
    const all = new Laptop(county.url, () => NOW)
    await all.enrol(await county.issueCode({ villages: [VILLAGE], person: '一人', account: `one-${_name}`, role: 'village' }))
    for (const step of APPLIED.slice(0, 3)) expect(reasons(await all.exchange([stepOf(all, of, step)]))).toEqual([])
    await take(of, [])
    for (const step of APPLIED.slice(3, 8)) {
      const by = step[0] === 'village' ? all : laptops[step[0]]
      expect(reasons(await by.exchange([stepOf(by, of, step)]))).toEqual([])
    }
    await county.console.grant({ device: all.device, role: 'county' })
    const [said] = reasons(await all.exchange([stepOf(all, of, APPLIED[8]!)]))
    expect(said).toMatch(/^quarantined step-refused P\d\d$/)
  })

  it('a notice a day too short, and one that is ended before it is over, are set aside', async () => {
    const of = await opened()
    await take(of, APPLIED.slice(0, 5))
    const { village } = laptops
    const short = [...APPLIED[5]!.slice(0, 4), { ...APPLIED[5]![4], noticeTo: '2026-10-19' }] as unknown as Steps[number]
    expect(reasons(await village.exchange([stepOf(village, of, short)]))[0]).toMatch(/^quarantined step-refused P/)
    await take(of, [APPLIED[5]!])
    const early = ['village', 'noticeEnd', 'pass', '2026-10-20', APPLIED[6]![4]] as const
    expect(reasons(await village.exchange([stepOf(village, of, early)]))[0]).toMatch(/^quarantined step-refused P/)
    expect(reasons(await village.exchange([stepOf(village, of, APPLIED[6]!)]))).toEqual([])
  })

  it('a step on record is not changed, is taken back only while it is the last, and its evidence may grow', async () => {
    const of = await opened()
    const { village, township } = laptops
    const [apply, analyse] = [stepOf(village, of, APPLIED[0]!), stepOf(village, of, APPLIED[1]!)]
    expect(reasons(await village.exchange([apply, analyse]))).toEqual([])
    const edit = (by: Laptop, record: string, fields: Change['fields']): Change => by.change(record, fields, { register: 'caseStep', stamp: later(), saw: Object.fromEntries(Object.keys(fields).map(field => [field, { [village.device]: apply.number + 1 }])) })
    expect(reasons(await village.exchange([edit(village, apply.record, { evidence: ['application', 'fingerprint', 'photos'] })]))).toEqual([])
    expect(reasons(await village.exchange([edit(village, apply.record, { on: '2026-10-11' })]))).toEqual(['quarantined step-changed'])
    expect(reasons(await village.exchange([edit(village, apply.record, { voided: true, voidReason: '填错' })]))).toEqual(['quarantined step-built-on'])
    expect(reasons(await township.exchange([edit(township, analyse.record, { voided: true, voidReason: '填错' })]))).toEqual(['quarantined step-built-on'])
    expect(reasons(await village.exchange([edit(village, analyse.record, { voided: true, voidReason: '填错' })]))).toEqual([])
    expect(reasons(await village.exchange([stepOf(village, of, APPLIED[1]!)]))).toEqual([])
  })

  it('two laptops that took the same step while apart both come in and stand against each other; nothing goes on until one is taken back', async () => {
    const of = await opened()
    await take(of, APPLIED.slice(0, 1))
    const { village } = laptops
    const other = new Laptop(county.url, () => NOW)
    await other.enrol(await county.issueCode({ villages: [VILLAGE], person: '李四', account: 'li' }))
    const seen = `${of.id}-step-${written}`
    const mine = stepOf(village, of, ['village', 'analyse', 'pass', '2026-10-13', { evidence: ['analysisNote'], after: seen }])
    const theirs = stepOf(other, of, ['village', 'analyse', 'notNeeded', '2026-10-13', { evidence: ['analysisNote'], reason: '有固定收入', after: seen }])
    expect(reasons(await village.exchange([mine]))).toEqual([])
    expect(reasons(await other.exchange([theirs]))).toEqual([])
    const next = (): Change => stepOf(village, of, ['village', 'verify', 'pass', '2026-10-14', { ...APPLIED[2]![4], after: mine.record }])
    expect(reasons(await village.exchange([next()]))[0]).toMatch(/^quarantined step-refused P/)
    expect(reasons(await other.exchange([other.change(theirs.record, { voided: true, voidReason: '以村里的为准' }, { register: 'caseStep', stamp: later(), saw: { voided: {}, voidReason: {} } })]))).toEqual([])
    expect(reasons(await village.exchange([next()]))).toEqual([])
  })

  it('a step taken apart that does not say what it had seen is set aside, kept, and can be let in by a person', async () => {
    const of = await opened()
    await take(of, APPLIED.slice(0, 2))
    const { village } = laptops
    expect(reasons(await village.exchange([stepOf(village, of, ['village', 'analyse', 'notNeeded', '2026-10-13', { evidence: ['analysisNote'], reason: '有固定收入' }])]))[0]).toMatch(/^quarantined step-refused P/)
    expect((await county.console.aside({ device: village.device })).some(({ body }) => (JSON.parse(body) as Change).fields['reason'] === '有固定收入')).toBe(true)
  })

  it.each([
    ['by hand', { kind: 'edit' }], ['in a ledger', { kind: 'ledger' }], ['at the door', { kind: 'visit', ref: 'visit-0001' }],
    ['with no such case', { kind: 'procedure', ref: 'case-nowhere' }], ['without a case', { kind: 'procedure' }]
  ])('what a procedure decides is set aside when it comes %s, from every level', async (_how, origin) => {
    const { household } = await opened()
    for (const by of Object.values(laptops)) expect(reasons(await by.exchange([by.change(household, { riskEliminated: true }, { origin, stamp: later() })]))).toEqual(['quarantined decided-by-procedure'])
    expect(reasons(await laptops.village.exchange([laptops.village.change(household, { monitorCategory: '1', riskEliminated: false }, { origin: { kind: 'import', ref: 'import-1' }, stamp: later() })]))).toEqual([])
  })

  it('what follows from a case is set aside before the county has decided it', async () => {
    const of = await opened()
    await take(of, APPLIED.slice(0, 8))
    const by = laptops.county
    expect(reasons(await by.exchange([by.change(of.household, { monitorCategory: '2' }, { origin: { kind: 'procedure', ref: of.id }, stamp: later() })]))).toEqual(['quarantined decided-by-procedure'])
  })

  it('a step of a case the county has never heard of waits for it', async () => {
    const { village } = laptops
    expect(reasons(await village.exchange([stepOf(village, { household: 'house-999999', id: 'case-999999' }, APPLIED[0]!)]))).toEqual(['quarantined case-unknown'])
  })
})
