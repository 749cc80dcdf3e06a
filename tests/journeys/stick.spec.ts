/**
 * A week without signal: what was written at the doors goes to the county on a stick, by the county's own people
 * and by a colleague as courier. Only the county's answer, read back, says 已到县里; every file may come twice,
 * late, torn, or to the wrong laptop.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import { startCounty } from '../../server/county.ts'
import { begin, copyCode, enrolAndLoad, enterOn, looksWhole, openFrom, openHousehold, problemText, saveAs, syncNow, syncTab, unsent } from './actions.ts'
import { openTown, VILLAGE, type Laptop, type Town } from './town.ts'
import { answer, backToHousehold, startVisit } from './visit.ts'

let town: Town, away: Laptop, courier: Laptop
let page: Page
test.describe.configure({ mode: 'serial' })
test.beforeAll(async () => {
  town = await openTown({ practice: true })
  away = await begin(town, 'away')
  courier = await begin(town, 'courier')
  page = away.desk.page
  mkdirSync(stick())
})
test.afterAll(() => town.close())

const stick = (...name: readonly string[]): string => join(town.folder, 'U盘', ...name)
const state = (which: Page = page) => which.getByTestId('status-unsent').first()

async function visit(needs: string): Promise<void> {
  await openHousehold(page, '寸杰')
  await startVisit(page)
  await answer(page, { section: 'members', field: 'address', raw: needs })
  await backToHousehold(page)
}
async function exportTo(name: string): Promise<void> {
  await syncTab(page, 'package')
  await expect(page.getByTestId('package-preview')).toContainText(/\d+ 笔，1 户/)
  await saveAs(away.desk, stick(name))
  await enterOn(page, 'package-save')
  await expect(page.getByTestId('package-saved')).toContainText(name)
}
/** Up to the preview, or the refusal in words. */
async function choose(laptop: Laptop, path: string): Promise<void> {
  await syncTab(laptop.desk.page, 'package')
  await openFrom(laptop.desk, path)
  await enterOn(laptop.desk.page, 'package-choose')
}
async function refusal(laptop: Laptop, name: string, bytes: Uint8Array): Promise<string> {
  writeFileSync(stick(name), bytes)
  await choose(laptop, stick(name))
  await expect(laptop.desk.page.getByTestId('problem-text')).toContainText(name)
  await expect(laptop.desk.page.getByTestId('package-act')).toHaveCount(0)
  return problemText(laptop.desk.page)
}
async function takeIn(confirmed: RegExp): Promise<void> {
  await enterOn(page, 'package-act')
  await expect(page.getByTestId('package-taken')).toContainText(confirmed)
}

test('without signal: the work is counted as only here, and the stick is the button that stands out', async () => {
  away.road.cut()
  await visit('没信号的第一天')
  const waiting = await unsent(page)
  expect(waiting).toBeGreaterThan(0)
  await syncTab(page, 'state')
  await expect(page.getByTestId('loss-changes')).toContainText(`${waiting} 笔`)
  await expect(page.getByTestId('sync-answers')).toHaveText('县里现在不通')
  await expect(page.getByTestId('to-package')).toHaveClass(/el-button--primary/)
  await looksWhole(page, 'state-away')
  await enterOn(page, 'to-package')
  await looksWhole(page, 'package')
  await exportTo('第一天.cunce')
  await looksWhole(page, 'package-saved')
  // Copied to a stick is not at the county.
  expect(await unsent(page)).toBe(waiting)
  await expect(state()).not.toContainText('县里')
  await syncTab(page, 'state')
  await expect(page.getByTestId('loss-way')).toContainText(`${waiting} 笔`)
  await looksWhole(page, 'state-on-the-way')
})

test('the county reads the stick by its command line; only its answer, read back, says 已到县里, and a replay changes nothing', async () => {
  const shown = await town.command('package', 'show', stick('第一天.cunce'))
  expect(shown).toContain('签名正确')
  const taken = await town.command('package', 'take', stick('第一天.cunce'))
  expect(taken).toMatch(/收下 \d+ 条，以前收过 0 条，待审 0 条/)
  const answerFile = /回执写在 (\S+)，/.exec(taken)![1]!
  expect(await unsent(page)).toBeGreaterThan(0)
  const before = (await town.county.status()).villages[0]!.last
  expect(await town.command('package', 'take', stick('第一天.cunce'))).toMatch(/收下 0 条，以前收过 [1-9]\d* 条/)
  expect((await town.county.status()).villages[0]!.last).toBe(before)

  await choose(away, answerFile)
  await expect(page.getByTestId('package-answer')).toContainText(/确认本机 [1-9]\d* 笔已到县里/)
  await looksWhole(page, 'package-answer')
  await takeIn(/县里确认 [1-9]\d* 笔已到/)
  await looksWhole(page, 'package-taken')
  await expect(state()).toContainText(/到.*县/)
  await choose(away, answerFile)
  await expect(page.getByTestId('package-seen')).toBeVisible()
  await takeIn(/县里确认 0 笔已到，取回新数据 0 笔/)
  await syncTab(page, 'receipts')
  await expect(page.getByTestId('receipt-row').filter({ hasText: 'U 盘' })).toHaveCount(1)
  await looksWhole(page, 'receipts')
  expect(await copyCode(page)).toBe(await town.digest())
})

