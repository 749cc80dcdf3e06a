/**
 * The package (数据包): what travels without a line, by USB stick or from laptop to laptop. One file: a header
 * in clear that says for whom it is, signed by its sender, and a body sealed to its reader (HPKE, RFC 9180:
 * X25519, HKDF-SHA256, AES-256-GCM). The signature covers the digest of the sealed body, so a package is judged
 * before anything of it is opened; the body ends with a chunk marked as the last, so that a cut one is known.
 * Layout: MAGIC, u32 length of the header, header (JSON), then per chunk u32 length and sealed bytes.
 */
import { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from '@hpke/core'
import * as z from 'zod'
import { AppError } from '../error.ts'
import { canonicalJson } from './signing.ts'
import { Certificate, LIMITS } from './wire.ts'

export const PACKAGE_FORMAT = 1
export const PACKAGE_EXTENSION = 'cunce'
/** `to` and `from` of the county; a laptop goes by its device id. */
export const COUNTY = 'county'

const MAGIC = new TextEncoder().encode('CUNCEPK1')
const CHUNK_BYTES = 1_048_576
const HEADER_BYTES = 100_000
const MORE = new TextEncoder().encode('more')
const LAST = new TextEncoder().encode('last')
const TAG_BYTES = 16

/** report: a laptop to the county. answer: the county to a laptop. letter: a laptop to a laptop of its team. */
export const PackageKind = z.enum(['report', 'answer', 'letter'])
export type PackageKind = z.infer<typeof PackageKind>

/** For the person who holds the stick: how much, whose, from when. No household, no villager. */
export const PackageSummary = z.object({
  /** The person who works on the sending laptop, or the county's name. */
  by: z.string().max(60),
  villages: z.array(z.string().max(20)).max(50),
  changes: z.int().min(0), attachments: z.int().min(0),
  /** ISO times of the oldest and newest change in it; null without any. */
  first: z.string().max(30).nullable(), last: z.string().max(30).nullable()
})
export type PackageSummary = z.infer<typeof PackageSummary>

export const PackageHeader = z.object({
  format: z.int(), kind: PackageKind, id: z.string().regex(/^[0-9A-Za-z_-]{16,40}$/),
  county: z.string().max(60), from: z.string().max(40), to: z.string().max(40),
  /** X25519 public key it is sealed to. */
  toKey: z.string().max(60),
  madeAt: z.string().max(30), summary: PackageSummary,
  /** Of a laptop that sends: so that another laptop without a line can know it. */
  certificate: Certificate.nullable(),
  enc: z.string().max(100), bytes: z.int().min(0),
  /** sha-256 hex of the body as it stands in the file. */
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  /** Ed25519 by the sender over packageText(). */
  signature: z.string().max(120)
})
export type PackageHeader = z.infer<typeof PackageHeader>

export const packageText = (header: PackageHeader): string => `cunce-package-1\n${canonicalJson({ ...header, signature: undefined })}`

/** Named pieces of a body. `name` is a kind, never a path: nothing of a package becomes a file name. */
export interface PackagePart { readonly name: string; readonly bytes: Uint8Array }

/** Text in and out of a package is packed by the caller; these are the names in use. */
export const PARTS = {
  /** exchangeText(), brotli: one round's question, in order. */
  exchange: 'exchange',
  /** answerText(), brotli. */
  answer: 'answer',
  /** A sealed blob; the part's name is `attachment:` and its sha-256. */
  attachment: (sha256: string): string => `attachment:${sha256}`,
  /** A signed bundle of one laptop's changes (core/sync/bundle.ts), brotli. */
  bundle: 'bundle',
  /** A whole package for somebody else. */
  package: 'package',
  /** JSON of what the sender knows and asks for. */
  ask: 'ask'
} as const

export interface PackageSigner {
  /** Ed25519 over the text, base64url. */
  sign(text: string): string | Promise<string>
  /** sha-256, hex. */
  sha256(bytes: Uint8Array): string | Promise<string>
}
export interface PackageVerifier {
  verify(publicKey: string, text: string, signature: string): boolean | Promise<boolean>
  sha256(bytes: Uint8Array): string | Promise<string>
}

export type PackageLabel = Pick<PackageHeader, 'kind' | 'id' | 'county' | 'from' | 'to' | 'toKey' | 'madeAt' | 'summary' | 'certificate'>

const suite = new CipherSuite({ kem: new DhkemX25519HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() })

const base64url = (bytes: Uint8Array): string => {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}
const fromBase64url = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), letter => letter.charCodeAt(0))

/** What the seal is bound to besides the key: a body cannot be put under another header. */
const bound = ({ kind, id, county, from, to }: Pick<PackageHeader, 'kind' | 'id' | 'county' | 'from' | 'to'>): Uint8Array =>
  new TextEncoder().encode(['cunce-package-seal-1', kind, id, county, from, to].join('\n'))

export interface BoxKeys { readonly publicKey: string; readonly privateKey: string }

/** A new X25519 pair, both base64url of the raw 32 bytes. */
export async function makeBoxKeys(): Promise<BoxKeys> {
  const pair = await suite.kem.generateKeyPair()
  return {
    publicKey: base64url(new Uint8Array(await suite.kem.serializePublicKey(pair.publicKey))),
    privateKey: base64url(new Uint8Array(await suite.kem.serializePrivateKey(pair.privateKey)))
  }
}

export function isBoxKey(text: string): boolean {
  try {
    return fromBase64url(text).length === 32
  } catch {
    return false
  }
}

