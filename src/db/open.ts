/**
 * Opening: compare the three copies, mend the working view from the others, then read it into memory.
 * Chromium brings a damaged IndexedDB back empty and says nothing; so an empty database is a first run only
 * when the journal is empty too and no mark of an earlier one is there.
 */
import { AppError } from '#core/error.ts'
import type { JournalState } from '#core/host.ts'
import type { Change } from '#core/sync/change.ts'
import type { OpenReport } from './book.ts'
import { restore } from './backup.ts'
import { decisionsOf } from './decisions-kept.ts'
import { applyToRoster, ask, atLevel, commit, makeDesk, readIdentity, type BookEnv, type Desk } from './desk.ts'
import { makeEnvelopes, openState } from './envelopes.ts'
import { compareWithJournal, mendFromJournal } from './journal.ts'
import { covers } from './ranges.ts'
import type { Sealer } from './seal.ts'
import { settledRanges } from './state.ts'
import { FoundSteps } from './steps.ts'
import type { OwnKey } from './store.ts'
import { eachTeamRow } from './team.ts'

type Damage = OpenReport['damage'][number]

export async function openDesk(env: BookEnv, sealer: Sealer): Promise<{ desk: Desk; report: OpenReport }> {
  const started = env.now()
  const desk: Desk = makeDesk(env, makeEnvelopes(sealer, village => desk.state.homes[village] ?? village))
  const damage: Damage[] = []
  const [{ existed }, journal, identity] = await Promise.all([env.store.open(), ask(env, 'journal:state', null), readIdentity(env)])
  desk.identity = identity

  const base = await findState(desk, sealer, existed, journal, damage)
  const findings = await compareWithJournal(desk, journal)
  const steps = new FoundSteps()
  // What a row wrote over is known only where everything before it is there.
  const back = base.kind === 'view' && !findings.missing ? findings.back : new Set<number>()
  const damaged = await readAll(desk, base.kind !== 'view' || findings.missing, (from, changes) => { if (back.has(from)) steps.note(desk.roster, changes) })
  await steps.keep(desk)
  if (base.kind === 'view' && (findings.missing || damaged.own > 0)) damage.push('own-missing')
  if (findings.damaged) damage.push('journal-damaged')
  if (damaged.county > 0) damage.push('pages-damaged')
  // What is neither here nor in the journal only the county may have, and its feed leaves own changes out.
  if (base.kind === 'backup' && findings.lost.length > 0) await commit(desk, { reload: Object.keys(desk.state.cursors) })
  // What is drawn without waiting.
  await decisionsOf(desk)
  desk.index.rebuild()

  const outcome = damage.length > 0 ? 'rebuilt' : base.kind === 'new' ? 'new' : 'clean'
  const from = base.kind === 'new' ? 'none' : base.kind
  return { desk, report: { outcome, damage, recovered: findings.recovered + damaged.own, base: from, backupAt: base.at, damagedPages: damaged.county, took: env.now() - started } }
}

/** Rows that are all sealed under another key are nobody's damage: they are left as they are. */
async function refuseOtherKey({ env }: Desk, sealer: Sealer): Promise<void> {
  const state = await env.store.sealed('state')
  const keys = await env.store.ownKeys()
  const rows = [...await env.store.pages(), ...await env.store.own(keys.slice(-1).map(key => key.from))].map(row => row.sealed)
  const all = state ? [state.bytes, ...rows] : rows
  if (all.length > 0 && !all.some(sealer.isOurs)) throw new AppError('key-store-changed')
}

interface Base { readonly kind: 'new' | 'view' | 'backup' | 'county' | 'journal'; readonly at: string | null }

/** The marker is set when the vault is made, the first copy when the book was first opened: both say a book was here. */
async function hadBook(desk: Desk, { entries, highest, marker }: JournalState): Promise<boolean> {
  return entries > 0 || highest > 0 || (marker && (await ask(desk.env, 'backup:state', null)).at !== null)
}

