// @vitest-environment jsdom
/** 一户一策, measures, what the platform is asked, and the village's list, over the real book. */
import { describe, expect, it, vi } from 'vitest'
import { useMeasures } from '../../src/stores/measures.ts'
import { usePlatform } from '../../src/stores/measures-platform.ts'
import { useVillageMeasures } from '../../src/stores/measures-village.ts'
import { useReveal } from '../../src/stores/reveal.ts'
import { copyText } from '../../src/components/measures/copy-text.ts'
import { DAY, entry, HOUSE, ID_NO, opened, until, VILLAGE } from './measures-setting.ts'

const keys = (): readonly string[] => useMeasures().suggestions.map(({ key }) => key)
async function shown(more: Parameters<typeof opened>[0] = []) {
  const laptop = await opened(more)
  const store = useMeasures()
  await store.load(HOUSE)
  return { laptop, store }
}

describe('the measures of a household', () => {
  it('what is missing is suggested with its rule, and one key answers it', async () => {
    const { store } = await shown()
    expect(keys()).toEqual(expect.arrayContaining(['risk:01', 'risk:11', 'problem:waterUnsafe', 'labour']))
    const water = store.suggestions.find(({ key }) => key === 'risk:11')!
    const id = await store.addSuggested(water, 'water.02')
    expect(store.measures.map(one => [one.id, one.values])).toEqual([[id, { household: HOUSE, group: 'water', item: 'water.02', startedOn: DAY, status: '02', responsible: '段丽华', department: '县水务局' }]])
    expect(store.said?.text).toContain('已存本机')
    expect(keys()).not.toContain('risk:11')
    expect(keys()).not.toContain('problem:waterUnsafe')
    expect(keys()).toContain('risk:01')
  })
  it('is taken back as one, and what was missing is missing again', async () => {
    const { laptop, store } = await shown()
    await store.add('industry.02')
    expect((await laptop.book.steps())[0]).toMatchObject({ kind: 'assist', title: '加措施 李光明 养殖' })
    expect(keys()).not.toContain('labour')
    await store.undo()
    expect(store.measures).toEqual([])
    expect(keys()).toContain('labour')
    expect(store.lastStep).toBeNull()
  })
  it('another item takes its group along; a field is stored before it is called stored', async () => {
    const { store } = await shown()
    await store.add('industry.02')
    await store.edit(store.measures[0]!, 'item', 'employment.05')
    expect(store.measures[0]!.values).toMatchObject({ item: 'employment.05', group: 'employment' })
    expect(store.saved).toEqual({ record: store.measures[0]!.id, field: 'item' })
  })
  it('a finding stands at the measure that causes it, a limit of credit as well', async () => {
    const { store } = await shown()
    const id = await store.add('relocation.01')
    expect(store.findingsOf(id!).map(finding => finding.id)).toEqual(['R153'])
    await store.add('finance.01', { person: 'person-1000' })
    const credit = store.measures.find(one => one.values['item'] === 'finance.01')!
    await store.edit(credit, 'amount', 5_000_001)
    expect(store.creditTrouble(store.measures.find(one => one.id === credit.id)!).map(({ field }) => field)).toEqual(['amount'])
  })
  it('ends only with what came of it and what shows it, and not before it began', async () => {
    const { store } = await shown([entry('measure', 'measure-1', { household: HOUSE, group: 'water', item: 'water.02', startedOn: '2026-02-01', status: '02' })])
    const how = { endedOn: DAY, done: true, effect: '水管修好', evidence: '验收单 12 号' }
    const one = store.measures[0]!
    for (const [wrong, said] of [[{ endedOn: '2026-01-31' }, '早于开始'], [{ endedOn: '2099-01-01' }, '晚于今天'], [{ endedOn: '2月' }, '年-月-日'], [{ effect: ' ' }, '成效'], [{ evidence: '' }, '佐证']] as const) expect(await store.end(one, { ...how, ...wrong })).toContain(said)
    expect(store.measures[0]!.values['endedOn']).toBeUndefined()
    expect(await store.end(one, how)).toBe('')
    expect(store.measures[0]!.values).toMatchObject({ endedOn: DAY, status: '03', effect: '水管修好', evidence: '验收单 12 号' })
    expect(store.stateOf(store.measures[0]!)).toBe('ended')
  })
  it('one that was stopped half way needs no proof, and can be taken up again', async () => {
    const { store } = await shown([entry('measure', 'measure-1', { household: HOUSE, group: 'water', item: 'water.02', startedOn: '2026-02-01', status: '02' })])
    expect(await store.end(store.measures[0]!, { endedOn: DAY, done: false, effect: '大雨断路', evidence: '' })).toBe('')
    expect(store.measures[0]!.values['status']).toBe('04')
    await store.reopen(store.measures[0]!)
    expect(store.stateOf(store.measures[0]!)).toBe('running')
  })
  it('a slip is voided with its reason and counts no more', async () => {
    const { store } = await shown()
    await store.add('industry.02')
    await store.drop(store.measures[0]!, '录错了')
    expect(store.measures).toEqual([])
    expect(keys()).toContain('labour')
  })
  it('nobody can work: the mark is one key away', async () => {
    const { store } = await shown([entry('person', 'person-1000', { labour: '05' }), entry('person', 'person-1001', { labour: '04' }), entry('measure', 'measure-1', { household: HOUSE, group: 'comprehensive', item: 'comprehensive.01' })])
    const labour = store.suggestions.find(({ key }) => key === 'labour')!
    expect(labour.mark).toMatchObject({ field: 'wholeNoLabour' })
    await store.mark(labour)
    expect(store.file!.household.values['wholeNoLabour']).toBe(true)
    expect(keys()).not.toContain('labour')
  })
  it('before a household is listed help may come first, by the risks its case proposes', async () => {
    const { laptop, store } = await shown()
    await laptop.book.openCase({ household: 'house-2000', kind: 'identification', on: DAY, values: { channel: '03', category: '2', risks: ['10'], greenChannel: true } })
    await store.load('house-2000')
    expect(store.standing).toBe('green')
    expect(keys()).toContain('risk:10')
    await store.add('housing.02')
    expect(keys()).not.toContain('risk:10')
  })
  it('a household that nobody watches is told nothing is missing, and may have measures', async () => {
    const { store } = await shown()
    await store.load('house-2000')
    expect([store.standing, store.suggestions]).toEqual(['not', []])
    await store.add('social.05')
    expect(store.measures).toHaveLength(1)
  })
})

