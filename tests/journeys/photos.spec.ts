/**
 * Pictures on their way: added on the household's page and in a visit, sent after the words over a line that is
 * cut in the middle, seen by the other laptop; what is no picture is refused in words, and nothing of one stands
 * anywhere in clear.
 */
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import { begin, copyCode, enterOn, looksWhole, openFrom, openHousehold, problemText, syncNow, syncTab, unsent } from './actions.ts'
import { bomb, png, withExif } from './pictures.ts'
import { filesUnder, sightings } from './profile-scan.ts'
import { openTown, type Laptop, type Town } from './town.ts'
import { backToHousehold, startVisit } from './visit.ts'

const HEAD = '沙佑勇', TITLE = '植入的照片说明', PLACE = 'GPS 24.7215N 99.1902E 植入的拍摄地'
let town: Town, one: Laptop, two: Laptop, page: Page
/** Some bytes out of the middle of the picture as it is shown. */
let shown: Buffer
test.describe.configure({ mode: 'serial' })
test.beforeAll(async () => {
  town = await openTown({ practice: true })
  one = await begin(town, 'one')
  two = await begin(town, 'two')
  page = one.desk.page
  mkdirSync(file())
})
test.afterAll(() => town.close())

const file = (...name: readonly string[]): string => join(town.folder, '相机', ...name)
const pictures = (of: Page) => of.getByTestId('pictures').getByTestId('picture')
async function choose(name: string, bytes: Uint8Array): Promise<void> {
  writeFileSync(file(name), bytes)
  await openFrom(one.desk, file(name))
}
async function photosTab(of: Page): Promise<void> {
  await openHousehold(of, HEAD)
  await of.getByTestId('tab-photos').click()
}
/** Bytes of sealed pictures at the county. */
const atTheCounty = (): number => filesUnder(join(town.folder, 'county', 'attachments')).reduce((sum, path) => sum + statSync(path).size, 0)
/** What a camera makes of these points: the window's own encoder. */
const jpegOf = async (source: Buffer): Promise<Buffer> => Buffer.from(await page.evaluate(async base64 => {
  const bitmap = await createImageBitmap(new Blob([Uint8Array.from(atob(base64), letter => letter.charCodeAt(0))], { type: 'image/png' }))
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height)
  canvas.getContext('2d')!.drawImage(bitmap, 0, 0)
  const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.9 })).arrayBuffer())
  return btoa(Array.from(bytes, byte => String.fromCharCode(byte)).join(''))
}, source.toString('base64')), 'base64')

