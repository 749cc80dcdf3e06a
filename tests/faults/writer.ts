/**
 * A laptop that does nothing but store: the real journal with its reserve, one entry after another, and a word on
 * stdout for each that may be shown as 已存本机. Killed, or its disk switched off, at any moment.
 * writer.ts FOLDER
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { openJournal } from '../../electron/main/journal.ts'
import { openReserve } from '../../electron/main/reserve.ts'
import { entryOf, SEGMENT_BYTES } from './entries.ts'

const folder = process.argv[2]!
mkdirSync(folder, { recursive: true })
const journal = await openJournal({ folder: join(folder, 'journal'), reserve: openReserve(join(folder, 'reserve'), folder), now: Date.now, segmentBytes: SEGMENT_BYTES })
for (let number = journal.state().highest + 1; ; number++) {
  await journal.append(entryOf(number))
  process.stdout.write(`${number}\n`)
}
