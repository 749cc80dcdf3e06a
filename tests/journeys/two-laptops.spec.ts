/**
 * The working day the product is for: one laptop imports, both get the village, both go where there is no
 * signal and visit, both come back. Everything merges; what two people answered differently stays visible.
 */
import { expect, test, type Page } from '@playwright/test'
import { copyCode, enrolAndLoad, goTo, importWorkbook, openHousehold, syncNow, unsent } from './actions.ts'
import { openTown, ROSTER, VILLAGE, type Town } from './town.ts'
import { answer, finishWithoutSignature, sign, startVisit } from './visit.ts'

let town: Town
test.beforeAll(async () => { town = await openTown({ practice: false }) })
test.afterAll(() => town.close())

const conflictTexts = async (page: Page): Promise<string> => {
  await goTo(page, 'conflicts')
  await expect(page.getByTestId('conflict-item')).toHaveCount(1)
  return page.getByTestId('conflict-item').innerText()
}

test('two laptops import, visit offline, clash on one field, and agree on all of it afterwards', async () => {
  const one = await town.laptop('one')
  await enrolAndLoad(one.desk.page, { address: one.road.url, code: await town.code(), name: '一号电脑' })
  await one.desk.page.getByTestId('wizard-import').first().click()
  await importWorkbook(one.desk, ROSTER)
  await goTo(one.desk.page, 'roster')
  await expect(one.desk.page.getByTestId('roster-count')).toContainText('570')
  await expect(one.desk.page.getByTestId('roster-count')).toContainText('2245')
  await syncNow(one.desk.page)
  await expect.poll(() => unsent(one.desk.page)).toBe(0)

  const two = await town.laptop('two')
  await enrolAndLoad(two.desk.page, { address: two.road.url, code: await town.code(), name: '二号电脑' })
  await two.desk.page.getByTestId('wizard-finish').first().click()
  await expect(two.desk.page.getByTestId('roster-count')).toContainText('570')

  one.road.cut()
  two.road.cut()
  await openHousehold(one.desk.page, '寸杰')
  await startVisit(one.desk.page)
  await answer(one.desk.page, { section: 'members', field: 'phone', raw: '13900001111' })
  await answer(one.desk.page, { section: 'members', field: 'address', raw: '上寨 12 号' })
  await answer(one.desk.page, { section: 'needs', field: 'needs', raw: '想学养殖技术' })
  await sign(one.desk.page)
  await one.desk.page.getByTestId('visit-finish').click()
  await one.desk.page.getByTestId('visit-summary').waitFor()
  await one.desk.page.getByTestId('visit-back').click()

  await openHousehold(two.desk.page, '寸杰')
  await startVisit(two.desk.page)
  await answer(two.desk.page, { section: 'members', field: 'phone', raw: '13900002222' })
  await answer(two.desk.page, { section: 'safeguards', field: 'houseAreaM2', raw: '91.5' })
  await finishWithoutSignature(two.desk.page, '户主在外务工')
  await two.desk.page.getByTestId('visit-back').click()
  expect(await unsent(one.desk.page)).toBeGreaterThan(3)
  expect(await unsent(two.desk.page)).toBeGreaterThan(3)

  one.road.mend()
  two.road.mend()
  for (const laptop of [one, two, one, two]) { await syncNow(laptop.desk.page); await expect.poll(() => unsent(laptop.desk.page)).toBe(0) }

  // The clash is visible on both, with both answers.
  for (const laptop of [one, two]) {
    const text = await conflictTexts(laptop.desk.page)
    expect(text).toContain('139****1111')
    expect(text).toContain('139****2222')
  }
  // What nobody else touched has merged, on both.
  for (const laptop of [one, two]) {
    await openHousehold(laptop.desk.page, '寸杰')
    await laptop.desk.page.getByTestId('tab-fields').click()
    await expect(laptop.desk.page.getByTestId('household')).toContainText('上寨 12 号')
    await expect(laptop.desk.page.getByTestId('household')).toContainText('91.5')
  }
  const codes = [await copyCode(one.desk.page), await copyCode(two.desk.page)]
  const county = (await town.county.copies()).find(village => village.code === VILLAGE.code)
  expect(codes[0]).toMatch(/^[0-9a-f]{64}$/)
  expect(codes[1]).toBe(codes[0])
  expect(county?.digest).toBe(codes[0])

  // A decision made on one laptop settles it on the other.
  await goTo(one.desk.page, 'conflicts')
  await one.desk.page.getByTestId('conflict-take').first().click()
  await expect(one.desk.page.getByTestId('conflict-item')).toHaveCount(0)
  await syncNow(one.desk.page)
  await syncNow(two.desk.page)
  await goTo(two.desk.page, 'conflicts')
  await expect(two.desk.page.getByTestId('conflict-item')).toHaveCount(0)
  expect(await copyCode(two.desk.page)).toBe(await copyCode(one.desk.page))
})
