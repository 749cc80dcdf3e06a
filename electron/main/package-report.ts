/** A laptop's report to the county: rounds and attachments in one sealed file, by whichever road it then goes. */
import { randomBytes } from 'node:crypto'
import { AppError } from '#core/error.ts'
import { exchangeText } from '#core/sync/body.ts'
import { stampTime } from '#core/sync/clock.ts'
import { COUNTY, PARTS, writePackage, type PackagePart, type PackageSummary } from '#core/sync/package.ts'
import { LIMITS, PROTOCOL, type Exchange } from '#core/sync/wire.ts'
import type { BlobStore } from './attachment-store.ts'
import { packed } from './county.ts'
import type { Device } from './device.ts'
import { packageSigner } from './signatures.ts'

export interface Report { readonly id: string; readonly pieces: readonly Uint8Array[]; readonly summary: PackageSummary }

/** Seals, names of parts and the header take some; the reader refuses what is over. */
const SPARE = 200_000

/** Throws 'package-no-key', 'package-empty'. Attachments that do not fit any more stay for the next one: the summary counts those that went. */
export async function makeReport(
  { device, blobs, now }: { device: Device; blobs: Pick<BlobStore, 'read'>; now: () => number },
  exchanges: readonly Exchange[], attachments: readonly string[], most: number = LIMITS.packageBytes
): Promise<Report> {
  const enrolment = await device.enrolment()
  if (!enrolment) throw new AppError('county-not-enrolled')
  const toKey = await device.countyBoxKey()
  if (toKey === null) throw new AppError('package-no-key')
  if (exchanges.length === 0 && attachments.length === 0) throw new AppError('package-empty')
  const { enrolled } = enrolment
  const { publicKey: boxKey } = await device.boxKeys()
  const parts: PackagePart[] = []
  for (const exchange of exchanges) parts.push({ name: PARTS.exchange, bytes: await packed(exchangeText({ ...exchange, protocol: PROTOCOL, boxKey })) })
  const brought = await fitting(blobs, attachments, most - SPARE - parts.reduce((sum, { bytes }) => sum + bytes.length, 0))
  const id = randomBytes(16).toString('base64url')
  const summary = summaryOf(enrolled.person || enrolled.account, exchanges, brought.length)
  const pieces = await writePackage({
    kind: 'report', id, county: enrolled.county.id, from: enrolled.device, to: COUNTY, toKey, madeAt: new Date(now()).toISOString(), summary,
    certificate: await device.certificate()
  }, [...parts, ...brought], packageSigner(await device.signingKey()))
  return { id, pieces, summary }
}

async function fitting(blobs: Pick<BlobStore, 'read'>, attachments: readonly string[], room: number): Promise<PackagePart[]> {
  const parts: PackagePart[] = []
  let left = room
  for (const sha256 of new Set(attachments)) {
    const bytes = await blobs.read(sha256)
    if (!bytes || bytes.length + 200 > left) continue
    left -= bytes.length + 200
    parts.push({ name: PARTS.attachment(sha256), bytes })
  }
  return parts
}

function summaryOf(by: string, exchanges: readonly Exchange[], attachments: number): PackageSummary {
  const villages = new Set<string>()
  let changes = 0
  let first: string | null = null
  let last: string | null = null
  for (const exchange of exchanges)
    for (const { village, stamp } of exchange.changes) {
      changes++
      villages.add(village)
      if (first === null || stamp < first) first = stamp
      if (last === null || stamp > last) last = stamp
    }
  const time = (stamp: string | null): string | null => stamp === null ? null : new Date(stampTime(stamp)).toISOString()
  return { by: by.slice(0, 60), villages: [...villages].slice(0, 50), changes, attachments, first: time(first), last: time(last) }
}
