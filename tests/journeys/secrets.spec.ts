/** What a thief with the laptop's disk, and a stranger at its keyboard, get. */
import { expect, test } from '@playwright/test'
import { enrolAndLoad, openHousehold, syncNow, unlock } from './actions.ts'
import { sightings } from './profile-scan.ts'
import { openTown, type Town } from './town.ts'
import { answer, moveTo, startVisit, type } from './visit.ts'

let town: Town
test.beforeAll(async () => { town = await openTown({ practice: true }) })
test.afterAll(() => town.close())

const PLANTED = { phone: '13987654321', need: '植入的需求文字甲乙丙', half: '植入的半句话丁戊己', name: '寸寿子', head: '寸杰', idNo: '530521200906190912', company: '松江电子厂',
  newcomer: '植入的新成员庚辛', excuse: '植入的理由壬癸', typedAddress: '植入的住址子丑' }

test('K-10: after a whole session no planted name, ID, phone, need or half sentence is in any byte of the profile', async () => {
  const laptop = await town.laptop('thief')
  const { page } = laptop.desk
  await enrolAndLoad(page, { address: laptop.road.url, code: await town.code() })
  await page.getByTestId('wizard-finish').first().click({ timeout: 60_000 })
  await openHousehold(page, PLANTED.head)
  await startVisit(page)
  await answer(page, { section: 'members', field: 'phone', raw: PLANTED.phone })
  await answer(page, { section: 'needs', field: 'needs', raw: PLANTED.need })
  await moveTo(page, 'needs', 'needs')
  await type(page, 'needs', PLANTED.half)
  await page.waitForTimeout(1500)
  // Every kind of input is left half typed for a moment, as long as Chromium takes to write its session file.
  await page.keyboard.press('Insert')
  await page.keyboard.type(PLANTED.newcomer)
  await page.waitForTimeout(1500)
  await page.getByTestId('visit-section-signature').click()
  await page.keyboard.press('3')
  await page.getByTestId('visit-sign-reason').fill(PLANTED.excuse)
  await page.waitForTimeout(1500)
  await page.keyboard.press('Escape')
  await page.getByTestId('tab-fields').click()
  await page.getByRole('button', { name: /^家庭住址/ }).first().press('F2')
  await page.getByTestId('field-editor').locator('input, textarea').first().fill(PLANTED.typedAddress)
  await page.waitForTimeout(1500)
  await page.keyboard.press('Escape')
  await page.getByTestId('roster-search').fill(PLANTED.name)
  await page.waitForTimeout(1500)
  await syncNow(page)
  await page.keyboard.press('Control+l')
  await page.getByTestId('unlock-pin').waitFor()
  await laptop.desk.close()
  expect(sightings(laptop.userData, Object.values(PLANTED))).toEqual([])
  // The scan itself finds what is there: a word that is certainly in the profile.
  expect(sightings(laptop.userData, ['wrapped']).length).toBeGreaterThan(0)
})

test('K-01: wrong PINs are answered with a growing delay that a restart does not shorten', async () => {
  const laptop = await town.laptop('stranger')
  await enrolAndLoad(laptop.desk.page, { address: laptop.road.url, code: await town.code() })
  await laptop.desk.page.getByTestId('wizard-finish').first().click({ timeout: 60_000 })
  await laptop.desk.page.keyboard.press('Control+l')
  for (let attempt = 0; attempt < 4; attempt++) {
    await laptop.desk.page.getByTestId('unlock-pin').fill('000111')
    await laptop.desk.page.getByTestId('unlock-pin').press('Enter')
    await expect(laptop.desk.page.getByTestId('unlock-refused').or(laptop.desk.page.getByTestId('unlock-wait')).first()).toBeVisible()
    await laptop.desk.page.waitForTimeout(300)
  }
  await expect(laptop.desk.page.getByTestId('unlock-wait')).toBeVisible()
  const seconds = async (): Promise<number> => Number(/等 (\d+) 秒/.exec(await laptop.desk.page.getByTestId('unlock-wait').innerText())![1])
  const left = await seconds()
  expect(left).toBeGreaterThan(20)
  await laptop.desk.kill9()
  await laptop.again()
  await expect(laptop.desk.page.getByTestId('unlock-wait')).toBeVisible()
  expect(await seconds()).toBeGreaterThan(left - 20)
  await expect(laptop.desk.page.getByTestId('unlock-wait')).toHaveCount(0, { timeout: 60_000 })
  await unlock(laptop.desk.page)
})
