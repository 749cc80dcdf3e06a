/** Ed25519 and SHA-256 as the wire writes them: keys and signatures base64url, digests hex. */
import { createHash, createPublicKey, sign, verify, type KeyObject } from 'node:crypto'
import type { PackageSigner, PackageVerifier } from '#core/sync/package.ts'
import { certificateText } from '#core/sync/signing.ts'
import type { Certificate } from '#core/sync/wire.ts'

export const publicKeyOf = (key: KeyObject): string => createPublicKey(key).export({ format: 'jwk' }).x ?? ''
export const signText = (key: KeyObject, text: string): string => sign(null, Buffer.from(text), key).toString('base64url')
export const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex')

/** False for whatever is no key or no signature, too: nothing that came from outside makes this throw. */
export function verifies(publicKey: string, text: string, signature: string): boolean {
  try {
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey }, format: 'jwk' })
    return verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64url'))
  } catch {
    return false
  }
}

/** The county's own word, not yet whether it still holds. */
export const isCertified = (certificate: Certificate, county: { readonly id: string; readonly publicKey: string }): boolean =>
  certificate.county === county.id && verifies(county.publicKey, certificateText(certificate), certificate.signature)

export const packageVerifier: PackageVerifier = { verify: verifies, sha256 }
export const packageSigner = (key: KeyObject): PackageSigner => ({ sign: text => signText(key, text), sha256 })
