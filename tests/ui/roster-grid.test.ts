// @vitest-environment jsdom
import { mount } from '@vue/test-utils'
import { beforeAll, describe, expect, it } from 'vitest'
import RosterGrid from '../../src/components/RosterGrid.vue'
import { rowOfMark, windowOf } from '../../src/components/row-window.ts'

beforeAll(() => {
  globalThis.ResizeObserver = class { observe(): void { /* jsdom lays nothing out */ } unobserve(): void { /* nor here */ } disconnect(): void { /* nor here */ } }
})

const ids = Array.from({ length: 4000 }, (_, i) => `h${i}`)
const row = (id: string) => ({
  id, group: '3组', hamlet: '大寨子', headName: `户主${id}`, members: 4, householdType: '01', monitorCategory: null, riskEliminated: null,
  visitedOn: null, visitOpen: false, conflicts: 0, unsent: 0, hit: ''
})
const grid = (active = 0) => mount(RosterGrid, {
  props: { ids, rows: new Map(ids.slice(0, 64).map(id => [id, row(id)])), active, typeLabel: (code: string) => code, categoryLabel: (code: string) => code }
})

describe('keys move the mark', () => {
  it.each([
    ['down from the first row', 'ArrowDown', 0, 1],
    ['down from the last row stays', 'ArrowDown', 99, 99],
    ['up from the second row', 'ArrowUp', 1, 0],
    ['up from the first row stays', 'ArrowUp', 0, 0],
    ['a page down', 'PageDown', 10, 24],
    ['a page down near the end stops at the last row', 'PageDown', 90, 99],
    ['a page up', 'PageUp', 24, 10],
    ['a page up near the start stops at the first row', 'PageUp', 5, 0],
    ['Home', 'Home', 50, 0],
    ['End', 'End', 50, 99]
  ])('%s', (_, key, from, to) => {
    expect(rowOfMark(key, from, 100, 14)).toBe(to)
  })
  it('other keys do not move it, and an empty list has no mark', () => {
    expect(rowOfMark('a', 3, 100, 14)).toBeNull()
    expect(rowOfMark('ArrowDown', 0, 0, 14)).toBeNull()
  })
})

describe('only rows in sight stand in the page', () => {
  it.each([
    ['at the top', 0, 480, 4000, { from: 0, to: 23 }],
    ['in the middle', 32_000, 480, 4000, { from: 992, to: 1023 }],
    ['at the end', 127_520, 480, 4000, { from: 3977, to: 3999 }],
    ['a list shorter than the window', 0, 480, 3, { from: 0, to: 2 }]
  ])('%s', (_, top, height, count, expected) => {
    expect(windowOf(top, height, 32, count)).toEqual(expected)
  })
  it('4,000 households are fewer than 40 lines of page, and the grid says how many there are', () => {
    const list = grid()
    expect(list.findAll('[data-testid=roster-row]').length).toBeLessThan(40)
    expect(list.get('[role=grid]').attributes('aria-rowcount')).toBe('4000')
  })
})

describe('the grid under the fingers', () => {
  it('arrow down asks for the next row and Enter opens the marked one', async () => {
    const list = grid(5)
    await list.get('[role=grid]').trigger('keydown', { key: 'ArrowDown' })
    await list.get('[role=grid]').trigger('keydown', { key: 'Enter' })
    expect(list.emitted('mark')).toEqual([[6]])
    expect(list.emitted('open')).toEqual([['h5']])
  })
  it('an Enter that belongs to the input method opens nothing', async () => {
    const list = grid(5)
    await list.get('[role=grid]').trigger('keydown', { key: 'Enter', isComposing: true })
    expect(list.emitted('open')).toBeUndefined()
  })
  it('a screen reader hears the marked row', () => {
    expect(grid(2).get('[role=grid]').attributes('aria-activedescendant')).toBe('household-h2')
  })
  it('asks for the rows in sight when it appears', () => {
    expect(grid().emitted('need')?.[0]?.slice(0, 1)).toEqual([0])
  })
})
