/**
 * What the hub keeps of the team: bundles, each in a file of its own, sealed by a key that the box seals, whole
 * or absent after a power cut. A bundle goes when it is 60 days old or its author's certificate has run out:
 * the author still has what is in it until the county signs for it.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Known } from '#core/sync/bundle.ts'
import type { Box } from './box.ts'
import { readIfThere, writeAtomic } from './atomic.ts'
import type { Teammate } from './certificate.ts'
import { openSecret } from './device-secret.ts'
import { freeBytes } from './disk.ts'
import { readBundle, type ReadBundle } from './hub-bundle.ts'
import type { Log } from './log.ts'
import { addRanges, within } from './ranges.ts'

const DAYS_60 = 60 * 24 * 3_600_000
const IV = 12
const TAG = 16
/** Below this the disk is for what people type. */
const FREE_FLOOR = 300_000_000
const KNOWN_RANGES = 2_000

export interface HubLimits { readonly bytes: number; readonly perDevice: number }
export const HUB_LIMITS: HubLimits = { bytes: 500_000_000, perDevice: 125_000_000 }

export type KeptBundle = Omit<ReadBundle, 'changes'> & { readonly size: number; readonly at: number }

export interface BundleStore {
  /** Resolves after fsync. 'full': not kept. */
  keep(bundle: ReadBundle, bytes: Uint8Array): Promise<'kept' | 'full'>
  /** Of these villages only, and not of `device` itself. */
  lacking(device: string, villages: readonly string[], known: Known): readonly KeptBundle[]
  known(villages: readonly string[], device: string): Known
  /** null: it has been damaged since; it is dropped. */
  read(bundle: KeptBundle): Promise<Buffer | null>
  bytes(): number
}

/** How much else the hub keeps counts towards the same limit. */
export interface StoreSetting { readonly folder: string; readonly box: Box; readonly self: Teammate; readonly now: () => number; readonly log: Log; readonly limits: HubLimits; readonly otherBytes: () => number }

export async function openBundleStore({ folder, box, self, now, log, limits, otherBytes }: StoreSetting): Promise<BundleStore> {
  const place = join(folder, 'bundles')
  await mkdir(place, { recursive: true })
  const key = await openSecret<Buffer>({
    file: join(folder, 'key.json'), box, before: async () => undefined,
    make: () => randomBytes(32), pack: secret => secret, unpack: bytes => Buffer.from(bytes),
    // Copies only: their authors bring them again.
    damaged: async () => log('hub-key-damaged')
  }).get()
  const kept = new Map<string, KeptBundle>()
  const pathOf = (id: string): string => join(place, id)

  for (const name of await readdir(place)) {
    if (!/^[0-9a-f]{64}$/.test(name)) {
      // Left by a kill in the middle of a write: never told to anybody as kept.
      await rm(pathOf(name), { force: true })
      continue
    }
    const { mtimeMs } = await stat(pathOf(name))
    const plain = unsealed(key, name, await readIfThere(pathOf(name)))
    const bundle = plain && now() - mtimeMs < DAYS_60 ? await readBundle(plain, self).catch(() => null) : null
    if (bundle?.id === name) remember(bundle, plain!.length, mtimeMs)
    else {
      log('hub-bundle-dropped', { damaged: plain === null })
      await rm(pathOf(name), { force: true })
    }
  }
  function remember({ id, certificate, villages, numbers }: ReadBundle, size: number, at: number): void {
    kept.set(id, { id, certificate, villages, numbers, size, at })
  }
  const sum = (of: Iterable<KeptBundle>): number => [...of].reduce((total, { size }) => total + size, 0)
  const bytesOf = (device: string): number => sum([...kept.values()].filter(({ certificate }) => certificate.device === device))
  const inScope = ({ villages }: KeptBundle, scope: readonly string[]): boolean => villages.every(village => scope.includes(village))

  return {
    async keep(bundle, bytes) {
      if (kept.has(bundle.id)) return 'kept'
      if (sum(kept.values()) + otherBytes() + bytes.length > limits.bytes || bytesOf(bundle.certificate.device) + bytes.length > limits.perDevice) return 'full'
      if (await freeBytes(folder) < FREE_FLOOR) return 'full'
      await writeAtomic(pathOf(bundle.id), sealed(key, bundle.id, bytes))
      remember(bundle, bytes.length, now())
      return 'kept'
    },
    lacking: (device, villages, known) => [...kept.values()].filter(bundle => bundle.certificate.device !== device && inScope(bundle, villages) &&
      bundle.numbers.some(([from, to]) => !within(Object.hasOwn(known, bundle.certificate.device) ? known[bundle.certificate.device]! : [], from, to))),
    known(villages, device) {
      const known = new Map<string, readonly (readonly [number, number])[]>()
      for (const bundle of kept.values())
        if (bundle.certificate.device === device || inScope(bundle, villages)) known.set(bundle.certificate.device, addRanges(known.get(bundle.certificate.device) ?? [], bundle.numbers))
      return Object.fromEntries([...known].map(([of, ranges]) => [of, ranges.slice(-KNOWN_RANGES).map(([from, to]): [number, number] => [from, to])]))
    },
    async read({ id }) {
      const plain = unsealed(key, id, await readIfThere(pathOf(id)))
      if (!plain) {
        kept.delete(id)
        log('hub-bundle-dropped', { damaged: true })
      }
      return plain
    },
    bytes: () => sum(kept.values())
  }
}

function sealed(key: Uint8Array, id: string, bytes: Uint8Array): Buffer {
  const iv = randomBytes(IV)
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(id))
  return Buffer.concat([iv, cipher.update(bytes), cipher.final(), cipher.getAuthTag()])
}

function unsealed(key: Uint8Array, id: string, file: Buffer | null): Buffer | null {
  if (!file || file.length < IV + TAG) return null
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, file.subarray(0, IV), { authTagLength: TAG }).setAAD(Buffer.from(id))
    decipher.setAuthTag(file.subarray(-TAG))
    return Buffer.concat([decipher.update(file.subarray(IV, -TAG)), decipher.final()])
  } catch {
    return null
  }
}
