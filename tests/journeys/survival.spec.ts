/**
 * The laptop is killed, its IndexedDB damaged file by file, its window crashed: what was shown as saved is there
 * afterwards, and the app says what happened. Numbers are those of the fault list (docs/faults.md).
 */
import { cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import { enrolAndLoad, openHousehold, unlock, unsent } from './actions.ts'
import { damage, damages, type Damage } from './damage.ts'
import { openTown, type Laptop, type Town } from './town.ts'
import { answer, moveTo, startVisit, type } from './visit.ts'

let town: Town
let laptop: Laptop
const NAME = '寸杰'

test.describe.configure({ mode: 'serial' })
test.beforeAll(async () => {
  town = await openTown({ practice: true })
  laptop = await town.laptop('survivor')
  await enrolAndLoad(laptop.desk.page, { address: laptop.road.url, code: await town.code() })
  await laptop.desk.page.getByTestId('wizard-finish').first().click({ timeout: 60_000 })
})
test.afterAll(() => town.close())

const phoneOf = async (page: Page): Promise<string> => {
  await openHousehold(page, NAME)
  await page.getByTestId('household-phone').click()
  return page.getByTestId('household-phone').innerText()
}

test('fault 1, D-04: killed right after 已存本机, with half an answer typed, it comes back to the same field with nothing lost', async () => {
  laptop.road.cut()
  for (let round = 0; round < 4; round++) {
    const { page } = laptop.desk
    await openHousehold(page, NAME)
    await startVisit(page).catch(() => undefined)
    const phone = `1380000000${round}`
    await answer(page, { section: 'members', field: 'phone', raw: phone })
    await moveTo(page, 'needs', 'needs')
    await type(page, 'needs', `只打了一半${round}`)
    await page.waitForTimeout(1200)
    await laptop.desk.kill9()
    const again = await laptop.again()
    await unlock(again.page)
    await expect(again.page.locator('[data-testid=visit-question][data-field=needs]').getByTestId('visit-input')).toHaveValue(`只打了一半${round}`)
    await again.page.keyboard.press('Escape')
    await again.page.getByTestId('household').waitFor()
    expect(await phoneOf(again.page)).toContain(phone)
  }
})

test('fault 7: the window crashes with a form open; it is there again with what was typed', async () => {
  const { page } = laptop.desk
  await openHousehold(page, NAME)
  await page.getByTestId('start-visit').click()
  await moveTo(page, 'needs', 'needs')
  await type(page, 'needs', '窗口崩溃前打的字')
  await page.waitForTimeout(1200)
  await laptop.desk.kill9()
  const again = await laptop.again()
  await unlock(again.page)
  await expect(again.page.locator('[data-testid=visit-question][data-field=needs]').getByTestId('visit-input')).toHaveValue('窗口崩溃前打的字')
  await again.page.keyboard.press('Escape')
})

test('faults 11 and 12, D-02: each damage to the IndexedDB folder is noticed, told, and mended with the unsent work back', async () => {
  test.setTimeout(900_000)
  const before = await unsent(laptop.desk.page)
  const phone = await phoneOf(laptop.desk.page)
  expect(before).toBeGreaterThan(0)
  await laptop.desk.close()
  const whole = join(town.folder, 'whole')
  cpSync(laptop.userData, whole, { recursive: true })
  for (const kind of Object.keys(damages) as Damage[]) {
    rmSync(laptop.userData, { recursive: true, force: true })
    cpSync(whole, laptop.userData, { recursive: true })
    damage(laptop.userData, kind)
    const { page } = await laptop.again()
    await unlock(page)
    const report = page.getByTestId('open-report')
    const told = await report.waitFor({ timeout: 5_000 }).then(() => true, () => false)
    if (told) {
      await expect(report, kind).toContainText(/没上报的改动.*找了回来/s)
      await page.getByTestId('open-report-continue').click()
    }
    // A damage that took nothing need not be told; one that took something must be.
    if (kind === 'folder deleted' || kind === 'CURRENT emptied') expect(told, kind).toBe(true)
    await expect(page.getByTestId('roster-count').or(page.getByTestId('visit-view')).or(page.getByTestId('household')).first(), kind).toBeVisible()
    await page.keyboard.press('Escape')
    expect(await unsent(page), `${kind}: unsent work`).toBe(before)
    expect(await phoneOf(page), `${kind}: last answer`).toBe(phone)
    await laptop.desk.close()
  }
})

test('after all of it the county gets every unsent change', async () => {
  const { page } = await laptop.again()
  laptop.road.mend()
  await unlock(page)
  await page.getByTestId('sync-now').click()
  await expect.poll(() => unsent(page), { timeout: 60_000 }).toBe(0)
})
