/** Each condition of 风险消除 alone, on both sides of its bound, wherever it is looked at. */
import { describe, expect, it } from 'vitest'
import { caseStatus, refusalsOf } from '#core/procedure/index.ts'
import type { StepName, World } from '#core/procedure/index.ts'
import type { Values } from '#core/registers/define.ts'
import { defaultStandards, type Standard } from '#core/registers/standard.ts'
import { AREA, before, next, OPENED, way, world } from './cases.ts'

type Change = NonNullable<Parameters<typeof world>[1]>
const LOOKED_AT: readonly StepName[] = ['nominate', 'verify', 'review', 'township', 'county']
const FROM_DOOR = LOOKED_AT.slice(1)
const refused = (step: StepName, change: Change = {}, values: Values = {}): readonly string[] => refusalsOf(before('elimination', step), next('elimination', step, { values }), world('elimination', change)).map(({ rule }) => rule)
const listed = (fields: Values): Partial<World> => ({ household: { monitorCategory: '3', monitorFrom: '2025-03', risks: ['01'], riskEliminated: false, ...fields } })
const natural = { case: { eliminationMode: '02' } } as const
const member = (id: string, labour: string | null, more: Values = {}): { readonly id: string, readonly values: Values } => ({ id, values: { name: id, labour, ...more } })

describe('the time', () => {
  it.each<[string, string, readonly string[]]>([['six months', '2025-09', []], ['five', '2025-10', ['R163']], ['the month after', '2026-02', ['R164']], ['the same month', '2026-03', ['R164']], ['a month to come', '2026-04', ['R164']], ['never said', '', ['R141']], ['said wrongly', '2025-13', ['R141']]])('%s since it was listed, looked at each time', (_, monitorFrom, rules) => {
    for (const step of LOOKED_AT) expect([step, refused(step, listed({ monitorFrom }))]).toEqual([step, rules])
  })
  it('is counted from the last relisting', () => {
    expect([refused('nominate', listed({ relistedOn: '2025-12' })), refused('nominate', listed({ relistedOn: '2025-09' }))]).toEqual([['R163'], []])
  })
  it('is no matter where the household came to its end by nature', () => expect(refused('nominate', { ...listed({ monitorFrom: '2026-03' }), ...natural })).toEqual([]))
  it('is as long as the county says, and never the month after', () => {
    const standards = (number: number): readonly Standard[] => [{ name: 'eliminationMonths', area: AREA, year: 2026, number, source: '县里' }, ...defaultStandards]
    expect([refused('nominate', { ...listed({ monitorFrom: '2025-06' }), standards: standards(12) }), refused('nominate', { ...listed({ monitorFrom: '2026-01' }), standards: standards(1) }), refused('nominate', { ...listed({ monitorFrom: '2026-02' }), standards: standards(1) })]).toEqual([['R163'], [], ['R164']])
  })
})

describe('nobody who can work', () => {
  it.each<[string, Partial<World>, readonly string[]]>([
    ['said so', listed({ wholeNoLabour: true }), ['R166']], ['by its members', { members: [member('a', '04'), member('b', '05')] }, ['R166']], ['one who can', { members: [member('a', '04'), member('b', '03')] }, []], ['one nobody asked', { members: [member('a', '04'), member('b', null)] }, []], ['who could has gone', { members: [member('a', '04'), member('b', '01', { endedOn: '2026-01-01' })] }, ['R166']]
  ])('%s', (_, change, rules) => {
    for (const step of LOOKED_AT) expect([step, refused(step, change)]).toEqual([step, rules])
  })
  it('stays 暂不标注', () => expect(refusalsOf(before('elimination', 'nominate'), next('elimination', 'nominate'), world('elimination', listed({ wholeNoLabour: true })))[0]?.text).toContain('暂不标注'))
})

describe('the measures', () => {
  it.each<[string, Values | null, Partial<World>, readonly string[]]>([
    ['none', null, {}, ['R162']], ['planned only', { status: '01' }, {}, ['R162']], ['not done', { status: '04' }, {}, ['R162']], ['under way', { status: '02' }, {}, []], ['taken back', { voided: true }, {}, ['R162']], ['begun, without more said', { status: null }, {}, []], ['neither begun nor said to be', { status: null, startedOn: null }, {}, ['R162']], ['begun after the step', { startedOn: '2026-03-31' }, {}, ['R162']],
    ['of another kind than the risk', { group: 'industry', item: 'industry.01' }, {}, ['R152']], ['by its item alone', { group: null }, {}, []], ['for one of two risks', {}, listed({ risks: ['01', '10'] }), ['R152']], ['for a risk that needs none of its own', {}, listed({ risks: ['04'] }), []]
  ])('%s', (_, measure, change, rules) => {
    for (const step of LOOKED_AT) expect([step, refused(step, { ...change, measure })]).toEqual([step, rules])
  })
  it('none are needed where it ended by nature', () => expect(refused('county', { ...natural, measure: null })).toEqual([]))
})

