/** What is done when nobody waits: pinyin for the search, folding, the daily copy. Stops when the book is closed. */
import { fold, needsFolding } from './compact.ts'
import type { Desk } from './desk.ts'

const SLICE_HOUSEHOLDS = 60
const BACKUP_AFTER_MS = 20 * 3600 * 1000

export async function tidyUp(desk: Desk, backUp: () => Promise<unknown>, backUpNow = false): Promise<void> {
  try {
    do await desk.env.idle()
    while (!desk.closed && desk.index.learnPinyin(SLICE_HOUSEHOLDS))
    if (!desk.closed && needsFolding(desk)) await fold(desk)
    if (!desk.closed && (backUpNow || backupIsDue(desk))) await backUp()
  } catch {
    // Nothing is lost by leaving it for the next time; a real fault shows itself at the next write or round.
  }
}

function backupIsDue(desk: Desk): boolean {
  // The first one, of an empty book, tells an emptied database from a first run when nothing was written yet.
  const { backupAt } = desk.state
  return backupAt === null || Math.abs(desk.env.now() - backupAt) > BACKUP_AFTER_MS
}
