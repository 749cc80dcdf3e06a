/**
 * The county holds every laptop to the same table of the procedure. Steps are judged in the order they were taken,
 * each on what the county's log and the steps before it in the same sending say, under the lock of their village; what
 * the table does not allow is set aside with the number of its rule, for a person at the county to look at. What
 * follows from a decision for the household is taken only together with the decision.
 */
import { sql } from 'kysely'
import { settingOf } from '#core/checks/settings.ts'
import { caseStatus, decidedField, refusalByCounty, stepOf, takenSteps } from '#core/procedure/index.ts'
import type { CaseKind, CaseStatus } from '#core/procedure/index.ts'
import { defaultStandards, type SettingName, type Standard } from '#core/registers/standard.ts'
import { dayInChina } from '#core/registers/calendar.ts'
import type { Change, RecordState } from '#core/sync/change.ts'
import { factual } from '#core/sync/facts.ts'
import { applyChange } from '#core/sync/merge.ts'
import { rowsOf, type Db } from './database.ts'
import type { Device } from './devices.ts'
import type { Reason, Sent } from './judge.ts'
import { reachOf } from './moves.ts'
import { leaveScope } from './scope.ts'
import { lockVillages, type Locked } from './village-log.ts'

const STEP = 'caseStep', CASE = 'monitorCase'
/** A village's standards may say otherwise than the defaults. */
const STANDARD = 'standard'

/** By their change's number: why they are set aside. Inside the caller's transaction. */
export async function judgeProcedure(db: Db, device: Device, fresh: readonly Sent[], now: number): Promise<ReadonlyMap<number, Reason>> {
  const refused = new Map<number, Reason>()
  for (const { number, change } of fresh) if (decidedField(change.register, change.fields, change.origin.kind) !== undefined) refused.set(number, 'decided-by-procedure')
  const concerned = fresh.filter(({ number, change }) => !refused.has(number) && isProcedural(change))
  if (concerned.length === 0) return refused
  // All that will be locked later is locked now, in the same order: two laptops never wait for each other.
  const { villages } = await reachOf(db, fresh.map(({ change }) => change))
  await lockVillages(db, new Map() as Locked, villages)
  for (const [village, sent] of Map.groupBy(concerned, ({ change }) => change.village)) {
    const bench = await Bench.of(db, village, sent.map(({ change }) => change), now)
    for (const { number, change } of sent.toSorted((a, b) => a.number - b.number)) {
      const reason = bench.judge(change, device)
      if (reason !== '') refused.set(number, reason)
    }
  }
  await leaveScope(db)
  return refused
}

const isProcedural = ({ register, origin, fields }: Change): boolean =>
  register === STEP || register === CASE || (origin.kind === 'procedure' && decidedField(register, fields, '') !== undefined)

/** The cases of one village as they stand while one laptop's changes are looked at, one after another. */
class Bench {
  readonly #records: Map<string, RecordState>
  readonly #standards: readonly Standard[]
  readonly #village: string
  readonly #today: string

  private constructor(village: string, records: readonly RecordState[], today: string) {
    this.#village = village
    this.#today = today
    this.#records = new Map(records.map(record => [record.id, record]))
    this.#standards = [...records.filter(({ register }) => register === STANDARD).map(record => factual(record).values as unknown as Standard), ...defaultStandards]
  }

  static async of(db: Db, village: string, changes: readonly Change[], now: number): Promise<Bench> {
    const households = new Set(changes.map(({ register, record, fields }) => (register === 'household' ? record : fields['household'])).filter(id => typeof id === 'string'))
    const rows = await rowsOf(db, sql<{ state: string }>`
      select state from record where village = ${village} and (register = ${STANDARD} or (register in (${STEP}, ${CASE})
        and (household = any(${[...households]}::text[]) or household in (select household from record where village = ${village} and id = any(${changes.map(({ record }) => record)}::text[])))))`)
    return new Bench(village, rows.map(({ state }) => JSON.parse(state) as RecordState), dayInChina(now) ?? '')
  }

  judge(change: Change, device: Device): Reason | '' {
    const reason = change.register === STEP ? this.#judgeStep(change, device) : change.register === 'household' ? this.#judgeOutcome(change, device) : ''
    if (reason === '' && change.register !== 'household') this.#records.set(change.record, applyChange(this.#records.get(change.record), change))
    return reason
  }

  #judgeStep(change: Change, device: Device): Reason | '' {
    const before = this.#records.get(change.record)
    const after = applyChange(before, change)
    const id = after.values['case']
    const status = typeof id === 'string' ? this.#statusOf(id, before?.id) : undefined
    if (!status) return 'case-unknown'
    const step = stepOf(after)
    if (before) return this.#judgeLater(change, before, device)
    if (!step) return 'step-refused P02'
    const refusal = refusalByCounty(status, step, { deviceAccounts: device.accounts, role: device.role, today: this.#today, setting: name => this.#setting(name) })
    return refusal ? `step-refused ${refusal.rule}` : ''
  }

  /** A step is not changed; it is taken back while it is the last, by its own level, and its evidence may still grow. */
  #judgeLater(change: Change, before: RecordState, device: Device): Reason | '' {
    const touched = Object.keys(change.fields)
    if (touched.every(field => LATER.has(field)) && !touched.includes('voided')) return ''
    if (touched.some(field => !LATER.has(field))) return 'step-changed'
    const whole = this.#statusOf(String(before.values['case']))
    const isFree = whole?.steps.at(-1)?.id === before.id || whole?.contested.some(({ id }) => id === before.id) || whole?.misplaced.some(({ id }) => id === before.id)
    return !isFree || (before.values['role'] !== device.role && device.role !== 'county') ? 'step-built-on' : ''
  }

  /** What follows for the household, only from the county and from a case that has come to its decision. */
  #judgeOutcome(change: Change, device: Device): Reason | '' {
    const status = change.origin.ref === undefined ? undefined : this.#statusOf(change.origin.ref)
    return device.role === 'county' && (status?.state === 'decided' || status?.state === 'announced') ? '' : 'decided-by-procedure'
  }

  /** `without`: as if this step had not been taken. */
  #statusOf(id: string, without?: string): CaseStatus | undefined {
    const record = this.#records.get(id)
    if (record?.register !== CASE) return undefined
    const steps = [...this.#records.values()].filter(one => one.register === STEP && one.values['case'] === id && one.id !== without)
    const { kind, openedOn } = factual(record).values
    return typeof kind === 'string' ? caseStatus(kind as CaseKind, String(openedOn ?? ''), takenSteps(steps)) : undefined
  }

  #setting(name: SettingName): number {
    return settingOf(this.#standards, this.#village, Number(this.#today.slice(0, 4)), name)
  }
}

/** Fields of a step that are no part of what was decided. */
const LATER: ReadonlySet<string> = new Set(['evidence', 'signed', 'note', 'voided', 'voidReason', 'visit', 'income', 'noticePlace', 'objection', 'dataSource'])
