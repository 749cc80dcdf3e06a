/**
 * A clerk's own workbook on its way in, looked over, mended and handed back; and what becomes of the village when
 * the file is wrong, the disk refuses, a second clerk has changed the same line, or the power goes while it is stored.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import ExcelJS from 'exceljs'
import * as XLSX from 'xlsx'
import { idNumberProblem } from '#core/registers/id-number.ts'
import { gbk } from '../workbook/gbk.ts'
import { HEADINGS, line, roster, sheetOf, tableOf, workbook, type Line } from '../workbook/make-files.ts'
import { begin, chooseWorkbook, copyCode, goTo, openLedger, saveAs, syncNow, unlock, unsent } from './actions.ts'
import { openTown, ROSTER, VILLAGE, type Laptop, type Town } from './town.ts'

const SAMPLES = resolve(import.meta.dirname, '../workbook/samples')
const TRAPS = join(SAMPLES, 'roster-traps.xlsx')
interface Expected { readonly row: number, readonly problems: readonly string[] }
const EXPECTED = JSON.parse(readFileSync(join(SAMPLES, 'roster-traps.expect.json'), 'utf8')) as readonly Expected[]
const RED = 'FFFF8080'

let town: Town, laptop: Laptop, page: Page
test.describe.configure({ mode: 'serial' })
test.beforeAll(async () => {
  town = await openTown({ practice: true })
  laptop = await begin(town, 'clerk')
  page = laptop.desk.page
})
test.afterAll(() => town.close())

function file(name: string, bytes: Uint8Array): string {
  const path = join(town.folder, name)
  writeFileSync(path, bytes)
  return path
}
async function choose(path: string): Promise<void> {
  await goTo(page, 'import')
  const again = page.getByRole('button', { name: '再导入一份' })
  if (await again.count() > 0) await again.click()
  await chooseWorkbook(laptop.desk, path)
  await expect(page.getByTestId('import-summary')).toBeVisible({ timeout: 60_000 })
}
const tab = (name: string): Promise<void> => page.getByTestId(`tab-${name}`).click()
const column = (letter: string) => page.locator(`[data-testid=layout-column][data-letter="${letter}"]`)
async function take(letter: string, words: string): Promise<void> {
  await column(letter).locator('.el-select').click()
  await page.keyboard.type(words)
  await page.getByRole('option', { name: words, exact: true }).first().click()
  await expect(column(letter)).toContainText('您改的', { timeout: 60_000 })
}
const done = async (): Promise<void> => expect(page.getByTestId('import-done')).toBeVisible({ timeout: 120_000 })
const leaveImport = async (): Promise<void> => { await goTo(page, 'import'); if (await page.getByTestId('import-cancel-preview').count() > 0) await page.getByTestId('import-cancel-preview').click() }
const counts = async (): Promise<{ readonly households: number, readonly people: number }> => {
  await goTo(page, 'roster')
  await expect(page.getByTestId('roster-count')).toContainText(/共 \d+ 户 · \d+ 人/)
  const [, households, people] = /共 (\d+) 户 · (\d+) 人/.exec(await page.getByTestId('roster-count').innerText())!
  return { households: Number(households), people: Number(people) }
}
/** The village as a person has it: the whole roster as it would be handed on. */
async function village(name: string): Promise<readonly string[]> {
  await openLedger(page, 'L0')
  const path = join(town.folder, `${name}.xlsx`)
  await saveAs(laptop.desk, path)
  await page.getByTestId('ledger-files').click()
  await page.getByTestId('ledger-export').click()
  await expect(page.getByTestId('ledger-said')).toContainText(`${name}.xlsx`, { timeout: 60_000 })
  const book = XLSX.read(readFileSync(path))
  // The first lines say when and by whom it was made.
  return XLSX.utils.sheet_to_csv(book.Sheets[book.SheetNames[0]!]!).split('\n').filter(text => /组/.test(text) && !/导出|制表/.test(text)).toSorted()
}
/** A person of this village who does not exist; the check digit is right. */
function idOf(number: number): string {
  const body = `530521${String(19500101 + (number % 28))}${String(100 + Math.floor(number / 28)).slice(-3)}`
  return [...'0123456789X'].map(digit => body + digit).find(id => idNumberProblem(id) === null)!
}
/** So many households of two that the village does not have. */
function newcomers(houses: number, from: number): Uint8Array {
  const lines = Array.from({ length: houses }, (_, house) => [0, 1].map((member): Line => {
    const id = idOf(from + house * 2 + member)
    return line(0, 1, { 户编号: String(9_000_000_000_000_00 + from + house), 姓名: `测${'甲乙丙丁戊己庚辛壬癸'[house % 10]}${member ? '妻' : '主'}`, 证件号码: id, 出生日期: `${id.slice(6, 10)}-${id.slice(10, 12)}-${id.slice(12, 14)}`, 与户主关系: member ? '配偶' : '户主', 组: '1组' })
  })).flat()
  return roster(lines, [...HEADINGS, '组'])
}

