// @vitest-environment jsdom
/** S2: the desk where two answers meet; and 交割单, which names only what a receipt says. */
import { mount } from '@vue/test-utils'
import ElementPlus from 'element-plus'
import { describe, expect, it } from 'vitest'
import { nextTick } from 'vue'
import { registers } from '#core/registers/index.ts'
import ClashCard from '../../src/components/conflicts/ClashCard.vue'
import DecidedList from '../../src/components/conflicts/DecidedList.vue'
import MergedList from '../../src/components/conflicts/MergedList.vue'
import { OPENED_VALUES } from '../../src/components/opened-values.ts'
import { deliveryPages, deliveryTitle } from '../../src/print/delivery.ts'
import { serialise, textOf } from '../../src/print/tree.ts'
import { useConflicts } from '../../src/stores/conflicts.ts'
import { useReceipts } from '../../src/stores/sync-receipts.ts'
import { BUSY, decision, receipt } from './fake-sync.ts'
import { unlocked } from './setting.ts'

const NOW = Date.UTC(2026, 10, 22, 4)
const side = (value: unknown, mine: boolean, more = {}) => ({ value, by: mine ? '王建军' : '段丽华', device: mine ? 'laptop-one' : 'laptop-two', at: NOW, origin: { kind: 'visit', ref: 'v' }, shown: !mine, mine, visit: { record: 'v', day: '2026-11-20' }, ...more })
const clash = (field: string, values: readonly unknown[], register = 'person') => ({ register, record: 'p1', field, title: '李光明', answers: values.map((value, i) => side(value, i === 1)) })
const card = (props: object, open = false) => mount(ClashCard, { props: { active: true, busy: false, filling: false, ...props } as never, global: { plugins: [ElementPlus], provide: { [OPENED_VALUES as symbol]: { isOpen: () => open, open: async () => true } } } })

describe('S2 one clash', () => {
  it('says whose, who, when, at which visit and on which laptop, on both sides', () => {
    const text = card({ clash: clash('workMonths', [10, 8]) }).text()
    for (const words of ['我的', '县里的', '王建军', '段丽华', '2026-11-22 12:00', '2026-11-20 走访时', '这台电脑', 'laptop-two', '10', '8']) expect(text).toContain(words)
  })
  it('digits take an answer, 0 fills in another, arrows go on; while one is filled in digits are its own', async () => {
    const shown = card({ clash: clash('workMonths', [10, 8]) })
    for (const key of ['2', '9', '0', 'ArrowDown']) await shown.trigger('keydown', { key })
    await shown.trigger('keydown', { key: '1', isComposing: true })
    expect([shown.emitted('take'), shown.emitted('fill'), shown.emitted('step')]).toEqual([[[8]], [[]], [[1]]])
    await shown.setProps({ filling: true })
    await shown.trigger('keydown', { key: '1' })
    expect(shown.emitted('take')).toHaveLength(1)
  })
  it('what a procedure decides counts for nothing until it is chosen', () => {
    const found = Object.values(registers).flatMap(one => Object.entries(one.fields).filter(([, field]) => field.merge === 'decided').map(([field]) => [one.name, field] as const))[0]!
    const shown = card({ clash: clash(found[1], ['a', 'b'], found[0]) })
    expect(shown.find('[data-testid=conflict-decided-field]').exists()).toBe(true)
    expect(shown.text()).not.toContain('现在显示的')
  })
  it('hidden answers that look alike are asked to be opened first', () => {
    const alike = clash('idNo', ['530521199004050021', '530521188004050021'])
    expect(card({ clash: alike }).get('[data-testid=conflict-open]').text()).toContain('看起来一样')
    expect(card({ clash: alike }).text()).not.toContain('199004050021')
    expect(card({ clash: alike }, true).text()).toContain('530521199004050021')
  })
  it('of a newer version\'s field either answer can be taken, none filled in', async () => {
    const shown = card({ clash: clash('fromTheFuture', ['a', 'b']) })
    await shown.trigger('keydown', { key: '0' })
    expect(shown.emitted('fill')).toBeUndefined()
    expect(shown.text()).toContain('新版本内容')
    await shown.trigger('keydown', { key: '1' })
    expect(shown.emitted('take')).toEqual([['a']])
  })
})

