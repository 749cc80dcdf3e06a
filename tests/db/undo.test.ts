import { IDBFactory } from 'fake-indexeddb'
import { expect, it } from 'vitest'
import type { Entry } from '../../src/db/book.ts'
import type { Step } from '../../src/db/book-ledgers.ts'
import { testCounty } from '../sync/county.ts'
import { newLaptop, VILLAGE, type Laptop } from './laptop.ts'
import { house, income, person, village } from './ledger-samples.ts'

const edit = { kind: 'edit' } as const
const DAY = 86_400_000

async function started(entries: readonly Entry[] = village): Promise<Laptop> {
  const laptop = newLaptop('laptop-one')
  await laptop.start()
  if (entries.length > 0) await laptop.book.write(entries, edit, VILLAGE)
  return laptop
}
/** The power goes when the journal has the next entry and the tables do not. */
function cutAfterJournal(laptop: Laptop): void {
  const entries = laptop.host.journal.length
  laptop.beforeCommit = () => { if (laptop.host.journal.length > entries) laptop.kill() }
}
const act = (laptop: Laptop, entries: readonly Entry[], title = '改 李小明 务工月数', kind: Step['kind'] = 'ledger'): Promise<Step> =>
  laptop.book.act({ kind, title, origin: { kind: 'ledger' } }, entries, VILLAGE)
const set = (fields: Entry['fields'], record = 'person-1001'): Entry => ({ register: 'person', record, fields })
const valuesOf = async (laptop: Laptop, record = 'person-1001', household = 'house-1002'): Promise<Entry['fields']> =>
  (await laptop.book.household(household)).members.find(member => member.id === record)!.values

it('a step gives back what stood there before, null where nothing had, as a change of its own that names the step', async () => {
  const laptop = await started()
  const step = await act(laptop, [set({ workMonths: 9, phone: '13800000001' })])
  expect(step).toMatchObject({ kind: 'ledger', title: '改 李小明 务工月数', changes: 1, undone: false })
  expect(await laptop.book.undo(step.id)).toEqual({ step: { ...step, undone: true }, restored: 2, left: [] })
  expect(await valuesOf(laptop)).toMatchObject({ workMonths: 3, phone: null })
  const [record] = (await laptop.book.household('house-1002')).members.filter(member => member.id === 'person-1001')
  expect(record!.writes.map(write => write.origin)).toContainEqual({ kind: 'undo', ref: step.id })
  expect(await laptop.book.steps()).toEqual([{ ...step, undone: true }])
})

it('the steps outlive a restart and go back one by one, the newest first, through the same cell', async () => {
  const laptop = await started()
  for (const months of [5, 6, 7]) await act(laptop, [set({ workMonths: months })], `改成 ${months}`)
  await laptop.lock(); await laptop.start()
  expect((await laptop.book.steps()).map(step => step.title)).toEqual(['改成 7', '改成 6', '改成 5'])
  for (const months of [6, 5, 3]) {
    expect(await laptop.book.undo('')).toMatchObject({ restored: 1, left: [] })
    expect((await valuesOf(laptop))['workMonths']).toBe(months)
  }
  expect(await laptop.book.undo('')).toBeNull()
})

it('a step that was done again over what was taken back can be taken back too', async () => {
  const laptop = await started()
  const first = await act(laptop, [set({ workMonths: 5 })])
  await act(laptop, [set({ workMonths: 6 })])
  await laptop.book.undo('')
  await act(laptop, [set({ workMonths: 7 })])
  await laptop.book.undo('')
  expect(await laptop.book.undo(first.id)).toMatchObject({ restored: 1, left: [] })
  expect((await valuesOf(laptop))['workMonths']).toBe(3)
})

it('what was changed since stays and is named; the rest goes back', async () => {
  const laptop = await started()
  const step = await act(laptop, [set({ workMonths: 9, workPlace: '保山' })])
  await laptop.book.write([set({ workMonths: 10 })], { kind: 'visit', ref: 'visit-00000001' }, VILLAGE)
  expect(await laptop.book.undo(step.id)).toMatchObject({ restored: 1, left: [{ title: '李国强 · 李小明', label: '务工时间(月)' }] })
  expect(await valuesOf(laptop)).toMatchObject({ workMonths: 10, workPlace: null })
})

