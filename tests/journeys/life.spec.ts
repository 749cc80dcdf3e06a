/**
 * What happens to families in a year: born, dead, married in and out, moved in and out, divided, joined, a new head, a
 * new card. Each is one action with the mouse unplugged, stands on the pages of both households and in the
 * ledgers at once, and can be taken back whole, also after the county has it.
 */
import { expect, test, type Page } from '@playwright/test'
import { begin, copyCode, goTo, openHousehold, openLedger, outOfReach, syncNow, unsent } from './actions.ts'
import { VIEWPORT } from './launch.ts'
import { openTown, VILLAGE, type Laptop, type Town } from './town.ts'

const HEAD = '寸杰', OTHER_HEAD = '沙佑勇', OTHER_ID = '530521198008093790', SON = '沙杰伟', SON_ID = '530521200001156517'
let town: Town, laptop: Laptop, page: Page
test.describe.configure({ mode: 'serial' })
test.beforeAll(async () => {
  town = await openTown({ practice: true })
  laptop = await begin(town, 'life')
  page = laptop.desk.page
})
test.afterAll(() => town.close())

const dialog = () => page.getByTestId('life-dialog')
const members = () => page.getByTestId('member-table')
const frames = (): Promise<unknown> => page.evaluate(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))))

/** The menu by its button, arrows and Enter. */
async function event(kind: string): Promise<void> {
  await page.getByTestId('life-menu').focus()
  await page.keyboard.press('Enter')
  const items = page.locator('[role=menuitem]')
  await expect(items.first()).toBeFocused()
  const at = await items.evaluateAll((all, wanted) => all.findIndex(one => (one as HTMLElement).dataset['testid'] === wanted), `life-${kind}`)
  for (let steps = 0; steps < at; steps++) await page.keyboard.press('ArrowDown')
  await expect(page.getByTestId(`life-${kind}`)).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(dialog().locator('input, select').first()).toBeFocused()
}
async function type(field: string, text: string): Promise<void> {
  await page.getByTestId(`life-${field}`).focus()
  await page.keyboard.press('Control+a')
  await page.keyboard.type(text)
  await frames()
}
/** A list of choices by its arrows, from wherever it stands. */
async function pick(box: ReturnType<Page['locator']>, words: string): Promise<void> {
  const [from, to] = await box.evaluate((select, wanted) => {
    const list = select as HTMLSelectElement
    return [list.selectedIndex, [...list.options].findIndex(({ text }) => text.trim().startsWith(wanted))]
  }, words)
  expect(to, words).toBeGreaterThanOrEqual(0)
  await box.focus()
  for (let at = from!; at !== to; at += at < to! ? 1 : -1) await page.keyboard.press(at < to! ? 'ArrowDown' : 'ArrowUp')
  await frames()
}
const choose = (field: string, words: string): Promise<void> => pick(page.getByTestId(`life-${field}`), words)
/** Whoever has no relation to the head yet gets one. */
async function relate(words: string): Promise<void> {
  const rows = page.getByTestId('life-relation')
  for (let at = 0; at < await rows.count(); at++) if (await rows.nth(at).inputValue() === '') await pick(rows.nth(at), words)
}
async function tick(name: string): Promise<void> {
  const box = dialog().locator('label').filter({ hasText: name }).locator('input[type=checkbox]').first()
  await box.focus()
  await page.keyboard.press('Space')
  await expect(box).toBeChecked()
}
async function save(): Promise<void> {
  await page.getByTestId('life-save').focus()
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('life-done')).toBeVisible()
}
async function finish(): Promise<void> {
  await save()
  await expect(page.getByTestId('life-close')).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(dialog()).toBeHidden()
}
/** From the sentence that it is stored to the household that came of it. */
async function openMade(): Promise<void> {
  await save()
  await page.getByRole('button', { name: '看新立的户' }).focus()
  await page.keyboard.press('Enter')
  await expect(dialog()).toBeHidden()
}
async function takeBack(): Promise<void> {
  await page.getByTestId('life-undo').focus()
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('life-undone')).toContainText('已撤销')
  await page.keyboard.press('Escape')
  await expect(dialog()).toBeHidden()
}
const history = async (): Promise<string> => {
  await page.getByTestId('tab-history').click()
  await expect(page.getByTestId('timeline')).toBeVisible()
  const text = await page.getByTestId('timeline').innerText()
  await page.getByTestId('tab-members').click()
  return text
}
const households = async (): Promise<number> => {
  await goTo(page, 'roster')
  await page.getByTestId('roster-search').fill('')
  // The whole village and no longer what was searched for.
  await expect(page.getByTestId('roster-count')).toContainText(/共 \d{3,} 户/)
  return Number(/共 (\d+) 户/.exec(await page.getByTestId('roster-count').innerText())![1])
}
/** How many lines of a ledger a name has. */
async function linesOf(ledger: string, name: string): Promise<number> {
  await openLedger(page, ledger)
  await page.getByTestId('ledger-search').fill(name)
  await page.getByTestId('ledger-search').press('Enter')
  await expect(page.locator('.strip')).toContainText(name)
  await expect(page.getByTestId('ledger-total')).toContainText(/合计/)
  await page.waitForTimeout(300)
  return Number(/合计\s*(\d+)/.exec(await page.getByTestId('ledger-total').innerText())![1])
}

