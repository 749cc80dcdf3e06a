/**
 * A year in the life of a village: the health insurance's list arrives, one line of it becomes a clue, a visit, a
 * procedure step by step on the laptops of the team, the township and the county, help and visits, and in the end the
 * risk is gone and the dossier is whole. Half of it is written without a line; at the end all copies are the same.
 */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import { begin, copyCode, goTo, looksWhole, openFrom, openHousehold, saveAs, syncNow, unsent, writeField } from './actions.ts'
import { pdfFacts } from './pdf.ts'
import { countVotes, daysAgo, decideMeeting, fillStep, monitorTab, openCase, openMeeting, startCase, takeStep } from './procedure-actions.ts'
import { openTown, type Laptop, type Town } from './town.ts'
import { finishWithoutSignature } from './visit.ts'

const LIST = resolve(import.meta.dirname, '../workbook/samples/warning-medical.xlsx')
/** A household nobody watched over: three of working age, and 35,737 元 of its own at the hospital. */
const HEAD = '张明'
let town: Town, team: Laptop, township: Laptop, office: Laptop
test.describe.configure({ mode: 'serial' })
test.beforeAll(async () => {
  town = await openTown({ practice: true })
  await town.command('standard', 'monitorLine', '9000', '--area', '530521', '--year', daysAgo(0).slice(0, 4), '--source', '试用年度监测线')
  team = await begin(town, 'team')
  township = await begin(town, 'township', { role: 'township' })
  office = await begin(town, 'office', { role: 'county' })
})
test.afterAll(() => town.close())

const everybody = (): readonly Laptop[] => [team, township, office]
/** In town once a week: whoever has something to say says it, then all hear it. */
async function meet(): Promise<void> {
  for (const { road } of everybody()) road.mend()
  for (const { desk } of [...everybody(), ...everybody()]) await syncNow(desk.page)
  for (const { desk } of everybody()) await expect.poll(() => unsent(desk.page)).toBe(0)
}
const apart = (): void => { for (const { road } of everybody()) road.cut() }
const at = (laptop: Laptop): Page => laptop.desk.page

test('the list of the health insurance is matched to people; what matched nobody is told; each match is a clue with a limit', async () => {
  const page = at(township)
  await monitorTab(page, 'lists')
  await openFrom(township.desk, LIST)
  await page.getByTestId('list-import-alerts').click()
  await page.getByTestId('list-apply').waitFor()
  await expect(page.getByTestId('list-counts')).toContainText('没有匹配上 1')
  await page.getByTestId('list-received').fill(daysAgo(300))
  await page.keyboard.press('Tab')
  await expect(page.getByTestId('list-due')).not.toHaveValue(daysAgo(0))
  await page.getByTestId('list-apply').click()
  await expect(page.getByTestId('list-done')).toBeVisible()
  await monitorTab(page, 'clues')
  await expect(page.getByTestId('clue-line').filter({ hasText: HEAD })).toHaveCount(1)
  await looksWhole(page, 'clues')
  await meet()
})

test('without a line the team answers the clue and begins the procedure from it', async () => {
  apart()
  const page = at(team)
  await monitorTab(page, 'clues')
  await page.getByTestId('clue-line').filter({ hasText: HEAD }).first().click()
  await page.keyboard.press('Enter')
  await page.getByTestId('clue-dialog').waitFor()
  await page.getByTestId('answer-conclusion').selectOption({ label: '有风险，建议纳入' })
  await page.getByTestId('answer-text').fill('住院两次，自付三万五千多元，借了两万')
  await page.getByTestId('answer-evidence').fill('结算单')
  await page.getByTestId('answer-on').fill(daysAgo(299))
  await page.getByTestId('answer-save').click()
  await page.getByTestId('clue-to-case').click()
  await page.getByTestId('case-start').waitFor()
  await page.locator('#start-on').fill(daysAgo(299).replaceAll('-', ''))
  await page.locator('#start-category').selectOption({ label: '突发严重困难户' })
  await page.getByTestId('start-risk-01').check()
  await page.getByTestId('start-case').click()
  await page.getByTestId('case-page').waitFor()
  await takeStep(page, 'apply', { on: daysAgo(298), evidence: ['application', 'fingerprint'], fields: { signed: true } })
  await takeStep(page, 'analyse', { on: daysAgo(297), evidence: ['analysisNote'], fields: { opinion: '自付超过三万元，建议入户核实' } })
  await looksWhole(page, 'case')
})