it.each<[string, (laptop: Laptop, step: Step) => Promise<unknown>, string]>([
  ['twice', async (laptop, step) => { await laptop.book.undo(step.id); return laptop.book.undo(step.id) }, 'step-undone'],
  ['a step nobody knows', laptop => laptop.book.undo('step-that-never-was'), 'step-gone'],
  ['a step called __proto__', laptop => laptop.book.undo('__proto__'), 'step-gone']
])('undo %s is refused', async (_, ask, code) => {
  const laptop = await started()
  const step = await act(laptop, [set({ workMonths: 9 })])
  await expect(ask(laptop, step)).rejects.toMatchObject({ code })
})

it('a record the step made is ended or emptied, never deleted', async () => {
  const laptop = await started()
  const step = await act(laptop, [person(4, 2, '新来的'), income(5, 10, { netTotal: 7 })], '新增', 'add')
  expect(await laptop.book.undo(step.id)).toMatchObject({ restored: 2, left: [] })
  const file = await laptop.book.household('house-1002')
  expect(file.members.find(member => member.id === 'person-1004')!.values).toMatchObject({ name: '新来的', endedOn: '2026-04-01' })
  expect((await laptop.book.household('house-1010')).incomes).toEqual([])
})

it('a household the step made stays whole once somebody has worked on one of its people', async () => {
  const laptop = await started()
  const step = await act(laptop, [house(5), person(4, 5, '甲'), person(5, 5, '乙'), house(6)])
  await laptop.book.write([set({ health: ['02'] }, 'person-1005')], { kind: 'visit', ref: 'visit-00000001' }, VILLAGE)
  const undone = await laptop.book.undo(step.id)
  expect(undone).toMatchObject({ restored: 1, left: [{ title: '甲 · 乙', label: '健康状况' }] })
  expect((await laptop.book.household('house-1005')).members.map(member => member.values['endedOn'])).toEqual([undefined, undefined])
})

it('a household with a visit in it stays', async () => {
  const laptop = await started()
  const step = await act(laptop, [house(5), person(4, 5, '甲')])
  await laptop.book.write([{ register: 'visit', record: 'visit-00000001', fields: { household: 'house-1005', startedAt: '2026-04-01 10:00' } }], { kind: 'visit', ref: 'visit-00000001' }, VILLAGE)
  expect(await laptop.book.undo(step.id)).toMatchObject({ restored: 0, left: [{ title: '甲' }] })
  expect((await valuesOf(laptop, 'person-1004', 'house-1005'))['endedOn']).toBeUndefined()
})

it('several changes of one record in one step go back to before the first', async () => {
  const laptop = await started()
  const step = await act(laptop, [set({ workMonths: 8 }), set({ workMonths: 9 })])
  expect(await laptop.book.undo(step.id)).toMatchObject({ restored: 1, left: [] })
  expect((await valuesOf(laptop))['workMonths']).toBe(3)
})

it('an answer that stands beside a rival is a matter for people: undo leaves both and names it', async () => {
  const county = testCounty()
  const [mine, other] = [newLaptop('laptop-one'), newLaptop('laptop-two')]
  for (const one of [mine, other]) {
    one.host.enrolled = county.enrol(one.device, [VILLAGE])
    one.host.county = county.road(one.device)
    await one.start()
  }
  await mine.book.write(village, edit, VILLAGE)
  await mine.book.sync(); await other.book.sync()
  const step = await act(mine, [set({ workMonths: 5, workPlace: '保山' })])
  await other.book.write([set({ workMonths: 6 })], edit, VILLAGE)
  await other.book.sync(); await mine.book.sync()
  expect(await mine.book.conflicts()).toHaveLength(1)
  expect(await mine.book.undo(step.id)).toMatchObject({ restored: 1, left: [{ label: '务工时间(月)' }] })
  expect(await mine.book.conflicts()).toHaveLength(1)
  await mine.book.sync(); await other.book.sync()
  expect((await valuesOf(other))['workPlace']).toBeNull()
})

it('an answer that lost to somebody who had seen it stays lost', async () => {
  const laptop = await started()
  const step = await act(laptop, [set({ workMonths: 5 })])
  await laptop.book.decide('person', 'person-1001', 'workMonths', 5)
  expect(await laptop.book.undo(step.id)).toMatchObject({ restored: 0, left: [{ label: '务工时间(月)' }] })
})

