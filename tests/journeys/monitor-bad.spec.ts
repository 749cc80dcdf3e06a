/**
 * What may not stand in monitoring, tried by keyboard in the window: amounts, periods, steps of another level, a notice
 * too short, an elimination with something still missing. Each is refused with its reason and the number of its rule,
 * and nothing of it is stored; what the window could not know the county refuses, and the window says so.
 */
import { expect, test, type Locator, type Page } from '@playwright/test'
import { begin, copyCode, enterOn, looksWhole, openHousehold, syncNow, syncTab, unsent, writeField } from './actions.ts'
import { daysAgo, decideMeeting, fillStep, openCase, openMeeting, startCase, takeStep } from './procedure-actions.ts'
import { openTown, type Laptop, type Town } from './town.ts'

/** Nobody watched over this one; the other has been since 2024 because of an illness, and can work. */
const HEAD = '张明', WATCHED = '岩正俊'
let town: Town, team: Laptop, township: Laptop, page: Page
test.describe.configure({ mode: 'serial' })
test.beforeAll(async () => {
  town = await openTown({ practice: true })
  await town.command('standard', 'monitorLine', '9000', '--area', '530521', '--year', daysAgo(0).slice(0, 4), '--source', '试用年度监测线')
  team = await begin(town, 'team')
  township = await begin(town, 'township', { role: 'township' })
  page = team.desk.page
})
test.afterAll(() => town.close())

/** In town: each says what it has, and each hears what the other said. */
async function meet(): Promise<void> {
  for (const { road } of [team, township]) road.mend()
  for (const { desk } of [team, township, team]) await syncNow(desk.page)
  for (const { desk } of [team, township]) await expect.poll(() => unsent(desk.page)).toBe(0)
}
const apart = (): void => { for (const { road } of [team, township]) road.cut() }

/** With the road cut, whatever is written waits: a number that stays says nothing was. */
async function storesNothing(deed: () => Promise<void>): Promise<void> {
  // Longer than any pause after which something typed is stored, and what was stored is counted.
  const settled = (): Promise<void> => page.waitForTimeout(900)
  await settled()
  const before = await unsent(page)
  await deed()
  await settled()
  expect(await unsent(page)).toBe(before)
}
async function typeOver(box: Locator, text: string): Promise<void> {
  await box.focus()
  await page.keyboard.press('Control+a')
  await page.keyboard.type(text)
}

const lineOf = (label: string): Locator => page.getByRole('button', { name: new RegExp(`^${label}：.*修改$`, 'u') })
async function openIncome(head: string): Promise<void> {
  await openHousehold(page, head)
  await page.getByTestId('tab-income').focus()
  await page.keyboard.press('Enter')
  await page.getByTestId('per-capita').waitFor()
  await unfold()
}
/** A line nobody ever filled is folded away, and goes back there with a new period. */
async function unfold(): Promise<void> {
  const closed = page.locator('details:not([open]) summary')
  while (await closed.count() > 0) {
    await closed.first().focus()
    await page.keyboard.press('Enter')
  }
}
/** The month so many months before that of a day. */
const monthBefore = (day: string, months: number): string => {
  const number = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 - months
  return `${Math.floor(number / 12)}-${String(number % 12 + 1).padStart(2, '0')}`
}
const said = (): Locator => page.getByTestId('field-editor').getByRole('alert')

test('an amount below zero or with zeros too many is refused beside its line, and the line stays as it was', async () => {
  apart()
  const code = await copyCode(page)
  await openIncome(HEAD)
  const before = await lineOf('务工收入').innerText()
  for (const [typed, rule, words] of [['-500', 'I10', '收支不能是负数'], ['-0.01', 'I10', '留空'], ['100000000', 'I11', '多打了零'], ['600000', 'I12', '再按一次回车'], ['三千', '', '']] as const) {
    await storesNothing(async () => {
      await lineOf('务工收入').focus()
      await page.keyboard.press('Enter')
      await page.keyboard.press('Control+a')
      await page.keyboard.type(typed)
      await page.keyboard.press('Enter')
      await expect(said(), typed).toContainText(words)
      if (rule) await expect(said(), typed).toContainText(rule)
      await page.screenshot({ path: test.info().outputPath(`amount-${rule || 'word'}.png`) })
      await page.keyboard.press('Escape')
    })
    expect(await lineOf('务工收入').innerText()).toBe(before)
  }
  expect(await copyCode(page)).toBe(code)
})

