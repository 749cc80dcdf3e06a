/**
 * Which protocol a round is spoken in. The county serves two versions back; a laptop that is newer than the
 * county is told the county's number and speaks that. Neither is an error of the person at the laptop.
 */
import { AppError } from '#core/error.ts'
import { OLDEST_PROTOCOL, PROTOCOL } from '#core/sync/wire.ts'

export const FIRST = 1

export type Spoken = 'spoken' | 'version-too-old' | 'county-too-old'

export const judgeProtocol = (asked: number, newest: number = PROTOCOL, oldest: number = OLDEST_PROTOCOL): Spoken =>
  asked > newest ? 'county-too-old' : asked < oldest ? 'version-too-old' : 'spoken'

/** Looks at the number alone, before the message: a newer one may be packed in a way this county cannot read. */
export function demandProtocol(raw: unknown): void {
  const asked = (raw as { protocol?: unknown } | null)?.protocol
  if (typeof asked !== 'number' || !Number.isInteger(asked)) throw new AppError('body-invalid', { reason: 'protocol' })
  const spoken = judgeProtocol(asked)
  if (spoken !== 'spoken') throw new AppError(spoken, { protocol: PROTOCOL })
}
