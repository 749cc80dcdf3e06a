/** A laptop without a line: its report as a file, by any hand, and the county's answer read with its own key. */
import { createHash, randomBytes, sign, verify, createPublicKey } from 'node:crypto'
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib'
import { exchangeText, parseAnswer } from '#core/sync/body.ts'
import type { Change } from '#core/sync/change.ts'
import { COUNTY, demandSender, makeBoxKeys, openPackage, PARTS, readPackage, writePackage, type BoxKeys, type PackageLabel, type PackagePart, type PackageSigner, type PackageVerifier, type PackageHeader } from '#core/sync/package.ts'
import { PACKAGE_TAKEN, PackageTaken, PATHS, type Exchange, type ExchangeAnswer } from '#core/sync/wire.ts'
import type { Identity } from '../../server/identity.ts'
import { NOTHING, sha256 } from './attachments-road.ts'
import type { Laptop, Reply, Sending } from './laptop.ts'

export const verifier: PackageVerifier = {
  sha256: bytes => createHash('sha256').update(bytes).digest('hex'),
  verify: (key, text, signature) => verify(null, Buffer.from(text), createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: key }, format: 'jwk' }), Buffer.from(signature, 'base64url'))
}

export const signerOf = (laptop: Laptop): PackageSigner => ({ sha256: verifier.sha256, sign: text => sign(null, Buffer.from(text), laptop.keys.privateKey).toString('base64url') })

export class Walker {
  readonly laptop: Laptop
  readonly identity: Pick<Identity, 'id' | 'boxKeys' | 'publicKey'>
  readonly box: BoxKeys
  cursors: Record<string, number> = {}

  private constructor(laptop: Laptop, identity: Walker['identity'], box: BoxKeys) {
    this.laptop = laptop
    this.identity = identity
    this.box = box
  }

  static async of(laptop: Laptop, identity: Walker['identity']): Promise<Walker> {
    return new Walker(laptop, identity, await makeBoxKeys())
  }

  round(changes: readonly Change[], more: Partial<Exchange> = {}): PackagePart {
    const exchange: Exchange = { protocol: 2, changes: [...changes], cursors: this.cursors, boxKey: this.box.publicKey, health: { unsent: changes.length, version: '0.2.0', clock: 0 }, ...more }
    return { name: PARTS.exchange, bytes: brotliCompressSync(exchangeText(exchange)) }
  }

  label(more: Partial<PackageLabel> = {}): PackageLabel {
    return {
      kind: 'report', id: randomBytes(16).toString('base64url'), county: this.identity.id, from: this.laptop.device, to: COUNTY, toKey: this.identity.boxKeys.publicKey,
      madeAt: '2026-06-09T10:13:20.000Z', summary: { by: '张三', villages: [], changes: 0, attachments: 0, first: null, last: null }, certificate: null, ...more
    }
  }

  async report(parts: readonly PackagePart[], more: Partial<PackageLabel> = {}, signer = signerOf(this.laptop)): Promise<Buffer> {
    return Buffer.concat(await writePackage(this.label(more), parts, signer))
  }

  /** Opens what the county gave, takes what follows on, and says where there was a gap. */
  async read(file: Uint8Array): Promise<{ readonly header: PackageHeader, readonly answers: readonly ExchangeAnswer[], readonly changes: readonly Change[], readonly gap: boolean }> {
    const read = readPackage(file)
    await demandSender(read, this.identity.publicKey, verifier)
    const answers = (await openPackage(read, this.box)).map(part => parseAnswer(brotliDecompressSync(part.bytes).toString('utf8')))
    const changes: Change[] = []
    let gap = false
    for (const { feed } of answers)
      for (const [village, page] of Object.entries(feed)) {
        if ((page.from ?? 0) > (this.cursors[village] ?? 0)) { gap = true; continue }
        changes.push(...page.changes)
        this.cursors[village] = Math.max(page.cursor, this.cursors[village] ?? 0)
      }
    return { header: read.header, answers, changes, gap }
  }
}

export const blobPart = (bytes: Uint8Array): PackagePart => ({ name: PARTS.attachment(sha256(bytes)), bytes })

export const carry = (courier: Laptop, file: Uint8Array, sending: Sending = {}): Promise<Reply> =>
  courier.send(PATHS.packages, { method: 'POST', body: file, ...sending, headers: { 'content-type': 'application/octet-stream', 'content-encoding': 'identity', ...sending.headers } })

export const takenOf = (reply: Reply): PackageTaken => PackageTaken.parse(JSON.parse(reply.headers.get(PACKAGE_TAKEN) ?? 'null'))
export { NOTHING }