describe('S2 the desk', () => {
  it('clashes of one household stand together', async () => {
    const { book } = await unlocked({ clashing: 2 })
    const [first, second] = await book.conflicts()
    book.conflicts = async () => [first!, second!, { ...first!, field: 'employer', title: `${first!.title} · 小明` }]
    const store = useConflicts()
    await store.load()
    expect(store.groups.map(({ conflicts }) => conflicts.length)).toEqual([2, 1])
    expect(store.groups[0]!.title).toBe(first!.title)
    expect(store.list!.map(({ field }) => field)).toEqual(['workMonths', 'employer', 'workMonths'])
  })
  it('U-06: a decision is made once by a double click', async () => {
    const { book } = await unlocked({ clashing: 1, delay: 3 })
    const store = useConflicts()
    await store.load()
    const [one] = store.list!
    await Promise.all([store.decide(one!, 8), store.decide(one!, 10)])
    expect(book.calls.filter(call => call === 'write')).toHaveLength(1)
    expect(store.list).toHaveLength(0)
  })
  it('a decision is taken back once and then said to be', async () => {
    const { book } = await unlocked({ talk: { decisions: [decision('d1')], delay: 3 } })
    const store = useConflicts()
    await store.loadPast()
    await Promise.all([store.undo('d1'), store.undo('d1')])
    expect(book.talk.calls).toEqual(['undoDecision d1'])
    expect(store.past![0]!.undone).toBe(true)
    await expect(store.undo('d1')).rejects.toMatchObject({ code: 'decision-undone' })
  })
  it('decided and merged ones are shown with their sides, and the empty lists say what will stand there', async () => {
    const decided = mount(DecidedList, { props: { list: BUSY.decisions!, busy: false }, global: { plugins: [ElementPlus] } })
    expect(decided.findAll('[data-testid=decided-undo]')).toHaveLength(1)
    expect(decided.text()).toContain('云南建投')
    await decided.setProps({ list: [] })
    await nextTick()
    expect(decided.get('[data-testid=decided-empty]').text()).toContain('撤销')
    const merged = mount(MergedList, { props: { list: BUSY.merged! } })
    expect(merged.text()).toContain('对方改的')
    expect(merged.text()).not.toContain('13887512044')
  })
})

describe('S3 the 交割单', () => {
  const sheet = (more = {}) => ({ county: 'c7', countyName: '施甸县', device: 'laptop-one', person: '王建军', villages: [{ code: '530521103204', name: '万兴村', changes: 830 }], receipts: BUSY.receipts!, changes: 830, households: 140, left: 37, madeAt: NOW, ...more })
  const words = (parts: ReturnType<typeof sheet>): string => deliveryPages(parts, '1a2b-3c4d-5e6f-7a8b').map(textOf).join(' ')
  it('names both sides, the laptop, villages, ranges, counts, digests, what the county\'s word is worth, and what is left', () => {
    const text = words(sheet())
    for (const part of ['施甸县（c7）', '王建军', 'laptop-one', '万兴村', '530521103204', '1–500', '813–820、823', '830 笔改动', '140 户', '回执 3 份', 'a3f05c', '试用库', '汇集点', '1a2b-3c4d-5e6f-7a8b', '37 笔改动只在这台电脑上', '移交人（签字）', '接收人（签字、盖章）']) expect(text).toContain(part)
    expect(deliveryTitle(sheet())).toBe('数据交割单 施甸县 王建军 2026-11-22')
  })
  it('without a receipt nothing is called handed over', () => {
    const text = words(sheet({ receipts: [], changes: 0, households: 0, villages: [] }))
    expect(text).toContain('没有回执')
    expect(text).toContain('0 笔改动')
    expect(text).not.toContain('断电不丢')
  })
  it('four hundred receipts make pages, each with its number, and the signatures once at the end', () => {
    const pages = deliveryPages(sheet({ receipts: Array.from({ length: 400 }, (_, i) => receipt(i * 10 + 1, i * 10 + 9)) }), 'f')
    expect(pages.length).toBeGreaterThan(5)
    expect(pages.map(textOf).filter(text => text.includes('移交人'))).toHaveLength(1)
    expect(textOf(pages.at(-1)!)).toContain(`第 ${pages.length} 页 共 ${pages.length} 页`)
  })
  it('E-01: names are text', () => {
    const html = deliveryPages(sheet({ person: '<img src=x onerror=1>', villages: [{ code: '"><script>', name: '<b>村', changes: 1 }] }), '<i>').map(serialise).join('')
    expect(html).not.toMatch(/<img|<script|<b>村|<i>/u)
    expect(html).toContain('&lt;img')
  })
  it('goes to paper in pieces; a closed dialog leaves no job; one that fails is cancelled and told', async () => {
    const { host } = await unlocked({ talk: BUSY })
    const asked: string[] = []
    let finish: unknown = { ok: true, value: { name: '交割单.pdf', size: 9000, printed: true } }
    let begin: unknown = { job: 'j' }
    const call = host.call.bind(host)
    host.call = (async (name: string, input: never) => {
      if (!name.startsWith('print:')) return call(name as never, input)
      asked.push(name)
      return name === 'print:finish' ? finish : { ok: true, value: name === 'print:pdf' || name === 'print:paper' ? begin : null }
    }) as never
    const store = useReceipts()
    await store.lookAt(null)
    await Promise.all([store.savePdf(), store.savePdf()])
    expect(asked).toEqual(['print:pdf', 'print:add', 'print:add', 'print:add', 'print:finish'])
    expect(store.job).toMatchObject({ kind: 'saved', name: '交割单.pdf', pages: 1 })
    begin = null
    await store.print()
    expect(asked.at(-1)).toBe('print:paper')
    begin = { job: 'k' }
    finish = { ok: false, error: { code: 'print-failed', detail: { title: 't', reason: 'r' } } }
    await expect(store.savePdf()).rejects.toMatchObject({ code: 'print-failed' })
    expect(asked.at(-1)).toBe('print:cancel')
    expect(store.job).toEqual({ kind: 'idle' })
  })
})
