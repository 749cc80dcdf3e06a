import { describe, expect, it, vi } from 'vitest'
import type { LedgerQuery, PastePreview } from '../../src/db/book-ledgers.ts'
import type { Entry } from '../../src/db/book.ts'
import { readBlock } from '../../src/db/ledger-block.ts'
import { newLaptop, VILLAGE, type Laptop } from './laptop.ts'
import { house, incomes, jobs, members, person, query, village } from './ledger-samples.ts'

vi.mock('#core/ledgers/index.ts', async () => {
  const { sampleLedgers } = await import('./ledger-samples.ts')
  return { ledgers: sampleLedgers, ledgerOf: (name: string) => sampleLedgers.find(ledger => ledger.name === name) }
})

const edit = { kind: 'edit' } as const
async function started(more: readonly Entry[] = []): Promise<Laptop> {
  const laptop = newLaptop('laptop-one')
  await laptop.start()
  await laptop.book.write([...village, ...more], edit, VILLAGE)
  return laptop
}
const columns = ['person.name', 'person.workMonths', 'person.note', 'household.phone', 'size', 'person.idNo']
const asked: LedgerQuery = query(members, { columns })
const paste = (laptop: Laptop, text: string, column = 'person.workMonths', id: string | null = 'person-1000', of = asked): Promise<PastePreview> =>
  laptop.book.previewPaste(of, { id, column }, text)
const outcomes = (preview: PastePreview): readonly string[] => preview.cells.map(cell => (cell.reason === '' ? cell.outcome : `${cell.outcome}: ${cell.reason}`))
const monthsOf = async (laptop: Laptop): Promise<unknown> =>
  (await laptop.book.ledgerLines(asked, (await laptop.book.ledger(asked)).ids)).map(line => line.values['person.workMonths'] ?? null)

describe('X-18 a block as Excel and WPS put it on the clipboard', () => {
  it.each<[string, string, readonly (readonly string[])[]]>([
    ['cells and rows', '1\t2\r\n3\t4\r\n', [['1', '2'], ['3', '4']]],
    ['one cell', '1', [['1']]],
    ['nothing', '', []],
    ['nothing but line ends', '\r\n\t\r\n', []],
    ['a line break in a cell', '"上\n下"\t2', [['上\n下', '2']]],
    ['a tab in a cell', '"a\tb"\t2', [['a\tb', '2']]],
    ['quotes in a quoted cell', '"他说""好""\n"', [['他说"好"\n']]],
    ['a quote that is a sign of its own', '5" 水管\t"半句', [['5" 水管', '"半句']]],
    ['a cell that is in quotes as such', '"""甲"""', [['"甲"']]],
    ['a trailing empty row and empty cells', '1\t\n\t\n\t\n', [['1', '']]],
    ['an empty row between', '1\n\n2', [['1'], [''], ['2']]],
    ['rows of different length', '1\n2\t3', [['1', ''], ['2', '3']]],
    ['a byte order mark and NUL', '\uFEFF1\0', [['1']]],
    ['line ends of an old Mac', '1\r2', [['1'], ['2']]]
  ])('%s', (_, text, wanted) => expect(readBlock(text)).toEqual(wanted))
})

it('a block is shown cell by cell, written as one step and taken back as one', async () => {
  const laptop = await started()
  const before = await monthsOf(laptop)
  const shown = await paste(laptop, '8\t长年在外\r\n3个月\t"两行\n备注"\r\n')
  expect(shown).toMatchObject({ changed: 3, added: 0, refused: 0 })
  expect(shown.cells[0]).toEqual({ row: 0, column: 0, id: 'person-1000', key: 'person.workMonths', raw: '8', before: '7', after: '8', outcome: 'changed', reason: '' })
  expect(outcomes(shown)).toEqual(['changed', 'changed', 'same', 'changed'])
  const entries = laptop.host.journal.length
  const step = await laptop.book.applyPaste(shown.token)
  expect(step).toMatchObject({ kind: 'paste', changes: 2 })
  expect(laptop.host.journal).toHaveLength(entries + 1)
  expect(await monthsOf(laptop)).toEqual([8, 3, 11, null])
  await laptop.book.undo('')
  expect(await monthsOf(laptop)).toEqual(before)
})

