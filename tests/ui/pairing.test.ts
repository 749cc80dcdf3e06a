// @vitest-environment jsdom
/** Who is due and who stands by whom, in the window over the real book. */
import { mount, type VueWrapper } from '@vue/test-utils'
import ElementPlus from 'element-plus'
import { afterEach, describe, expect, it } from 'vitest'
import { makeRouter } from '../../src/router.ts'
import { usePairing } from '../../src/stores/pairing.ts'
import { useProblems } from '../../src/stores/problems.ts'
import { useVisiting } from '../../src/stores/visiting.ts'
import HouseholdHelpers from '../../src/views/household/HouseholdHelpers.vue'
import PairingPanel from '../../src/views/monitor/PairingPanel.vue'
import VisitingPanel from '../../src/views/monitor/VisitingPanel.vue'
import { DAY, entry, HOUSE, opened, until } from './measures-setting.ts'

// jsdom lays nothing out.
globalThis.ResizeObserver = class { observe(): void {} unobserve(): void {} disconnect(): void {} }
const router = makeRouter()
let shown: VueWrapper[] = []
afterEach(() => { for (const view of shown) view.unmount(); shown = []; document.body.replaceChildren() })
function show(component: unknown, props: Record<string, unknown> = {}): VueWrapper {
  const view = mount(component as never, { props: props as never, global: { plugins: [ElementPlus, router] }, attachTo: document.body })
  shown.push(view)
  return view
}
const inBody = (id: string): HTMLElement | null => document.body.querySelector(`[data-testid=${id}]`)
const cadre = (id: string, name: string, more = {}) => entry('cadre', id, { name, unit: '乡政府', unitLevel: '05', ...more })
const wanted = [{ household: HOUSE, headName: '李光明', monitored: true }]
const OTHER = 'house-2000'
const draft = { cadre: 'cadre-2', fresh: null, main: true, from: DAY, reason: '单位轮换' }

describe('a change of helper', () => {
  it('is one step: the one before ends the day before with the reason; taken back, all is as it was', async () => {
    const laptop = await opened([cadre('cadre-2', '李强')])
    const store = usePairing()
    await store.enter([HOUSE])
    expect(store.judge({ ...draft, reason: '' }, wanted).refusals.map(({ rule }) => rule)).toEqual(['H09'])
    expect(await store.pair({ ...draft, reason: '' }, wanted)).toBe(false)
    expect(await store.pair(draft, wanted)).toBe(true)
    expect(store.historyOf(HOUSE).map(({ cadreName, holds, endReason }) => [cadreName, holds, endReason])).toEqual([['李强', true, ''], ['段丽华', false, '单位轮换']])
    expect(store.said?.text).toContain('已存本机')
    expect((await laptop.book.steps())[0]?.title).toBe('结对 李光明 李强')
    await store.undo()
    expect(store.historyOf(HOUSE).map(({ cadreName, holds }) => [cadreName, holds])).toEqual([['段丽华', true]])
  })
  it('somebody not on the list is registered with the same step', async () => {
    const laptop = await opened()
    const store = usePairing()
    await store.enter([OTHER])
    const king = [{ household: OTHER, headName: '王二', monitored: false }]
    const fresh = { name: '钱多', unit: '县民政局', unitLevel: '04', phone: '13800001234' }
    expect(store.judge({ ...draft, cadre: '', fresh: { ...fresh, name: ' ' } }, king).refusals.map(({ rule }) => rule)).toEqual(['H02'])
    await store.pair({ ...draft, cadre: '', fresh, reason: '' }, king)
    expect(store.historyOf(OTHER)).toMatchObject([{ cadreName: '钱多', unit: '县民政局', unitLevel: '04', main: true, from: DAY, holds: true }])
    expect((await laptop.book.records('cadre')).map(({ values }) => [values['name'], values['role']])).toContainEqual(['钱多', '04'])
  })
  it('ends only with a day and a reason', async () => {
    await opened()
    const store = usePairing()
    await store.enter([HOUSE])
    const [line] = store.historyOf(HOUSE)
    expect(await store.end(line!, '2025-01-31', '调离')).toBe(false)
    expect(await store.end(line!, DAY, '')).toBe(false)
    expect(await store.end(line!, DAY, '调离')).toBe(true)
    expect(store.historyOf(HOUSE)[0]).toMatchObject({ to: DAY, endReason: '调离', holds: true })
  })
  it('整体移交 is one step, and refused to the same person', async () => {
    await opened([cadre('cadre-2', '李强')])
    const store = usePairing()
    await store.enter([HOUSE])
    const from = store.helperOf('cadre-1')!
    expect(store.judgeHandOver(from, 'cadre-1', DAY, '调离').refusals.map(({ rule }) => rule)).toEqual(['H10'])
    expect(await store.handOver(from, 'cadre-2', DAY, '')).toBe(false)
    expect(await store.handOver(from, 'cadre-2', DAY, '调离')).toBe(true)
    expect(store.helperOf('cadre-2')?.households.map(({ household }) => household)).toEqual([HOUSE])
    expect(store.helperOf('cadre-1')?.households).toEqual([])
  })
})