test('a clerk’s roster with its traps is laid open: what each column is, what is wrong by its cell, what was left out and why', async () => {
  await choose(TRAPS)
  await expect(page.getByTestId('import-errors')).toContainText(/\d+ 处错误/)
  await expect(page.getByTestId('import-apply')).toBeDisabled()
  await tab('problems')
  const told = await page.getByTestId('import-problem').evaluateAll(rows => rows.map(row => row.firstElementChild!.textContent!.trim()))
  for (const { row } of EXPECTED.filter(({ problems }) => problems.some(code => code !== 'id-missing'))) expect(told).toContain(`F${row}`)
  await tab('dropped')
  await expect(page.getByTestId('import-dropped')).toContainText('合计行')
  await expect(page.getByTestId('import-dropped')).toContainText('填表人')
  await tab('layout')
  await expect(column('F')).toContainText('身份证号')
  await expect(column('F').locator('.el-select')).toContainText('证件号码')
  await expect(column('O')).toContainText('×10000')
})

test('a column taken for the wrong thing is put right by hand, and the preview is read anew', async () => {
  await expect(column('P')).toContainText('备注')
  await take('P', '不导入这一列')
  await expect(column('P').locator('.el-select')).toContainText('不导入这一列')
})

let marked: string
test('X-16: the file is handed back as it was, wrong cells red and only those, and the reason behind the last column', async () => {
  await tab('problems')
  // What was merely written otherwise (“孙子”, “√”) is told on the page; there is nothing to mend in the file.
  const told = new Set(await page.getByTestId('import-problem').evaluateAll(rows => rows.filter(row => !/按“.+”读入|按标题里的/.test(row.textContent!)).map(row => row.firstElementChild!.textContent!.trim())))
  marked = join(town.folder, '交回.xlsx')
  await saveAs(laptop.desk, marked)
  await page.getByTestId('import-hand-back').click()
  await expect(page.getByTestId('import-handed')).toContainText('交回.xlsx')
  const before = XLSX.read(readFileSync(TRAPS)), after = XLSX.read(readFileSync(marked))
  expect(after.SheetNames).toEqual(before.SheetNames)
  const [was, is] = [before.Sheets[before.SheetNames[0]!]!, after.Sheets[after.SheetNames[0]!]!]
  const cells = (sheet: XLSX.WorkSheet): readonly (readonly [string, unknown, unknown])[] =>
    Object.entries(sheet).filter(([at]) => /^[A-P]\d+$/.test(at)).map(([at, cell]) => [at, (cell as XLSX.CellObject).t, (cell as XLSX.CellObject).v] as const)
  expect(cells(is).filter(([, type]) => type !== 'z')).toEqual(cells(was).filter(([, type]) => type !== 'z'))
  expect(is['!merges']?.length).toBe(was['!merges']?.length)
  const book = new ExcelJS.Workbook()
  await book.xlsx.load(readFileSync(marked).buffer as ArrayBuffer)
  const sheet = book.worksheets[0]!
  const red: string[] = []
  sheet.eachRow({ includeEmpty: true }, row => row.eachCell({ includeEmpty: true }, cell => {
    if ((cell.fill as ExcelJS.FillPattern | undefined)?.fgColor?.argb === RED && Number(cell.col) <= 16) red.push(cell.address)
  }))
  expect(red.toSorted()).toEqual([...told].filter(at => /^[A-P]\d+$/.test(at) && Number(at.slice(1)) > 4).toSorted())
  expect(sheet.getCell('Q4').text).toBe('错误说明')
  expect(sheet.getCell('Q5').text).toContain('F5')
  const quiet = EXPECTED.find(({ row }) => [...told].every(at => at.replace(/^[A-Z]+/, '') !== String(row)))!
  expect(sheet.getCell(`Q${quiet.row}`).text).toBe('')
})

