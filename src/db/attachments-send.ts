/**
 * Pictures on their way, after the changes of a round: all thumbnails first, so that the village sees what there is,
 * then the pictures, one at a time; the host goes on where one was cut off. What the county has is remembered, and
 * forgetting it costs a question, never the bytes again. One that is refused is told and the others go on.
 */
import { AppError, asErrorData } from '#core/error.ts'
import { fetchBlob, DISK_FLOOR } from './attachments.ts'
import { attachmentsIn, isGone, lookFor, nameOf, noteAway, noteHere, waitingBlobs, waitingOf, type WaitingBlob } from './attachments-waiting.ts'
import type { Part } from './attachments-seal.ts'
import type { RoundProgress } from './book.ts'
import { ask, commit, type Desk } from './desk.ts'
import type { WaitingBlobs } from './state.ts'
import { isProvisional } from './village-names.ts'

export interface AttachmentControl {
  cancelled(): boolean
  progress(progress: RoundProgress): void
}
export interface AttachmentReport { readonly sent: number; readonly up: number; readonly fetched: number; readonly down: number; readonly refused: number }

/** Words of the county and the disk on one picture; anything else is about the road and ends the round. */
const OF_ONE: ReadonlySet<string> = new Set(['attachment-refused', 'attachment-missing', 'attachment-damaged', 'attachment-too-large', 'body-too-large'])
/** Each is one strict transaction; losing the last ones costs a question each. */
const REMEMBER_EVERY = 20
/** What a round fetches by itself. The rest comes when somebody looks at it, or at the next round. */
export const FETCH_BYTES = 20_000_000
const FETCH_MOST = 400
/** A laptop that is nearly full fetches only what somebody looks at. */
const FETCH_FLOOR = 3 * DISK_FLOOR

/** Refused since the book was opened: asked again the next time, not at every round. */
const refusedNow = new WeakMap<Desk, Set<string>>()

/** What follows the changes of a round, up and down. */
export async function exchangeAttachments(desk: Desk, control: AttachmentControl): Promise<AttachmentReport> {
  const sent = await sendAttachments(desk, control)
  return { ...sent, ...control.cancelled() ? { fetched: 0, down: 0 } : await fetchMissing(desk, control) }
}

export async function sendAttachments(desk: Desk, control: AttachmentControl): Promise<Pick<AttachmentReport, 'sent' | 'up' | 'refused'>> {
  const jobs = await present(desk)
  const report = { sent: 0, up: 0, refused: 0 }
  const expected = jobs.reduce((sum, { bytes }) => sum + bytes, 0)
  let bytes = 0
  let sent: WaitingBlob[] = []
  let refused: { record: string; reason: string }[] = []
  const remember = async (): Promise<void> => {
    if (sent.length === 0 && refused.length === 0) return
    const [those, not] = [sent, refused]
    sent = []
    refused = []
    await desk.inTurn(() => commit(desk, { blobs: without(desk, those, not) }))
  }
  try {
    for (const [done, job] of jobs.entries()) {
      if (control.cancelled()) break
      control.progress({ stage: 'attachments', done, total: jobs.length, up: bytes, down: 0, expected })
      try {
        const { up } = await ask(desk.env, 'attachment:send', { sha256: job.name, village: job.record.village })
        sent.push(job)
        report.sent++
        report.up += up
      } catch (error) {
        // Broken off by hand: what has gone stays, the rest waits.
        if (control.cancelled()) break
        const { code, detail } = asErrorData(error)
        if (!OF_ONE.has(code)) throw error
        if (code === 'attachment-missing') noteAway(desk, job.name)
        refused.push({ record: job.record.id, reason: typeof detail?.['reason'] === 'string' ? detail['reason'] : code })
        refusedOf(desk).add(job.name)
        report.refused++
      }
      bytes += job.bytes
      if (sent.length + refused.length >= REMEMBER_EVERY) await remember()
    }
  } finally {
    if (!desk.closed) await remember()
  }
  if (jobs.length > 0) control.progress({ stage: 'attachments', done: report.sent + report.refused, total: jobs.length, up: bytes, down: 0, expected })
  return report
}

function refusedOf(desk: Desk): Set<string> {
  const known = refusedNow.get(desk)
  if (known) return known
  const made = new Set<string>()
  refusedNow.set(desk, made)
  return made
}

/** Those that lie here and whose village is a real one; a name stands once, though two records may say it. */
async function present(desk: Desk): Promise<readonly WaitingBlob[]> {
  const waiting = waitingBlobs(desk).filter(({ record, name }) => !isProvisional(record.village) && !refusedOf(desk).has(name))
  const here = await lookFor(desk, waiting.map(({ name }) => name))
  return waiting.filter(({ name }) => here.has(name))
}

function without(desk: Desk, sent: readonly WaitingBlob[], refused: readonly { readonly record: string; readonly reason: string }[]): WaitingBlobs {
  const waiting = waitingOf(desk)
  const left = (ids: readonly string[], part: Part): readonly string[] => {
    const gone = new Set(sent.filter(job => job.part === part).map(({ record }) => record.id))
    return ids.filter(id => !gone.has(id))
  }
  const [thumbs, pictures] = [left(waiting.thumbs, 'thumb'), left(waiting.pictures, 'full')]
  const still = new Set([...thumbs, ...pictures])
  const told = new Map([...waiting.refused, ...refused].map(one => [one.record, one]))
  return { epoch: desk.state.epoch, thumbs, pictures, refused: [...told.values()].filter(({ record }) => still.has(record)) }
}

/** At the end of a round: what others took, thumbnails first, as much as fits a round. */
export async function fetchMissing(desk: Desk, control: AttachmentControl, most = FETCH_BYTES): Promise<Pick<AttachmentReport, 'fetched' | 'down'>> {
  const report = { fetched: 0, down: 0 }
  const wanted = await missing(desk)
  if (wanted.length === 0 || (await ask(desk.env, 'app:info', null)).freeBytes < FETCH_FLOOR) return report
  const total = Math.min(wanted.length, FETCH_MOST)
  for (const [done, { record, part, name, bytes }] of wanted.slice(0, FETCH_MOST).entries()) {
    if (control.cancelled() || report.down + bytes > most) break
    control.progress({ stage: 'attachments', done, total, up: 0, down: report.down })
    try {
      report.down += await fetchBlob(desk, record, part)
      report.fetched++
      noteHere(desk, name)
    } catch (error) {
      if (control.cancelled()) break
      if (!(error instanceof AppError) || !OF_ONE.has(error.code)) throw error
    }
  }
  return report
}

async function missing(desk: Desk): Promise<readonly WaitingBlob[]> {
  const granted = new Set(desk.state.villages.map(({ code }) => code))
  const waiting = waitingOf(desk)
  const own = new Set([...waiting.thumbs, ...waiting.pictures])
  const records = [...attachmentsIn(desk)].filter(record => granted.has(record.village) && !own.has(record.id))
  const here = await lookFor(desk, records.flatMap(record => [nameOf(record, 'thumb'), nameOf(record, 'full')]))
  const of = (part: Part): WaitingBlob[] => records.filter(record => !here.has(nameOf(record, part)) && !isGone(desk, nameOf(record, part)))
    .map(record => ({ record, part, name: nameOf(record, part), bytes: Number(record.values[part === 'full' ? 'bytes' : 'thumbBytes'] ?? 0) }))
  return [...of('thumb'), ...of('full')]
}
