/**
 * A letter: what a visitor and the hub say to each other. A package signed by its sender and sealed to its
 * reader, so that on the air there is only a header with device ids and counts. Question and answer have the
 * same form; an answer names its question, so that an old one cannot be played in its place.
 */
import { randomBytes } from 'node:crypto'
import * as z from 'zod'
import { AppError } from '#core/error.ts'
import { Known } from '#core/sync/bundle.ts'
import { demandSender, openPackage, PARTS, readPackage, writePackage, type PackageHeader, type PackagePart } from '#core/sync/package.ts'
import type { Certificate } from '#core/sync/wire.ts'
import { demandCertificate, type Teammate } from './certificate.ts'
import { packageSigner, packageVerifier } from './signatures.ts'

/** One letter, sealed. The hub takes no larger one, and cuts what it gives into such. */
export const LETTER_BYTES = 24_000_000
export const LETTER_PATH = '/letters'
/** Shows who the hub is, to whom only the address is known. */
export const WHO_PATH = '/cunce'

const Ids = z.array(z.string().max(64)).max(2_000)

export const Ask = z.object({
  version: z.literal(1),
  known: Known,
  /** Numbers in the report that comes with this letter. */
  report: z.array(z.tuple([z.int().min(1), z.int().min(1)])).max(20_000).nullable(),
  /** Bundles and answers that came in this visit. */
  got: Ids,
  /** Answers of earlier visits, taken in: the hub need not keep them. */
  heard: Ids
})
export type Ask = z.infer<typeof Ask>

export const Reply = z.object({
  version: z.literal(1),
  /** Id of the letter it answers. */
  to: z.string().max(40),
  known: Known,
  /** Ids of bundles of that letter which lie here, fsynced. */
  kept: Ids,
  reportKept: z.boolean(),
  full: z.boolean(),
  more: z.boolean()
})
export type Reply = z.infer<typeof Reply>

export async function writeLetter(self: Teammate, reader: Certificate, said: Ask | Reply, parts: readonly PackagePart[]): Promise<{ readonly id: string; readonly bytes: Buffer }> {
  const id = randomBytes(16).toString('base64url')
  const pieces = await writePackage({
    kind: 'letter', id, county: self.county.id, from: self.certificate.device, to: reader.device, toKey: reader.boxKey, madeAt: new Date(self.now).toISOString(),
    // No name and no village in clear; the certificate is what it must be.
    summary: { by: '', villages: [], changes: 0, attachments: 0, first: null, last: null }, certificate: self.certificate
  }, [{ name: PARTS.ask, bytes: Buffer.from(JSON.stringify(said)) }, ...parts], packageSigner(self.key))
  return { id, bytes: Buffer.concat(pieces) }
}

/** Who wrote to us: of our county, certified, to this laptop. Throws 'hub-forged', 'hub-other-county', 'hub-expired'. */
export function demandWriter(header: PackageHeader, self: Teammate): Certificate {
  const { certificate } = header
  if (!certificate) throw new AppError('hub-forged')
  demandCertificate(certificate, self)
  if (header.kind !== 'letter' || header.county !== self.county.id || header.from !== certificate.device) throw new AppError('hub-forged')
  if (header.to !== self.certificate.device || header.toKey !== self.boxKeys.publicKey) throw new AppError('hub-forged')
  return certificate
}

export interface ReadLetter<T> { readonly id: string; readonly writer: Certificate; readonly said: T; readonly parts: readonly PackagePart[] }

/** Judged before it is opened; whatever does not fit is forged, and nothing of it is used. */
export async function readLetter<T>(bytes: Uint8Array, self: Teammate, form: z.ZodType<T>): Promise<ReadLetter<T>> {
  try {
    const read = readPackage(bytes)
    const writer = demandWriter(read.header, self)
    await demandSender(read, writer.publicKey, packageVerifier)
    const parts = await openPackage(read, self.boxKeys)
    const said = form.parse(JSON.parse(Buffer.from(parts.find(({ name }) => name === PARTS.ask)?.bytes ?? []).toString('utf8')))
    return { id: read.header.id, writer, said, parts }
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code.startsWith('hub-')) throw thrown
    throw new AppError('hub-forged', {}, { cause: thrown })
  }
}
