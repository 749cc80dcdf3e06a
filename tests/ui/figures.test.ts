// @vitest-environment jsdom
/** Pictures say in words what they show, every number is a button, and nothing is told by colour alone. */
import { mount } from '@vue/test-utils'
import ElementPlus from 'element-plus'
import { beforeAll, describe, expect, it } from 'vitest'
import { nextTick } from 'vue'
import type { Figure, FigureGroup, FigureLine } from '#core/board/index.ts'
import type { RecordState } from '#core/sync/change.ts'
import FigureDrawer from '../../src/components/figures/FigureDrawer.vue'
import FigurePanel from '../../src/components/figures/FigurePanel.vue'
import IncomeByYear from '../../src/components/figures/IncomeByYear.vue'
import { figureLabel, figureText, nextFigure } from '../../src/components/figures/figure-words.ts'
import { boardOf } from '../core/board/village.ts'

const plugins = { global: { plugins: [ElementPlus] } }
const figure = (key: string, count: number, more: Partial<Figure> = {}): Figure =>
  ({ key, title: `题${key}`, count, unit: '户', of: null, unknown: 0, target: null, shown: String(count), words: '', tone: 'plain', light: null, row: '', ...more })
const group = (kind: FigureGroup['kind'], figures: readonly Figure[], more: Partial<FigureGroup> = {}): FigureGroup => ({ key: 'g', title: '一组', kind, words: '', figures, ...more })
const panel = (of: FigureGroup) => mount(FigurePanel, { ...plugins, props: { group: of } })

beforeAll(() => { globalThis.ResizeObserver ??= class { observe() { /* jsdom lays nothing out */ } unobserve() { /* nothing */ } disconnect() { /* nothing */ } } as never })

describe('what a figure says', () => {
  it.each<[string, Figure, string]>([
    ['a count', figure('a', 41), '41 户'], ['a share', figure('a', 9, { of: 10, shown: '90%' }), '90%'], ['nothing on record', figure('a', 0, { shown: '没有记录' }), '没有记录'], ['0 is a count', figure('a', 0), '0 户']
  ])('%s', (_, one, text) => expect(figureText(one)).toBe(text))
  it.each<[boolean | null, string]>([[true, '已达到'], [false, '没有达到'], [null, '还说不准']])('a target met %s, in words', (met, words) => {
    const label = figureLabel(figure('a', 9, { of: 10, unit: '人', shown: '90%', target: { value: 90, unit: '%', source: 'S1-25', met } }))
    expect(label).toContain(`目标 90%，${words}`)
    expect(label).toContain('9 / 10 人')
  })
})