it.each<[string, string, string, readonly string[]]>([
  ['blank cells empty nothing', '\t甲', 'person.workMonths', ['same', 'changed']],
  ['what stands there already is nothing new', '7', 'person.workMonths', ['same']],
  ['a value the field does not take', '很久', 'person.workMonths', ['refused: “务工时间(月)”：“很久”不是数']],
  ['a column that is worked out', '9', 'size', ['refused: “家庭人数”由系统算出，不能粘贴']],
  ['a worked out column that says the same', '2', 'size', ['same']],
  ['beyond the last column', '530521195510182955\t1', 'person.idNo', ['same', 'refused: 超出了最后一列']],
  ['blank beyond the last column', '530521195510182955\t', 'person.idNo', ['same', 'same']],
  ['a masked value copied off the screen', '530521********2955', 'person.idNo', ['same']],
  ['a mask of somebody else', '530521********0912', 'person.idNo', ['refused: “证件号码”：带有遮盖用的 *，不是真实内容']],
  ['an ID number whose last digits Excel has lost', '5.30521E+17', 'person.idNo', ['refused: “证件号码”：单元格存成了数字，Excel 已丢失后三位，请按证件重新填写']],
  ['a text that turns the reading direction', '甲\u202E乙', 'person.note', ['refused: “备注”：含有会改变文字显示方向的隐藏字符']],
  ['full-width digits', '８', 'person.workMonths', ['changed']]
])('%s', async (_, text, column, wanted) => {
  const laptop = await started()
  const shown = await paste(laptop, text, column)
  expect(outcomes(shown).map(one => one.replace(/不是数.*/u, '不是数'))).toEqual(wanted)
})

it('a refused cell stays as it was; the others are written as one step, as was shown', async () => {
  const laptop = await started()
  const before = await monthsOf(laptop) as readonly unknown[]
  const shown = await paste(laptop, '8\n很久\n3')
  expect(shown).toMatchObject({ changed: 2, refused: 1 })
  const step = await laptop.book.applyPaste(shown.token)
  expect(step).toMatchObject({ kind: 'paste', changes: 2 })
  expect(await monthsOf(laptop)).toEqual([8, before[1], 3, before[3]])
  await laptop.book.undo(step.id)
  expect(await monthsOf(laptop)).toEqual(before)
})

it('a fact of the household on two lines must be said the same', async () => {
  const laptop = await started()
  expect(outcomes(await paste(laptop, '13900000001\n13900000001', 'household.phone'))).toEqual(['changed', 'changed'])
  expect(outcomes(await paste(laptop, '13900000001\n13900000002', 'household.phone'))).toEqual(['changed', 'refused: 与第 1 行粘贴的同一项内容不同'])
})

it('the block falls on the lines as they are filtered and sorted', async () => {
  const laptop = await started()
  const sorted = { ...asked, sort: { column: 'person.name', down: false } }
  const shown = await paste(laptop, '1\n2', 'person.workMonths', 'person-1003', sorted)
  expect(shown.cells.map(cell => cell.id)).toEqual(['person-1003', 'person-1000'])
})

it('lines beyond the last of a ledger that goes by the roster are refused', async () => {
  const laptop = await started()
  expect(outcomes(await paste(laptop, '1\n2', 'person.workMonths', 'person-1003'))).toEqual(['changed', 'refused: “家庭成员台账”的行随花名册增减，不能在末行之后新增'])
})

