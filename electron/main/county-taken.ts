/**
 * The county's answer to a round, by whichever road it came: judged, and what it says of this laptop kept. An
 * answer on a stick may be months old, so an older certificate never takes the place of a newer one.
 */
import { AppError } from '#core/error.ts'
import { parseAnswer } from '#core/sync/body.ts'
import { isBoxKey } from '#core/sync/package.ts'
import type { ExchangeAnswer } from '#core/sync/wire.ts'
import { demandReceipt, ownCertificate, parsed } from './county-answer.ts'
import type { Device } from './device.ts'
import { publicKeyOf } from './signatures.ts'

export async function takeAnswer(device: Device, text: string, host: string): Promise<ExchangeAnswer> {
  const enrolment = await device.enrolment()
  if (!enrolment) throw new AppError('county-not-enrolled')
  const { county, device: id } = enrolment.enrolled
  const own = { device: id, publicKey: publicKeyOf(await device.signingKey()), boxKey: (await device.boxKeys()).publicKey }
  const answer = parsed(host, () => parseAnswer(text))
  demandReceipt(answer, county, id, host)
  const certificate = ownCertificate(answer.certificate, county, own, host)
  const kept = await device.certificate()
  if (certificate && (!kept || certificate.at >= kept.at)) await device.keepCertificate(certificate)
  if (answer.countyBoxKey !== undefined && isBoxKey(answer.countyBoxKey)) await device.keepCountyBoxKey(answer.countyBoxKey)
  return answer
}
