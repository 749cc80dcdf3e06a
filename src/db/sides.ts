/** One side of what clashed, was decided or came together: who, when, on which laptop, at which visit. */
import type { Head } from '#core/sync/change.ts'
import { stampTime } from '#core/sync/clock.ts'
import type { Side } from './book-sync.ts'
import { textOf, VISIT } from './belongs.ts'
import type { Desk } from './desk.ts'

const DAY = 10

export function sideOf({ roster, identity }: Desk, { value, by, device, stamp, origin }: Head): Side {
  const visit = origin.kind === 'visit' && origin.ref !== undefined ? roster.get(VISIT, origin.ref) : undefined
  const day = (textOf(visit, 'finishedAt') || textOf(visit, 'startedAt')).slice(0, DAY)
  return { value, by, device, at: stampTime(stamp), origin, mine: device === identity.device, visit: visit && day !== '' ? { record: visit.id, day } : null }
}