test('a step of another level, one skipped, and one without its papers are refused with the rule', async () => {
  const page = at(team)
  await fillStep(page, 'verify', { on: daysAgo(296), evidence: ['verifyForm'] })
  await page.getByTestId('step-store').click()
  for (const rule of ['P04', 'P05']) await expect(page.getByTestId('refusals')).toContainText(rule)
  await expect(page.getByTestId('case-state')).toContainText('待入户核实')
})

/** The month so many months before that of a day, as it is typed. */
const monthBefore = (day: string, months: number): string => {
  const number = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 - months
  return `${Math.floor(number / 12)}-${String(number % 12 + 1).padStart(2, '0')}`
}
/** What the family lived on in the twelve months before that day, line by line. */
async function income(page: Page, kind: 'identification' | 'elimination', day: string, lines: Readonly<Record<string, string>>): Promise<void> {
  await openHousehold(page, HEAD)
  await page.getByTestId('tab-income').click()
  await page.getByTestId('income-new').click()
  await page.getByTestId('income-new-kind').selectOption(kind)
  await page.getByTestId('income-new-from').fill(monthBefore(day, 12))
  await page.getByTestId('income-new-to').fill(monthBefore(day, 1))
  await page.getByTestId('income-new-begin').click()
  await expect(page.getByTestId('income-new')).toBeVisible()
  await expect(page.getByTestId('per-capita')).toHaveText('—')
  for (const [label, typed] of Object.entries(lines)) {
    const closed = page.locator('details:not([open]) summary')
    while (await closed.count() > 0) await closed.first().click()
    await writeField(page, label, typed)
  }
}

test('the income of the twelve months before is asked line by line, and the household is verified by two', async () => {
  const page = at(team)
  await income(page, 'identification', daysAgo(299), { 务工收入: '18000', 种植业收入: '6000', 其他财产性收入: '0', 地力补贴: '600', 种植业支出: '2000' })
  await expect(page.getByTestId('per-capita')).toHaveText('7,533.33')
  await looksWhole(page, 'income')
  await openCase(page, HEAD)
  await takeStep(page, 'verify', { on: daysAgo(296), evidence: ['verifyForm', 'incomeSheet'], fields: { second: '李四', income: '*' } })
  await meet()
})

test('the township compares with what other offices know', async () => {
  const page = at(township)
  await openCase(page, HEAD)
  await takeStep(page, 'compare', { on: daysAgo(294), evidence: ['comparison'], fields: { comparison: '没有车辆、商品房、工商登记，没有财政供养' } })
  await meet()
})

/** More votes than came are refused before they count. */
async function meeting(page: Page, on: string): Promise<void> {
  await openMeeting(page, on)
  await countVotes(page, { agree: '9', against: '3', abstain: '0' })
  await expect(page.getByTestId('vote-problem')).toBeVisible()
  await decideMeeting(page)
}

test('without a line again: the assembly votes, the projector shows nobody’s number, the notice hangs its days', async () => {
  apart()
  const page = at(team)
  await meeting(page, daysAgo(293))
  await page.getByTestId('meeting-screen').click()
  await page.getByTestId('meeting-projector').waitFor()
  const shown = await page.getByTestId('meeting-projector').innerText()
  expect(shown).not.toMatch(/\d{17}[\dX]|1\d{10}/u)
  await page.screenshot({ path: test.info().outputPath('projector.png') })
  await page.keyboard.press('Escape')
  await openCase(page, HEAD)
  const notice = { noticeFrom: daysAgo(293), noticePlace: '村委会公示栏' }
  await fillStep(page, 'publicise', { on: daysAgo(293), evidence: ['noticeFirst'], fields: { ...notice, noticeTo: daysAgo(290) } })
  await expect(page.getByTestId('refusals')).toContainText('P08')
  await takeStep(page, 'publicise', { on: daysAgo(293), evidence: ['noticeFirst'], fields: { ...notice, noticeTo: daysAgo(289) } })
  await fillStep(page, 'noticeEnd', { on: daysAgo(289), evidence: ['noticeLast'], fields: { objections: '0' } })
  await expect(page.getByTestId('refusals')).toContainText('P09')
  await takeStep(page, 'noticeEnd', { on: daysAgo(288), evidence: ['noticeLast'], fields: { objections: '0' } })
  await expect(page.getByTestId('case-wait')).toContainText('乡镇审核')
  await meet()
})

