/**
 * All checks over all villages of the laptop, in slices: between two of them the worker answers whoever asks, so that
 * a door never waits for a village. The findings stay here as the checks gave them; names, groups and reasons are
 * looked up for the lines that are shown. A run knows when something it looked at has changed, and says so.
 */
import { AppError } from '#core/error.ts'
import { checkHousehold, checkOf, villageChecks, type Finding, type HouseholdContext } from '#core/checks/index.ts'
import type { RecordState } from '#core/sync/change.ts'
import { homeOf } from '#core/sync/home.ts'
import { HOUSEHOLD, isEnded, PERSON, personOf, textOf } from './belongs.ts'
import type { CheckRun, FindingCount, FindingFilter, VillageFinding } from './book-checks.ts'
import { householdContext, recordsOfNone } from './check-contexts.ts'
import type { Desk } from './desk.ts'
import { groupNumber } from './group-order.ts'
import { dayOf } from './ledger-context.ts'
import { nameOfRecord } from './ledger-links.ts'
import type { Roster } from './roster.ts'
import { CHECK_REASON, giveReason, keyOf, reasonsOf } from './reasons.ts'
import { allStandards } from './standards.ts'

/** As long as a key press may wait. */
const SLICE_MS = 8
const TELL_EVERY_MS = 80

type Placed = Finding & { readonly village: string }
interface Done { readonly at: number; readonly day: string; readonly version: number; readonly households: number; readonly took: number; readonly findings: readonly Placed[] }

/** Notes about the data do not make the findings old. */
const NOTES = [CHECK_REASON, 'reveal', 'paperSheet', 'workbookLayout', 'importBatch', 'attachment'] as const
const versionOf = ({ roster }: Desk): number => NOTES.reduce((version, register) => version - roster.versionOf(register), roster.version)

export interface Checking {
  run(): Promise<CheckRun>
  cancel(): void
  last(): CheckRun | null
  findings(filter: FindingFilter, from: number, count: number): { readonly total: number; readonly lines: readonly VillageFinding[] }
  giveReason(key: string, text: string): Promise<void>
}

export function makeChecking(desk: Desk): Checking {
  let done: Done | null = null
  /** The counts as they were told last; a village of findings is not counted again for every look at them. */
  let shown: { readonly version: number; readonly day: string; readonly counts: CheckRun } | null = null
  let running: Promise<CheckRun> | null = null
  let cancelled = false

  async function run(): Promise<CheckRun> {
    cancelled = false
    const pause = makePause()
    const slice = async (): Promise<void> => {
      // An answer is many short steps; between two of them the checks would come in again and again.
      if (pause.isDue()) {
        await pause.take()
        await desk.inTurn(async () => undefined)
        pause.begin()
      }
      if (desk.closed) throw new AppError('locked')
      if (cancelled) throw new AppError('check-stopped')
    }
    try {
      done = await checkAll(desk, slice)
      const counting = countRun(desk, done)
      for (;;) {
        const step = counting.next()
        if (step.done) return keep(step.value)
        await slice()
      }
    } finally {
      pause.end()
    }
  }
  const keep = (counts: CheckRun): CheckRun => (shown = { version: desk.roster.version, day: dayOf(desk.env.now()), counts }).counts
  function last(): CheckRun | null {
    if (!done) return null
    if (shown?.counts.at === done.at && shown.version === desk.roster.version && shown.day === dayOf(desk.env.now())) return shown.counts
    const counting = countRun(desk, done)
    for (;;) {
      const step = counting.next()
      if (step.done) return keep(step.value)
    }
  }

  return {
    run() {
      running ??= run().finally(() => { running = null })
      return running
    },
    cancel() { cancelled = true },
    last,
    findings(filter, from, count) {
      if (!done) return { total: 0, lines: [] }
      const reasons = reasonsOf(desk)
      const fits = fitting(desk, filter, key => reasons.has(key))
      const found = Object.keys(filter).length === 0 ? done.findings : done.findings.filter(fits)
      return { total: found.length, lines: found.slice(from, from + count).map(finding => lineOf(desk, finding)) }
    },
    async giveReason(key, text) {
      const finding = done?.findings.find(one => keyOf(one) === key)
      if (!finding) throw new AppError('record-missing')
      await giveReason(desk, finding, text)
    }
  }
}

