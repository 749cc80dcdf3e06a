/** The built app under watch: started, started again, and every long task of its window's thread with what was done then. */
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect } from '@playwright/test'
import type { County } from '../../server/county.ts'
import { enrolAndLoad } from '../journeys/actions.ts'
import { launchDesk, type Desk } from '../journeys/launch.ts'
import { installProbe, longTasksOf, type LongTask } from './probe.ts'
import { unknownTime, watchRenderer, type ThreadTime } from './thread-time.ts'

const root = resolve(import.meta.dirname, '../..')
const LONG_MS = 50

export class WatchedDesk {
  readonly #folder: string
  readonly #app: string
  readonly longTasks: LongTask[] = []
  #desk: Desk | undefined
  #time: ThreadTime = unknownTime

  constructor() {
    this.#folder = mkdtempSync(join(tmpdir(), 'cunce-bench-window-'))
    // A copy of what was built: a build made meanwhile must not take the pages away from under the window.
    this.#app = join(root, 'tests/.output/bench-app')
    rmSync(this.#app, { recursive: true, force: true })
    mkdirSync(this.#app, { recursive: true })
    for (const part of ['out', 'resources', 'package.json']) cpSync(join(root, part), join(this.#app, part), { recursive: true })
  }

  get desk(): Desk {
    if (!this.#desk) throw new Error('not started yet')
    return this.#desk
  }

  /** Ends the program where it runs, and starts it on the same profile. */
  async start(): Promise<void> {
    await this.#desk?.close()
    this.#time.stop()
    this.#time = unknownTime
    this.#desk = await launchDesk({ userData: join(this.#folder, 'profile'), env: { CUNCE_BACKUP_DIR: join(this.#folder, 'backup') }, app: this.#app })
    const { page, app } = this.#desk
    await installProbe(page)
    await this.during('start of the program')
    this.#time = await watchRenderer(app.process().pid!, () => page.evaluate(() => { const until = performance.now() + 200; while (performance.now() < until); }))
    // That was our own doing.
    await longTasksOf(page, '', this.#time)
  }

  async loadVillage(county: County, village: string): Promise<void> {
    const { page } = this.desk
    await enrolAndLoad(page, { address: county.url, code: await county.issueCode({ villages: [village], account: 'window', person: '测试', hours: 1 }) })
    await expect(page.getByTestId('wizard-loaded')).toBeVisible({ timeout: 120_000 })
    await page.getByTestId('wizard-finish').click()
    await expect(page.getByTestId('roster-row').first()).toBeVisible({ timeout: 30_000 })
    await this.during('first load')
    await page.waitForTimeout(4000)
    await this.during('after the first load')
  }

  /** Notes the long tasks since the last call. */
  async during(what: string): Promise<readonly LongTask[]> {
    const found = (await longTasksOf(this.desk.page, what, this.#time)).filter(task => task.ms > LONG_MS)
    this.longTasks.push(...found)
    return found
  }

  async end(): Promise<void> {
    this.#time.stop()
    await this.#desk?.close().catch(() => this.#desk?.kill9())
    rmSync(this.#folder, { recursive: true, force: true })
  }

  /** All long tasks, said and counted. */
  figures(say: (line: string) => void): Record<string, number> {
    for (const { ms, workedMs, during: what, by } of this.longTasks) say(`long task of ${ms} ms (worked ${workedMs ?? '?'} ms) on the window's thread during ${what}: ${by.join('; ') || 'no script of 10 ms or more in it'}`)
    return {
      longTasks: this.longTasks.length,
      longestWorkedMs: Math.max(0, ...this.longTasks.map(task => task.workedMs ?? task.ms)),
      longestTaskMs: Math.max(0, ...this.longTasks.map(task => task.ms))
    }
  }
}
