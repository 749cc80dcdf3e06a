/**
 * A day in the ledgers: found, filtered, typed into with the mouse unplugged, pasted into from WPS, taken back,
 * printed and exported; and the same fact at the door, on the household's page and in the list.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import * as XLSX from 'xlsx'
import { begin, openLedger, outOfReach, saveAs, unlock } from './actions.ts'
import { VIEWPORT } from './launch.ts'
import { openTown, type Laptop, type Town } from './town.ts'
import { backToHousehold, startVisit } from './visit.ts'

const HEAD = '寸杰', WORKER = '寸怡敏'
let town: Town, laptop: Laptop, page: Page
test.describe.configure({ mode: 'serial' })
test.beforeAll(async () => {
  town = await openTown({ practice: true })
  laptop = await begin(town, 'ledgers')
  page = laptop.desk.page
})
test.afterAll(() => town.close())

const keys = () => page.getByTestId('ledger-keys')
const said = () => page.getByTestId('ledger-said')
const cells = (column: string) => page.locator(`[data-testid=ledger-cell][data-column="${column}"]`)
const count = async (): Promise<number> => Number((await page.getByTestId('ledger-total').innerText()).replaceAll(',', '').match(/合计\s*(\d+)/)![1])
const here = () => page.locator('[data-testid=ledger-cell].at')

/** As quick as a person at most: the next key comes when the screen shows what the last one did. */
async function press(...names: readonly string[]): Promise<void> {
  for (const name of names) {
    await page.keyboard.press(name)
    await page.evaluate(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))))
  }
}
/** By arrows, from wherever the cursor is. */
async function walkTo(column: string): Promise<void> {
  await press('Home')
  for (let steps = 0; steps < 120 && await here().getAttribute('data-column') !== column; steps++) await press('ArrowRight')
  await expect(here()).toHaveAttribute('data-column', column)
}
/** Looks for a name and leaves the keys in the list, on the first line. */
async function find(text: string): Promise<void> {
  await page.getByTestId('ledger-search').fill(text)
  await page.getByTestId('ledger-search').press('Enter')
  await expect(keys()).toBeFocused()
}
async function setColumn(key: string, shown: boolean): Promise<void> {
  await page.getByTestId('ledger-columns').click()
  const toggle = page.locator(`[data-testid=ledger-columns-panel] [data-key="${key}"] [data-testid=ledger-column]`)
  if (await toggle.getAttribute('aria-checked') !== String(shown)) await toggle.click()
  await expect(toggle).toHaveAttribute('aria-checked', String(shown))
  await page.keyboard.press('Escape')
  await expect(page.getByTestId('ledger-columns-panel')).toBeHidden()
}
const openMenu = async (column: string): Promise<void> => {
  await page.locator(`[data-testid=ledger-filter][data-column="${column}"]`).click()
  await expect(page.getByTestId('ledger-filter-menu')).toBeVisible()
}
/** What the system hands over on Ctrl+V. */
const paste = (text: string): Promise<void> => keys().evaluate((box, words) => {
  const clipboardData = new DataTransfer()
  clipboardData.setData('text/plain', words)
  box.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
}, text)
/** Enter as it comes while a syllable is being composed. */
const composingEnter = (testId: string, inner = ''): Promise<void> => page.locator(`[data-testid=${testId}]${inner}`).first().evaluate(box => {
  box.dispatchEvent(new CompositionEvent('compositionstart', { bubbles: true }))
  for (const options of [{ isComposing: true }, { keyCode: 229 }]) box.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', code: 'Enter', bubbles: true, cancelable: true, ...options }))
})
const lookedAt = async (): Promise<number> => { await openLedger(page, 'L31'); return count() }
const book = (path: string): XLSX.WorkBook => XLSX.read(readFileSync(path))
const textOf = (path: string): string => Object.values(book(path).Sheets).map(sheet => XLSX.utils.sheet_to_csv(sheet)).join('\n')

test('a column is filtered by its choices and sorted, and the foot counts what is left', async () => {
  await openLedger(page, 'L1')
  const exited = await count()
  expect(exited).toBeGreaterThan(100)
  await openLedger(page, 'L3')
  const all = await count()
  expect(all).toBeGreaterThan(1000)
  await openMenu('person.labour')
  const choice = page.getByTestId('ledger-choice').nth(1)
  const [, words, lines] = (await choice.innerText()).replaceAll(',', '').match(/^\s*(\D+?)\s*(\d+)\s*$/)!
  await choice.click()
  await page.getByTestId('ledger-filter-apply').click()
  await expect.poll(count).toBe(Number(lines))
  for (const text of (await cells('person.labour').allInnerTexts()).slice(0, 8)) expect(text).toBe(words)
  await openMenu('age')
  await page.getByTestId('ledger-sort-down').click()
  await expect.poll(async () => {
    const ages = (await cells('age').allInnerTexts()).slice(0, 10).map(Number)
    return ages.length === 10 && ages.every((age, at) => at === 0 || age <= ages[at - 1]!)
  }).toBe(true)
  await page.getByTestId('ledger-clear').click()
  await expect.poll(count).toBe(all)
})

