/**
 * Bundles as they lie on the hub and travel in letters: packed, one village each, so that nobody is given a
 * change of a village that is not theirs. Whoever gets one, third-hand too, judges it here: the author's
 * certificate, the author's signature, and change by change that it is the author's.
 */
import { promisify } from 'node:util'
import { brotliCompress, brotliDecompress, constants } from 'node:zlib'
import { AppError } from '#core/error.ts'
import { Bundle, packedText } from '#core/sync/bundle.ts'
import { Change } from '#core/sync/change.ts'
import { unpackChanges } from '#core/sync/pack.ts'
import { bundleText } from '#core/sync/signing.ts'
import { LIMITS, type Certificate } from '#core/sync/wire.ts'
import { demandCertificate, type Teammate } from './certificate.ts'
import { addRanges, type Range } from './ranges.ts'
import { sha256, signText, verifies } from './signatures.ts'

const INFLATED = 24_000_000

export interface ReadBundle {
  /** The same bundle is the same id on every laptop. */
  readonly id: string
  readonly certificate: Certificate
  readonly changes: readonly Change[]
  readonly villages: readonly string[]
  readonly numbers: readonly Range[]
}

const deflate = promisify(brotliCompress)
const inflate = promisify(brotliDecompress)

export const numbersOf = (changes: readonly Change[]): Range[] => addRanges([], changes.map(({ number }) => [number, number]))

/** `changes` of this laptop, in bundles of one village, in order of their numbers. */
export async function makeBundles({ certificate, key, county }: Teammate, changes: readonly Change[]): Promise<{ readonly id: string; readonly numbers: readonly Range[]; readonly bytes: Uint8Array }[]> {
  const bundles = []
  for (const village of certificate.villages) {
    const own = changes.filter(change => change.device === certificate.device && change.village === village).sort((a, b) => a.number - b.number)
    for (let at = 0; at < own.length; at += LIMITS.changesPerPush) {
      const part = own.slice(at, at + LIMITS.changesPerPush)
      const text = packedText(part)
      const said = bundleText(county.id, certificate.device, sha256(text))
      const bundle: Bundle = { certificate, changes: text, signature: signText(key, said) }
      const bytes = await deflate(JSON.stringify(bundle), { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } })
      bundles.push({ id: sha256(said), numbers: numbersOf(part), bytes })
    }
  }
  return bundles
}

/** Throws 'hub-forged', 'hub-other-county', 'hub-expired'. */
export async function readBundle(bytes: Uint8Array, self: Pick<Teammate, 'county' | 'now'>): Promise<ReadBundle> {
  const { certificate, changes: text, signature } = await unpacked(bytes)
  demandCertificate(certificate, self)
  const said = bundleText(self.county.id, certificate.device, sha256(text))
  if (!verifies(certificate.publicKey, said, signature)) throw new AppError('hub-forged')
  const all = changesIn(text)
  const changes = all.filter(change => change.device === certificate.device && certificate.villages.includes(change.village))
  // Of all, not of those that count: what else is in it must not reach who may not see it.
  return { id: sha256(said), certificate, changes, villages: [...new Set(all.map(({ village }) => village))], numbers: numbersOf(changes) }
}

async function unpacked(bytes: Uint8Array): Promise<Bundle> {
  try {
    return Bundle.parse(JSON.parse((await inflate(bytes, { maxOutputLength: INFLATED })).toString('utf8')))
  } catch (cause) {
    throw new AppError('hub-forged', {}, { cause })
  }
}

function changesIn(text: string): Change[] {
  try {
    const changes = unpackChanges(JSON.parse(text))
    if (changes.length > LIMITS.changesPerPush) throw new AppError('hub-forged')
    // One that is out of shape does not take the others along: a newer version may have made it.
    return changes.flatMap(change => Change.safeParse(change).data ?? [])
  } catch (cause) {
    throw new AppError('hub-forged', {}, { cause })
  }
}
