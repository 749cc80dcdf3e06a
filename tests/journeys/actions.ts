/**
 * What a person does at the app, in their own order. Journeys and the demo are written in these words; only
 * this file knows where on the screen a thing is.
 */
import { expect, test, type Page } from '@playwright/test'
import type { Desk } from './launch.ts'
import type { Laptop, Town } from './town.ts'

export const PIN = '583916'

/** First start with the county's address and one-time code, up to the village's list. */
export async function enrolAndLoad(page: Page, county: { readonly address: string, readonly code: string, readonly name?: string }): Promise<void> {
  await page.getByTestId('wizard-address').fill(county.address)
  await page.getByTestId('wizard-code').fill(county.code)
  if (county.name) await page.getByTestId('wizard-name').fill(county.name)
  await page.getByTestId('wizard-enrol').click()
  await setPin(page)
}

export async function setPin(page: Page, pin = PIN): Promise<void> {
  await page.getByTestId('pin').fill(pin)
  await page.getByTestId('pin-again').fill(pin)
  await page.getByTestId('pin-set').click()
}

export async function unlock(page: Page, pin = PIN): Promise<void> {
  await page.getByTestId('unlock-pin').fill(pin)
  await page.getByTestId('unlock-pin').press('Enter')
  await expect(page.getByTestId('unlock-pin')).toHaveCount(0, { timeout: 60_000 })
}

export const goTo = (page: Page, place: string): Promise<void> => page.getByTestId(`menu-${place}`).click()

/** Chooses a file as if the person had picked it in the system's dialog, up to the preview. */
export async function chooseWorkbook(desk: Desk, file: string): Promise<void> {
  await desk.app.evaluate(({ dialog }, path) => { dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [path] }) }, file)
  await desk.page.getByTestId('import-choose').first().click()
}

export async function importWorkbook(desk: Desk, file: string): Promise<void> {
  await goTo(desk.page, 'import')
  await chooseWorkbook(desk, file)
  await desk.page.getByTestId('import-apply').click({ timeout: 60_000 })
  await expect(desk.page.getByTestId('import-done')).toBeVisible({ timeout: 120_000 })
}

/** Types into the search and opens the first household found. */
export async function openHousehold(page: Page, text: string): Promise<void> {
  await goTo(page, 'roster')
  await page.getByTestId('roster-search').fill(text)
  await expect(page.getByTestId('roster-row').first()).toBeVisible()
  await page.getByTestId('roster-search').press('Enter')
  await expect(page.getByTestId('household')).toBeVisible()
}

/** One whole round of its own: one that was under way may have asked before the other laptop had pushed. */
export async function syncNow(page: Page): Promise<void> {
  const button = page.getByTestId('sync-now')
  const idle = (): Promise<void> => expect(button).not.toHaveClass(/is-loading/, { timeout: 120_000 })
  await idle()
  await button.click()
  await page.waitForTimeout(150)
  await idle()
}

export const unsent = async (page: Page): Promise<number> => Number(/\d+/.exec(await page.getByTestId('status-unsent').first().innerText())?.[0] ?? 0)

/** A laptop that has enrolled and holds the practice village. */
export async function begin(town: Town, name: string, options?: Parameters<Town['laptop']>[1]): Promise<Laptop> {
  const laptop = await town.laptop(name, options)
  await enrolAndLoad(laptop.desk.page, { address: laptop.road.url, code: await town.code(undefined, options?.role) })
  await laptop.desk.page.getByTestId('wizard-finish').first().click({ timeout: 60_000 })
  await expect(laptop.desk.page.getByTestId('roster-count')).toContainText(/共 \d+ 户/)
  return laptop
}

/** The next file that is saved goes here, as if the person had said so in the system's dialog. */
export const saveAs = (desk: Desk, filePath: string): Promise<void> =>
  desk.app.evaluate(({ dialog }, path) => { dialog.showSaveDialog = async () => ({ canceled: false, filePath: path }) }, filePath)

/** Finds a ledger by what is typed and opens it with Enter; the keys are in its list afterwards. */
export async function openLedger(page: Page, wanted: string): Promise<void> {
  await goTo(page, 'ledgers')
  await page.getByTestId('ledger-find').fill(wanted)
  await page.getByTestId('ledger-find').press('Enter')
  await expect(page.getByTestId('ledger-grid')).toBeVisible()
  await expect(page.getByTestId('ledger-keys')).toBeFocused()
}