describe('the household page', () => {
  it('says who stands by it, hides the telephone, and changes the helper by keyboard', async () => {
    await opened([entry('cadre', 'cadre-1', { phone: '13800001111' }), cadre('cadre-2', '李强', { unit: '州发改委', unitLevel: '03' })])
    const view = show(HouseholdHelpers, { household: HOUSE, headName: '李光明', monitored: true, closed: false })
    await until(() => view.find('[data-testid=helper-now]').exists())
    expect(view.text()).toContain('段丽华')
    expect(view.text()).not.toContain('13800001111')
    await view.get('[data-testid=helper-change]').trigger('click')
    await until(() => inBody('pairing-search') !== null)
    const search = inBody('pairing-search') as HTMLInputElement
    search.value = '李'
    search.dispatchEvent(new Event('input'))
    await until(() => document.body.querySelectorAll('[data-testid=pairing-helper]').length === 1)
    search.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }))
    await until(() => inBody('pairing-chosen') !== null)
    inBody('pairing-form')!.dispatchEvent(new Event('submit'))
    await until(() => inBody('pairing-problems')?.textContent?.includes('H09') === true)
    expect(inBody('pairing-problems')!.textContent).toContain('S3-09')
    const reason = inBody('pairing-reason') as HTMLInputElement
    reason.value = '单位轮换'
    reason.dispatchEvent(new Event('input'))
    inBody('pairing-form')!.dispatchEvent(new Event('submit'))
    await until(() => view.find('[data-testid=helper-history]').exists())
    expect(view.get('[data-testid=helper-now]').text()).toContain('李强')
    expect(view.get('[data-testid=helper-history]').text()).toContain('单位轮换')
    await view.get('[data-testid=pairing-undo]').trigger('click')
    await until(() => view.get('[data-testid=helper-now]').text().includes('段丽华'))
    expect(useProblems().list).toEqual([])
  })
  it('nobody yet: said as a lack where the household is watched over', async () => {
    await opened()
    const view = show(HouseholdHelpers, { household: OTHER, headName: '王二', monitored: true, closed: false })
    await until(() => view.find('[data-testid=helpers-none]').exists())
    expect(view.get('[data-testid=helpers-none]').text()).toContain('还没有帮扶责任人')
  })
})

