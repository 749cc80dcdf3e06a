/**
 * Codes people read over the telephone: Crockford base32 in groups of five. O is read as 0, I and L as 1;
 * case, spaces and hyphens do not matter. Ten characters are 50 bits.
 */
import { randomBytes } from 'node:crypto'

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const LENGTH = 10

/** The first 50 bits as ten characters. */
export function crockford(bytes: Uint8Array): string {
  let bits = BigInt(`0x${Buffer.from(bytes.subarray(0, 7)).toString('hex')}`) >> 6n
  let text = ''
  for (let i = 0; i < LENGTH; i++) {
    text = ALPHABET.charAt(Number(bits & 31n)) + text
    bits >>= 5n
  }
  return text
}

export const newCode = (): string => crockford(randomBytes(7))

export const grouped = (code: string): string => code.replace(/(.{5})(?=.)/g, '$1-')

/** The secret half of what was typed; a second half pins the certificate and is not for the county. */
export const secretHalf = (typed: string): string =>
  typed.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1').slice(0, LENGTH)
