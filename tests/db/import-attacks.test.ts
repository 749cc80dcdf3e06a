/** What a roster may get wrong about people, tried on a book that knows some of them already. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { idNumberProblem } from '#core/registers/id-number.ts'
import type { ImportPreview } from '../../src/db/book.ts'
import { readWorkbook } from '../../src/workbook/read-file.ts'
import { columnOf, cellAt } from '../../src/workbook/sheet-types.ts'
import { HEADINGS, IDS, line, roster, sheetOf, tableOf, workbook, type Cell, type Line } from '../workbook/make-files.ts'
import { newLaptop, VILLAGE, type Laptop } from './laptop.ts'

const HEAD = { 与户主关系: '户主' }
const family: readonly Line[] = [line(0), line(1), line(5, 2, HEAD)]

async function laptopWith(lines: readonly Line[]): Promise<Laptop> {
  const laptop = newLaptop('laptop-one')
  laptop.clock = Date.UTC(2026, 10, 22, 4)
  await laptop.start()
  if (lines.length > 0) await laptop.book.applyImport((await preview(laptop, lines)).token)
  return laptop
}
const preview = (laptop: Laptop, lines: readonly Line[], headings: readonly string[] = HEADINGS): Promise<ImportPreview> =>
  laptop.book.previewImport('花名册.xlsx', roster(lines, headings), { code: VILLAGE, name: '万兴村' })
const codes = ({ problems }: ImportPreview): readonly string[] => problems.map(({ cell, severity, code }) => `${cell} ${severity} ${code}`)

describe('X-08 the same number of a certificate twice', () => {
  it.each<[string, readonly Line[], string]>([
    ['the same line twice in the file', [line(0), line(1), line(1)], 'D5 error id-duplicate'],
    ['two people of one household', [line(0), line(1), line(2, 1, { 证件号码: IDS[1] })], 'D5 error id-duplicate'],
    ['one person in two households', [line(0), line(1), line(1, 2, HEAD)], 'D5 error person-in-two-households'],
    ['two people in two households', [line(0), line(1), line(2, 2, { 证件号码: IDS[1], ...HEAD })], 'D5 warning id-shared'],
    ['written with a small x the second time', [line(0), line(3), line(2, 1, { 证件号码: IDS[3].toLowerCase() })], 'D5 error id-duplicate'],
    ['as fifteen digits the second time', [line(0), line(1, 1, { 证件号码: '530521551018295' })], 'D4 error id-duplicate']
  ])('in the file: %s', async (_, lines, wanted) => {
    const shown = await preview(await laptopWith([]), lines)
    expect(codes(shown)).toContain(wanted)
  })

  it('in the village: somebody of another name and household has it; the two stay two, and once known they are not told again', async () => {
    const laptop = await laptopWith(family)
    const lines = [line(3, 3, { ...HEAD, 姓名: '别人', 证件号码: IDS[1] })]
    const shown = await preview(laptop, lines)
    expect(shown.problems).toMatchObject([{ cell: 'D3', row: 3, severity: 'warning', code: 'id-shared' }])
    expect(shown.problems[0]!.text).toContain('杜然红')
    await laptop.book.applyImport(shown.token)
    expect((await laptop.book.search({ text: '杜然红' })).total).toBe(1)
    expect((await preview(laptop, lines)).problems).toEqual([])
  })

  it('in the village: a member known by name brings a number that somebody else has', async () => {
    const laptop = await laptopWith([line(0), line(4, 1, { 证件号码: null }), line(5, 2, HEAD)])
    expect(codes(await preview(laptop, [line(0), line(4, 1, { 证件号码: IDS[5] })]))).toContain('D4 warning id-shared')
    expect(codes(await preview(laptop, [line(0), line(4)]))).toEqual([])
  })
})

describe('X-17 households and people that do not go together', () => {
  it.each<[string, readonly Line[], string]>([
    ['no head', [line(1), line(2)], 'F3 warning household-without-head'],
    ['two heads', [line(0), line(1, 1, HEAD)], 'F4 warning household-two-heads'],
    ['a member in two households', [line(0), line(1), line(5, 2, HEAD), line(1, 2)], 'D6 error person-in-two-households'],
    ['a child older than the parent', [line(3, 1, HEAD), line(0, 1, { 与户主关系: '之子' })], 'F4 warning child-older'],
    ['a child as old as the parent', [line(3, 1, HEAD), line(2, 1, { 与户主关系: '之女', 证件号码: null, 出生日期: '1978-10-19' })], 'F4 warning child-older'],
    ['a household of nobody', [line(0), { 行政村: '万兴村', 户编号: '530506089138429', 户联系电话: '13800000000' }], 'C4 error name-missing'],
    ['a person of no household', [line(0), line(1, 1, { 户编号: null })], 'B4 error household-no-missing']
  ])('%s', async (_, lines, wanted) => {
    expect(codes(await preview(await laptopWith([]), lines))).toContain(wanted)
  })

  it('a child a day younger than the parent is not named', async () => {
    const shown = await preview(await laptopWith([]), [line(3, 1, HEAD), line(2, 1, { 与户主关系: '之女', 证件号码: null, 出生日期: '1978-10-20' })])
    expect(codes(shown).filter(code => code.includes('child-older'))).toEqual([])
  })
})

describe('fault 55', () => {
  /** A number as clerks, Excel and other programs write it. */
  const written = fc.tuple(fc.constantFrom(...IDS), fc.constantFrom<(id: string) => Cell>(
    id => id, id => Number(id.replace('X', '0')), id => ` ${id} `, id => `'${id}`, id => `${id}\t`, id => id.toLowerCase(), id => `${id.slice(0, 6)} ${id.slice(6, 14)} ${id.slice(14)}`,
    id => [...id].map(letter => String.fromCodePoint(letter.codePointAt(0)! + 0xfee0)).join(''), id => `\u200b${id}`, id => idNumberProblem(`${id.slice(0, 15)}000`) === null ? id : `${id.slice(0, 15)}000`, id => Number(id.slice(0, 17)).toExponential(5), id => id.slice(0, 17), id => `${id}（补）`, () => '无', () => null
  )).map(([id, write]) => ({ id, cell: write(id) }))

  it('no digit is changed in silence: a number is the one that was written, or its cell is named', async () => {
    await fc.assert(fc.asyncProperty(fc.array(written, { minLength: 1, maxLength: 20 }), async people => {
      const lines = people.map(({ cell }, i): Line => line(i % 6, i + 1, { ...HEAD, 姓名: `人${i}`, 证件号码: cell }))
      const sheet = await readWorkbook('名册.xlsx', workbook({ S: sheetOf(tableOf(lines)) }))
      const column = columnOf(sheet, 'person', 'idNo')!
      for (const [i, { id, cell }] of people.entries()) {
        const { value } = cellAt(column, i)
        const told = sheet.problems.filter(problem => problem.cell === `D${i + 2}`).map(({ severity }) => severity)
        // Whole digits of what stood there, taken without the code under test.
        const digits = typeof cell === 'string' ? cell.normalize('NFKC').replace(/[^\dXx]/gu, '').toUpperCase() : ''
        if (value === null) expect([cell, cell === null || cell === '无' || told.includes('error')]).toEqual([cell, true])
        else expect([cell, value]).toEqual([cell, digits])
        if (value !== null && value !== id) expect([cell, told.length > 0]).toEqual([cell, true])
        if (typeof cell === 'number') expect([cell, told]).toEqual([cell, ['error']])
      }
    }), { numRuns: 60 })
  })

  it('a wrong sheet is refused by name, and nothing comes in', async () => {
    const laptop = await laptopWith(family)
    const entries = laptop.host.journal.length
    const wrong = workbook({ 会议签到: sheetOf([['会议签到表'], ['序号', '单位', '签名'], ['1', '村委会', '寸杰']]) })
    await expect(laptop.book.previewImport('签到.xlsx', wrong, { code: VILLAGE, name: '万兴村' })).rejects.toMatchObject({ code: 'workbook-no-header', detail: { name: '签到.xlsx' } })
    expect(laptop.host.journal).toHaveLength(entries)
  })
})

it('U-02 a figure nobody knows stays out with its cell and keeps what was there; nought comes in as nought', async () => {
  const laptop = await laptopWith(family)
  expect(codes(await preview(laptop, [line(0, 1, { 纯收入: '不清楚' }), line(1, 1, { 纯收入: null })]))).toEqual(['J3 error value-unknown'])
  const blank = await preview(laptop, [line(0, 1, { 纯收入: null }), line(1, 1, { 纯收入: '' })])
  expect(blank.differences).toEqual([])
  const same = await preview(laptop, [line(0, 1, { 纯收入: '6424.00' }), line(1, 1, { 纯收入: '6,424元' })])
  expect(same.differences).toEqual([])
  const nought = await preview(laptop, [line(0, 1, { 纯收入: '0' }), line(1, 1, { 纯收入: '0' })])
  expect(nought.differences[0]!.fields).toMatchObject([{ before: '6,424.00', after: '0.00' }])
})
