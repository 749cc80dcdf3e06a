/**
 * A month's round: opened, shared out by group, and gone from door to door by two who have no line and no mouse. What
 * they found is a clue at once; how far the round is stands on every laptop once both were in town.
 */
import { expect, test, type Page } from '@playwright/test'
import { begin, copyCode, enterOn, looksWhole, syncNow, unsent } from './actions.ts'
import { monitorTab } from './procedure-actions.ts'
import { openTown, type Town } from './town.ts'

const PEOPLE = '王队长、李队员', FOUND = '男主人摔伤住院，家里断了收入'
let town: Town
test.beforeAll(async () => { town = await openTown({ practice: true }) })
test.afterAll(() => town.close())

/** Nobody answers a question that is not asked yet. */
const asked = (page: Page, field: string): Promise<void> => expect(page.locator(`[data-ask=${field}].current`)).toBeVisible()
async function press(page: Page, field: string, key: string): Promise<void> {
  await asked(page, field)
  await page.keyboard.press(key)
}
async function say(page: Page, field: string, text: string): Promise<void> {
  await asked(page, field)
  await expect(page.getByTestId(`screening-${field}-text`)).toBeFocused()
  await page.keyboard.type(text)
  await page.keyboard.press('Enter')
}

/** The short form from its first question to its last, by keyboard; the head's name. */
async function screen(page: Page, risk: boolean): Promise<string> {
  await press(page, 'mode', '1')
  await press(page, 'focusGroups', 'Enter')
  for (const topic of ['Members', 'Income', 'Work', 'Education', 'Health', 'Insurance', 'Living', 'Water']) await press(page, `unchanged${topic}`, '1')
  await press(page, 'atRisk', risk ? '1' : '2')
  await say(page, 'problems', risk ? FOUND : '')
  await press(page, 'opinion', risk ? '3' : '1')
  await press(page, 'handling', risk ? '5' : '7')
  await say(page, 'remark', '')
  await press(page, 'policyAware', '1')
  await say(page, 'firstScreener', '王队长')
  await say(page, 'secondScreener', '李队员')
  await press(page, 'screenersSigned', '1')
  await asked(page, 'signature')
  for (let steps = 0; steps < 6 && !await page.getByTestId('screening-signature-note').evaluate(box => box === document.activeElement); steps++) await page.keyboard.press('Tab')
  // The last word is given the moment before one finishes: a pause in typing is not waited for.
  await page.keyboard.type('手受伤，口头认可')
  const name = (await page.getByRole('heading', { level: 1 }).innerText()).split('·')[1]!.trim()
  await page.keyboard.press('Control+Enter')
  await expect(page.getByTestId('screening-finished')).toBeVisible()
  return name
}

test('two families of a round are screened without a line and without the mouse, and both laptops say how far it is', async () => {
  const one = await begin(town, 'one'), two = await begin(town, 'two')
  const { page } = one.desk
  one.road.cut()
  await monitorTab(page, 'campaigns')
  await expect(page.getByTestId('campaigns-empty')).toBeVisible()
  await enterOn(page, 'campaign-new')
  await expect(page.getByTestId('campaign-title')).toHaveValue(/^\d{4}年\d+月排查$/)
  const title = await page.getByTestId('campaign-title').inputValue()
  await enterOn(page, 'campaign-save')
  await expect(page.getByTestId('campaign-household').first()).toBeVisible()
  await enterOn(page, 'campaign-by-group')
  await page.locator('[data-testid^=campaign-people-]').first().focus()
  await page.keyboard.type(PEOPLE)
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('campaigns-said')).toContainText(PEOPLE)
  await looksWhole(page, 'groups')
  await enterOn(page, 'campaign-by-household')
  await page.getByTestId('campaign-households').focus()
  await looksWhole(page, 'round')

  await page.keyboard.press('Enter')
  await expect(page.getByTestId('screening-round')).toHaveText(title)
  const first = await screen(page, false)
  await expect(page.getByTestId('screening-group')).toContainText('已排查 1/')
  await looksWhole(page, 'finished')
  // The next of the same group comes by itself.
  await page.keyboard.press('Control+Enter')
  await expect(page.getByTestId('screening-finished')).toHaveCount(0)
  const second = await screen(page, true)
  expect(second).not.toBe(first)
  await expect(page.getByTestId('screening-clue')).toContainText('风险线索')
  await page.keyboard.press('Escape')
  const standing = page.getByTestId('campaign-standing')
  await expect(standing).toContainText('已排查 2/')
  for (const word of ['有风险 1', '生成线索 1']) await expect(standing).toContainText(word)
  await monitorTab(page, 'clues')
  await expect(page.getByTestId('clue-line').filter({ hasText: second })).toHaveCount(1)
  expect(await unsent(page)).toBeGreaterThan(0)

  one.road.mend()
  await syncNow(page)
  await expect.poll(() => unsent(page)).toBe(0)
  const other = two.desk.page
  await syncNow(other)
  await monitorTab(other, 'campaigns')
  await expect(other.getByTestId('campaign-standing')).toContainText('已排查 2/')
  await expect(other.getByTestId('campaign-standing')).toContainText('生成线索 1')
  await enterOn(other, 'campaign-by-group')
  await expect(other.locator('[data-testid^=campaign-people-]').first()).toHaveValue(PEOPLE)
  await monitorTab(other, 'clues')
  await expect(other.getByTestId('clue-line').filter({ hasText: second })).toHaveCount(1)
  expect(await copyCode(other)).toBe(await copyCode(page))
})
