/**
 * A laptop is replaced while it still holds work nobody has. Its successor gets the village over a bad line and
 * works on what has arrived; what the old one brings in later waits for a person at the county, who lets it in.
 */
import { expect, test, type Page } from '@playwright/test'
import { begin, copyCode, enrolAndLoad, enterOn, goTo, looksWhole, openHousehold, syncNow, syncTab, unsent, writeField } from './actions.ts'
import { openTown, type Laptop, type Town } from './town.ts'

let town: Town, old: Laptop, fresh: Laptop
let device = ''
test.describe.configure({ mode: 'serial' })
test.beforeAll(async () => {
  town = await openTown({ practice: true })
  old = await begin(town, 'old')
  device = (await town.county.devices()).find(({ person }) => person === '王队长')!.id
})
test.afterAll(() => town.close())

async function write(page: Page, head: string, label: string, typed: string): Promise<void> {
  await openHousehold(page, head)
  await page.getByTestId('tab-fields').click()
  await writeField(page, label, typed)
}

test('fault 3, S8: the new laptop’s village comes over a narrow line, is cut, goes on, and is worked in before it is whole', async () => {
  old.road.cut()
  await write(old.desk.page, '沙佑勇', '家庭住址', '旧电脑上没报的')
  await write(old.desk.page, '沙佑勇', '林地面积', '6.6')
  const said = await town.command('enrol', '--replaces', device)
  expect(said).toContain('登记码：')
  const code = /登记码：(\S+)/.exec(said)![1]!
  fresh = await town.laptop('fresh')
  const { page } = fresh.desk
  fresh.road.slow(24_000)
  await enrolAndLoad(page, { address: fresh.road.url, code })
  await page.getByTestId('wizard-early').waitFor({ timeout: 60_000 })
  await looksWhole(page, 'loading')
  await enterOn(page, 'wizard-early')
  await expect(page.getByTestId('roster-count')).toContainText(/共 [1-9]\d* 户/)
  expect(Number(/共 (\d+) 户/.exec(await page.getByTestId('roster-count').innerText())![1])).toBeLessThan(570)
  fresh.road.cut()
  await write(page, '寸杰', '家庭住址', '村还没取全时写的')
  expect(await unsent(page)).toBeGreaterThan(0)
  await looksWhole(page, 'worked-while-loading')
  const before = fresh.road.count().down
  expect(before).toBeGreaterThan(0)
  fresh.road.slow(0)
  fresh.road.mend()
  await syncNow(page)
  await expect.poll(() => unsent(page)).toBe(0)
  await goTo(page, 'roster')
  await page.getByTestId('roster-search').fill('')
  await expect(page.getByTestId('roster-count')).toContainText('570')
  expect(await copyCode(page)).toBe(await town.digest())
})

test('fault 58: the replaced laptop comes in: its work is kept for a person, said in words, and the rest of it still works', async () => {
  const { page } = old.desk
  const before = (await town.county.status()).villages[0]!.last
  old.road.mend()
  await syncNow(page)
  await syncTab(page, 'aside')
  await expect(page.getByTestId('aside-item')).toHaveCount(2)
  await expect(page.getByTestId('aside-reason').first()).toContainText('县里已停用这台电脑，内容在县里待人审核')
  await looksWhole(page, 'aside-revoked')
  expect((await town.county.status())).toMatchObject({ quarantined: 2 })
  expect((await town.county.status()).villages[0]!.last).toBe(before)
  await openHousehold(page, '沙佑勇')
  await page.getByTestId('tab-fields').click()
  await expect(page.getByTestId('household')).toContainText('旧电脑上没报的')
  expect(await town.command('quarantine', 'show', device, '1')).toContain('旧电脑上没报的')
})

test('the county lets it in, and it arrives on the new laptop', async () => {
  expect(await town.command('quarantine', 'release', device, '--note', '换电脑')).toContain('2 条已放进村里的记录')
  const { page } = fresh.desk
  await syncNow(page)
  await openHousehold(page, '沙佑勇')
  await page.getByTestId('tab-fields').click()
  await expect(page.getByTestId('household')).toContainText('旧电脑上没报的')
  await expect(page.getByTestId('household')).toContainText('6.6')
  expect(await copyCode(page)).toBe(await town.digest())
  expect((await town.county.status()).quarantined).toBe(0)
})
