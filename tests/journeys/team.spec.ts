/**
 * The team in a valley without a county: one laptop opens itself on the hotspot, the others find it or type its
 * address, and see each other's answers the same evening. Days later the one that reaches the county hands
 * everything over; the others hear of it when they next meet.
 */
import { expect, test, type Page } from '@playwright/test'
import { begin, copyCode, enterOn, looksWhole, openHousehold, problemText, syncNow, syncTab, unsent } from './actions.ts'
import { openTown, VILLAGE, type Laptop, type Town } from './town.ts'
import { answer, backToHousehold, startVisit } from './visit.ts'

const env = { CUNCE_HUB_CALL: String(21_000 + process.pid % 20_000) }
const HEADS = ['寸杰', '沙佑勇', '茶怡翠'] as const
let town: Town, hub: Laptop, one: Laptop, two: Laptop
let address = ''
let before = 0
const logged = async (): Promise<number> => (await town.county.status()).villages.find(({ code }) => code === VILLAGE.code)!.last
test.describe.configure({ mode: 'serial' })
test.beforeAll(async () => {
  town = await openTown({ practice: true })
  hub = await begin(town, 'hub', { env })
  one = await begin(town, 'one', { env })
  two = await begin(town, 'two', { env })
  before = await logged()
})
test.afterAll(() => town.close())

async function visit({ desk: { page } }: Laptop, head: string, words: string): Promise<void> {
  await openHousehold(page, head)
  await startVisit(page)
  await answer(page, { section: 'members', field: 'address', raw: words })
  await backToHousehold(page)
}
async function sees({ desk: { page } }: Laptop, head: string, words: string): Promise<void> {
  await openHousehold(page, head)
  await page.getByTestId('tab-fields').click()
  await expect(page.getByTestId('household')).toContainText(words)
}
/** Types the address off the other screen. */
async function goThere(page: Page): Promise<void> {
  await syncTab(page, 'hub')
  await page.getByTestId('hub-address-input').fill(address)
  await page.getByTestId('hub-address-input').press('Enter')
}

test('one laptop opens itself; a wrong address, a name and a closed door are refused in words', async () => {
  for (const laptop of [hub, one, two]) laptop.road.cut()
  await visit(hub, HEADS[0], '汇集点写的')
  await visit(one, HEADS[1], '一号写的')
  await visit(two, HEADS[2], '二号写的')
  const { page } = hub.desk
  await syncTab(page, 'hub')
  await looksWhole(page, 'hub-closed')
  await enterOn(page, 'hub-open')
  await expect(page.getByTestId('hub-open-tag')).toBeVisible()
  address = (await page.getByTestId('hub-address').innerText()).trim()
  expect(address).toMatch(/^127\.0\.0\.1:\d+$/)
  await looksWhole(page, 'hub-open')

  const guest = one.desk.page
  await syncTab(guest, 'hub')
  for (const [typed, words] of [['8.8.8.8:8471', /地址“8\.8\.8\.8:8471”不能用。请照对方/], ['127.0.0.1:1009', /连不上那台电脑.*内容都在本机/]] as const) {
    await guest.getByTestId('hub-address-input').fill(typed)
    await guest.getByTestId('hub-address-input').press('Enter')
    await expect(guest.getByTestId('problem-text')).toContainText(words)
    await problemText(guest)
  }
  await guest.getByTestId('hub-address-input').fill('<b>热点</b>')
  await guest.getByTestId('hub-address-input').press('Enter')
  await expect(guest.getByRole('alert')).toContainText('192.168.43.1:8471')
  await looksWhole(guest, 'hub-refusals')
})

test('the others find it or type the address; each sees what the other two wrote, and none of it counts as at the county', async () => {
  await syncTab(one.desk.page, 'hub')
  await enterOn(one.desk.page, 'hub-find')
  await expect(one.desk.page.getByTestId('hub-found')).toContainText('王队长')
  await looksWhole(one.desk.page, 'hub-found')
  await one.desk.page.getByTestId('hub-visit').focus()
  await one.desk.page.keyboard.press('1')
  await expect(one.desk.page.getByTestId('hub-visited')).toContainText(/王队长 同步好了：交出 [1-9]\d* 笔，取回 [1-9]\d* 笔/)
  await goThere(two.desk.page)
  await expect(two.desk.page.getByTestId('hub-visited')).toContainText(/交出 [1-9]\d* 笔，取回 [1-9]\d* 笔/)
  await looksWhole(two.desk.page, 'hub-visited')
  await goThere(one.desk.page)
  await expect(one.desk.page.getByTestId('hub-address-go')).toBeEnabled()
  await expect(one.desk.page.getByTestId('hub-visited')).toContainText(/取回 [1-9]\d* 笔/)
  await expect(hub.desk.page.getByTestId('hub-guests').getByRole('row')).toHaveCount(3)
  // The report for the county is handed over anew each time; what the team gets is counted once.
  for (const row of await hub.desk.page.getByTestId('hub-guests').locator('tbody tr').all()) await expect(row.locator('td').nth(2)).toHaveText('2 笔')
  await expect(hub.desk.page.getByTestId('hub-held')).toContainText('替同队代存 2 份')
  await looksWhole(hub.desk.page, 'hub-guests')
  for (const laptop of [hub, one, two]) {
    await sees(laptop, HEADS[0], '汇集点写的')
    await sees(laptop, HEADS[1], '一号写的')
    await sees(laptop, HEADS[2], '二号写的')
    expect(await unsent(laptop.desk.page)).toBeGreaterThan(0)
  }
  expect(await logged()).toBe(before)
})

test('the hub reaches the county and hands over all three; the guests hear of it at the next meeting, and nothing is doubled by the line', async () => {
  hub.road.mend()
  await syncNow(hub.desk.page)
  await expect.poll(() => unsent(hub.desk.page)).toBe(0)
  await syncTab(hub.desk.page, 'hub')
  await expect(hub.desk.page.getByTestId('hub-held')).toHaveCount(0)
  const last = await logged()
  expect(last).toBeGreaterThan(before)
  for (const laptop of [one, two]) {
    await goThere(laptop.desk.page)
    await expect(laptop.desk.page.getByTestId('hub-visited')).toContainText(/县里确认 [1-9]\d* 笔已到/)
    await expect.poll(() => unsent(laptop.desk.page)).toBe(0)
  }
  await looksWhole(one.desk.page, 'hub-confirmed')
  await syncTab(one.desk.page, 'receipts')
  await expect(one.desk.page.getByTestId('receipt-row').filter({ hasText: '同队汇集点' })).toHaveCount(1)
  one.road.mend()
  two.road.mend()
  for (const laptop of [one, two, hub]) await syncNow(laptop.desk.page)
  expect(await logged()).toBe(last)
  const codes = [await town.digest(), await copyCode(hub.desk.page), await copyCode(one.desk.page), await copyCode(two.desk.page)]
  expect(new Set(codes).size).toBe(1)
})

test('a locked hub answers nobody', async () => {
  await hub.desk.page.keyboard.press('Control+l')
  await expect(hub.desk.page.getByTestId('unlock-pin')).toBeVisible()
  await goThere(one.desk.page)
  await expect(one.desk.page.getByTestId('problem-text')).toContainText('连不上那台电脑')
})
