/** The short form: what may be finished and what not, and which groups records put a household in. */
import { describe, expect, it } from 'vitest'
import { defaultStandards } from '#core/registers/standard.ts'
import type { Values } from '#core/registers/define.ts'
import { fieldOf } from '#core/registers/index.ts'
import type { RecordsByRegister, RecordValues } from '#core/checks/subject.ts'
import { focusGroupsOf } from '#core/visiting/focus-groups.ts'
import { clueText, makesClue, noteOf, screeningProblems, screeningQuestions, screeningTopics, withNote } from '#core/visiting/screening.ts'

const whole: Values = {
  mode: '01', focusGroups: [], ...Object.fromEntries(screeningTopics.map(({ field }) => [field, true])), atRisk: false, opinion: '01', handling: '07', policyAware: false,
  firstScreener: '段丽华', secondScreener: '李国强', screenersSigned: true, signature: 'M1 1L2 2'
}
const rules = (fields: Values): readonly string[] => screeningProblems({ ...whole, ...fields }).map(({ rule, field }) => `${rule} ${field}`)

describe('what is missing before it can be finished', () => {
  it('nothing of a whole one, everything of a blank one, in the order of the form', () => {
    expect(rules({})).toEqual([])
    const blank = screeningProblems({})
    expect(blank.map(({ rule }) => rule)).toEqual(['S01', 'S02', ...screeningTopics.map(() => 'S03'), 'S05', 'S07', 'S09', 'S12', 'S13', 'S14', 'S15', 'S16'])
    const order = screeningQuestions.map(({ field }) => field)
    expect(blank.map(({ field }) => order.indexOf(field))).toEqual(blank.map(({ field }) => order.indexOf(field)).toSorted((a, b) => a - b))
  })
  it.each<readonly [string, Values, readonly string[]]>([
    ['a blank is not 无变化', { unchangedWater: null }, ['S03 unchangedWater']],
    ['a change without a word', { unchangedWater: false }, ['S04 unchangedWater']],
    ['a change with its word', { unchangedWater: false, problems: '饮水有变化：水管断了' }, []],
    ['the word of another topic is not its own', { unchangedWater: false, problems: '住房有变化：漏雨' }, ['S04 unchangedWater']],
    ['a blank is not 无风险', { atRisk: null }, ['S05 atRisk']],
    ['a risk without words', { atRisk: true, opinion: '02', handling: '06' }, ['S06 problems']],
    ['a risk with words', { atRisk: true, opinion: '02', handling: '06', problems: '大病自付高' }, []],
    ['a risk judged as none', { atRisk: true, opinion: '01', handling: '06', problems: 'x' }, ['S08 opinion']],
    ['a risk to be taken out', { atRisk: true, opinion: '04', handling: '06', problems: 'x' }, ['S08 opinion']],
    ['no risk, to be taken in', { opinion: '03' }, ['S08 opinion']],
    ['no risk, to be taken out', { opinion: '04' }, []],
    ['solved on the spot, how?', { handling: '01' }, ['S10 remark']],
    ['solved on the spot by spaces', { handling: '01', remark: '  ' }, ['S10 remark']],
    ['solved on the spot', { handling: '01', remark: '当场帮他接通了水管' }, []],
    ['a risk and nothing to do', { atRisk: true, opinion: '02', handling: '07', problems: 'x' }, ['S11 handling']],
    ['a blank is not 不知晓', { policyAware: null }, ['S12 policyAware']],
    ['one screener alone', { secondScreener: null }, ['S14 secondScreener']],
    ['the same one twice', { secondScreener: '段丽华' }, ['S14 secondScreener']],
    ['not signed by them', { screenersSigned: false }, ['S15 screenersSigned']],
    ['not signed by the household', { signature: null, signedBy: '李光明' }, ['S16 signature']],
    ['cannot sign, with the reason', { signature: null, signedBy: '无法签字：外出务工' }, []]
  ])('%s', (_, fields, expected) => expect(rules(fields)).toEqual(expected))
  it('every question is a field of the visit, every key is its own', () => {
    for (const { field, options } of screeningQuestions) {
      expect(fieldOf('visit', field), field).toBeDefined()
      expect(new Set(options.map(({ key }) => key)).size).toBe(options.length)
      expect(options.every(({ key }) => key !== '')).toBe(true)
    }
  })
})

