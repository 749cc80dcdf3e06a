/**
 * A whole visit with the mouse unplugged, from the search to the signature (U-10), and what the checks say on
 * the way: each rule appears with the answer that causes it.
 */
import { expect, test, type Page } from '@playwright/test'
import { enrolAndLoad } from './actions.ts'
import { openTown, type Laptop, type Town } from './town.ts'

const HEAD = '徐涛寿', NEXT_HEAD = '杨涵'
let town: Town, laptop: Laptop, page: Page
test.describe.configure({ mode: 'serial' })
test.beforeAll(async () => {
  town = await openTown({ practice: true })
  laptop = await town.laptop('keys')
  page = laptop.desk.page
  await enrolAndLoad(page, { address: laptop.road.url, code: await town.code() })
  await page.getByTestId('wizard-finish').first().waitFor({ timeout: 60_000 })
})
test.afterAll(() => town.close())

/** As quick as a person at most: the next key comes when the screen shows what the last one did. */
async function press(...keys: readonly string[]): Promise<void> {
  for (const key of keys) {
    await page.keyboard.press(key)
    await page.evaluate(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))))
  }
}
const card = (field: string) => page.locator(`[data-testid=visit-question][data-field="${field}"]`)
const asked = async (): Promise<string> => await page.getByTestId('visit-question').getAttribute('data-field') ?? ''
const section = (): Promise<string> => page.locator('[data-testid^=visit-section-][aria-current=step]').getAttribute('data-testid').then(id => id!.replace('visit-section-', ''))
const finding = (rule: string) => page.getByTestId(`visit-finding-${rule}`).first()

/** Enter from question to question until this one is asked; `back` for those that stand above. */
async function walkTo(field: string, back = false): Promise<void> {
  for (let steps = 0; steps < 80; steps++) {
    if (await card(field).count() > 0) return
    const before = await page.getByTestId('visit-question').getAttribute('data-key')
    await press(back ? 'Shift+Enter' : 'Enter')
    await expect.poll(() => page.getByTestId('visit-question').getAttribute('data-key')).not.toBe(before)
  }
  throw new Error(`${field} was not asked within 80 keys; the last one asked was ${await asked()}`)
}
async function walkToSection(id: string): Promise<void> {
  for (let steps = 0; steps < 8 && await section() !== id; steps++) {
    const before = await section()
    await press('PageDown')
    await expect.poll(section).not.toBe(before)
  }
  expect(await section()).toBe(id)
}
/** Replaces what stands in the text input, as typing over selected text does. */
async function typeOver(text: string): Promise<void> {
  await press('Control+a')
  await page.keyboard.type(text)
}
/** The option's number as it is painted beside its words. */
async function choose(words: string): Promise<void> {
  const number = await page.locator('[data-testid^=visit-option-]').filter({ hasText: words }).first().locator('kbd').innerText()
  for (const digit of number) await press(digit)
}

/** Tab until the focus stands on one of these; a person who cannot see it there is lost. */
async function tabTo(selector: string): Promise<void> {
  for (let steps = 0; steps < 40; steps++) {
    await press('Tab')
    if (await page.evaluate(wanted => document.activeElement?.matches(wanted) ?? false, selector)) return
  }
  throw new Error(`Tab does not reach ${selector}`)
}
const take = async (raw: string): Promise<void> => { await typeOver(raw); await press('Enter') }
const pick = async (words: string): Promise<void> => { await choose(words); await press('Enter') }

test('U-10: from the first Enter to the open visit, by initials', async () => {
  await press('Enter')
  await expect(page.getByTestId('roster-count')).toBeVisible()
  await press('/')
  await page.keyboard.type('xts')
  await expect(page.getByTestId('roster-row').first()).toContainText(HEAD)
  await press('Enter')
  await expect(page.getByTestId('household-head')).toHaveText(HEAD)
  await press('Enter')
  await expect(page.getByTestId('visit-view')).toHaveAttribute('data-phase', 'asking')
  await expect(page.getByTestId('visit-question')).toBeVisible()
  for (const rule of ['R003', 'R010', 'R030', 'R055', 'R070', 'R120', 'R181']) await expect(page.getByTestId(`visit-finding-${rule}`), rule).toHaveCount(0)
})

