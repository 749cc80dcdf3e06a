/** Lists of departments, doubtful data, clues and disasters over the real book; the sample list counted to the line. */
import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import * as XLSX from 'xlsx'
import { AppError } from '#core/error.ts'
import { checkDigit } from '#core/registers/id-number.ts'
import type { Entry } from '../../src/db/book.ts'
import type { ClueChoice, CluePreview } from '../../src/db/book-monitor.ts'
import { sheetOf, workbook, type Cell } from '../workbook/make-files.ts'
import { newLaptop, VILLAGE, type Laptop } from './laptop.ts'

const edit = { kind: 'edit' } as const
/** A Monday; three working days on it is Thursday. */
const TODAY = '2026-11-09', DUE = '2026-11-12', DOUBT_DUE = '2026-11-23'

const numberOf = (n: number, birth = '19700101'): string => { const first17 = `530521${birth}${String(100 + n).slice(-3)}`; return first17 + checkDigit(first17) }
const house = (id: string, fields: Entry['fields'] = {}): Entry => ({ register: 'household', record: `house-${id}`, fields: { nationalHouseholdNo: `5305210${id}`, villagerGroup: '1组', householdType: '01', ...fields } })
const person = (id: string, of: string, name: string, fields: Entry['fields'] = {}): Entry => ({ register: 'person', record: `person-${id}`, fields: { household: `house-${of}`, name, relation: '02', ...fields } })

/** 李: 脱贫户; 赵: 一般户; 王: 监测对象; two 张明 in groups 3 and 4. */
const people: readonly Entry[] = [
  house('1001'), person('1001', '1001', '李国强', { idNo: numberOf(1), phone: '13887500001' }), person('1011', '1001', '李小明', { idNo: numberOf(11, '20100304'), relation: '20' }),
  house('1002', { householdType: '02', villagerGroup: '2组' }), person('1002', '1002', '赵永年', { idNo: numberOf(2) }),
  house('1003', { householdType: '02', monitorCategory: '2', villagerGroup: '2组' }), person('1003', '1003', '王秀英', { idNo: numberOf(3) }),
  house('1004', { villagerGroup: '3组' }), person('1004', '1004', '张明', { idNo: numberOf(4, '19600505') }),
  house('1005', { villagerGroup: '4组' }), person('1005', '1005', '张明', { idNo: numberOf(5, '19810606') }),
  house('1006', { villagerGroup: '5组' }), person('1006', '1006', '安娜', { idNo: numberOf(6), endedOn: '2026-05-01', endReason: '01' }), person('1016', '1006', '安宁', { idNo: numberOf(16), relation: '20' })
]
async function started(entries: readonly Entry[] = people): Promise<Laptop> {
  const laptop = newLaptop('laptop-one')
  laptop.clock = Date.parse(`${TODAY}T02:00:00Z`)
  await laptop.start()
  for (let at = 0; at < entries.length; at += 500) await laptop.book.write(entries.slice(at, at + 500), { kind: 'import' }, VILLAGE)
  return laptop
}
const HEADINGS = ['姓名', '身份证号码', '户主姓名', '村民小组', '个人自付', '住院次数']
const list = (lines: readonly (readonly Cell[])[], headings: readonly Cell[] = HEADINGS, title = '大额医疗费用名单'): Uint8Array => workbook({ 名单: sheetOf([[title], headings, ...lines]) })
const preview = (laptop: Laptop, bytes: Uint8Array, more: Partial<ClueChoice> = {}, name = '名单.xlsx'): Promise<CluePreview> => laptop.book.previewClues(name, bytes, { kind: '01', ...more })
const lineTexts = ({ lines }: CluePreview): readonly string[] => [...lines].sort((a, b) => a.row - b.row).map(({ row, state, by, household }) => `${row} ${state} ${by} ${household ?? ''}`.trim())
const clueValues = async (laptop: Laptop) => (await laptop.book.clues()).map(({ record }) => record.values)
const code = async (work: Promise<unknown>): Promise<unknown> => work.then(() => 'done', (error: unknown) => (error instanceof AppError ? error.code : error))

