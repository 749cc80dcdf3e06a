/**
 * A ledger of 30,000 lines: the worker's answers beside bare arrays of the same texts, and the built window with it, driven
 * as a person drives it: opened, sorted, filtered, searched, scrolled from top to bottom by wheel and by PageDown, typed into.
 */
import { expect } from '@playwright/test'
import type { Page } from 'playwright-core'
import type { County } from '../../server/county.ts'
import { goTo, PIN, unlock } from '../journeys/actions.ts'
import { median, p95 } from './figures.ts'
import { ledgerGoals, type Goal } from './goals.ts'
import { ask, buildPages, load, openLaptop, withCounty } from './laptop.ts'
import { keyUntilSeen, keyUntilTexts, watchFrames, type LongTask } from './probe.ts'
import { pushAll } from './pusher.ts'
import { makeTownship } from './township.ts'
import { WatchedDesk } from './watched-desk.ts'
import { withStays } from './work-stays.ts'

export interface LedgerFigures {
  readonly worker: Readonly<Record<string, number>>
  readonly window: { readonly runtime: string, readonly figures: Readonly<Record<string, number>>, readonly longTasks: readonly LongTask[] }
  readonly goals: Readonly<Record<string, Goal>>
  readonly longestTaskMs: number
}

const SEED = 20261122
const LINES_PER_HOUSEHOLD = 7.5
/** 务工月监测: one line a stay at work. */
const LEDGER = { name: 'workStays', code: 'L3.1' }
const NAME = 'person.name', CITY = 'work.city', POST = 'work.post'
const SAMPLES = 10
const LONG_MS = 50
const WORDS = ['李', '建国', '松江', '焊工', '2024-03']
const LINES = '[data-testid=ledger-grid] .plane'

export async function benchLedger({ rounds, households }: { readonly rounds: number, readonly households: number }, say: (line: string) => void): Promise<LedgerFigures> {
  const pages = await buildPages()
  const township = withStays(makeTownship({ households, seed: SEED }), Math.round(households * LINES_PER_HOUSEHOLD), SEED)
  return withCounty(async county => {
    await county.addVillage(township.village.code, township.village.name)
    await pushAll(county, township, say)
    const all: Record<string, number>[] = []
    for (let round = 1; round <= rounds; round++) {
      all.push(await answers(pages, county, township.village.code, round))
      say(`round ${round} answers of the worker: ${JSON.stringify(all.at(-1))}`)
    }
    const worker = Object.fromEntries(Object.keys(all[0]!).map(name => [name, median(all.map(figures => figures[name]!))]))
    const window = await inWindow(county, township.village.code, say)
    say(`in the window: ${JSON.stringify(window.figures)}`)
    return { worker, window, goals: ledgerGoals(worker, window.figures), longestTaskMs: window.figures['longestTaskMs']! }
  })
}

async function answers(pages: string, county: County, village: string, round: number): Promise<Record<string, number>> {
  const laptop = await openLaptop(pages)
  try {
    await load(laptop, county, village, `ledger${round}`)
    const baseMB = laptop.memory.begin()
    const times = await ask(laptop.page, 'ledgerTimes', { ledger: LEDGER.name, sort: NAME, filter: CITY, choice: '上海市', word: '松江' })
    const figures: Record<string, number> = { baseMB, peakMB: laptop.memory.peakMB() }
    for (const [name, value] of Object.entries(times)) figures[Array.isArray(value) ? `${name}Ms` : name] = Array.isArray(value) ? median(value) : Math.round(value * 100) / 100
    return figures
  } finally {
    await laptop.close()
  }
}

async function inWindow(county: County, village: string, say: (line: string) => void): Promise<LedgerFigures['window']> {
  const watched = new WatchedDesk()
  const figures: Record<string, number> = {}
  try {
    await watched.start()
    await watched.loadVillage(county, village)
    await watched.start()
    const { page } = watched.desk
    await unlock(page, PIN)
    // Names become searchable by pinyin meanwhile.
    await page.waitForTimeout(5000)
    await watched.during('unlock')
    watched.longTasks.length = 0

    figures['openFirstMs'] = await opened(page)
    await watched.during('opening the ledger the first time')
    await page.waitForTimeout(3000)
    await watched.during('texts being made ready')
    figures['lines'] = await lineCount(page)
    figures['openMs'] = median([await opened(page), await opened(page), await opened(page)])
    await watched.during('opening the ledger')

    figures['sortMs'] = await sorted(page)
    await watched.during('sorting')
    Object.assign(figures, await searched(page))
    await watched.during('typing in the search')

    Object.assign(figures, await byWheel(page))
    const wheel = await watched.during('scrolling by wheel')
    Object.assign(figures, await byPageDown(page))
    const scrolled = [...wheel, ...await watched.during('scrolling by PageDown')]
    Object.assign(figures, { scrollLongTasks: scrolled.length, scrollWorkedOver50: scrolled.filter(({ ms, workedMs }) => (workedMs ?? ms) > LONG_MS).length, scrollLongestMs: Math.max(0, ...scrolled.map(({ ms }) => ms)), scrollLongestWorkedMs: Math.max(0, ...scrolled.map(({ ms, workedMs }) => workedMs ?? ms)) })

    Object.assign(figures, await filtered(page))
    await watched.during('filtering')
    Object.assign(figures, await edited(page))
    await watched.during('typing into cells')
  } finally {
    await watched.end()
  }
  Object.assign(figures, watched.figures(say))
  return { runtime: watched.desk.runtime, figures, longTasks: watched.longTasks }
}

const lineCount = async (page: Page): Promise<number> => Number(/合计\s*(\d+)/.exec((await page.getByTestId('ledger-total').innerText()).replaceAll(',', ''))?.[1] ?? 0)
const pause = (page: Page, ms = 300): Promise<void> => page.waitForTimeout(ms)

