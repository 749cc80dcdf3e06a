// @vitest-environment jsdom
/** 问题整改 and 后评估自查 over the real book. */
import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import ProblemDetail from '../../src/components/problems/ProblemDetail.vue'
import SelfCheckTable from '../../src/components/problems/SelfCheckTable.vue'
import { useChecks } from '../../src/stores/checks.ts'
import { useProblemsList, type ProblemLine } from '../../src/stores/problems-list.ts'
import { useSelfCheck } from '../../src/stores/problems-selfcheck.ts'
import { DAY, entry, HOUSE, opened } from './measures-setting.ts'

const FOUND = { problemNo: '审-3', from: '03', class: '03', reportedOn: '2026-01-05', dueOn: '2026-02-06', description: '台账不符', responsible: '段丽华', status: '02' }
async function shown(more: Parameters<typeof opened>[0] = [entry('problem', 'problem-1', FOUND)]) {
  const laptop = await opened(more)
  const store = useProblemsList()
  await store.load()
  return { laptop, store }
}
const first = (): ProblemLine => useProblemsList().lineOf('problem-1')!

describe('the list of problems', () => {
  it('says how late each is in working days, the latest first, and chooses', async () => {
    const { store } = await shown([entry('problem', 'problem-1', FOUND), entry('problem', 'problem-2', { ...FOUND, problemNo: '暗-1', from: '04', dueOn: '2099-01-05' }), entry('problem', 'problem-3', { ...FOUND, problemNo: '销-1', status: '04', closedOn: '2026-01-20', followUpOn: '2026-03-01' })])
    expect(store.shown.map(({ values }) => values['problemNo'])).toEqual(['审-3', '暗-1'])
    expect(store.shown[0]!.due!.late).toBeGreaterThan(100)
    expect(store.counts).toMatchObject({ open: 2, late: 1, closed: 1, 'follow-up': 1, all: 3 })
    store.source = '04'
    expect(store.shown.map(({ values }) => values['problemNo'])).toEqual(['暗-1'])
    store.source = ''
    store.filter = 'all'
    store.text = '销-1'
    expect(store.shown).toHaveLength(1)
  })
  it('a new one gets its number and its day; without source, text or a right day it is refused', async () => {
    const { store } = await shown([])
    for (const [values, field] of [[{ from: '03' }, 'description'], [{ description: 'x' }, 'from'], [{ from: '03', description: 'x', reportedOn: '2099-01-01' }, 'reportedOn'], [{ from: '03', description: 'x', reportedOn: DAY, dueOn: '2020-01-01' }, 'dueOn'], [{ from: '03', description: 'x', reportedOn: '前天' }, 'reportedOn']] as const)
      expect(await store.add(values)).toMatchObject({ refusal: { field } })
    expect(store.lines).toEqual([])
    const made = await store.add({ from: '03', description: '台账不符' })
    expect(made).toHaveProperty('id')
    expect(store.lines[0]!.values).toMatchObject({ problemNo: `WT-${DAY.slice(0, 4)}-001`, reportedOn: DAY, status: '01' })
    expect(String(store.lines[0]!.values['dueOn']) > DAY).toBe(true)
    await store.undo()
    expect(store.lines).toEqual([])
  })
  it('is rectified by one, accepted by another, closed, and comes back', async () => {
    const { store } = await shown()
    expect((await store.take(first(), 'done', { doneOn: DAY, doneBy: '段丽华', measures: '更正', evidence: '台账' })).map(({ field }) => field)).toEqual(['lateReason'])
    expect(first().state).toBe('working')
    expect(await store.take(first(), 'done', { doneOn: DAY, doneBy: '段丽华', measures: '更正', evidence: '台账', lateReason: '断路' })).toEqual([])
    expect(first().state).toBe('done')
    expect((await store.take(first(), 'accept', { acceptedOn: DAY, acceptedBy: '段丽华' }))[0]).toMatchObject({ field: 'acceptedBy' })
    expect(first().values['acceptedBy'] ?? null).toBeNull()
    expect((await store.take(first(), 'close', { closedOn: DAY }))[0]!.text).toContain('不能销号')
    expect(await store.take(first(), 'accept', { acceptedOn: DAY, acceptedBy: '王建军' })).toEqual([])
    expect(await store.take(first(), 'close', { closedOn: DAY, followUpOn: DAY })).toEqual([])
    expect([first().state, first().followUp]).toEqual(['closed', true])
    expect(await store.take(first(), 'relapse', { progress: '又不符' })).toEqual([])
    expect(first().state).toBe('working')
    expect(first().values).toMatchObject({ relapsed: true, closedOn: null })
    expect(store.counts.relapsed).toBe(1)
  })
  it('举一反三 lists a problem for each household once, each knowing where it came from, and is one step', async () => {
    const { laptop, store } = await shown()
    await store.search('王')
    expect(store.candidates.map(({ id, title }) => [id, title])).toEqual([['house-2000', '王二']])
    const both = [...store.candidates, { id: HOUSE, title: '李光明', place: '' }]
    await store.generalise(first(), both)
    expect(store.childrenOf('problem-1').map(({ values }) => [values['household'], values['parent'], values['from']])).toEqual(expect.arrayContaining([['house-2000', 'problem-1', '06'], [HOUSE, 'problem-1', '06']]))
    expect(new Set(store.lines.map(({ values }) => values['problemNo'])).size).toBe(3)
    expect([first().values['generalised'], first().children]).toEqual([true, 2])
    await store.generalise(first(), both)
    expect([store.childrenOf('problem-1').length, store.said?.tone]).toEqual([2, 'refused'])
    expect((await laptop.book.steps())[0]!.title).toBe('举一反三 审-3')
  })
  it('the form for a step keeps what was typed when it is refused, and says why beside the field', async () => {
    await shown()
    const page = mount(ProblemDetail, {
      attachTo: document.body, global: { stubs: { InlineField: true, 'el-button': { template: '<button type="button"><slot /></button>' } } },
      props: { line: first(), saved: null, busy: false, refusals: [], children: [], parent: '', startOf: step => useProblemsList().startOf(first(), step) }
    })
    await page.get('[data-testid=step-done]').trigger('click')
    await page.get('[data-testid=step-evidence]').setValue('照片')
    await page.get('[data-testid=step-doneOn]').setValue('20260301')
    await page.get('[data-testid=step-save]').trigger('click')
    expect(page.emitted('take')![0]).toEqual(['done', { doneOn: '2026-03-01', doneBy: '段丽华', evidence: '照片' }])
    await page.setProps({ refusals: useProblemsList().refusalsOf(first(), 'done', { doneOn: '2026-03-01', doneBy: '段丽华', evidence: '照片' }) })
    expect(page.findAll('[data-testid=step-refusal]').map(one => one.text())).toEqual([expect.stringContaining('请填做了什么'), expect.stringContaining('R207')])
    expect((page.get('[data-testid=step-evidence]').element as HTMLTextAreaElement).value).toBe('照片')
    page.unmount()
  })
})