describe('the sample list of the insurance office', () => {
  const file = 'tests/workbook/samples/warning-medical.xlsx'
  /** The thirty on it but one live here; 朱刚 and every third after him are of ordinary households, 李家俊 is monitored. */
  async function village(): Promise<readonly Entry[]> {
    const rows = XLSX.utils.sheet_to_json<readonly unknown[]>(XLSX.read(await readFile(file)).Sheets['医保预警']!, { header: 1 }).slice(2, 31)
    return rows.flatMap(([name, idNo], i) => [
      house(`2${String(i).padStart(3, '0')}`, { householdType: i % 3 === 1 ? '02' : '01', ...(i === 2 && { monitorCategory: '1' }) }), person(`2${String(i).padStart(3, '0')}`, `2${String(i).padStart(3, '0')}`, String(name), { idNo: String(idNo) })
    ])
  }

  it('thirty lines: each one a clue, under the threshold, or nobody’s, and no other', async () => {
    const laptop = await started(await village())
    const shown = await preview(laptop, new Uint8Array(await readFile(file)), {}, 'warning-medical.xlsx')
    expect(shown).toMatchObject({ title: '2026年10月大额医疗费用预警名单', department: '医保', choice: { subject: 'inpatient' }, rows: 30, missing: [], dueOn: DUE })
    expect(shown.columns.map(({ meaning }) => meaning)).toEqual(['name', 'idNo', '', 'times', '', '', 'amount', 'date'])
    // By the rows of the file: an ordinary household below 20,000 and not once in hospital above 10,000 is the only one that is under it.
    const under = XLSX.utils.sheet_to_json<readonly (string | number)[]>(XLSX.read(await readFile(file)).Sheets['医保预警']!, { header: 1 }).slice(2, 31)
      .filter((row, i) => i % 3 === 1 ? Number(row[6]) < 20_000 && !(row[3] === 1 && Number(row[6]) > 10_000) : Number(row[6]) < 5000).length
    expect(under).toBeGreaterThan(0)
    expect(shown.counts).toEqual({ clue: 29 - under, below: under, unmatched: 1, doubled: 0 })
    expect(shown.lines.find(({ state }) => state === 'unmatched')).toMatchObject({ row: 32, name: '王不在村', household: null })
    expect(shown.lines.find(({ row }) => row === 3)).toMatchObject({ name: '张明', figure: 3_573_700, by: '01' })
    const done = await laptop.book.applyClues(shown.token, {}, VILLAGE)
    expect(done).toMatchObject({ clues: 29 - under, unmatched: 1, below: under, doubled: 0 })
    const clues = await laptop.book.clues()
    expect(clues).toHaveLength(30 - under)
    expect(clues.every(({ clock }) => clock?.due === DUE && clock.late === 0 && clock.left === 3)).toBe(true)
    expect(clues.filter(({ status }) => status === '06').map(({ record }) => record.values['row'])).toEqual([32])
    expect((await laptop.book.batches())[0]).toMatchObject({ total: 30 - under, unmatched: 1, answered: 0, late: 0, record: { values: { title: '2026年10月大额医疗费用预警名单', rows: 30, matched: 29 } } })
  })

  it('a rule of a monitored household and one of an ordinary household are told apart', async () => {
    const laptop = await started()
    const shown = await preview(laptop, list([['李国强', numberOf(1), null, null, 5000, 2], ['赵永年', numberOf(2), null, null, 19999.99, 2], ['王秀英', numberOf(3), null, null, 6001, 1]]))
    expect(lineTexts(shown)).toEqual(['3 clue 01 house-1001', '4 below 01 house-1002', '5 clue 01 house-1003'])
    await laptop.book.applyClues(shown.token, {}, VILLAGE)
    expect((await clueValues(laptop)).map(({ rule, figure, household, person: who, status, channel, dueOn }) => [rule, figure, household, who, status, channel, dueOn])).toEqual([
      ['A01', 500_000, 'house-1001', 'person-1001', '01', '02', DUE], ['A04', 600_100, 'house-1003', 'person-1003', '01', '02', DUE]
    ])
  })
})

