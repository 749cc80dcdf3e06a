/** Who stands by a household: what is refused, what is warned of, and that history never loses anybody. */
import { describe, expect, it } from 'vitest'
import type { Values } from '#core/registers/define.ts'
import {
  beginPairing, endRefusals, holdsOn, inHistory, mainHelpersOn, pairingRefusals, pairingWarnings, planChange, planHandOver, planMany, spellOf, type PairingFacts, type Spell
} from '#core/visiting/helpers.ts'

const TODAY = '2026-11-23'
const spell = (id: string, more: Partial<Spell> = {}): Spell => ({ id, household: 'h1', cadre: 'wang', main: true, from: '2026-01-01', to: '', endReason: '', ...more })
const NAMES: Readonly<Record<string, string>> = { wang: '王芳', li: '李强', zhao: '赵敏' }
const facts = (more: Partial<PairingFacts> = {}): PairingFacts => ({
  today: TODAY, spells: [], cadre: { name: '李强', unitLevel: '05' }, closed: false, monitored: true, load: 0, most: 8, nameOf: cadre => NAMES[cadre] ?? cadre, ...more
})
const next = (more: Partial<Spell> = {}): Spell => spell('new', { cadre: 'li', from: '2026-11-01', ...more })

it('a record without a cadre or household, or voided, is no pairing', () => {
  expect(spellOf({ id: 'a', values: { household: 'h1', cadre: 'wang', main: true, from: '2026-01-01' } })).toEqual(spell('a'))
  for (const values of [{ household: 'h1' }, { cadre: 'wang' }, { household: 'h1', cadre: 'wang', voided: true }] as readonly Values[]) expect(spellOf({ id: 'a', values })).toBeUndefined()
})

it('holds on its first and its last day, and where nobody wrote since when', () => {
  const ended = spell('a', { to: '2026-05-31' })
  expect(['2025-12-31', '2026-01-01', '2026-05-31', '2026-06-01'].map(day => holdsOn(ended, day))).toEqual([false, true, true, false])
  expect(holdsOn(spell('a', { from: '' }), '1999-01-01')).toBe(true)
  expect(mainHelpersOn([spell('a'), spell('b', { main: false }), spell('c', { cadre: 'li', to: '2026-11-22' })], TODAY).map(({ id }) => id)).toEqual(['a'])
})

