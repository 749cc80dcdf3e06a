/**
 * A day of checking: the whole village gone through, one finding mended where it leads, one explained, the list handed
 * on as a workbook; and answers at the door that do not wait for a run.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import * as XLSX from 'xlsx'
import { begin, goTo, openHousehold, outOfReach, saveAs, unlock } from './actions.ts'
import { VIEWPORT } from './launch.ts'
import { openTown, type Laptop, type Town } from './town.ts'
import { answer, backToHousehold, startVisit } from './visit.ts'

/** 住危房的户应纳入监测, an E; 人均纯收入低于2020年脱贫标准应核实, a W. */
const MENDED = 'R120', EXPLAINED = 'R183'
let town: Town, laptop: Laptop, page: Page
test.describe.configure({ mode: 'serial' })
test.beforeAll(async () => {
  town = await openTown({ practice: true })
  laptop = await begin(town, 'checks')
  page = laptop.desk.page
})
test.afterAll(() => town.close())

const counts = () => page.getByTestId('check-count')
const lines = () => page.getByTestId('village-finding')
const total = async (): Promise<number> => Number(/(\d+) 条/.exec(await page.locator('.figure').innerText())![1])
async function run(): Promise<void> {
  await page.getByTestId('checks-run').click()
  await ended()
}
async function ended(): Promise<void> {
  await expect(page.getByTestId('checks-progress')).toHaveCount(0, { timeout: 120_000 })
  await expect(page.getByTestId('village-findings')).toBeVisible()
}
/** By its number; '' is all of them. */
async function only(rule: string): Promise<number> {
  await page.getByTestId('tab-rule').click()
  if (rule === '') return total()
  await page.locator(`[data-testid=check-count][data-key="${rule}"]`).click()
  await expect(lines().first()).toHaveAttribute('data-rule', rule)
  return total()
}

test('the village is gone through with a bar that can be stopped, and the findings are counted by rule, household and group', async () => {
  await goTo(page, 'checks')
  await ended()
  const all = await total()
  expect(all).toBeGreaterThan(100)
  const figure = async (): Promise<number> => (await counts().locator('.figures').allInnerTexts()).reduce((sum, text) => sum + (text.match(/\d+/g) ?? []).reduce((more, one) => more + Number(one), 0), 0)
  for (const by of ['rule', 'household', 'group']) {
    await page.getByTestId(`tab-${by}`).click()
    await expect.poll(figure, { message: by }).toBe(all)
    await counts().first().click()
    await expect.poll(total).toBeLessThan(all)
  }
  const group = await counts().first().getAttribute('data-key')
  for (const text of (await lines().allInnerTexts()).slice(0, 5)) expect(text).toContain(group!)
  await page.getByTestId('tab-rule').click()
  await page.getByTestId('only-E').click()
  const grave = await total()
  await page.getByTestId('only-W').click()
  expect(grave + await total()).toBeLessThanOrEqual(all)
  await page.getByTestId('only-all').click()
  expect(await total()).toBe(all)
})

test('Enter on a finding leads to the field on the household’s page; mended there, it is gone after the next run', async () => {
  const before = await only(MENDED)
  const finding = lines().filter({ hasText: '未纳入监测' }).first()
  const head = (await finding.locator('.who b').innerText()).trim()
  await finding.click()
  await page.getByTestId('village-findings').focus()
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('household-head')).toHaveText(head)
  await expect(page.locator('[data-field=dangerHouse] button')).toBeFocused()
  await page.keyboard.press('Enter')
  await page.keyboard.press('0')
  await expect(page.getByTestId('field-saved')).toBeVisible()
  await goTo(page, 'checks')
  await expect(page.getByTestId('checks-stale')).toBeVisible()
  await run()
  expect(await only(MENDED)).toBe(before - 1)
  await expect(lines().filter({ hasText: head })).toHaveCount(0)
})

test('a reason is given for a W by R and Enter, kept over a restart and the next run; an E takes none', async () => {
  const before = await only(EXPLAINED)
  await page.getByTestId('village-findings').focus()
  await page.keyboard.press('Home')
  const head = (await lines().first().locator('.who b').innerText()).trim()
  await page.keyboard.press('r')
  await expect(page.getByTestId('reason-input')).toBeFocused()
  await page.keyboard.type('收入在子女户核算')
  await page.keyboard.press('Enter')
  await expect(lines().filter({ hasText: '收入在子女户核算' })).toHaveCount(1)
  await page.getByTestId('only-open').click()
  await expect.poll(total).toBe(before - 1)
  await page.getByTestId('only-all').click()
  await only(MENDED)
  await page.getByTestId('village-findings').focus()
  await page.keyboard.press('r')
  await expect(page.getByTestId('reason-input')).toHaveCount(0)
  await laptop.desk.close()
  page = (await laptop.again()).page
  await unlock(page)
  await goTo(page, 'checks')
  await ended()
  await only(EXPLAINED)
  const line = lines().filter({ hasText: '收入在子女户核算' })
  await expect(line).toHaveCount(1)
  await expect(line).toContainText(head)
})

test('the findings go out as a workbook, identity numbers hidden', async () => {
  const wanted = await only(EXPLAINED)
  const path = join(town.folder, '核对.xlsx')
  await saveAs(laptop.desk, path)
  await page.getByTestId('checks-save').click()
  await expect(page.getByTestId('checks')).toContainText(`已存为“核对.xlsx”，${wanted} 条`)
  const book = XLSX.read(readFileSync(path))
  const text = XLSX.utils.sheet_to_csv(book.Sheets['问题清单']!)
  expect(text.match(new RegExp(`^.*${EXPLAINED}.*$`, 'gm'))).toHaveLength(wanted)
  expect(text).toContain('收入在子女户核算')
  expect(text).not.toMatch(/\d{17}[\dXx]/)
})

test('answers at the door are stored while a run goes on, and the run says that it is older than they are', async () => {
  await page.getByTestId('checks-run').click()
  await openHousehold(page, '寸杰')
  await startVisit(page)
  for (const raw of ['上寨 1 号', '上寨 2 号', '上寨 3 号']) await answer(page, { section: 'members', field: 'address', raw })
  await backToHousehold(page)
  await goTo(page, 'checks')
  await ended()
  await expect(page.getByTestId('checks-stale')).toBeVisible()
})

test('U-09: the list can be used at 200 %', async () => {
  try {
    for (const size of [VIEWPORT, { width: Math.floor(VIEWPORT.width / 2), height: Math.floor(VIEWPORT.height / 2) }]) {
      await page.setViewportSize(size)
      await expect.poll(() => outOfReach(page), { message: String(size.width), timeout: 4000 }).toEqual([])
      await page.screenshot({ path: test.info().outputPath(`checks-${size.width}.png`) })
    }
  } finally {
    await page.setViewportSize(VIEWPORT)
  }
})
