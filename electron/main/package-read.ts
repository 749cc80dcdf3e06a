/**
 * A package somebody hands to this laptop, judged before it is opened: is it one, of our county, from whom it says,
 * for whom. Only the county's answer to this laptop is opened; a report is held to be carried, unread.
 */
import { promisify } from 'node:util'
import { brotliDecompress } from 'node:zlib'
import { AppError } from '#core/error.ts'
import { COUNTY, demandSender, openPackage, PARTS, readPackage, type PackageHeader, type PackagePart, type ReadPackage } from '#core/sync/package.ts'
import { LIMITS, type ExchangeAnswer } from '#core/sync/wire.ts'
import type { BlobStore } from './attachment-store.ts'
import { takeAnswer } from './county-taken.ts'
import type { Device } from './device.ts'
import { isCertified, packageVerifier, publicKeyOf } from './signatures.ts'

export interface Judged { readonly header: PackageHeader; readonly answers: ExchangeAnswer[] | null; readonly attachments: string[] }

const ANSWER_BYTES = LIMITS.bodyBytes * 6
const ATTACHMENT = PARTS.attachment('')

/** What it throws names the file. */
export async function judgePackage(device: Device, blobs: Pick<BlobStore, 'put'>, name: string, bytes: Uint8Array): Promise<Judged> {
  try {
    return await judge(device, blobs, bytes)
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown
    // The county signed it, and its words still do not hold: no more is to be said of it than that it is broken.
    const code = thrown.code === 'county-garbled' ? 'package-cut' : thrown.code === 'county-is-other' ? 'package-other-county' : thrown.code
    throw new AppError(code, { ...thrown.detail, name }, { cause: thrown })
  }
}

async function judge(device: Device, blobs: Pick<BlobStore, 'put'>, bytes: Uint8Array): Promise<Judged> {
  const enrolment = await device.enrolment()
  if (!enrolment) throw new AppError('county-not-enrolled')
  const { enrolled } = enrolment
  const read = readPackage(bytes)
  const { header } = read
  if (header.county !== enrolled.county.id) throw new AppError('package-other-county')
  if (header.kind === 'letter') throw new AppError('package-letter')
  if (header.kind === 'report') {
    if (header.to !== COUNTY) throw new AppError('package-forged')
    await demandSender(read, await reporterKey(device, enrolled.county, enrolled.device, header), packageVerifier)
    return { header, answers: null, attachments: [] }
  }
  if (header.from !== COUNTY) throw new AppError('package-forged')
  await demandSender(read, enrolled.county.publicKey, packageVerifier)
  if (header.to !== enrolled.device) throw new AppError('package-other-reader', { to: header.to })
  return await opened(device, blobs, read)
}

/** Whose signature a report must carry: our own, or the one of whom the county has certified. */
async function reporterKey(device: Device, county: { readonly id: string; readonly publicKey: string }, own: string, header: PackageHeader): Promise<string> {
  if (header.from === own) return publicKeyOf(await device.signingKey())
  const { certificate } = header
  if (!certificate || certificate.device !== header.from || !isCertified(certificate, county)) throw new AppError('package-forged')
  return certificate.publicKey
}

async function opened(device: Device, blobs: Pick<BlobStore, 'put'>, read: ReadPackage): Promise<Judged> {
  const parts = await openPackage(read, await device.boxKeys())
  const answers: ExchangeAnswer[] = []
  for (const { name, bytes } of parts) if (name === PARTS.answer) answers.push(await takeAnswer(device, await unpacked(bytes), read.header.from))
  // After the answers: a package with a bad one leaves nothing behind.
  const attachments: string[] = []
  for (const part of parts) if (part.name.startsWith(ATTACHMENT) && await stored(blobs, part)) attachments.push(part.name.slice(ATTACHMENT.length))
  return { header: read.header, answers, attachments }
}

async function stored(blobs: Pick<BlobStore, 'put'>, { name, bytes }: PackagePart): Promise<boolean> {
  try {
    await blobs.put(name.slice(ATTACHMENT.length), bytes)
    return true
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown
    // No room for pictures: the answers count, and the picture is fetched when there is.
    if (thrown.code === 'attachment-disk') return false
    if (thrown.code === 'attachment-damaged') throw new AppError('package-cut', {}, { cause: thrown })
    throw thrown
  }
}

const brotli = promisify(brotliDecompress)
async function unpacked(bytes: Uint8Array): Promise<string> {
  try {
    // Bounded: what unpacks without end is no answer, whoever signed it.
    return (await brotli(bytes, { maxOutputLength: ANSWER_BYTES })).toString('utf8')
  } catch (cause) {
    throw new AppError('package-cut', {}, { cause })
  }
}