describe('refused', () => {
  it.each<readonly [string, Partial<Spell>, Partial<PairingFacts>, readonly string[]]>([
    ['nothing', {}, {}, []],
    ['the household is gone', {}, { closed: true }, ['H01']],
    ['nobody of that name', {}, { cadre: undefined }, ['H02']],
    ['no day', { from: '' }, {}, ['H03']],
    ['no such day', { from: '2026-02-30' }, {}, ['H03']],
    ['ends on no day', { to: '下月' }, {}, ['H03']],
    ['begins tomorrow', { from: '2026-11-24' }, {}, ['H04']],
    ['begins today', { from: TODAY }, {}, []],
    ['ends before it begins', { from: '2026-11-02', to: '2026-11-01' }, {}, ['H05']],
    ['ends the day it begins', { from: '2026-11-02', to: '2026-11-02' }, {}, []],
    ['the same cadre, on the last day of the time before', { cadre: 'wang', from: '2026-05-31' }, { spells: [spell('a', { to: '2026-05-31' })] }, ['H06']],
    ['the same cadre, the day after', { cadre: 'wang', from: '2026-06-01' }, { spells: [spell('a', { to: '2026-05-31' })] }, []],
    ['the same cadre as a second one', { cadre: 'wang', main: false }, { spells: [spell('a')] }, ['H06']],
    ['a second main one', {}, { spells: [spell('a')] }, ['H07']],
    ['a second one beside the main', { main: false }, { spells: [spell('a')] }, []],
    ['main beside one who is not', {}, { spells: [spell('a', { main: false })] }, []],
    ['main on the last day of the one before', { from: '2026-10-31' }, { spells: [spell('a', { to: '2026-10-31' })] }, ['H07']],
    ['main the day after', {}, { spells: [spell('a', { to: '2026-10-31' })] }, []],
    ['a time between two, its end on the first day of the next', { from: '2026-03-01', to: '2026-06-01' }, { spells: [spell('a', { to: '2026-02-28' }), spell('b', { cadre: 'zhao', from: '2026-06-01' })] }, ['H07']],
    ['a time between two', { from: '2026-03-01', to: '2026-05-31' }, { spells: [spell('a', { to: '2026-02-28' }), spell('b', { cadre: 'zhao', from: '2026-06-01' })] }, []],
    ['the cadre left yesterday', {}, { cadre: { name: '李强', to: '2026-11-22' } }, ['H08']],
    ['the cadre leaves today', {}, { cadre: { name: '李强', to: TODAY } }, []],
    ['of a time gone by, when the cadre was still there', { to: '2026-11-10' }, { cadre: { name: '李强', to: '2026-11-10' } }, []],
    ['before the cadre came', {}, { cadre: { name: '李强', from: '2026-11-02' } }, ['H08']],
    ['the day the cadre came', {}, { cadre: { name: '李强', from: '2026-11-01' } }, []]
  ])('%s', (_, more, given, rules) => {
    expect(pairingRefusals(next(more), facts(given)).map(({ rule }) => rule)).toEqual(rules)
  })
  it('an end in words that say the way out', () => {
    expect(endRefusals(spell('a'), '', '', TODAY).map(({ rule }) => rule)).toEqual(['H03', 'H09'])
    expect(endRefusals(spell('a'), '2025-12-31', '调走', TODAY).map(({ rule }) => rule)).toEqual(['H05'])
    expect(endRefusals(spell('a'), '2026-01-01', '调走', TODAY)).toEqual([])
    expect(endRefusals(spell('a'), '2026-11-24', '调走', TODAY).map(({ rule }) => rule)).toEqual(['H04'])
    expect(endRefusals(spell('a', { from: '' }), TODAY, '调走', TODAY)).toEqual([])
  })
})

describe('warned of, and not refused', () => {
  it.each<readonly [string, Partial<Spell>, Partial<PairingFacts>, readonly string[]]>([
    ['the eighth', {}, { load: 7 }, []], ['the ninth', {}, { load: 8 }, ['W01']], ['the ninth, not as main', { main: false }, { load: 8 }, []],
    ['the county allows two', {}, { load: 2, most: 2 }, ['W01']],
    ['sent by the county', {}, { cadre: { unitLevel: '04' } }, []], ['by the prefecture', {}, { cadre: { unitLevel: '03' } }, ['W02']], ['by nobody knows whom', {}, { cadre: {} }, []],
    ['not watched over', {}, { monitored: false }, ['W03']]
  ])('%s', (_, more, given, rules) => {
    expect(pairingWarnings(next(more), facts(given)).map(({ rule }) => rule)).toEqual(rules)
  })
})

describe('换帮扶责任人', () => {
  it('the one before ends the day before, with the reason, and the new one begins', () => {
    const { entries, refusals } = planChange(next(), '单位轮换', facts({ spells: [spell('a'), spell('old', { cadre: 'zhao', from: '2024-01-01', to: '2025-12-31' })] }))
    expect(refusals).toEqual([])
    expect(entries).toEqual([{ register: 'pairing', record: 'a', fields: { to: '2026-10-31', endReason: '单位轮换' } }, { register: 'pairing', record: 'new', fields: { household: 'h1', cadre: 'li', main: true, from: '2026-11-01' } }])
  })
  it('the first of a household needs no reason; a change does', () => {
    expect(planChange(next(), '', facts()).refusals).toEqual([])
    expect(planChange(next(), ' ', facts({ spells: [spell('a')] })).refusals.map(({ rule }) => rule)).toEqual(['H09'])
  })
  it('to the same is none, said once', () => {
    expect(planChange(next({ cadre: 'wang' }), '轮换', facts({ spells: [spell('a')] })).refusals.map(({ rule }) => rule)).toEqual(['H10'])
  })
  it('one who began that very day never helped: voided, not turned around', () => {
    const { entries, refusals } = planChange(next(), '登错了人', facts({ spells: [spell('a', { from: '2026-11-01' })] }))
    expect(refusals).toEqual([])
    expect(entries[0]).toEqual({ register: 'pairing', record: 'a', fields: { voided: true, voidReason: '登错了人' } })
  })
  it('not over one who began later', () => {
    expect(planChange(next(), '轮换', facts({ spells: [spell('a', { from: '2026-11-02' })] })).refusals.map(({ rule }) => rule)).toEqual(['H07'])
  })
  it('two laptops paired apart: both end', () => {
    const { entries, refusals } = planChange(next(), '重复登记', facts({ spells: [spell('a'), spell('b', { cadre: 'zhao' })] }))
    expect(refusals).toEqual([])
    expect(entries.map(({ record }) => record)).toEqual(['a', 'b', 'new'])
  })
})

