/**
 * Faults 1, 2, 5 and 13 on the real journal in hundreds: the storing process is killed, or its disk loses power, at
 * a random moment; every entry whose word was heard must be there, whole, and nothing else but the one on its way.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openJournal } from '../../electron/main/journal.ts'
import { openReserve } from '../../electron/main/reserve.ts'
import { openLoopDisk } from '../journeys/loop-disk.ts'
import { entryOf, SEGMENT_BYTES } from './entries.ts'

export interface Losses { readonly trials: number, readonly acknowledged: number, readonly lost: number, readonly torn: number, readonly damaged: number }

/** After so many trials a folder is left for a new one: reading it all each time would take the evening. */
const TRIALS_PER_FOLDER = 25

/** The light goes, or the process: called at the moment itself, and resolves when it has happened. */
type Fault = () => Promise<void>

/**
 * Runs the writer until `after` ms past its first word; gives the highest number heard when the fault began. What is
 * said later does not count: ext4 that is shut down in the middle of an fsync may still answer that all is well.
 */
function write(folder: string, after: number, fault: Fault): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'writer.ts'), folder], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NODE_NO_WARNINGS: '1' } })
    let heard = '', said = '', timer: NodeJS.Timeout | null = null, highest = 0
    let over: Promise<void> = Promise.resolve()
    child.stderr.on('data', (part: Buffer) => { said += part.toString() })
    child.stdout.on('data', (part: Buffer) => {
      heard += part.toString()
      timer ??= setTimeout(() => {
        // A word cut in the middle was never heard.
        highest = Number(heard.split('\n').at(-2))
        over = fault().finally(() => void child.kill('SIGKILL'))
      }, after)
    })
    child.once('close', () => {
      if (highest === 0) reject(new Error(`the writer stored nothing: ${said.slice(0, 300)}`))
      else over.then(() => resolve(highest), reject)
    })
  })
}

/** What the journal holds after the fault, judged entry by entry. */
async function judge(folder: string, acknowledged: number): Promise<{ readonly lost: number, readonly torn: number, readonly damaged: number }> {
  let damaged = 0
  const journal = await openJournal({
    folder: join(folder, 'journal'), reserve: openReserve(join(folder, 'reserve'), folder), now: Date.now, segmentBytes: SEGMENT_BYTES, damage: () => { damaged++ }
  })
  const found = new Set<number>()
  let torn = 0
  for (let from: number | null = 0; from !== null;) {
    const { entries, next } = await journal.read(from)
    for (const entry of entries) {
      found.add(entry.from)
      if (!Buffer.from(entry.bytes).equals(Buffer.from(entryOf(entry.from).bytes))) torn++
    }
    from = next
  }
  await journal.close()
  let lost = 0
  for (let number = 1; number <= acknowledged; number++) if (!found.has(number)) lost++
  return { lost, torn, damaged }
}

async function trials(count: number, folderOf: (folder: number) => string, fault: () => Promise<Fault>, mend: () => void, roll: () => number, dispose: (folder: string) => void): Promise<Losses> {
  const sum = { trials: 0, acknowledged: 0, lost: 0, torn: 0, damaged: 0 }
  for (let trial = 0; trial < count; trial++) {
    const folder = folderOf(Math.floor(trial / TRIALS_PER_FOLDER))
    const acknowledged = await write(folder, 5 + roll() * 250, await fault())
    mend()
    const { lost, torn, damaged } = await judge(folder, acknowledged)
    sum.trials++
    sum.lost += lost
    sum.torn += torn
    sum.damaged += damaged
    if (trial % TRIALS_PER_FOLDER === TRIALS_PER_FOLDER - 1 || trial === count - 1) {
      sum.acknowledged += acknowledged
      dispose(folder)
    }
  }
  return sum
}

export async function killTrials(count: number, roll: () => number): Promise<Losses> {
  const base = mkdtempSync(join(tmpdir(), 'cunce-kills-'))
  try {
    return await trials(count, folder => join(base, String(folder)), async () => async () => undefined, () => undefined, roll, folder => rmSync(folder, { recursive: true, force: true }))
  } finally {
    rmSync(base, { recursive: true, force: true })
  }
}

/** null where this machine does not allow mounting a disk that can be switched off. */
export async function powerTrials(count: number, roll: () => number): Promise<Losses | null> {
  const disk = openLoopDisk(200)
  if (!disk) return null
  try {
    return await trials(count, folder => join(disk.folder, String(folder)), () => disk.arm(), () => disk.powerOn(), roll, folder => rmSync(folder, { recursive: true, force: true }))
  } finally {
    disk.close()
  }
}
