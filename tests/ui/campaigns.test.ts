// @vitest-environment jsdom
/** 排查批次 in the window, over the real book. */
import { flushPromises, mount } from '@vue/test-utils'
import ElementPlus from 'element-plus'
import { describe, expect, it, vi } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import type { Campaign } from '#core/visiting/campaign.ts'
import CampaignForm from '../../src/components/campaigns/CampaignForm.vue'
import { timeWord } from '../../src/components/campaigns/campaign-words.ts'
import { useCampaignsWalk } from '../../src/stores/campaigns-walk.ts'
import { useCampaigns } from '../../src/stores/campaigns.ts'
import CampaignsPanel from '../../src/views/monitor/CampaignsPanel.vue'
import { DAY, entry, HOUSE, opened, until } from './measures-setting.ts'

vi.stubGlobal('ResizeObserver', class { observe(): void { /* jsdom lays nothing out */ } disconnect(): void { /* the same */ } })

const FAR = '2099-12-31'
const wanted = (more: Partial<Campaign> = {}): Campaign => ({ id: 'round-1', title: '秋季排查', kind: '01', from: '2026-01-01', to: FAR, scope: ['all'], form: 'quick', requirement: '', closedOn: '', ...more })
const roundEntry = (more = {}, id = 'round-1') => entry('campaign', id, { title: '秋季排查', kind: '01', from: '2026-01-01', to: FAR, scope: ['all'], form: 'quick', ...more })
const visitEntry = (id: string, of: string, more = {}) => entry('visit', id, { household: of, round: '秋季排查', startedAt: '2026-03-01 09:00', finishedAt: '2026-03-01 09:10', atRisk: false, ...more })

async function shown(more: Parameters<typeof opened>[0] = []) {
  const laptop = await opened(more)
  const store = useCampaigns()
  await store.enter()
  return { laptop, store }
}
async function panel(more: Parameters<typeof opened>[0] = []) {
  const { laptop, store } = await shown(more)
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/:rest(.*)*', component: { template: '<i/>' } }] })
  await router.push('/monitor')
  const page = mount(CampaignsPanel, { global: { plugins: [router, ElementPlus] }, attachTo: document.body })
  await until(() => useCampaigns().all !== null)
  await flushPromises()
  return { laptop, store, router, page, at: (name: string) => page.get(`[data-testid=${name}]`) }
}

describe('a round', () => {
  it('is refused with its rule, stored, shown, and taken back', async () => {
    const { laptop, store } = await shown()
    expect((await store.save(wanted({ title: '', scope: [] }))).map(({ rule }) => rule)).toEqual(['C01', 'C05'])
    expect(await laptop.book.records('campaign')).toEqual([])
    expect(await store.save(wanted({ title: ' 秋季排查 ' }))).toEqual([])
    expect(store.current).toMatchObject({ title: '秋季排查', total: 2, done: 0, state: 'running' })
    expect(store.said?.text).toContain('已存本机')
    expect((await store.save(wanted({ id: 'round-2' }))).map(({ rule }) => rule)).toEqual(['C02'])
    await store.undo()
    expect(store.all).toEqual([])
    expect(store.current).toBeNull()
  })
  it('is changed in its place, but not its title once a visit names it', async () => {
    const { laptop, store } = await shown([roundEntry(), visitEntry('v1', HOUSE)])
    expect((await store.save(wanted({ title: '冬季排查' }))).map(({ rule }) => rule)).toEqual(['C11'])
    expect(await store.save(wanted({ to: '2098-01-01', requirement: ' 两人一组 ' }))).toEqual([])
    expect((await laptop.book.records('campaign')).map(({ values }) => [values['title'], values['to'], values['requirement']])).toEqual([['秋季排查', '2098-01-01', '两人一组']])
  })
  it('says who is left, follows what is written, and keeps the order of a walk', async () => {
    const { laptop, store } = await shown([roundEntry()])
    expect(store.lines.map(({ household }) => household)).toEqual([HOUSE, 'house-2000'])
    await laptop.book.write([visitEntry('v1', HOUSE, { atRisk: true })], { kind: 'visit', ref: 'v1' }, '530521101201')
    await until(() => store.counts.done === 1)
    expect(store.counts).toEqual({ waiting: 1, begun: 0, done: 1, risk: 1, all: 2 })
    store.narrow({ show: 'risk' })
    expect(store.lines.map(({ household }) => household)).toEqual([HOUSE])
    store.narrow({ show: 'all', group: '4组' })
    expect(store.lines.map(({ household }) => household)).toEqual(['house-2000'])
    expect(store.counts.all).toBe(1)
  })
  it('another one begins with everybody who waits', async () => {
    const { store } = await shown([roundEntry(), roundEntry({ title: '回头看', from: '2025-12-01', scope: ['monitored'] }, 'round-2')])
    store.narrow({ show: 'done', group: '3组' })
    store.at = 5
    await store.choose('round-2')
    expect([store.show, store.group, store.at, store.lines.map(({ household }) => household)]).toEqual(['waiting', null, 0, [HOUSE]])
  })
})