test('the township reviews, the county decides, the village announces; every laptop then knows the household as watched over', async () => {
  await openCase(at(township), HEAD)
  await takeStep(at(township), 'township', { on: daysAgo(287), evidence: ['townshipOpinion'], fields: { opinion: '情况属实，同意上报' } })
  await meet()
  await openCase(at(office), HEAD)
  await takeStep(at(office), 'county', { on: daysAgo(285), evidence: ['countyApproval'] })
  await meet()
  await openCase(at(team), HEAD)
  await takeStep(at(team), 'announce', { on: daysAgo(284), evidence: ['announcePhoto'] })
  await meet()
  for (const laptop of everybody()) {
    await openHousehold(at(laptop), HEAD)
    await expect(at(laptop).getByTestId('household')).toContainText('突发严重困难户')
  }
})

/** A measure from what is missing, begun on a day that lies behind. */
async function measure(page: Page, item: string, on: string): Promise<void> {
  await page.getByTestId(`suggest-add-${item}`).first().click()
  const row = page.locator(`[data-testid=measure-row][data-item="${item}"]`)
  await expect(row).toBeVisible()
  if (await row.getAttribute('aria-expanded') !== 'true') await row.click()
  await writeField(page, '开始日期', on.replaceAll('-', ''))
  await row.click()
}

test('what is missing is named and put right: help with the illness, and something to live on for those who can work', async () => {
  apart()
  const page = at(team)
  await openHousehold(page, HEAD)
  await page.getByTestId('tab-monitor').click()
  await expect(page.getByTestId('household-measures')).toBeVisible()
  await expect(page.getByTestId('suggest-list')).toContainText('R152')
  await measure(page, 'health.03', daysAgo(270))
  await measure(page, 'industry.02', daysAgo(265))
  await page.getByTestId('plan-start').click()
  await expect(page.getByTestId('plan-confirm')).toBeVisible()
  await looksWhole(page, 'help')
  await meet()
})

test('somebody stands by the household, and the list of who is due brings the helper to its door', async () => {
  apart()
  const page = at(team)
  await monitorTab(page, 'pairing')
  await page.getByTestId('pairing-without').click()
  const line = page.getByTestId('paired-line').filter({ hasText: HEAD }).first()
  await line.click()
  await expect(line).toHaveAttribute('aria-selected', 'true')
  await page.getByTestId('pairing-assign').click()
  await page.getByTestId('pairing-search').fill('赵敏')
  await page.getByTestId('pairing-fresh').click()
  await page.getByTestId('fresh-unit').fill('乡农业农村服务中心')
  await page.getByTestId('pairing-from').fill(daysAgo(280))
  await looksWhole(page, 'pairing')
  await page.getByTestId('pairing-save').click()
  await expect(page.getByTestId('pairing-cadre').filter({ hasText: '赵敏' })).toContainText('1/8 户')
  await expect(page.getByTestId('paired-line').filter({ hasText: HEAD })).toHaveCount(0)

  await monitorTab(page, 'visiting')
  await page.getByTestId('due-search').fill(HEAD)
  const due = page.getByTestId('due-line').filter({ hasText: '赵敏' })
  await expect(due).toHaveAttribute('data-state', 'late')
  await looksWhole(page, 'due')
  await due.getByTestId('due-visit').click()
  await expect(page.getByTestId('visit-view')).toHaveAttribute('data-phase', 'asking')
  await finishWithoutSignature(page, '户主在医院，电话核实')
  await monitorTab(page, 'visiting')
  await page.getByTestId('due-within').click()
  await expect(page.getByTestId('due-line').filter({ hasText: '赵敏' })).toContainText(daysAgo(0))
  await meet()
  await openHousehold(at(township), HEAD)
  await at(township).getByTestId('tab-monitor').click()
  await expect(at(township).getByTestId('helper-now')).toContainText('赵敏')
})

