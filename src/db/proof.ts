/**
 * The county's own word, shown back to it: a county put back from an old copy does not know it by itself, and would
 * number new changes over those it has lost. Once in each opening, and whenever an answer looks like less than was
 * signed for, the newest receipt goes up with the question; a county that lacks what it signed then begins a new epoch.
 */
import type { ExchangeAnswer, Receipt } from '#core/sync/wire.ts'
import type { Desk } from './desk.ts'

const shown = new WeakMap<Desk, string>()

/** The receipt to show with the next question, if any. */
export function proofDue(desk: Desk): Receipt | null {
  const { lastReceipt, epoch } = desk.state
  return lastReceipt && lastReceipt.epoch === epoch && !shown.has(desk) ? lastReceipt : null
}

/**
 * After an answer: whether to ask once more, with the receipt. Shown for one answer it is not shown for the like of it
 * again, so that a county that knows better is not asked for ever.
 */
export function proofWanted(desk: Desk, answer: ExchangeAnswer, showed: boolean): boolean {
  const { confirmed, trial, cursors } = desk.state
  const top = Math.max(0, ...[...confirmed, ...trial].map(([, to]) => to))
  const isLess = answer.highest < top || answer.villages.some(({ code, last }) => last < (cursors[code] ?? 0))
  const looks = isLess ? `${answer.epoch} ${answer.highest} ${answer.villages.map(({ last }) => last).join()}` : ''
  if (!showed && isLess && shown.get(desk) !== looks) {
    shown.delete(desk)
    if (proofDue(desk)) return true
  }
  shown.set(desk, looks)
  return false
}
