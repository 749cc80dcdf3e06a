/**
 * What comes in wrong, through the window: files that are no rosters, roads that end somewhere else, codes that
 * are none. Every answer says in Chinese what happened and what to do, and nothing is half done.
 */
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import { startCounty, type County } from '../../server/county.ts'
import * as certificates from '../electron/certificates.ts'
import { HEADINGS, IDS, line, roster } from '../workbook/make-files.ts'
import { chooseWorkbook, enrolAndLoad, goTo, openHousehold, syncNow, unsent } from './actions.ts'
import { openTown, VILLAGE, type Laptop, type Town } from './town.ts'
import { answer, backToHousehold, startVisit } from './visit.ts'

const NAME = '寸杰'
/** Says what to do next: one of the words a remedy is made of. */
const REMEDY = /请|会自动再试|可以|点“立即同步”/
let town: Town
test.beforeAll(async () => { town = await openTown({ practice: true }) })
test.afterAll(() => town.close())

async function begin(name: string, address?: string): Promise<Laptop> {
  const laptop = await town.laptop(name)
  await enrolAndLoad(laptop.desk.page, { address: address ?? laptop.road.url, code: await town.code() })
  await laptop.desk.page.getByTestId('wizard-finish').first().click({ timeout: 60_000 })
  return laptop
}

/** The one problem on the screen; closed, so that the next is not mistaken for it. */
async function told(page: Page): Promise<string> {
  const text = await page.getByTestId('problem-text').innerText()
  expect(text).toMatch(/^[^a-z]*[\u4e00-\u9fff]/)
  expect(text).toMatch(REMEDY)
  await page.getByTestId('problem-dismiss').click()
  return text
}

const countOf = async (page: Page): Promise<string> => {
  await goTo(page, 'roster')
  await expect(page.getByTestId('roster-count')).toContainText(/共 \d+ 户/)
  return /共 (\d+) 户/.exec(await page.getByTestId('roster-count').innerText())![1]!
}

/** How Excel keeps a workbook behind a password: an OLE container with a stream of that name. */
const encrypted = (): Uint8Array => Buffer.concat([Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), Buffer.alloc(1024), Buffer.from('EncryptedPackage', 'utf16le'), Buffer.alloc(512)])

test('X-05: files that are no roster are named with what they are, and nothing is imported', async () => {
  const laptop = await begin('files')
  const { page } = laptop.desk
  const before = await countOf(page), waiting = await unsent(page)
  const files: readonly (readonly [string, Uint8Array, readonly RegExp[]])[] = [
    ['通知.xlsx', Buffer.from('请各组于周五前把花名册交到村委会\n'), [/“通知\.xlsx”不是能读的表格（文本文件）/, /请选择 \.xlsx、\.xls、\.et 或 \.csv/]],
    ['名单.csv', Buffer.from('姓名,电话\n张三,1\n'), [/“名单\.csv”里找不到表头/]],
    ['扫描件.pdf', Buffer.from('%PDF-1.7\n1 0 obj\n'), [/“扫描件\.pdf”不是能读的表格（PDF 文件）/]],
    ['改了名的扫描件.xlsx', Buffer.from('%PDF-1.7\n1 0 obj\n'), [/“改了名的扫描件\.xlsx”不是能读的表格（PDF 文件）/]],
    ['加密.xlsx', encrypted(), [/“加密\.xlsx”设了打开密码/, /另存为不加密的 \.xlsx/]],
    ['没有证件列.xlsx', roster([line(0)], HEADINGS.filter(heading => heading !== '证件号码')), [/“没有证件列\.xlsx”（工作表“Sheet1”）没有“证件号码”列/, /没有导入任何内容/]]
  ]
  for (const [name, bytes, sentences] of files) {
    const path = join(town.folder, name)
    writeFileSync(path, bytes)
    await goTo(page, 'import')
    await chooseWorkbook(laptop.desk, path)
    await expect(page.getByTestId('problem-text')).toBeVisible()
    const text = await page.getByTestId('problem-text').innerText()
    for (const sentence of sentences) expect(text).toMatch(sentence)
    expect(text).toMatch(/请|没有导入/)
    await page.getByTestId('problem-dismiss').click()
    await expect(page.getByTestId('import-choose')).toBeVisible()
    await expect(page.getByTestId('import-apply')).toHaveCount(0)
  }
  expect(await countOf(page)).toBe(before)
  expect(await unsent(page)).toBe(waiting)
  await laptop.desk.close()
})

