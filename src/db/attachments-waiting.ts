/**
 * Which pictures made here the county has not confirmed, and which are on this laptop at all. The first is kept in
 * the state, a few ids; where it is not known (another county's copy, a state brought back from the journal) it
 * is worked out from the records, and the county says 'already' of what it has.
 */
import type { RecordState } from '#core/sync/change.ts'
import { headsOf } from '#core/sync/merge.ts'
import { textOf } from './belongs.ts'
import { ask, type Desk } from './desk.ts'
import type { Part } from './attachments-seal.ts'
import type { WaitingBlobs } from './state.ts'

export const ATTACHMENT = 'attachment'

export const nameOf = (record: RecordState, part: Part): string => textOf(record, part === 'full' ? 'sha256' : 'thumbSha256')
export const bytesOf = (record: RecordState, part: Part): number => {
  const value = record.values[part === 'full' ? 'bytes' : 'thumbBytes']
  return typeof value === 'number' ? value : 0
}

/** Whole records of attachments that still count: a newer program's, or one without a blob, is none. */
export function* attachmentsIn({ roster }: Desk): Iterable<RecordState> {
  for (const { record } of roster.all(ATTACHMENT)) if (record.values['voided'] !== true && isNamed(record)) yield record
}
export const isNamed = (record: RecordState): boolean => SHA.test(nameOf(record, 'full')) && SHA.test(nameOf(record, 'thumb'))
const SHA = /^[0-9a-f]{64}$/

const worked = new WeakMap<Desk, { readonly version: number; readonly waiting: WaitingBlobs }>()

export function waitingOf(desk: Desk): WaitingBlobs {
  const { blobs, epoch } = desk.state
  // A county restored from a copy may have lost what it confirmed.
  if (blobs && (blobs.epoch === null || blobs.epoch === epoch)) return blobs
  const version = desk.roster.versionOf(ATTACHMENT)
  const known = worked.get(desk)
  if (known?.version === version && known.waiting.epoch === epoch) return known.waiting
  const own = [...attachmentsIn(desk)].filter(record => headsOf(record, 'sha256')[0]?.device === desk.identity.device).map(record => record.id)
  const waiting: WaitingBlobs = { epoch, thumbs: own, pictures: own, refused: [] }
  worked.set(desk, { version, waiting })
  return waiting
}

/** For the loss and the package: what of it lies only here, thumbnails first, with their sizes. */
export interface WaitingBlob { readonly record: RecordState; readonly part: Part; readonly name: string; readonly bytes: number }

export function waitingBlobs(desk: Desk): readonly WaitingBlob[] {
  const { thumbs, pictures } = waitingOf(desk)
  const of = (ids: readonly string[], part: Part): WaitingBlob[] => ids.flatMap(id => {
    const record = desk.roster.get(ATTACHMENT, id)
    return record && isNamed(record) && record.values['voided'] !== true ? [{ record, part, name: nameOf(record, part), bytes: bytesOf(record, part) }] : []
  })
  return [...of(thumbs, 'thumb'), ...of(pictures, 'full')]
}

/** How many pictures, and bytes of them and their thumbnails, would be gone with this laptop. */
export function attachmentsOnlyHere(desk: Desk): { readonly attachments: number; readonly attachmentBytes: number } {
  const blobs = waitingBlobs(desk)
  return { attachments: new Set(blobs.map(({ record }) => record.id)).size, attachmentBytes: blobs.reduce((sum, { bytes }) => sum + bytes, 0) }
}

/** What the host said it has; asked once for each name, because a village has tens of thousands. */
const here = new WeakMap<Desk, Set<string>>()
/** Asked of the county in vain, and when: the laptop that took it may bring it any time. */
const gone = new WeakMap<Desk, Map<string, number>>()
const ASK_AGAIN_MS = 600_000
const goneOf = (desk: Desk): Map<string, number> => gone.get(desk) ?? gone.set(desk, new Map()).get(desk)!
const hereOf = (desk: Desk): Set<string> => here.get(desk) ?? here.set(desk, new Set()).get(desk)!

const AT_ONCE = 20_000

export async function lookFor(desk: Desk, names: readonly string[]): Promise<ReadonlySet<string>> {
  const known = hereOf(desk)
  const asked = [...new Set(names)].filter(name => !known.has(name))
  for (let at = 0; at < asked.length; at += AT_ONCE) {
    const part = asked.slice(at, at + AT_ONCE)
    const found = new Set((await ask(desk.env, 'attachment:have', { sha256: part })).sha256)
    for (const name of part) if (found.has(name)) known.add(name)
  }
  return known
}

export function noteHere(desk: Desk, name: string): void {
  hereOf(desk).add(name)
  goneOf(desk).delete(name)
}
export const noteAway = (desk: Desk, name: string): void => void hereOf(desk).delete(name)
export const noteGone = (desk: Desk, name: string): void => void goneOf(desk).set(name, desk.env.now())
export const isGone = (desk: Desk, name: string): boolean => desk.env.now() - (goneOf(desk).get(name) ?? -Infinity) < ASK_AGAIN_MS
