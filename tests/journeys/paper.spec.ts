/**
 * Paper out and back in (V8): a hundred households in one file, then one sheet typed in by its code and checked
 * by a second person. What is printed is looked at in the PDF itself.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import { enrolAndLoad, goTo, openHousehold } from './actions.ts'
import { pdfFacts } from './pdf.ts'
import { openTown, type Laptop, type Town } from './town.ts'

let town: Town, laptop: Laptop, page: Page
let code = ''
test.describe.configure({ mode: 'serial' })
test.beforeAll(async () => {
  town = await openTown({ practice: true })
  laptop = await town.laptop('paper')
  page = laptop.desk.page
  await enrolAndLoad(page, { address: laptop.road.url, code: await town.code() })
  await page.getByTestId('wizard-finish').first().click({ timeout: 60_000 })
})
test.afterAll(() => town.close())

const picture = async (name: string): Promise<void> => { await page.screenshot({ path: test.info().outputPath(`${name}.png`) }) }
async function saveTo(name: string): Promise<string> {
  const path = join(town.folder, name)
  await laptop.desk.app.evaluate(({ dialog }, filePath) => { dialog.showSaveDialog = async () => ({ canceled: false, filePath }) }, path)
  return path
}
const progress = () => page.getByTestId('paper-progress')
async function savedPages(): Promise<number> {
  await expect(progress()).toHaveAttribute('data-state', 'saved', { timeout: 200_000 })
  return Number(await progress().getAttribute('data-pages'))
}
const windows = (): Promise<number> => laptop.desk.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)
/** What the preview shows, text by text, from inside its shadow root. */
const previewText = (): Promise<string> => page.getByTestId('paper-preview').evaluate(place => place.firstElementChild!.shadowRoot!.textContent ?? '')

test('V8: the sheet of one household is seen as it will be printed, and no page runs over', async () => {
  await openHousehold(page, '寸杰')
  await page.getByTestId('print-household').click()
  await expect(page.getByTestId('paper-scope')).toContainText('只这一户：寸杰')
  await expect.poll(previewText).toContain('信息采集对照表')
  const text = await previewText()
  for (const name of ['杜然红', '寸寿子', '一、家庭成员', '七、本次走访', '采集人二', '村委会盖章']) expect(text).toContain(name)
  expect(text).not.toMatch(/\d{17}[\dX]/)
  const over = await page.getByTestId('paper-preview').evaluate(place => [...place.firstElementChild!.shadowRoot!.querySelectorAll('.page')]
    .filter(sheet => sheet.querySelector('.body')!.getBoundingClientRect().bottom > sheet.querySelector('.foot')!.getBoundingClientRect().top).length)
  expect(over).toBe(0)
  await picture('print')
})

test('V8: a hundred and more households in one PDF: every page, every font in it, a code of its own each', async () => {
  await page.getByTestId('paper-scope').selectOption('groups')
  for (const group of ['2组', '3组']) await page.locator(`[data-testid=paper-groups] [data-group="${group}"]`).check()
  await expect(page.getByTestId('paper-count')).toContainText('共 132 户')
  const path = await saveTo('对照表.pdf')
  await page.getByTestId('paper-pdf').click()
  await expect(progress()).toContainText(/正在收集 \d+\/132 户/)
  const pages = await savedPages()
  const facts = pdfFacts(readFileSync(path))
  expect(facts.pages).toBe(pages)
  expect(pages).toBeGreaterThan(264)
  expect(facts.fonts).toBeGreaterThan(0)
  expect(facts.fontsNotEmbedded).toEqual([])
  expect(facts.scripts).toBe(0)
  expect(await windows()).toBe(1)
  await picture('saved')
})

test('a print that is stopped leaves no file, no sheet and no hidden window', async () => {
  const path = await saveTo('停.pdf')
  await page.getByTestId('paper-pdf').click()
  await expect(progress()).toContainText('正在收集')
  await page.getByTestId('paper-stop').click()
  await expect(progress()).toHaveAttribute('data-state', 'closed')
  expect(() => readFileSync(path)).toThrow()
  expect(await windows()).toBe(1)
  await page.getByTestId('tab-enter').click()
  await expect(page.getByTestId('tab-enter')).toContainText('132')
})