test('columns are chosen, and only those stand in the list', async () => {
  await setColumn('person.workPlace', true)
  await setColumn('person.education', false)
  await find(WORKER)
  await walkTo('person.workPlace')
  await expect(cells('person.education')).toHaveCount(0)
})

test('a cell is typed into with the mouse unplugged: a wrong answer stays with its reason, a right one is stored and the cursor goes on', async () => {
  await find(HEAD)
  await expect(page.getByTestId('ledger-total')).toContainText(/合计\s*[2-9]/)
  await find(WORKER)
  await expect.poll(count).toBe(1)
  await walkTo('person.workMonths')
  await press('1')
  await page.keyboard.type('3个月半')
  await press('Enter')
  await expect(page.getByTestId('ledger-editor').getByRole('alert')).toBeVisible()
  await press('Escape')
  await expect(page.getByTestId('ledger-editor')).toHaveCount(0)
  await expect(keys()).toBeFocused()
  await press('F2', 'Control+a')
  await page.keyboard.type('7')
  await press('Enter')
  await expect(said()).toContainText('已存本机')
  await expect(cells('person.workMonths').first()).toHaveText('7')
})

test('what is typed in the list stands on the household’s page and at the door at once; what is answered at the door stands in the list', async () => {
  const person = await cells('person.workMonths').first().getAttribute('data-line')
  await press('Control+Enter')
  await expect(page.getByTestId('household')).toBeVisible()
  await expect(page.getByTestId('member-drawer').getByRole('button', { name: /^务工时间\(月\)：7/ })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByTestId('member-drawer')).toBeHidden()
  await startVisit(page)
  await page.getByTestId('visit-section-condition').click()
  const line = page.locator(`[data-testid=visit-line][data-key="person:${person}:workMonths"]`)
  await expect(line).toContainText('7')
  await line.click()
  const card = page.locator(`[data-testid=visit-question][data-key="person:${person}:workMonths"]`)
  await expect(card.getByTestId('visit-input')).toHaveValue('7')
  await card.getByTestId('visit-input').fill('9')
  await page.keyboard.press('Enter')
  await page.getByTestId('visit-section-condition').click()
  await expect(line.getByTestId('visit-saved')).toBeVisible()
  await backToHousehold(page)
  await openLedger(page, 'L3')
  await find(WORKER)
  await walkTo('person.workMonths')
  await expect(here()).toHaveText('9')
})

test('a line is added for a person found by a few letters, typed on in the list, voided with its reason and brought back', async () => {
  await openLedger(page, 'L3.1')
  const before = await count()
  await page.getByTestId('ledger-add').click()
  await expect(page.getByTestId('ledger-add-search')).toBeFocused()
  await page.keyboard.type(WORKER)
  await expect(page.getByTestId('ledger-add-candidate').first()).toContainText(HEAD)
  await press('Enter')
  await expect(page.getByTestId('ledger-add-candidate').filter({ hasText: WORKER })).toHaveClass(/at/)
  await press('Enter')
  await expect(page.getByTestId('ledger-add-candidate')).toHaveCount(0)
  await page.getByTestId('ledger-add-save').click()
  await expect.poll(count).toBe(before + 1)
  await expect(said()).toContainText('已存本机')
  await find(WORKER)
  await walkTo('work.from')
  await page.keyboard.type('202603')
  await press('Tab')
  await expect(cells('work.from').first()).toHaveText(/2026.?0?3/)
  await page.getByTestId('ledger-end').click()
  await page.getByTestId('ledger-end-reason').fill('重复')
  await page.keyboard.press('Enter')
  await expect(said()).toContainText('已作废')
  await find('')
  await expect.poll(count).toBe(before)
  await press('Control+z')
  await expect(said()).toContainText('已撤销：作废')
  await expect.poll(count).toBe(before + 1)
  await page.getByTestId('ledger-undo-list').click()
  await expect(page.getByTestId('ledger-steps').locator('li').first()).toContainText('已撤销')
  await expect(page.getByTestId('ledger-steps')).toContainText(`改 ${WORKER} 年务工月数`)
  for (const what of [`改 ${WORKER} 开始时间`, '新增']) {
    const step = page.getByTestId('ledger-steps').locator('li').filter({ hasText: what }).first()
    await step.getByTestId('ledger-step-undo').click()
    await expect(step).toContainText('已撤销')
  }
  await expect.poll(count).toBe(before)
  await page.keyboard.press('Escape')
  await expect(page.getByTestId('ledger-steps')).toBeHidden()
})