/** The file, in pieces. Throws 'package-too-large' where the reader would refuse it. */
export async function writePackage(label: PackageLabel, parts: readonly PackagePart[], signer: PackageSigner): Promise<Uint8Array<ArrayBuffer>[]> {
  const plain = joined(parts)
  const sender = await suite.createSenderContext({ recipientPublicKey: await suite.kem.deserializePublicKey(fromBase64url(label.toKey)), info: bound(label) })
  const body: Uint8Array<ArrayBuffer>[] = []
  for (let at = 0; at === 0 || at < plain.length; at += CHUNK_BYTES) {
    const chunk = plain.subarray(at, at + CHUNK_BYTES)
    const sealed = new Uint8Array(await sender.seal(chunk, at + CHUNK_BYTES >= plain.length ? LAST : MORE))
    body.push(u32(sealed.length), sealed)
  }
  const whole = concat(body)
  if (whole.length > LIMITS.packageBytes) throw new AppError('package-too-large', { size: Math.ceil(whole.length / 1e6), limit: LIMITS.packageBytes / 1e6 })
  const unsigned = { ...label, format: PACKAGE_FORMAT, enc: base64url(new Uint8Array(sender.enc)), bytes: whole.length, digest: await signer.sha256(whole), signature: '' }
  const header = new TextEncoder().encode(JSON.stringify({ ...unsigned, signature: await signer.sign(packageText(unsigned)) } satisfies PackageHeader))
  return [MAGIC, u32(header.length), header, whole]
}

export interface ReadPackage { readonly header: PackageHeader; readonly body: Uint8Array }

/** Takes a file apart without trusting or opening anything. Throws 'package-not-one', 'package-cut', 'package-too-new'. */
export function readPackage(file: Uint8Array): ReadPackage {
  if (file.length < MAGIC.length) throw new AppError('package-not-one')
  const found = headerAt(file)
  if (!found) throw new AppError('package-cut')
  const body = file.subarray(found.end)
  if (body.length !== found.header.bytes) throw new AppError('package-cut')
  return { header: found.header, body }
}

/** The header of a package that is still coming in; null until enough of it is there. Throws like readPackage(). */
export const readHeader = (beginning: Uint8Array): PackageHeader | null => headerAt(beginning)?.header ?? null

function headerAt(file: Uint8Array): { readonly header: PackageHeader; readonly end: number } | null {
  if (!MAGIC.every((byte, i) => i >= file.length || file[i] === byte)) throw new AppError('package-not-one')
  const start = MAGIC.length + 4
  if (start > file.length) return null
  const end = start + readU32(file, MAGIC.length)
  if (end - start > HEADER_BYTES) throw new AppError('package-cut')
  if (end > file.length) return null
  let raw: unknown
  try {
    raw = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(file.subarray(start, end)))
  } catch {
    throw new AppError('package-cut')
  }
  const format = (raw as { format?: unknown } | null)?.format
  if (typeof format === 'number' && format > PACKAGE_FORMAT) throw new AppError('package-too-new')
  const header = PackageHeader.safeParse(raw)
  if (!header.success) throw new AppError('package-cut')
  return { header: header.data, end }
}

/** Throws 'package-cut' where the body is another, 'package-forged' where the sender did not sign this header. */
export async function demandSender({ header, body }: ReadPackage, publicKey: string, verifier: PackageVerifier): Promise<void> {
  if (await verifier.sha256(body) !== header.digest) throw new AppError('package-cut')
  if (!await verifier.verify(publicKey, packageText(header), header.signature)) throw new AppError('package-forged')
}

/** Opens what demandSender() has let pass. Throws 'package-cut' where the seal does not open with this key. */
export async function openPackage({ header, body }: ReadPackage, keys: BoxKeys): Promise<PackagePart[]> {
  if (header.toKey !== keys.publicKey) throw new AppError('package-other-reader', { to: header.to })
  const plain: Uint8Array[] = []
  try {
    const recipient = await suite.createRecipientContext({ recipientKey: await suite.kem.deserializePrivateKey(fromBase64url(keys.privateKey)), enc: fromBase64url(header.enc), info: bound(header) })
    for (let at = 0, last = false; !last;) {
      const length = readU32(body, at)
      at += 4
      if (length < TAG_BYTES || length > CHUNK_BYTES + TAG_BYTES || at + length > body.length) throw new AppError('package-cut')
      last = at + length === body.length
      plain.push(new Uint8Array(await recipient.open(body.slice(at, at + length), last ? LAST : MORE)))
      at += length
    }
  } catch (thrown) {
    if (thrown instanceof AppError) throw thrown
    throw new AppError('package-cut', {}, { cause: thrown })
  }
  return parted(concat(plain))
}

function joined(parts: readonly PackagePart[]): Uint8Array<ArrayBuffer> {
  return concat(parts.flatMap(({ name, bytes }) => {
    const label = new TextEncoder().encode(name)
    return [u32(label.length), label, u32(bytes.length), bytes]
  }))
}

function parted(plain: Uint8Array): PackagePart[] {
  const parts: PackagePart[] = []
  let at = 0
  const take = (): Uint8Array => {
    const length = at + 4 <= plain.length ? readU32(plain, at) : plain.length
    if (at + 4 + length > plain.length) throw new AppError('package-cut')
    const bytes = plain.subarray(at + 4, at + 4 + length)
    at += 4 + length
    return bytes
  }
  while (at < plain.length) parts.push({ name: new TextDecoder().decode(take()), bytes: take() })
  return parts
}

const u32 = (number: number): Uint8Array<ArrayBuffer> => {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, number)
  return bytes
}
const readU32 = (bytes: Uint8Array, at: number): number => {
  if (at + 4 > bytes.length) throw new AppError('package-cut')
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(at)
}
function concat(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}