/** What the village on this laptop comes to, as the county and every other laptop would write it. */
export async function copyCode(page: Page): Promise<string> {
  await goTo(page, 'sync')
  await expect(page.getByTestId('copy-code').first()).toHaveAttribute('data-digest', /^[0-9a-f]{64}$/)
  return await page.getByTestId('copy-code').first().getAttribute('data-digest') ?? ''
}

/**
 * Buttons, inputs and dialogs a person cannot get at: they reach beyond the window or beyond a box that hides
 * what runs over. What can be scrolled to is within reach.
 */
export const outOfReach = (page: Page): Promise<readonly string[]> => page.evaluate(() => {
  const window_ = { left: 0, top: 0, right: innerWidth, bottom: innerHeight }
  const wanted = [...document.querySelectorAll<HTMLElement>('button, a[href], input, select, textarea, [role=dialog]')]
  return wanted.flatMap(element => {
    const box = element.getBoundingClientRect()
    const style = getComputedStyle(element)
    // What is folded away still has its place, and is seen by nobody.
    if (!element.checkVisibility() || box.width < 2 || box.height < 2 || style.visibility === 'hidden' || style.opacity === '0' || element.closest('[aria-hidden=true], [inert]')) return []
    let limit = window_
    for (let around = element.parentElement; around && around !== document.body; around = around.parentElement) {
      const { overflowX, overflowY, position } = getComputedStyle(around)
      const edge = around.getBoundingClientRect()
      const scrolls = (overflow: string): boolean => overflow === 'auto' || overflow === 'scroll'
      if ((scrolls(overflowX) && around.scrollWidth > around.clientWidth) || (scrolls(overflowY) && around.scrollHeight > around.clientHeight)) return []
      if (overflowX === 'hidden' || overflowX === 'clip' || overflowY === 'hidden' || overflowY === 'clip')
        limit = { left: Math.max(limit.left, edge.left), top: Math.max(limit.top, edge.top), right: Math.min(limit.right, edge.right), bottom: Math.min(limit.bottom, edge.bottom) }
      if (position === 'fixed') break
    }
    const within = box.left >= limit.left - 1 && box.top >= limit.top - 1 && box.right <= limit.right + 1 && box.bottom <= limit.bottom + 1
    return within ? [] : [`${element.dataset['testid'] ?? element.getAttribute('aria-label') ?? element.textContent?.trim().slice(0, 20) ?? element.tagName} ${Math.round(box.left)},${Math.round(box.top)}–${Math.round(box.right)},${Math.round(box.bottom)}`]
  })
})

export type SyncTab = 'state' | 'aside' | 'package' | 'hub' | 'photos' | 'receipts' | 'copies'

/** The page 同步备份 at one of its tabs, by arrows as a person without a mouse goes there. */
export async function syncTab(page: Page, tab: SyncTab): Promise<void> {
  await goTo(page, 'sync')
  await page.getByTestId('sync-page').waitFor()
  await page.locator('[role=tab][aria-selected=true]').focus()
  for (let steps = 0; steps < 8 && await page.getByTestId(`tab-${tab}`).getAttribute('aria-selected') !== 'true'; steps++) await page.keyboard.press('ArrowRight')
  await expect(page.getByTestId(`tab-${tab}`)).toHaveAttribute('aria-selected', 'true')
}

/** The next file that is opened is this one. */
export const openFrom = (desk: Desk, filePath: string): Promise<void> =>
  desk.app.evaluate(({ dialog }, path) => { dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [path] }) }, filePath)

/** Presses a button by Enter: what a person does who came to it by Tab. */
export async function enterOn(page: Page, testId: string): Promise<void> {
  await page.getByTestId(testId).focus()
  await page.keyboard.press('Enter')
}

/** One field on the household's page or a member's, found by its label, written over and saved by Enter. */
export async function writeField(page: Page, label: string, typed: string): Promise<void> {
  await page.getByRole('button', { name: new RegExp(`^${label}：.*修改$`) }).focus()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Control+a')
  await page.keyboard.type(typed)
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('field-saved').first()).toBeVisible()
}

/** What stands in the red or yellow line at the top; it is put away, so that the next is not mistaken for it. */
export async function problemText(page: Page): Promise<string> {
  const text = await page.getByTestId('problem-text').innerText()
  await page.getByTestId('problem-dismiss').click()
  return text
}

/** Looks at a page at rest: what reaches beyond the window is a fault of it, and its picture lies beside the test's report. */
export async function looksWhole(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: test.info().outputPath(`${name}.png`), animations: 'disabled' })
  expect(await outOfReach(page), name).toEqual([])
}
