/**
 * The laptop is killed, its window crashed, its IndexedDB and its journal damaged file by file: what was shown
 * as saved is there afterwards, and the app says what happened. Numbers are those of docs/faults.md.
 */
import { randomBytes } from 'node:crypto'
import { appendFileSync, cpSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import { scanSegment } from '../../electron/main/journal-entry.ts'
import { enrolAndLoad, openHousehold, PIN, unlock, unsent } from './actions.ts'
import { damage, damages, indexedDbFolder, type Damage } from './damage.ts'
import type { Desk } from './launch.ts'
import { openTown, type Laptop, type Town } from './town.ts'
import { answer, backToHousehold, moveTo, startVisit, type } from './visit.ts'

const NAME = '寸杰', KILLS = Number(process.env['CUNCE_KILLS'] ?? 4)
let town: Town, laptop: Laptop
/** The profile as the last test left it; each damage begins from here. */
let whole: { readonly folder: string, readonly unsent: number, readonly phone: string }

test.describe.configure({ mode: 'serial' })
test.beforeAll(async () => {
  town = await openTown({ practice: true })
  laptop = await town.laptop('survivor')
  await enrolAndLoad(laptop.desk.page, { address: laptop.road.url, code: await town.code() })
  await laptop.desk.page.getByTestId('wizard-finish').first().click({ timeout: 60_000 })
})
test.afterAll(() => town.close())

const needs = (page: Page) => page.locator('[data-testid=visit-question][data-field=needs]').getByTestId('visit-input')
const journalFolder = (): string => join(laptop.userData, 'journal')
const segment = (): string => join(journalFolder(), readdirSync(journalFolder()).filter(name => name.endsWith('.cj')).toSorted().at(-1)!)
const entries = () => scanSegment(readFileSync(segment()), () => undefined).places

async function phoneOf(page: Page): Promise<string> {
  await openHousehold(page, NAME)
  const phone = page.getByTestId('household-phone')
  const purpose = page.getByTestId('purpose-choice').first()
  await phone.click()
  // Asked once until the laptop is locked.
  await purpose.or(phone.filter({ hasNotText: '*' })).first().waitFor()
  if (await purpose.isVisible()) await purpose.click()
  await phone.filter({ hasNotText: '*' }).waitFor()
  return phone.innerText()
}

/** Puts the two folders back that the damages touch; the rest of the profile stays. */
function restore(): void {
  for (const folder of [dirname(indexedDbFolder(whole.folder)), join(whole.folder, 'journal')]) {
    const own = folder.replace(whole.folder, laptop.userData)
    rmSync(own, { recursive: true, force: true })
    cpSync(folder, own, { recursive: true })
  }
}

/** Starts on the damaged profile; what the app says about it, '' when it says nothing. */
async function openDamaged(): Promise<{ readonly page: Page, readonly told: string }> {
  const { page } = await laptop.again()
  await unlock(page)
  const report = page.getByTestId('open-report')
  await expect(report.or(page.getByTestId('status-line')).first()).toBeVisible()
  const told = await report.count() > 0 ? await report.innerText() : ''
  if (told) await page.getByTestId('open-report-continue').click()
  await expect(page.getByTestId('status-line')).toBeVisible()
  // The open form comes back by itself, when there is one.
  if (await page.getByTestId('visit-view').waitFor({ timeout: 3_000 }).then(() => true, () => false)) await backToHousehold(page)
  return { page, told }
}

test('fault 1, D-04: killed right after 已存本机, with half an answer typed, it comes back to the same field with nothing lost', async () => {
  laptop.road.cut()
  for (let round = 0; round < KILLS; round++) {
    const { page } = laptop.desk
    await openHousehold(page, NAME)
    await startVisit(page)
    const phone = `1380000000${round}`
    await answer(page, { section: 'members', field: 'phone', raw: phone })
    await moveTo(page, 'needs', 'needs')
    await type(page, 'needs', `只打了一半${round}`)
    await page.waitForTimeout(1200)
    await laptop.desk.kill9()
    const again = await laptop.again()
    await unlock(again.page)
    await expect(needs(again.page)).toHaveValue(`只打了一半${round}`)
    await again.page.keyboard.press('Escape')
    await again.page.getByTestId('household').waitFor()
    expect(await phoneOf(again.page)).toContain(phone)
  }
})

/** Playwright gives up a page whose renderer crashed; the window itself is asked through the host. */
const inWindow = <T>(desk: Desk, code: string): Promise<T> => desk.app.evaluate(
  ({ BrowserWindow }, script) => BrowserWindow.getAllWindows()[0]!.webContents.executeJavaScript(script).catch(() => null) as Promise<unknown>, code) as Promise<T>

test('fault 7, E-20: the renderer crashes with a form open; the window is there again with what was typed', async () => {
  const { desk } = laptop
  await openHousehold(desk.page, NAME)
  await startVisit(desk.page)
  await moveTo(desk.page, 'needs', 'needs')
  await type(desk.page, 'needs', '窗口崩溃前打的字')
  await desk.page.waitForTimeout(1200)
  await desk.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.webContents.forcefullyCrashRenderer())
  await expect.poll(() => inWindow(desk, "document.querySelector('[data-testid=unlock-pin]') !== null"), { timeout: 30_000 }).toBe(true)
  await inWindow(desk, `{
    const input = document.querySelector('input[data-testid=unlock-pin]')
    input.value = '${PIN}'
    input.dispatchEvent(new Event('input', { bubbles: true }))
    setTimeout(() => document.querySelector('[data-testid=unlock]').click(), 200)
  }`)
  await expect.poll(() => inWindow(desk, "document.querySelector('[data-testid=visit-question][data-field=needs] textarea')?.value"), { timeout: 30_000 }).toBe('窗口崩溃前打的字')
  await desk.kill9()
  const { page } = await laptop.again()
  await unlock(page)
  await expect(needs(page)).toHaveValue('窗口崩溃前打的字')
  await page.keyboard.press('Escape')
  // Opening the number is noted, and the note is unsent work like any other: the number first, then the count.
  const phone = await phoneOf(page)
  whole = { folder: join(town.folder, 'whole'), unsent: await unsent(page), phone }
  await laptop.desk.close()
  cpSync(laptop.userData, whole.folder, { recursive: true })
  expect(whole.unsent).toBeGreaterThan(0)
})

