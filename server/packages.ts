/**
 * A package brought to the county, by whose hand ever: its sender's signature is demanded before anything of it
 * is opened, everything in it is read before anything is done, and then each round in it is taken as it would be
 * by the line. Rounds and blobs are each harmless to repeat, so the same file may come twice, late, or beside the
 * line; every time it gets a fresh answer. One is worked on at a time: a package is held in memory.
 */
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { AppError } from '#core/error.ts'
import type { Role } from '#core/procedure/index.ts'
import { COUNTY, demandSender, isBoxKey, openPackage, PARTS, readPackage, type PackageHeader, type PackagePart, type PackageVerifier, type ReadPackage } from '#core/sync/package.ts'
import { LIMITS, type Cursors, type ExchangeAnswer, type PackageTaken } from '#core/sync/wire.ts'
import { isSha256, type Attachments } from './attachments.ts'
import { rowsOf, type Database, type Db } from './database.ts'
import type { Device } from './devices.ts'
import { exchange } from './exchange.ts'
import { sha256, verifies, type Identity } from './identity.ts'
import { placesOf } from './packages-places.ts'
import { makeAnswer } from './packages-answer.ts'
import { noteCursors } from './packages-cursors.ts'
import { inflate, parseAsked, type Asked } from './requests.ts'

export interface PackagePlace {
  readonly database: Database
  readonly identity: Identity
  readonly attachments: Attachments
  readonly now: () => number
}

export interface Taken {
  readonly header: PackageHeader
  /** The sender's name at the county. */
  readonly person: string
  readonly counts: PackageTaken
  /** null where the sender's laptop has told no key, or is told nothing any more. */
  readonly answer: Uint8Array | null
}

export interface Packages {
  /** Throws 'package-…' with nothing done, where the file is not one, not whole, not for this county or not its sender's. */
  show(file: Uint8Array): Promise<{ readonly header: PackageHeader, readonly person: string }>
  /** `courier`: the device that carried it, '' for somebody at the county. */
  take(file: Uint8Array, courier: string): Promise<Taken>
  /** For a laptop that has sent nothing: the feed from where it last told it was. */
  answer(device: string): Promise<{ readonly person: string, readonly bytes: Uint8Array }>
}

/** A laptop's outbox is at most four hundred rounds; a part that unfolds for ever is not one. */
const ROUNDS = 400
const INFLATED = 400_000_000
const ATTACHMENT = PARTS.attachment('')

export const verifier: PackageVerifier = {
  verify: (publicKey, text, signature) => verifies(publicKey, text, signature),
  sha256: bytes => createHash('sha256').update(bytes).digest('hex')
}

export interface Sender extends Device { readonly publicKey: string, readonly boxKey: string, readonly clockOffset: number, readonly person: string, readonly cursors: Cursors }

export function openPackages(place: PackagePlace): Packages {
  let before: Promise<unknown> = Promise.resolve()
  const alone = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = before.then(work)
    before = mine.catch(() => undefined)
    return mine
  }
  return {
    show: file => alone(async () => {
      const read = readPackage(file)
      const { person } = await demandReport(place, read)
      return { header: read.header, person }
    }),
    take: (file, courier) => alone(() => take(place, file, courier)),
    answer: device => alone(async () => {
      const sender = await senderOf(place.database, device)
      if (!sender) throw new AppError('county-command-wrong', { reason: `没有设备 ${device}` })
      if (sender.revoked) throw new AppError('county-command-wrong', { reason: `设备 ${device} 已停用` })
      if (sender.boxKey === '') throw new AppError('county-command-wrong', { reason: `设备 ${device} 还没有报过收包的公钥，请它联网同步一次或先交一个数据包` })
      // A village it has never told of begins at its first change: it may have no line at all.
      const cursors = Object.fromEntries(sender.villages.map(code => [code, sender.cursors[code] ?? 0]))
      return { person: sender.person, bytes: await makeAnswer(place, sender, sender.boxKey, [], cursors) }
    })
  }
}

async function take(place: PackagePlace, file: Uint8Array, courier: string): Promise<Taken> {
  const { database, identity, attachments, now } = place
  const read = readPackage(file)
  const sender = await demandReport(place, read)
  const { rounds, blobs } = await contentOf(await openPackage(read, identity.boxKeys))
  const answers: ExchangeAnswer[] = []
  for (const asked of rounds) {
    // The feed is told once, after the last of them.
    const answer = await heard(exchange({ database, identity, device: sender, asked: { ...asked, cursors: {} }, offset: sender.clockOffset, now: now() }))
    if (answer) answers.push(answer)
  }
  let stored = 0
  const places = await placesOf(database, sender, rounds, blobs.map(blob => blob.sha256))
  for (const { sha256, bytes } of blobs)
    if (await storedIn(attachments, places.get(sha256) ?? [], sha256, bytes, sender.id)) stored++
  const counts = { ...countsOf(answers), attachments: stored }
  const cursors = rounds.at(-1)?.cursors ?? {}
  await database.transaction(async db => {
    await note(db, sender, read.header, courier, counts, now())
    await noteCursors(db, sender.id, cursors)
  })
  const boxKey = rounds.flatMap(asked => (asked.boxKey !== undefined && isBoxKey(asked.boxKey) ? [asked.boxKey] : [])).at(-1) ?? sender.boxKey
  const answer = boxKey === '' || (sender.revoked && answers.length === 0) ? null : await makeAnswer(place, sender, boxKey, answers, cursors)
  return { header: read.header, person: sender.person, counts: { ...counts, answer: answer?.length ?? 0 }, answer }
}

