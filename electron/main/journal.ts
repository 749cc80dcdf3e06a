/**
 * The journal: what 「已存本机」 means. Sealed entries, appended and fsynced one after another in segments that
 * are never rewritten. Only two things shorten it: a torn tail that was never acknowledged, and segments the
 * county has confirmed as durable, after fourteen days.
 */
import { createHash, type Hash } from 'node:crypto'
import { mkdir, open, readFile, readdir, rm, stat, type FileHandle } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { AppError } from '#core/error.ts'
import type { JournalEntry, JournalState } from '#core/host.ts'
import { patiently, readIfThere, syncFolder, writeAtomic } from './atomic.ts'
import { writeFailure } from './disk.ts'
import { decodeEntry, encodeEntry, scanSegment, type Place } from './journal-entry.ts'
import { addRanges, readRanges, within, type Range } from './ranges.ts'
import type { Reserve } from './reserve.ts'

export interface Journal {
  append(entry: JournalEntry): Promise<JournalState>
  state(): JournalState
  read(from: number): Promise<{ entries: JournalEntry[]; next: number | null }>
  confirm(numbers: readonly Range[]): Promise<void>
  /** A database exists on this profile from now on. */
  mark(): Promise<void>
  close(): Promise<void>
}

/** Where bytes meet the disk; tests let it fail in the middle. */
export interface JournalDisk {
  write(file: FileHandle, bytes: Uint8Array, position: number): Promise<void>
  sync(file: FileHandle): Promise<void>
}

export const realDisk: JournalDisk = {
  async write(file, bytes, position) {
    for (let done = 0; done < bytes.length;) done += (await file.write(bytes, done, bytes.length - done, position + done)).bytesWritten
  },
  sync: file => file.datasync()
}

export interface JournalSetting {
  readonly folder: string
  readonly reserve: Reserve
  readonly now: () => number
  /** Told of each damaged stretch when the journal is opened. */
  readonly damage?: (segment: string, offset: number) => void
  readonly disk?: JournalDisk
  readonly segmentBytes?: number
  readonly pageBytes?: number
  /** Tests play Windows, and have less patience. */
  readonly platform?: string
  readonly patienceMs?: number
}

interface Segment { readonly file: string; size: number; readonly places: Place[] }

const KEPT_MS = 14 * 24 * 3600 * 1000

