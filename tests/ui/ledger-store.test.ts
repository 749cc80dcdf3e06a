// @vitest-environment jsdom
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { providePorts } from '../../src/stores/ports.ts'
import { useBook } from '../../src/stores/book.ts'
import { useLedger } from '../../src/stores/ledger.ts'
import { useLedgerFiles } from '../../src/stores/ledger-files.ts'
import { undoneText, useLedgerWork } from '../../src/stores/ledger-work.ts'
import { useReveal } from '../../src/stores/reveal.ts'
import { useSession } from '../../src/stores/session.ts'
import { FakeLedgerBook } from './fake-ledger.ts'
import { fakeHost } from './fake-host.ts'
import { PIN, setting } from './setting.ts'

vi.mock('#core/ledgers/index.ts', () => import('./preview/ledgers.ts'))

let book: FakeLedgerBook
const acts = (): string[] => book.calls.filter(call => call.startsWith('act'))

beforeEach(async () => {
  setting()
  book = new FakeLedgerBook({ households: 40, lines: 300 })
  providePorts({ host: fakeHost({ vault: { state: 'locked' }, enrolled: true }), openBook: () => book.client() })
  await useSession().start()
  await useSession().unlock(PIN)
  await useLedger().open('wide')
})

describe('the list', () => {
  it('holds the ids of all and the lines of what is near', () => {
    expect(useLedger().found!.ids).toHaveLength(294)
    expect(useLedger().lines.size).toBe(64)
  })
  it('asks for what comes into sight, once', async () => {
    await useLedger().need(120, 140)
    const asked = book.calls.length
    await useLedger().need(121, 141)
    expect(useLedger().lines.has('line-140')).toBe(true)
    expect(book.calls.length).toBe(asked)
  })
  it('who scrolls on does not wait for what has passed by', async () => {
    const store = useLedger()
    const before = book.calls.filter(call => call.startsWith('lines')).length
    await Promise.all([store.need(64, 90), store.need(128, 150), store.need(192, 220)])
    expect(store.lines.has(store.found!.ids[200]!)).toBe(true)
    expect(book.calls.filter(call => call.startsWith('lines')).length - before).toBeLessThanOrEqual(2)
  })
  it('a filter finds fewer, clearing it finds all', async () => {
    const store = useLedger()
    await store.setFilter('household.villagerGroup', { kind: 'one-of', choices: ['2组'] })
    expect(store.found!.ids.length).toBeLessThan(100)
    expect(store.isFiltered).toBe(true)
    await store.clearFilters()
    expect(store.found!.ids).toHaveLength(294)
  })
  it('another column asks anew and drops lines that do not know it', async () => {
    const store = useLedger()
    await store.need(0, 200)
    await store.toggleColumn('person.dibao')
    expect(store.lines.get('line-0')!.values).toHaveProperty('person.dibao')
    expect([...store.lines.values()].every(line => 'person.dibao' in line.values)).toBe(true)
  })
  it('the order chosen stands when the ledger is opened again, filters do not', async () => {
    const store = useLedger()
    await store.setSort({ column: 'age', down: true })
    await store.setFilter('age', { kind: 'range', from: 30, to: null })
    store.leave()
    await store.open('wide')
    expect(store.choice.sort).toEqual({ column: 'age', down: true })
    expect(store.filters).toEqual({})
  })
  it('locking forgets lines, filters and what was searched', async () => {
    const store = useLedger()
    await store.setText('李')
    await useBook().close()
    expect(store.lines.size).toBe(0)
    expect(store.text).toBe('')
    expect(store.found).toBeNull()
  })
})

describe('an answer in a cell', () => {
  it('is one step of the book, and is called stored when the book shows it', async () => {
    await useLedgerWork().edit({ id: 'line-2', key: 'person.workMonths' }, 9)
    expect(acts()).toHaveLength(1)
    expect(acts()[0]).toContain('"register":"person","record":"line-2","fields":{"workMonths":9}')
    expect(useLedger().lines.get('line-2')!.values['person.workMonths']).toBe(9)
    expect(useLedgerWork().said!.text).toContain('已存本机')
  })
  it('that cannot be stored is not called stored', async () => {
    book.act = () => Promise.reject(new Error('disk'))
    await expect(useLedgerWork().edit({ id: 'line-2', key: 'person.workMonths' }, 9)).rejects.toThrow('disk')
    expect(useLedgerWork().saved).toBeNull()
    expect(useLedgerWork().waiting).toBeNull()
    expect(useLedger().lines.get('line-2')!.values['person.workMonths']).toBe(2)
  })
  it('that no longer fits the filter stays in sight until the list is put in order', async () => {
    const store = useLedger()
    await store.setFilter('person.workMonths', { kind: 'range', from: 5, to: 5 })
    await useLedgerWork().edit({ id: 'line-5', key: 'person.workMonths' }, 6)
    expect(store.found!.ids).toContain('line-5')
    expect(store.disordered).toBe(true)
    await store.find()
    expect(store.found!.ids).not.toContain('line-5')
  })
  it('a computed cell is written by nobody', async () => {
    await useLedgerWork().edit({ id: 'line-2', key: 'age' }, 30)
    expect(acts()).toEqual([])
  })
  it('given at the door or elsewhere it shows at once', async () => {
    book.elsewhere('line-1', 'person.workMonths', 12)
    await vi.waitFor(() => expect(useLedger().lines.get('line-1')!.values['person.workMonths']).toBe(12))
  })
  it('given elsewhere changes the sums a moment later', async () => {
    const before = useLedger().found!.totals['person.workMonths']!
    book.elsewhere('line-1', 'person.workMonths', 13)
    await vi.waitFor(() => expect(useLedger().found!.totals['person.workMonths']).toBe(before + 12), 5000)
  })
})