it('the last 200 steps are kept and what went is said to be gone', async () => {
  const laptop = await started()
  const first = await act(laptop, [set({ workMonths: 0 })])
  for (let i = 1; i <= 200; i++) await act(laptop, [set({ workMonths: i % 12 })])
  expect(await laptop.book.steps()).toHaveLength(200)
  await expect(laptop.book.undo(first.id)).rejects.toMatchObject({ code: 'step-gone' })
})

it.each([
  ['at its 89th day an import is kept however many steps came after', 89, true],
  ['after 90 days it goes with the other old steps', 91, false]
])('%s', async (_, days, kept) => {
  const laptop = await started()
  const old = await act(laptop, [set({ workMonths: 1 })], '导入 花名册', 'import')
  laptop.clock += days * DAY
  for (let i = 0; i < 200; i++) await act(laptop, [set({ workMonths: i % 12 })])
  expect((await laptop.book.steps()).some(step => step.id === old.id)).toBe(kept)
})

it('fault 53: power lost between journal and tables: the step is there at the next opening, with its undo', async () => {
  const laptop = await started()
  cutAfterJournal(laptop)
  await expect(act(laptop, [set({ workMonths: 9 }), person(4, 2, '新来的')])).rejects.toBeDefined()
  laptop.beforeCommit = () => undefined
  expect(await laptop.start()).toMatchObject({ outcome: 'clean', recovered: 2 })
  expect((await valuesOf(laptop))['workMonths']).toBe(9)
  expect(await laptop.book.undo('')).toMatchObject({ restored: 2, left: [] })
  expect((await valuesOf(laptop))['workMonths']).toBe(3)
})

it('fault 53: power lost while a step is taken back: all of it or none, and it is not offered again', async () => {
  const laptop = await started()
  const step = await act(laptop, [set({ workMonths: 9 })])
  cutAfterJournal(laptop)
  await expect(laptop.book.undo(step.id)).rejects.toBeDefined()
  laptop.beforeCommit = () => undefined
  await laptop.start()
  expect((await valuesOf(laptop))['workMonths']).toBe(3)
  await expect(laptop.book.undo(step.id)).rejects.toMatchObject({ code: 'step-undone' })
})

it('an edit that was no step is none after it came back from the journal; one that was is', async () => {
  const laptop = await started()
  cutAfterJournal(laptop)
  await expect(laptop.book.write([set({ workMonths: 9 })], edit, VILLAGE)).rejects.toBeDefined()
  laptop.beforeCommit = () => undefined
  await laptop.start()
  expect(await laptop.book.steps()).toEqual([])
  cutAfterJournal(laptop)
  await expect(laptop.book.act({ kind: 'ledger', title: '改', origin: edit }, [set({ workMonths: 10 })], VILLAGE)).rejects.toBeDefined()
  laptop.beforeCommit = () => undefined
  await laptop.start()
  expect(await laptop.book.undo('')).toMatchObject({ restored: 1 })
  expect((await valuesOf(laptop))['workMonths']).toBe(9)
})

it('nothing written is no step', async () => {
  const laptop = await started()
  expect(await act(laptop, [])).toMatchObject({ changes: 0 })
  expect(await laptop.book.steps()).toEqual([])
})

it('a damaged undo row is a step that is gone, not a book that does not open', async () => {
  const laptop = await started()
  const step = await act(laptop, [set({ workMonths: 9 })])
  await laptop.lock()
  const store = laptop.store()
  await store.open()
  const row = await store.undo(step.id)
  await store.commit({ undo: [{ id: step.id, sealed: row!.sealed.map((byte, i) => (i === row!.sealed.length - 1 ? byte ^ 1 : byte)) }] })
  store.close()
  expect(await laptop.start()).toMatchObject({ outcome: 'clean' })
  await expect(laptop.book.undo(step.id)).rejects.toMatchObject({ code: 'step-gone' })
})

it('fault 56: a laptop that lost its tables gets its steps back with the daily copy', async () => {
  const laptop = await started()
  const step = await act(laptop, [set({ workMonths: 9 })])
  await laptop.book.backup()
  await laptop.lock()
  laptop.indexedDB = new IDBFactory() as unknown as globalThis.IDBFactory
  expect(await laptop.start()).toMatchObject({ outcome: 'rebuilt', base: 'backup' })
  expect(await laptop.book.steps()).toEqual([step])
  expect(await laptop.book.undo(step.id)).toMatchObject({ restored: 1, left: [] })
  expect((await valuesOf(laptop))['workMonths']).toBe(3)
})