async function opened(page: Page): Promise<number> {
  await goTo(page, 'ledgers')
  await page.getByTestId('ledger-find').fill(LEDGER.code)
  await pause(page)
  const ms = await keyUntilSeen(page, 'Enter', '[data-testid=ledger-cell]', '[data-testid=ledger-find]')
  await expect(page.getByTestId('ledger-keys')).toBeFocused()
  return ms
}

/** Walks to a column by arrows. */
async function walkTo(page: Page, column: string): Promise<void> {
  await page.keyboard.press('Home')
  const here = page.locator('[data-testid=ledger-cell].at')
  for (let steps = 0; steps < 60 && await here.getAttribute('data-column') !== column; steps++) {
    await page.keyboard.press('ArrowRight')
    await page.evaluate(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))))
  }
  await expect(here).toHaveAttribute('data-column', column)
}

/** By the name, up and down and up: from Enter on the order to the lines in it. */
async function sorted(page: Page): Promise<number> {
  const times: number[] = []
  await walkTo(page, NAME)
  for (const order of ['up', 'down', 'up', 'down']) {
    await page.keyboard.press('Alt+ArrowDown')
    await expect(page.getByTestId('ledger-filter-menu')).toBeVisible()
    await page.getByTestId(`ledger-sort-${order}`).focus()
    await pause(page)
    times.push(await keyUntilTexts(page, 'Enter', LINES) ?? Number.NaN)
    await pause(page, 600)
  }
  return median(times)
}

async function searched(page: Page): Promise<Record<string, number>> {
  const box = page.getByTestId('ledger-search')
  const times: number[] = []
  for (const word of WORDS) {
    await box.focus()
    for (const sign of word) {
      const ms = await keyUntilTexts(page, sign, LINES)
      if (ms !== null) times.push(ms)
      await pause(page, 120)
    }
    await box.fill('')
    await pause(page, 500)
  }
  await box.press('Enter')
  await expect(page.getByTestId('ledger-keys')).toBeFocused()
  return { searchKeys: times.length, searchMs: median(times), searchP95Ms: p95(times) }
}

const isAtEnd = (page: Page): Promise<boolean> => page.locator('[data-testid=ledger-grid] .scroller').evaluate(box => box.scrollTop + box.clientHeight >= box.scrollHeight - 2)

/** A wheel spun as fast as it goes: some forty screens a second. */
async function byWheel(page: Page): Promise<Record<string, number>> {
  const box = (await page.getByTestId('ledger-grid').boundingBox())!
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
  const stop = await watchFrames(page)
  let turns = 0
  do {
    for (let i = 0; i < 20; i++) await page.mouse.wheel(0, 1200)
    turns += 20
  } while (!await isAtEnd(page) && turns < 5000)
  const { frames, late, longestMs } = await stop()
  return { wheelTurns: turns, wheelFrames: frames, wheelLateFrames: late, wheelLongestFrameMs: longestMs }
}

/** The key held down: thirty times a second; the next comes when the screen could be drawn. Some of them from key to drawn. */
async function byPageDown(page: Page): Promise<Record<string, number>> {
  await page.getByTestId('ledger-keys').focus()
  await page.keyboard.press('Control+Home')
  await pause(page, 500)
  const stop = await watchFrames(page)
  let presses = 0
  do {
    for (let i = 0; i < 20; i++) {
      await page.keyboard.press('PageDown')
      await pause(page, 16)
    }
    presses += 20
  } while (!await isAtEnd(page) && presses < 10_000)
  const { frames, late, longestMs } = await stop()
  await page.keyboard.press('Control+Home')
  await pause(page, 500)
  const times: number[] = []
  for (let i = 0; i < SAMPLES; i++) {
    const ms = await keyUntilTexts(page, 'PageDown', LINES)
    if (ms !== null) times.push(ms)
    await pause(page, 100)
  }
  return { pageDowns: presses, pageDownFrames: frames, pageDownLateFrames: late, pageDownLongestFrameMs: longestMs, pageDownMs: median(times), pageDownP95Ms: p95(times) }
}

/** From Alt+Down to the choices, and from Enter on 筛选 to the lines. */
async function filtered(page: Page): Promise<Record<string, number>> {
  const menus: number[] = [], times: number[] = []
  for (let i = 0; i < 3; i++) {
    await walkTo(page, CITY)
    menus.push(await keyUntilSeen(page, 'Alt+ArrowDown', '[data-testid=ledger-choice]'))
    await page.getByTestId('ledger-choice').nth(i).click()
    await page.getByTestId('ledger-filter-apply').focus()
    await pause(page)
    const ms = await keyUntilTexts(page, 'Enter', LINES)
    if (ms !== null) times.push(ms)
    await pause(page, 500)
    await page.getByTestId('ledger-clear').click()
    await pause(page, 800)
  }
  return { menuMs: median(menus), filterMs: median(times) }
}

/** From Enter in a cell to the mark that says it is stored. */
async function edited(page: Page): Promise<Record<string, number>> {
  const times: number[] = []
  await walkTo(page, POST)
  for (let i = 0; i < SAMPLES; i++) {
    const { line } = await page.locator('[data-testid=ledger-cell].at').evaluate(cell => ({ line: (cell as HTMLElement).dataset['line']! }))
    await page.keyboard.type(`车工${i}`)
    await pause(page)
    times.push(await keyUntilSeen(page, 'Enter', `[data-testid=ledger-cell][data-line="${line}"][data-column="${POST}"].kept`))
    await pause(page, 400)
  }
  return { editMs: median(times), editP95Ms: p95(times) }
}