test('a period that shares a month, runs backwards, is too short, is no month or is not over is refused with its rule', async () => {
  await openIncome(HEAD)
  await enterOn(page, 'income-new')
  await page.getByTestId('income-new-kind').selectOption('identification')
  const day = daysAgo(30), own = [monthBefore(day, 12), monthBefore(day, 1)] as const
  await typeOver(page.getByTestId('income-new-from'), own[0])
  await typeOver(page.getByTestId('income-new-to'), own[1])
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('per-capita')).toHaveText('—')
  await enterOn(page, 'income-new')
  await page.getByTestId('income-new-kind').selectOption('identification')
  for (const [from, to, rule, words] of [
    [own[0], own[1], 'I05', '重叠'], [monthBefore(day, 23), own[0], 'I05', '共同的月份'], [own[1], own[0], 'I02', '之后'],
    [monthBefore(day, 24), monthBefore(day, 14), 'I03', '11个月'], ['2025年10月', own[1], 'I01', '年-月'], [monthBefore(day, 10), monthBefore(day, -1), 'I04', '还没有过完']
  ] as const) {
    await storesNothing(async () => {
      await typeOver(page.getByTestId('income-new-from'), from)
      await typeOver(page.getByTestId('income-new-to'), to)
      await expect(page.getByTestId('income-new-problem')).toContainText(rule)
      await expect(page.getByTestId('income-new-problem')).toContainText(words)
      await page.keyboard.press('Enter')
      await expect(page.getByTestId('income-new-form')).toBeVisible()
    })
  }
  await looksWhole(page, 'period')
  await page.keyboard.press('Escape')
})

test('blank is not zero: what nobody asked stays unknown until somebody says nought', async () => {
  await expect(page.getByTestId('per-capita')).toHaveText('—')
  await unfold()
  await expect(lineOf('务工收入')).toHaveText('未填')
  await storesNothing(async () => {
    await lineOf('务工收入').focus()
    await page.keyboard.press('Enter')
    await page.keyboard.press('Enter')
    await expect(page.getByTestId('field-editor')).toHaveCount(0)
  })
  await expect(page.getByTestId('per-capita')).toHaveText('—')
  await writeField(page, '务工收入', '0')
  await expect(lineOf('务工收入')).toHaveText(/^0/u)
  for (const [label, typed] of Object.entries({ 种植业收入: '6000', 其他财产性收入: '0', 地力补贴: '600', 种植业支出: '2000' })) {
    await unfold()
    await writeField(page, label, typed)
  }
  await expect(page.getByTestId('per-capita')).not.toHaveText('—')
})

/** Every refusal the form shows, pressed against: the step is not stored and says what is the matter. */
async function refused(of: Page, rule: string): Promise<void> {
  await expect(of.getByTestId('refusals')).toContainText(rule)
  await expect(of.getByTestId('refusals')).toContainText('依据')
  await enterOn(of, 'step-store')
  await expect(of.getByTestId('refusals')).toContainText(rule)
  await expect(of.getByTestId('step-stored')).toHaveCount(0)
}

test('papers and answers that are missing, and a day ahead of the calendar or before the step before, are refused', async () => {
  const day = daysAgo(30)
  await startCase(page, { head: HEAD, kind: 'identification', on: day, channel: '农户自主申报', category: '突发严重困难户', risks: ['01'] })
  await fillStep(page, 'apply', { on: day, evidence: ['application'], fields: { signed: false } })
  await storesNothing(async () => { for (const rule of ['P04', 'P05']) await refused(page, rule) })
  await takeStep(page, 'apply', { on: day, evidence: ['application', 'fingerprint'], fields: { signed: true } })
  for (const [on, rule] of [[daysAgo(31), 'P06'], [daysAgo(-2), 'P07']] as const) {
    await fillStep(page, 'analyse', { on, evidence: ['analysisNote'] })
    await storesNothing(() => refused(page, rule))
  }
  await takeStep(page, 'analyse', { on: daysAgo(29), evidence: ['analysisNote'], fields: { opinion: '自付超过三万元，建议入户核实' } })
  await takeStep(page, 'verify', { on: daysAgo(28), evidence: ['verifyForm', 'incomeSheet'], fields: { second: '李四', income: '*' } })
  await meet()
})

