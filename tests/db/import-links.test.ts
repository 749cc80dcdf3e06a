/** Names of other records on the lines of a sheet, whose lines they are, and what is asked where nobody can know. */
import { describe, expect, it } from 'vitest'
import type { LayoutChoice } from '../../src/db/book-imports.ts'
import type { Entry, ImportPreview } from '../../src/db/book.ts'
import { sheetOf, tableOf, workbook, type Line } from '../workbook/make-files.ts'
import { newLaptop, VILLAGE, type Laptop } from './laptop.ts'
import { house, IDS, person } from './ledger-samples.ts'

const WANXING = { code: VILLAGE, name: '万兴村' }
const named = (register: string, n: number, fields: Entry['fields']): Entry => ({ register, record: `${register}-0000${n}`, fields })
const CADRES = [named('cadre', 0, { name: '李干', unit: '县水务局' }), named('cadre', 1, { name: '李干', unit: '县教育局' }), named('cadre', 2, { name: '杨队长' }), named('cadre', 3, { name: '错录', voided: true })]
const VILLAGERS: readonly Entry[] = [
  house(2), house(10), person(0, 2, '李国强', { relation: '02' }), person(1, 2, '李小明'), person(2, 10, '赵永年', { relation: '02' }),
  { register: 'publicPost', record: 'post-00000', fields: { household: 'house-1002', person: 'person-1000', contractNo: 'HT-1' } },
  { register: 'publicPost', record: 'post-00001', fields: { household: 'house-1010', person: 'person-1002', contractNo: 'HT-2' } }
]

async function started(more: readonly Entry[] = []): Promise<Laptop> {
  const laptop = newLaptop('laptop-one')
  await laptop.start()
  await laptop.book.write([...VILLAGERS, ...CADRES, named('organisation', 0, { name: '旧合作社', endedOn: '2020-01-01' }), ...more], { kind: 'edit' }, VILLAGE)
  return laptop
}
const sheet = (laptop: Laptop, title: string, lines: readonly Line[], choice?: LayoutChoice): Promise<ImportPreview> =>
  laptop.book.previewImport(`${title}.xlsx`, workbook({ Sheet1: sheetOf([[title], ...tableOf(lines, Object.keys(lines[0]!))]) }), WANXING, choice)
const errors = ({ problems }: ImportPreview): readonly string[] => problems.filter(({ severity }) => severity === 'error').map(({ cell, code }) => `${cell} ${code}`)
const textOf = ({ problems }: ImportPreview, code: string): string => problems.find(problem => problem.code === code)?.text ?? ''

const onDuty = (name: string): Line => ({ 姓名: name, 日期: '2026-03-04', 上午: '是', 下午: '否', 夜宿: '是' })
const ofPost = (post: string): Line => ({ 户编号: '530521001002', 姓名: '李国强', 证件号码: IDS[0], 公益性岗位: post, 发放月份: '2026-03', 实发金额: '800' })
const industry = (organisation: string): Line => ({ 户编号: '530521001002', 户主姓名: '李国强', 年度: '2026', 产业类型: '种植业', '作物/畜禽': '烤烟', 带动主体: organisation })

describe('a name of another record', () => {
  it.each<[string, string, Line, readonly string[]]>([
    ['of one', '驻村考勤台账', onDuty('杨队长'), []],
    ['with spaces and width of its own', '驻村考勤台账', onDuty(' 杨 队长'), []],
    ['of nobody', '驻村考勤台账', onDuty('无此人'), ['A3 link-unknown']],
    ['of one that was voided', '驻村考勤台账', onDuty('错录'), ['A3 link-unknown']],
    ['U-04 of two', '驻村考勤台账', onDuty('李干'), ['A3 link-ambiguous']],
    ['of one of two, with what tells them apart', '驻村考勤台账', onDuty('李干(县教育局)'), []],
    ['of an organisation that is no more', '产业发展/利益联结台账', industry('旧合作社'), []],
    ['of a post of this person', '岗位补贴发放', ofPost('HT-1'), []],
    ['of a post of another', '岗位补贴发放', ofPost('HT-2'), ['D3 link-unknown']],
    ['X-07 __proto__', '驻村考勤台账', onDuty('__proto__'), ['A3 link-unknown']]
  ])('%s', async (_, title, line, wanted) => expect(errors(await sheet(await started(), title, [line]))).toEqual(wanted))

  it('is told with the way out', async () => {
    const laptop = await started()
    expect(textOf(await sheet(laptop, '驻村考勤台账', [onDuty('无此人')]), 'link-unknown')).toBe('“驻村人员”写的“无此人”不在“帮扶责任人与驻村队员”里，请先在台账里登记，或改成已经登记的名称')
    expect(textOf(await sheet(laptop, '驻村考勤台账', [onDuty('李干')]), 'link-ambiguous')).toBe('有 2 个“李干”，分不清是哪一个。请照抄其中一个：李干（县水务局）；李干（县教育局）')
    expect(textOf(await sheet(laptop, '岗位补贴发放', [ofPost('HT-2')]), 'link-unknown')).toBe('“公益性岗位”写的“HT-2”不在李国强的“公益性岗位”里，请先在台账里登记，或改成已经登记的名称')
  })

  it('is kept as the record, and shown by its name', async () => {
    const laptop = await started()
    const shown = await sheet(laptop, '驻村考勤台账', [onDuty('李干(县教育局)'), onDuty('杨队长')])
    expect(shown.differences[0]!.fields).toContainEqual({ label: '驻村人员', before: '', after: '李干（县教育局）' })
    await laptop.book.applyImport(shown.token)
    expect((await laptop.book.records('attendance')).map(({ values }) => values['cadre'])).toEqual(['cadre-00001', 'cadre-00002'])
    expect((await sheet(laptop, '驻村考勤台账', [onDuty('李干(县教育局)'), onDuty('杨队长')])).records).toEqual({ added: 0, changed: 0, same: 2 })
  })

  it('of two alike the one that stands there already is no question', async () => {
    const laptop = await started([named('attendance', 0, { cadre: 'cadre-00001', date: '2026-03-04', morning: true })])
    expect(await sheet(laptop, '驻村考勤台账', [onDuty('李干')])).toMatchObject({ records: { added: 0, changed: 1 }, differences: [{ fields: [{ label: '下午' }, { label: '夜宿' }] }] })
  })

  it('of a borrower is the household\'s, whoever is its head', async () => {
    const laptop = await started()
    const shown = await sheet(laptop, '小额信贷台账', [{ 借款人: '李小明', 身份证号: IDS[1], 合同号: 'A', 放款日期: '2025-03-04', 贷款金额: '5万元' }])
    expect(errors(shown)).toEqual([])
    await laptop.book.applyImport(shown.token)
    expect((await laptop.book.records('loan'))[0]!.values).toMatchObject({ household: 'house-1002', borrower: 'person-1001', amount: 5_000_000 })
  })
})