test('V8: 户表, 花名册 and 公示 of a group', async () => {
  await page.getByTestId('tab-print').click()
  for (const group of ['2组', '3组']) await page.locator(`[data-testid=paper-groups] [data-group="${group}"]`).uncheck()
  for (const kind of ['household', 'roster']) {
    await page.getByTestId(`paper-kind-${kind}`).check()
    await expect(page.getByTestId('paper-count')).toContainText('共 44 户')
    const path = await saveTo(`${kind}.pdf`)
    await page.getByTestId('paper-pdf').click()
    const pages = await savedPages()
    expect(pdfFacts(readFileSync(path)).pages).toBe(pages)
    await picture(kind)
  }
  await page.getByTestId('paper-kind-notice').check()
  await expect(page.getByTestId('paper-obstacle')).toContainText('监督电话')
  await page.getByTestId('notice-phone').fill('0875-8120317')
  await page.getByTestId('notice-result').fill('同意，530521198611220015')
  await expect(page.getByTestId('paper-obstacle')).toContainText('像证件号码')
  await page.getByTestId('notice-result').fill('同意纳入')
  await expect(page.getByTestId('paper-obstacle')).toHaveCount(0)
  await expect.poll(previewText).toContain('同意纳入')
  expect(await previewText()).not.toMatch(/\*\*\*|1[35]\d{9}|长期慢性病/)
  await picture('notice')
})

test('V8: a ledger as it stands on the screen, across the page, whole numbers only with what they are for', async () => {
  await goTo(page, 'ledgers')
  await page.locator('[data-testid=ledger-card][data-ledger=monitored]').click()
  await expect(page.getByTestId('ledger-print')).toBeVisible()
  await page.getByTestId('ledger-print').click()
  await expect(page.getByTestId('paper-kind-ledger')).toBeChecked()
  await expect(page.getByTestId('paper-count')).toContainText('共 34 行')
  expect(await previewText()).not.toMatch(/\d{17}[\dX]|1[35]\d{9}/)
  await page.getByTestId('paper-whole').check()
  await expect(page.getByTestId('paper-obstacle')).toContainText('写明用途')
  await expect(page.getByTestId('paper-pdf')).toBeDisabled()
  await page.getByTestId('paper-purpose').fill('上级核查')
  await expect.poll(previewText).toContain('用途：上级核查')
  const path = await saveTo('台账.pdf')
  await page.getByTestId('paper-pdf').click()
  const pages = await savedPages()
  const facts = pdfFacts(readFileSync(path))
  expect([facts.pages, facts.fontsNotEmbedded]).toEqual([pages, []])
  await picture('ledger')
  await page.getByTestId('paper-whole').uncheck()
})

test('the system’s print dialog gets the same pages', async () => {
  await page.getByTestId('paper-kind-roster').check()
  await page.getByTestId('paper-print').click()
  await expect(progress()).toHaveAttribute('data-state', 'printed', { timeout: 60_000 })
})

test('V8: one sheet for one household, and its code', async () => {
  await openHousehold(page, '寸杰')
  await page.getByTestId('print-household').click()
  await page.getByTestId('paper-kind-comparison').check()
  await expect(page.getByTestId('paper-count')).toContainText('共 1 户')
  await saveTo('一户.pdf')
  await page.getByTestId('paper-pdf').click()
  expect(await savedPages()).toBeGreaterThan(1)
  await page.getByTestId('tab-enter').click()
  code = await page.getByTestId('paper-sheet').filter({ hasText: '寸杰' }).first().getAttribute('data-code') ?? ''
  expect(code).toMatch(/^[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}$/)
})

const line = (field: string, at = 0) => page.locator(`[data-testid=paper-line][data-field="${field}"]`).nth(at)
const type = async (raw: string): Promise<void> => { await page.keyboard.type(raw) }

test('V8: a wrong code says what is wrong with it', async () => {
  const box = page.getByTestId('paper-code')
  for (const [typed, why] of [
    [`${code.slice(0, 7)}${code.slice(8)}`, '8 个'], [code.replace(/.$/, '0'), '“0”'], [code[1]! + code[0]! + code.slice(2), '抄错']
  ] as const) {
    await box.fill(typed)
    await box.press('Enter')
    await expect(page.getByTestId('paper-refusal'), typed).toContainText(why)
  }
})

