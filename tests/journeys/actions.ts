/**
 * What a person does at the app, in their own order. Journeys and the demo are written in these words; only
 * this file knows where on the screen a thing is.
 */
import { expect, type Page } from '@playwright/test'
import type { Desk } from './launch.ts'

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