test('X-18: a block with quotes, line breaks, blanks and wrong cells is shown first; what can be taken is one step, and one Ctrl+Z takes it back', async () => {
  await openLedger(page, 'L0')
  await find('')
  await walkTo('person.workPlace')
  const before = { place: (await cells('person.workPlace').allInnerTexts()).slice(0, 3), months: (await cells('person.workMonths').allInnerTexts()).slice(0, 3) }
  await paste('"他说""去昆明""打工"\t8\t\r\n"广东省\n深圳市"\t13个月半\t\r\n\t3\t\r\n')
  const preview = page.getByTestId('paste-preview')
  await expect(preview).toContainText('不能贴 1 格')
  await expect(preview.locator('[data-outcome=refused]')).toHaveText(/13个月半/)
  await expect(preview.locator('[data-outcome=changed]').first()).toContainText('他说"去昆明"打工')
  await page.getByTestId('paste-leave').click()
  await expect(preview).toBeHidden()
  expect((await cells('person.workPlace').allInnerTexts()).slice(0, 3)).toEqual(before.place)
  await paste('"他说""去昆明""打工"\t8\t\r\n"广东省\n深圳市"\t13个月半\t\r\n\t3\t\r\n')
  await expect(page.getByTestId('paste-apply')).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(said()).toContainText('已存本机')
  await expect(cells('person.workPlace').first()).toContainText('他说"去昆明"打工')
  await expect(cells('person.workPlace').nth(1)).toContainText('深圳市')
  await expect(cells('person.workMonths').nth(1)).toHaveText(before.months[1]!)
  await expect(cells('person.workMonths').nth(2)).toHaveText('3')
  await press('Control+z')
  await expect(said()).toContainText('已撤销')
  await expect(cells('person.workPlace').first()).toHaveText(before.place[0]!)
  expect((await cells('person.workMonths').allInnerTexts()).slice(0, 3)).toEqual(before.months)
})

test('X-18: three thousand lines of twenty columns: shown with what goes beyond the list, taken and taken back whole', async () => {
  const before = { place: await cells('person.workPlace').allInnerTexts(), months: await cells('person.workMonths').allInnerTexts() }
  await walkTo('person.workPlace')
  await press('Control+ArrowUp')
  const line = ['外省某县', '6', ...Array.from({ length: 18 }, () => '')].join('\t')
  await paste(`${Array.from({ length: 3000 }, () => line).join('\r\n')}\r\n`)
  const preview = page.getByTestId('paste-preview')
  await expect(preview).toBeVisible({ timeout: 60_000 })
  await expect(preview).toContainText(/不能贴 [1-9]\d* 格/)
  expect(await preview.getByTestId('paste-cell').count()).toBeLessThan(1000)
  await page.getByTestId('paste-apply').click()
  await expect(preview).toBeHidden({ timeout: 60_000 })
  await expect(said()).toContainText('已存本机')
  await expect(cells('person.workPlace').first()).toHaveText('外省某县')
  await press('Control+z')
  await expect(said()).toContainText('已撤销', { timeout: 60_000 })
  await expect(cells('person.workPlace').first()).toHaveText(before.place[0]!)
  expect(await cells('person.workPlace').allInnerTexts()).toEqual(before.place)
  expect(await cells('person.workMonths').allInnerTexts()).toEqual(before.months)
})

test('U-01: Enter that belongs to the input method stores nothing, jumps nowhere and closes nothing', async () => {
  await find(WORKER)
  await walkTo('person.workPlace')
  const was = await here().innerText()
  const at = await here().getAttribute('data-line')
  await composingEnter('ledger-keys')
  await expect(page.getByTestId('ledger-editor')).toHaveCount(0)
  await expect(here()).toHaveAttribute('data-line', at!)
  await keys().evaluate(box => box.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true })))
  await press('F2')
  await page.keyboard.type('zhangjia')
  await composingEnter('ledger-editor', ' input')
  await expect(page.getByTestId('ledger-editor').locator('input')).toHaveValue(/zhangjia/)
  await press('Escape')
  await expect(here()).toHaveText(was)
  await openMenu('person.name')
  await page.getByTestId('ledger-filter-contains').fill('cun')
  await composingEnter('ledger-filter-contains')
  await expect(page.getByTestId('ledger-filter-menu')).toBeVisible()
  await press('Escape')
  await expect(page.getByTestId('ledger-filter-menu')).toHaveCount(0)
  await page.getByTestId('ledger-search').fill('cun')
  await composingEnter('ledger-search')
  await expect(page.getByTestId('ledger-search')).toBeFocused()
  await find('')
})