async function findState(desk: Desk, sealer: Sealer, existed: boolean, journal: JournalState, damage: Damage[]): Promise<Base> {
  const take = async (): Promise<boolean> => {
    const row = await desk.env.store.sealed('state')
    const state = await openState(desk.envelopes, row)
    if (!row || !state) return false
    desk.state = state
    desk.identity = atLevel(desk.identity, state)
    desk.roster.grant(state.villages.map(village => village.code))
    desk.revision = row.revision
    desk.ownKeys = [...await desk.env.store.ownKeys()].sort((a, b) => a.from - b.from)
    return true
  }
  if (await take()) return { kind: 'view', at: null }
  const row = await desk.env.store.sealed('state')
  if (!row && !(await hadBook(desk, journal))) {
    await commit(desk, {})
    return { kind: 'new', at: null }
  }
  await refuseOtherKey(desk, sealer)
  damage.push(existed ? 'database-empty' : 'database-missing')
  const restored = await restore(desk.env, sealer, desk.envelopes)
  if (restored && await take()) return { kind: 'backup', at: restored.at }
  await desk.env.store.replace({})
  await commit(desk, {})
  return { kind: desk.identity.county ? 'county' : 'journal', at: null }
}

/** Told of each own row before the roster takes it. */
type Watch = (from: number, changes: readonly Change[]) => void

/** Fills the roster; gives how many rows could not be opened. */
async function readAll(desk: Desk, everything: boolean, watch: Watch): Promise<{ county: number; own: number }> {
  const pages = await readPages(desk)
  const log = await readLog(desk)
  const hurt = new Set([...pages, ...log].map(row => row.village))
  if (hurt.size > 0) await noteDamage(desk, hurt, pages.map(page => page.id))
  const own = await readOwn(desk, everything || hurt.size > 0 || Object.keys(desk.state.loading).length > 0, watch)
  // What the team passed on may be in no page that could be opened.
  await eachTeamRow(desk, (_, changes) => void applyToRoster(desk, changes))
  return { county: pages.length + log.length, own }
}

/** Without a county no receipt ever covered anything: what the page held is all among the own rows still. */
async function noteDamage(desk: Desk, villages: ReadonlySet<string>, pages: readonly number[]): Promise<void> {
  if (desk.identity.county) return commit(desk, { reload: [...new Set([...desk.state.reload, ...villages])] })
  const left = Object.entries(desk.state.pages).filter(([id]) => !pages.includes(Number(id)))
  await commit(desk, { pages: Object.fromEntries(left) }, { dropPages: pages })
}

async function readPages(desk: Desk): Promise<{ readonly id: number; readonly village: string }[]> {
  const damaged: { id: number; village: string }[] = []
  const rows = new Map((await desk.env.store.pages()).map(row => [row.id, row]))
  const expected = Object.entries(desk.state.pages)
  const opened = expected.map(async ([id, { village, revision }]) => {
    const row = rows.get(Number(id))
    return { id: Number(id), village, records: row ? await desk.envelopes.openPage({ ...row, village }, revision) : null }
  })
  for (const page of opened) {
    const { id, village, records } = await page
    if (records) for (const record of records) desk.roster.put(record, id)
    else damaged.push({ id, village })
  }
  return damaged
}

async function readLog(desk: Desk): Promise<{ readonly village: string }[]> {
  const damaged: { village: string }[] = []
  const rows = new Map((await desk.env.store.log()).map(row => [row.n, row]))
  const opened = desk.state.log.map(async ({ n, village }) => {
    const row = rows.get(n)
    return { village, changes: row ? await desk.envelopes.openLog({ ...row, village }) : null }
  })
  for (const row of opened) {
    const { village, changes } = await row
    if (changes) applyToRoster(desk, changes)
    else damaged.push({ village })
  }
  return damaged
}

/** Folded and settled rows are in the pages already and nobody waits for them: they stay closed. */
async function readOwn(desk: Desk, everything: boolean, watch: Watch): Promise<number> {
  const settled = settledRanges(desk.state)
  const needed = desk.ownKeys.filter(({ from, to, folded }) => everything || folded === 0 || !covers(settled, from, to))
  const rows = new Map((await desk.env.store.own(needed.map(key => key.from))).map(row => [row.from, row]))
  const take = (changes: readonly Change[]): void => {
    applyToRoster(desk, changes)
    for (const change of changes) if (!covers(settled, change.number)) desk.waiting.add(change)
  }
  const damaged: OwnKey[] = []
  const opened = needed.map(async key => {
    const row = rows.get(key.from)
    return { key, changes: row ? await desk.envelopes.openOwn({ ...row, village: key.village }) : null }
  })
  for (const row of opened) {
    const { key, changes } = await row
    if (changes) {
      watch(key.from, changes)
      take(changes)
    } else damaged.push(key)
  }
  if (damaged.length === 0) return 0
  const mended = await mendFromJournal(desk, damaged)
  mended.forEach(take)
  return damaged.length
}
