/**
 * Attachments as the book answers for them. Order is everything: both blobs lie with the host, fsynced, before the
 * record that names them is written; so a record never names what was not stored here, and a cut in between
 * leaves a blob nobody speaks of, never a photograph somebody believes to have.
 */
import { AppError } from '#core/error.ts'
import { momentInChina } from '#core/registers/calendar.ts'
import { codeTable } from '#core/registers/codes.ts'
import type { Values } from '#core/registers/define.ts'
import type { RecordState } from '#core/sync/change.ts'
import { homeOf } from '#core/sync/home.ts'
import { headsOf } from '#core/sync/merge.ts'
import { demandPicture, FULL, isPicture, THUMB } from './attachments-picture.ts'
import { newContentKey, openBlob, sealBlob, type Part, type SealedBlob } from './attachments-seal.ts'
import { ATTACHMENT, attachmentsIn, bytesOf, isGone, isNamed, lookFor, nameOf, noteAway, noteGone, noteHere, waitingOf } from './attachments-waiting.ts'
import { HOUSEHOLD, householdOf, PERSON, textOf } from './belongs.ts'
import type { Attachment, NewAttachment, Picture } from './book-sync.ts'
import { ask, type Desk } from './desk.ts'
import { writeNow } from './write.ts'

/** Below this much free disk no more pictures are taken in: the rest is for what is typed. */
export const DISK_FLOOR = 1_000_000_000
const TITLE_MOST = 200

export async function addAttachment(desk: Desk, what: NewAttachment, picture: Picture, thumb: Picture): Promise<Attachment> {
  const { env } = desk
  const household = desk.roster.get(HOUSEHOLD, what.household)
  const person = what.person === undefined ? undefined : desk.roster.get(PERSON, what.person)
  if (!household || (what.person !== undefined && (!person || householdOf(person) !== household.id))) throw new AppError('record-missing')
  if (!codeTable('attachmentKind').some(({ code }) => code === what.kind)) throw new AppError('answer-invalid', { label: '附件类型', reason: '没有这一类' })
  const title = what.title.trim()
  if (title.length > TITLE_MOST) throw new AppError('answer-invalid', { label: '附件说明', reason: `最多 ${TITLE_MOST} 字` })
  demandPicture(title, picture, FULL)
  demandPicture(title, thumb, THUMB)
  const { freeBytes } = await ask(env, 'app:info', null)
  if (freeBytes < DISK_FLOOR) throw new AppError('attachment-disk', { free: Math.floor(freeBytes / 1e6) })

  const id = env.newId()
  const contentKey = newContentKey(env.random)
  const [small, full] = [await sealBlob(contentKey, id, 'thumb', thumb.bytes, env.random), await sealBlob(contentKey, id, 'full', picture.bytes, env.random)]
  for (const blob of [small, full]) await ask(env, 'attachment:put', blob)
  const fields = fieldsOf(desk, what, title, picture, small, full, contentKey)
  await desk.inTurn(async () => {
    const waiting = waitingOf(desk)
    // In the same transaction as the record: what is named is also counted as only here.
    desk.state = { ...desk.state, blobs: { ...waiting, thumbs: [...waiting.thumbs, id], pictures: [...waiting.pictures, id] } }
    await writeNow(desk, [{ register: ATTACHMENT, record: id, fields }], { kind: 'edit' }, household.village)
  })
  for (const { sha256 } of [small, full]) noteHere(desk, sha256)
  return (await shown(desk, [desk.roster.get(ATTACHMENT, id)!]))[0]!
}

function fieldsOf({ env }: Desk, { household, person, kind, subject }: NewAttachment, title: string, { mime, width, height }: Picture, small: SealedBlob, full: SealedBlob, contentKey: string): Values {
  return {
    household, kind, ...(person !== undefined && { person }), ...(title !== '' && { title }), takenAt: momentInChina(env.now()) ?? '',
    ...(subject && { subjectRegister: subject.register, subjectRecord: subject.record, ...(subject.field !== undefined && { subjectField: subject.field }) }),
    mime, width, height, bytes: full.bytes.length, sha256: full.sha256, thumbBytes: small.bytes.length, thumbSha256: small.sha256, contentKey
  }
}

