/** L14 走访/排查台账: visits as they happened, and those of a screening campaign. Written at the door. */
import { numberOf, textOf } from '../checks/subject.ts'
import { dayNumber } from '../registers/calendar.ts'
import { count, text } from '../registers/define.ts'
import { labelOf } from '../registers/index.ts'
import { defineLedger, stored, storedAll, workedOut } from './build.ts'
import { ofHousehold, written } from './common.ts'
import type { LedgerContext } from './define.ts'

const subject = workedOut('visitedKind', text('对象类别', { sensitivity: 'open' }), ({ household }) => {
  if (!household) return undefined
  const [category, type] = [textOf(household.values, 'monitorCategory'), textOf(household.values, 'householdType')]
  return category !== undefined ? labelOf('monitorCategory', category) : type && labelOf('householdType', type)
})

const minuteOf = (time: string): number | undefined =>
  /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}/u.test(time) ? dayNumber(time.slice(0, 10)) * 1440 + Number(time.slice(11, 13)) * 60 + Number(time.slice(14, 16)) : undefined

/** As written down, or the time between coming and going. */
function minutes({ base: { values } }: LedgerContext): number | undefined {
  const written = numberOf(values, 'minutes')
  if (written !== undefined) return written
  const [from, to] = [minuteOf(textOf(values, 'startedAt') ?? ''), minuteOf(textOf(values, 'finishedAt') ?? '')]
  return from === undefined || to === undefined || to < from ? undefined : to - from
}

export const visit = defineLedger({
  name: 'visit', code: 'L14', title: '走访/排查台账', scope: 'E', base: 'visit',
  common: ofHousehold, adds: 'none',
  columns: [
    ...storedAll('visit', 'visitor', 'companion'), stored('visit', 'startedAt', { title: '日期时间', width: 8 }), stored('visit', 'mode', { title: '方式' }), subject, stored('visit', 'metHead'),
    workedOut('minutes', count('停留分钟', { sensitivity: 'open', unit: '分钟' }), minutes),
    stored('visit', 'topics', { title: '走访内容' }), stored('visit', 'remark'), ...storedAll('visit', 'problems', 'handling'), stored('visit', 'photos', { title: '照片' }), stored('visit', 'location', { title: '定位' }),
    stored('visit', 'signature'), stored('visit', 'fingerprinted', { title: '手印' }), stored('visit', 'nextVisitOn')
  ],
  trailing: written
})

export const screening = defineLedger({
  name: 'screening', code: 'L14.1', title: '集中排查台账', scope: 'E', base: 'visit',
  includes: ({ base: { values } }) => textOf(values, 'round') !== undefined,
  common: ofHousehold, adds: 'none',
  columns: [
    stored('visit', 'round'), subject, stored('visit', 'focusGroups'), stored('visit', 'atRisk'), stored('visit', 'opinion', { title: '结论' }),
    ...storedAll('visit', 'firstScreener', 'secondScreener', 'screenersSigned')
  ],
  trailing: written
})