describe('whom a line is about', () => {
  it.each<[string, readonly Cell[], string]>([
    ['the whole number', ['李国强', numberOf(1), null, null, 9000, 2], 'clue 01 house-1001'],
    ['the number, wrapped and with a small x or spaces', ['李国强', ` '${numberOf(1).toLowerCase()}`, null, null, 9000, 2], 'clue 01 house-1001'],
    ['hidden digits and the name', ['李国强', `${numberOf(1).slice(0, 6)}********${numberOf(1).slice(14)}`, null, null, 9000, 2], 'clue 01 house-1001'],
    ['hidden digits that are somebody else’s', ['李国强', `530521********${numberOf(2).slice(14) === numberOf(1).slice(14) ? '0000' : numberOf(2).slice(14)}`, null, null, 9000, 2], 'unmatched'],
    ['hidden digits without a name', [null, `${numberOf(1).slice(0, 6)}********${numberOf(1).slice(14)}`, null, null, 9000, 2], 'unmatched'],
    ['hidden digits that fit both of one name', ['张明', '530521********', null, null, 9000, 2], 'unmatched'],
    ['the last three digits lost, name and birthday left', ['张明', `${numberOf(4, '19600505').slice(0, 15)}000`, null, null, 9000, 2], 'clue 02 house-1004'],
    ['the last three digits lost, of a child', ['李小明', `${numberOf(11, '20100304').slice(0, 15)}000`, null, null, 9000, 2], 'clue 02 house-1001'],
    ['stored as a number, nothing left of it', ['张明', '5.30521E+17', null, null, 9000, 2], 'unmatched'],
    ['two of one name, nothing else', ['张明', null, null, null, 9000, 2], 'unmatched'],
    ['two of one name told apart by their group', ['张明', null, null, '第四组', 9000, 2], 'clue 06 house-1005'],
    ['a name and the head of the household', ['李小明', null, '李国强', null, 9000, 2], 'clue 03 house-1001'],
    ['a name and somebody else’s head', ['李小明', null, '赵永年', null, 9000, 2], 'unmatched'],
    ['only a name, though only one has it', ['赵永年', null, null, null, 30000, 2], 'unmatched'],
    ['the name of one, the right number of another card', ['李国强', numberOf(99), null, null, 9000, 2], 'unmatched'],
    ['a wrong check digit, the same in the roster nowhere, name and birthday agree', ['李国强', `${numberOf(1).slice(0, 17)}${numberOf(1).endsWith('0') ? '1' : '0'}`, null, null, 9000, 2], 'clue 02 house-1001'],
    ['who has died', ['安娜', numberOf(6), null, null, 9000, 2], 'unmatched'],
    ['nobody at all', [null, null, null, null, 9000, 2], 'unmatched'],
    ['a name that turns the reading round is read as what it is', ['\u202e李国强\u202c', numberOf(1), null, null, 9000, 2], 'clue 01 house-1001']
  ])('%s', async (_, cells, wanted) => {
    const laptop = await started()
    const shown = await preview(laptop, list([cells, ['赵永年', numberOf(2), null, null, 1, 1]]))
    const line = shown.lines.find(({ row }) => row === 3)!
    expect(`${line.state} ${line.by} ${line.household ?? ''}`.trim()).toBe(wanted)
    if (line.state === 'unmatched') expect(line.why).not.toBe('')
  })

  it('a wrong check digit, another name beside the number and lost digits are told', async () => {
    const laptop = await started()
    const { lines } = await preview(laptop, list([['李国强', `${numberOf(1).slice(0, 17)}${numberOf(1).endsWith('0') ? '1' : '0'}`, null, null, 9000, 2], ['李国祥', numberOf(1), null, null, 9000, 2], ['李小明', `${numberOf(11, '20100304').slice(0, 15)}000`, null, null, 9000, 2]]))
    expect([...lines].sort((a, b) => a.row - b.row).map(({ why }) => why)).toEqual(['身份证号校验位不对', '本月已有这个人的同一预警', '身份证号后三位已被表格软件丢失'])
    expect((await preview(laptop, list([['李国祥', numberOf(1), null, null, 9000, 2]]))).lines[0]!.why).toBe('花名册里这个号码是“李国强”，名单写的是“李国祥”')
  })

  it('a line of a household is found by its number, or by its head and group', async () => {
    const laptop = await started()
    const shown = await preview(laptop, list([['53052101002', null, 30], ['没有的号', '李国强', 40], [null, '张明', 50]], ['户编号', '户主', '事项']), { kind: '02' })
    expect(lineTexts(shown)).toEqual(['3 clue 05 house-1002', '4 clue 03 house-1001', '5 unmatched'])
  })
})

