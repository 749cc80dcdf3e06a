import { expect, it } from 'vitest'
import type { Entry, ImportPreview } from '../../src/db/book.ts'
import { sheetOf, tableOf, workbook, type Line } from '../workbook/make-files.ts'
import { newLaptop, VILLAGE, type Laptop } from './laptop.ts'
import { house, IDS, income, person, village } from './ledger-samples.ts'

const WANXING = { code: VILLAGE, name: '万兴村' }
const edit = { kind: 'edit' } as const

async function started(more: readonly Entry[] = []): Promise<Laptop> {
  const laptop = newLaptop('laptop-one')
  await laptop.start()
  await laptop.book.write([...village, ...more], edit, VILLAGE)
  return laptop
}
const sheet = (laptop: Laptop, title: string, lines: readonly Line[], headings: readonly string[], base: string): Promise<ImportPreview> =>
  laptop.book.previewImport(`${title}.xlsx`, workbook({ [title]: sheetOf([[title], ...tableOf(lines, headings)]) }), WANXING, { base })
const WORK = ['户编号', '姓名', '证件号码', '务工开始时间', '务工地(县)', '务工月收入(元)']
const works = (laptop: Laptop, lines: readonly Line[], headings: readonly string[] = WORK): Promise<ImportPreview> => sheet(laptop, '务工记录', lines, headings, 'work')
const stay = (n: number, more: Line = {}): Line => ({ 姓名: ['李国强', '李小明', '赵永年', '安娜'][n]!, 证件号码: IDS[n]!, 务工开始时间: '2026-03', '务工地(县)': '施甸县', '务工月收入(元)': '4000', ...more })
const errors = ({ problems }: ImportPreview): readonly string[] => problems.filter(problem => problem.severity === 'error').map(problem => `${problem.cell} ${problem.code}`)
const othersOf = async (laptop: Laptop, household: string) => (await laptop.book.household(household)).others.filter(record => record.register === 'work').map(record => record.values)

it('lines of an event ledger become records of the people they name, matched again by what tells them apart', async () => {
  const laptop = await started()
  const shown = await works(laptop, [stay(0), stay(1), stay(1, { 务工开始时间: '2025-03' })])
  expect(shown).toMatchObject({ layout: { base: 'work' }, records: { added: 3, changed: 0, same: 0 }, people: { added: 0 }, households: { added: 0 }, rows: 3 })
  expect(shown.differences[0]).toMatchObject({ row: 3, kind: 'record', change: 'added', household: '李国强', person: '李国强' })
  expect(await laptop.book.applyImport(shown.token)).toMatchObject({ households: 0, people: 0, records: 3 })
  expect(await othersOf(laptop, 'house-1002')).toMatchObject([
    { household: 'house-1002', person: 'person-1000', from: '2026-03', county: '施甸县', monthlyIncome: 400_000 }, { person: 'person-1001', from: '2026-03' }, { person: 'person-1001', from: '2025-03' }
  ])
  const again = await works(laptop, [stay(0, { '务工月收入(元)': '4500' }), stay(1)])
  expect(again.records).toEqual({ added: 0, changed: 1, same: 1 })
  expect(again.differences).toMatchObject([{ row: 3, change: 'changed', fields: [{ label: '务工月收入', before: '4,000.00', after: '4,500.00' }] }])
  await laptop.book.applyImport(again.token)
  expect(await othersOf(laptop, 'house-1002')).toHaveLength(3)
})

it('an import of records is taken back by voiding them', async () => {
  const laptop = await started()
  const shown = await works(laptop, [stay(0)])
  const done = await laptop.book.applyImport(shown.token)
  expect(await laptop.book.undo(done.import)).toMatchObject({ restored: 1, left: [] })
  expect(await othersOf(laptop, 'house-1002')).toMatchObject([{ voided: true, voidReason: '撤销“导入 务工记录.xlsx”' }])
  expect(await laptop.book.records('work')).toEqual([])
  expect((await works(laptop, [stay(0)])).records).toEqual({ added: 1, changed: 0, same: 0 })
})

it.each<[string, readonly Entry[], readonly Line[], readonly string[]]>([
  ['a person nobody knows is no new person', [], [stay(0, { 证件号码: IDS[5] })], ['C3 owner-unknown']],
  ['a name nobody has', [], [stay(0, { 姓名: '无此人', 证件号码: null })], ['B3 owner-unknown']],
  ['neither name nor number', [], [stay(0, { 姓名: null, 证件号码: null, 户编号: null })], ['A3 owner-missing']],
  ['U-04 two of one name', [person(4, 10, '李小明')], [stay(1, { 证件号码: null })], ['B3 owner-ambiguous']],
  ['two of one name in households the number tells apart', [person(4, 10, '李小明')], [stay(1, { 证件号码: null, 户编号: '530521001002' })], []],
  ['the same stay twice in the file', [], [stay(0), stay(0)], ['D4 record-duplicate']],
  ['two stays of one person', [], [stay(0), stay(0, { 务工开始时间: '2026-05' })], []],
  ['a line that does not say which of two stays is meant', [
    { register: 'work', record: 'work-0001', fields: { household: 'house-1002', person: 'person-1000', from: '2026-01' } },
    { register: 'work', record: 'work-0002', fields: { household: 'house-1002', person: 'person-1000', from: '2026-02' } }
  ], [stay(0, { 务工开始时间: null, '务工地(县)': null })], ['D3 record-ambiguous']]
])('%s', async (_, more, lines, wanted) => {
  const laptop = await started(more)
  const shown = await works(laptop, lines)
  expect(errors(shown)).toEqual(wanted)
})

