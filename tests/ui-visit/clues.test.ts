// @vitest-environment jsdom
/** 「这一户有 N 条线索没有核实」: read at the door, answered there, with the visit under way as its proof. */
import { webcrypto } from 'node:crypto'
import { flushPromises, mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { HostBridge } from '#core/host.ts'
import type { RecordState, Value } from '#core/sync/change.ts'
import type { Entry } from '../../src/db/book.ts'
import type { ClueLine } from '../../src/db/book-monitor.ts'
import { useBook } from '../../src/stores/book.ts'
import { providePorts } from '../../src/stores/ports.ts'
import { useVisit } from '../../src/stores/visit.ts'
import ClueAnswerForm from '../../src/views/monitor/ClueAnswerForm.vue'
import VisitClues from '../../src/views/visit/VisitClues.vue'
import { fakeBook, type FakeBook } from './fake/book.ts'
import { family, HOUSE, VILLAGE } from './fake/family.ts'

const record = (id: string, values: Record<string, Value>): RecordState => ({ register: 'clue', id, village: VILLAGE, values, writes: [], from: {}, contexts: {}, rivals: {} })
const clock = (left: number): ClueLine['clock'] => ({ step: 'clue', title: '线索入户核实', from: '2026-01-05', due: '2026-01-08', unit: 'workday', workdays: 3, setting: 'clueVisitDays', source: '通行做法', assumed: true, late: Math.max(0, -left), left })
const line = (id: string, status: string, left: number, values: Record<string, Value> = {}): ClueLine => ({
  record: record(id, { household: HOUSE, channel: '02', department: '医保', receivedOn: '2026-01-05', content: '高血压住院自付 35,737 元', ...values }),
  status, case: null, title: '住院自付特别高', village: VILLAGE, headName: '李文华', personName: '杨秀英', group: '大坪子组', clock: clock(left)
})

let book: FakeBook, acted: { readonly title: string; readonly entries: readonly Entry[] }[]
const host = { call: async () => ({ ok: false, error: { code: 'locked', detail: {} } }), on: () => () => undefined } as unknown as HostBridge

async function atDoor(clues: readonly ClueLine[]) {
  setActivePinia(createPinia())
  providePorts({ host, openBook: () => book })
  Object.assign(book.book, {
    clues: async () => clues,
    act: async ({ title }: { title: string }, entries: readonly Entry[]) => { acted.push({ title, entries }); return { id: 's', kind: 'clue', title, at: 0, changes: 1, undone: false } }
  })
  await useBook().open(new Uint8Array(32))
  const visit = useVisit()
  await visit.start(HOUSE)
  const shown = mount(VisitClues, { props: { household: HOUSE }, attachTo: document.body, global: { stubs: { transition: true, ElButton: { template: '<button><slot /></button>' }, ElDialog: { template: '<div data-testid="dialog"><slot name="header" /><slot /></div>' } } } })
  await flushPromises()
  return { visit, shown }
}
beforeEach(() => {
  vi.stubGlobal('crypto', webcrypto)
  book = fakeBook(VILLAGE, family)
  acted = []
})

describe('what is still open about the family', () => {
  it.each<readonly [string, readonly ClueLine[], string]>([
    ['none', [], ''],
    ['one of another family', [{ ...line('c', '01', 2), record: record('c', { household: 'house-9' }) }], ''],
    ['one that is answered and one that ended', [line('c', '04', 1), line('d', '05', 1)], ''],
    ['a new one', [line('c', '01', 2)], '这一户有 1 条线索没有核实'],
    ['a new one and one given to somebody', [line('c', '01', 2), line('d', '02', 2)], '这一户有 2 条线索没有核实'],
    ['one that two laptops answered differently is for the conflict desk', [line('c', '', 2)], '']
  ])('%s', async (_, clues, words) => {
    const { shown } = await atDoor(clues)
    if (words === '') expect(shown.find('[data-testid=visit-clues]').exists()).toBe(false)
    else expect(shown.get('[data-testid=visit-clues] h3').text()).toContain(words)
    shown.unmount()
  })

  it('says whom it is about and how long there is, the most pressing first; an illness and a sum only after a click', async () => {
    const { shown } = await atDoor([line('c', '01', 2), line('d', '02', -3)])
    expect(shown.findAll('[data-testid=visit-clue]').map(each => each.attributes('data-clue'))).toEqual(['d', 'c'])
    expect(shown.text()).toContain('杨秀英 · 住院自付特别高')
    expect(shown.text()).toContain('逾期 3 个工作日')
    expect(shown.text()).not.toContain('高血压')
    await shown.findAll('[data-testid=visit-clue]')[0]!.trigger('click')
    await flushPromises()
    expect(shown.get('[data-testid=clue-facts]').text()).toContain('医保')
    expect(shown.text()).not.toContain('高血压')
    shown.unmount()
  })

  it('no button of it stands between two questions for the Tab key', async () => {
    const { shown } = await atDoor([line('c', '01', 2)])
    expect(shown.findAll('button').map(button => button.attributes('tabindex'))).toEqual(['-1'])
    shown.unmount()
  })

  it('one with a risk says where it goes on', async () => {
    const { shown } = await atDoor([line('c', '03', 1)])
    expect(shown.get('[data-testid=visit-clues-waiting]').text()).toContain('1 条核实有风险')
    expect(shown.find('[data-testid=visit-clue]').exists()).toBe(false)
    shown.unmount()
  })
})

describe('answered at the door', () => {
  async function answering() {
    const made = await atDoor([line('c', '01', 2), line('d', '01', -1)])
    ;(made.shown.vm as unknown as { first(): void }).first()
    await flushPromises()
    const form = made.shown.getComponent(ClueAnswerForm)
    await form.get('[data-testid=answer-conclusion]').setValue('02')
    await form.get('[data-testid=answer-text]').setValue('病已经好了，没有借钱')
    await form.get('[data-testid=answer-by]').setValue('李队员')
    return { ...made, form }
  }

  it('the first key opens the most pressing one; the answer names the visit under way, which is in the book before it', async () => {
    const { visit, shown, form } = await answering()
    expect(book.written).toEqual([])
    await form.get('[data-testid=answer-save]').trigger('click')
    await flushPromises()
    const mine = visit.context!.visit.id
    expect(book.written.flatMap(({ entries }) => entries).map(({ register, record: id }) => [register, id])).toEqual([['visit', mine]])
    expect(acted).toEqual([{ title: '核实线索 杨秀英', entries: [expect.objectContaining({ register: 'clue', record: 'd', fields: expect.objectContaining({ visit: mine, answer: '02', status: '05' }) })] }])
    expect(shown.find('[data-testid=dialog]').exists()).toBe(false)
    expect(shown.emitted('closed')).toHaveLength(1)
    shown.unmount()
  })

  it('where the visit cannot be stored nothing is answered, the words stay, and the next try has both', async () => {
    const { visit, shown, form } = await answering()
    book.refuse('disk-full')
    await form.get('[data-testid=answer-save]').trigger('click')
    await flushPromises()
    expect(acted).toEqual([])
    expect((form.get('[data-testid=answer-text]').element as HTMLTextAreaElement).value).toBe('病已经好了，没有借钱')
    // The visit itself has no question without an answer by it.
    expect(visit.failures).toEqual([])
    await form.get('[data-testid=answer-save]').trigger('click')
    await flushPromises()
    expect(book.written).toHaveLength(1)
    expect(acted).toHaveLength(1)
    shown.unmount()
  })

  it('without a visit chosen none is begun', async () => {
    const { shown, form } = await answering()
    await form.get('[data-testid=answer-visit]').setValue('')
    await form.get('[data-testid=answer-save]').trigger('click')
    await flushPromises()
    expect(book.written).toEqual([])
    expect(acted[0]!.entries[0]!.fields['visit']).toBeNull()
    shown.unmount()
  })

  it('a visit begun already is begun once', async () => {
    const { visit, shown, form } = await answering()
    visit.enterSection('members')
    visit.moveTo(visit.questions.find(({ field }) => field === 'phone')!.key)
    visit.type('13800001111')
    visit.take()
    await form.get('[data-testid=answer-save]').trigger('click')
    await flushPromises()
    const visits = book.written.flatMap(({ entries }) => entries).filter(({ register, fields }) => register === 'visit' && 'startedAt' in fields)
    expect(visits).toHaveLength(1)
    expect(acted[0]!.entries[0]!.fields['visit']).toBe(visits[0]!.record)
    shown.unmount()
  })
})
