/**
 * A one-time enrolment code as people read it over the telephone: groups of five Crockford letters. The first
 * two groups are the secret; two more, when the county has a certificate of its own, are the first 50 bits of
 * that certificate's SHA-256, so that the code itself says whom to trust.
 */
import { AppError } from '#core/error.ts'

const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

export interface EnrolCode {
  /** As sent to the county: 'XXXXX-XXXXX'. */
  readonly secret: string
  /** Ten letters, or null when the county's certificate is one the system knows. */
  readonly fingerprint: string | null
}

export function readEnrolCode(text: string): EnrolCode {
  const plain = text.normalize('NFKC').toUpperCase().replace(/[\s\-–—_.·]/g, '').replace(/[IL]/g, '1').replace(/O/g, '0')
  if (!/^[0-9A-HJKMNP-TV-Z]*$/.test(plain) || (plain.length !== 10 && plain.length !== 20)) throw new AppError('enrol-code-invalid')
  return { secret: `${plain.slice(0, 5)}-${plain.slice(5, 10)}`, fingerprint: plain.slice(10) || null }
}

/** First 50 bits of a SHA-256 (hex) as ten letters. */
export function fingerprintLetters(sha256: string): string {
  const bits = BigInt(`0x${sha256.slice(0, 14)}`) >> 6n
  return Array.from({ length: 10 }, (_, i) => LETTERS[Number((bits >> BigInt(45 - 5 * i)) & 31n)]).join('')
}
