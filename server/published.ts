/**
 * What the county publishes to its villages: figures the rules go by and the days of a year's holidays. Each is a
 * record in every village's log, written under the county's own name, and reaches the laptops like any answer;
 * publishing the same again changes the record it made before.
 */
import { sql } from 'kysely'
import * as z from 'zod'
import { AppError } from '#core/error.ts'
import { codeTable, registerOf } from '#core/registers/index.ts'
import { dayNumber, isDay } from '#core/registers/calendar.ts'
import type { Values } from '#core/registers/define.ts'
import { exactUnits } from '#core/registers/exact.ts'
import { labelOf } from '#core/registers/index.ts'
import type { RecordState } from '#core/sync/change.ts'
import { FIRST_STAMP, tick } from '#core/sync/clock.ts'
import { sawFor } from '#core/sync/merge.ts'
import { rowsOf, type Database, type Db } from './database.ts'
import { countyDevice, entryOf, nextCountyNumber } from './moves.ts'
import { leaveScope } from './scope.ts'
import { append, lockVillages, type Locked } from './village-log.ts'

export const StandardCall = z.object({ name: z.string().max(60), value: z.string().max(30), area: z.string().regex(/^\d{0,12}$/), year: z.int().min(2000).max(2200), source: z.string().min(1).max(200) })
export type StandardInput = z.infer<typeof StandardCall>
export const HolidayCall = z.object({ from: z.string(), to: z.string(), kind: z.enum(['holiday', 'workday']), title: z.string().max(60), source: z.string().min(1).max(200) })
export type HolidayInput = z.infer<typeof HolidayCall>

interface Published { readonly register: string, readonly record: string, readonly fields: Values }

const MOST_DAYS = 31

export async function publishStandard(database: Database, input: StandardInput, now: number): Promise<number> {
  const { name, area, year, source } = input
  if (!codeTable('standardName').some(item => item.code === name)) throw new AppError('county-command-wrong', { reason: `没有“${name}”这项标准` })
  const record = { register: 'standard', record: `standard-${name}-${area || 'all'}-${year}`.slice(0, 40), fields: { name, area, year, source, ...figureOf(input), assumed: false } }
  return publish(database, area, [record], now)
}

/** Money is named in 元 in its label and stored in 分; everything else is a number of its unit. */
function figureOf({ name, value }: StandardInput): Values {
  const money = labelOf('standardName', name).includes('(元')
  const units = exactUnits(value, 2)
  if (!units.ok) throw new AppError('county-command-wrong', { reason: `数值“${value}”：${units.error.reason}` })
  if (units.value < 0) throw new AppError('county-command-wrong', { reason: `数值“${value}”不能小于 0` })
  return money ? { amount: units.value } : { number: units.value / 100 }
}

export async function publishHolidays(database: Database, { from, to, kind, title, source }: HolidayInput, now: number): Promise<number> {
  if (!isDay(from) || !isDay(to) || to < from) throw new AppError('county-command-wrong', { reason: `没有“${from}..${to}”这些天` })
  const days = daysFrom(from, to)
  return publish(database, '', days.map(on => ({ register: 'calendarDay', record: `calendar-${on}`, fields: { on, kind, title, source } })), now)
}

function daysFrom(from: string, to: string): readonly string[] {
  const count = dayNumber(to) - dayNumber(from) + 1
  if (count > MOST_DAYS) throw new AppError('county-command-wrong', { reason: `一次最多 ${MOST_DAYS} 天` })
  return Array.from({ length: count }, (_, i) => new Date(Date.parse(from) + i * 86_400_000).toISOString().slice(0, 10))
}

async function publish(database: Database, area: string, records: readonly Published[], now: number): Promise<number> {
  const villages = await database.transaction(db => rowsOf(db, sql<{ code: string }>`select code from village where starts_with(code, ${area}) order by code`))
  if (villages.length === 0) throw new AppError('county-command-wrong', { reason: `没有编码以 ${area} 开头的村` })
  // One village at a time: nobody waits for a county.
  for (const { code } of villages) await database.transaction(db => publishIn(db, code, records, now))
  return villages.length
}

async function publishIn(db: Db, village: string, records: readonly Published[], now: number): Promise<void> {
  const locked: Locked = new Map()
  await lockVillages(db, locked, [village])
  const from = await nextCountyNumber(db, village)
  const known = await knownOf(db, village, records)
  const entries = records.map(({ register, record, fields }, i) => {
    const state = known.get(record)
    const last = (state?.writes ?? []).reduce((stamp, write) => (write.stamp > stamp ? write.stamp : stamp), FIRST_STAMP)
    return entryOf({
      device: countyDevice(village), number: from + i, village, register, record, by: '', origin: { kind: 'county' },
      stamp: tick(last, now), fields, saw: sawFor(state, Object.keys(registerOf(register)?.fields ?? fields))
    })
  })
  await append(db, locked, entries, now)
  await leaveScope(db)
}

async function knownOf(db: Db, village: string, records: readonly Published[]): Promise<ReadonlyMap<string, RecordState>> {
  const rows = await rowsOf(db, sql<{ state: string }>`select state from record where village = ${village} and id = any(${records.map(({ record }) => record)}::text[])`)
  return new Map(rows.map(({ state }) => JSON.parse(state) as RecordState).map(state => [state.id, state]))
}