export async function openJournal(setting: JournalSetting): Promise<Journal> {
  const { folder, reserve, now, disk = realDisk, segmentBytes = 8_000_000, pageBytes = 4_000_000, platform = process.platform, patienceMs } = setting
  const patient = <T>(work: () => Promise<T>): Promise<T> => patiently(work, platform, patienceMs)
  const markerFile = join(folder, 'marker.json')
  const confirmedFile = join(folder, 'confirmed.json')
  await mkdir(folder, { recursive: true })
  await syncFolder(dirname(folder))

  let segments: Segment[] = []
  let hash: Hash = createHash('sha256')
  let damaged = 0
  let highest = 0
  let marker = (await readIfThere(markerFile)) !== null
  let confirmed = readRanges(await readIfThere(confirmedFile))
  let last: FileHandle | null = null
  let queue: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const run = queue.then(work, work)
    queue = run.catch(() => undefined)
    return run
  }
  const digest = (entry: JournalEntry): void => {
    const numbers = Buffer.alloc(16)
    numbers.writeBigUInt64BE(BigInt(entry.from))
    numbers.writeBigUInt64BE(BigInt(entry.to), 8)
    hash.update(numbers).update(entry.bytes)
  }

  async function load(): Promise<void> {
    hash = createHash('sha256')
    damaged = 0
    const names = (await readdir(folder)).filter(name => /^\d{6}\.cj$/.test(name)).sort()
    segments = []
    for (const name of names) {
      const file = join(folder, name)
      const bytes = await readFile(file)
      const scan = scanSegment(bytes, digest)
      const isLast = name === names.at(-1)
      // Only the last segment can have been cut while it was written; elsewhere a torn end is damage.
      const broken = scan.tornAt < bytes.length && !isLast ? [...scan.damaged, scan.tornAt] : scan.damaged
      damaged += broken.length
      for (const offset of broken) setting.damage?.(name, offset)
      if (scan.tornAt < bytes.length && isLast) await cutAt(file, scan.tornAt)
      segments.push({ file, size: isLast ? scan.tornAt : bytes.length, places: [...scan.places] })
    }
    highest = Math.max(highest, confirmed.at(-1)?.[1] ?? 0, ...segments.flatMap(segment => segment.places.map(place => place.to)))
  }

  async function cutAt(path: string, size: number): Promise<void> {
    const file = await open(path, 'r+')
    try {
      await file.truncate(size)
      await file.sync()
    } finally {
      await file.close()
    }
  }

  async function segmentFor(bytes: number): Promise<{ segment: Segment; file: FileHandle }> {
    const current = segments.at(-1)
    if (current && (current.size === 0 || current.size + bytes <= segmentBytes)) {
      last ??= await patient(() => open(current.file, 'r+'))
      return { segment: current, file: last }
    }
    await last?.close()
    last = null
    const number = current ? Number(/(\d{6})\.cj$/.exec(current.file)![1]) + 1 : 1
    const path = join(folder, `${String(number).padStart(6, '0')}.cj`)
    const file = await patient(() => open(path, 'wx+', 0o600))
    last = file
    const segment: Segment = { file: path, size: 0, places: [] }
    segments.push(segment)
    await syncFolder(folder)
    return { segment, file }
  }

  async function write(bytes: Buffer): Promise<{ segment: Segment; offset: number }> {
    const { segment, file } = await segmentFor(bytes.length)
    try {
      await patient(() => disk.write(file, bytes, segment.size))
      await patient(() => disk.sync(file))
    } catch (cause) {
      // What was half written must not stand before the next entry, nor come back as one.
      await file.truncate(segment.size).catch(() => undefined)
      throw cause
    }
    const offset = segment.size
    segment.size += bytes.length
    return { segment, offset }
  }

  async function append(entry: JournalEntry): Promise<JournalState> {
    if (entry.to < entry.from) throw new AppError('message-refused', { channel: 'journal:append' })
    const bytes = encodeEntry(entry)
    try {
      if (!marker) await mark()
      const { segment, offset } = await reserve.during(bytes.length, () => write(bytes))
      segment.places.push({ offset, size: bytes.length, from: entry.from, to: entry.to })
    } catch (cause) {
      throw await writeFailure(cause, folder, platform)
    }
    digest(entry)
    highest = Math.max(highest, entry.to)
    void reserve.refill()
    return state()
  }

  const state = (): JournalState => ({
    entries: segments.reduce((sum, segment) => sum + segment.places.length, 0),
    highest, hash: hash.copy().digest('hex'), damaged, marker
  })

  async function read(from: number): Promise<{ entries: JournalEntry[]; next: number | null }> {
    const entries: JournalEntry[] = []
    let index = 0
    let weight = 0
    for (const segment of segments) {
      if (index + segment.places.length <= from) {
        index += segment.places.length
        continue
      }
      const bytes = await readFile(segment.file)
      for (const place of segment.places) {
        if (index++ < from) continue
        if (entries.length > 0 && weight + place.size > pageBytes) return { entries, next: index - 1 }
        const found = decodeEntry(bytes, place.offset)
        // It was sound when the journal was opened: the disk is failing now, and that must be said.
        if (typeof found === 'string') throw new AppError('database-damaged', { what: 'journal' })
        entries.push(found.entry)
        weight += place.size
      }
    }
    return { entries, next: null }
  }

  async function confirm(numbers: readonly Range[]): Promise<void> {
    confirmed = addRanges(confirmed, numbers)
    await writeAtomic(confirmedFile, JSON.stringify(confirmed))
    let gone = false
    for (const segment of segments.slice(0, -1)) {
      if (!segment.places.every(place => within(confirmed, place.from, place.to))) continue
      if (now() - (await stat(segment.file)).mtimeMs < KEPT_MS) continue
      await rm(segment.file)
      gone = true
    }
    if (gone) {
      await syncFolder(folder)
      await load()
    }
  }

  async function mark(): Promise<void> {
    if (marker) return
    await writeAtomic(markerFile, JSON.stringify({ version: 1 }))
    marker = true
  }

  await load()
  void reserve.refill()
  return {
    append: entry => inTurn(() => append(entry)),
    state,
    read: from => inTurn(() => read(from)),
    confirm: numbers => inTurn(async () => {
      try {
        await confirm(numbers)
      } catch (cause) {
        throw await writeFailure(cause, folder)
      }
    }),
    mark: () => inTurn(mark),
    close: () => inTurn(async () => {
      await last?.close()
      last = null
    })
  }
}
