import { describe, expect, it } from 'vitest'
import type { ImportPreview } from '../../src/db/book.ts'
import type { LayoutChoice } from '../../src/db/book-imports.ts'
import { HEADINGS, IDS, line, roster, type Line } from '../workbook/make-files.ts'
import { newLaptop, VILLAGE, type Laptop } from './laptop.ts'

const WANXING = { code: VILLAGE, name: '万兴村' }
const HEAD = { 与户主关系: '户主' }
const family: readonly Line[] = [line(0), line(1), line(2), line(5, 2, HEAD)]
const DAY = 86_400_000

async function started(): Promise<Laptop> {
  const laptop = newLaptop('laptop-one')
  await laptop.start()
  return laptop
}
const preview = (laptop: Laptop, lines: readonly Line[], choice?: LayoutChoice, headings: readonly string[] = HEADINGS): Promise<ImportPreview> =>
  laptop.book.previewImport('花名册.xlsx', roster(lines, headings), WANXING, choice)
const bring = async (laptop: Laptop, lines: readonly Line[]) => laptop.book.applyImport((await preview(laptop, lines)).token)
const codes = ({ problems }: ImportPreview): readonly string[] => problems.map(problem => `${problem.cell} ${problem.severity} ${problem.code}`)
const warned = (shown: ImportPreview, code: string): readonly string[] => shown.problems.filter(problem => problem.code === code).map(problem => problem.text)
async function memberOf(laptop: Laptop, name: string) {
  for (const id of (await laptop.book.search({ text: name })).ids)
    for (const member of (await laptop.book.household(id)).members) if (member.values['name'] === name) return member
  throw new Error(name)
}
function cutAfterJournal(laptop: Laptop): void {
  const entries = laptop.host.journal.length
  laptop.beforeCommit = () => { if (laptop.host.journal.length > entries) laptop.kill() }
}

it('an import is a step and leaves a record of itself, which its changes name', async () => {
  const laptop = await started()
  const done = await bring(laptop, family)
  expect(await laptop.book.steps()).toMatchObject([{ id: done.import, kind: 'import', title: '导入 花名册.xlsx', undone: false }])
  const [batch] = await laptop.book.records('importBatch')
  expect(batch).toMatchObject({ id: done.import, village: VILLAGE, values: { fileName: '花名册.xlsx', base: 'person', rows: 4, households: 2, people: 4, at: expect.stringMatching(/^2026-04-01 /) } })
  expect((await memberOf(laptop, '寸杰')).writes[0]!.origin).toEqual({ kind: 'import', ref: done.import })
})