/** The latest first. */
export function attachmentsOf(desk: Desk, household: string): Promise<readonly Attachment[]> {
  const records = desk.roster.belonging(household).map(slot => slot.record)
    .filter(record => record.register === ATTACHMENT && record.values['voided'] !== true && householdOf(record) === household && isNamed(record))
  return shown(desk, records)
}

/** Of all households: named in a record, and the picture itself is not on this laptop. */
export async function missingAttachments(desk: Desk): Promise<readonly Attachment[]> {
  const all = await shown(desk, [...attachmentsIn(desk)])
  return all.filter(({ state }) => state !== 'here' && state !== 'sent')
}

async function shown(desk: Desk, records: readonly RecordState[]): Promise<readonly Attachment[]> {
  const here = await lookFor(desk, records.map(record => nameOf(record, 'full')))
  const waiting = new Set(waitingOf(desk).pictures)
  return records.map((record): Attachment => {
    const head = headsOf(record, 'sha256')[0]
    const count = (field: string): number => { const value = record.values[field]; return typeof value === 'number' ? value : 0 }
    return {
      record: record.id, household: householdOf(record) ?? '', kind: textOf(record, 'kind'), title: textOf(record, 'title'), takenAt: momentOf(textOf(record, 'takenAt')),
      by: head?.by ?? '', bytes: bytesOf(record, 'full'), width: count('width'), height: count('height'),
      state: here.has(nameOf(record, 'full')) ? (waiting.has(record.id) ? 'here' : 'sent')
        // What the county was never given and is not here is nowhere any more.
        : waiting.has(record.id) ? 'lost' : isGone(desk, nameOf(record, 'full')) ? 'awaited' : 'away'
    }
  }).sort((a, b) => b.takenAt - a.takenAt || (a.record < b.record ? -1 : 1))
}

/** 0 where the record says no moment. */
function momentOf(text: string): number {
  const ms = Date.parse(`${text.replace(' ', 'T')}:00+08:00`)
  return Number.isNaN(ms) ? 0 : ms
}

export async function attachmentContent(desk: Desk, id: string, part: Part): Promise<{ readonly mime: string; readonly bytes: Uint8Array }> {
  const record = demandRecord(desk, id)
  const sha256 = nameOf(record, part)
  const found = await ask(desk.env, 'attachment:read', { sha256 })
  if (!found) {
    noteAway(desk, sha256)
    throw new AppError('attachment-missing')
  }
  const bytes = await openBlob(textOf(record, 'contentKey'), id, part, { sha256, bytes: found.bytes })
  const mime = textOf(record, 'mime')
  if (!bytes || !isPicture(mime, bytes)) {
    // Told as not here, so that it is fetched anew.
    noteAway(desk, sha256)
    throw new AppError('attachment-damaged')
  }
  return { mime, bytes }
}

/** Thumbnail and picture, whatever of them is not here or does not open. Throws 'attachment-missing' where the county has none. */
export async function fetchAttachment(desk: Desk, id: string): Promise<void> {
  const record = demandRecord(desk, id)
  for (const part of ['thumb', 'full'] as const) {
    const whole = await attachmentContent(desk, id, part).then(() => true, () => false)
    if (!whole) await fetchBlob(desk, record, part)
  }
}

/** Bytes that came. */
export async function fetchBlob(desk: Desk, record: RecordState, part: Part): Promise<number> {
  const sha256 = nameOf(record, part)
  try {
    const { down } = await ask(desk.env, 'attachment:fetch', { sha256, village: villageAsked(desk, record) })
    noteHere(desk, sha256)
    return down
  } catch (error) {
    if (error instanceof AppError && error.code === 'attachment-missing') noteGone(desk, sha256)
    throw error
  }
}

/** The village under which the county gives it out: where it lives now, where this laptop is granted that. */
const villageAsked = ({ state }: Desk, record: RecordState): string =>
  state.villages.some(({ code }) => code === homeOf(record)) ? homeOf(record) : record.village

function demandRecord({ roster }: Desk, id: string): RecordState {
  const record = roster.get(ATTACHMENT, id)
  if (!record || !isNamed(record)) throw new AppError('record-missing')
  return record
}
