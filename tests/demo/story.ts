/**
 * The main job once through, on the built app: laptop 1 imports the roster, the county takes it, laptop 2 gets the
 * village, both go where there is no signal and visit, one loses power in the middle of a visit, both come back
 * and sync. Told in figures; a picture of every screen on the way.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import * as XLSX from 'xlsx'
import { startCounty } from '../../server/county.ts'
import { chooseWorkbook, enrolAndLoad, goTo, openHousehold, syncNow, unlock, unsent } from '../journeys/actions.ts'
import { launchDesk, type Desk } from '../journeys/launch.ts'
import { openRoad } from '../journeys/road.ts'
import { answer, finishWithoutSignature, moveTo, sign, startVisit, type } from '../journeys/visit.ts'
import { missing, readLog, type Typed } from './oracle.ts'

export interface StoryOptions {
  readonly roster: string
  /** Folder for pictures; null takes none. */
  readonly out: string | null
  readonly visits: number
  readonly say: (line: string) => void
}

export interface Figures {
  readonly households: number, readonly people: number, readonly rejected: number, readonly visits: number, readonly changes: number
  readonly conflicts: number, readonly lost: number, readonly equal: boolean, readonly up: number, readonly down: number
  readonly resumed: boolean, readonly runtime: string, readonly seconds: Readonly<Record<string, number>>
}

/** The roster has mistakes, so nothing of it is imported: all or nothing. `first` names the first by its cell. */
export class RosterRefused extends Error {
  readonly rejected: number
  readonly first: string
  constructor(rejected: number, first: string) {
    super(`${rejected} rows refused, the first: ${first.replace(/\s+/g, ' ')}`)
    this.rejected = rejected
    this.first = first
  }
}

const FIXED = { CUNCE_FAST_KDF: '1' }

