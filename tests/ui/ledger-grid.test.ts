// @vitest-environment jsdom
import { mount } from '@vue/test-utils'
import ElementPlus from 'element-plus'
import { beforeAll, describe, expect, it } from 'vitest'
import LedgerGrid from '../../src/components/ledger/LedgerGrid.vue'
import type { GridColumn, GridCursor, GridLine } from '../../src/components/ledger/grid-types.ts'
import { person } from '#core/registers/index.ts'
import type { Field } from '#core/registers/define.ts'
import type { Value } from '#core/sync/change.ts'

beforeAll(() => {
  globalThis.ResizeObserver = class { observe(): void { /* jsdom lays nothing out */ } unobserve(): void { /* nor here */ } disconnect(): void { /* nor here */ } }
  globalThis.CSS ??= { escape: (text: string) => text } as typeof CSS
})

const column = (key: string, field: Field, more: Partial<GridColumn> = {}): GridColumn => ({ key, title: field.label, field, computed: false, total: 'none', width: 100, pinned: false, ...more })
const columns = [column('name', person.fields.name, { pinned: true }), column('age', person.fields.workMonths, { computed: true }), column('birthDate', person.fields.birthDate), column('idNo', person.fields.idNo), column('mandarin', person.fields.mandarin), column('employer', person.fields.employer)]
const ids = Array.from({ length: 30_000 }, (_, i) => `l${i}`)
const line = (id: string): GridLine => ({
  id, household: 'h1', person: id, records: {}, names: {}, ended: false, conflicts: 0, unsent: false,
  values: { name: `人${id}`, age: 30, birthDate: '1990-02-03', idNo: '530521199001011234', mandarin: true, employer: '建筑工地' } satisfies Record<string, Value>
})
const lines = new Map(ids.slice(0, 64).map(id => [id, line(id)]))
const place = (l: number, c: number): GridCursor => ({ at: { line: l, column: c }, from: { line: l, column: c } })

function grid(cursor = place(0, 0), more: object = {}) {
  const shown = mount(LedgerGrid, {
    props: {
      columns, ids, lines, totals: {}, sort: null, filtered: new Set<string>(), menu: '', saved: null, waiting: null, title: '务工就业台账', withEnded: false, cursor,
      isOpen: () => false, whyFixed: (_: GridLine, key: string) => key === 'age' ? '由出生日期算出' : '', linksOf: async () => [],
      'onUpdate:cursor': (next: GridCursor) => void shown.setProps({ cursor: next }), ...more
    },
    global: { plugins: [ElementPlus] }, attachTo: document.body
  })
  const keys = shown.get('[data-testid=ledger-keys]')
  const settle = async (): Promise<void> => { for (let i = 0; i < 4; i++) await shown.vm.$nextTick() }
  return {
    shown, keys, settle, at: () => (shown.props('cursor') as GridCursor).at,
    press: async (key: string, more: object = {}) => { await keys.trigger('keydown', { key, ...more }); await settle() },
    type: async (text: string) => { await keys.setValue(text); await settle() },
    editor: () => shown.find('[data-testid=ledger-editor]'), reason: () => shown.find('[data-testid=ledger-reason]').text()
  }
}

describe('30,000 lines', () => {
  it('are a few dozen in the page, and the grid says how many there are', () => {
    const { shown } = grid()
    expect(shown.findAll('[role=row]').length).toBeLessThan(40)
    expect(shown.get('[role=grid]').attributes('aria-rowcount')).toBe('30001')
  })
  it('a line that is on its way shows nothing of another', () => {
    const { shown } = grid(place(0, 0), { lines: new Map() })
    expect(shown.find('[data-testid=ledger-cell]').text()).toBe('')
  })
})

describe('keys on a cell', () => {
  it('arrows move, Shift selects', async () => {
    const { press, at, shown } = grid()
    await press('ArrowDown')
    await press('ArrowRight', { shiftKey: true })
    expect(at()).toEqual({ line: 1, column: 1 })
    expect((shown.props('cursor') as GridCursor).from).toEqual({ line: 1, column: 0 })
  })
  it('Enter opens the field’s own input, Enter stores and goes down', async () => {
    const { press, editor, shown, settle, at } = grid(place(3, 5))
    await press('Enter')
    const input = editor().get('input')
    await input.setValue('保山建工')
    await input.trigger('keydown', { key: 'Enter' })
    await settle()
    expect(shown.emitted('edit')).toEqual([[{ id: 'l3', key: 'employer' }, '保山建工']])
    expect(at()).toEqual({ line: 4, column: 5 })
    expect(editor().exists()).toBe(false)
  })
  it('Tab stores and goes right, at the end of a line to the next one', async () => {
    const { press, editor, shown, settle, at } = grid(place(3, 5))
    await press('F2')
    await editor().get('input').setValue('保山建工')
    await editor().get('input').trigger('keydown', { key: 'Tab' })
    await settle()
    expect(shown.emitted('edit')).toHaveLength(1)
    expect(at()).toEqual({ line: 4, column: 0 })
  })
  it('Esc leaves the value as it was and the cursor where it is', async () => {
    const { press, editor, shown, settle, at } = grid(place(3, 5))
    await press('Enter')
    await editor().get('input').setValue('别的')
    await editor().get('input').trigger('keydown', { key: 'Escape' })
    await settle()
    expect(shown.emitted('edit')).toBeUndefined()
    expect(at()).toEqual({ line: 3, column: 5 })
  })
  it('what is not understood stays in the cell with the reason, and nothing is stored', async () => {
    const { press, editor, shown, settle, at } = grid(place(3, 2))
    await press('Enter')
    await editor().get('input').setValue('20110231')
    await editor().get('input').trigger('keydown', { key: 'Enter' })
    await settle()
    expect(editor().get('[role=alert]').text()).toContain('没有')
    expect(shown.emitted('edit')).toBeUndefined()
    expect(at()).toEqual({ line: 3, column: 2 })
  })
  it('typing begins the answer with what was typed', async () => {
    const { type, editor } = grid(place(3, 5))
    await type('保')
    expect((editor().get('input').element as HTMLInputElement).value).toBe('保')
  })
  it('Delete empties, Ctrl+Z takes back, Ctrl+Enter opens the household', async () => {
    const { press, shown } = grid(place(2, 5))
    await press('Delete')
    await press('z', { ctrlKey: true })
    await press('Enter', { ctrlKey: true })
    expect(shown.emitted('edit')).toEqual([[{ id: 'l2', key: 'employer' }, null]])
    expect(shown.emitted('undo')).toHaveLength(1)
    expect(shown.emitted('household')).toEqual([[{ id: 'l2', key: 'employer' }]])
  })
})