test('X-08: an ID number Excel made a number of is an error at its cell; the whole workbook stays out', async () => {
  const laptop = await begin('number')
  const { page } = laptop.desk
  const before = await countOf(page), waiting = await unsent(page)
  const path = join(town.folder, '变了数字.xlsx')
  writeFileSync(path, roster([line(0, 7), line(1, 7, { 证件号码: Number(IDS[1]) }), line(2, 7)]))
  await goTo(page, 'import')
  await chooseWorkbook(laptop.desk, path)
  await expect(page.getByTestId('import-errors')).toContainText('1 处错误')
  await expect(page.getByTestId('import-apply')).toBeDisabled()
  await page.getByRole('tab', { name: /问题|错误|提醒/ }).first().click()
  const problem = page.getByTestId('import-problem').filter({ hasText: '错误' }).first()
  // Title in row 1, headings in row 2: the second person stands in row 4, 证件号码 in column D.
  await expect(problem).toContainText('D4')
  await expect(problem).toContainText('错误')
  await expect(problem).toContainText(/数字|文本/)
  expect(await countOf(page)).toBe(before)
  expect(await unsent(page)).toBe(waiting)
  await laptop.desk.close()
})

test('with the road cut the work stays, the status line says offline in grey, and the next road takes all of it', async () => {
  const laptop = await begin('offline')
  const { page } = laptop.desk
  laptop.road.cut()
  await openHousehold(page, NAME)
  await startVisit(page)
  await answer(page, { section: 'members', field: 'address', raw: '断网时写的' })
  await backToHousehold(page)
  const waiting = await unsent(page)
  expect(waiting).toBeGreaterThan(0)
  await page.getByTestId('sync-now').click()
  await expect(page.getByTestId('status-county')).toContainText('离线')
  const text = await told(page)
  expect(text).toMatch(/连不上县里.*内容都在本机.*会自动再试/)
  expect(await unsent(page)).toBe(waiting)
  await goTo(page, 'sync')
  await expect(page.getByTestId('sync-error')).toContainText('会自动再试')
  laptop.road.mend()
  await syncNow(page)
  await expect.poll(() => unsent(page)).toBe(0)
  await laptop.desk.close()
})