export async function tellStory({ roster, out, visits, say }: StoryOptions): Promise<Figures> {
  const base = mkdtempSync(join(tmpdir(), 'cunce-demo-'))
  if (out) mkdirSync(out, { recursive: true })
  let pictures = 0
  const picture = async (page: Page, name: string): Promise<void> => {
    if (out) await page.screenshot({ path: join(out, `${String(++pictures).padStart(2, '0')}-${name}.png`), animations: 'disabled' })
  }
  const seconds: Record<string, number> = {}
  const stage = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    say(name)
    const start = performance.now()
    try { return await work() } finally { seconds[name] = Math.round((performance.now() - start) / 100) / 10 }
  }

  const dataDir = join(base, 'county')
  const county = await startCounty({ port: 0, dataDir })
  const roads = [await openRoad(county.url), await openRoad(county.url)] as const
  const desks: Desk[] = []
  const typed: Typed[] = []
  let open = true
  try {
    // ---- first start and import
    const launch = (n: 0 | 1): Promise<Desk> => launchDesk({ userData: join(base, `laptop-${n + 1}`), env: { ...FIXED, CUNCE_BACKUP_DIR: join(base, `backup-${n + 1}`) } })
    const villages = villagesOf(roster).map((name, i) => ({ code: String(530521201001 + i), name }))
    for (const village of villages) await county.addVillage(village.code, village.name)
    const codes = villages.map(village => village.code)
    const code = (n: number): Promise<string> => county.issueCode({ villages: codes, account: `team${n}`, person: n === 1 ? '王队长' : '李队员', hours: 24 })

    const one = await stage('first start', async () => {
      const desk = await launch(0)
      await desk.page.getByTestId('wizard-address').waitFor()
      await picture(desk.page, 'enrol')
      await enrolAndLoad(desk.page, { address: roads[0].url, code: await code(1), name: '一号电脑' })
      await desk.page.getByTestId('wizard-import').first().waitFor()
      await picture(desk.page, 'first-data')
      return desk
    })
    desks[0] = one
    const counted = await stage('import', async () => {
      await one.page.getByTestId('wizard-import').first().click()
      await one.page.getByTestId('import-choose').first().waitFor()
      await picture(one.page, 'import')
      await chooseWorkbook(one, roster)
      await one.page.getByTestId('import-apply').waitFor({ timeout: 120_000 })
      await picture(one.page, 'import-preview')
      const errors = one.page.getByTestId('import-errors')
      if (await errors.count() > 0) {
        const rejected = Number(/\d+/.exec(await errors.innerText())![0])
        throw new RosterRefused(rejected, await one.page.getByTestId('import-problem').first().innerText())
      }
      const rejected = 0
      await one.page.getByTestId('import-apply').click()
      await one.page.getByTestId('import-done').waitFor({ timeout: 180_000 })
      await picture(one.page, 'import-done')
      const [households, people] = (await one.page.getByTestId('import-done').innerText()).match(/\d+/g)!.map(Number)
      return { households: households!, people: people!, rejected }
    })
    await goTo(one.page, 'roster')
    // A laptop with several villages lists one at a time.
    const listed = villages.length === 1 ? new RegExp(`共 ${counted.households} 户`) : /共 [1-9]\d* 户/
    await expect(one.page.getByTestId('roster-count')).toContainText(listed)
    await picture(one.page, 'roster')

    await stage('push roster', async () => { await syncNow(one.page); await untilSent(one.page) })
    const two = await stage('second laptop', async () => {
      const desk = await launch(1)
      await enrolAndLoad(desk.page, { address: roads[1].url, code: await code(2), name: '二号电脑' })
      await desk.page.getByTestId('wizard-finish').first().click({ timeout: 120_000 })
      await expect(desk.page.getByTestId('roster-count')).toContainText(listed, { timeout: 60_000 })
      return desk
    })
    desks[1] = two

    // ---- both in the valley
    for (const road of roads) road.cut()
    const heads = await householdsOf(one.page, Math.max(visits * 2, 10))
    const shared = Math.min(5, visits)
    const plan = [heads.slice(0, visits), [...heads.slice(0, shared), ...heads.slice(visits, visits * 2 - shared)]] as const
    let resumed = false
    await stage('visits of laptop 1', async () => {
      for (const [i, no] of plan[0].entries()) {
        await visit(one.page, { laptop: 1, no, i, typed, shared: i < shared, pictures: i === 0 ? picture : null })
      }
    })
    await stage('visits of laptop 2, one cut by a kill', async () => {
      const half = Math.floor(visits / 2)
      let desk = two
      for (const [i, no] of plan[1].entries()) {
        if (i === half) {
          const cut = await killInVisit(desk, no, typed, () => launch(1))
          desk = cut.desk
          desks[1] = desk
          resumed = cut.resumed
          await picture(desk.page, 'resumed-visit')
          await finishWithoutSignature(desk.page, '断电后接着走访')
          await desk.page.getByTestId('visit-back').click().catch(() => desk.page.keyboard.press('Escape'))
          continue
        }
        await visit(desk.page, { laptop: 2, no, i, typed, shared: i < shared, pictures: null })
      }
    })
    await picture(one.page, 'after-visits')
    await goTo(one.page, 'sync')
    await picture(one.page, 'sync-before')

    // ---- back in town
    for (const road of roads) { road.mend(); road.count() }
    const pair = [one, desks[1]] as const
    await stage('sync', async () => {
      for (const desk of [pair[0], pair[1], pair[0], pair[1]]) { await syncNow(desk.page); await untilSent(desk.page) }
    })
    const bytes = roads.map(road => road.count()).reduce((a, b) => ({ up: a.up + b.up, down: a.down + b.down }))
    await goTo(one.page, 'sync')
    await picture(one.page, 'sync-after')
    await goTo(one.page, 'conflicts')
    await one.page.waitForTimeout(500)
    await picture(one.page, 'conflicts')
    const clashes = await Promise.all(pair.map(desk => conflictsOf(desk.page)))
    await goTo(one.page, 'roster')
    await openHousehold(one.page, plan[0][0]!)
    await picture(one.page, 'household-after')
    const copies = await Promise.all(pair.map(desk => copiesOf(desk.page)))
    copies.push((await county.copies()).map(village => village.digest).sort().join(' '))
    if (new Set(copies).size > 1) say(`UNEQUAL: ${copies.join(' | ')}`)
    await one.page.keyboard.press('Control+l')
    await one.page.getByTestId('unlock-pin').waitFor()
    await picture(one.page, 'locked')
    for (const desk of pair) await desk.close()
    desks.length = 0
    open = false
    await county.close()
    const log = await readLog(join(dataDir, 'pglite')).catch(() => readLog(dataDir))
    const lost = missing(typed, log.changes)
    for (const each of lost) say(`LOST: ${JSON.stringify(each)}`)
    return {
      ...counted, visits: plan[0].length + plan[1].length, changes: log.count, conflicts: clashes[0]!, lost: lost.length,
      equal: new Set(copies).size === 1 && clashes[0] === clashes[1] && clashes[0]! >= 1, ...bytes, resumed, runtime: one.runtime, seconds
    }
  } finally {
    for (const desk of desks) await desk?.kill9().catch(() => undefined)
    for (const road of roads) await road.close()
    if (open) await county.close()
    rmSync(base, { recursive: true, force: true })
  }
}

/** The names under 行政村 in the workbook, in order. */
function villagesOf(roster: string): string[] {
  const book = XLSX.read(readFileSync(roster), { dense: true })
  const rows = XLSX.utils.sheet_to_json<string[]>(book.Sheets[book.SheetNames[0]!]!, { header: 1, raw: false, defval: '' })
  const header = rows.findIndex(row => row.includes('行政村'))
  if (header < 0) return ['村']
  const column = rows[header]!.indexOf('行政村')
  return [...new Set(rows.slice(header + 1).map(row => row[column]!.trim()).filter(Boolean))]
}