test('出生: Enter goes from answer to answer and stores nothing until the button; the child is in the house, the ledger and the history', async () => {
  await openHousehold(page, HEAD)
  await event('birth')
  await type('on', '20261101')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('life-name')).toBeFocused()
  await page.keyboard.type('寸新新')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('life-idNo')).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('life-sex')).toBeFocused()
  await choose('sex', '男')
  await expect(page.getByTestId('life-done')).toHaveCount(0)
  await relate('之孙子')
  await expect(page.getByTestId('life-outcome')).toContainText('寸新新 从 2026-11-01 起登记')
  await finish()
  await expect(members()).toContainText('寸新新')
  expect(await history()).toContain('出生')
  expect(await linesOf('L0', '寸新新')).toBe(1)
})

test('U-04, R5: the same name and birthday again, and a number somebody here has, are said before anything is stored', async () => {
  await openHousehold(page, HEAD)
  await event('birth')
  await type('on', '20261101')
  await type('name', '寸新新')
  await expect(page.getByTestId('life-twin')).toContainText('寸新新')
  await page.keyboard.press('Escape')
  await expect(dialog()).toBeHidden()
  await event('moveIn')
  await type('name', '别的名字')
  await type('idNo', OTHER_ID)
  await expect(page.getByTestId('life-twin')).toContainText(OTHER_HEAD)
  await relate('其他')
  await page.getByTestId('life-save').focus()
  await page.keyboard.press('Enter')
  await expect(dialog()).toContainText('不要重复登记')
  await expect(page.getByTestId('life-done')).toHaveCount(0)
  await page.keyboard.press('Escape')
  await expect(dialog()).toBeHidden()
})

test('死亡 of the head: a new one has to be named, and the whole is taken back as one', async () => {
  await event('death')
  await choose('person', HEAD)
  await type('on', '20261110')
  await page.getByTestId('life-save').focus()
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('life-done')).toHaveCount(0)
  await choose('successor', '杜然红')
  await relate('其他')
  await save()
  await expect(page.getByTestId('household-head')).toHaveText('杜然红')
  await takeBack()
  await expect(page.getByTestId('household-head')).toHaveText(HEAD)
})

test('婚入 of somebody the village knows: the record goes along, and both houses tell of it', async () => {
  const namesakes = await linesOf('L0', SON)
  await openHousehold(page, HEAD)
  await event('marryIn')
  await type('name', SON)
  await type('idNo', SON_ID)
  await expect(page.getByTestId('life-twin')).toContainText(SON)
  await page.getByTestId('life-take-known').focus()
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('life-known')).toContainText(`从 ${OTHER_HEAD} 户转来`)
  await type('on', '20261112')
  await relate('其他')
  await finish()
  await expect(members()).toContainText(SON)
  expect(await history()).toContain('婚入')
  expect(await linesOf('L0', SON)).toBe(namesakes)
  await openHousehold(page, OTHER_HEAD)
  await expect(members()).not.toContainText(SON)
  expect(await history()).toContain(SON)
})

test('婚出, 迁出 and 迁入: who goes stays on record, who comes is one line more', async () => {
  const [married, moved] = [await linesOf('L0', '寸怡敏'), await linesOf('L0', '寸寿子')]
  await openHousehold(page, HEAD)
  await event('marryOut')
  await choose('person', '寸怡敏')
  await type('on', '20261113')
  await type('place', '隆阳区')
  await finish()
  expect(await history()).toContain('婚出')
  await event('moveOut')
  await tick('寸寿子')
  await type('on', '20261114')
  await finish()
  expect(await linesOf('L0', '寸怡敏')).toBe(married - 1)
  expect(await linesOf('L0', '寸寿子')).toBe(moved - 1)
  await openHousehold(page, HEAD)
  await event('moveIn')
  await type('name', '段迁来')
  await choose('sex', '女')
  await type('birthDate', '19900203')
  await type('on', '20261115')
  await relate('其他')
  await finish()
  await expect(members()).toContainText('段迁来')
  expect(await linesOf('L0', '段迁来')).toBe(1)
})