describe('new lines', () => {
  const at = query(incomes)
  const fresh = (laptop: Laptop, text: string): Promise<PastePreview> => laptop.book.previewPaste(at, { id: null, column: 'household.nationalHouseholdNo' }, text)

  it('find their household by its number and become records of it', async () => {
    const laptop = await started()
    const shown = await fresh(laptop, '530521001010\t\t2026\t年度\t1200.50\n530521001002\t李国强\t2026\t年度\t9')
    expect(shown).toMatchObject({ changed: 6, added: 2, refused: 0 })
    await laptop.book.applyPaste(shown.token)
    expect((await laptop.book.household('house-1010')).incomes.map(record => record.values)).toEqual([{ household: 'house-1010', year: 2026, kind: 'annual', netTotal: 120_050 }])
  })

  it.each<[string, string, string]>([
    ['a number nobody has', '530521009999\t\t2026', '花名册里没有“530521009999”这一户'],
    ['neither number nor name', '\t\t2026', '没有写是哪一户，请带上“证件号码”或“户编号”'],
    ['U-04 a head two households have', '\t李国强\t2026', '有 2 户“李国强”：2组 户主李国强；5组 户主李国强。请带上“证件号码”或“户编号”'],
    ['a number and a head that do not go together', '530521001010\t李国强\t2026', '这个户编号的户主在花名册里是“赵永年”，写的是“李国强”']
  ])('%s is refused, not guessed', async (_, text, reason) => {
    const laptop = await started([house(5), person(5, 5, '李国强', { relation: '02' })])
    const shown = await fresh(laptop, text)
    expect(shown.cells.filter(cell => cell.raw !== '').map(cell => cell.reason)).toContain(reason)
    expect(shown).toMatchObject({ added: 0 })
  })
})

describe('columns of a record that is not there yet', () => {
  const pasteJobs = (laptop: Laptop, text: string, column: string): Promise<PastePreview> => laptop.book.previewPaste(query(jobs), { id: 'person-1000', column }, text)

  it('begin it, one per person, when the block tells it from those to come', async () => {
    const laptop = await started()
    const shown = await pasteJobs(laptop, '2026-03\t施甸县\t4000\n2026-04\t\t5000', 'work.from')
    expect(shown).toMatchObject({ changed: 5, added: 0, refused: 0 })
    await laptop.book.applyPaste(shown.token)
    expect((await laptop.book.records('work')).map(record => record.values)).toEqual([
      { household: 'house-1002', person: 'person-1000', from: '2026-03', county: '施甸县', monthlyIncome: 400_000 }, { household: 'house-1002', person: 'person-1001', from: '2026-04', monthlyIncome: 500_000 }
    ])
    const again = await pasteJobs(laptop, '4500', 'work.monthlyIncome')
    await laptop.book.applyPaste(again.token)
    expect(await laptop.book.records('work')).toHaveLength(2)
    expect((await laptop.book.ledger(query(jobs))).totals['work.monthlyIncome']).toBe(950_000)
  })

  it.each([
    ['nothing that tells it apart', '4000', 'work.monthlyIncome', '“务工记录”，请先登记，或把“开始时间”或“务工所在县”一起粘贴'],
    ['an income of no year', '9000', 'income.netTotal', '“家庭收入”，请先登记']
  ])('are refused with %s', async (_, text, column, reason) => {
    const laptop = await started()
    await laptop.book.write([{ register: 'income', record: 'income-1000', fields: { kind: null } }, { register: 'income', record: 'income-1001', fields: { kind: null } }], edit, VILLAGE)
    expect((await pasteJobs(laptop, text, column)).cells[0]).toMatchObject({ outcome: 'refused', reason: `还没有${reason}` })
  })
})