let before: readonly string[], people: { readonly households: number, readonly people: number }
test('only the households without a mistake come in; the whole import is taken back, and the village is as it was', async () => {
  people = await counts()
  before = await village('之前')
  await goTo(page, 'import')
  await page.getByTestId('import-leave-out').click()
  await page.getByTestId('import-leave-out').click()
  await done()
  expect(await village('之后')).not.toEqual(before)
  await goTo(page, 'import')
  await page.getByTestId('import-undo').click()
  await expect(page.getByTestId('import-undone')).toContainText('已撤销')
  await expect(page.getByTestId('past-import').first()).toContainText('已撤销')
  expect(await counts()).toEqual(people)
  expect(await village('撤销后')).toEqual(before)
  await syncNow(page)
  await expect.poll(() => unsent(page)).toBe(0)
  const county = (await town.county.copies()).find(({ code }) => code === VILLAGE.code)
  expect(county?.digest).toBe(await copyCode(page))
})

test('the same sheet again: what was put right by hand is known', async () => {
  await choose(TRAPS)
  await tab('layout')
  await expect(column('P')).toContainText('和上次一样')
  await expect(column('P').locator('.el-select')).toContainText('不导入这一列')
  await leaveImport()
})

test('a column nobody knows is not imported until a person says what it is; mended and read again it is known', async () => {
  const headings = [...HEADINGS, '驻村工作队意见']
  const path = file('自制.xlsx', roster([line(0, 8, { 驻村工作队意见: '常年在家' })], headings))
  await choose(path)
  await tab('layout')
  await expect(column('L')).toContainText('不导入')
  await take('L', '备注')
  await tab('differences')
  await expect(page.getByTestId('import-differences')).toContainText('常年在家')
  await page.getByTestId('import-apply').click()
  await done()
  await choose(file('自制二.xlsx', roster([line(0, 8, { 驻村工作队意见: '常年在家' })], headings)))
  await expect(page.getByTestId('import-why')).toContainText('不用导入')
  await tab('layout')
  await expect(column('L')).toContainText('和上次一样')
  await leaveImport()
})

test('X-15: the national file twice brings nothing the second time; of two people’s copies the second shows what it would overwrite', async () => {
  await choose(ROSTER)
  if (await page.getByTestId('import-apply').isEnabled()) { await page.getByTestId('import-apply').click(); await done(); await choose(ROSTER) }
  await expect(page.getByTestId('import-why')).toContainText('不用导入')
  await expect(page.getByTestId('import-apply')).toBeDisabled()
  const copy = (phone: string, more: Line = {}): Uint8Array => roster([line(0, 8, { 成员联系电话: phone }), line(1, 8, { 与户主关系: '配偶', ...more })], HEADINGS.filter(heading => heading !== '年度' && heading !== '纯收入'))
  await choose(file('甲的.xlsx', copy('13900001111')))
  await page.getByTestId('import-apply').click()
  await done()
  await choose(file('乙的.xlsx', copy('13900002222', { 健康状况: '残疾' })))
  const differences = page.getByTestId('import-differences')
  await expect(differences).toContainText(/13900001111|139\*+1111/)
  await expect(differences).toContainText(/13900002222|139\*+2222/)
  await expect(differences).toContainText('残疾')
  await leaveImport()
})