/** Lets whatever waits for the worker go first, without sitting out a timer. */
export function makePause(): { isDue(): boolean; take(): Promise<void>; begin(): void; end(): void } {
  const { port1, port2 } = new MessageChannel()
  let resume = (): void => undefined
  port1.onmessage = () => resume()
  let since = performance.now()
  return {
    isDue: () => performance.now() - since >= SLICE_MS,
    take: () => new Promise<void>(resolve => {
      resume = resolve
      port2.postMessage(null)
    }),
    begin() { since = performance.now() },
    end: () => port1.close()
  }
}

async function checkAll(desk: Desk, slice: () => Promise<void>): Promise<Done> {
  const { roster, env } = desk
  const [started, version, day] = [performance.now(), versionOf(desk), dayOf(env.now())]
  const standards = allStandards(roster)
  // What has moved away is checked where it lives.
  const households = [...roster.all(HOUSEHOLD)].map(slot => slot.record).filter(household => !roster.isAway(household))
  const total = households.filter(household => !isEnded(household)).length
  const findings: Placed[] = []
  const take = (village: string, found: readonly Finding[]): void => { for (const finding of found) findings.push({ ...finding, village }) }
  let checked = 0
  let told = -TELL_EVERY_MS
  const contexts: HouseholdContext[] = []
  for (const household of households) {
    await slice()
    const context = householdContext(roster, household, standards, day)
    contexts.push(context)
    take(homeOf(household), checkHousehold(context))
    if (!isEnded(household)) checked++
    if (performance.now() - told < TELL_EVERY_MS) continue
    told = performance.now()
    env.emit({ kind: 'check', done: checked, total })
  }
  // All villages at once: a number that stands in two of them is found nowhere else (R001).
  await slice()
  const whole = { village: commonPlace(households), households: contexts, records: recordsOfNone(roster), standards, today: day }
  for (const check of villageChecks) {
    await slice()
    for (const finding of check.run(whole)) take(villageOf(roster, finding) || whole.village, [finding])
  }
  env.emit({ kind: 'check', done: total, total })
  await slice()
  const ordered = inOrder(desk, findings)
  await slice()
  return { at: env.now(), day, version, households: total, took: performance.now() - started, findings: ordered }
}

/** The village's code, or that of the township or county all of them lie in. */
function commonPlace(households: readonly RecordState[]): string {
  const codes = [...new Set(households.map(homeOf))]
  const [first = ''] = codes
  return [first.length, 9, 6].map(length => first.slice(0, length)).find(place => codes.every(code => code.startsWith(place))) ?? ''
}

function villageOf(roster: Roster, { household, register, record }: Finding): string {
  const known = roster.get(HOUSEHOLD, household) ?? roster.get(register, record)
  return known ? homeOf(known) : ''
}

const WEIGHT = { E: 0, W: 1, I: 2 } as const

/** The gravest first, then by rule, group and household. Rules and households are put in order once, findings by their places. */
function inOrder({ roster }: Desk, findings: readonly Placed[]): readonly Placed[] {
  const groups = new Map([...new Set(findings.map(({ household }) => household))].map(id => [id, groupNumber(textOf(roster.get(HOUSEHOLD, id), 'villagerGroup'))]))
  const homes = placesOf([...groups].sort(([one, group], [other, next]) => group - next || compare(one, other)).map(([id]) => id))
  const rules = placesOf([...new Set(findings.map(({ id }) => id))].sort(compare))
  const placeOf = ({ severity, id, household }: Placed): number => (WEIGHT[severity] * rules.size + rules.get(id)!) * homes.size + homes.get(household)!
  return findings.map(finding => ({ finding, place: placeOf(finding) })).sort((a, b) => a.place - b.place).map(({ finding }) => finding)
}