describe('结对 of the village', () => {
  const house = (at: number, more = {}) => [entry('household', `house-${at}`, { villagerGroup: '5组', monitorCategory: '1', monitorFrom: '2026-01', ...more }), entry('person', `person-${at}`, { household: `house-${at}`, name: `户主${at}`, relation: '02' })]
  async function panel(more: Parameters<typeof opened>[0] = []): Promise<VueWrapper> {
    await opened([...house(3001), ...house(3002), ...house(3003, { riskEliminated: true }), cadre('cadre-2', '李强'), ...more])
    const view = show(PairingPanel)
    await until(() => view.find('[data-testid=helper-list]').exists())
    return view
  }
  const lines = (view: VueWrapper): readonly (string | undefined)[] => view.findAll('[data-testid=paired-line]').map(line => line.attributes('data-household'))

  it('those without one are marked by keyboard and paired in one step; taken back, they are without one again', async () => {
    const view = await panel()
    expect(view.get('[data-testid=pairing-without]').text()).toContain('2 户')
    expect(lines(view)).toEqual(['house-3001', 'house-3002'])
    expect(view.get('[data-testid=pairing-assign]').attributes('disabled')).toBeDefined()
    const list = view.get('[data-testid=paired-list]')
    await list.trigger('keydown', { key: 'a', ctrlKey: true })
    await list.trigger('keydown', { key: 'a' })
    await until(() => inBody('pairing-search') !== null)
    const search = inBody('pairing-search') as HTMLInputElement
    search.value = '李强'
    search.dispatchEvent(new Event('input'))
    await until(() => document.body.querySelectorAll('[data-testid=pairing-helper]').length === 1)
    search.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }))
    await until(() => inBody('pairing-chosen') !== null)
    inBody('pairing-form')!.dispatchEvent(new Event('submit'))
    await until(() => view.get('[data-testid=pairing-without]').text().includes('0 户'))
    expect(view.get('[data-testid=pairing-none]').text()).toContain('都有帮扶责任人了')
    expect(view.findAll('[data-testid=pairing-cadre]').map(one => one.text()).join()).toContain('2/8 户')
    await view.get('[data-testid=pairing-undo]').trigger('click')
    await until(() => view.get('[data-testid=pairing-without]').text().includes('2 户'))
  })
  it('a helper’s households are handed over as a whole; the warning of too many is said and not in the way', async () => {
    const view = await panel([entry('standard', 'standard-1', { name: 'helperHouseholdsMax', area: '530521', year: Number(DAY.slice(0, 4)), number: 1, source: '县里定' }), entry('pairing', 'pair-9', { household: 'house-3001', cadre: 'cadre-2', main: true, from: '2026-01-01' })])
    await view.findAll('[data-testid=pairing-cadre]').find(one => one.text().includes('段丽华'))!.trigger('click')
    expect(lines(view)).toEqual([HOUSE])
    await view.get('[data-testid=pairing-hand-over]').trigger('click')
    await until(() => inBody('hand-over-to') !== null)
    const to = inBody('hand-over-to') as HTMLSelectElement
    to.value = 'cadre-2'
    to.dispatchEvent(new Event('change'))
    await until(() => inBody('hand-over-form')?.textContent?.includes('一般不超过 1 户') === true)
    inBody('hand-over-form')!.dispatchEvent(new Event('submit'))
    await until(() => inBody('hand-over-form')?.textContent?.includes('H09') === true)
    const reason = inBody('hand-over-reason') as HTMLInputElement
    reason.value = '调离'
    reason.dispatchEvent(new Event('input'))
    inBody('hand-over-form')!.dispatchEvent(new Event('submit'))
    await until(() => view.find('[data-testid=pairing-none]').exists())
    expect(usePairing().helperOf('cadre-2')).toMatchObject({ over: true, most: 1 })
  })
  it('what is refused is named, and left out only when the person says so', async () => {
    const view = await panel([entry('pairing', 'pair-7', { household: 'house-3001', cadre: 'cadre-2', main: false, from: '2026-01-01' })])
    const list = view.get('[data-testid=paired-list]')
    await list.trigger('keydown', { key: 'a', ctrlKey: true })
    await list.trigger('keydown', { key: 'a' })
    await until(() => inBody('pairing-search') !== null)
    await until(() => document.body.querySelectorAll('[data-testid=pairing-helper]').length === 2)
    ;[...document.body.querySelectorAll<HTMLElement>('[data-testid=pairing-helper]')].find(one => one.textContent!.includes('李强'))!.click()
    await until(() => inBody('pairing-leave-out') !== null)
    expect(inBody('pairing-problems')!.textContent).toMatch(/H06.*户主3001/u)
    expect(inBody('pairing-problems')!.textContent).not.toContain('户主3002')
    inBody('pairing-form')!.dispatchEvent(new Event('submit'))
    await new Promise(resolve => setTimeout(resolve, 100))
    expect(usePairing().said).toBeNull()
    const box = inBody('pairing-leave-out') as HTMLInputElement
    box.checked = true
    box.dispatchEvent(new Event('change'))
    inBody('pairing-form')!.dispatchEvent(new Event('submit'))
    await until(() => lines(view).join() === 'house-3001')
    expect(usePairing().said?.text).toContain('1 户没有动')
    expect(usePairing().helperOf('cadre-2')?.households.filter(({ main }) => main).map(({ household }) => household)).toEqual(['house-3002'])
  })
  it('what is wrong for all of them cannot be left out', async () => {
    await opened([...house(3001), ...house(3002), cadre('cadre-2', '李强', { to: '2026-01-01' }), entry('pairing', 'pair-7', { household: 'house-3001', cadre: 'cadre-2', main: false, from: '2025-01-01' })])
    const store = usePairing()
    await store.enter(['house-3001', 'house-3002'])
    const both = ['house-3001', 'house-3002'].map(household => ({ household, headName: household, monitored: true }))
    expect(store.judge(draft, both)).toMatchObject({ leavable: 0 })
    expect(await store.pair(draft, both, true)).toBe(false)
    expect(store.judge({ ...draft, cadre: 'cadre-1' }, both)).toMatchObject({ leavable: 0, refusals: [] })
  })
  it('handed over as a whole: who already stands by one of them is named, the others go when the person says so', async () => {
    await opened([...house(3001), cadre('cadre-2', '李强'), entry('pairing', 'pair-6', { household: 'house-3001', cadre: 'cadre-1', main: true, from: '2026-01-01' }), entry('pairing', 'pair-7', { household: HOUSE, cadre: 'cadre-2', main: false, from: '2025-01-01' })])
    const store = usePairing()
    await store.enter([HOUSE, 'house-3001'])
    const from = store.helperOf('cadre-1')!
    expect(store.judgeHandOver(from, 'cadre-2', DAY, '调离')).toMatchObject({ leavable: 1, refusals: [{ rule: 'H06' }] })
    expect(await store.handOver(from, 'cadre-2', DAY, '调离')).toBe(false)
    expect(await store.handOver(from, 'cadre-2', DAY, '调离', true)).toBe(true)
    expect(store.helperOf('cadre-1')?.households.map(({ household }) => household)).toEqual([HOUSE])
  })
  it('somebody of the same name is pointed out before he is registered twice', async () => {
    const view = await panel()
    const list = view.get('[data-testid=paired-list]')
    await list.trigger('keydown', { key: 'a', ctrlKey: true })
    await list.trigger('keydown', { key: 'a' })
    await until(() => inBody('pairing-fresh') !== null)
    inBody('pairing-fresh')!.click()
    await until(() => inBody('fresh-name') !== null)
    expect(inBody('fresh-twin')).toBeNull()
    const name = inBody('fresh-name') as HTMLInputElement
    name.value = '李强'
    name.dispatchEvent(new Event('input'))
    await until(() => inBody('fresh-twin') !== null)
    inBody('fresh-twin')!.click()
    await until(() => inBody('pairing-chosen')?.textContent === '李强')
  })
  it('two main helpers, by two laptops apart: named, and mended by a change', async () => {
    const view = await panel([entry('pairing', 'pair-8', { household: HOUSE, cadre: 'cadre-2', main: true, from: '2026-01-01' })])
    await view.get('[data-testid=pairing-doubled]').trigger('click')
    expect(view.get('[data-testid=paired-line]').text()).toMatch(/段丽华、李强|李强、段丽华/u)
    expect(useProblems().list).toEqual([])
  })
})