describe('pasting (X-18)', () => {
  const block = '男\t1990-02-03\n女\t20119999\n不知道\t1990-02-03\n'
  it('a block is shown before anything is stored', async () => {
    const work = useLedgerWork()
    await work.paste({ id: 'line-8', key: 'person.sex' }, block)
    expect(work.pasting!.refused).toBe(2)
    expect(work.pasting!.cells.filter(cell => cell.outcome === 'refused').every(cell => cell.reason !== '')).toBe(true)
    expect(useLedger().lines.get('line-8')!.values['person.birthDate']).not.toBe('1990-02-03')
  })
  it('is applied as one step and taken back as one', async () => {
    const work = useLedgerWork()
    const before = useLedger().lines.get('line-8')!.values['person.birthDate']
    await work.paste({ id: 'line-8', key: 'person.sex' }, block)
    await work.applyPaste()
    expect(work.pasting).toBeNull()
    expect(useLedger().lines.get('line-8')!.values['person.birthDate']).toBe('1990-02-03')
    await work.undo()
    expect(useLedger().lines.get('line-8')!.values['person.birthDate']).toBe(before)
    expect(work.said!.text).toContain('已撤销')
  })
  it('left alone it stores nothing', async () => {
    const work = useLedgerWork()
    await work.paste({ id: 'line-8', key: 'person.sex' }, block)
    work.leavePaste()
    expect(work.pasting).toBeNull()
    expect(await book.steps()).toEqual([])
  })
  it('one value needs no preview, and one that is not understood is told with the reason', async () => {
    const work = useLedgerWork()
    await work.paste({ id: 'line-8', key: 'person.birthDate' }, '20110304')
    expect(work.pasting).toBeNull()
    expect(useLedger().lines.get('line-8')!.values['person.birthDate']).toBe('2011-03-04')
    await work.paste({ id: 'line-8', key: 'person.birthDate' }, '20110231')
    expect(work.said).toMatchObject({ tone: 'refused' })
    expect(useLedger().lines.get('line-8')!.values['person.birthDate']).toBe('2011-03-04')
  })
  it('3,000 × 20 is previewed whole', async () => {
    const tsv = Array.from({ length: 3000 }, (_, r) => Array.from({ length: 20 }, (_, c) => `${r}-${c}`).join('\t')).join('\r\n')
    await useLedgerWork().paste({ id: 'line-0', key: 'person.sex' }, tsv)
    expect(useLedgerWork().pasting!.cells).toHaveLength(60_000)
  })
})

describe('taking back', () => {
  it('nothing left to take back is said', async () => {
    await useLedgerWork().undo()
    expect(useLedgerWork().said!.text).toContain('没有可以撤销')
  })
  it('what somebody changed since is named and stays', () => {
    const step = { id: 's', kind: 'ledger', title: '改 李光明 务工月数', at: 0, changes: 2, undone: true } as const
    const text = undoneText({ step, restored: 1, left: [{ title: '李光明', label: '务工月数' }] })
    expect(text).toContain('恢复 1 项')
    expect(text).toContain('李光明 务工月数后来又改过')
  })
})

describe('a ledger as a file', () => {
  it('is masked by default and asks nothing', async () => {
    await useLedgerFiles().exportShown(true)
    expect(book.calls.at(-1)).toContain('"masked":true')
    expect(book.calls.some(call => call.startsWith('reveal'))).toBe(false)
  })
  it('the whole is noted with its purpose before it is made', async () => {
    const going = useLedgerFiles().exportShown(false)
    useReveal().say('上级核查')
    await going
    const [noted, made] = book.calls.slice(-2)
    expect(noted).toBe('reveal person/wide/导出 务工就业台账 上级核查')
    expect(made).toContain('"masked":false')
  })
  it('who closes the question makes no file', async () => {
    const going = useLedgerFiles().exportShown(false)
    useReveal().say('')
    await going
    expect(book.calls.some(call => call.startsWith('makeFile'))).toBe(false)
  })
})
