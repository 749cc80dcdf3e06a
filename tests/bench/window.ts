/**
 * The built app itself, driven as a person drives it, against the bench county: unlock to list, keystroke to
 * painted list, answer to 「已存本机」, and every task over 50 ms on the window's thread with what was being done.
 * Where the stand-in stands for Electron its IPC is text over the debugger's socket and runs scripts in the page:
 * its times are upper bounds, and a long task of its own script is printed with that name.
 */
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect } from '@playwright/test'
import type { Page } from 'playwright-core'
import type { County } from '../../server/county.ts'
import { PIN, enrolAndLoad, openHousehold } from '../journeys/actions.ts'
import { launchDesk } from '../journeys/launch.ts'
import { moveTo, startVisit, type } from '../journeys/visit.ts'
import { median, p95 } from './figures.ts'
import { unknownTime, watchRenderer, type ThreadTime } from './thread-time.ts'
import { installProbe, keyUntilSeen, longTasksOf, signUntilChanged, type LongTask } from './probe.ts'

export interface WindowFigures { readonly runtime: string, readonly figures: Record<string, number>, readonly longTasks: readonly LongTask[] }

const root = resolve(import.meta.dirname, '../..')
const WORDS = ['李', '张建国', 'ljg', 'zhang', '0011', '12组', '王秀', 'dmf']
const LONG_MS = 50
const UNLOCKS = 5
/** Typed and chosen, of three sections; none is the last line of its section, whose mark would leave the screen. */
const ANSWERS = [
  { section: 'members', field: 'mode', raw: '1' }, { section: 'members', field: 'phone', raw: '13900001111' },
  { section: 'safeguards', field: 'houseAreaM2', raw: '91.5' }, { section: 'safeguards', field: 'shortDays', raw: '12' },
  { section: 'income', field: 'countedMembers', raw: '3' }
] as const

export async function benchWindow(county: County, village: string, say: (line: string) => void): Promise<WindowFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'cunce-bench-window-'))
  const userData = join(folder, 'profile')
  // A copy of what was built: a build made meanwhile must not take the pages away from under the window.
  const app = join(root, 'tests/.output/bench-app')
  rmSync(app, { recursive: true, force: true })
  mkdirSync(app, { recursive: true })
  for (const part of ['out', 'resources', 'package.json']) cpSync(join(root, part), join(app, part), { recursive: true })
  const env = { CUNCE_BACKUP_DIR: join(folder, 'backup') }
  const figures: Record<string, number> = {}
  const longTasks: LongTask[] = []
  const code = await county.issueCode({ villages: [village], account: 'window', person: '测试', hours: 1 })
  let desk = await launchDesk({ userData, env, app })
  let time: ThreadTime = unknownTime
  const watch = async (): Promise<void> => {
    const { page } = desk
    time = await watchRenderer(desk.app.process().pid!, () => page.evaluate(() => { const until = performance.now() + 200; while (performance.now() < until); }))
    // That was our own doing.
    await longTasksOf(page, '', time)
  }
  const during = async (what: string): Promise<void> => { longTasks.push(...(await longTasksOf(desk.page, what, time)).filter(task => task.ms > LONG_MS)) }
  try {
    await installProbe(desk.page)
    await during('start of the program')
    await watch()
    await enrolAndLoad(desk.page, { address: county.url, code })
    await expect(desk.page.getByTestId('wizard-loaded')).toBeVisible({ timeout: 120_000 })
    await desk.page.getByTestId('wizard-finish').click()
    await expect(desk.page.getByTestId('roster-row').first()).toBeVisible({ timeout: 30_000 })
    await during('first load')
    await desk.page.waitForTimeout(4000)
    await during('after the first load')

    // Restarted: unlocking as in the morning, then as after a lock.
    await desk.close()
    time.stop()
    time = unknownTime
    desk = await launchDesk({ userData, env, app })
    await installProbe(desk.page)
    await during('start of the program')
    await watch()
    const unlocks: number[] = []
    for (let i = 0; i < UNLOCKS; i++) {
      await desk.page.getByTestId('unlock-pin').fill(PIN)
      unlocks.push(await keyUntilSeen(desk.page, 'Enter', '[data-testid=roster-row]', '[data-testid=unlock-pin]'))
      await during('unlock')
      await desk.page.waitForTimeout(1500)
      await during('after unlock')
      if (i < UNLOCKS - 1) await desk.page.keyboard.press('Control+l')
    }
    figures['unlockToListFirstMs'] = Math.round(unlocks[0]!)
    figures['unlockToListMs'] = median(unlocks)
    await desk.page.waitForTimeout(3000)
    await during('names becoming searchable by pinyin')

    Object.assign(figures, await typing(desk.page))
    await during('typing in the search')
    await scrolling(desk.page)
    await during('scrolling the list end to end')
    await openHousehold(desk.page, '李')
    await during('opening a household')
    Object.assign(figures, await visit(desk.page))
    await during('a visit of five answers')
  } finally {
    time.stop()
    await desk.close().catch(() => desk.kill9())
    rmSync(folder, { recursive: true, force: true })
  }
  for (const { ms, workedMs, during: what, by } of longTasks) say(`long task of ${ms} ms (worked ${workedMs ?? '?'} ms) on the window's thread during ${what}: ${by.join('; ') || 'no script of 10 ms or more in it'}`)
  figures['longTasks'] = longTasks.length
  figures['longestWorkedMs'] = Math.max(0, ...longTasks.map(task => task.workedMs ?? task.ms))
  figures['longestTaskMs'] = Math.max(0, ...longTasks.map(task => task.ms))
  return { runtime: desk.runtime, figures, longTasks }
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