test('分户, then the household of one whose head dies (U-03): it is opened, and ends with its last', async () => {
  const before = await households()
  await openHousehold(page, HEAD)
  await event('split')
  await tick('段迁来')
  await type('on', '20261116')
  await expect(page.getByTestId('life-outcome')).toContainText('新立 段迁来 户')
  await openMade()
  expect(await households()).toBe(before + 1)
  await openHousehold(page, '段迁来')
  await expect(page.getByTestId('household-head')).toHaveText('段迁来')
  await event('death')
  await choose('person', '段迁来')
  await type('on', '20261117')
  await save()
  await page.keyboard.press('Escape')
  await expect(dialog()).toBeHidden()
  expect(await households()).toBe(before)
})

test('分户 and 合户: a house divides and comes together again', async () => {
  const before = await households()
  await openHousehold(page, HEAD)
  await event('split')
  await tick('寸欣翠')
  await tick('寸涛涛')
  await choose('head', '寸欣翠')
  await relate('其他')
  await openMade()
  await expect(page.getByTestId('household-head')).toHaveText('寸欣翠')
  await expect(members()).toContainText('寸涛涛')
  await event('merge')
  await type('household', HEAD)
  await expect(page.getByTestId('life-household-row').first()).toContainText(HEAD)
  await page.getByTestId('life-household').press('Enter')
  await expect(page.getByTestId('life-other')).toContainText(HEAD)
  await relate('其他')
  await finish()
  expect(await households()).toBe(before)
  await openHousehold(page, HEAD)
  await expect(members()).toContainText('寸欣翠')
  const told = await history()
  for (const word of ['分户', '合户']) expect(told).toContain(word)
})

test('户主变更 and 换证; U-06: a double click on the button is one event', async () => {
  await event('changeHead')
  await choose('successor', '杜然红')
  await relate('其他')
  await finish()
  await expect(page.getByTestId('household-head')).toHaveText('杜然红')
  await event('newIdCard')
  await choose('person', '杜然红')
  await type('new-idNo', '530521195501088131')
  await page.getByTestId('life-save').dblclick()
  await expect(page.getByTestId('life-done')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(dialog()).toBeHidden()
  await openLedger(page, 'L3')
  await page.getByTestId('ledger-undo-list').click()
  await expect(page.getByTestId('ledger-steps').locator('li').filter({ hasText: '换证' })).toHaveCount(1)
  await page.keyboard.press('Escape')
})

test('U-09: the dialog of the longest event can be used at 200 %', async () => {
  await openHousehold(page, OTHER_HEAD)
  try {
    for (const size of [VIEWPORT, { width: Math.floor(VIEWPORT.width / 2), height: Math.floor(VIEWPORT.height / 2) }]) {
      await page.setViewportSize(size)
      await event('moveIn')
      await expect.poll(() => outOfReach(page), { timeout: 4000 }).toEqual([])
      await page.screenshot({ path: test.info().outputPath(`life-${size.width}.png`) })
      await page.keyboard.press('Escape')
      await expect(dialog()).toBeHidden()
    }
  } finally {
    await page.setViewportSize(VIEWPORT)
  }
})

test('fault 56: a whole household ended by mistake is given back, also after the county has taken it', async () => {
  const before = await households()
  await openHousehold(page, OTHER_HEAD)
  const names = (await members().locator('tbody tr').allInnerTexts()).map(text => text.trim().split(/\s+/)[0]!)
  await event('moveOut')
  const boxes = page.getByTestId('life-people-box')
  for (let at = 0; at < await boxes.count(); at++) { await boxes.nth(at).focus(); await page.keyboard.press('Space') }
  await finish()
  expect(await households()).toBe(before - 1)
  await syncNow(page)
  await expect.poll(() => unsent(page)).toBe(0)
  await openLedger(page, 'L0')
  await page.getByTestId('ledger-undo-list').click()
  await page.getByTestId('ledger-steps').locator('li').filter({ hasText: '迁出' }).first().getByTestId('ledger-step-undo').click()
  await expect(page.getByTestId('ledger-said')).toContainText('已撤销')
  await page.keyboard.press('Escape')
  expect(await households()).toBe(before)
  await openHousehold(page, OTHER_HEAD)
  for (const name of names) await expect(members()).toContainText(name)
  await syncNow(page)
  await expect.poll(() => unsent(page)).toBe(0)
  const county = (await town.county.copies()).find(({ code }) => code === VILLAGE.code)
  expect(county?.digest).toBe(await copyCode(page))
})