test('V3: members: the head has left (R010), a number was misread (R003), a grandchild has come', async () => {
  await walkTo('presence')
  await pick('不在')
  await walkTo('endReason')
  await press('1', 'Enter')
  await walkTo('endedOn')
  await take('2026-09-30')
  await expect(finding('R010')).toContainText('没有户主')
  await walkTo('presence')
  await pick('修改')
  await walkTo('idNo')
  const idNo = await card('idNo').getByTestId('visit-input').inputValue()
  await take(`${idNo.slice(0, 17)}${idNo.endsWith('1') ? '2' : '1'}`)
  await expect(finding('R003')).toContainText('校验码不对')
  await walkTo('relation')
  await pick('户主')
  await expect(page.getByTestId('visit-finding-R010')).toHaveCount(0)
  await press('Insert')
  await expect(page.getByTestId('visit-member-form')).toBeVisible()
  await page.keyboard.type('徐小满')
  // Name, ID number left empty, relation, how they came, since when.
  await press('Enter', 'Enter', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'Enter', 'ArrowDown', 'Enter')
  await typeOver('2026-10-08')
  await press('Enter')
  await expect(page.getByTestId('visit-member-form')).toHaveCount(0)
  await expect(page.getByTestId('visit-view')).toContainText('徐小满')
  await walkTo('phone')
  await take('13888887777')
  await take('上寨 8 号')
  await expect.poll(section).toBe('condition')
})

test('V3: how each is: fit and called weak (R055), two insurances (R070), a school and a degree (R030)', async () => {
  await walkTo('labour')
  await pick('弱劳动力')
  await expect(finding('R055')).toBeVisible()
  await walkTo('medResident')
  await pick('否')
  await walkTo('medEmployee')
  await pick('是')
  await walkTo('medResident', true)
  await pick('是')
  await expect(finding('R070')).toContainText('只能参加一种')
  await walkTo('schoolStage')
  await pick('普通高中')
  await expect(finding('R030')).toBeVisible()
  await press('Alt+0')
  await expect.poll(section).toBe('income')
})

test('V3: income, roof, risk, needs: a line goes before the export’s total (no R180), costs beyond what they bring (R181), an unsafe house of an unmonitored family (R120)', async () => {
  await walkTo('A1')
  await take('1.6万')
  await walkTo('E1')
  await take('1.2万')
  await expect(finding('R181')).toContainText('生产经营性支出12000.00元，大于生产经营性收入11022.00元')
  await expect(page.getByTestId('visit-finding-R180')).toHaveCount(0)
  await walkToSection('safeguards')
  await walkTo('dangerHouse')
  await pick('是')
  await expect(finding('R120')).toContainText('住危房')
  await walkToSection('risk')
  await walkTo('risks')
  await press('1', 'Enter')
  await walkToSection('needs')
  await press('Alt+0')
  await expect.poll(section).toBe('signature')
})

test('U-10: a reason instead of a signature, Ctrl+Enter, and the household page shows what was found', async () => {
  await press('3')
  await tabTo('[data-testid=visit-sign-reason]')
  await page.keyboard.type('新户主手受伤，电话核实')
  await press('Control+Enter')
  await expect(page.getByTestId('visit-summary')).toBeVisible()
  await expect(page.getByTestId('visit-summary')).toContainText('已存本机')
  for (const rule of ['R003', 'R030', 'R055', 'R070', 'R120', 'R181']) await expect(page.getByTestId('visit-summary').getByTestId(`visit-finding-${rule}`).first(), rule).toBeVisible()
  await press('Escape')
  await expect(page.getByTestId('household-head')).toHaveText(NEXT_HEAD)
  await expect(page.getByTestId('member-table')).toContainText('徐小满')
  await tabTo('[role=tab]')
  await press('ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowRight')
  await expect(page.getByTestId('visit-table')).toContainText('2026')
  // Past the pictures, the family and the dossier.
  await press('ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowRight')
  const rules = page.getByTestId('finding-rule')
  await expect(rules.first()).toBeVisible()
  const shown = await rules.allInnerTexts()
  for (const rule of ['R003', 'R030', 'R055', 'R070', 'R120']) expect(shown).toContain(rule)
  await page.screenshot({ path: test.info().outputPath('household.png') })
})
