import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { idNumberProblem } from '#core/registers/id-number.ts'
import { inspectFile, type InspectedRow } from '../../src/workbook/inspect.ts'
import { readWorkbook } from '../../src/workbook/read-file.ts'
import { rosterOf } from '../../src/workbook/roster-of.ts'

interface Expected { readonly row: number; readonly person: string; readonly idNo: string | null; readonly problems: readonly string[] }

/** What a clerk made of 120 households: merged cells, headings of two lines, lost digits, full-width figures, sub-totals, a footer. */
const at = (name: string): string => join(import.meta.dirname, 'samples', name)
const expected = JSON.parse(readFileSync(at('roster-traps.expect.json'), 'utf8')) as readonly Expected[]
const inspected = inspectFile('roster-traps.xlsx', new Uint8Array(readFileSync(at('roster-traps.xlsx'))))
const NAMED = new Set(['id-digits-lost', 'id-checksum', 'id-missing'])
const namedCodes = ({ problems }: InspectedRow): readonly string[] => problems.map(({ code }) => code).filter(code => NAMED.has(code))

it('fault 55: every line of the clerk\'s roster is there, under its own number, with its person and what is wrong with the number', async () => {
  const { rows } = await inspected
  expect(rows.map(row => ({ row: row.row, person: row.name, problems: namedCodes(row) }))).toEqual(expected.map(({ row, person, problems }) => ({ row, person, problems })))
})

it('fault 55: every number that is in the file is read digit by digit; where digits were lost there is none, not another', async () => {
  const { rows } = await inspected
  const wanted = expected.map(({ idNo, problems }) => problems.includes('id-digits-lost') ? null : idNo)
  expect(rows.map(({ idNo }) => idNo)).toEqual(wanted)
  expect(rows.filter(({ idNo }) => idNo !== null && idNumberProblem(idNo) !== null).map(({ row }) => row)).toEqual(expected.filter(({ problems }) => problems.includes('id-checksum')).map(({ row }) => row))
})

it('what is wrong has its cell, and what can be read is not called wrong', async () => {
  const { rows, problems } = await inspected
  const codes = rows.flatMap(row => row.problems.map(({ code, cell, severity }) => `${cell} ${severity} ${code}`)).filter(text => !NAMED.has(text.split(' ')[2]!))
  expect(codes).toEqual([
    // No year but in the title; a birthday written to the month where no number completes it.
    'O5 warning income-year-from-title', 'H117 warning date-incomplete',
    ...[228, 252, 280, 380].map(row => `H${row} warning date-incomplete`)
  ])
  expect(problems).toEqual([])
})

it('the lines fall into the 120 households the merged cells make, each with its head, number and telephone', async () => {
  const { rows } = await inspected
  const houses = Map.groupBy(rows, ({ householdNo }) => householdNo)
  expect(houses.size).toBe(120)
  expect(houses.has('')).toBe(false)
  for (const house of houses.values()) {
    expect(new Set(house.map(({ group }) => group)).size).toBe(1)
    expect(house.filter(({ relation }) => relation === '户主').map(({ name }) => name)).toEqual([house[0]!.headName])
    expect(new Set(house.map(({ values }) => values['household.phone'])).size).toBe(1)
  }
})

it('sub-totals and the footer are no lines, and each is told', async () => {
  const { dropped } = await inspected
  expect(dropped).toEqual([...[105, 202, 298, 396].map(row => ({ row, why: 'subtotal', text: '小计' })), { row: 477, why: 'footer', text: '填表人：' }])
})

it('headings of two lines are read together, units become the field\'s own, ticks and short words what they mean', async () => {
  const { layout, mapping, rows } = await inspected
  expect(layout).toMatchObject({ sheet: 'Sheet1 (2)', headingLines: [3, 4], base: 'person' })
  expect(mapping.map(({ heading, target }) => [heading, target && (target.kind === 'field' ? `${target.register}.${target.name}` : target.kind)])).toEqual([
    ['序号', 'ignored'], ['组', 'household.villagerGroup'], ['户主/姓名', 'head-name'], ['户主/户编号', 'household.nationalHouseholdNo'], ['家庭成员/姓 名', 'person.name'],
    ['家庭成员/身份证号', 'person.idNo'], ['家庭成员/与户主关系', 'person.relation'], ['家庭成员/出生年月', 'person.birthDate'], ['家庭成员/文化程度', 'person.education'],
    ['家庭成员/在校情况', 'person.schoolStage'], ['联系电话', 'household.phone'], ['务工/地点', 'person.workPlace'], ['务工/月数', 'person.workMonths'], ['健 康', 'person.health'],
    ['年人均纯收入（万元）', 'income.perCapitaTotal'], ['备注', 'person.note']
  ])
  const line = (row: number): InspectedRow => rows.find(one => one.row === row)!
  expect(line(5).values).toMatchObject({ 'income.perCapitaTotal': '1,071.00', 'household.villagerGroup': '第1村民小组' })
  expect(line(8).values).toMatchObject({ 'person.health': '健康', 'person.birthDate': '1978-10-19' })
  expect(line(12)).toMatchObject({ name: '沙杰伟', relation: '之子', birthDate: '2000-01-15' })
  expect(line(13)).toMatchObject({ name: '沙婷', relation: '之女' })
  expect(line(18).values).toMatchObject({ 'person.workMonths': '6' })
  expect(line(31)).toMatchObject({ idNo: '530521195801085071' })
})

it('every birthday agrees with its number', async () => {
  const { rows } = await inspected
  const wrong = rows.filter(({ idNo, birthDate }) => idNo !== null && birthDate.replaceAll('-', '') !== idNo.slice(6, 14))
  expect(wrong).toEqual([])
})

it('the income column in 万元 with four places says whole 元: half of one is no news', async () => {
  const sheet = await readWorkbook('roster-traps.xlsx', new Uint8Array(readFileSync(at('roster-traps.xlsx'))))
  expect(rosterOf(sheet).coarse).toEqual({ 'income.perCapitaTotal': 50 })
})