/** 户编号 of the first households of the list: what a search finds exactly one household by. */
async function householdsOf(page: Page, count: number): Promise<string[]> {
  const numbers: string[] = []
  await goTo(page, 'roster')
  await page.getByTestId('roster-row').first().click()
  const shown = page.getByTestId('household')
  while (numbers.length < count) {
    await expect(shown).toContainText('户编号')
    const number = /户编号\s*(\d+)/.exec(await shown.innerText())?.[1] ?? ''
    if (numbers.includes(number)) throw new Error(`the list has only ${numbers.length} households to visit`)
    numbers.push(number)
    await page.keyboard.press('Alt+ArrowDown')
    if (numbers.length < count) await expect(shown).not.toContainText(number, { timeout: 5_000 })
  }
  return numbers
}

const untilSent = (page: Page): Promise<void> => expect.poll(() => unsent(page), { timeout: 60_000 }).toBe(0)

interface Visit { readonly laptop: number, readonly no: string, readonly i: number, readonly typed: Typed[], readonly shared: boolean, readonly pictures: ((page: Page, name: string) => Promise<void>) | null }

/** Values no other visit types, so that the log can be asked for each. */
const unique = (laptop: number, i: number) => ({
  phone: `139${laptop}${String(1_000_000 + i * 37)}`, address: `第${laptop}队走访第${i}户`, area: `${60 + i}.${laptop}${i % 10}`, needs: `需要${laptop}-${i}`
})

async function visit(page: Page, { laptop, no, i, typed, shared, pictures }: Visit): Promise<void> {
  const values = unique(laptop, i)
  const say = async (section: string, field: string, raw: string, value: string | number): Promise<void> => {
    await answer(page, { section, field, raw })
    typed.push({ laptop, household: no, field, value })
  }
  await openHousehold(page, no)
  if (pictures) await pictures(page, 'household')
  await startVisit(page)
  if (pictures) await pictures(page, 'visit-members')
  await answer(page, { section: 'members', field: 'mode', raw: '1' })
  // Both laptops ask the shared households for their telephone; only one of the two asks for the rest.
  await say('members', 'phone', values.phone, values.phone)
  if (!shared || laptop === 1) await say('members', 'address', values.address, values.address)
  if (!shared || laptop === 2) await say('safeguards', 'houseAreaM2', values.area, Number(values.area))
  await say('needs', 'needs', values.needs, values.needs)
  if (pictures) {
    for (const section of ['condition', 'income', 'safeguards', 'risk', 'needs']) {
      await page.getByTestId(`visit-section-${section}`).click()
      await page.waitForTimeout(200)
      await pictures(page, `visit-${section}`)
    }
    await sign(page)
    await pictures(page, 'visit-signature')
    await page.getByTestId('visit-finish').click()
    await page.getByTestId('visit-summary').waitFor()
    await pictures(page, 'visit-summary')
  } else await finishWithoutSignature(page, '演示走访，未签字')
  await page.getByTestId('visit-back').click()
  await page.getByTestId('household').waitFor()
}

/** Half an answer typed, then every process dies; after unlocking the visit stands where it was. */
async function killInVisit(desk: Desk, no: string, typed: Typed[], launch: () => Promise<Desk>): Promise<{ desk: Desk, resumed: boolean }> {
  const half = '断电前打了一半的话'
  await openHousehold(desk.page, no)
  await startVisit(desk.page)
  await answer(desk.page, { section: 'members', field: 'address', raw: '断电前答的住址' })
  typed.push({ laptop: 2, household: no, field: 'address', value: '断电前答的住址' })
  await moveTo(desk.page, 'needs', 'needs')
  await type(desk.page, 'needs', half)
  await desk.page.waitForTimeout(1500)
  await desk.kill9()
  const again = await launch()
  await unlock(again.page)
  await again.page.getByTestId('visit-view').waitFor()
  const input = again.page.locator('[data-testid=visit-question][data-field=needs]').getByTestId('visit-input')
  const resumed = await expect(input).toHaveValue(half, { timeout: 15_000 }).then(() => true, () => false)
  await again.page.keyboard.press('Enter')
  await expect(again.page.getByTestId('visit-saved').first()).toBeVisible()
  typed.push({ laptop: 2, household: no, field: 'needs', value: half })
  return { desk: again, resumed }
}

async function conflictsOf(page: Page): Promise<number> {
  await goTo(page, 'conflicts')
  const item = page.getByTestId('conflict-item')
  await item.first().waitFor({ timeout: 10_000 }).catch(() => undefined)
  return item.count()
}

/** The whole digests of this laptop's copies, as the page 同步与备份 shows them. */
async function copiesOf(page: Page): Promise<string> {
  await goTo(page, 'sync')
  const code = page.getByTestId('copy-code')
  await code.first().waitFor()
  return (await Promise.all((await code.all()).map(each => each.getAttribute('data-digest')))).sort().join(' ')
}