describe('fault 53', () => {
  it('an import is taken back weeks later as one journal entry: who it brought is off the roster, what it changed is as before', async () => {
    const laptop = await started()
    await bring(laptop, family.slice(0, 3))
    const second = await bring(laptop, [line(0, 1, { 成员联系电话: '13887500000' }), line(5, 2, HEAD)])
    laptop.clock += 60 * DAY
    await laptop.lock(); await laptop.start()
    const entries = laptop.host.journal.length
    const undone = await laptop.book.undo(second.import)
    expect(undone).toMatchObject({ left: [] })
    expect(laptop.host.journal).toHaveLength(entries + 1)
    expect(await laptop.book.status()).toMatchObject({ households: 1, people: 3 })
    expect((await memberOf(laptop, '寸杰')).values['phone']).toBe('18740763469')
    expect((await laptop.book.records('importBatch')).map(record => record.values['undone'] ?? false)).toEqual([false, true])
  })

  it('what was taken back comes in again with the next file, the same people', async () => {
    const laptop = await started()
    const first = await bring(laptop, family)
    const before = await memberOf(laptop, '寸杰')
    await laptop.book.undo(first.import)
    expect(await laptop.book.status()).toMatchObject({ households: 0, people: 0 })
    const shown = await preview(laptop, family)
    expect(shown.households).toEqual({ added: 0, changed: 2, same: 0 })
    await laptop.book.applyImport(shown.token)
    expect(await laptop.book.status()).toMatchObject({ households: 2, people: 4 })
    expect((await memberOf(laptop, '寸杰')).id).toBe(before.id)
  })

  it('who has died is not brought back by an old list', async () => {
    const laptop = await started()
    await bring(laptop, family)
    const member = await memberOf(laptop, '杜然红')
    await laptop.book.write([{ register: 'person', record: member.id, fields: { endedOn: '2026-03-01', endReason: '01' } }], { kind: 'life' }, VILLAGE)
    const shown = await preview(laptop, family)
    expect(codes(shown)).toEqual(['C4 warning person-ended'])
    expect(shown.people).toEqual({ added: 0, changed: 0, same: 4 })
  })

  it.each([
    ['before the journal', (laptop: Laptop) => { laptop.host.before = name => { if (name === 'journal:append') { laptop.kill(); throw new Error('power') } } }, 0],
    ['between journal and tables', cutAfterJournal, 4]
  ])('power lost %s: nothing or everything, and everything can be taken back', async (_, cut, people) => {
    const laptop = await started()
    const shown = await preview(laptop, family)
    cut(laptop)
    await expect(laptop.book.applyImport(shown.token)).rejects.toBeDefined()
    laptop.beforeCommit = () => undefined
    laptop.host.before = () => undefined
    await laptop.start()
    expect(await laptop.book.status()).toMatchObject({ people })
    expect(await laptop.book.records('importBatch')).toHaveLength(people === 0 ? 0 : 1)
    const undone = await laptop.book.undo('')
    if (people === 0) expect(undone).toBeNull()
    else expect(undone).toMatchObject({ step: { kind: 'import', title: '导入 花名册.xlsx' }, left: [] })
    expect(await laptop.book.status()).toMatchObject({ households: 0, people: 0 })
  })

  it('power lost while an import is taken back: it is back whole or not at all', async () => {
    const laptop = await started()
    const done = await bring(laptop, family)
    cutAfterJournal(laptop)
    await expect(laptop.book.undo(done.import)).rejects.toBeDefined()
    laptop.beforeCommit = () => undefined
    await laptop.start()
    expect(await laptop.book.status()).toMatchObject({ households: 0, people: 0 })
    await expect(laptop.book.undo(done.import)).rejects.toMatchObject({ code: 'step-undone' })
  })
})

describe('X-15 the same file, and copies of it', () => {
  it('fault 54: the same file twice changes nothing and is no step', async () => {
    const laptop = await started()
    await bring(laptop, family)
    const entries = laptop.host.journal.length
    const shown = await preview(laptop, family)
    expect(shown).toMatchObject({ households: { added: 0, changed: 0, same: 2 }, people: { added: 0, changed: 0, same: 4 }, differences: [] })
    expect(await laptop.book.applyImport(shown.token)).toMatchObject({ changes: 0, leftOut: { households: 0, lines: 0 } })
    expect(laptop.host.journal).toHaveLength(entries)
    expect(await laptop.book.steps()).toHaveLength(1)
  })

  it('what was changed here since the last file is a difference of its own kind, named by its cell', async () => {
    const laptop = await started()
    await bring(laptop, family)
    const member = await memberOf(laptop, '寸杰')
    laptop.clock += DAY
    await laptop.book.write([{ register: 'person', record: member.id, fields: { phone: '13800000009' } }], { kind: 'visit', ref: 'visit-00000001' }, VILLAGE)
    const shown = await preview(laptop, [line(0, 1, { 健康状况: '残疾' }), line(1)])
    expect(codes(shown)).toEqual(['G3 warning newer-here'])
    expect(shown.differences[0]!.fields).toMatchObject([{ label: '成员联系电话', before: '138****0009', after: '187****3469', newer: true }, { label: '健康状况', before: '健康', after: '残疾' }])
    expect(shown.differences[0]!.fields[1]).not.toHaveProperty('newer')
  })

  it('of two edited copies the second says what stood before the first, and that is told', async () => {
    const laptop = await started()
    await bring(laptop, family)
    laptop.clock += DAY
    await bring(laptop, [line(0, 1, { 成员联系电话: '13800000001' }), ...family.slice(1)])
    const second = await preview(laptop, [line(0), line(1, 1, { 成员联系电话: '13800000002' }), ...family.slice(2)])
    expect(second.people).toMatchObject({ changed: 2 })
    expect(second.differences.map(({ person, fields }) => [person, fields.map(field => field.newer ?? false)])).toEqual([['寸杰', [true]], ['杜然红', [false]]])
    expect(codes(second)).toEqual(['G3 warning newer-here'])
  })
})

