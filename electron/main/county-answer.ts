/**
 * Is this the county speaking, and what does it say? A page of HTML with status 200 is a login page, not an
 * answer (fault 34); a receipt whose signature does not fit is no receipt. What cannot be judged is garbled,
 * and then nothing counts as sent.
 */
import { AppError, type ErrorDetail } from '#core/error.ts'
import type { ErrorCode } from '#core/error-texts.ts'
import { receiptText } from '#core/sync/signing.ts'
import { CountyProblem, type Certificate, type ExchangeAnswer } from '#core/sync/wire.ts'
import { asJson } from './atomic.ts'
import type { RoadAnswer } from './road.ts'
import { isCertified, verifies } from './signatures.ts'

/** Codes the county may say in its own name; anything else it says is a refusal with a reason. */
const SAYABLE: ReadonlySet<string> = new Set<ErrorCode>(['device-revoked', 'version-too-old', 'enrol-code-invalid', 'village-not-granted', 'county-is-other',
  'county-not-enrolled', 'request-unsigned', 'request-replayed', 'clock-skew', 'body-too-large', 'body-invalid', 'device-taken', 'snapshot-gone',
  'county-not-found', 'county-busy', 'county-fault', 'county-too-old', 'county-too-many',
  'attachment-refused', 'attachment-missing', 'package-not-one', 'package-cut', 'package-forged', 'package-other-county', 'package-other-reader',
  'package-too-new', 'package-too-large'])

const REASONS: Readonly<Record<number, string>> = {
  400: '内容不合规定', 401: '县里不认得这台电脑的签名', 403: '没有权限', 404: '县里没有这一项', 409: '与县里已有的内容不符',
  413: '这一批太大', 415: '县里不认得这种内容', 422: '内容不合规定', 426: '程序版本太旧', 429: '县里正忙，请稍后再试', 500: '县服务器出错，请稍后再试',
  502: '县服务器暂时不可用', 503: '县服务器暂时不可用', 507: '县服务器磁盘已满'
}

/** The body of a 2xx of the wanted type; throws what the county or the road said otherwise. 'any': the caller compares a digest. */
export function demandAnswer(answer: RoadAnswer, host: string, type: 'application/json' | 'any'): Buffer {
  const isType = (wanted: string): boolean => answer.type.split(';')[0]!.trim().toLowerCase() === wanted
  if (answer.status >= 200 && answer.status < 300) {
    if (type !== 'any' && !isType(type)) throw new AppError('county-garbled', { host })
    return answer.body
  }
  const problem = isType('application/json') ? CountyProblem.safeParse(asJson(answer.body)) : null
  if (!problem?.success) throw new AppError('county-garbled', { host, status: answer.status })
  throw problemError(problem.data, answer.status, host)
}

function problemError(problem: CountyProblem, status: number, host: string): AppError {
  const detail: ErrorDetail = { ...problem.detail, host, status }
  if (SAYABLE.has(problem.code)) return new AppError(problem.code as ErrorCode, detail)
  const reason = typeof problem.detail['reason'] === 'string' ? problem.detail['reason'] : REASONS[status] ?? problem.code
  return new AppError('county-refused', { ...detail, said: problem.code, reason })
}

/** Runs a parser over the county's text; whatever it throws means the text is not the county's. */
export function parsed<T>(host: string, parse: () => T): T {
  try {
    return parse()
  } catch (cause) {
    throw new AppError('county-garbled', { host }, { cause })
  }
}

/** A receipt is believed when this county signed it for this device; nothing else of the answer is then doubted. */
export function demandReceipt(answer: ExchangeAnswer, county: { readonly id: string; readonly publicKey: string }, device: string, host: string): void {
  const { receipt } = answer
  if (!receipt) return
  if (receipt.county !== county.id) throw new AppError('county-is-other', { host })
  if (receipt.device !== device || !verifies(county.publicKey, receiptText(receipt), receipt.signature)) throw new AppError('county-garbled', { host })
}

/**
 * The county's word on this laptop, or null where it speaks of keys that this laptop no longer has: the next
 * round gives another. One of somebody else, or that the county did not sign, is no answer of the county.
 */
export function ownCertificate(
  certificate: Certificate | null | undefined, county: { readonly id: string; readonly publicKey: string },
  own: { readonly device: string; readonly publicKey: string; readonly boxKey: string }, host: string
): Certificate | null {
  if (!certificate) return null
  if (certificate.device !== own.device || !isCertified(certificate, county)) throw new AppError('county-garbled', { host })
  return certificate.publicKey === own.publicKey && certificate.boxKey === own.boxKey ? certificate : null
}