/** A road that ends at a log-in page: everything is answered with 200 and HTML. */
async function openPortal(port: number): Promise<{ asked(): number, close(): void }> {
  let asked = 0
  const server = createServer((request, response) => {
    asked++
    request.resume()
    request.on('end', () => response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<!doctype html><title>上网认证</title><form>请登录无线网络</form>'))
  })
  await new Promise<void>(done => server.listen(port, '127.0.0.1', done))
  return { asked: () => asked, close() { server.closeAllConnections(); server.close() } }
}

test('fault 34: a captive portal answers 200 and HTML: nothing counts as sent, and the message names the log-in page', async () => {
  // The same address, first the county's, then the portal's: as when the laptop walks into a hotel.
  const county = await startCounty({ port: 0, dataDir: join(town.folder, 'moved') })
  await county.seedPractice()
  const laptop = await town.laptop('portal')
  const { page } = laptop.desk
  await enrolAndLoad(page, { address: county.url, code: await county.issueCode({ villages: [VILLAGE.code], account: 'team9', person: '周队员', hours: 1 }) })
  await page.getByTestId('wizard-finish').first().click({ timeout: 60_000 })
  await county.close()
  const portal = await openPortal(Number(new URL(county.url).port))
  await openHousehold(page, NAME)
  await startVisit(page)
  await answer(page, { section: 'members', field: 'address', raw: '酒店里写的' })
  await backToHousehold(page)
  const waiting = await unsent(page)
  await page.getByTestId('sync-now').click()
  await expect(page.getByTestId('problem-text')).toContainText('上网认证')
  expect(await told(page)).toMatch(/没有任何内容被当作已上报，请先完成上网认证再同步/)
  expect(portal.asked()).toBeGreaterThan(0)
  expect(await unsent(page)).toBe(waiting)
  await expect(page.getByTestId('status-line')).toContainText('同步有问题')
  await laptop.desk.close()
  portal.close()
})

test('E-19, fault 36: the county\'s address with another certificate than the one enrolled with: nothing is sent, the queue stays', async () => {
  const place = { port: 0, dataDir: join(town.folder, 'secure') }
  const secure = (pair: { readonly cert: string, readonly key: string }, port: number): Promise<County> =>
    startCounty({ ...place, port, tls: { cert: Buffer.from(pair.cert), key: Buffer.from(pair.key) } })
  let county = await secure(certificates.county, 0)
  await county.seedPractice()
  const port = Number(new URL(county.url).port)
  const laptop = await town.laptop('pinned')
  const { page } = laptop.desk
  await enrolAndLoad(page, { address: county.url, code: await county.issueCode({ villages: [VILLAGE.code], account: 'team8', person: '吴队员', hours: 1 }) })
  await page.getByTestId('wizard-finish').first().click({ timeout: 60_000 })
  await county.close()
  county = await secure(certificates.stranger, port)
  await openHousehold(page, NAME)
  await startVisit(page)
  await answer(page, { section: 'members', field: 'address', raw: '只给真县里' })
  await backToHousehold(page)
  const waiting = await unsent(page)
  await page.getByTestId('sync-now').click()
  await expect(page.getByTestId('problem-text')).toContainText('证书不对')
  expect(await told(page)).toMatch(/没有发送任何内容.*请向县里核对地址/)
  expect(await unsent(page)).toBe(waiting)
  await county.close()
  // The true one is believed again.
  county = await secure(certificates.county, port)
  await syncNow(page)
  await expect.poll(() => unsent(page), { timeout: 60_000 }).toBe(0)
  await laptop.desk.close()
  await county.close()
})

test('S-07: a wrong, a mistyped and a used enrolment code, and addresses that are none, are refused in words; work can begin all the same', async () => {
  const laptop = await town.laptop('codes')
  const { page } = laptop.desk
  const used = await town.code()
  const other = await town.laptop('codes-other')
  await enrolAndLoad(other.desk.page, { address: other.road.url, code: used })
  await other.desk.page.getByTestId('wizard-finish').first().waitFor({ timeout: 60_000 })
  await other.desk.close()
  const tries: readonly (readonly [string, string, RegExp])[] = [
    [laptop.road.url, 'AAAAA-AAAAA', /登记码不对、已用过或已过期。请向县里要/],
    [laptop.road.url, '不是码', /登记码不对、已用过或已过期。请向县里要/],
    [laptop.road.url, used, /登记码不对、已用过或已过期。请向县里要/],
    ['http://county.example', 'AAAAA-AAAAA', /县里地址“http:\/\/county\.example”不能用。应写成 https/],
    ['县里', 'AAAAA-AAAAA', /县里地址“县里”不能用。应写成 https/]
  ]
  for (const [address, code, sentence] of tries) {
    await page.getByTestId('wizard-address').fill(address)
    await page.getByTestId('wizard-code').fill(code)
    await page.getByTestId('wizard-enrol').click()
    await expect(page.getByTestId('problem-text')).toContainText(sentence)
    await page.getByTestId('problem-dismiss').click()
    await expect(page.getByTestId('wizard-address')).toHaveValue(address)
  }
  await page.getByTestId('wizard-skip').click()
  await expect(page.getByTestId('pin')).toBeVisible()
  await laptop.desk.close()
})
