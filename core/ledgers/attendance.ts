/**
 * L17 驻村考勤台账: a line per cadre and day; the month is added up in 考勤月汇总. A day in the village, on a
 * trip that was reported or at a course counts as duty; leave and absence do not (W41, W42).
 */
import { textOf } from '../checks/subject.ts'
import { yearOf } from '../registers/calendar.ts'
import { count, flag } from '../registers/define.ts'
import { defineLedger, stored, storedAll, workedOut } from './build.ts'
import { place, written } from './common.ts'
import type { LedgerColumn, LedgerContext } from './define.ts'
import { figureOf } from './worked-out.ts'

const days = { sensitivity: 'open', unit: '天' } as const
const STATES = { there: '01', away: '02', course: '03', leave: ['04', '05', '06'] } as const

const cadreOf = (row: LedgerContext) => row.linked('cadre', row.base.values['cadre'])

export const attendance = defineLedger({
  name: 'attendance', code: 'L17', title: '驻村考勤台账', scope: 'E', base: 'attendance',
  common: place,
  columns: [
    stored('attendance', 'date'), stored('attendance', 'cadre', { title: '姓名' }), roleOfCadre(),
    ...storedAll('attendance', 'morning', 'afternoon', 'overnight', 'state', 'location', 'signedAt', 'leaveApprover', 'awayReason', 'diary')
  ],
  trailing: written
})

function roleOfCadre(): LedgerColumn {
  return { ...stored('cadre', 'role'), key: 'cadreRole', from: { kind: 'computed', read: row => cadreOf(row)?.values['role'] } }
}

function daysOf(row: LedgerContext, from: string, states: readonly string[]): number {
  return new Set(row.inVillage('attendance')
    .filter(({ values }) => values['cadre'] === row.base.id && (textOf(values, 'date') ?? '').startsWith(from) && states.includes(textOf(values, 'state') ?? ''))
    .map(({ values }) => values['date'])).size
}
const DUTY: readonly string[] = [STATES.there, STATES.away, STATES.course]
const monthOf = ({ today }: LedgerContext): string => today.slice(0, 7)
const dutyDays = (row: LedgerContext): number => daysOf(row, monthOf(row), DUTY)

/** A helper who does not live in the village has no days to count. */
const STATIONED: ReadonlySet<string> = new Set(['01', '02', '03'])

export const attendanceMonth = defineLedger({
  name: 'attendanceMonth', code: 'L17.1', title: '考勤月汇总', scope: 'V', base: 'cadre', adds: 'none',
  includes: ({ base: { values } }) => STATIONED.has(textOf(values, 'role') ?? ''),
  common: place,
  columns: [
    ...storedAll('cadre', 'name', 'role'),
    workedOut('daysDue', count('应驻', days), row => figureOf(row, 'attendanceMonth')),
    workedOut('daysThere', count('实驻', days), dutyDays),
    workedOut('daysLeave', count('请假', days), row => daysOf(row, monthOf(row), STATES.leave)),
    workedOut('daysAway', count('出差', days), row => daysOf(row, monthOf(row), [STATES.away])),
    workedOut('monthReached', flag('达标', { sensitivity: 'open' }), row => dutyDays(row) >= figureOf(row, 'attendanceMonth')),
    workedOut('yearThere', count('本年实驻', days), row => daysOf(row, String(yearOf(row.today)), DUTY))
  ],
  trailing: written
})