/** These take the whole view away. Chromium may mend the others by itself, or they hit bytes nobody needs. */
const CERTAIN: readonly Damage[] = ['folder deleted', 'CURRENT emptied']

for (const kind of Object.keys(damages) as Damage[]) {
  test(`faults 11 and 12, D-02: IndexedDB with ${kind}: told, mended, all unsent work there`, async () => {
    restore()
    damage(laptop.userData, kind)
    const { page, told } = await openDamaged()
    if (told) expect(told).toMatch(/发生了什么[^]*没上报的改动[^]*笔从本机日志找了回来，一笔没丢[^]*接下来/)
    if (CERTAIN.includes(kind)) expect(told).not.toBe('')
    expect(await unsent(page)).toBe(whole.unsent)
    // The county's part may have to come again; without a road what is the laptop's own is there all the same.
    if (told) laptop.road.mend()
    if (told) await page.getByTestId('sync-now').click()
    expect(await phoneOf(page)).toBe(whole.phone)
    laptop.road.cut()
    await laptop.desk.close()
  })
}

test('fault 13, D-05: a last entry that was cut while it was written, never acknowledged, is dropped without a word', async () => {
  restore()
  const last = entries().at(-1)!
  const bytes = readFileSync(segment())
  appendFileSync(segment(), bytes.subarray(last.offset, last.offset + last.size - 7))
  const { page, told } = await openDamaged()
  expect(told).toBe('')
  expect(await unsent(page)).toBe(whole.unsent)
  expect(await phoneOf(page)).toBe(whole.phone)
  // The journal takes the next entry where the torn one was cut off.
  await startVisit(page)
  await answer(page, { section: 'members', field: 'address', raw: '断尾之后写的' })
  await laptop.desk.close()
  expect(readFileSync(segment()).subarray(0, bytes.length)).toEqual(bytes)
  expect(entries().length).toBeGreaterThan(scanSegment(bytes, () => undefined).places.length)
})

test('fault 13: garbage behind the last entry is told, and takes nothing with it', async () => {
  restore()
  appendFileSync(segment(), randomBytes(900))
  const { page, told } = await openDamaged()
  expect(told).toContain('日志里有几段校验不对，这几段没有采用')
  expect(await unsent(page)).toBe(whole.unsent)
  expect(await phoneOf(page)).toBe(whole.phone)
  await laptop.desk.close()
})

test('fault 13: the last, acknowledged entry torn off the journal is still in the database', async () => {
  restore()
  truncateSync(segment(), readFileSync(segment()).length - 5)
  const { page } = await openDamaged()
  expect(await unsent(page)).toBe(whole.unsent)
  expect(await phoneOf(page)).toBe(whole.phone)
  await laptop.desk.close()
})

test('fault 14: the database gone and an entry in the middle of the journal flipped: all other entries are back, and this one is named as missing', async () => {
  restore()
  damage(laptop.userData, 'folder deleted')
  const places = entries(), hit = places[Math.floor(places.length / 2)]!
  const bytes = readFileSync(segment())
  bytes[hit.offset + hit.size - 30] = bytes[hit.offset + hit.size - 30]! ^ 0x40
  writeFileSync(segment(), bytes)
  const { page, told } = await openDamaged()
  expect(told).toContain('日志里有几段校验不对，这几段没有采用')
  expect(told).toContain('坏掉的那几段除外')
  expect(told).toContain('缺的请补上')
  expect(await unsent(page)).toBe(whole.unsent - (hit.to - hit.from + 1))
  await laptop.desk.close()
})

test('after all of it the county gets every unsent change of the whole profile', async () => {
  restore()
  laptop.road.mend()
  const { page } = await openDamaged()
  await page.getByTestId('sync-now').click()
  await expect.poll(() => unsent(page), { timeout: 60_000 }).toBe(0)
})
