/**
 * Sealed packages that wait on the hub: reports of others on their way to the county, and the county's answers
 * on their way back. Nobody here can open them, so they lie as they are, each a whole .cunce file.
 */
import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '#core/error.ts'
import { COUNTY, demandSender, PACKAGE_EXTENSION, readPackage, type PackageHeader } from '#core/sync/package.ts'
import type { Certificate } from '#core/sync/wire.ts'
import { asJson, readIfThere, writeAtomic } from './atomic.ts'
import type { CountyKey } from './certificate.ts'
import { freeBytes } from './disk.ts'
import type { HubLimits } from './hub-store.ts'
import type { Log } from './log.ts'
import { addRanges, readRanges, within, type Range } from './ranges.ts'
import { packageVerifier } from './signatures.ts'

const DAYS_60 = 60 * 24 * 3_600_000
const FREE_FLOOR = 300_000_000
const ENDING = `.${PACKAGE_EXTENSION}`

export interface HeldPackage { readonly header: PackageHeader; readonly size: number; readonly numbers: readonly Range[] }

export interface Held {
  /** Resolves after fsync. */
  keepReport(bytes: Uint8Array, guest: Certificate, county: CountyKey, numbers: readonly Range[]): Promise<'kept' | 'full'>
  keepAnswer(header: PackageHeader, bytes: Uint8Array): Promise<void>
  reports(): readonly HeldPackage[]
  answers(device: string): readonly HeldPackage[]
  read(held: HeldPackage): Promise<Buffer | null>
  forget(held: HeldPackage): Promise<void>
  bytes(): number
}

export async function openHeld(folder: string, now: () => number, log: Log, limits: HubLimits, otherBytes: () => number): Promise<Held> {
  const place = join(folder, 'held')
  await mkdir(place, { recursive: true })
  const held = new Map<string, HeldPackage>()
  const fileOf = (id: string): string => join(place, `${id}${ENDING}`)
  const noteOf = (id: string): string => join(place, `${id}.json`)
  const sum = (of: readonly HeldPackage[]): number => of.reduce((total, { size }) => total + size, 0)
  const all = (): HeldPackage[] => [...held.values()]

  async function drop(id: string): Promise<void> {
    held.delete(id)
    await rm(fileOf(id), { force: true })
    await rm(noteOf(id), { force: true })
  }
  for (const name of await readdir(place)) {
    if (!name.endsWith(ENDING)) {
      if (name.endsWith('.tmp')) await rm(join(place, name), { force: true })
      continue
    }
    const id = name.slice(0, -ENDING.length)
    const bytes = await readFile(join(place, name))
    const header = headerOf(bytes)
    if (header?.id === id && now() - (await stat(join(place, name))).mtimeMs < DAYS_60)
      held.set(id, { header, size: bytes.length, numbers: numbersIn(await readIfThere(noteOf(id))) })
    else {
      log('hub-package-dropped', { damaged: header === null })
      await drop(id)
    }
  }
  async function write(header: PackageHeader, bytes: Uint8Array, numbers: readonly Range[]): Promise<void> {
    // The note first: a package without one is only never replaced by a newer one.
    await writeAtomic(noteOf(header.id), JSON.stringify({ numbers }))
    await writeAtomic(fileOf(header.id), bytes)
    held.set(header.id, { header, size: bytes.length, numbers })
  }

  return {
    async keepReport(bytes, guest, county, numbers) {
      const read = readPackage(bytes)
      const { header } = read
      if (header.kind !== 'report' || header.to !== COUNTY || header.county !== county.id || header.from !== guest.device) throw new AppError('hub-forged')
      await demandSender(read, guest.publicKey, packageVerifier)
      if (held.has(header.id)) return 'kept'
      const own = all().filter(({ header: other }) => other.kind === 'report' && other.from === guest.device)
      // An older report whose every change is in this one says nothing that this one does not.
      const older = own.filter(({ numbers: before }) => before.every(([from, to]) => within(addRanges([], numbers), from, to)))
      const freed = sum(older)
      if (sum(all()) - freed + otherBytes() + bytes.length > limits.bytes || sum(own) - freed + bytes.length > limits.perDevice || await freeBytes(folder) < FREE_FLOOR) return 'full'
      await write(header, bytes, numbers)
      for (const { header: { id } } of older) await drop(id)
      return 'kept'
    },
    async keepAnswer(header, bytes) {
      if (!held.has(header.id)) await write(header, bytes, [])
    },
    reports: () => all().filter(({ header }) => header.kind === 'report').sort((a, b) => (a.header.madeAt < b.header.madeAt ? -1 : 1)),
    answers: device => all().filter(({ header }) => header.kind === 'answer' && header.to === device).sort((a, b) => (a.header.madeAt < b.header.madeAt ? -1 : 1)),
    async read({ header }) {
      const bytes = await readIfThere(fileOf(header.id))
      if (bytes && headerOf(bytes)?.id === header.id) return bytes
      log('hub-package-dropped', { damaged: true })
      await drop(header.id)
      return null
    },
    forget: ({ header }) => drop(header.id),
    bytes: () => sum(all())
  }
}

function headerOf(bytes: Uint8Array): PackageHeader | null {
  try {
    return readPackage(bytes).header
  } catch {
    return null
  }
}

/** Unreadable: then nothing is known to be in it, and it must not be taken for covered. */
function numbersIn(bytes: Buffer | null): Range[] {
  const { numbers } = (asJson(bytes) ?? {}) as { numbers?: unknown }
  return Array.isArray(numbers) ? readRanges(Buffer.from(JSON.stringify(numbers))) : [[1, Number.MAX_SAFE_INTEGER]]
}