describe('X-16 with mistakes, cancelled', () => {
  it('nothing of a file with an error comes in unless its wrong households are left out; then they are counted', async () => {
    const laptop = await started()
    const lines = [...family, line(3, 3, HEAD), line(4, 3, { 姓名: null })]
    const shown = await preview(laptop, lines)
    await expect(laptop.book.applyImport(shown.token)).rejects.toMatchObject({ code: 'import-has-errors' })
    expect(laptop.host.journal).toHaveLength(0)
    expect(await laptop.book.applyImport(shown.token, true)).toMatchObject({ households: 2, people: 4, leftOut: { households: 1, lines: 2 } })
    expect((await laptop.book.search({ text: '寸怡敏' })).total).toBe(0)
    expect((await laptop.book.makeFile({ kind: 'import-errors', token: shown.token })).name).toContain('花名册')
  })

  it('a cancelled preview cannot be applied, nor one that another file has taken the place of', async () => {
    const laptop = await started()
    const first = await preview(laptop, family)
    await laptop.book.cancelImport()
    await expect(laptop.book.applyImport(first.token)).rejects.toMatchObject({ code: 'import-stale' })
    const second = await preview(laptop, family)
    await preview(laptop, family.slice(0, 1))
    await expect(laptop.book.applyImport(second.token)).rejects.toMatchObject({ code: 'import-stale' })
    expect(laptop.host.journal).toHaveLength(0)
  })

  it('cancelled while it waits for its turn: nothing', async () => {
    const laptop = await started()
    const shown = await preview(laptop, family)
    const writing = laptop.book.write([{ register: 'household', record: 'house-elsewhere', fields: { note: '别处' } }], { kind: 'edit' }, VILLAGE)
    const applied = laptop.book.applyImport(shown.token)
    await laptop.book.cancelImport()
    await expect(applied).rejects.toMatchObject({ code: 'import-stale' })
    await writing
    expect(laptop.host.journal).toHaveLength(1)
  })
})

describe('X-17 people and households that do not go together', () => {
  it('who is in another household of the book is moved, and said so', async () => {
    const laptop = await started()
    await bring(laptop, family)
    expect(codes(await preview(laptop, [line(5, 2, HEAD), line(1, 2)]))).toEqual(['D4 warning person-moved'])
  })

  it('a household of the book without a number takes the number its people come with', async () => {
    const laptop = await started()
    await laptop.book.write([
      { register: 'household', record: 'house-at-door', fields: { villagerGroup: '3组' } },
      { register: 'person', record: 'person-at-door', fields: { household: 'house-at-door', name: '寸杰', idNo: IDS[0], relation: '02' } }
    ], { kind: 'edit' }, VILLAGE)
    expect((await preview(laptop, [line(0)])).households).toEqual({ added: 0, changed: 1, same: 0 })
    await bring(laptop, [line(0)])
    expect((await laptop.book.household('house-at-door')).household.values['nationalHouseholdNo']).toBe('530506089138421')
  })
})

it('U-04 two of one name and birth date in a household are both named, and nobody is guessed', async () => {
  const laptop = await started()
  await bring(laptop, [line(0), line(4, 1, { 姓名: '寸双', 证件号码: null }), line(3, 1, { 姓名: '寸单' })])
  const house = (await laptop.book.search({ text: '寸杰' })).ids[0]!
  await laptop.book.write([{ register: 'person', record: 'twin-person', fields: { household: house, name: '寸双', birthDate: '2010-01-01' } }], { kind: 'edit' }, VILLAGE)
  const shown = await preview(laptop, [line(0), line(4, 1, { 姓名: '寸双', 证件号码: null })])
  expect(shown.problems.filter(problem => problem.severity === 'error')).toMatchObject([{ cell: 'C4', code: 'person-ambiguous', text: '本户有 2 个寸双（2010-01-01），分不清是哪一个，请写上证件号码' }])
})