it('many at once: each for itself, and the load grows with each', () => {
  const made = planMany(['h1', 'h2', 'h3'].map((household, at) => next({ id: `n${at}`, household })), '', household => facts({ load: 7, spells: household === 'h2' ? [spell('a', { household, cadre: 'li', main: false })] : [] }))
  expect(made.map(({ refusals }) => refusals.map(({ rule }) => rule))).toEqual([[], ['H06'], []])
})

it('整体移交: main ones as main ones, the others as others', () => {
  let id = 0
  const held = [spell('a', { household: 'h1' }), spell('b', { household: 'h2', main: false })]
  const made = planHandOver(held, 'li', '2026-11-01', '调离', () => `n${++id}`, household => facts({ spells: held.filter(one => one.household === household) }))
  expect(made.flatMap(({ refusals }) => refusals)).toEqual([])
  expect(made.flatMap(({ entries }) => entries.map(({ record, fields }) => [record, fields['to'] ?? fields['main']]))).toEqual([['a', '2026-10-31'], ['n1', true], ['b', '2026-10-31'], ['n2', false]])
  expect(planHandOver(held, 'li', '2026-11-01', '', () => 'n', () => facts({ spells: held })).flatMap(({ refusals }) => refusals.map(({ rule }) => rule))).toEqual(expect.arrayContaining(['H09']))
})

/** A generator that gives the same row for the same seed. */
function rolls(seed: number): (below: number) => number {
  let state = seed
  return below => { state = (state * 1_103_515_245 + 12_345) % 2_147_483_648; return Math.floor(state / 65_536) % below }
}
it('whatever row of changes is written, never two main ones on one day, and nobody who helped is lost', () => {
  for (let seed = 1; seed <= 200; seed++) {
    const roll = rolls(seed)
    const records = new Map<string, Values>()
    const kept: string[] = []
    for (let turn = 0; turn < 12; turn++) {
      const spells = [...records].flatMap(([id, values]) => spellOf({ id, values }) ?? [])
      const from = `2026-${String(1 + roll(10)).padStart(2, '0')}-${String(1 + roll(28)).padStart(2, '0')}`
      const wish = spell(`s${seed}-${turn}`, { cadre: ['wang', 'li', 'zhao'][roll(3)]!, main: roll(4) > 0, from })
      const given = facts({ spells, cadre: { name: 'x' } })
      const { entries, refusals } = wish.main ? planChange(wish, '轮换', given) : { entries: [beginPairing(wish)], refusals: pairingRefusals(wish, given) }
      if (refusals.length > 0) continue
      for (const { record, fields } of entries) records.set(record, { ...records.get(record), ...fields })
      kept.push(wish.id)
    }
    const all = [...records].flatMap(([id, values]) => spellOf({ id, values }) ?? [])
    for (let month = 1; month <= 12; month++) for (const day of ['01', '14', '28']) expect(mainHelpersOn(all, `2026-${String(month).padStart(2, '0')}-${day}`).length, `seed ${seed}`).toBeLessThanOrEqual(1)
    expect([...records.keys()], `seed ${seed}`).toEqual(kept)
    expect(inHistory(all, TODAY)).toHaveLength(all.length)
  }
})