it('the mark goes on where the walk was: at that household, else at who comes after it', async () => {
  const { laptop, store } = await shown([roundEntry()])
  store.last = 'house-2000'
  expect(store.start).toBe(1)
  store.last = HOUSE
  expect(store.start).toBe(0)
  await laptop.book.write([visitEntry('v1', HOUSE)], { kind: 'visit', ref: 'v1' }, '530521101201')
  await until(() => store.counts.done === 1)
  expect(store.lines[store.start]!.household).toBe('house-2000')
  store.narrow({ show: 'all' })
  expect(store.start).toBe(0)
})

describe('sharing out', () => {
  it('writes one record for a group, however often and however fast; blank takes it back', async () => {
    const { laptop, store } = await shown([roundEntry()])
    await Promise.all([store.share('3组', '段丽华'), store.share('4组', '李强'), store.share('3组', '段丽华、李强')])
    const records = await laptop.book.records('assignment')
    expect(records.map(({ values }) => [values['campaign'], values['group'], values['people']]).toSorted()).toEqual([['round-1', '3组', '段丽华、李强'], ['round-1', '4组', '李强']])
    expect(store.current!.groups.map(({ group, people }) => [group, people])).toEqual([['3组', '段丽华、李强'], ['4组', '李强']])
    const steps = (await laptop.book.steps()).length
    await store.share('4组', ' 李强 ')
    expect((await laptop.book.steps()).length).toBe(steps)
    await store.share('4组', '')
    expect(store.current!.groups[1]!.people).toBe('')
    expect(await laptop.book.records('assignment')).toHaveLength(2)
  })
})

describe('from door to door', () => {
  const person = (id: string, of: string, name: string) => entry('person', id, { household: of, name, relation: '02' })
  const doors = ['1', '2', '3'].flatMap(no => [entry('household', `door-${no}`, { villagerGroup: '3组', naturalVillage: '上营', nationalHouseholdNo: no }), person(`p-${no}`, `door-${no}`, `李${no}`)])
  async function walked(more: Parameters<typeof opened>[0] = []) {
    const { laptop } = await shown([roundEntry(), ...doors, ...more])
    return { laptop, walk: useCampaignsWalk() }
  }
  it('the next of the same group whom nobody has reached; at the end from the beginning; then nobody', async () => {
    const { laptop, walk } = await walked([visitEntry('v2', 'door-2'), visitEntry('vb', HOUSE, { finishedAt: null })])
    await walk.look('秋季排查', 'door-1')
    expect([walk.on, walk.group, walk.progress, walk.next]).toEqual([true, '3组', { total: 4, done: 1 }, 'door-3'])
    await walk.look(' 秋季排查 ', 'door-3')
    expect(walk.next).toBe('door-1')
    await laptop.book.write([visitEntry('v1', 'door-1')], { kind: 'visit', ref: 'v1' }, '530521101201')
    await walk.look('秋季排查', 'door-3')
    expect(walk.next).toBeNull()
  })
  it('without a round of that title it is no walk', async () => {
    const { walk } = await walked()
    for (const title of ['别的批次', undefined, ['秋季排查'], '']) {
      await walk.look(title, 'door-1')
      expect([walk.on, walk.next]).toEqual([false, null])
    }
  })
  it('coming back the list stands at the household one was at', async () => {
    const { walk } = await walked([roundEntry({ title: '回头看', from: '2026-02-01' }, 'round-2')])
    const store = useCampaigns()
    expect(store.chosen).toBe('round-2')
    await walk.look('秋季排查', 'door-2')
    await store.enter()
    expect([store.chosen, store.lines[store.start]!.household]).toEqual(['round-1', 'door-2'])
  })
})

