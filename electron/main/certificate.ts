/**
 * Who the other laptop is, said where there is no county: its certificate, judged by the county's public key
 * that every laptop has from its enrolment. Clocks in the field are wrong: a day is let pass, and a clock that
 * went back does not bring an expired certificate to life again.
 */
import { AppError } from '#core/error.ts'
import type { BoxKeys } from '#core/sync/package.ts'
import type { Certificate } from '#core/sync/wire.ts'
import type { KeyObject } from 'node:crypto'
import type { Device } from './device.ts'
import { isCertified, publicKeyOf } from './signatures.ts'

export type CertificateFault = 'hub-forged' | 'hub-other-county' | 'hub-expired'
export interface CountyKey { readonly id: string; readonly publicKey: string }

const DAY = 24 * 3_600_000

export function checkCertificate(certificate: Certificate, county: CountyKey, now: number): CertificateFault | null {
  if (certificate.county !== county.id) return 'hub-other-county'
  const until = Date.parse(certificate.until)
  if (!isCertified(certificate, county) || Number.isNaN(until)) return 'hub-forged'
  return now > until + DAY ? 'hub-expired' : null
}

export function demandCertificate(certificate: Certificate, { county, now }: Pick<Teammate, 'county' | 'now'>): void {
  const fault = checkCertificate(certificate, county, now)
  if (fault) throw new AppError(fault, fault === 'hub-expired' ? { person: certificate.person } : {})
}

/** What this laptop can show of itself and judge others by. */
export interface Teammate {
  readonly county: CountyKey
  readonly certificate: Certificate
  readonly key: KeyObject
  readonly boxKeys: BoxKeys
  /** The later of our own clock and the last time heard from the county. */
  readonly now: number
}

/** Throws 'county-not-enrolled', 'locked', and 'hub-no-certificate' where the county's word is missing, expired or of other keys. */
export async function teammate(device: Device, clock: number): Promise<Teammate> {
  const enrolment = await device.enrolment()
  if (!enrolment) throw new AppError('county-not-enrolled')
  const [key, boxKeys, certificate] = [await device.signingKey(), await device.boxKeys(), await device.certificate()]
  const { county, device: id } = enrolment.enrolled
  if (!certificate || certificate.device !== id || certificate.publicKey !== publicKeyOf(key) || certificate.boxKey !== boxKeys.publicKey) throw new AppError('hub-no-certificate')
  const now = Math.max(clock, Date.parse(certificate.at) || 0)
  if (checkCertificate(certificate, county, now)) throw new AppError('hub-no-certificate')
  return { county, certificate, key, boxKeys, now }
}