const placesOf = (keys: readonly string[]): ReadonlyMap<string, number> => new Map(keys.map((key, place) => [key, place]))
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

function fitting(desk: Desk, { rule, severity, village, group, household, reasons }: FindingFilter, reasoned: (key: string) => boolean): (finding: Placed) => boolean {
  return finding => (rule === undefined || finding.id === rule) && (severity === undefined || finding.severity === severity)
    && (village === undefined || finding.village === village) && (household === undefined || finding.household === household)
    && (group === undefined || groupOf(desk, finding) === group)
    && (reasons === undefined || (reasons === 'given') === (finding.severity !== 'E' && reasoned(keyOf(finding))))
}

const groupOf = ({ roster }: Desk, { household }: Placed): string => textOf(roster.get(HOUSEHOLD, household), 'villagerGroup')

function lineOf(desk: Desk, finding: Placed): VillageFinding {
  const { roster } = desk
  const { id, severity, text, register, record, field, village, household } = finding
  const [rule, key] = [checkOf(id), keyOf(finding)]
  const home = roster.get(HOUSEHOLD, household)
  const about = roster.get(register, record)
  return {
    key, rule: id, severity, text, why: rule ? `${rule.sentence}（${rule.source}）` : '', register, record, field, village,
    group: textOf(home, 'villagerGroup'), household: household || null, title: home ? nameOfRecord(roster, home) : about ? nameOfRecord(roster, about) : '',
    person: personIn(about), reason: severity === 'E' ? null : reasonsOf(desk).get(key) ?? null
  }
}

const personIn = (about: RecordState | undefined): string | null => about === undefined ? null : about.register === PERSON ? about.id : personOf(about)

const counted = (key: string, label: string): FindingCount => ({ key, label, E: 0, W: 0, I: 0, reasoned: 0 })

function countBy(findings: readonly Placed[], reasoned: (finding: Placed) => boolean, keyIn: (finding: Placed) => string | null, labelOf: (key: string) => string): readonly FindingCount[] {
  const counts = new Map<string, { -readonly [K in keyof FindingCount]: FindingCount[K] }>()
  for (const finding of findings) {
    const key = keyIn(finding)
    if (key === null) continue
    let count = counts.get(key)
    if (!count) counts.set(key, count = counted(key, labelOf(key)))
    count[finding.severity]++
    if (reasoned(finding)) count.reasoned++
  }
  return [...counts.values()]
}

const gravest = (a: FindingCount, b: FindingCount): number => b.E - a.E || b.W - a.W || b.I - a.I

const NAMES_AT_ONCE = 100

/** What a run found, counted. Yields where whoever waits may go first. */
function* countRun(desk: Desk, { at, day, version, households, took, findings }: Done): Generator<void, CheckRun, void> {
  const { roster } = desk
  const reasons = reasonsOf(desk)
  const reasoned = (finding: Placed): boolean => finding.severity !== 'E' && reasons.size > 0 && reasons.has(keyOf(finding))
  const byRule = countBy(findings, reasoned, ({ id }) => id, id => checkOf(id)?.sentence ?? id)
  yield
  const byGroup = countBy(findings, reasoned, finding => groupOf(desk, finding), group => group || '没有分组的').toSorted((a, b) => groupNumber(a.key) - groupNumber(b.key))
  yield
  const homes = countBy(findings, reasoned, ({ household }) => household || null, () => '').toSorted(gravest)
  const byHousehold: FindingCount[] = []
  for (const [place, count] of homes.entries()) {
    if (place % NAMES_AT_ONCE === 0) yield
    const home = roster.get(HOUSEHOLD, count.key)
    byHousehold.push({ ...count, label: [home ? nameOfRecord(roster, home) : '', textOf(home, 'villagerGroup')].filter(Boolean).join(' · ') || '（无户主）' })
  }
  return { at, households, findings: findings.length, took, stale: version !== versionOf(desk) || day !== dayOf(desk.env.now()), byRule, byGroup, byHousehold }
}