test('读 录: a value changed in the book since the printing is said; the pen’s changes are typed by keyboard alone', async () => {
  await openHousehold(page, '寸杰')
  await page.getByRole('tab', { name: /家庭情况/ }).click()
  await page.getByRole('button', { name: '住房面积：88，修改' }).click()
  await page.keyboard.type('96')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('field-saved')).toBeVisible()
  await goTo(page, 'paper')
  await page.getByTestId('tab-enter').click()
  // As a scanner types it: small letters, no dash, Enter.
  await page.getByTestId('paper-code').focus()
  await type(code.replace('-', '').toLowerCase())
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('paper-entering')).toContainText('寸杰')
  await expect(line('houseAreaM2').getByTestId('paper-stale')).toContainText('打印后已改为 96')
  await expect(page.getByTestId('paper-stale')).toHaveCount(1)
  await expect(page.getByTestId('paper-enterer')).toHaveValue(/.+/)
  await picture('entry')
  // From the first line on: Enter goes past what nobody wrote on.
  await expect(line('name').locator('input')).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(line('relation').locator('input')).toBeFocused()
  await line('health').locator('input').focus()
  await type('2')
  await page.keyboard.press('Enter')
  await expect(line('health').getByTestId('paper-saved')).toContainText('长期慢性病')
  await line('workMonths').locator('input').focus()
  await type('13个月半')
  await page.keyboard.press('Enter')
  await expect(line('workMonths').getByTestId('paper-problem')).toBeVisible()
  await line('workMonths').locator('input').fill('8')
  await page.keyboard.press('Enter')
  await expect(line('workMonths').getByTestId('paper-saved')).toContainText('8')
  await line('A1').locator('input').focus()
  await type('1.6万')
  await page.keyboard.press('Enter')
  await expect(line('A1').getByTestId('paper-saved')).toContainText('16,000')
  await expect(page.getByTestId('paper-changes')).toContainText('3 项')
  await picture('typed')
  await page.getByTestId('paper-day').fill('2026-11-20')
  await page.getByTestId('paper-visitor').fill('段丽华')
  await page.getByTestId('paper-done').click()
  await expect(page.getByTestId('check-start')).toBeVisible()
})

test('核: the one who entered is refused; a second one says 对, and mends what is 不对', async () => {
  const enterer = await page.evaluate(() => document.querySelector('.top')!.textContent)
  const own = /(王队长|李队员)/.exec(enterer ?? '')?.[0] ?? ''
  expect(own).not.toBe('')
  await page.getByTestId('check-name').fill(`${own[0]} ${own.slice(1)}`)
  await page.getByTestId('check-begin').click()
  await expect(page.getByTestId('paper-refusal')).toContainText('要两个人')
  await page.getByTestId('check-name').fill('段丽华')
  await page.getByTestId('check-begin').click()
  const check = page.getByTestId('check-line')
  await expect(check).toHaveCount(3)
  await picture('check')
  await page.keyboard.press('1')
  await expect(check.nth(0)).toHaveAttribute('data-verdict', 'right')
  await expect(check.nth(1).getByTestId('check-right')).toBeFocused()
  await page.keyboard.press('2')
  await page.getByTestId('check-input').fill('9')
  await page.keyboard.press('Enter')
  await expect(check.nth(1)).toHaveAttribute('data-verdict', 'mended')
  await expect(check.nth(1)).toContainText('录入时写的是 8')
  await check.nth(2).getByTestId('check-right').click()
  await expect(page.getByTestId('check-done')).toBeFocused()
  await picture('checked')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('check-finished')).toContainText('有改正')
})

test('what came from the sheet stands on the household’s page, and the sheet is not opened again', async () => {
  await page.getByTestId('tab-enter').click()
  await page.getByRole('button', { name: '录下一张' }).click()
  await page.getByTestId('paper-code').fill(code)
  await page.getByTestId('paper-code').press('Enter')
  await expect(page.getByTestId('paper-refusal')).toContainText('段丽华 核对完')
  await openHousehold(page, '寸杰')
  await expect(page.getByTestId('member-table')).toContainText('长期慢性病')
  await page.getByRole('tab', { name: /走访记录/ }).click()
  await expect(page.getByTestId('visit-table')).toContainText('2026-11-20')
  await expect(page.getByTestId('visit-table')).toContainText('段丽华')
})
