/**
 * A county in memory with the real merge: numbers each village's log, keeps merged records, gives receipts
 * and snapshots. Not signed: signatures are the host's matter and are tested there.
 */
import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { AppError } from '#core/error.ts'
import type { Change, RecordState } from '#core/sync/change.ts'
import { applyChange } from '#core/sync/merge.ts'
import { packPage } from '#core/sync/pack.ts'
import { changesText } from '#core/sync/signing.ts'
import type { ChangeVerdict, Enrolled, Exchange, ExchangeAnswer, FeedPage, Receipt, Review, SnapshotIndex } from '#core/sync/wire.ts'
import type { CountyRoad } from '../db/fake-host.ts'
import { countyPost, type CountyPost } from '../db/fake-packages.ts'

const sha = (text: string | Uint8Array): string => createHash('sha256').update(text).digest('hex')

export interface TestCounty {
  readonly log: Map<string, Change[]>
  readonly records: Map<string, RecordState>
  /** Sealed attachments by their digest. */
  readonly blobs: Map<string, Uint8Array>
  readonly post: CountyPost
  epoch: string
  kept: 'durable' | 'trial'
  feedPage: number
  mostChanges: number
  /** Reason to refuse a change, or '' to take it. */
  refuse: (change: Change) => string
  quarantine: (change: Change) => string
  /** From 2 it speaks of reviews, hears what was taken back and says where a page begins. */
  protocol: number
  /** What it was told in the last question. */
  heard: Exchange | null
  /** Numbers taken back, by device. */
  readonly withdrawn: Map<string, number[]>
  /** A person at the county looks at a change that was set aside. */
  review(device: string, number: number, outcome: Review['outcome'], note: string): void
  readonly requests: string[]
  road(device: string): CountyRoad
  enrol(device: string, villages: readonly string[]): Enrolled
  /** Back to an earlier copy: the changes after it are gone and the epoch is another, unless nobody has told the county. */
  restore(keep: (change: Change) => boolean, knows?: boolean): void
}

