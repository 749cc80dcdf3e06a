// @vitest-environment jsdom
import { flushPromises, mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { AppError } from '#core/error.ts'
import type { RecordState, Value } from '#core/sync/change.ts'
import type { Entry } from '../../src/db/book.ts'
import type { ClueLine, CluePreview, SuggestionLine } from '../../src/db/book-monitor.ts'
import BatchTable from '../../src/components/clues/BatchTable.vue'
import ClueTable from '../../src/components/clues/ClueTable.vue'
import { clockWords } from '../../src/components/clues/clue-words.ts'
import ListColumns from '../../src/components/clues/ListColumns.vue'
import ListLines from '../../src/components/clues/ListLines.vue'
import SuggestionTable from '../../src/components/clues/SuggestionTable.vue'
import { useClues } from '../../src/stores/clues.ts'
import { useClueLists } from '../../src/stores/clues-lists.ts'
import { useDisasters } from '../../src/stores/clues-disasters.ts'
import { VILLAGE } from './fake-village.ts'
import { unlocked } from './setting.ts'

globalThis.ResizeObserver = class { observe() {} unobserve() {} disconnect() {} } as never

const record = (id: string, values: Record<string, Value>): RecordState => ({ register: 'clue', id, village: VILLAGE.code, values, writes: [], from: {}, contexts: {}, rivals: {} })
const clock = (late: number, left: number): ClueLine['clock'] => ({ step: 'clue', title: '线索入户核实', from: '2026-11-09', due: '2026-11-12', unit: 'workday', workdays: 3, setting: 'clueVisitDays', source: '通行做法', assumed: true, late, left })
const line = (n: number, status: string, more: Partial<ClueLine> = {}, values: Record<string, Value> = {}): ClueLine => ({
  record: record(`clue-000${n}`, { household: `h${n}`, channel: '02', department: '医保', receivedOn: '2026-11-09', content: '高血压住院自付 35,737 元', figure: 3_573_700, ...values }),
  status, case: null, title: '住院自付特别高', village: VILLAGE.code, headName: `户主${n}`, personName: `病人${n}`, group: `${n}组`, clock: clock(0, 2), ...more
})
const LINES = [line(1, '01'), line(2, '02', { clock: clock(3, -3) }), line(3, '06', { headName: '', personName: '', group: '' }, { household: null, note: '花名册里没有', row: 32 }), line(4, '03'), line(5, '05', { clock: clock(4, -4) })]

async function desk(more: object = {}) {
  const made = await unlocked()
  const acted: { title: string; entries: readonly Entry[] }[] = []
  Object.assign(made.book, {
    clues: async () => LINES, suggestions: async () => [], clueDue: async () => '2026-11-26', batches: async () => [], alertTable: async () => [], disasters: async () => [],
    act: async (what: { title: string }, entries: readonly Entry[]) => { acted.push({ title: what.title, entries }); return { id: 's', kind: 'clue', title: what.title, at: 0, changes: 1, undone: false } }, ...more
  })
  return { ...made, acted }
}

describe('the clue desk', () => {
  it('every box holds what its number says; a closed clue is not late', async () => {
    await desk()
    const store = useClues()
    await store.enter()
    expect(store.counts).toEqual({ new: 1, assigned: 1, late: 1, unmatched: 1, answered: 1, closed: 1 })
    for (const show of ['new', 'assigned', 'late', 'unmatched', 'answered', 'closed'] as const) {
      store.choose({ show })
      expect(store.lines, show).toHaveLength(store.counts[show])
    }
    store.choose({ show: 'all' })
    expect(store.lines).toHaveLength(store.open)
    store.choose({ group: '2组' })
    expect(store.lines.map(({ record: { id } }) => id)).toEqual(['clue-0002'])
  })

  it('what the list shows is given to somebody, and only what waited is now 已交办', async () => {
    const { acted } = await desk()
    const store = useClues()
    await store.enter()
    await store.assign(store.lines, '  ')
    expect(acted).toEqual([])
    await store.assign(store.lines, '段丽华')
    expect(acted[0]!.entries.map(({ record: id, fields }) => [id, fields['assignedTo'], fields['status']])).toEqual([['clue-0001', '段丽华', '02'], ['clue-0002', '段丽华', undefined], ['clue-0003', '段丽华', undefined], ['clue-0004', '段丽华', undefined]])
  })

  it('an answer with a risk waits for its procedure, every other one ends the clue', async () => {
    const { acted } = await desk()
    const store = useClues()
    await store.enter()
    const said = { answerText: '住院属实', evidence: '', answeredBy: '王建军', answeredOn: '2026-11-10', visit: '', corrected: false }
    await store.answer(LINES[0]!, { ...said, answer: '01' })
    await store.answer(LINES[1]!, { ...said, answer: '05', corrected: true, visit: 'visit-1' })
    expect(acted.map(({ entries }) => entries[0]!.fields)).toMatchObject([{ answer: '01', status: '03', visit: null, evidence: null, answeredOn: '2026-11-10' }, { answer: '05', status: '05', visit: 'visit-1', corrected: true }])
  })

  it('what a household says of itself is a clue, also when nobody knows yet whose it is', async () => {
    const { acted } = await desk()
    const store = useClues()
    await store.add({ household: '', person: '', channel: '05', content: ' 一键报贫：住院 ', receivedOn: '2026-11-23', department: '救助平台' })
    await store.add({ household: 'h1', person: 'p1', channel: '01', content: '来说的', receivedOn: '2026-11-23', department: '' })
    expect(acted.map(({ entries }) => entries[0]!.fields)).toMatchObject([{ channel: '05', content: '一键报贫：住院', status: '06', dueOn: '2026-11-26' }, { household: 'h1', person: 'p1', status: '01' }])
    expect(acted[0]!.entries[0]!.fields).not.toHaveProperty('household')
  })

  it('a suggestion is nobody’s clue before it is taken', async () => {
    const one: SuggestionLine = { rule: 'A56', title: '住房为C级或D级', household: 'h1', person: null, headName: '李', personName: '', group: '1组', village: VILLAGE.code, text: '住房评为D级', figure: null, risk: '10', source: 'W28' }
    const { acted } = await desk({ suggestions: async () => [one, { ...one, village: 'elsewhere' }] })
    const store = useClues()
    await store.suggest()
    expect(store.suggestions).toEqual([one])
    expect(acted).toEqual([])
    await store.take([one])
    expect(acted[0]!.entries[0]!.fields).toMatchObject({ household: 'h1', rule: 'A56', channel: '06', status: '01', content: '住房评为D级' })
  })

  it('locking forgets everybody', async () => {
    const { book } = await desk()
    const store = useClues()
    await store.enter()
    const { useSession } = await import('../../src/stores/session.ts')
    await useSession().lock()
    expect(store.all).toBeNull()
    expect(book).toBeDefined()
  })
})

describe('the list of clues', () => {
  it('says who, why and how long, and neither an illness nor what it cost', () => {
    const table = mount(ClueTable, { props: { lines: LINES } })
    const text = table.text()
    expect(text).toContain('病人1')
    expect(text).toContain('还不知道是谁')
    expect(text).toContain('名单第 32 行')
    expect(text).toContain('逾期 3 个工作日')
    expect(text).not.toContain('高血压')
    expect(text).not.toContain('35,737')
  })

  it('arrows move, Enter opens', async () => {
    const table = mount(ClueTable, { props: { lines: LINES }, attachTo: document.body })
    const list = table.get('[data-testid=clue-list]')
    await list.trigger('keydown', { key: 'ArrowDown' })
    await list.trigger('keydown', { key: 'Enter' })
    expect(table.emitted('open')).toEqual([['clue-0002']])
    table.unmount()
  })

  it.each([[0, 2, 'calm', '还有 2 个工作日'], [0, 1, 'soon', '还有 1 个工作日'], [0, 0, 'soon', '今天到期'], [1, -1, 'late', '逾期 1 个工作日']])('late %s left %s is %s', (late, left, haste, text) => {
    expect(clockWords(clock(late, left), false)).toMatchObject({ haste, text })
    expect(clockWords(clock(late, left), true)).toBeNull()
  })
})

const PREVIEW: CluePreview = {
  token: 't', name: '名单.xlsx', sheet: '名单', others: [], title: '医保名单', choice: { kind: '01', subject: 'inpatient', rule: '', receivedOn: '2026-11-23' }, department: '医保', dueOn: '2026-11-26',
  columns: [{ index: 0, letter: 'A', heading: '姓名', meaning: 'name', by: 'heading', samples: ['李'] }, { index: 1, letter: 'B', heading: '号', meaning: '', by: null, samples: ['530521195510182955', '13887500002'] }],
  rules: [], rows: 2, counts: { clue: 1, below: 0, unmatched: 1, doubled: 0 }, missing: [], hiddenRows: 0, aside: 0,
  lines: [{ row: 3, name: '李', idNo: '530521195510182955', household: 'h1', matched: '1组 户主李', by: '01', why: '', figure: 900_000, alert: '住院自付', state: 'clue' }, { row: 4, name: '张', idNo: '', household: null, matched: '', by: '', why: '花名册里没有“张”', figure: null, alert: '', state: 'unmatched' }]
}

describe('a list on its way in', () => {
  it('chosen, corrected column by column, taken; the bytes are there until then', async () => {
    const asked: object[] = [], applied: unknown[][] = []
    await desk({
      previewClues: async (_: string, bytes: Uint8Array, choice: object) => { expect(bytes.length).toBeGreaterThan(0); asked.push(choice); return PREVIEW },
      applyClues: async (...all: unknown[]) => { applied.push(all); return { batch: 'b', clues: 1, unmatched: 1, below: 0, doubled: 0, step: { id: 's' } } }
    })
    const store = useClueLists()
    await store.open('01')
    expect(store.state.kind).toBe('preview')
    await store.correct({ mapping: { 1: 'idNo' } })
    await store.correct({ mapping: { 2: 'amount' } })
    await store.correct({ subject: 'event' })
    await store.correct({ rule: 'A14' })
    await store.correct({ subject: 'outpatient' })
    expect(asked).toEqual([
      { kind: '01' }, { kind: '01', mapping: { 1: 'idNo' } }, { kind: '01', mapping: { 1: 'idNo', 2: 'amount' } }, { kind: '01', mapping: { 1: 'idNo', 2: 'amount' }, subject: 'event' },
      { kind: '01', mapping: { 1: 'idNo', 2: 'amount' }, subject: 'event', rule: 'A14' }, { kind: '01', mapping: { 1: 'idNo', 2: 'amount' }, subject: 'outpatient' }
    ])
    await store.apply({ title: '医保名单' })
    expect(applied).toEqual([['t', { title: '医保名单' }, VILLAGE.code]])
    expect(store.state).toMatchObject({ kind: 'done', title: '医保名单' })
  })

  it('the same file again is told, and nothing is left open', async () => {
    await desk({ previewClues: async () => { throw new AppError('clue-file-again', { on: '2026-11-01' }) } })
    const store = useClueLists()
    await expect(store.open('02')).rejects.toMatchObject({ code: 'clue-file-again' })
    expect(store.state.kind).toBe('idle')
  })

  it('a correction that fails leaves the preview as it was', async () => {
    let fails = false
    await desk({ previewClues: async () => { if (fails) throw new AppError('workbook-no-header', { name: 'x' }); return PREVIEW } })
    const store = useClueLists()
    await store.open('01')
    fails = true
    await expect(store.correct({ sheet: '别的' })).rejects.toMatchObject({ code: 'workbook-no-header' })
    expect(store.state).toEqual({ kind: 'preview', preview: PREVIEW })
  })

  it('numbers stay hidden in what is shown of it', () => {
    const lines = mount(ListLines, { props: { lines: PREVIEW.lines, total: 2 } }).text()
    expect(lines).not.toContain('530521195510182955')
    expect(lines).toContain('花名册里没有“张”')
    const columns = mount(ListColumns, { props: { columns: PREVIEW.columns } })
    expect(columns.text()).toContain('530521********2955')
    expect(columns.text()).toContain('138****0002')
    void columns.get('[data-testid=list-column-1]').setValue('idNo')
    expect(columns.emitted('take')).toEqual([[1, 'idNo']])
  })

  it('a list says how far it is and what is late', () => {
    const batch = { ...record('batch-001', { title: '疑点', kind: '02', receivedOn: '2026-11-01', dueOn: '2026-11-15' }), register: 'clueBatch' }
    const table = mount(BatchTable, { props: { batches: [{ record: batch, total: 8, unmatched: 2, answered: 3, late: 4 }] } })
    expect(table.text()).toContain('3 / 8')
    expect(table.text()).toContain('逾期 4')
    void table.get('[data-testid=batch-return]').trigger('click')
    expect(table.emitted('giveBack')).toHaveLength(1)
  })
})

describe('自动发现', () => {
  it('only what is ticked is taken', async () => {
    const of = (n: number): SuggestionLine => ({ rule: n < 3 ? 'A51' : 'A56', title: n < 3 ? '低于监测线' : '危房', household: `h${n}`, person: null, headName: `户${n}`, personName: '', group: '1组', village: VILLAGE.code, text: '', figure: null, risk: '99', source: 'W16' })
    const table = mount(SuggestionTable, { props: { lines: [of(1), of(2), of(3)], busy: false }, global: { stubs: { 'el-button': { template: '<button><slot /></button>' } } } })
    expect(table.get('[data-testid=suggest-take]').attributes('disabled')).toBeDefined()
    await table.findAll('[data-testid=suggest-line] input')[1]!.setValue(true)
    await table.get('[data-testid=suggest-take]').trigger('click')
    expect((table.emitted('take')![0]![0] as readonly SuggestionLine[]).map(({ household }) => household)).toEqual(['h2'])
    await table.get('[data-testid=suggest-rule]').setValue('A56')
    expect(table.findAll('[data-testid=suggest-line]')).toHaveLength(1)
  })
})

describe('whom a disaster touched', () => {
  it('names as they were pasted: found, unknown, and those two households have', async () => {
    const rows = [{ id: 'a', headName: '李国强' }, { id: 'b', headName: '张明' }, { id: 'c', headName: '张明' }]
    await desk({ search: async ({ text }: { text: string }) => ({ total: 1, ids: rows.filter(row => row.headName.includes(text)).map(({ id }) => id), took: 0 }), rows: async (ids: readonly string[]) => rows.filter(({ id }) => ids.includes(id)) })
    const store = useDisasters()
    await store.paste('李国强，张明\n王不在村 李国强')
    expect(store.pasted).toEqual({ found: 1, unknown: ['王不在村'], several: ['张明'] })
    expect([...store.chosen.keys()]).toEqual(['a'])
    store.drop('a')
    expect(store.chosen.size).toBe(0)
  })

  it('what was chosen is marked at once and then let go', async () => {
    const marked: unknown[] = []
    const disaster = { record: { ...record('flood-001', { kind: '0201' }), register: 'disaster' }, households: [] }
    await desk({ disasters: async () => [disaster], markAffected: async (...all: unknown[]) => { marked.push(all); return {} } })
    const store = useDisasters()
    await store.enter()
    await store.mark()
    expect(marked).toEqual([])
    store.put([{ id: 'a', headName: '李' } as never])
    await Promise.all([store.mark(), store.mark()])
    await flushPromises()
    expect(marked).toEqual([['flood-001', ['a']]])
    expect(store.chosen.size).toBe(0)
  })
})
