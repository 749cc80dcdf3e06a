/**
 * The county's word on who a device is, for other laptops of the team where there is no county. It is short-lived,
 * because nobody can call it back out there: a revoked laptop is believed by the team until it runs out.
 */
import { certificateText } from '#core/sync/signing.ts'
import { Certificate } from '#core/sync/wire.ts'
import type { Identity } from './identity.ts'

const DAY_MS = 24 * 3600 * 1000
export const CERTIFICATE_DAYS = 30

export type Holder = Pick<Certificate, 'device' | 'account' | 'person' | 'publicKey' | 'boxKey' | 'villages'>

/** The one the device has, while less than a quarter of its time has gone and it says what is so; else a new one. */
export function certificateFor(identity: Identity, holder: Holder, last: Certificate | undefined, now: number, days = CERTIFICATE_DAYS): Certificate {
  const same = last !== undefined && last.county === identity.id && wordOf(last) === wordOf(holder)
  const age = same ? now - Date.parse(last.at) : Infinity
  // A county whose clock was set back would else keep one that begins in the future.
  if (same && age >= 0 && age <= days * DAY_MS / 4) return last
  const word = {
    county: identity.id, device: holder.device, account: holder.account, person: holder.person, publicKey: holder.publicKey, boxKey: holder.boxKey,
    villages: [...holder.villages].sort(), at: new Date(now).toISOString(), until: new Date(now + days * DAY_MS).toISOString()
  }
  return { ...word, signature: identity.sign(certificateText(word)) }
}

const wordOf = ({ device, account, person, publicKey, boxKey, villages }: Holder): string =>
  JSON.stringify([device, account, person, publicKey, boxKey, [...villages].sort()])

/** As kept with the device; undefined before the first. */
export function readCertificate(text: string): Certificate | undefined {
  return text === '' ? undefined : Certificate.parse(JSON.parse(text))
}