describe('what is found at the door', () => {
  it.each<[string, Values, string]>([['失学辍学', { dropout: true }, 'R161'], ['住房', { housingUnsafe: true }, 'R161'], ['饮水', { waterUnsafe: true }, 'R161'], ['参保', { uninsuredMember: true }, 'R161'], ['刚性支出', { rigidSolved: false }, 'P21'], ['原来的风险', { riskSolved: false }, 'P21'], ['新的风险', { newRisk: true }, 'P21']])('%s still open: refused at the door', (_, values, rule) => {
    expect(refused('verify', {}, values)).toEqual([rule])
    expect(refused('verify', natural, values)).toEqual([rule])
  })
  it('a verification that is no longer good stops every step after it', () => {
    for (const step of FROM_DOOR.slice(1)) {
      const steps = way('elimination', step).map(one => one.step === 'verify' ? { ...one, values: { ...one.values, waterUnsafe: true } } : one)
      expect(refusalsOf(caseStatus('elimination', OPENED, steps), next('elimination', step), world('elimination')).map(({ rule }) => rule)).toEqual(['R161'])
    }
  })
  it.each<[string, Values, readonly string[]]>([['danger', { dangerHouse: true }, ['R161']], ['no safe water', { safeWater: false }, ['R161']], ['nobody asked', {}, []], ['mended', { dangerHouse: false, safeWater: true }, []]])('what the page says today goes as well: %s', (_, fields, rules) => {
    for (const step of LOOKED_AT) expect([step, refused(step, listed(fields))]).toEqual([step, rules])
  })
  it('nothing of it is asked where the answer is no', () => {
    expect(refusalsOf(before('elimination', 'verify'), next('elimination', 'verify', { outcome: 'notQualified', values: { dropout: true, waterUnsafe: true } }), world('elimination', { measure: null })).map(({ rule }) => rule)).toEqual([])
  })
})

describe('the income', () => {
  // The line of 2025 serves in 2026: 8700 yuan a head, two heads.
  it.each<[string, Values, readonly string[]]>([
    ['exactly on the line', { A1: 1_740_000 }, []], ['one 分 a head under it', { A1: 1_739_998 }, ['R165']], ['of another kind', { kind: 'identification' }, ['P16']], ['blank', { A1: null }, ['P16']], ['taken back', { voided: true }, ['P16']],
    ['of six months', { from: '2025-09', to: '2026-02' }, []], ['of five', { from: '2025-10', to: '2026-02' }, ['R165']], ['of nobody knows which months', { from: null }, ['R165']], ['of a trade without its costs', { B1: 100_000 }, ['R165']], ['of a trade that cost nothing, said so', { B1: 100_000, E1: 0 }, []], ['of a trade that eats it up', { B1: 100_000, E1: 200_000 }, ['R165']]
  ])('%s', (_, income, rules) => {
    for (const step of FROM_DOOR) expect([step, refused(step, { income })]).toEqual([step, rules])
  })
  it('is measured by the line of this year as soon as there is one, and by none where there is none', () => {
    const line: Standard = { name: 'monitorLine', area: '53', year: 2026, amount: 900_000, source: '试用' }
    expect([refused('county', { standards: [line, ...defaultStandards] }), refused('county', { standards: [line, ...defaultStandards], income: { A1: 1_800_000 } }), refused('county', { standards: defaultStandards.filter(({ name }) => name !== 'monitorLine') })]).toEqual([['R165'], [], ['R165']])
  })
  it('says how far it is from which line', () => {
    const [refusal] = refusalsOf(before('elimination', 'verify'), next('elimination', 'verify'), world('elimination', { income: { A1: 1_739_998 } }))
    expect(refusal?.text).toBe('人均纯收入8699.99元，低于2025年监测线8700元（2026年的尚未公布，暂用），不能消除。收入稳定超过监测线再办')
  })
  it('is not compared where it ended by nature, but it is there', () => expect([refused('verify', { ...natural, income: { A1: 100 } }), refused('verify', { ...natural, income: { A1: null } })]).toEqual([[], ['P16']]))
})

it('how it ended is said before anything else', () => expect(refused('nominate', { case: {} })).toEqual(['R160']))
