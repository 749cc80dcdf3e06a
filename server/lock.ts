/**
 * One process per data folder. PGlite takes no lock of its own and a second opener destroys the folder, so
 * whoever opens it must hold county.lock first. A lock whose process is gone (or whose pid now belongs to
 * another process) is taken over; only the holder of `county.lock.taking` may remove a stale one, or two
 * newcomers could each remove the other's.
 */
import { mkdirSync, readFileSync, rmdirSync, statSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '#core/error.ts'

export interface FolderLock { release(): void }

interface Holder { readonly pid: number, readonly start: string }

/** A torn lock file younger than this may still be being written. */
const SETTLE_MS = 5_000

/** When the process began, as the system tells; '' where it does not tell or there is no such process. */
function processStart(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  } catch {
    return ''
  }
}

function isAlive({ pid, start }: Holder): boolean {
  try {
    process.kill(pid, 0)
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  const now = processStart(pid)
  return start === '' || now === '' || now === start
}

function readHolder(file: string): Holder | 'gone' | 'torn' {
  try {
    const raw = JSON.parse(readFileSync(file, 'utf8')) as Partial<Holder>
    return typeof raw.pid === 'number' && typeof raw.start === 'string' ? { pid: raw.pid, start: raw.start } : 'torn'
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === 'ENOENT' ? 'gone' : 'torn'
  }
}

const age = (path: string): number => {
  try {
    return Date.now() - statSync(path).mtimeMs
  } catch {
    return 0
  }
}

const code = (thrown: unknown): string | undefined => (thrown as NodeJS.ErrnoException).code

/** The live process that holds the folder, if any. */
export function holderOf(folder: string): number | undefined {
  const holder = readHolder(join(folder, 'county.lock'))
  return typeof holder === 'object' && isAlive(holder) ? holder.pid : undefined
}

export async function lockFolder(folder: string): Promise<FolderLock> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const file = join(folder, 'county.lock')
  const mine = JSON.stringify({ pid: process.pid, start: processStart(process.pid) })
  for (;;) {
    try {
      writeFileSync(file, mine, { flag: 'wx', mode: 0o600 })
      return { release: () => unlinkSync(file) }
    } catch (thrown) {
      if (code(thrown) !== 'EEXIST') throw thrown
    }
    const holder = readHolder(file)
    if (typeof holder === 'object' && isAlive(holder)) throw new AppError('county-folder-in-use', { folder, pid: holder.pid })
    if (holder !== 'torn' || age(file) > SETTLE_MS) removeStale(file)
    await new Promise(resolve => setTimeout(resolve, 50))
  }
}

function removeStale(file: string): void {
  const taking = `${file}.taking`
  try {
    mkdirSync(taking)
  } catch (thrown) {
    if (code(thrown) !== 'EEXIST') throw thrown
    if (age(taking) > 2 * SETTLE_MS) rmdirSync(taking)
    return
  }
  try {
    const holder = readHolder(file)
    if (holder === 'torn' ? age(file) > SETTLE_MS : holder !== 'gone' && !isAlive(holder)) unlinkSync(file)
  } finally {
    rmdirSync(taking)
  }
}