describe('the self-check', () => {
  async function checked() {
    const made = await shown()
    const self = useSelfCheck()
    await self.enter()
    return { ...made, self, line: (key: string) => self.lines.find(({ item }) => item.key === key)! }
  }
  it('counts what the lists count, and leads there', async () => {
    const { self, line, store } = await checked()
    expect(line('Z33')).toMatchObject({ count: store.counts.late, counted: [{ count: 1, to: { path: '/monitor', query: { tab: 'problems', show: 'late' } } }] })
    expect(line('Z25')).toMatchObject({ count: 1, counted: [{ to: { query: { tab: 'measures', mark: 'no-plan' } } }] })
    expect(line('Z01').count).toBe(0)
    expect(line('Z04').count).toBeNull()
    const run = useChecks().run!
    expect(line('Z12').counted.map(({ label, count }) => [label, count])).toEqual(['R071', 'R072'].map(rule => [rule, run.byRule.filter(({ key }) => key === rule).reduce((sum, { E, W, I }) => sum + E + W + I, 0)]))
    expect(self.progress).toMatchObject({ done: 0, found: 0 })
  })
  it('an answer is one record of the round, changed and not doubled', async () => {
    const { laptop, self, line } = await checked()
    await self.answer(line('Z04'), '01')
    await self.answer(line('Z04'), '03')
    const records = await laptop.book.records('selfCheck')
    expect(records.map(({ values }) => [values['item'], values['result'], values['checkedOn'], values['round']])).toEqual([['Z04', '03', DAY, `${DAY.slice(0, 4)}年后评估自查`]])
    expect(self.progress.done).toBe(1)
    self.choose('第二轮')
    expect([line('Z04').result, self.progress.done]).toEqual(['', 0])
    await self.undo()
    self.choose(`${DAY.slice(0, 4)}年后评估自查`)
    expect(line('Z04').result).toBe('01')
  })
  it('a finding becomes a problem with one key, once', async () => {
    const { self, line, store } = await checked()
    await self.note(line('Z25'), '李光明户没有计划')
    await self.toProblem(line('Z25'))
    const made = store.lineOf(line('Z25').problem)!
    expect(made.values).toMatchObject({ from: '06', class: '03', description: '李光明户没有计划', reportedOn: DAY, status: '01' })
    expect([line('Z25').result, self.progress.found]).toEqual(['02', 1])
    await self.toProblem(line('Z25'))
    expect([store.lines.length, self.said?.tone]).toEqual([2, 'refused'])
    await self.undo()
    expect([line('Z25').problem, store.lines.length]).toEqual(['', 1])
  })
  it('by keys: 2 is 有问题, P lists it, Enter goes to what was counted', async () => {
    const { self } = await checked()
    const page = mount(SelfCheckTable, { attachTo: document.body, props: { lines: self.lines, busy: false, whyOf: self.whyOf, problemNoOf: () => '' } })
    const row = page.get('[data-item=Z33]')
    await row.trigger('keydown', { key: '2' })
    await row.trigger('keydown', { key: 'p' })
    await row.trigger('keydown', { key: 'Enter' })
    expect([page.emitted('answer')![0]![1], page.emitted('problem')!.length, page.emitted('go')![0]![0]]).toEqual(['02', 1, { path: '/monitor', query: { tab: 'problems', show: 'late' } }])
    page.unmount()
  })
})