describe('an income below zero or beyond all bounds', () => {
  const pasted = async (laptop: Laptop, text: string): Promise<PastePreview> => laptop.book.previewPaste(query(jobs), { id: 'person-1000', column: 'income.A1' }, text)
  const county = (amount: number, more: Entry['fields'] = {}): Entry => ({ register: 'standard', record: `standard-${amount}`, fields: { name: 'incomeLineMax', area: VILLAGE.slice(0, 6), year: 2025, amount, source: '县', ...more } })
  it.each<[string, string, readonly Entry[], string]>([
    ['a 分 below zero', '-0.01', [], 'I10'], ['zero', '0', [], ''], ['a large one', '600000', [], ''],
    ['at the most', '10000000', [], ''], ['a 分 beyond it', '10000000.01', [], 'I11'],
    ['at the county\'s most', '2000', [county(200_000)], ''], ['a 分 beyond the county\'s', '2000.01', [county(200_000)], 'I11'],
    ['beyond a figure that was taken back', '2000.01', [county(200_000, { voided: true })], '']
  ])('%s', async (_, text, more, rule) => {
    const laptop = await started(more)
    const [cell] = (await pasted(laptop, text)).cells
    expect([cell!.outcome, /I\d+/.exec(cell!.reason)?.[0] ?? '']).toEqual([rule === '' ? 'changed' : 'refused', rule])
  })
  it('is refused in its own cell, the others are written', async () => {
    const laptop = await started()
    const shown = await laptop.book.previewPaste(query(jobs), { id: 'person-1000', column: 'income.netTotal' }, '-5\t-5')
    expect(shown.cells.map(({ outcome }) => outcome)).toEqual(['changed', 'refused'])
    await laptop.book.applyPaste(shown.token)
    expect((await laptop.book.household('house-1002')).incomes[0]!.values).toMatchObject({ netTotal: -500 })
    expect((await laptop.book.household('house-1002')).incomes[0]!.values['A1']).toBeUndefined()
  })
})

it('what changed since the preview asks again; what changed elsewhere does not', async () => {
  const laptop = await started()
  const stale = await paste(laptop, '8')
  await laptop.book.write([{ register: 'person', record: 'person-1000', fields: { workMonths: 9 } }], edit, VILLAGE)
  await expect(laptop.book.applyPaste(stale.token)).rejects.toMatchObject({ code: 'paste-stale' })
  const fresh = await paste(laptop, '8')
  await laptop.book.write([{ register: 'person', record: 'person-1002', fields: { workMonths: 9 } }], edit, VILLAGE)
  await expect(laptop.book.applyPaste(fresh.token)).resolves.toMatchObject({ changes: 1 })
  await expect(laptop.book.applyPaste(fresh.token)).rejects.toMatchObject({ code: 'paste-stale' })
})

it.each<[string, (laptop: Laptop) => Promise<unknown>, string]>([
  ['a line nobody has', laptop => paste(laptop, '1', 'person.workMonths', 'person-9999'), 'record-missing'],
  ['X-07 a column called __proto__', laptop => paste(laptop, '1', '__proto__'), 'ledger-column-unknown'],
  ['a column that is not shown', laptop => paste(laptop, '1', 'person.education'), 'ledger-column-unknown'],
  ['a token nobody gave', laptop => laptop.book.applyPaste('__proto__'), 'paste-stale'],
  ['a block larger than any ledger', laptop => paste(laptop, `${'1\t'.repeat(999)}1\n`.repeat(101)), 'paste-too-large']
])('%s is refused', async (_, ask, code) => {
  await expect(ask(await started())).rejects.toMatchObject({ code })
})

it('X-18 three thousand rows of twenty columns come in as one step and go out as one', async () => {
  const wide = members.columns.map(column => column.key)
  const many = Array.from({ length: 1_500 }, (_, n): Entry[] => [
    { register: 'household', record: `big-house-${n}`, fields: { nationalHouseholdNo: `53052${100_000 + n}`, villagerGroup: '30组' } },
    ...[0, 1].map((i): Entry => ({ register: 'person', record: `big-person-${n}-${i}`, fields: { household: `big-house-${n}`, name: `甲${n}`, relation: i === 0 ? '02' : '20', idNo: null } }))
  ]).flat()
  const laptop = await started(many)
  const text = Array.from({ length: 3_000 }, (_, n) => [n % 13, ...Array<string>(17).fill(''), '', ''].join('\t')).join('\r\n')
  const shown = await laptop.book.previewPaste(query(members, { columns: wide }), { id: 'big-person-0-0', column: 'person.workMonths' }, text)
  expect(shown).toMatchObject({ changed: 3_000, refused: 0 })
  expect(shown.cells).toHaveLength(60_000)
  const entries = laptop.host.journal.length
  await laptop.book.applyPaste(shown.token)
  expect(laptop.host.journal).toHaveLength(entries + 1)
  expect(await laptop.book.undo('')).toMatchObject({ restored: 3_000, left: [] })
})