describe('走访', () => {
  it('late ones first shown; a stored visit takes the household off the list', async () => {
    const laptop = await opened([entry('visit', 'visit-1', { household: HOUSE, startedAt: '2026-01-05 09:00', finishedAt: '2026-01-05 09:30', visitor: '段丽华' })])
    const view = show(VisitingPanel)
    const store = useVisiting()
    await until(() => store.all !== null && view.find('[data-testid=due-line]').exists())
    expect(view.get('[data-testid=due-line]').attributes()).toMatchObject({ 'data-household': HOUSE, 'data-state': 'late' })
    expect(view.get('[data-testid=due-late]').text()).toContain('过期 1')
    expect(view.text()).toContain('监测对象每 31 天')
    await laptop.book.write([entry('visit', 'visit-2', { household: HOUSE, startedAt: `${DAY} 08:00`, finishedAt: `${DAY} 08:30`, visitor: '段丽华' })], { kind: 'visit', ref: 'visit-2' }, store.all![0]!.village)
    await store.load()
    await until(() => view.find('[data-testid=due-none]').exists())
    await view.get('[data-testid=due-all]').trigger('click')
    expect(view.get('[data-testid=due-line]').text()).toContain(DAY)
  })
  it('V begins a visit, K the short form, Enter opens the household', async () => {
    await opened()
    const view = show(VisitingPanel)
    await until(() => view.find('[data-testid=due-all]').exists() && useVisiting().all !== null)
    await view.get('[data-testid=due-all]').trigger('click')
    const list = view.get('[data-testid=due-list]')
    for (const [key, path] of [['v', `/household/${HOUSE}/visit`], ['k', `/household/${HOUSE}/screening`], ['Enter', `/household/${HOUSE}?tab=visits`]] as const) {
      await list.trigger('keydown', { key })
      await until(() => router.currentRoute.value.fullPath === path)
    }
  })
})