describe('what becomes of a list', () => {
  it('the same person twice in a file, and again the same month, is one clue; the next month another', async () => {
    const laptop = await started()
    const line = ['李国强', numberOf(1), null, null, 9000, 2]
    const first = await preview(laptop, list([line, line, ['赵永年', numberOf(2), null, null, 25_000, 2]]))
    expect(first.counts).toEqual({ clue: 2, below: 0, unmatched: 0, doubled: 1 })
    await laptop.book.applyClues(first.token, {}, VILLAGE)
    expect((await preview(laptop, list([line], HEADINGS, '补报名单'))).counts).toEqual({ clue: 0, below: 0, unmatched: 0, doubled: 1 })
    laptop.clock += 25 * 86_400_000
    expect((await preview(laptop, list([line], HEADINGS, '十二月名单'))).counts).toEqual({ clue: 1, below: 0, unmatched: 0, doubled: 0 })
  })

  it('X-15 the same file is refused, whatever it is called now, until its import is taken back', async () => {
    const laptop = await started()
    const bytes = list([['李国强', numberOf(1), null, null, 9000, 2]])
    const { step } = await laptop.book.applyClues((await preview(laptop, bytes)).token, {}, VILLAGE)
    await expect(preview(laptop, bytes, {}, '改了名字.xlsx')).rejects.toMatchObject({ code: 'clue-file-again', detail: { on: TODAY } })
    await laptop.book.undo(step.id)
    expect(await laptop.book.clues()).toEqual([])
    expect(await laptop.book.batches()).toEqual([])
    expect((await preview(laptop, bytes)).counts.clue).toBe(1)
  })

  it('a list whose columns nobody knows is shown, and not taken before a person has said which is which; that is remembered', async () => {
    const laptop = await started()
    const lines = [['甲', '李国强', '3组', 8000], ['乙', '赵永年', '2组', 30_000]]
    const headings = ['对象类', '某', '某某', '数']
    const shown = await preview(laptop, list(lines, headings, '某名单'), { subject: 'inpatient' })
    expect(shown.missing).toEqual(['姓名、身份证号或户编号', '金额'])
    expect(await code(laptop.book.applyClues(shown.token, {}, VILLAGE))).toBe('clue-file-unmapped')
    expect(await laptop.book.clues()).toEqual([])
    const mapped = await preview(laptop, list(lines, headings, '某名单'), { subject: 'inpatient', mapping: { 1: 'name', 2: 'group', 3: 'amount' } })
    expect(lineTexts(mapped)).toEqual(['3 unmatched', '4 clue 06 house-1002'])
    await laptop.book.applyClues(mapped.token, {}, VILLAGE)
    const next = await preview(laptop, list([['丙', '李国强', '1组', 7000]], headings, '下月'))
    expect(next.columns.map(({ meaning, by }) => `${meaning} ${by}`)).toEqual([' null', 'name remembered', 'group remembered', 'amount remembered'])
    expect(next.choice.subject).toBe('inpatient')
    expect(lineTexts(next)).toEqual(['3 clue 06 house-1001'])
  })

  it('X-11 money that cannot be read, blank or negative is no zero: it is a clue that says so', async () => {
    const laptop = await started()
    const shown = await preview(laptop, list([['李国强', numberOf(1), null, null, '约三万', 2], ['赵永年', numberOf(2), null, null, null, 2], ['王秀英', numberOf(3), null, null, -5, 2]]))
    expect(shown.lines.map(({ state, why, figure }) => [state, why.split('，')[0], figure])).toEqual([['clue', expect.stringContaining('金额读不懂'), null], ['clue', '金额没有填', null], ['clue', '金额是负数', null]])
  })

  it('万元 in a heading are ten thousand 元', async () => {
    const laptop = await started()
    expect((await preview(laptop, list([['李国强', numberOf(1), 0.5]], ['姓名', '身份证号', '个人自付(万元)']))).lines[0]).toMatchObject({ figure: 500_000, state: 'clue' })
  })

  it('lines under the threshold are kept when a person wants the list back whole, and asked of nobody', async () => {
    const laptop = await started()
    const shown = await preview(laptop, list([['李国强', numberOf(1), null, null, 100, 2], ['赵永年', numberOf(2), null, null, 30_000, 2]]), { keepBelow: true })
    const done = await laptop.book.applyClues(shown.token, {}, VILLAGE)
    expect(done).toMatchObject({ clues: 1, below: 1 })
    const clues = await laptop.book.clues()
    expect(clues.map(({ status, clock }) => [status, clock?.due ?? null])).toEqual([['01', DUE], ['05', null]])
    expect((await laptop.book.clues({ open: true }))).toHaveLength(1)
  })

  it('a plan of yesterday is not written over a newer one, nor twice', async () => {
    const laptop = await started()
    const one = await preview(laptop, list([['李国强', numberOf(1), null, null, 9000, 2]]))
    const two = await preview(laptop, list([['赵永年', numberOf(2), null, null, 30_000, 2]]))
    expect(await code(laptop.book.applyClues(one.token, {}, VILLAGE))).toBe('import-stale')
    await laptop.book.applyClues(two.token, {}, VILLAGE)
    expect(await code(laptop.book.applyClues(two.token, {}, VILLAGE))).toBe('import-stale')
    expect(await laptop.book.clues()).toHaveLength(1)
  })

  it('S-20 marks of a page, formulas and names of everything are texts; a stranger is nobody’s, and nothing is written before a person has said so', async () => {
    const laptop = await started()
    const names = ['<img src=x onerror=alert(1)>', '=HYPERLINK("http://x","李国强")', '__proto__', '{{constructor("1")()}}']
    const shown = await preview(laptop, list([...names.map((name, i): readonly Cell[] => [name, '', '', '1组', 9000 + i, 2]), ['李国强', numberOf(1), null, '<b>1组</b>', 9000, 2]]))
    expect(shown.lines.filter(({ state }) => state === 'unmatched').map(({ name }) => name).toSorted()).toEqual(names.toSorted())
    expect(shown.counts).toMatchObject({ unmatched: names.length, clue: 1 })
    expect([await laptop.book.clues(), await laptop.book.batches()]).toEqual([[], []])
    await laptop.book.applyClues(shown.token, {}, VILLAGE)
    const stored = (await clueValues(laptop)).flatMap(values => (typeof values['raw'] === 'string' ? [(JSON.parse(values['raw']) as readonly string[])[0]] : []))
    expect(stored.toSorted()).toEqual([...names, '李国强'].toSorted())
    expect(Object.keys({})).toEqual([])
  })

  it('X-03 X-05 what is no workbook, and a zip that lies, are refused as ever, and nothing is written', async () => {
    const laptop = await started()
    expect(await code(preview(laptop, new Uint8Array([1, 2, 3, 4])))).toBe('file-not-workbook')
    const cut = list([['李国强', numberOf(1), null, null, 9000, 2]]).slice(0, -40)
    expect(['workbook-unsafe', 'file-not-workbook']).toContain(await code(preview(laptop, cut)))
    expect(await laptop.book.batches()).toEqual([])
  })
})