describe('the page', () => {
  it('without a round says what to do; one is set up from the form', async () => {
    const { page, at, store } = await panel()
    expect(at('campaigns-empty').text()).toContain('还没有排查批次')
    await at('campaign-new').trigger('click')
    await until(() => document.querySelector('[data-testid=campaign-save]') !== null)
    expect((document.querySelector('[data-testid=campaign-title]') as HTMLInputElement).value).toBe(`${DAY.slice(0, 4)}年${Number(DAY.slice(5, 7))}月排查`)
    ;(document.querySelector('[data-testid=campaign-save]') as HTMLElement).click()
    await until(() => store.current !== null)
    await flushPromises()
    expect(page.findAll('[data-testid=campaign-household]')).toHaveLength(2)
    page.unmount()
  })
  it('arrows choose a household, Enter opens its form with the round in the address', async () => {
    const { page, at, router, store } = await panel([roundEntry()])
    const list = at('campaign-households')
    await list.trigger('keydown', { key: 'ArrowDown' })
    expect(list.attributes('aria-activedescendant')).toBe('round-household-1')
    await list.trigger('keydown', { key: 'Enter' })
    await flushPromises()
    expect(router.currentRoute.value.path).toBe('/household/house-2000/screening')
    expect(router.currentRoute.value.query).toEqual({ round: '秋季排查' })
    expect(store.at).toBe(1)
    page.unmount()
  })
  it('a full round opens the whole visit; who was reached is looked at', async () => {
    const { page, at, router, store } = await panel([roundEntry({ form: 'full' }), visitEntry('v1', HOUSE)])
    await at('campaign-households').trigger('keydown', { key: 'Enter' })
    await flushPromises()
    expect(router.currentRoute.value.fullPath).toBe(`/household/house-2000/visit?round=${encodeURIComponent('秋季排查')}`)
    store.narrow({ show: 'done' })
    await flushPromises()
    await page.get('[data-testid=campaign-household]').trigger('click')
    await flushPromises()
    expect(router.currentRoute.value.fullPath).toBe(`/household/${HOUSE}?tab=visits`)
    page.unmount()
  })
  it('ending names who was missed and asks once more; then it says so for good, and is taken back', async () => {
    const { page, at, laptop, store } = await panel([roundEntry(), visitEntry('v1', HOUSE)])
    await at('campaign-close').trigger('click')
    expect(at('campaign-missed').text()).toContain('还有 1 户没有完成')
    expect(at('campaign-missed-names').text()).toBe('4组 1 户 王二')
    await at('campaign-end').trigger('click')
    expect((await laptop.book.records('campaign'))[0]!.values['closedOn'] ?? null).toBeNull()
    expect(at('campaign-end').text()).toContain('还差 1 户，也结束')
    await at('campaign-closed-on').setValue('2099-01-01')
    await at('campaign-end').trigger('click')
    await flushPromises()
    expect(at('campaign-end-refusals').text()).toContain('C09')
    await at('campaign-closed-on').setValue(DAY.replaceAll('-', '.'))
    await at('campaign-closed-on').trigger('keydown', { key: 'Enter' })
    await until(() => store.current?.state === 'closed')
    await flushPromises()
    expect(at('campaign-household').text()).toContain('漏排查')
    expect(store.said?.text).toContain('还有 1 户没有完成')
    await at('campaigns-undo').trigger('click')
    await until(() => store.current?.state === 'running')
    page.unmount()
  })
  it('one nobody was visited for is voided with a reason; what visits name is not', async () => {
    const { page, at, store } = await panel([roundEntry()])
    expect(page.find('[data-testid=campaign-close]').exists()).toBe(false)
    await at('campaign-drop').trigger('click')
    await at('campaign-end').trigger('click')
    expect(store.all).toHaveLength(1)
    await at('campaign-drop-reason').setValue('日期写错')
    await at('campaign-drop-reason').trigger('keydown', { key: 'Enter' })
    await until(() => store.all?.length === 0)
    await flushPromises()
    await at('campaigns-undo').trigger('click')
    await until(() => store.all?.length === 1)
    page.unmount()
  })
  it('several groups are given to one by one step, and taken back together; cadres are suggested', async () => {
    const { page, at, laptop, store } = await panel([roundEntry()])
    await at('campaign-by-group').trigger('click')
    expect(page.findAll('datalist option').map(one => one.attributes('value'))).toEqual(['段丽华'])
    await at('campaign-tick-all').trigger('click')
    await at('campaign-together').setValue('段丽华、李强')
    await at('campaign-together-save').trigger('submit')
    await until(() => store.current!.groups.every(({ people }) => people === '段丽华、李强'))
    expect((await laptop.book.steps())[0]!.title).toBe('分工 秋季排查 3组、4组')
    await at('campaigns-undo').trigger('click')
    await until(() => store.current!.groups.every(({ people }) => people === ''))
    page.unmount()
  })
  it('Enter in a share stores it and goes to the next group; Esc leaves what stood', async () => {
    const { page, at, store } = await panel([roundEntry()])
    await at('campaign-by-group').trigger('click')
    const input = at('campaign-people-3组')
    ;(input.element as HTMLInputElement).focus()
    await input.setValue('段丽华')
    await input.trigger('keydown', { key: 'Enter' })
    await until(() => store.current!.groups[0]!.people === '段丽华')
    expect(document.activeElement).toBe(at('campaign-people-4组').element)
    await at('campaign-people-4组').setValue('x')
    // Stored while the next one is typed: that one is not written over.
    await store.load()
    await flushPromises()
    expect((at('campaign-people-4组').element as HTMLInputElement).value).toBe('x')
    await at('campaign-people-4组').trigger('keydown', { key: 'Escape' })
    await at('campaign-people-4组').trigger('blur')
    await flushPromises()
    expect(store.current!.groups[1]!.people).toBe('')
    await at('campaign-open-4组').trigger('click')
    expect([store.group, store.lines.length]).toEqual(['4组', 1])
    page.unmount()
  })
})

