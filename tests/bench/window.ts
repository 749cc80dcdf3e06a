/**
 * The built app itself, driven as a person drives it, against the bench county: unlock to list, keystroke to
 * painted list, answer to 「已存本机」, and every task over 50 ms on the window's thread with what was being done.
 * Where the stand-in stands for Electron its IPC is text over the debugger's socket and runs scripts in the page:
 * its times are upper bounds, and a long task of its own script is printed with that name.
 */
import type { Page } from 'playwright-core'
import type { County } from '../../server/county.ts'
import { PIN, openHousehold } from '../journeys/actions.ts'
import { moveTo, startVisit, type } from '../journeys/visit.ts'
import { median, p95 } from './figures.ts'
import { keyUntilSeen, signUntilChanged, type LongTask } from './probe.ts'
import { WatchedDesk } from './watched-desk.ts'

export interface WindowFigures { readonly runtime: string, readonly figures: Record<string, number>, readonly longTasks: readonly LongTask[] }

const WORDS = ['李', '张建国', 'ljg', 'zhang', '0011', '12组', '王秀', 'dmf']
const UNLOCKS = 5
/** Typed and chosen, of three sections; none is the last line of its section, whose mark would leave the screen. */
const ANSWERS = [
  { section: 'members', field: 'mode', raw: '1' }, { section: 'members', field: 'phone', raw: '13900001111' },
  { section: 'safeguards', field: 'houseAreaM2', raw: '91.5' }, { section: 'safeguards', field: 'shortDays', raw: '12' },
  { section: 'income', field: 'countedMembers', raw: '3' }
] as const

export async function benchWindow(county: County, village: string, say: (line: string) => void): Promise<WindowFigures> {
  const watched = new WatchedDesk()
  const figures: Record<string, number> = {}
  try {
    await watched.start()
    await watched.loadVillage(county, village)

    // Restarted: unlocking as in the morning, then as after a lock.
    await watched.start()
    const { page } = watched.desk
    const unlocks: number[] = []
    for (let i = 0; i < UNLOCKS; i++) {
      await page.getByTestId('unlock-pin').fill(PIN)
      unlocks.push(await keyUntilSeen(page, 'Enter', '[data-testid=roster-row]', '[data-testid=unlock-pin]'))
      await watched.during('unlock')
      await page.waitForTimeout(1500)
      await watched.during('after unlock')
      if (i < UNLOCKS - 1) await page.keyboard.press('Control+l')
    }
    figures['unlockToListFirstMs'] = Math.round(unlocks[0]!)
    figures['unlockToListMs'] = median(unlocks)
    await page.waitForTimeout(3000)
    await watched.during('names becoming searchable by pinyin')

    Object.assign(figures, await typing(page))
    await watched.during('typing in the search')
    await scrolling(page)
    await watched.during('scrolling the list end to end')
    await openHousehold(page, '李')
    await watched.during('opening a household')
    Object.assign(figures, await visit(page))
    await watched.during('a visit of five answers')
  } finally {
    await watched.end()
  }
  Object.assign(figures, watched.figures(say))
  return { runtime: watched.desk.runtime, figures, longTasks: watched.longTasks }
}

async function typing(page: Page): Promise<Record<string, number>> {
  const times: number[] = []
  for (const word of WORDS) {
    await page.getByTestId('roster-search').fill('')
    await page.waitForTimeout(300)
    await page.getByTestId('roster-search').focus()
    for (const sign of word) {
      const ms = await signUntilChanged(page, sign, '.page')
      if (ms !== null) times.push(ms)
      await page.waitForTimeout(80)
    }
  }
  await page.getByTestId('roster-search').fill('')
  await page.waitForTimeout(300)
  return { keysMeasured: times.length, keystrokeToListMs: median(times), keystrokeToListP95Ms: p95(times) }
}

async function scrolling(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const box = document.getElementById('roster-grid')!
    const step = box.scrollHeight / 200
    for (let top = 0; top < box.scrollHeight; top += step) {
      box.scrollTop = top
      await new Promise(done => requestAnimationFrame(done))
    }
  })
}

async function visit(page: Page): Promise<Record<string, number>> {
  await startVisit(page)
  const times: number[] = []
  for (const { section, field, raw } of ANSWERS) {
    await moveTo(page, section, field)
    const card = page.locator(`[data-testid=visit-question][data-field="${field}"]`)
    const key = (await card.getAttribute('data-key'))!
    await type(page, field, raw)
    times.push(await keyUntilSeen(page, 'Enter', `[data-key="${key}"] [data-testid=visit-saved]`))
  }
  return { answerToSavedMs: median(times), answerToSavedP95Ms: p95(times) }
}