test('too early, and with a 三保障 problem still open, an elimination is refused with the rule', async () => {
  apart()
  const page = at(team)
  // Seven months on the household lives on more than the line; without that snapshot there is nothing to go by.
  await income(page, 'elimination', daysAgo(60), { 务工收入: '48000', 种植业收入: '9000', 其他财产性收入: '0', 地力补贴: '600', 种植业支出: '3000' })
  await startCase(page, { head: HEAD, kind: 'elimination', on: daysAgo(58), mode: '帮扶消除' })
  await takeStep(page, 'nominate', { on: daysAgo(58), fields: { reason: '收入稳定，医药费已经报销' } })
  const answers = { second: '李四', income: '*', dropout: false, housingUnsafe: false, waterUnsafe: false, rigidSolved: true, riskSolved: true, newRisk: false }
  const verify = { on: daysAgo(57), evidence: ['verifyForm', 'incomeSheet'] }
  await fillStep(page, 'verify', { ...verify, fields: { ...answers, uninsuredMember: true } })
  await expect(page.getByTestId('refusals')).toContainText('R161')
  await page.getByTestId('step-store').click()
  await expect(page.getByTestId('refusals')).toContainText('R161')
  await takeStep(page, 'verify', { ...verify, fields: { ...answers, uninsuredMember: false } })
})

test('the same way back: assembly, notice, township, county; the risk is gone on every laptop', async () => {
  const page = at(team)
  await meeting(page, daysAgo(56))
  await openCase(page, HEAD)
  await takeStep(page, 'publicise', { on: daysAgo(56), evidence: ['noticeFirst'], fields: { noticeFrom: daysAgo(56), noticeTo: daysAgo(52), noticePlace: '村委会公示栏' } })
  await takeStep(page, 'noticeEnd', { on: daysAgo(51), evidence: ['noticeLast'], fields: { objections: '0' } })
  await meet()
  await openCase(at(township), HEAD)
  await takeStep(at(township), 'township', { on: daysAgo(50), evidence: ['townshipOpinion'], fields: { opinion: '同意消除' } })
  await meet()
  await openCase(at(office), HEAD)
  await takeStep(at(office), 'county', { on: daysAgo(48), evidence: ['countyApproval'] })
  await meet()
  await openCase(page, HEAD)
  await takeStep(page, 'announce', { on: daysAgo(47), evidence: ['announcePhoto'] })
  await meet()
  for (const laptop of everybody()) {
    await openHousehold(at(laptop), HEAD)
    await expect(at(laptop).getByTestId('household')).toContainText('风险已消除')
  }
})

test('the dossier says what is there and what is missing, and comes as one file', async () => {
  const page = at(team)
  await openHousehold(page, HEAD)
  await page.getByTestId('tab-dossier').click()
  await expect(page.getByTestId('dossier-line').first()).toBeVisible()
  await looksWhole(page, 'dossier')
  const file = test.info().outputPath('dossier.pdf')
  await saveAs(team.desk, file)
  await page.getByTestId('dossier-pdf').click()
  const done = page.getByTestId('paper-progress')
  await expect(done).toHaveAttribute('data-state', 'saved', { timeout: 60_000 })
  expect(pdfFacts(readFileSync(file)).pages).toBe(Number(await done.getAttribute('data-pages')))
})

test('at the end of the year every copy is the same, and the board counts the household where it belongs', async () => {
  await meet()
  const codes = []
  for (const laptop of everybody()) codes.push(await copyCode(at(laptop)))
  expect(new Set([...codes, await town.digest()]).size).toBe(1)
  const page = at(team)
  await goTo(page, 'dashboard')
  const figure = page.getByTestId('figure-eliminated')
  const count = Number(/\d+/u.exec(await figure.innerText())![0])
  await figure.click()
  await expect(page.getByTestId('figure-list-count')).toContainText(String(count))
  await page.getByTestId('figure-list-search').fill(HEAD)
  await expect(page.getByTestId('figure-line').filter({ hasText: HEAD })).toHaveCount(1)
})
