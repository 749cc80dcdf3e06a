/**
 * Is this the county speaking, and what does it say? A page of HTML with status 200 is a login page, not an
 * answer (fault 34); a receipt whose signature does not fit is no receipt. What cannot be judged is garbled,
 * and then nothing counts as sent.
 */
import { createPublicKey, verify } from 'node:crypto'
import { AppError, type ErrorDetail } from '#core/error.ts'
import type { ErrorCode } from '#core/error-texts.ts'
import { receiptText } from '#core/sync/signing.ts'
import { CountyProblem, type ExchangeAnswer, type Receipt } from '#core/sync/wire.ts'
import type { RoadAnswer } from './road.ts'

/** Codes the county may say in its own name; anything else it says is a refusal with a reason. */
const SAYABLE: ReadonlySet<string> = new Set<ErrorCode>(['device-revoked', 'version-too-old', 'enrol-code-invalid', 'village-not-granted', 'county-is-other',
  'county-not-enrolled', 'request-unsigned', 'request-replayed', 'clock-skew', 'body-too-large', 'body-invalid', 'device-taken', 'snapshot-gone',
  'county-not-found', 'county-busy', 'county-fault'])

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

export function asJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return null
  }
}

/** A receipt is believed when this county signed it for this device; nothing else of the answer is then doubted. */
export function demandReceipt(answer: ExchangeAnswer, county: { readonly id: string; readonly publicKey: string }, device: string, host: string): void {
  const { receipt } = answer
  if (!receipt) return
  if (receipt.county !== county.id) throw new AppError('county-is-other', { host })
  if (receipt.device !== device || !signedBy(county.publicKey, receipt)) throw new AppError('county-garbled', { host })
}

function signedBy(publicKey: string, receipt: Receipt): boolean {
  try {
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey }, format: 'jwk' })
    return verify(null, Buffer.from(receiptText(receipt)), key, Buffer.from(receipt.signature, 'base64url'))
  } catch {
    return false
  }
}