describe('the input method (U-01)', () => {
  it.each([['while composing', { isComposing: true }], ['as old engines report it', { keyCode: 229 }]])('Enter and arrows %s neither open nor move', async (_, more) => {
    const { press, editor, at } = grid(place(3, 5))
    await press('Enter', more)
    await press('ArrowDown', more)
    expect(editor().exists()).toBe(false)
    expect(at()).toEqual({ line: 3, column: 5 })
  })
  it('letters of a syllable are no answer; the characters are, and none of them is lost', async () => {
    const { keys, editor, settle } = grid(place(3, 5))
    const box = keys.element as HTMLTextAreaElement
    await keys.trigger('compositionstart')
    box.value = 'bao'
    box.dispatchEvent(new InputEvent('input', { isComposing: true }))
    await settle()
    expect(editor().exists()).toBe(false)
    box.value = '保山'
    box.dispatchEvent(new CompositionEvent('compositionend'))
    await settle()
    expect((editor().get('input').element as HTMLInputElement).value).toBe('保山')
  })
  it('an Enter of the input method inside the editor stores nothing', async () => {
    const { press, editor, shown, settle } = grid(place(3, 5))
    await press('Enter')
    await editor().get('input').trigger('keydown', { key: 'Enter', isComposing: true })
    await settle()
    expect(shown.emitted('edit')).toBeUndefined()
    expect(editor().exists()).toBe(true)
  })
})

describe('cells that are not simply typed into', () => {
  it('a computed cell says from what, and no input opens', async () => {
    const { press, editor, reason } = grid(place(0, 1))
    await press('Enter')
    expect(reason()).toContain('由出生日期算出')
    expect(editor().exists()).toBe(false)
  })
  it('a hidden value is asked to be opened, and cannot be typed over unseen', async () => {
    const { press, type, editor, reason, shown } = grid(place(0, 3))
    await type('5')
    expect(reason()).toContain('先按 Enter 点开看')
    await press('Delete')
    expect(shown.emitted('edit')).toBeUndefined()
    await press('Enter')
    expect(shown.emitted('open')).toEqual([[{ id: 'l0', key: 'idNo' }]])
    expect(editor().exists()).toBe(false)
  })
  it('once opened it is shown whole and can be changed', async () => {
    const { press, editor, shown } = grid(place(0, 3), { isOpen: () => true })
    expect(shown.get('[data-column=idNo][data-line=l0]').text()).toBe('530521199001011234')
    await press('Enter')
    expect(editor().exists()).toBe(true)
  })
})

describe('the clipboard', () => {
  const clip = () => { const kept: Record<string, string> = {}; return { kept, setData: (kind: string, text: string) => { kept[kind] = text }, getData: () => kept['text/plain'] ?? '' } }
  it('a block is copied as shown: what is masked stays masked', async () => {
    const { keys } = grid({ at: { line: 1, column: 3 }, from: { line: 0, column: 2 } })
    const clipboardData = clip()
    await keys.trigger('copy', { clipboardData })
    expect(clipboardData.kept['text/plain']).toBe('1990-02-03\t530521********1234\r\n1990-02-03\t530521********1234')
  })
  it('lines that are not here yet are fetched first, not copied as blanks', async () => {
    const { keys, reason, shown } = grid({ at: { line: 200, column: 0 }, from: { line: 0, column: 0 } })
    const clipboardData = clip()
    await keys.trigger('copy', { clipboardData })
    expect(clipboardData.kept['text/plain']).toBeUndefined()
    expect(shown.emitted('need')).toContainEqual([0, 200])
    expect(reason()).toContain('再按一次')
  })
  it('a pasted block falls on the upper left of the selection; one value fills it', async () => {
    const { keys, shown } = grid({ at: { line: 2, column: 4 }, from: { line: 1, column: 4 } })
    const clipboardData = clip()
    clipboardData.setData('text/plain', '是')
    await keys.trigger('paste', { clipboardData })
    expect(shown.emitted('paste')).toEqual([[{ id: 'l1', key: 'mandarin' }, '是\r\n是']])
  })
})
