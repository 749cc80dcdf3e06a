/**
 * What was reported about a family is read and answered at its table, without the mouse: the corner of the visit names
 * it, Alt+X opens it, the answer carries the visit, and the next key belongs to the question that was being asked.
 */
import { expect, test, type Page } from '@playwright/test'
import { begin, looksWhole, openHousehold, syncNow, unsent } from './actions.ts'
import { daysAgo, monitorTab } from './procedure-actions.ts'
import { openTown, type Town } from './town.ts'

const HEAD = '张明', CONTENT = '女儿住院，借了两万元'
let town: Town
test.beforeAll(async () => { town = await openTown({ practice: true }) })
test.afterAll(() => town.close())

async function report(page: Page, content: string, received: string): Promise<void> {
  await monitorTab(page, 'clues')
  await page.getByTestId('clue-new').click()
  await page.getByTestId('life-household').fill(HEAD)
  await page.getByTestId('life-household-row').first().click()
  await page.getByTestId('new-content').fill(content)
  await page.getByTestId('new-received').fill(received)
  await page.getByTestId('new-save').click()
  await expect(page.getByTestId('clue-new-form')).toHaveCount(0)
}

test('two clues are told at the door; one is answered there by keyboard and names the visit', async () => {
  const { desk } = await begin(town, 'team')
  const { page } = desk
  await report(page, '外出务工的人回来了', daysAgo(1))
  await report(page, CONTENT, daysAgo(20))
  await openHousehold(page, HEAD)
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('visit-view')).toHaveAttribute('data-phase', 'asking')
  const strip = page.getByTestId('visit-clues')
  await expect(strip).toContainText('这一户有 2 条线索没有核实')
  await expect(strip).toContainText('逾期')
  // Nobody who looks over the shoulder reads what it is about.
  await expect(strip).not.toContainText('住院')
  await looksWhole(page, 'strip')
  const question = await page.getByTestId('visit-question').getAttribute('data-key')
  await page.keyboard.press('Alt+x')
  const dialog = page.getByTestId('visit-clue-dialog')
  await expect(dialog).toBeVisible()
  await expect(page.getByTestId('answer-conclusion')).toBeFocused()
  await looksWhole(page, 'dialog')
  // Esc leaves the clue and not the visit.
  await page.keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)
  await expect(page.getByTestId('visit-view')).toHaveAttribute('data-phase', 'asking')
  await page.keyboard.press('Alt+x')
  await expect(page.getByTestId('answer-conclusion')).toBeFocused()
  await expect(page.getByTestId('answer-visit')).toHaveValue('here')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Tab')
  await expect(page.getByTestId('answer-text')).toBeFocused()
  await page.keyboard.type('已经出院，钱还清了')
  for (let steps = 0; steps < 12 && !await page.getByTestId('answer-save').evaluate(button => button === document.activeElement); steps++) await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await expect(dialog).toHaveCount(0)
  await expect(strip).toContainText('这一户有 1 条线索没有核实')
  // The visit goes on where it was: the same question, and Enter takes it.
  await expect(page.getByTestId('visit-question')).toHaveAttribute('data-key', question!)
  await expect(page.getByTestId('visit-question').getByTestId('visit-input')).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('visit-question')).not.toHaveAttribute('data-key', question!)
  await page.keyboard.press('Escape')
  await expect(page.getByTestId('household')).toBeVisible()
  await monitorTab(page, 'clues')
  await page.getByTestId('clue-line').filter({ hasText: HEAD }).first().waitFor()
  await expect(page.getByTestId('clue-line').filter({ hasText: HEAD })).toHaveCount(1)
  await syncNow(page)
  await expect.poll(() => unsent(page)).toBe(0)
  await desk.close()
})