describe('panels over a made village', () => {
  const board = boardOf([
    { household: { villagerGroup: '1组', householdType: '01', monitorCategory: '2', monitorFrom: '2026-01', risks: ['01'], safeWater: false }, members: [{ relation: '02', labour: '01', workMonths: 0 }], cases: [{ id: 'c', title: '识别纳入', state: 'toVerify', closed: false, contested: false, clock: null }] },
    { household: { villagerGroup: '2组', householdType: '01', safeWater: true }, members: [{ relation: '02', labour: '01', workMonths: 8 }] },
    { household: { villagerGroup: '2组', householdType: '02' }, members: [{ relation: '02', labour: '01' }] }
  ])
  it.each(board.groups.map(one => [one.key, one] as const))('%s: each number that is not 0 is a button that opens its own list, labelled with what it says', async (_, one) => {
    const shown = panel(one)
    for (const { key, count } of one.figures) {
      const button = shown.find(`[data-figure="${key}"]`)
      if (!button.exists()) {
        expect([key, count]).toEqual([key, 0])
        continue
      }
      expect(button.element.tagName).toBe('BUTTON')
      expect(button.attributes('aria-label')).toContain('打开名单')
      await button.trigger('click')
      expect(shown.emitted('open')!.at(-1)).toEqual([key])
    }
    for (const svg of shown.findAll('svg[role=img]')) if (svg.element.closest('[aria-hidden=true]') === null) expect(svg.attributes('aria-label')).not.toBe('')
  })
  it('a band names its parts and fills them with patterns besides the plain one', () => {
    const shown = panel(group('bands', [figure('a', 3), figure('b', 1, { tone: 'bad' }), figure('c', 0, { tone: 'watch' })]))
    const band = shown.find('svg[role=img]')
    expect(band.attributes('aria-label')).toBe('一组：题a 3 户，题b 1 户，题c 0 户')
    expect(band.findAll('[data-part]').map(part => [part.attributes('data-part'), part.attributes('width'), part.attributes('fill')?.startsWith('url(')])).toEqual([['a', '75%', false], ['b', '25%', true]])
  })
  it('a light has a shape and words of its own', () => {
    const looks = (['red', 'amber', 'green', 'blank'] as const).map(light => panel(group('lights', [figure('water', light === 'red' ? 2 : 0, { light, words: `说${light}`, ...(light === 'blank' && { shown: '没有记录' }) })])).find('li'))
    expect(looks.map(one => one.attributes('data-light'))).toEqual(['red', 'amber', 'green', 'blank'])
    expect(new Set(looks.map(one => one.find('svg').html().replace(/aria-label="[^"]*"|<title>.*<\/title>/gu, ''))).size).toBe(4)
    expect(looks.map(one => one.find('svg').attributes('aria-label'))).toEqual(['题water红灯：说red', '题water黄灯：说amber', '题water绿灯：说green', '题water没有亮：说blank'])
    expect(looks[3]!.text()).toContain('没有记录')
    expect(looks[3]!.text()).not.toContain('有问题')
  })
  it('a share without anything on record draws no bar that reads as nothing', () => {
    const shown = panel(group('share', [figure('s', 0, { of: 0, shown: '没有记录', tone: 'blank' }), figure('s.out', 0), figure('s.unknown', 0)]))
    expect(shown.text()).toContain('没有记录')
    expect(shown.find('svg').exists()).toBe(false)
    expect(shown.text()).not.toContain('0%')
  })
  it('kinds nobody is of are one line, however many they are', () => {
    expect(panel(group('bars', [figure('a', 1), figure('b', 0), figure('c', 0)])).text()).toContain('没有：题b、题c')
    expect(panel(group('bars', [figure('a', 1), ...'bcdefg'.split('').map(key => figure(key, 0))])).text()).toContain('其余 6 类没有')
  })
})

describe('the list of a figure', () => {
  const line = (n: number, more: Partial<FigureLine> = {}): FigureLine => ({ household: `h${n}`, person: null, case: null, title: `李${n}`, group: `${n % 2 + 1}组`, note: n % 3 === 0 ? '因病' : '', ...more })
  async function drawer(lines: readonly FigureLine[] | null, more: Partial<Figure> = {}) {
    const shown = mount(FigureDrawer, { ...plugins, attachTo: document.body, props: { figure: figure('a', lines?.length ?? 7, more), group: '走访', lines } })
    await nextTick()
    await nextTick()
    return { shown, body: () => document.querySelector<HTMLElement>('[data-testid=figure-list]')!, rows: () => [...document.querySelectorAll<HTMLElement>('[data-testid=figure-line]')] }
  }
  it('names as many as the figure, and what is searched for is told apart', async () => {
    const { shown, body, rows } = await drawer(Array.from({ length: 9 }, (_, n) => line(n)))
    expect(document.querySelector('[data-testid=figure-list-count]')!.textContent).toBe('9 户')
    expect(rows()).toHaveLength(9)
    const search = body().querySelector<HTMLInputElement>('input')!
    search.value = '因病 1组'
    search.dispatchEvent(new Event('input'))
    await nextTick()
    expect(rows().map(row => row.textContent)).toEqual(['李01组因病', '李61组因病'])
    expect(document.querySelector('[data-testid=figure-list-count]')!.textContent).toBe('9 户')
    expect(body().textContent).toContain('找到 2')
    shown.unmount()
  })
  it('opens by Enter and moves by arrows; a line of nobody opens nothing', async () => {
    const { shown, rows } = await drawer([line(0), line(1, { household: null }), line(2, { household: null, case: 'c1' })])
    const press = (at: number, key: string) => rows()[at]!.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))
    rows()[0]!.focus()
    press(0, 'ArrowDown')
    expect(document.activeElement).toBe(rows()[1])
    press(1, 'Enter')
    expect(shown.emitted('open')).toBeUndefined()
    press(2, 'Enter')
    press(0, 'Enter')
    expect(shown.emitted('open')!.map(([one]) => (one as FigureLine).title)).toEqual(['李2', '李0'])
    shown.unmount()
  })
  it('a long list comes in steps and loses nobody', async () => {
    const { shown, rows } = await drawer(Array.from({ length: 450 }, (_, n) => line(n)))
    expect(rows()).toHaveLength(200)
    for (let turn = 0; turn < 2; turn++) {
      document.querySelector<HTMLElement>('[data-testid=figure-list-more]')!.click()
      await nextTick()
    }
    expect(rows()).toHaveLength(450)
    expect(document.querySelector('[data-testid=figure-list-more]')).toBeNull()
    shown.unmount()
  })
  it.each<[string, Partial<Figure>, string]>([['nothing on record', { shown: '没有记录' }, '还没有这方面的记录'], ['nobody', { shown: '0' }, '一条也没有']])('says what to do where there is %s', async (_, more, words) => {
    const { shown, body } = await drawer([], more)
    expect(body().textContent).toContain(words)
    shown.unmount()
  })
  it('says that it is being read', async () => {
    const { shown, body } = await drawer(null)
    expect(body().textContent).toContain('正在找出名单')
    shown.unmount()
  })
})

describe('arrows among figures', () => {
  function laid(places: readonly (readonly [x: number, y: number])[]): HTMLElement[] {
    return places.map(([left, top]) => {
      const one = document.createElement('button')
      one.getBoundingClientRect = () => ({ left, top, height: 20, width: 50, right: left + 50, bottom: top + 20, x: left, y: top, toJSON: () => '' })
      return one
    })
  }
  const all = laid([[0, 0], [0, 30], [100, 0], [100, 30]])
  it.each([['down', 0, 1], ['up', 1, 0], ['down', 2, 3], ['right', 1, 2], ['left', 2, 1], ['first', 3, 0], ['last', 0, 3]] as const)('%s from %i leads to %i', (step, from, to) => expect(nextFigure(all, all[from]!, step)).toBe(all[to]))
  it('before the first and behind the last there is nothing', () => expect([nextFigure(all, all[0]!, 'left'), nextFigure(all, all[3]!, 'right')]).toEqual([undefined, undefined]))
})

describe('income by year', () => {
  const income = (year: number, values: object): RecordState => ({ register: 'income', id: `i${year}`, village: '530521103204', values: { year, kind: 'annual', ...values } }) as never
  const lines = new Map([[2025, { value: 870_000, year: 2025, source: 's' }], [2026, { value: 870_000, year: 2025, source: 's' }]])
  const shown = (...incomes: readonly RecordState[]) => mount(IncomeByYear, { ...plugins, props: { incomes, people: 2, lines } })
  it('a head: parts of what came in, the line of the year, and the same in a table', () => {
    const years = shown(income(2025, { A1: 1_600_000, D2: 400_000, E1: 200_000, countedMembers: 2 }))
    expect(years.findAll('.bar [data-part]').map(part => part.attributes('data-part'))).toEqual(['wage', 'transfer', 'line', 'net'])
    expect(years.find('.bar').attributes('aria-label')).toBe('2025 年人均：工资性收入 8,000，生产经营性收入 没有记录，财产性收入 没有记录，转移性收入 2,000，人均纯收入 9,000，监测线 8,700')
    expect(years.findAll('tbody td').map(cell => cell.text())).toEqual(['2025', '8,000', '没有记录', '没有记录', '2,000', '1,000', '9,000', '8,700'])
    expect(years.text()).toContain('不低于线')
  })
  it.each([[869_999 * 2, '低于线'], [870_000 * 2, '不低于线']])('%i 分 for two is %s', (net, words) => expect(shown(income(2025, { netTotal: net })).find('.figure .tag').text()).toBe(words))
  it('a year with nothing but a sum says so; a blank year is no 0; the line of another year is named', () => {
    const years = shown(income(2026, {}), income(2025, { netTotal: 2_000_000 }))
    expect(years.text()).toContain('只有合计')
    expect(years.findAll('.year').map(one => one.find('.figure').text())).toEqual(['没有记录', '10,000 元不低于线'])
    expect(years.find('tbody tr').text()).toContain('8,700（2025 年的）')
  })
  it('newest first, yearly ones that stand, no more than fit', () => {
    const years = shown(...[2019, 2021, 2020, 2024, 2022, 2025, 2023].map(year => income(year, { netTotal: 1 })), income(2026, { kind: 'identification', netTotal: 1 }), { ...income(2018, {}), values: { year: 2026, kind: 'annual', voided: true } } as RecordState)
    expect(years.findAll('tbody tr').map(row => row.find('td').text())).toEqual(['2025', '2024', '2023', '2022', '2021', '2020'])
  })
  it('says that there is none', () => expect(shown().text()).toContain('还没有年度收入'))
})