describe('whose line it is', () => {
  const TWINS = [house(3, { nationalHouseholdNo: null, villagerGroup: '三组' }), house(4, { nationalHouseholdNo: null, villagerGroup: '第4村民小组' }), person(3, 3, '王五', { relation: '02' }), person(4, 4, '王五', { relation: '02' })]
  const grown = (more: Line): Line => ({ 组: null, 户编号: null, 户主姓名: '王五', 年度: '2026', 产业类型: '种植业', '作物/畜禽': '烤烟', ...more })
  it('of two heads of one name the group says which, however it is written', async () => {
    const laptop = await started(TWINS)
    const shown = await sheet(laptop, '产业发展', [grown({ 组: '4组' }), grown({ 组: '3组' })])
    expect(errors(shown)).toEqual([])
    await laptop.book.applyImport(shown.token)
    expect((await laptop.book.records('industry')).map(({ values }) => values['household'])).toEqual(['house-1004', 'house-1003'])
  })
  it('without it, or with that of neither, nobody is guessed', async () => {
    expect(errors(await sheet(await started(TWINS), '产业发展', [grown({}), grown({ 组: '9组' })]))).toEqual(['C3 owner-ambiguous', 'C4 owner-ambiguous'])
  })

  it('masked numbers are left out: by 户编号 and name the line is the same', async () => {
    const laptop = await started()
    const lines = [{ ...ofPost('HT-1'), 成员联系电话: '138****0001' }]
    await laptop.book.applyImport((await sheet(laptop, '岗位补贴发放', [ofPost('HT-1')])).token)
    const shown = await sheet(laptop, '岗位补贴发放', lines.map(line => ({ ...line, 证件号码: '530521********2955' })))
    expect(shown.differences).toEqual([])
    expect(shown.problems).toMatchObject([{ cell: 'C3', code: 'masked-value', severity: 'warning' }, { cell: 'G3', code: 'masked-value' }])
    expect(shown.records).toEqual({ added: 0, changed: 0, same: 1 })
  })

  it('in a roster a masked number is refused: nobody knows who it is', async () => {
    const laptop = await started()
    expect(errors(await sheet(laptop, '花名册', [{ 户编号: '530521001002', 姓名: '李国强', 证件号码: '530521********2955', 与户主关系: '户主' }]))).toEqual(['C3 masked-value'])
  })

  it('a line marked voided is not taken in', async () => {
    const laptop = await started()
    const shown = await sheet(laptop, '驻村考勤台账', [{ ...onDuty('杨队长'), 作废: '是', 作废原因: '记错' }])
    expect(shown).toMatchObject({ records: { added: 0 }, problems: [{ cell: 'F3', code: 'line-voided', severity: 'warning' }] })
  })
})

describe('a sheet that could be of two registers', () => {
  const line: Line = { 户编号: '530521001002', 户主姓名: '李国强', 排查日期: '2026-03-04', 排查人: '杨队长', 处置: '已处置' }
  it('is asked about, and nothing is taken in before', async () => {
    const laptop = await started()
    const shown = await sheet(laptop, '排查表', [line])
    expect(shown.layout.bases.toSorted()).toEqual(['housing', 'water'])
    expect(errors(shown)).toContain('A2 base-unclear')
    await expect(laptop.book.applyImport(shown.token, true)).rejects.toMatchObject({ code: 'import-has-errors' })
  })

  it('what a person has said is remembered for the next of the same headings', async () => {
    const laptop = await started()
    const shown = await sheet(laptop, '排查表', [line], { base: 'water' })
    expect([shown.layout.base, errors(shown).filter(text => text.endsWith('base-unclear'))]).toEqual(['water', []])
    await laptop.book.applyImport(shown.token, true)
    const next = await sheet(laptop, '排查表', [line])
    expect([next.layout.base, next.layout.bases.length, errors(next).filter(text => text.endsWith('base-unclear'))]).toEqual(['water', 2, []])
  })

  it.each([['饮水排查', 'water'], ['住房鉴定与排查记录', 'housing'], ['2026年万兴村饮水排查记录', 'water']])('its title says it: %s', async (title, base) => {
    const shown = await sheet(await started(), title, [line])
    expect(shown.layout).toMatchObject({ base, bases: [base] })
  })
})