describe('doubtful data, there and back', () => {
  const headings = ['序号', '单位', '姓名', '身份证号', '疑点内容', '金额', '发生日期']
  const day = { t: 'n', v: 46_300, z: 'yyyy-mm-dd' } as const
  const rows: readonly (readonly Cell[])[] = [
    ['1', '万兴村', '赵永年', numberOf(2), '=1+1', 12.5, day], ['2', '万兴村', '不认得', '530521********1234', '名下有车辆', 100, day], ['3', '万兴村', '李国强', numberOf(1), '财政供养', 0, null],
    ['4', '万兴村', '李国强', numberOf(1), '财政供养', 0, null], ['小计', null, null, null, null, 112.5, null], ['填表人：王', null, null, null, null, null, null]
  ]
  const bytes = (): Uint8Array => workbook({ 疑点: sheetOf([['县级疑点数据'], ['2026年第三季度', '保密'], headings, ...rows]) })
  const back = (file: Uint8Array): { readonly sheet: XLSX.WorkSheet; readonly rows: readonly (readonly string[])[] } => {
    const book = XLSX.read(file)
    const sheet = book.Sheets[book.SheetNames[0]!]!
    return { sheet, rows: XLSX.utils.sheet_to_json<readonly string[]>(sheet, { header: 1, defval: '' }) }
  }

  it('every line is a clue of its own, doubled ones too, with ten working days', async () => {
    const laptop = await started()
    const shown = await preview(laptop, bytes(), { kind: '02' })
    expect(shown).toMatchObject({ title: '县级疑点数据', counts: { clue: 3, below: 0, unmatched: 1, doubled: 0 }, aside: 2, dueOn: DOUBT_DUE, rules: [] })
    await laptop.book.applyClues(shown.token, { title: '三季度疑点', department: '县乡村振兴局', dueOn: '2026-11-20' }, VILLAGE)
    expect((await clueValues(laptop)).map(({ row, channel, status, dueOn, content }) => [row, channel, status, dueOn, content])).toEqual([
      [4, '04', '01', '2026-11-20', '=1+1'], [5, '04', '06', '2026-11-20', '名下有车辆'], [6, '04', '01', '2026-11-20', '财政供养'], [7, '04', '01', '2026-11-20', '财政供养']
    ])
  })

  it('it goes back in the sender’s own columns, order and rows, with the answers behind; X-12 no cell of it calculates', async () => {
    const laptop = await started()
    const { batch } = await laptop.book.applyClues((await preview(laptop, bytes(), { kind: '02' })).token, {}, VILLAGE)
    const first = (await laptop.book.clues()).find(({ record }) => record.values['row'] === 4)!
    await laptop.book.act({ kind: 'clue', title: '核实', origin: { kind: 'clue' } }, [{ register: 'clue', record: first.record.id, fields: { answer: '05', answerText: '=HYPERLINK("http://x","点")', evidence: '结算单', answeredBy: '王建军', answeredOn: TODAY, status: '05' } }], VILLAGE)
    const { name, bytes: made } = await laptop.book.answeredList(batch)
    expect(name).toBe('名单 核实反馈.xlsx')
    const { sheet, rows: got } = back(made)
    expect(got[0]![0]).toBe('县级疑点数据')
    expect(got[1]!.slice(0, 2)).toEqual(['2026年第三季度', '保密'])
    expect(got[2]).toEqual([...headings, '核实结论', '核实情况', '佐证', '核实人', '核实日期'])
    expect(got[3]).toEqual(['1', '万兴村', '赵永年', numberOf(2), '=1+1', '12.5', '2026-10-05', '数据有误，已更正', '=HYPERLINK("http://x","点")', '结算单', '王建军', TODAY])
    expect(got.slice(4, 7).map(row => [row[0], row[2], row[7]])).toEqual([['2', '不认得', ''], ['3', '李国强', ''], ['4', '李国强', '']])
    expect(got.slice(7).map(row => row[0])).toEqual(['小计', '填表人：王'])
    const cells = Object.entries(sheet).filter(([address]) => !address.startsWith('!')).map(([, cell]) => cell as XLSX.CellObject)
    expect(cells.every(cell => cell.t === 's' && cell.f === undefined)).toBe(true)
  })

  it('another laptop that has only the records makes the same file', async () => {
    const laptop = await started()
    const { batch } = await laptop.book.applyClues((await preview(laptop, bytes(), { kind: '02' })).token, {}, VILLAGE)
    const made = back((await laptop.book.answeredList(batch)).bytes).rows
    await laptop.lock()
    await laptop.start()
    expect(back((await laptop.book.answeredList(batch)).bytes).rows).toEqual(made)
    expect(await code(laptop.book.answeredList('nothing-here'))).toBe('record-missing')
  })

  it('headings of two lines come back on two lines', async () => {
    const laptop = await started()
    const sheet = sheetOf([['名单'], ['对象', null, '疑点'], ['姓名', '身份证号', '内容'], ['李国强', numberOf(1), '有车']])
    sheet['!merges'] = [{ s: { r: 1, c: 0 }, e: { r: 1, c: 1 } }]
    const { batch } = await laptop.book.applyClues((await preview(laptop, workbook({ a: sheet }), { kind: '02' })).token, {}, VILLAGE)
    expect(back((await laptop.book.answeredList(batch)).bytes).rows.slice(1, 4).map(row => row.slice(0, 3))).toEqual([['对象', '', '疑点'], ['姓名', '身份证号', '内容'], ['李国强', numberOf(1), '有车']])
  })
})