it('fault 55: what was read as something else is said once a text, with how many cells', async () => {
  const laptop = await started()
  const shown = await preview(laptop, [line(0, 1, { 姓名: '寸\u200B杰' }), line(1, 1, { 健康状况: '患有大病' }), line(2, 1, { 健康状况: '患有大病' })])
  expect(warned(shown, 'read-as')).toContain('“姓名”写的是“寸⟨U+200B⟩杰”，按“寸杰”读入')
  expect(shown.problems.every(problem => problem.severity === 'warning')).toBe(true)
})

describe('a corrected column', () => {
  const headings = ['行政村', '户编号', '姓名', '证件号码', '出生日期', '与户主关系', '甲列']
  const lines = [line(0, 1, { 甲列: '大石头' })]
  const choice: LayoutChoice = { columns: { 6: { kind: 'field', register: 'household', name: 'naturalVillage' } } }

  it('is remembered for the next file of the same headings, once it was applied', async () => {
    const laptop = await started()
    await laptop.book.previewImport('一.xlsx', roster(lines, headings), WANXING, choice)
    expect(await laptop.book.records('workbookLayout')).toEqual([])
    const shown = await laptop.book.previewImport('一.xlsx', roster(lines, headings), WANXING, choice)
    await laptop.book.applyImport(shown.token)
    expect((await laptop.book.search({ text: '大石头' })).total).toBe(1)
    const next = await laptop.book.previewImport('二.xlsx', roster([line(0, 1, { 甲列: '小石头' })], headings), WANXING)
    expect(next.layout.columns[6]).toMatchObject({ by: 'remembered', target: choice.columns![6] })
    expect(next.differences[0]!.fields).toMatchObject([{ label: '自然村', before: '大石头', after: '小石头' }])
  })

  it('stays known when the import is taken back', async () => {
    const laptop = await started()
    const shown = await laptop.book.previewImport('一.xlsx', roster(lines, headings), WANXING, choice)
    await laptop.book.undo((await laptop.book.applyImport(shown.token)).import)
    expect((await laptop.book.previewImport('二.xlsx', roster(lines, headings), WANXING)).layout.columns[6]).toMatchObject({ by: 'remembered' })
  })

  it.each([['no JSON', '{'], ['null', 'null'], ['X-07 __proto__', '{"__proto__":{"kind":"field"},"6":{"kind":"evil"}}'], ['a field nobody has', '{"6":{"kind":"field","register":"person","name":"constructor"}}']])('remembered by another laptop as %s does no harm', async (_, columns) => {
    const laptop = await started()
    const { print } = (await laptop.book.previewImport('一.xlsx', roster(lines, headings), WANXING)).layout
    await laptop.book.write([{ register: 'workbookLayout', record: 'layout-of-other', fields: { print, columns } }], { kind: 'import' }, VILLAGE)
    const shown = await laptop.book.previewImport('一.xlsx', roster(lines, headings), WANXING)
    expect(shown.layout.columns[6]!.by).not.toBe('remembered')
    expect(({} as Record<string, unknown>)['kind']).toBeUndefined()
  })
})

it('fifteen thousand rows in and out again: one journal entry each way', async () => {
  const laptop = await started()
  const many = Array.from({ length: 15_000 }, (_, i): Line => line(0, 1, {
    户编号: `53050608${100_000 + Math.floor(i / 3)}`, 姓名: `人${i}`, 证件号码: null, 出生日期: `19${String(50 + i % 50)}-0${1 + i % 9}-1${i % 10}`, 与户主关系: i % 3 === 0 ? '户主' : '其他'
  }))
  const done = await bring(laptop, many)
  expect(done).toMatchObject({ households: 5_000, people: 15_000 })
  expect(laptop.host.journal).toHaveLength(1)
  expect(await laptop.book.undo('')).toMatchObject({ left: [] })
  expect(laptop.host.journal).toHaveLength(2)
  expect(await laptop.book.status()).toMatchObject({ households: 0, people: 0 })
}, 120_000)