test('a step of another level: the window offers none; one taken by a laptop the county has set to another level is set aside with P01', async () => {
  apart()
  const other = township.desk.page
  const id = new RegExp(`^(\\S+).*乡镇赵干事`, 'mu').exec(await town.command('devices'))![1]!
  expect(await town.command('grant', id, '--role', '村级')).toContain('现在是村级')
  await openCase(other, HEAD)
  await takeStep(other, 'compare', { on: daysAgo(27), evidence: ['comparison'], fields: { comparison: '没有车辆、商品房、工商登记' } })
  township.road.mend()
  await syncNow(other)
  await syncTab(other, 'aside')
  const item = other.getByTestId('aside-item').first()
  await expect(item.getByTestId('aside-reason')).toContainText('P01')
  await expect(item.getByTestId('aside-reason')).toContainText('没有收下这一步')
  await looksWhole(other, 'aside')
  // Nobody else has heard of it: the case waits where it was.
  team.road.mend()
  await syncNow(page)
  await openCase(page, HEAD)
  await expect(page.getByTestId('lane-stop').filter({ hasText: '没有车辆' })).toHaveCount(0)
  const standing = await page.getByTestId('case-state').innerText()
  // Given its level back, the same step goes through without being written again.
  expect(await town.command('grant', id, '--role', '乡镇')).toContain('现在是乡镇')
  await syncNow(other)
  await syncTab(other, 'aside')
  await other.getByTestId('aside-item').first().focus()
  await other.keyboard.press('r')
  await syncNow(other)
  await meet()
  await openCase(page, HEAD)
  await expect(page.getByTestId('case-state')).not.toHaveText(standing)
})

test('a notice shorter than set, and one ended before it is over, are refused with P08 and P09', async () => {
  apart()
  await openMeeting(page, daysAgo(26))
  await decideMeeting(page)
  await openCase(page, HEAD)
  const notice = { noticeFrom: daysAgo(26), noticePlace: '村委会公示栏' }
  for (const days of [23, 25, 27]) {
    await fillStep(page, 'publicise', { on: daysAgo(26), evidence: ['noticeFirst'], fields: { ...notice, noticeTo: daysAgo(days) } })
    await storesNothing(() => refused(page, 'P08'))
  }
  await looksWhole(page, 'notice')
  await takeStep(page, 'publicise', { on: daysAgo(26), evidence: ['noticeFirst'], fields: { ...notice, noticeTo: daysAgo(22) } })
  await fillStep(page, 'noticeEnd', { on: daysAgo(22), evidence: ['noticeLast'], fields: { objections: '0' } })
  await storesNothing(() => refused(page, 'P09'))
  await takeStep(page, 'noticeEnd', { on: daysAgo(21), evidence: ['noticeLast'], fields: { objections: '0' } })
  // Now it is the township's; the window offers no step of another level to press.
  await expect(page.getByTestId('case-wait')).toContainText('乡镇')
  await expect(page.getByTestId('step-form')).toHaveCount(0)
  await storesNothing(async () => { for (const key of ['1', 'Enter']) await page.keyboard.press(key) })
})

test('an elimination with a child out of school, an unsafe house, unsafe water or somebody uninsured is refused with R161', async () => {
  const day = daysAgo(10)
  await openIncome(WATCHED)
  await enterOn(page, 'income-new')
  await page.getByTestId('income-new-kind').selectOption('elimination')
  await typeOver(page.getByTestId('income-new-from'), monthBefore(day, 12))
  await typeOver(page.getByTestId('income-new-to'), monthBefore(day, 1))
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('per-capita')).toHaveText('—')
  for (const [label, typed] of Object.entries({ 务工收入: '90000', 种植业收入: '9000', 其他财产性收入: '0', 地力补贴: '600', 种植业支出: '3000' })) {
    await unfold()
    await writeField(page, label, typed)
  }
  await startCase(page, { head: WATCHED, kind: 'elimination', on: day, mode: '自然消除' })
  await takeStep(page, 'nominate', { on: day, fields: { reason: '收入稳定，医药费已经报销' } })
  const open = { dropout: false, housingUnsafe: false, waterUnsafe: false, uninsuredMember: false }
  const answers = { second: '李四', income: '*', ...open, rigidSolved: true, riskSolved: true, newRisk: false }
  const verify = { on: daysAgo(9), evidence: ['verifyForm', 'incomeSheet'] }
  for (const problem of Object.keys(open)) {
    await fillStep(page, 'verify', { ...verify, fields: { ...answers, [problem]: true } })
    await storesNothing(() => refused(page, 'R161'))
  }
  await looksWhole(page, 'elimination')
  // All of it put right, the same step may be taken: it was these answers and nothing else.
  await takeStep(page, 'verify', { ...verify, fields: answers })
  await meet()
  expect(await copyCode(page)).toBe(await town.digest())
})
