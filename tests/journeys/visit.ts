/** A visit as it is done at the table: jump to a line, type, Enter; an answer counts once it says 已存本机. */
import { expect, type Page } from '@playwright/test'

export interface Answer { readonly section: string, readonly field: string, readonly raw: string }

export async function startVisit(page: Page): Promise<void> {
  await page.getByTestId('start-visit').click()
  await expect(page.getByTestId('visit-view')).toHaveAttribute('data-phase', 'asking')
}

const lineOf = (page: Page, field: string) => page.locator(`[data-testid=visit-line][data-key$=":${field}"]`).first()
const cardOf = (page: Page, field: string) => page.locator(`[data-testid=visit-question][data-field="${field}"]`)

/** Brings a question to the front; it may be the one already asked. */
export async function moveTo(page: Page, section: string, field: string): Promise<void> {
  await page.getByTestId(`visit-section-${section}`).click()
  if (await cardOf(page, field).count() === 0) await lineOf(page, field).click()
  await expect(cardOf(page, field)).toBeVisible()
}

/** Types an answer without taking it. Options are chosen by their number, as a person does. */
export async function type(page: Page, field: string, raw: string): Promise<void> {
  const input = cardOf(page, field).getByTestId('visit-input')
  if (await input.getAttribute('role')) for (const digit of raw) await page.keyboard.press(digit)
  else await input.fill(raw)
}

export async function answer(page: Page, { section, field, raw }: Answer): Promise<void> {
  await moveTo(page, section, field)
  const key = await cardOf(page, field).getAttribute('data-key')
  await type(page, field, raw)
  await page.keyboard.press('Enter')
  // The last answer of a section opens the next one; its line is looked for where it stands.
  await page.getByTestId(`visit-section-${section}`).click()
  await expect(page.locator(`[data-key="${key}"]`).getByTestId('visit-saved')).toBeVisible()
}

export async function finishWithoutSignature(page: Page, reason: string): Promise<void> {
  await page.getByTestId('visit-section-signature').click()
  await page.getByTestId('visit-sign-none').click()
  await page.getByTestId('visit-sign-reason').fill(reason)
  await page.getByTestId('visit-finish').click()
  await expect(page.getByTestId('visit-summary')).toBeVisible()
}

/** Draws a signature with the mouse, as on a touchpad. */
export async function sign(page: Page): Promise<void> {
  await page.getByTestId('visit-section-signature').click()
  const pad = page.getByTestId('visit-signature')
  await pad.scrollIntoViewIfNeeded()
  const box = (await pad.boundingBox())!
  await page.mouse.move(box.x + 40, box.y + box.height / 2)
  await page.mouse.down()
  for (let step = 1; step <= 24; step++) await page.mouse.move(box.x + 40 + step * 9, box.y + box.height / 2 + Math.sin(step / 2) * box.height / 4)
  await page.mouse.up()
  await expect(page.getByTestId('visit-signature-step').getByTestId('visit-saved')).toContainText('已存本机')
}

export async function backToHousehold(page: Page): Promise<void> {
  await page.keyboard.press('Escape')
  await expect(page.getByTestId('household')).toBeVisible()
}