describe('the form', () => {
  const form = (more = {}) => mount(CampaignForm, { props: { open: true, known: null, titles: [] as string[], today: '2026-11-23', refusals: [], busy: false, named: false, ...more }, global: { plugins: [ElementPlus], stubs: { teleport: true } } })
  it('proposes a title that follows kind and month until somebody types their own', async () => {
    const page = form({ titles: ['2026年回头看'] })
    await flushPromises()
    const title = (): string => (page.get('[data-testid=campaign-title]').element as HTMLInputElement).value
    expect(title()).toBe('2026年11月排查')
    expect((page.get('[data-testid=campaign-to]').element as HTMLInputElement).value).toBe('2026-11-30')
    await page.get('[data-testid=campaign-kind]').setValue('03')
    expect(title()).toBe('2026年回头看（第2次）')
    await page.get('[data-testid=campaign-title]').setValue('年底过一遍')
    await page.get('[data-testid=campaign-kind]').setValue('01')
    expect(title()).toBe('年底过一遍')
    page.unmount()
  })
  it('everybody and a kind of household are not chosen together; days are taken as typed', async () => {
    const page = form()
    await flushPromises()
    await page.get('[data-testid=campaign-scope-monitored]').setValue(true)
    await page.get('[data-testid=campaign-scope-clue]').setValue(true)
    await page.get('[data-testid=campaign-from]').setValue('2026.12.1')
    await page.get('[data-testid=campaign-save]').trigger('click')
    expect(page.emitted('save')![0]![0]).toMatchObject({ scope: ['monitored', 'clue'], from: '2026-12-01' })
    await page.get('[data-testid=campaign-scope-all]').setValue(true)
    await page.get('[data-testid=campaign-save]').trigger('click')
    expect(page.emitted('save')![1]![0]).toMatchObject({ scope: ['all'] })
    page.unmount()
  })
})

it.each([
  [{ state: 'planned', closedOn: null }, '2026-11-01 开始'], [{ state: 'running', closedOn: null }, '剩 7 天'], [{ state: 'late', closedOn: null, to: '2026-11-20' }, '过期 3 天'],
  [{ state: 'running', closedOn: null, to: '2026-11-23' }, '今天截止'], [{ state: 'closed', closedOn: '2026-11-22' }, '2026-11-22 结束']
] as const)('%j: %s', (line, word) => {
  expect(timeWord({ from: '2026-11-01', to: '2026-11-30', ...line }, '2026-11-23')).toBe(word)
})
