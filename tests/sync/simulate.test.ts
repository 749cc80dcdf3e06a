import { afterAll, beforeAll, expect, it } from 'vitest'
import { RealCounty } from './county-real.ts'
import { Oracle } from './oracle.ts'
import { makeScript } from './script.ts'
import { told } from './shrink.ts'
import { Run } from './simulate-run.ts'

const SEEDS = 60
const SEEDS_PER_TEST = 6

let county: RealCounty
beforeAll(async () => { county = await RealCounty.open() })
afterAll(() => county.close())

// A share of `npm run simulate`; a failing seed is shortened by `npm run simulate -- --seeds 1 --from SEED`.
it.each(Array.from({ length: SEEDS / SEEDS_PER_TEST }, (_, i) => 1 + i * SEEDS_PER_TEST))('faults 6, 31–33, 40, 42, 50–52: whatever is lost, sent twice, cut or killed, nothing confirmed is missing and all copies agree (seeds from %i)', async from => {
  for (let seed = from; seed < from + SEEDS_PER_TEST; seed++) {
    const script = makeScript(seed)
    const { wrong } = await new Run(script, county).play()
    expect(wrong?.message, wrong ? told(script) : '').toBeUndefined()
  }
}, 240_000)

it('a seed makes the same script every time, and a step says all it needs', () => {
  expect(makeScript(7)).toEqual(makeScript(7))
  expect(JSON.parse(JSON.stringify(makeScript(7)))).toEqual(makeScript(7))
  expect(makeScript(8)).not.toEqual(makeScript(7))
})

const row = (device: string, number: number, at: number, fields: Record<string, string>, stamp = '0mom000000000') =>
  ({ village: 'v1', number: at, device, device_number: number, body: JSON.stringify({ device, number, village: 'v1', register: 'household', record: 'h1', stamp, fields, saw: {} }) })
const NOTE = 'household/h1.note'

it('the oracle knows which answers stand from who had seen what', () => {
  const oracle = new Oracle()
  oracle.wrote('a', [1], new Map(), true)
  oracle.wrote('b', [1], new Map([[NOTE, [{ id: 'a#1', value: '甲' }]]]), true)
  oracle.wrote('c', [1], new Map(), true)
  const log = [row('a', 1, 1, { note: '甲' }), row('b', 1, 2, { note: '乙' }, '0mom000000001'), row('c', 1, 3, { note: '丙' }, '0mom000000002')]
  expect(oracle.standing(log.map(({ body }) => JSON.parse(body) as never)).get(NOTE)).toEqual([{ id: 'c#1', value: '丙' }, { id: 'b#1', value: '乙' }])
  expect(() => oracle.checkKept(log.slice(1), [])).toThrow('lost: a#1')
  expect(() => oracle.checkClocks([log[0]!, row('b', 1, 2, { note: '乙' }, '0mok000000000')])).toThrow('clock: b#1')
})

it('the oracle refuses a feed with a gap, a number twice and a receipt for what is not there', () => {
  const oracle = new Oracle()
  const asked = { protocol: 2, changes: [], cursors: { v1: 0 }, health: { unsent: 0, version: '', clock: 0 } }
  const answer = { epoch: '', time: 0, verdicts: [], receipt: null, feed: { v1: { changes: [], cursor: 1, more: false } }, villages: [], highest: 0 }
  oracle.said('b', asked, answer, new Set())
  expect(() => oracle.checkFeeds([row('a', 1, 1, {})])).toThrow('feed: b read v1 from 0 to 1')
  expect(() => oracle.checkFeeds([row('a', 1, 1, {}), row('a', 1, 2, {})])).toThrow('once: a#1')
  expect(() => oracle.checkFeeds([row('a', 1, 2, {})])).toThrow('log: v1 has no change 1')
  const receipt = { county: '', epoch: '', device: 'b', numbers: [[1, 1] as [number, number]], count: 1, digest: '', kept: 'durable' as const, at: '', signature: '' }
  expect(() => oracle.said('b', asked, { ...answer, receipt }, new Set())).toThrow('receipt: b has a receipt for 1')
  expect(() => oracle.believes('b', [1, 2], 1)).toThrow('believed')
})
