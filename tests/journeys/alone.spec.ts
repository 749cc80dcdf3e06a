/** Without a county: the app works all the same, and enrols later with what was done meanwhile. */
import { expect, test } from '@playwright/test'
import { importWorkbook, openHousehold, setPin, syncNow, unlock, unsent, goTo } from './actions.ts'
import { openTown, ROSTER, type Town } from './town.ts'
import { answer, startVisit } from './visit.ts'

let town: Town
test.beforeAll(async () => { town = await openTown({ practice: false }) })
test.afterAll(() => town.close())

test('a laptop starts alone, imports, visits by keyboard, is locked, and is enrolled afterwards with nothing lost', async () => {
  const laptop = await town.laptop('alone')
  const { page } = laptop.desk
  await page.getByTestId('wizard-skip').click()
  await setPin(page)
  await page.getByTestId('wizard-village').fill('万兴村')
  await page.getByTestId('wizard-village-code').fill('530521201001')
  await page.getByTestId('wizard-import').first().click()
  await importWorkbook(laptop.desk, ROSTER)
  await openHousehold(page, 'cj')
  await startVisit(page)
  await answer(page, { section: 'members', field: 'phone', raw: '13900003333' })
  await page.keyboard.press('Escape')
  await page.getByTestId('household').waitFor()
  const before = await unsent(page)
  expect(before).toBeGreaterThan(3385)

  await page.keyboard.press('Control+l')
  await unlock(page)
  await expect(page.getByTestId('household')).toBeVisible()

  await goTo(page, 'sync')
  await page.getByTestId('wizard-address').fill(laptop.road.url)
  await page.getByTestId('wizard-code').fill(await town.code())
  await page.getByTestId('wizard-enrol').click()
  await expect.poll(async () => { await syncNow(page); return unsent(page) }, { timeout: 60_000 }).toBe(0)
  const [village] = (await town.county.status()).villages
  expect(village?.records).toBeGreaterThan(3385)
})

test('a village named without its code stays here after enrolment until it is the county’s, and then all of it is sent', async () => {
  const laptop = await town.laptop('nameless')
  const { page } = laptop.desk
  await page.getByTestId('wizard-skip').click()
  await setPin(page)
  await page.getByTestId('wizard-village').fill('万兴村委会')
  await page.getByTestId('wizard-import').first().click()
  await importWorkbook(laptop.desk, ROSTER)
  await goTo(page, 'sync')
  const before = (await town.county.status()).villages[0]!.last
  await page.getByTestId('wizard-address').fill(laptop.road.url)
  await page.getByTestId('wizard-code').fill(await town.code())
  await page.getByTestId('wizard-enrol').click()
  await expect.poll(async () => { await syncNow(page); return unsent(page) }, { timeout: 60_000 }).toBe(0)
  const { villages, quarantined } = await town.county.status()
  expect(quarantined).toBe(0)
  expect(villages).toHaveLength(1)
  // The roster's 3,385 records and the note of the import itself.
  expect(villages[0]!.last).toBe(before + 3385 + 1)
})
