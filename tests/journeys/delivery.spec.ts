/** 交割单: what a laptop handed over, on its own paper and on the county's, with the same digests of the same receipts. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { begin, enterOn, looksWhole, openHousehold, saveAs, syncNow, syncTab, unsent, writeField } from './actions.ts'
import { pdfFacts } from './pdf.ts'
import { openTown, type Town } from './town.ts'

let town: Town
test.beforeAll(async () => { town = await openTown({ practice: true }) })
test.afterAll(() => town.close())

test('S3: two receipts and one change that is only here: the paper, its PDF, and the county’s sheet agree', async () => {
  const laptop = await begin(town, 'delivery')
  const { page } = laptop.desk
  const write = async (label: string, typed: string): Promise<void> => {
    await openHousehold(page, '沙佑勇')
    await page.getByTestId('tab-fields').click()
    await writeField(page, label, typed)
  }
  for (const [label, typed] of [['家庭住址', '第一笔'], ['林地面积', '2.5']] as const) {
    await write(label, typed)
    await syncNow(page)
    await expect.poll(() => unsent(page)).toBe(0)
  }
  laptop.road.cut()
  await write('林果面积', '3.5')

  await syncTab(page, 'receipts')
  await expect(page.getByTestId('receipt-row')).toHaveCount(2)
  await enterOn(page, 'delivery-make')
  await expect(page.getByTestId('delivery')).toBeVisible()
  const paper = (): Promise<string> => page.getByTestId('paper-preview').evaluate(place => place.firstElementChild!.shadowRoot!.textContent ?? '')
  await expect.poll(paper).toContain('数据交割单')
  const text = await paper()
  for (const words of ['王队长', '2 笔改动，涉及 1 户，回执 2 份', '还有 1 笔改动只在这台电脑上，没有交割', '移交人（签字）', '接收人（签字、盖章）']) expect(text).toContain(words)
  await looksWhole(page, 'delivery')

  const file = join(town.folder, '交割单.pdf')
  await saveAs(laptop.desk, file)
  await enterOn(page, 'delivery-pdf')
  await expect(page.getByTestId('paper-progress')).toHaveAttribute('data-state', 'saved')
  const facts = pdfFacts(readFileSync(file))
  expect(facts).toMatchObject({ pages: 1, fontsNotEmbedded: [], scripts: 0 })
  expect(facts.fonts).toBeGreaterThan(0)
  await page.keyboard.press('Escape')
  await expect(page.getByTestId('delivery')).toBeHidden()
  await expect(page.getByTestId('receipt-table')).toBeVisible()

  const device = (await town.county.devices()).find(({ person }) => person === '王队长')!.id
  const sheet = join(town.folder, '县里一联.html')
  expect(await town.command('receipts', device, '--html', sheet)).toContain('已写出')
  const html = readFileSync(sheet, 'utf8')
  const digests = [...html.matchAll(/>([0-9a-f]{64})<br>([\w-]{86})</g)].map(([, digest, signature]) => ({ digest: digest!, signature: signature! }))
  expect(digests).toHaveLength(2)
  for (const { digest, signature } of digests) {
    expect(text).toContain(digest.slice(0, 32))
    expect(text).toContain(signature.slice(0, 16))
  }
  expect(html).toContain('回执 2 张，变更 2 条')
  expect(html).not.toMatch(/<script|https?:/)
})