test('a masked number is opened with its purpose, and the log of what was looked at has the line', async () => {
  await find(WORKER)
  await walkTo('person.idNo')
  await expect(here()).toHaveText(/^\d{6}\*+\w{4}$/)
  await press('Enter')
  await expect(page.getByTestId('purpose-dialog')).toBeVisible()
  await expect(page.getByTestId('purpose-choice').first()).toBeFocused()
  await press('1')
  await expect(here()).toHaveText(/^\d{17}[\dX]$/)
  expect(await lookedAt()).toBe(1)
  const row = page.locator('[data-testid=ledger-grid] .body [role=row]').first()
  await expect(row).toContainText('入户核实')
  await expect(row).toContainText(/team\d/)
  await expect(row).toContainText('证件号码')
})

test('an exported ledger hides what the screen hides; whole only with a purpose, and that is noted', async () => {
  await openLedger(page, 'L3')
  await find(WORKER)
  const masked = join(town.folder, '务工.xlsx'), whole = join(town.folder, '务工-全.xlsx')
  await saveAs(laptop.desk, masked)
  await page.getByTestId('ledger-files').click()
  await page.getByTestId('ledger-export').click()
  await expect(said()).toContainText('已导出 1 行')
  expect(textOf(masked)).toContain(WORKER)
  expect(textOf(masked)).toMatch(/530521\*+720X/)
  expect(textOf(masked)).not.toMatch(/\d{17}[\dXx]/)
  expect(textOf(masked)).not.toMatch(/\b1[3-9]\d{9}\b/)
  await saveAs(laptop.desk, whole)
  await page.getByTestId('ledger-files').click()
  await page.getByTestId('ledger-export-whole').check()
  await page.getByTestId('ledger-export').click()
  await expect(said()).toContainText('务工-全')
  expect(textOf(whole)).toMatch(/53052119781019720X/)
  expect(await lookedAt()).toBe(2)
})

test('U-09: at 200 % and at 1093 × 614 every button, menu and dialog of the ledger can be reached', async () => {
  await openLedger(page, 'L3.1')
  const looks: readonly (readonly [string, () => Promise<unknown>, string])[] = [
    ['list', async () => undefined, 'ledger-grid'],
    ['heading menu', () => openMenu('household.villagerGroup'), 'ledger-filter-menu'],
    ['columns', () => page.getByTestId('ledger-columns').click(), 'ledger-columns-panel'],
    ['new line', () => page.getByTestId('ledger-add').click(), 'ledger-add-dialog'],
    ['files', () => page.getByTestId('ledger-files').click(), 'ledger-export'],
    ['steps', () => page.getByTestId('ledger-undo-list').click(), 'ledger-steps']
  ]
  try {
    for (const size of [VIEWPORT, { width: Math.floor(VIEWPORT.width / 2), height: Math.floor(VIEWPORT.height / 2) }]) {
      await page.setViewportSize(size)
      for (const [name, open, shown] of looks) {
        await open()
        await expect(page.getByTestId(shown)).toBeVisible()
        await expect.poll(() => outOfReach(page), { message: `${name} at ${size.width} × ${size.height}`, timeout: 4000 }).toEqual([])
        await page.screenshot({ path: test.info().outputPath(`${name}-${size.width}.png`) })
        if (shown === 'ledger-export') await page.getByTestId('ledger-files').click()
        else if (shown !== 'ledger-grid') await page.keyboard.press('Escape')
        if (shown !== 'ledger-grid') await expect(page.getByTestId(shown)).toBeHidden()
      }
    }
  } finally {
    await page.setViewportSize(VIEWPORT)
  }
})

test('print leads to the ledger as it stands, hidden values hidden', async () => {
  await openLedger(page, 'L3')
  await find(WORKER)
  await page.getByTestId('ledger-print').click()
  const preview = page.getByTestId('paper-preview')
  await expect.poll(() => preview.evaluate(place => place.firstElementChild?.shadowRoot?.textContent ?? '')).toContain(WORKER)
  const text = await preview.evaluate(place => place.firstElementChild!.shadowRoot!.textContent ?? '')
  expect(text).toContain('务工就业')
  expect(text).not.toMatch(/\d{17}[\dXx]/)
})

test('after a restart the columns are as chosen and every step can still be taken back', async () => {
  await laptop.desk.close()
  page = (await laptop.again()).page
  await unlock(page)
  await openLedger(page, 'L3')
  await find(WORKER)
  await walkTo('person.workPlace')
  await expect(cells('person.education')).toHaveCount(0)
  await page.getByTestId('ledger-undo-list').click()
  const step = page.getByTestId('ledger-steps').locator('li').filter({ hasText: `改 ${WORKER} 年务工月数` })
  await expect(step).toHaveCount(1)
  await step.getByTestId('ledger-step-undo').click()
  // The door has answered since: the later answer stays, and it is said so.
  await expect(said()).toContainText('后来又改过，保持不动')
  await page.keyboard.press('Escape')
  await walkTo('person.workMonths')
  await expect(here()).toHaveText('9')
})