test('P-10: a colleague carries the next one, and the colleague’s own work comes back with the answer', async () => {
  await visit('没信号的第二天')
  await exportTo('第二天.cunce')
  await openHousehold(courier.desk.page, '徐涛寿')
  await startVisit(courier.desk.page)
  await answer(courier.desk.page, { section: 'members', field: 'address', raw: '同事写的' })
  await backToHousehold(courier.desk.page)
  courier.road.cut()
  await choose(courier, stick('第二天.cunce'))
  await expect(courier.desk.page.getByTestId('package-courier')).toContainText(VILLAGE.name)
  await enterOn(courier.desk.page, 'package-act')
  expect(await problemText(courier.desk.page)).toMatch(/连上县里才能交.*没有改动/)
  await looksWhole(courier.desk.page, 'courier-no-line')
  courier.road.mend()
  await syncNow(courier.desk.page)
  await enterOn(courier.desk.page, 'package-act')
  await expect(courier.desk.page.getByTestId('package-carried')).toContainText(/新收下 [1-9]\d* 笔，以前就有 0 笔/)
  await looksWhole(courier.desk.page, 'courier-carried')
  await saveAs(courier.desk, stick('回执.cunce'))
  await enterOn(courier.desk.page, 'package-answer-save')
  await expect(courier.desk.page.getByTestId('package-answer-saved')).toContainText('回执.cunce')
  expect(await unsent(page)).toBeGreaterThan(0)

  await choose(away, stick('回执.cunce'))
  await takeIn(/县里确认 [1-9]\d* 笔已到，取回新数据 [1-9]\d* 笔/)
  await expect.poll(() => unsent(page)).toBe(0)
  await openHousehold(page, '徐涛寿')
  await page.getByTestId('tab-fields').click()
  await expect(page.getByTestId('household')).toContainText('同事写的')
})

test('P-03, P-05: a torn file, one that was changed, one for another laptop, and one of another county are refused in words', async () => {
  const whole = readFileSync(stick('第二天.cunce')), before = (await town.county.status()).villages[0]!.last
  expect(await refusal(away, '撕断.cunce', whole.subarray(0, Math.floor(whole.length / 2)))).toMatch(/“撕断\.cunce”不完整或被改动过，没有读入任何内容。请在原来的电脑上重新导出/)
  const turned = Buffer.from(whole)
  turned[turned.length - 40]! ^= 1
  expect(await refusal(away, '改过.cunce', turned)).toMatch(/“改过\.cunce”.*没有(读入任何内容|打开)/)
  expect(await refusal(away, '空的.cunce', Buffer.alloc(0))).toMatch(/不是村册的数据包.*请选择/)
  expect(await refusal(courier, '别人的.cunce', readFileSync(stick('回执.cunce')))).toMatch(/“别人的\.cunce”是给 .+ 的，本机打不开.*请把它交给/)

  const abroad = await startCounty({ port: 0, dataDir: join(town.folder, '邻县') })
  await abroad.addVillage(VILLAGE.code, VILLAGE.name)
  const stranger = await town.laptop('stranger')
  await enrolAndLoad(stranger.desk.page, { address: abroad.url, code: await abroad.issueCode({ villages: [VILLAGE.code], account: 'x', person: '邻县的', hours: 1 }) })
  await stranger.desk.page.getByTestId('wizard-finish').first().click({ timeout: 60_000 })
  expect(await refusal(stranger, '外县.cunce', whole)).toMatch(/“外县\.cunce”是另一个县的数据包。没有读入任何内容/)
  await stranger.desk.close()
  await abroad.close()
  expect(await town.command('package', 'take', stick('撕断.cunce'), stick('改过.cunce'), stick('空的.cunce'))).toMatch(/3 个文件中有 3 个没有读入/)
  expect((await town.county.status()).villages[0]!.last).toBe(before)
})

test('then the line comes: nothing is sent a second time, nothing is doubled, and all copies are the same', async () => {
  const before = (await town.county.status()).villages[0]!.last
  away.road.mend()
  for (const laptop of [away, courier, away]) await syncNow(laptop.desk.page)
  await expect.poll(() => unsent(page)).toBe(0)
  expect((await town.county.status()).villages[0]!.last).toBe(before)
  expect((await town.county.status()).quarantined).toBe(0)
  const codes = [await copyCode(page), await copyCode(courier.desk.page), await town.digest()]
  expect(new Set(codes).size).toBe(1)
  // A stick found in a drawer, weeks later.
  expect(await town.command('package', 'take', stick('第一天.cunce'), stick('第二天.cunce'))).not.toMatch(/收下 [1-9]/)
  expect(await town.digest()).toBe(codes[0])
})
