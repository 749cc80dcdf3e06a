/**
 * The exact texts that are signed and digested. Both sides build them from parsed values with these
 * functions, so that a different order of keys in JSON never breaks a signature.
 */
import type { Change } from './change.ts'
import type { Certificate, Receipt } from './wire.ts'

/** Headers of a signed request. Time in ms; nonce random; signature Ed25519 over requestText(), base64url. */
export const SIGNED_HEADERS = { device: 'x-cunce-device', time: 'x-cunce-time', nonce: 'x-cunce-nonce', signature: 'x-cunce-signature' } as const

/** What a device signs for one request. `bodyDigest`: sha-256 hex of the body bytes as sent (compressed); of nothing for GET. */
export const requestText = (method: string, path: string, device: string, time: string, nonce: string, bodyDigest: string): string =>
  ['cunce-request-1', method, path, device, time, nonce, bodyDigest].join('\n')

/** What the county signs in a receipt: everything but the signature. */
export const receiptText = (receipt: Omit<Receipt, 'signature'>): string =>
  ['cunce-receipt-1', receipt.county, receipt.epoch, receipt.device, receipt.numbers.map(([a, b]) => `${a}-${b}`).join(','),
    String(receipt.count), receipt.digest, receipt.kept, receipt.at].join('\n')

/** JSON with sorted keys at every depth. */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  // Grown piece by piece: every change is written so several times on its way, and lists of pieces cost a third of a round.
  let text = ''
  if (Array.isArray(value)) {
    for (const item of value as readonly unknown[]) text += `${text === '' ? '' : ','}${canonicalJson(item)}`
    return `[${text}]`
  }
  for (const key of Object.keys(value).sort()) {
    const part = (value as Record<string, unknown>)[key]
    if (part !== undefined) text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(part)}`
  }
  return `{${text}}`
}

/** The text whose sha-256 a receipt carries: the changes in the order of their numbers. */
export const changesText = (changes: readonly Change[]): string => bodiesText(changes.map(change => ({ number: change.number, body: canonicalJson(change) })))

/** The same where each change's canonical JSON is at hand: as it arrived, with whatever this version does not know of it. */
export const bodiesText = (bodies: readonly { readonly number: number; readonly body: string }[]): string =>
  [...bodies].sort((a, b) => a.number - b.number).map(({ body }) => body).join('\n')

/** What the county signs in a certificate: everything but the signature. */
export const certificateText = ({ county, device, account, person, publicKey, boxKey, villages, at, until }: Omit<Certificate, 'signature'>): string =>
  ['cunce-certificate-1', county, device, account, person, publicKey, boxKey, villages.join(','), at, until].join('\n')

/** What a laptop signs under a bundle of its own changes that others pass on. `digest`: sha-256 hex of the packed text. */
export const bundleText = (county: string, device: string, digest: string): string => ['cunce-bundle-1', county, device, digest].join('\n')
