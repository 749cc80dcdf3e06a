// @vitest-environment jsdom
/** The board in the window: the same number on the button and over its list, by keys there and back, and always as of when. */
import { mount, type VueWrapper } from '@vue/test-utils'
import ElementPlus from 'element-plus'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import { createMemoryHistory, createRouter, type Router } from 'vue-router'
import type { Board } from '#core/board/index.ts'
import DashboardView from '../../src/views/dashboard/DashboardView.vue'
import { useBoard } from '../../src/stores/board.ts'
import { ports } from '../../src/stores/ports.ts'
import { useSession } from '../../src/stores/session.ts'
import { boardOf, type Made } from '../core/board/village.ts'
import type { FakeBook } from './fake-book.ts'
import { unlocked } from './setting.ts'

const made: readonly Made[] = Array.from({ length: 6 }, (_, n) => ({
  household: { villagerGroup: `${n % 2 + 1}组`, householdType: n < 4 ? '01' : '02', ...(n === 0 && { monitorCategory: '1', risks: ['03'] }) },
  members: [{ relation: '02', labour: '01', ...(n < 3 && { workMonths: n }) }],
  cases: n === 1 ? [{ id: 'case-1', title: '识别纳入', state: 'toVerify', closed: false, contested: false, clock: null }] : []
}))

beforeAll(() => { globalThis.ResizeObserver ??= class { observe() { /* jsdom lays nothing out */ } unobserve() { /* nothing */ } disconnect() { /* nothing */ } } as never })
let view: VueWrapper | null = null
afterEach(() => {
  view?.unmount()
  view = null
  document.body.replaceChildren()
  vi.useRealTimers()
})
const settle = async (): Promise<void> => { for (let turn = 0; turn < 12; turn++) { await Promise.resolve(); await nextTick() } }

interface Shown { readonly book: FakeBook; readonly router: Router; readonly give: (board: Board) => void; readonly asked: () => number; readonly find: (id: string) => HTMLElement | null }
async function shown(board: Board, start = '/dashboard'): Promise<Shown> {
  const { book } = await unlocked()
  let given = board
  let asked = 0
  book.board = async () => { asked++; return given.groups }
  book.figureList = async (_, key) => given.lines(key) ?? []
  const blank = { template: '<div />' }
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/dashboard', component: DashboardView }, { path: '/household/:id', component: blank }, { path: '/monitor/case/:id', component: blank }, { path: '/import', component: blank }] })
  await router.push(start)
  view = mount(DashboardView, { attachTo: document.body, global: { plugins: [ElementPlus, router] } })
  await settle()
  return { book, router, give: next => { given = next }, asked: () => asked, find: id => document.querySelector<HTMLElement>(`[data-testid="${id}"]`) }
}

describe('figures', () => {
  it('stand there with the village, the year, the moment and what is only on this laptop', async () => {
    const { find } = await shown(boardOf(made))
    expect(find('figure-households')!.textContent).toContain('6 户')
    expect(find('dashboard')!.textContent).toMatch(/20\d\d 年/u)
    expect(find('board-as-of')!.textContent).toMatch(/截至 20\d\d-\d\d-\d\d \d\d:\d\d/u)
    expect(find('board-unsent')!.textContent).toMatch(/只在本机的改动 \d+ 笔/u)
  })
  it('every one opens a list that shows the same number', async () => {
    const board = boardOf(made)
    const { find, router } = await shown(board)
    const keys = [...document.querySelectorAll<HTMLElement>('[data-figure]')].map(one => one.dataset['figure']!)
    expect(keys.length).toBeGreaterThan(50)
    for (const key of keys) {
      document.querySelector<HTMLElement>(`[data-figure="${key}"]`)!.click()
      await settle()
      await settle()
      expect([key, router.currentRoute.value.query['figure']]).toEqual([key, key])
      const counted = board.groups.flatMap(group => group.figures).find(figure => figure.key === key)!
      expect([key, find('figure-list-count')!.textContent]).toEqual([key, `${counted.count} ${counted.unit}`])
      expect([key, document.querySelectorAll('[data-testid=figure-line]').length]).toEqual([key, counted.count])
    }
  })
  it('one is Tab\'s stop, arrows lead to the others', async () => {
    await shown(boardOf(made))
    const all = [...document.querySelectorAll<HTMLElement>('[data-figure]')]
    expect(all.filter(one => one.tabIndex === 0)).toHaveLength(1)
    all[0]!.focus()
    all[0]!.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true }))
    await settle()
    expect(document.activeElement).toBe(all[1])
    expect(all.filter(one => one.tabIndex === 0)).toEqual([all[1]])
    all[1]!.dispatchEvent(new KeyboardEvent('keydown', { key: 'End', bubbles: true }))
    expect(document.activeElement).toBe(all.at(-1))
  })
  it('a line opens its household, person or case, and the way back opens the list again', async () => {
    const { router } = await shown(boardOf(made), '/dashboard?figure=caseVerify')
    await settle()
    document.querySelector<HTMLElement>('[data-testid=figure-line]')!.click()
    await vi.waitFor(() => expect(router.currentRoute.value.path).toBe('/monitor/case/case-1'))
    router.back()
    await vi.waitFor(() => expect(router.currentRoute.value.fullPath).toBe('/dashboard?figure=caseVerify'))
    await router.replace('/dashboard?figure=employment')
    await settle()
    document.querySelector<HTMLElement>('[data-testid=figure-line]')!.click()
    await vi.waitFor(() => expect(router.currentRoute.value.fullPath).toBe('/household/h1?register=person&record=h1-p0'))
  })
})