test('a roster in CSV as WPS writes it in GBK, and one of Excel 97, are read', async () => {
  const lines = [line(0, 8, { 成员联系电话: '13700001111' })]
  const csv = tableOf(lines).map(cells => cells.join(',')).join('\r\n')
  const old = new Uint8Array(XLSX.write(XLSX.read(roster(lines)), { type: 'array', bookType: 'biff8' }) as ArrayBuffer)
  for (const [name, bytes] of [['名册.csv', gbk(csv)], ['名册.xls', old]] as const) {
    await choose(file(name, bytes))
    await expect(page.getByTestId('import-differences'), name).toContainText('寸杰')
    await leaveImport()
  }
})

test('X-13: hidden lines are told and taken only as the person says', async () => {
  const sheet = sheetOf([['名单'], ...tableOf([line(0, 8, { 成员联系电话: '13700003333' }), line(1, 8, { 与户主关系: '配偶', 成员联系电话: '13700004444' })])])
  sheet['!rows'] = [{}, {}, {}, { hidden: true }]
  await choose(file('藏着.xlsx', workbook({ Sheet1: sheet })))
  await expect(page.getByTestId('import-differences')).toContainText(/13700004444|137\*+4444/)
  await tab('layout')
  await expect(page.getByTestId('import-hidden')).toContainText('1 个隐藏的行')
  await page.getByTestId('import-hidden').locator('input').click()
  await expect(page.getByTestId('import-summary')).toBeVisible()
  await tab('dropped')
  await expect(page.getByTestId('import-dropped')).toContainText('隐藏的行')
  await tab('differences')
  await expect(page.getByTestId('import-differences')).not.toContainText(/13700004444|137\*+4444/)
  await leaveImport()
})

test('X-21: a file that cannot be saved says why, in words, and leaves nothing half written', async () => {
  await openLedger(page, 'L2')
  const folder = join(town.folder, '文件夹.xlsx')
  mkdirSync(folder)
  const tries: readonly (readonly [string, RegExp])[] = [
    ['/sys/台账.xlsx', /没有权限|磁盘只读/], [folder, /文件夹/], [join(town.folder, `${'长'.repeat(120)}.xlsx`), /文件名太长/]
  ]
  const there = (): readonly string[] => readdirSync(town.folder).toSorted()
  const was = there()
  for (const [path, reason] of tries) {
    await saveAs(laptop.desk, path)
    await page.getByTestId('ledger-files').click()
    await page.getByTestId('ledger-export').click()
    await expect(page.getByTestId('problem-text'), path).toContainText(reason)
    expect(await page.getByTestId('problem-text').innerText()).not.toMatch(/E[A-Z]{4,}/)
    await page.getByTestId('problem-dismiss').click()
    expect(existsSync(path) && path !== folder).toBe(false)
  }
  expect(there()).toEqual(was)
})

test('X-16: an import that is stopped while the file is read changes nothing', async () => {
  const was = await counts()
  const path = file('五千行.xlsx', newcomers(2500, 100_000))
  await goTo(page, 'import')
  await laptop.desk.app.evaluate(({ dialog }, chosen) => { dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [chosen] }) }, path)
  await page.getByTestId('import-choose').first().click()
  await page.getByTestId('import-cancel').click()
  await expect(page.getByTestId('import-choose').first()).toBeVisible()
  await expect(page.getByTestId('import-summary')).toHaveCount(0)
  expect(await counts()).toEqual(was)
})

test('X-16: killed while it is stored, sooner or later: all of the file is there or none of it', async () => {
  const HOUSES = 400
  let was = await counts()
  let round = 0
  for (const wait of [0, 120, 600]) {
    await choose(file(`断电${++round}.xlsx`, newcomers(HOUSES, round * 10_000)))
    await expect(page.getByTestId('import-apply')).toBeEnabled()
    await page.getByTestId('import-apply').click()
    await page.waitForTimeout(wait)
    await laptop.desk.kill9()
    page = (await laptop.again()).page
    await unlock(page)
    const now = await counts()
    const all = { households: was.households + HOUSES, people: was.people + HOUSES * 2 }
    expect([was, all], `${wait} ms`).toContainEqual(now)
    was = now
  }
})