describe('the clue desk', () => {
  it('a line matched by hand is asked the rule again', async () => {
    const laptop = await started()
    await laptop.book.applyClues((await preview(laptop, list([['赵永', null, null, null, 30_000.01, 2]]))).token, {}, VILLAGE)
    const [line] = await laptop.book.clues()
    expect(line).toMatchObject({ status: '06', headName: '' })
    expect(await code(laptop.book.matchClue(line!.record.id, 'house-1002', 'person-1001'))).toBe('record-missing')
    const step = await laptop.book.matchClue(line!.record.id, 'house-1002', 'person-1002')
    expect((await laptop.book.clues({ household: 'house-1002' }))[0]).toMatchObject({ status: '01', headName: '赵永年', personName: '赵永年', record: { values: { matchedBy: '04', rule: 'A06', figure: 3_000_001 } } })
    await laptop.book.undo(step.id)
    expect((await laptop.book.clues())[0]).toMatchObject({ status: '06' })
  })

  it('a clue is late from the day after its last, counted in working days; answered, it no longer runs', async () => {
    const laptop = await started()
    await laptop.book.applyClues((await preview(laptop, list([['李国强', numberOf(1), null, null, 9000, 2]]))).token, {}, VILLAGE)
    const clock = async () => (await laptop.book.clues())[0]!.clock
    laptop.clock = Date.parse(`${DUE}T10:00:00Z`)
    expect(await clock()).toMatchObject({ late: 0, left: 0 })
    laptop.clock = Date.parse('2026-11-16T02:00:00Z')
    expect(await clock()).toMatchObject({ late: 2, left: -2 })
    expect((await laptop.book.batches())[0]).toMatchObject({ late: 1, answered: 0 })
    const id = (await laptop.book.clues())[0]!.record.id
    await laptop.book.act({ kind: 'clue', title: '核实', origin: { kind: 'clue' } }, [{ register: 'clue', record: id, fields: { answer: '04', status: '05', answeredOn: DUE } }], VILLAGE)
    expect(await clock()).toMatchObject({ late: 0, doneOn: DUE })
    expect((await laptop.book.batches())[0]).toMatchObject({ late: 0, answered: 1 })
  })

  it('a case that names the clue has taken it over', async () => {
    const laptop = await started()
    await laptop.book.applyClues((await preview(laptop, list([['李国强', numberOf(1), null, null, 9000, 2]]))).token, {}, VILLAGE)
    const id = (await laptop.book.clues())[0]!.record.id
    await laptop.book.write([{ register: 'monitorCase', record: 'case-1001', fields: { household: 'house-1001', kind: 'identification', openedOn: TODAY, clue: id } }], { kind: 'procedure' }, VILLAGE)
    expect((await laptop.book.clues())[0]).toMatchObject({ status: '04', case: 'case-1001' })
    expect(await laptop.book.clues({ open: true })).toEqual([])
  })

  it('what the records suggest is no clue before somebody says so, and does not come again that year', async () => {
    const laptop = await started([...people, { register: 'household', record: 'house-1002', fields: { dangerLevel: 'D' } }, { register: 'household', record: 'house-1003', fields: { dangerLevel: 'D' } }])
    expect((await laptop.book.suggestions()).map(({ rule, household }) => [rule, household])).toEqual([['A56', 'house-1002']])
    expect(await laptop.book.clues()).toEqual([])
    await laptop.book.write([{ register: 'clue', record: 'clue-0001', fields: { household: 'house-1002', rule: 'A56', receivedOn: TODAY, status: '05' } }], edit, VILLAGE)
    expect(await laptop.book.suggestions()).toEqual([])
    laptop.clock = Date.parse('2027-01-05T02:00:00Z')
    expect(await laptop.book.suggestions()).toHaveLength(1)
  })

  it('the table of rules shows every threshold with its source', async () => {
    const laptop = await started()
    const table = await laptop.book.alertTable()
    expect(table.find(({ id }) => id === 'A02')).toEqual({ id: 'A02', department: '医保', indicator: '一般户住院自付累计较高', threshold: '达到20,000.00元', risk: '因病', source: 'W14', assumed: true })
    expect(table.find(({ id }) => id === 'A10')).toMatchObject({ threshold: '发生即预警', assumed: false })
    expect(table).toHaveLength(25)
  })
})