describe('a line of note', () => {
  it('is put, changed and taken out beside what else stands there', () => {
    const one = withNote('自己写的', '饮水', '水管断了\n三天')
    expect(one).toBe('自己写的\n饮水有变化：水管断了 三天')
    expect(noteOf(one, '饮水')).toBe('水管断了 三天')
    expect(noteOf(one, '住房')).toBe('')
    expect(withNote(one, '饮水', '修好了')).toBe('自己写的\n饮水有变化：修好了')
    expect(withNote(one, '饮水', ' ')).toBe('自己写的')
    expect(withNote('饮水有变化：x', '饮水', '')).toBeNull()
  })
})

it.each<readonly [Values, boolean]>([[{ atRisk: true }, true], [{ handling: '05' }, true], [{ atRisk: false, handling: '06' }, false], [{}, false], [{ atRisk: null }, false]])('%j opens a clue: %s', (values, expected) => {
  expect(makesClue(values)).toBe(expected)
  expect(clueText(values)).not.toBe('')
})

describe('groups by records', () => {
  const member = (values: Values): RecordValues => ({ id: 'p1', values: { name: '李光明', relation: '02', ...values } })
  const record = (values: Values): RecordValues => ({ id: 'r1', values })
  const income = (wages: number, more: Values = {}): RecordsByRegister => ({ income: [record({ year: 2026, kind: 'annual', wages, ...more })] })
  const groups = (household: Values, person: Values, records: RecordsByRegister = {}, extra: readonly RecordValues[] = []) =>
    focusGroupsOf(household, [member(person), ...extra], records, defaultStandards, '530521', '2026-11-22')
  const second = (values: Values): RecordValues => ({ id: 'p2', values: { name: '李小妹', relation: '10', ...values } })

  it('none where nothing is on record', () => expect(groups({}, {})).toEqual([]))
  it.each<readonly [string, Values, Values, RecordsByRegister, readonly string[]]>([
    ['慢病', {}, { health: ['02'] }, {}, ['02']],
    ['健康', {}, { health: ['01'] }, {}, []],
    ['离世的不算', {}, { health: ['02'], endedOn: '2026-01-01', endReason: '01' }, {}, []],
    ['残疾', {}, { health: ['04'] }, {}, ['03']],
    ['低保', {}, { lowIncomeType: ['01'] }, {}, ['04']],
    ['特困', {}, { lowIncomeType: ['02'] }, {}, ['05']],
    ['低保边缘', {}, { lowIncomeType: ['03'] }, {}, []],
    ['务工结束', {}, {}, { work: [record({ person: 'p1', from: '2026-01', to: '2026-10' })] }, ['07']],
    ['本月才结束', {}, {}, { work: [record({ person: 'p1', from: '2026-01', to: '2026-11' })] }, []],
    ['还在务工', {}, {}, { work: [record({ person: 'p1', from: '2026-01' })] }, []],
    ['受灾名单', {}, {}, { clue: [record({ status: '01', disaster: 'd1' })] }, ['08']],
    ['受灾已办结', {}, {}, { clue: [record({ status: '05', disaster: 'd1' })] }, []],
    ['线索待办', {}, {}, { clue: [record({ status: '02' })] }, ['12']],
    ['线索已转程序', {}, {}, { clue: [record({ status: '04' })] }, []],
    ['线索作废', {}, {}, { clue: [record({ status: '02', voided: true })] }, []],
    ['饮水', { waterUnsafe: true }, {}, {}, ['13']],
    ['D 级', { dangerLevel: 'D' }, {}, {}, ['13']],
    ['B 级', { dangerLevel: 'B', waterUnsafe: false, housingUnsafe: false }, {}, {}, []],
    ['自付刚好三万', {}, {}, income(9_999_999, { compliantSelfPay: 3_000_000 }), []],
    ['自付超过三万', {}, {}, income(9_999_999, { compliantSelfPay: 3_000_001 }), ['11']]
  ])('%s', (_, household, person, records, expected) => {
    const found = groups(household, person, records)
    expect(found.map(({ code }) => code).filter(code => code !== '01')).toEqual(expected)
    for (const { reason } of found) expect(reason).not.toBe('')
  })
  it('one pupil is not many, two are; an infant is none', () => {
    expect(groups({}, { schoolStage: '04' })).toEqual([])
    expect(groups({}, { schoolStage: '04' }, {}, [second({ schoolStage: '01' })])).toEqual([])
    expect(groups({}, { schoolStage: '04' }, {}, [second({ schoolStage: '03' })])).toEqual([{ code: '06', reason: '李光明、李小妹 在校' }])
  })
})