describe('on paper', () => {
  it.each([['board-pdf', 'print:pdf'], ['board-print', 'print:paper']])('%s: what stands on the screen goes to the printer, said when it is done', async (button, begins) => {
    const { find } = await shown(boardOf(made))
    const asked: string[] = []
    const html: string[] = []
    const { host } = ports()
    const call = host.call.bind(host)
    host.call = (async (name: string, input: never) => {
      if (!name.startsWith('print:')) return call(name as never, input)
      asked.push(name)
      if (name === 'print:add') html.push((input as { html: string }).html)
      return { ok: true, value: name === 'print:finish' ? { printed: true, name: '看板.pdf', size: 12_000 } : name === begins ? { job: 'job-1' } : null }
    }) as never
    find(button)!.click()
    await vi.waitFor(() => expect(find('paper-progress')?.dataset['state']).toBe('saved'))
    expect(asked[0]).toBe(begins)
    expect(html.join('')).toContain('各类农户')
    expect(html.join('')).toContain('6 户')
    expect(html.join('')).not.toContain('人0.0')
  })
  it('an empty village has nothing to print', async () => {
    expect((await shown(boardOf([]))).find('board-pdf')).toBeNull()
  })
})

describe('what changes', () => {
  it('after an answer number and list are read anew together, a burst of answers once', async () => {
    const { book, give, asked, find } = await shown(boardOf(made), '/dashboard?figure=households')
    await settle()
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    expect(document.querySelectorAll('[data-testid=figure-line]')).toHaveLength(6)
    const before = asked()
    give(boardOf([...made, {}]))
    for (const note of ['一', '二', '三']) await Promise.all([book.write([{ register: 'household', record: 'household-0003', fields: { note } }], { kind: 'edit' }), vi.advanceTimersByTimeAsync(50)])
    await vi.advanceTimersByTimeAsync(1000)
    await settle()
    expect(asked() - before).toBe(1)
    expect([find('figure-list-count')!.textContent, document.querySelectorAll('[data-testid=figure-line]').length, find('figure-households')!.textContent?.trim()]).toEqual(['7 户', 7, '7 户'])
  })
  it('an earlier answer that comes late is not shown', async () => {
    const { book } = await shown(boardOf(made))
    const store = useBoard()
    const late = Promise.withResolvers<Board['groups']>()
    book.board = () => late.promise
    const slow = store.enter('530521103204')
    book.board = async () => boardOf(made.slice(0, 2)).groups
    await store.enter('530521103204')
    late.resolve(boardOf(made).groups)
    await slow
    expect(store.groups!.flatMap(group => group.figures).find(({ key }) => key === 'households')!.count).toBe(2)
  })
  it('nothing of it is left after a lock', async () => {
    await shown(boardOf(made), '/dashboard?figure=households')
    await settle()
    await useSession().lock()
    expect([useBoard().groups, useBoard().lines, useBoard().village]).toEqual([null, null, null])
  })
})

describe('where there is nothing', () => {
  it('says what to do in an empty village', async () => {
    const { find, router } = await shown(boardOf([]))
    expect(find('board-empty')!.textContent).toContain('还没有农户')
    find('board-empty')!.querySelector('button')!.click()
    await vi.waitFor(() => expect(router.currentRoute.value.path).toBe('/import'))
  })
  it('says that it counts while it counts', async () => {
    const waiting = Promise.withResolvers<never>()
    const { book } = await shown(boardOf(made))
    view!.unmount()
    book.board = () => waiting.promise
    const again = mount(DashboardView, { attachTo: document.body, global: { plugins: [ElementPlus, createRouter({ history: createMemoryHistory(), routes: [{ path: '/', component: DashboardView }] })] } })
    await settle()
    expect(again.text()).toContain('正在数')
    again.unmount()
    view = null
  })
})