it('both of two who could be meant are named', async () => {
  const laptop = await started([person(4, 10, '李小明')])
  const shown = await works(laptop, [stay(1, { 证件号码: null })])
  expect(shown.problems.find(problem => problem.code === 'owner-ambiguous')!.text).toBe('有 2 个李小明：2组 户主李国强；10组 户主赵永年。请带上“证件号码”或“户编号”')
})

it('right lines come in without the wrong ones', async () => {
  const laptop = await started()
  const shown = await works(laptop, [stay(0), stay(1, { 证件号码: IDS[5] }), stay(2)])
  expect(await laptop.book.applyImport(shown.token, true)).toMatchObject({ records: 2, leftOut: { households: 0, lines: 1 } })
})

it('a record of nobody\'s household is matched in its village', async () => {
  const laptop = await started()
  const assets = (lines: readonly Line[]): Promise<ImportPreview> => sheet(laptop, '资产', lines, ['资产编号', '资产名称', '备注'], 'asset')
  const first = await assets([{ 资产编号: 'A1', 资产名称: '水池', 备注: '旧' }, { 资产编号: 'A2', 资产名称: '路灯', 备注: '' }])
  expect(first.records).toEqual({ added: 2, changed: 0, same: 0 })
  await laptop.book.applyImport(first.token)
  expect((await assets([{ 资产编号: 'A1', 资产名称: '水池', 备注: '新' }])).records).toEqual({ added: 0, changed: 1, same: 0 })
})

it('lines of households change households that are there and make none', async () => {
  const laptop = await started([house(3)])
  const houses = (lines: readonly Line[]): Promise<ImportPreview> => sheet(laptop, '农户', lines, ['户编号', '户主姓名', '耕地面积(亩)', '村民小组', '年度', '纯收入'], 'household')
  const shown = await houses([{ 户编号: '530521001002', 户主姓名: '李国强', '耕地面积(亩)': '2.5', 村民小组: '2组', 年度: '2025', 纯收入: '9000' }, { 户编号: '530521009999', 户主姓名: '甲', '耕地面积(亩)': '1' }])
  expect(errors(shown)).toEqual(['A4 owner-unknown'])
  expect(shown.households).toMatchObject({ added: 0, changed: 1 })
  await laptop.book.applyImport(shown.token, true)
  const file = await laptop.book.household('house-1002')
  expect(file.household.values['arableMu']).toBe(2.5)
  expect(file.incomes.find(record => record.values['year'] === 2025)!.values['netTotal']).toBe(900_000)
})

it('an income that cannot be is a problem of its cell: not taken, its text kept, the rest of the line read', async () => {
  const laptop = await started([house(3)])
  const headings = ['户编号', '户主姓名', '村民小组', '耕地面积(亩)', '年度', '务工收入', '种植业收入', '养殖业收入(万元)']
  const shown = await sheet(laptop, '农户', [
    { 户编号: '530521001002', 户主姓名: '李国强', 村民小组: '2组', '耕地面积(亩)': '2.5', 年度: '2025', 务工收入: '-300', 种植业收入: '10000000.01', '养殖业收入(万元)': '-1' },
    { 户编号: '530521001010', 户主姓名: '赵永年', 村民小组: '3组', '耕地面积(亩)': '1', 年度: '2025', 务工收入: '0', 种植业收入: '600000', '养殖业收入(万元)': '1.5' }
  ], headings, 'household')
  const said = shown.problems.filter(({ code }) => code === 'income-amount')
  expect(said.map(({ cell, severity, text }) => [cell, severity, /I\d+/.exec(text)?.[0]])).toEqual([['F3', 'warning', 'I10'], ['G3', 'warning', 'I11'], ['H3', 'warning', 'I10']])
  await laptop.book.applyImport(shown.token)
  const of = async (id: string) => (await laptop.book.household(id)).incomes.find(record => record.values['year'] === 2025)?.values ?? {}
  const refused = await of('house-1002')
  expect([refused['A1'], refused['B1'], refused['B2']]).toEqual([undefined, undefined, undefined])
  expect((await laptop.book.household('house-1002')).household.values['arableMu']).toBe(2.5)
  expect(await of('house-1010')).toMatchObject({ A1: 0, B1: 60_000_000, B2: 1_500_000 })
})

it('a head written otherwise beside a number that is known is a warning, not another household', async () => {
  const laptop = await started([income(3, 10)])
  const shown = await sheet(laptop, '农户', [{ 户编号: '530521001002', 户主姓名: '李新主', '耕地面积(亩)': '3', 村民小组: '2组' }], ['户编号', '户主姓名', '耕地面积(亩)', '村民小组'], 'household')
  expect(shown.problems).toMatchObject([{ code: 'owner-differs', severity: 'warning' }])
})

it('the columns of the owner on an event line are mended where they live, once', async () => {
  const laptop = await started()
  const headings = [...WORK, '成员联系电话']
  const shown = await works(laptop, [stay(0, { 成员联系电话: '13800000005' }), stay(0, { 务工开始时间: '2026-05', 成员联系电话: '13800000006' })], headings)
  expect(shown).toMatchObject({ people: { added: 0, changed: 1 }, records: { added: 2 } })
  expect(shown.problems).toMatchObject([{ cell: 'G4', code: 'household-rows-disagree' }])
  await laptop.book.applyImport(shown.token)
  expect((await laptop.book.household('house-1002')).members[0]!.values['phone']).toBe('13800000005')
})