test('X-22: a bomb, a page that calls itself a picture, a drawing that can run, and an empty file are refused in words; nothing is stored', async () => {
  await photosTab(page)
  await looksWhole(page, 'photos-none')
  for (const [name, bytes, words] of [
    ['炸弹.png', bomb(), /“炸弹\.png”不是能读的图片（50000×50000 像素太多，没有打开）。请选择/],
    ['网页.jpg', Buffer.from('<!doctype html><script>alert(1)</script>'), /“网页\.jpg”不是能读的图片（内容不是图片，只是名字像）/],
    ['图.svg.png', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'), /不是能读的图片（内容不是图片/],
    ['半个.png', png(60, 60).subarray(0, 900), /“半个\.png”不是能读的图片（图片损坏，解不开）/],
    ['空.jpg', Buffer.alloc(0), /“空\.jpg”不是能读的图片（文件是空的）/]
  ] as const) {
    await choose(name, bytes)
    await enterOn(page, 'picture-add')
    await expect(page.getByTestId('problem-text'), name).toContainText(words)
    await problemText(page)
  }
  await expect(pictures(page)).toHaveCount(0)
  expect(await unsent(page)).toBe(0)
})

test('U-08: no camera is asked for; a dialog that is closed changes nothing, and a file is what there is instead', async () => {
  const asked = await page.evaluate(async () => {
    const found = await navigator.mediaDevices?.getUserMedia({ video: true }).then(() => 'given', (thrown: unknown) => (thrown as Error).name)
    return found ?? 'none'
  })
  expect(asked).not.toBe('given')
  await one.desk.app.evaluate(({ dialog }) => { dialog.showOpenDialog = async () => ({ canceled: true, filePaths: [] }) })
  await enterOn(page, 'picture-add')
  await expect(page.getByTestId('picture-add')).toBeEnabled()
  await expect(page.getByTestId('problem-text')).toHaveCount(0)
  await expect(pictures(page)).toHaveCount(0)
})

test('a photograph with a place in it and a large scan: shown small and whole, and without a word of the camera', async () => {
  one.road.cut()
  await choose('厨房.jpg', withExif(await jpegOf(png(640, 480, 3)), PLACE))
  await page.getByTestId('picture-title').focus()
  await page.keyboard.type(TITLE)
  await page.keyboard.press('Enter')
  await expect(pictures(page)).toHaveCount(1)
  await expect(pictures(page).first()).toHaveAttribute('data-state', 'here')
  await expect(pictures(page).first().locator('[data-state=drawn]')).toHaveCount(1)

  await startVisit(page)
  await choose('扫描.png', png(1400, 1000, 5))
  await enterOn(page, 'picture-add-quick')
  await expect(page.getByTestId('pictures-unfold')).toContainText('照片 2')
  await enterOn(page, 'pictures-unfold')
  await expect(pictures(page)).toHaveCount(2)
  await looksWhole(page, 'photos-visit')
  await backToHousehold(page)
  await page.getByTestId('tab-photos').click()
  await expect(pictures(page).locator('[data-state=drawn]')).toHaveCount(2)
  await looksWhole(page, 'photos')
  // What the window draws from is what is stored.
  await page.evaluate(() => {
    const kept = globalThis as unknown as { drawn: Promise<string>[]; createImageBitmap: (of: Blob) => Promise<ImageBitmap> }
    const draw = createImageBitmap
    kept.drawn = []
    kept.createImageBitmap = of => { kept.drawn.push(of.arrayBuffer().then(bytes => Array.from(new Uint8Array(bytes), byte => String.fromCharCode(byte)).join(''))); return draw(of) }
  })
  await pictures(page).filter({ hasText: TITLE }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('picture-dialog').locator('[data-state=drawn]')).toHaveCount(1)
  await looksWhole(page, 'photo-whole')
  const drawn = await page.evaluate(() => Promise.all((globalThis as unknown as { drawn: Promise<string>[] }).drawn))
  expect(drawn.length).toBeGreaterThan(0)
  shown = Buffer.from(drawn.at(-1)!, 'latin1').subarray(2_000, 2_064)
  for (const bytes of drawn) {
    expect(bytes.slice(0, 3)).toBe('\xff\xd8\xff')
    expect(bytes).not.toMatch(/Exif|GPS/)
  }
  await page.keyboard.press('Escape')
  await expect(page.getByTestId('picture-dialog')).toHaveCount(0)
  await expect(page.getByTestId('household')).toBeVisible()
})

test('fault 31, D-06: the words go first; the line is cut in the middle of the pictures, and what was sent is not sent again', async () => {
  await syncTab(page, 'photos')
  await expect(page.getByTestId('photos-only')).toContainText('2 张')
  await looksWhole(page, 'photos-only')
  one.road.count()
  one.road.mend()
  one.road.cutAfter(700_000)
  await syncNow(page)
  await expect.poll(() => one.road.count().up, { message: 'the road is quiet' }).toBe(0)
  expect(await unsent(page)).toBe(0)
  await expect(page.getByTestId('status-photos')).toBeVisible()
  await syncTab(page, 'state')
  await expect(page.getByTestId('loss-photos')).toContainText('张照片')
  await looksWhole(page, 'photos-cut')

  // The words are there, the pictures not yet.
  await syncNow(two.desk.page)
  await photosTab(two.desk.page)
  await expect(pictures(two.desk.page)).toHaveCount(2)
  // The first one came by itself with the round; the second is still with the laptop that took it.
  await expect(pictures(two.desk.page).and(two.desk.page.locator('[data-state=awaited]'))).toContainText('县里还没有')
  await looksWhole(two.desk.page, 'photos-away')

  one.road.mend()
  await syncNow(page)
  await expect(page.getByTestId('status-photos')).toHaveCount(0)
  expect(one.road.count().up).toBeLessThan(atTheCounty() - 400_000)
})

test('the other laptop lists what is missing, fetches it, and shows it', async () => {
  const other = two.desk.page
  await syncNow(other)
  await syncTab(other, 'photos')
  await expect(other.getByTestId('picture-missing')).toHaveCount(1)
  await looksWhole(other, 'missing')
  await enterOn(other, 'pictures-all')
  await expect(other.getByTestId('pictures-missing')).toContainText('照片都在这台电脑上')
  await photosTab(other)
  await expect(pictures(other).locator('[data-state=drawn]')).toHaveCount(2)
  await pictures(other).filter({ hasText: TITLE }).focus()
  await other.keyboard.press('Enter')
  await expect(other.getByTestId('picture-dialog').locator('[data-state=drawn]')).toHaveCount(1)
  await looksWhole(other, 'photo-fetched')
  await other.keyboard.press('Escape')
  expect(new Set([await copyCode(page), await copyCode(other), await town.digest()]).size).toBe(1)
})

test('K-10: no byte of a picture, its name or its place stands in clear, on either laptop or in the county’s folder of pictures', async () => {
  await one.desk.close()
  await two.desk.close()
  const words = [PLACE, '植入的拍摄地', TITLE]
  for (const folder of [one.userData, two.userData, join(town.folder, 'county', 'attachments')]) {
    expect(sightings(folder, words)).toEqual([])
    expect(filesUnder(folder).filter(path => readFileSync(path).includes(shown))).toEqual([])
  }
})
