/**
 * What the county sends back by the same road: the answers to the rounds of a package, receipts and verdicts with
 * them, then the feed from where the laptop said it was, page by page until there is no more or the stick gets
 * heavy. Every page says which cursor it follows. Sealed to its laptop, signed by the county.
 */
import { createHash, randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { answerText } from '#core/sync/body.ts'
import { COUNTY, PARTS, writePackage, type PackagePart } from '#core/sync/package.ts'
import { PROTOCOL, type Cursors, type ExchangeAnswer } from '#core/sync/wire.ts'
import { rowsOf, type Db } from './database.ts'
import { feedPage, highestOf } from './exchange.ts'
import type { PackagePlace, Sender } from './packages.ts'
import { deflate } from './requests.ts'
import { enterScope, leaveScope } from './scope.ts'

/** The rest comes with the next: the laptop tells where it then is. */
const ANSWER_BYTES = 50_000_000

export async function makeAnswer(place: PackagePlace, sender: Sender, boxKey: string, answers: readonly ExchangeAnswer[], cursors: Cursors): Promise<Uint8Array> {
  const { identity, now } = place
  const parts: PackagePart[] = []
  for (const answer of answers) parts.push(await partOf(answer))
  const { pages, changes } = await feedParts(place, sender, cursors, ANSWER_BYTES - weight(parts))
  const summary = { by: identity.name.slice(0, 60), villages: sender.villages.slice(0, 50), changes, attachments: 0, first: null, last: null }
  const label = {
    kind: 'answer', id: randomBytes(16).toString('base64url'), county: identity.id, from: COUNTY, to: sender.id, toKey: boxKey,
    madeAt: new Date(now()).toISOString(), summary, certificate: null
  } as const
  const signer = { sign: identity.sign, sha256: (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex') }
  return Buffer.concat(await writePackage(label, [...parts, ...pages], signer))
}

async function partOf(answer: ExchangeAnswer): Promise<PackagePart> {
  const { bytes, encoding } = await deflate(answerText(answer).padEnd(SHORTEST), 'br')
  if (encoding !== 'br') throw new Error('an answer was not packed')
  return { name: PARTS.answer, bytes }
}
/** Shorter texts are left as they are by deflate(); JSON may end in spaces. */
const SHORTEST = 200

const weight = (parts: readonly PackagePart[]): number => parts.reduce((sum, { bytes }) => sum + bytes.length, 0)

async function feedParts({ database, identity, now }: PackagePlace, sender: Sender, from: Cursors, room: number): Promise<{ readonly pages: readonly PackagePart[], readonly changes: number }> {
  const cursors: Record<string, number> = { ...from }
  const pages: PackagePart[] = []
  let changes = 0
  for (let more = !sender.revoked; more && weight(pages) < room;) {
    const answer = await database.transaction(db => nextPages(db, sender, cursors, { epoch: identity.epoch, time: now() }))
    pages.push(await partOf(answer))
    more = false
    for (const [village, page] of Object.entries(answer.feed)) {
      changes += page.changes.length
      if (page.more) cursors[village] = page.cursor
      else delete cursors[village]
      more ||= page.more
    }
  }
  return { pages, changes }
}

/** One page of every village named: as the line answers a round without changes. */
async function nextPages(db: Db, sender: Sender, cursors: Cursors, head: Pick<ExchangeAnswer, 'epoch' | 'time'>): Promise<ExchangeAnswer> {
  const highest = await highestOf(db, sender)
  await enterScope(db, sender.villages)
  const villages = await rowsOf(db, sql<{ code: string, name: string, last: number }>`
    select code, name, last from village where code = any(${sender.villages}::text[]) order by code`)
  const feed: ExchangeAnswer['feed'] = {}
  for (const { code, last } of villages) {
    const cursor = Object.hasOwn(cursors, code) ? cursors[code] : undefined
    if (cursor !== undefined) feed[code] = { ...await feedPage(db, code, sender.id, cursor, last), from: Math.min(cursor, last) }
  }
  await leaveScope(db)
  return { ...head, verdicts: [], receipt: null, feed, villages: [...villages], highest, protocol: PROTOCOL }
}