describe('a disaster', () => {
  const flood = (fields: Entry['fields'] = {}): Entry => ({ register: 'disaster', record: 'flood-001', fields: { title: '11·8 山洪', kind: '0201', happenedOn: '2026-11-08', place: '大河沟', risks: ['02'], greenChannel: true, ...fields } })
  const recordsOf = async (laptop: Laptop, household: string, register: string) => (await laptop.book.household(household)).others.filter(record => record.register === register).map(({ values }) => values)

  it('each household touched has its incident and clue, and with the green channel a case; who is watched over has none', async () => {
    const laptop = await started([...people, flood()])
    const step = await laptop.book.markAffected('flood-001', ['house-1001', 'house-1003', 'house-1001'])
    const [line] = await laptop.book.disasters()
    expect(line!.households.map(({ household, headName, status, case: opened }) => [household, headName, status, opened !== null])).toEqual([['house-1001', '李国强', '04', true], ['house-1003', '王秀英', '01', false]])
    expect(await recordsOf(laptop, 'house-1001', 'incident')).toMatchObject([{ disaster: 'flood-001', kind: '0201', happenedOn: '2026-11-08', risky: true, greenChannel: true }])
    expect(await recordsOf(laptop, 'house-1001', 'clue')).toMatchObject([{ rule: 'A10', department: '应急', disaster: 'flood-001', receivedOn: TODAY, dueOn: DUE }])
    expect(await recordsOf(laptop, 'house-1001', 'monitorCase')).toMatchObject([{ kind: 'identification', greenChannel: true, risks: ['02'], disasterType: '0201', openedOn: TODAY }])
    expect(await recordsOf(laptop, 'house-1003', 'monitorCase')).toEqual([])
    await laptop.book.undo(step.id)
    expect((await laptop.book.disasters())[0]!.households).toEqual([])
  })

  it.each([
    ['a 脱贫户 under the line', 'house-1001', 869_999, '1'], ['an ordinary household under it', 'house-1002', 869_999, '2'], ['a household on the line', 'house-1001', 870_000, '3'], ['one nobody has asked', 'house-1002', null, '3']
  ])('%s is proposed as what the rule says', async (_, of, netTotal, wanted) => {
    const laptop = await started([...people, flood(), ...(netTotal === null ? [] : [{ register: 'income', record: 'income-001', fields: { household: of, year: 2025, kind: 'annual', countedMembers: 1, netTotal } }])])
    await laptop.book.markAffected('flood-001', [of])
    expect(await recordsOf(laptop, of, 'monitorCase')).toMatchObject([{ category: wanted, greenChannel: true }])
    const [line] = await laptop.book.cases({ household: of })
    expect(line).toMatchObject({ status: { state: 'new', closed: false, green: true, misplaced: [], contested: [] }, category: wanted })
    expect(line!.choices.filter(({ mine }) => mine).length).toBeGreaterThan(0)
  })

  it('who was marked before is left alone, and a second case is opened for nobody', async () => {
    const laptop = await started([...people, flood(), { register: 'disaster', record: 'hail-0001', fields: { kind: '0205', happenedOn: '2026-11-09', greenChannel: true } }])
    await laptop.book.markAffected('flood-001', ['house-1001'])
    await laptop.book.markAffected('flood-001', ['house-1001', 'house-1002'])
    expect(await recordsOf(laptop, 'house-1001', 'incident')).toHaveLength(1)
    expect(await code(laptop.book.markAffected('flood-001', ['house-1001']))).toBe('ledger-line-empty')
    await laptop.book.markAffected('hail-0001', ['house-1001'])
    expect(await recordsOf(laptop, 'house-1001', 'monitorCase')).toHaveLength(1)
    expect(await recordsOf(laptop, 'house-1001', 'clue')).toHaveLength(2)
  })

  it('a market that fell is no flood, and without the green channel nothing is opened', async () => {
    const laptop = await started([...people, flood({ kind: '0401', greenChannel: false, risks: ['06'] })])
    await laptop.book.markAffected('flood-001', ['house-1001'])
    expect(await recordsOf(laptop, 'house-1001', 'clue')).toMatchObject([{ rule: 'A23', department: '农业农村', status: '01' }])
    expect(await recordsOf(laptop, 'house-1001', 'incident')).toMatchObject([{ kind: '0299' }])
    expect(await recordsOf(laptop, 'house-1001', 'monitorCase')).toEqual([])
  })

  it('a household nobody knows, or one that is gone, stops the whole', async () => {
    const laptop = await started([...people, flood()])
    expect(await code(laptop.book.markAffected('flood-001', ['house-1001', 'house-9999']))).toBe('record-missing')
    expect((await laptop.book.disasters())[0]!.households).toEqual([])
    expect(await code(laptop.book.markAffected('no-disaster', ['house-1001']))).toBe('record-missing')
  })
})
