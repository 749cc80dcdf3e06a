/**
 * From bytes on the wire to values that can be trusted to be well formed, under limits: compressed size,
 * inflated size, depth and number of keys are bounded before anything is parsed, because what asks may be
 * broken or hostile. Each change is parsed by itself: a bad one is set aside and the others go through.
 */
import { promisify } from 'node:util'
import { brotliCompress, brotliDecompress, constants, gunzip, gzip } from 'node:zlib'
import * as z from 'zod'
import { AppError } from '#core/error.ts'
import { unpackChanges } from '#core/sync/pack.ts'
import { Exchange, LIMITS } from '#core/sync/wire.ts'
import { demandProtocol } from './protocol.ts'

const INFLATED = 40_000_000
const DEEPEST = 16
const MOST_KEYS = 400_000

/** An idle round's answer: packed as densely as it goes, at no cost that shows. */
const SMALL_ANSWER = 4_000

const options = { maxOutputLength: INFLATED }

export async function inflate(body: Buffer, encoding: string | undefined): Promise<string> {
  try {
    const bytes = encoding === 'br' ? await promisify(brotliDecompress)(body, options)
      : encoding === 'gzip' ? await promisify(gunzip)(body, options)
      : encoding === undefined || encoding === 'identity' ? body
      : undefined
    if (!bytes) throw new AppError('body-invalid', { reason: 'encoding' })
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (thrown) {
    if (thrown instanceof AppError) throw thrown
    if ((thrown as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw new AppError('body-too-large')
    throw new AppError('body-invalid', { reason: 'compression' }, { cause: thrown })
  }
}

export async function deflate(text: string, accepted: string): Promise<{ readonly bytes: Buffer, readonly encoding?: 'br' | 'gzip' }> {
  const bytes = Buffer.from(text)
  if (bytes.length < 200) return { bytes }
  if (/\bbr\b/.test(accepted))
    return { encoding: 'br', bytes: await promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: bytes.length < SMALL_ANSWER ? 11 : 5, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }) }
  if (/\bgzip\b/.test(accepted)) return { encoding: 'gzip', bytes: await promisify(gzip)(bytes) }
  return { bytes }
}

/** Depth and keys of a JSON text, counted without parsing it. */
export function isBearable(text: string): boolean {
  let depth = 0
  let keys = 0
  for (let i = 0; i < text.length; i++) {
    const at = text.charCodeAt(i)
    if (at === 34) {
      for (i++; i < text.length && text.charCodeAt(i) !== 34; i++) if (text.charCodeAt(i) === 92) i++
    } else if (at === 123 || at === 91) {
      if (++depth > DEEPEST) return false
    } else if (at === 125 || at === 93) depth--
    else if (at === 58 && ++keys > MOST_KEYS) return false
  }
  return true
}

export function parseJson(text: string): unknown {
  if (!isBearable(text)) throw new AppError('body-invalid', { reason: 'depth' })
  try {
    return JSON.parse(text) as unknown
  } catch (thrown) {
    throw new AppError('body-invalid', { reason: 'json' }, { cause: thrown })
  }
}

export function parseMessage<T>(schema: z.ZodType<T>, raw: unknown): T {
  const parsed = schema.safeParse(raw)
  if (!parsed.success) throw new AppError('body-invalid', { reason: String(parsed.error.issues[0]?.path[0] ?? 'shape') })
  return parsed.data
}

export type Asked = Omit<Exchange, 'changes'> & { readonly changes: readonly unknown[] }

const Envelope = Exchange.omit({ changes: true }).extend({ changes: z.unknown() })

/** As parseExchange of core, but the changes stay unparsed: intake.ts looks at them one by one. */
export function parseAsked(text: string): Asked {
  const raw = parseJson(text)
  demandProtocol(raw)
  const envelope = parseMessage(Envelope, raw)
  let changes: readonly unknown[]
  try {
    changes = unpackChanges(envelope.changes)
  } catch (thrown) {
    throw new AppError('body-invalid', { reason: 'changes' }, { cause: thrown })
  }
  if (changes.length > LIMITS.changesPerPush) throw new AppError('body-too-large')
  return { ...envelope, changes }
}