/** Who sent it, once it is certain. In the order of what can be said without trusting it. */
async function demandReport({ database, identity }: PackagePlace, read: ReadPackage): Promise<Sender> {
  const { header } = read
  if (header.county !== identity.id) throw new AppError('package-other-county')
  if (header.kind !== 'report' || header.to !== COUNTY) throw new AppError('package-other-reader', { to: header.to })
  const sender = await senderOf(database, header.from)
  // What the package says of its sender counts for nothing: the key is the one that was enrolled.
  if (!sender) throw new AppError('package-forged')
  await demandSender(read, sender.publicKey, verifier)
  return sender
}

export async function senderOf(database: Database, id: string): Promise<Sender | undefined> {
  const [row] = await database.transaction(db => rowsOf(db, sql<{
    public_key: string | null, box_key: string, home: string, accounts: string[], villages: string[], revoked_at: number | null, clock_offset: number, person: string, cursors: string, role: Role
  }>`select d.public_key, d.box_key, d.home, d.accounts, d.villages, d.revoked_at, d.clock_offset, coalesce(a.person, d.name) as person, d.cursors, d.role
    from device d left join account a using (account) where d.id = ${id}`))
  if (!row?.public_key) return undefined
  return {
    id, home: row.home, accounts: row.accounts, villages: row.villages, revoked: row.revoked_at !== null, role: row.role, publicKey: row.public_key, boxKey: row.box_key,
    clockOffset: row.clock_offset, person: row.person, cursors: JSON.parse(row.cursors) as Cursors
  }
}

interface Blob { readonly sha256: string, readonly bytes: Uint8Array }

/** Everything is read before anything is done: a package with one bad part changes nothing. Parts of a later version are left. */
async function contentOf(parts: readonly PackagePart[]): Promise<{ readonly rounds: readonly Asked[], readonly blobs: readonly Blob[] }> {
  const rounds: Asked[] = []
  const blobs: Blob[] = []
  let inflated = 0
  for (const { name, bytes } of parts) {
    if (name === PARTS.exchange) {
      const text = await inflate(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), 'br')
      inflated += text.length
      if (inflated > INFLATED || rounds.length >= ROUNDS) throw new AppError('body-too-large')
      rounds.push(parseAsked(text))
    } else if (name.startsWith(ATTACHMENT)) {
      const digest = name.slice(ATTACHMENT.length)
      if (!isSha256(digest) || bytes.length === 0 || bytes.length > LIMITS.attachmentBytes || sha256(bytes) !== digest) throw new AppError('package-cut')
      blobs.push({ sha256: digest, bytes })
    }
  }
  return { rounds, blobs }
}

/** A revoked laptop's rounds without changes are refused by the line; here they only have no answer. */
async function heard(answer: Promise<ExchangeAnswer>): Promise<ExchangeAnswer | undefined> {
  try {
    return await answer
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === 'device-revoked') return undefined
    throw thrown
  }
}

/** No room is no reason to lose the rounds: the laptop still has the picture, and the county does not say it has. */
async function storedIn(attachments: Attachments, villages: readonly string[], digest: string, bytes: Uint8Array, device: string): Promise<boolean> {
  try {
    for (const village of villages)
      if (await attachments.find({ village, sha256: digest }) === undefined) await attachments.put({ village, sha256: digest }, bytes, device)
    return villages.length > 0
  } catch (thrown) {
    const { code } = thrown as { code?: unknown }
    if (code === 'county-busy' || code === 'ENOSPC') return false
    throw thrown
  }
}

type Counts = Omit<PackageTaken, 'answer'>

function countsOf(answers: readonly ExchangeAnswer[]): Omit<Counts, 'attachments'> {
  const verdicts = answers.flatMap(answer => answer.verdicts)
  const of = (kind: string): number => verdicts.filter(({ verdict }) => verdict === kind).length
  const kept = answers.reduce((sum, { receipt }) => sum + (receipt?.count ?? 0), 0)
  const known = of('known')
  const quarantined = of('quarantined')
  return { accepted: Math.max(0, kept - known - quarantined), known, quarantined, refused: of('refused') }
}

async function note(db: Db, sender: Sender, { id, madeAt }: PackageHeader, courier: string, { accepted, known, quarantined, refused, attachments }: Counts, now: number): Promise<void> {
  await sql`insert into package as p (village, device, id, courier, made_at, taken_at, accepted, known, quarantined, refused, attachments)
    values (${sender.home}, ${sender.id}, ${id}, ${courier}, ${madeAt}, ${now}, ${accepted}, ${known}, ${quarantined}, ${refused}, ${attachments})
    on conflict (village, device, id) do update set courier = excluded.courier, taken_at = excluded.taken_at, times = p.times + 1, accepted = excluded.accepted,
      known = excluded.known, quarantined = excluded.quarantined, refused = excluded.refused, attachments = excluded.attachments`.execute(db)
}