describe('the plan', () => {
  it('begins with what is known, is the year’s, and is confirmed on a day', async () => {
    const { store } = await shown([entry('plan', 'plan-old', { household: HOUSE, year: Number(DAY.slice(0, 4)) - 1, steps: '去年的' })])
    expect(store.plan).toBeNull()
    expect(store.dues.plan!.late).toBeGreaterThan(0)
    await store.startPlan()
    expect(store.plan!.values).toMatchObject({ year: Number(DAY.slice(0, 4)), weakness: '因病、因安全饮水、饮水出现安全问题', responsible: '段丽华', department: '县水务局', dueOn: `${DAY.slice(0, 4)}-12-31`, status: '01' })
    expect(store.dues.plan).toBeUndefined()
    await store.startPlan()
    expect(store.plans).toHaveLength(2)
    await store.confirmPlan()
    expect(store.plan!.values['confirmedOn']).toBe(DAY)
  })
})

describe('the platform', () => {
  it('shows masked words; whole ones only after a person said what for, and that is on record', async () => {
    const { laptop } = await shown()
    const platform = usePlatform()
    const gap = platform.gaps.find(({ item }) => item === '07')!
    expect(gap.masked).not.toContain(ID_NO)
    const closing = platform.wholeText(gap)
    await until(() => useReveal().asking)
    useReveal().say('')
    expect(await closing).toBe('')
    expect(await laptop.book.records('reveal')).toHaveLength(0)
    const asking = platform.wholeText(gap)
    await until(() => useReveal().asking)
    useReveal().say('办理业务')
    const text = await asking
    expect(text).toContain(ID_NO)
    expect(text).toContain('李光明')
    expect((await laptop.book.records('reveal')).map(({ values }) => [values['record'] ?? values['subjectRecord'], values['purpose']])).toEqual([[expect.anything(), '办理业务']])
  })
  it('a request is recorded, followed and closed', async () => {
    await shown()
    const platform = usePlatform()
    await platform.record(platform.gaps.find(({ item }) => item === '07')!)
    expect(platform.open.map(({ values }) => [values['item'], values['person'], values['submittedOn']])).toEqual([['07', 'person-1000', DAY]])
    expect(platform.gaps.find(({ item }) => item === '07')!.state).toBe('已提交')
    await useMeasures().edit(platform.open[0]!, 'acceptedOn', DAY)
    expect(platform.stateOf(platform.open[0]!)).toBe('已受理')
    await platform.close(platform.open[0]!, '03')
    expect(platform.open).toEqual([])
    expect(platform.closed[0]!.values).toMatchObject({ result: '03', doneOn: DAY, becameClue: true })
  })
  it('copies by the window, else by a selection, else says that it could not', async () => {
    const write = vi.fn().mockResolvedValue(undefined)
    vi.stubGlobal('navigator', { clipboard: { writeText: write } })
    expect(await copyText('字')).toBe(true)
    expect(write).toHaveBeenCalledWith('字')
    write.mockRejectedValue(new Error('NotAllowed'))
    document.execCommand = vi.fn(() => true)
    expect(await copyText('字')).toBe(true)
    document.execCommand = vi.fn(() => false)
    expect(await copyText('字')).toBe(false)
    expect(document.querySelectorAll('textarea')).toHaveLength(0)
    vi.unstubAllGlobals()
  })
})

describe('the village', () => {
  it('lists who lacks what, follows a change of one household, and counts by group', async () => {
    const { laptop, store } = await shown()
    const list = useVillageMeasures()
    await list.load()
    expect(list.here.map(({ id, headName, marks }) => [id, headName, marks])).toEqual([[HOUSE, '李光明', ['no-plan', 'no-measure', 'no-developmental', 'unmatched', 'late']]])
    expect([list.counts['no-measure'], list.counts['no-helper']]).toEqual([1, 0])
    list.choose('overdue')
    expect(list.shown).toEqual([])
    list.choose('no-measure')
    expect(list.shown).toHaveLength(1)
    await store.add('industry.02')
    await store.edit(store.measures[0]!, 'amount', 120_000)
    await until(() => list.here[0]?.measures === 1 && list.byGroup[0]?.amount === 120_000)
    expect(list.counts['no-measure']).toBe(0)
    expect(list.byGroup[0]).toMatchObject({ code: 'industry', total: 1, running: 1, households: 1, withAmount: 1 })
    await laptop.book.act({ kind: 'assist', title: 'x', origin: { kind: 'edit' } }, [{ register: 'measure', record: store.measures[0]!.id, fields: { endedOn: '2026-01-01' } }], VILLAGE)
    await until(() => list.counts.overdue === 1)
  })
  it('whose risk is over is not among them', async () => {
    await opened([entry('household', HOUSE, { riskEliminated: true })])
    const list = useVillageMeasures()
    await list.load()
    expect(list.here).toEqual([])
  })
})
