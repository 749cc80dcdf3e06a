/**
 * A look at every household of a village, in slices: whoever stands at a door meanwhile waits for one slice and no
 * longer, and a lock ends it.
 */
import { AppError } from '#core/error.ts'
import type { RecordState } from '#core/sync/change.ts'
import { homeOf } from '#core/sync/home.ts'
import { HOUSEHOLD, textOf } from './belongs.ts'
import { makePause } from './check-run.ts'
import type { Desk } from './desk.ts'
import { groupNumber } from './group-order.ts'

/** Between two households. Throws 'locked' once the book is closed. */
export type Slice = () => Promise<void>

export async function inSlices<T>(desk: Desk, work: (slice: Slice) => Promise<T>): Promise<T> {
  const pause = makePause()
  try {
    return await work(async () => {
      if (pause.isDue()) {
        await pause.take()
        await desk.inTurn(async () => undefined)
        pause.begin()
      }
      if (desk.closed) throw new AppError('locked')
    })
  } finally {
    pause.end()
  }
}

/** As the roster stands: by group, then by number. */
export const householdsOf = (desk: Desk, village: string): readonly RecordState[] => everHouseholdsOf(desk, village).filter(record => desk.roster.isCurrent(record))

/** Ended ones as well: what was, counts them. */
export const everHouseholdsOf = ({ roster }: Desk, village: string): readonly RecordState[] =>
  [...roster.all(HOUSEHOLD)].map(slot => slot.record).filter(record => record.values['voided'] !== true && !roster.isAway(record) && homeOf(record) === village)
    .map(record => ({ record, group: groupNumber(textOf(record, 'villagerGroup')), number: textOf(record, 'nationalHouseholdNo') }))
    .sort((a, b) => a.group - b.group || (a.number < b.number ? -1 : a.number > b.number ? 1 : 0)).map(({ record }) => record)