export function testCounty(): TestCounty {
  const grants = new Map<string, readonly string[]>()
  const seen = new Map<string, string>()
  const aside: Change[] = []
  const reviews = new Map<string, Review[]>()
  let time = 0
  const chunks = new Map<string, Uint8Array[]>()
  const logOf = (village: string): Change[] => {
    const known = county.log.get(village)
    if (known) return known
    const fresh: Change[] = []
    county.log.set(village, fresh)
    return fresh
  }
  const keyOf = ({ register, record }: Change): string => `${register}/${record}`
  const merge = (change: Change): void => void county.records.set(keyOf(change), applyChange(county.records.get(keyOf(change)), change))

  function take(changes: readonly Change[]): { verdicts: ChangeVerdict[]; kept: Change[] } {
    const verdicts: ChangeVerdict[] = []
    const kept: Change[] = []
    for (const change of changes) {
      const id = `${change.device} ${change.number}`
      const refused = county.refuse(change)
      const set = county.quarantine(change)
      if (refused) { verdicts.push({ number: change.number, verdict: 'refused', reason: refused }); continue }
      kept.push(change)
      if (seen.has(id)) { verdicts.push({ number: change.number, verdict: 'known', reason: '' }); continue }
      seen.set(id, '')
      if (set) { aside.push(change); verdicts.push({ number: change.number, verdict: 'quarantined', reason: set }); continue }
      logOf(change.village).push(change)
      merge(change)
    }
    return { verdicts, kept }
  }

  function receiptFor(device: string, kept: readonly Change[]): Receipt | null {
    if (kept.length === 0) return null
    const numbers: [number, number][] = []
    for (const { number } of [...kept].sort((a, b) => a.number - b.number)) {
      const last = numbers.at(-1)
      if (last && number === last[1] + 1) last[1] = number
      else numbers.push([number, number])
    }
    return { county: 'county-1', epoch: county.epoch, device, numbers, count: kept.length, digest: sha(changesText(kept)), kept: county.kept, at: '', signature: '' }
  }

  function feed(device: string, village: string, cursor: number): FeedPage {
    const rest = logOf(village).map((change, i) => ({ change, number: i + 1 })).filter(item => item.number > cursor && item.change.device !== device)
    const page = rest.slice(0, county.feedPage)
    const more = rest.length > page.length
    return { from: cursor, changes: page.map(item => item.change), cursor: more ? page.at(-1)!.number : logOf(village).length, more }
  }

  const villagesOf = (device: string): ExchangeAnswer['villages'] => (grants.get(device) ?? []).map(code => ({ code, name: `村${code.slice(-3)}`, last: logOf(code).length }))

  const county: TestCounty = {
    log: new Map(), records: new Map(), blobs: new Map(), post: countyPost((device, asked) => county.road(device).exchange(asked), (name, bytes) => void county.blobs.set(name, bytes), 'county-1'),
    epoch: 'epoch-1', kept: 'durable', feedPage: 500, mostChanges: 500, protocol: 1, heard: null, withdrawn: new Map(), requests: [], refuse: () => '', quarantine: () => '',
    enrol(device, villages) {
      grants.set(device, villages)
      return { device, account: `account-${device}`, person: device, county: { id: 'county-1', name: '县', publicKey: county.post.publicKey }, epoch: county.epoch, kept: county.kept, villages: [...villagesOf(device)] }
    },
    road: device => ({
      post: county.post,
      async putBlob(name, _, bytes) {
        county.requests.push(`put ${name}`)
        const already = county.blobs.has(name)
        county.blobs.set(name, bytes.slice())
        return already
      },
      async getBlob(name) {
        county.requests.push(`get ${name}`)
        const bytes = county.blobs.get(name)
        if (!bytes) throw new AppError('attachment-missing')
        return bytes.slice()
      },
      async exchange(question) {
        const { changes, cursors } = question
        county.requests.push('exchange')
        county.heard = question
        // Its own word about what is no longer here: it was restored and had not known.
        if (question.proof?.epoch === county.epoch && question.proof.device === device && question.proof.numbers.some(([from, to]) => Array.from({ length: to - from + 1 }, (_, i) => from + i).some(number => !seen.has(`${device} ${number}`)))) county.epoch = `${county.epoch}!`
        if (county.protocol >= 2) county.withdrawn.set(device, [...new Set([...county.withdrawn.get(device) ?? [], ...question.withdrawn ?? []])])
        if (changes.length > county.mostChanges) throw new AppError('body-too-large')
        const { verdicts, kept } = take(changes)
        const highest = Math.max(0, ...[...seen.keys()].map(id => id.split(' ')).filter(([of]) => of === device).map(([, number]) => Number(number)))
        return {
          ...(county.protocol >= 2 && { protocol: county.protocol, reviews: (reviews.get(device) ?? []).filter(one => one.n > (question.reviewCursor ?? 0)) }),
          epoch: county.epoch, time: ++time, verdicts, receipt: receiptFor(device, kept), villages: villagesOf(device), highest,
          feed: Object.fromEntries(Object.entries(cursors).map(([village, cursor]) => [village, { ...feed(device, village, cursor), ...(county.protocol >= 2 && { from: cursor }) }]))
        }
      },
      async snapshot(village): Promise<SnapshotIndex> {
        county.requests.push('snapshot')
        const records = [...county.records.values()].filter(record => record.village === village)
        const made: Uint8Array[] = []
        for (let i = 0; i < records.length; i += 5) made.push(gzipSync(packPage(records.slice(i, i + 5))))
        const cursor = logOf(village).length
        chunks.set(`${village} ${cursor}`, made)
        return { village, cursor, epoch: county.epoch, records: records.length, households: 0, chunks: made.map(bytes => ({ bytes: bytes.length, sha256: sha(bytes) })) }
      },
      async chunk(village, cursor, chunk) {
        county.requests.push('chunk')
        const bytes = chunks.get(`${village} ${cursor}`)?.[chunk]
        if (!bytes) throw new AppError('snapshot-gone')
        return bytes.slice()
      }
    }),
    review(device, number, outcome, note) {
      const known = reviews.get(device) ?? []
      reviews.set(device, [...known, { n: known.length + 1, number, outcome, note, at: time }])
      const change = aside.find(one => one.device === device && one.number === number)
      if (!change || outcome === 'rejected') return
      logOf(change.village).push(change)
      merge(change)
    },
    restore(keep, knows = true) {
      if (knows) county.epoch = `${county.epoch}+`
      county.records.clear()
      seen.clear()
      for (const [village, log] of county.log) {
        const kept = log.filter(keep)
        county.log.set(village, kept)
        for (const change of kept) { seen.set(`${change.device} ${change.number}`, ''); merge(change) }
      }
    }
  }
  return county
}
