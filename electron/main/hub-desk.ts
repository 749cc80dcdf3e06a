/**
 * What the hub does with one letter: keeps what a guest brings, gives what the guest lacks. Everything is
 * judged here by the hub's own certificate and the guest's: a bundle of a village that is not both the
 * hub's and its reader's is neither kept nor given. Doing it twice does no more than doing it once.
 */
import { PARTS, type PackagePart } from '#core/sync/package.ts'
import { AppError } from '#core/error.ts'
import type { HubGuest } from '#core/host.ts'
import type { Certificate } from '#core/sync/wire.ts'
import type * as z from 'zod'
import type { Teammate } from './certificate.ts'
import { readBundle } from './hub-bundle.ts'
import type { Held } from './hub-held.ts'
import { Ask, LETTER_BYTES, readLetter, writeLetter, type Reply } from './hub-letter.ts'
import type { BundleStore } from './hub-store.ts'
import type { Log } from './log.ts'

export type HubGuestState = z.infer<typeof HubGuest>

export interface HubDesk {
  /** The sealed answer. Throws 'hub-…' codes. */
  answer(letter: Uint8Array): Promise<Buffer>
  guests(): HubGuestState[]
}

const SEEN = 5_000
const MOST_GUESTS = 200
/** Leaves room for the seal, the header and the names of parts. */
const REPLY_BYTES = LETTER_BYTES - 1_000_000
const REPLY_PARTS = 500

export interface DeskSetting { readonly self: () => Promise<Teammate>; readonly store: BundleStore; readonly held: Held; readonly now: () => number; readonly log: Log }

export function openHubDesk({ self, store, held, now, log }: DeskSetting): HubDesk {
  const guests = new Map<string, HubGuestState>()
  const seen = new Set<string>()
  let before: Promise<unknown> = Promise.resolve()

  async function answer(letter: Uint8Array): Promise<Buffer> {
    const me = await self()
    const { id, writer, said, parts } = await readLetter(letter, me, Ask)
    for (const old of held.answers(writer.device)) if (said.heard.includes(old.header.id)) await held.forget(old)
    const kept = await keepAll(me, writer, said, parts)
    const { given, took, more } = await giveAll(me, writer, said)
    count(id, writer, kept.gave, took)
    const reply: Reply = {
      version: 1, to: id, known: store.known(common(me, writer), writer.device), kept: kept.ids.slice(0, 2_000), reportKept: kept.report, full: kept.full, more
    }
    return (await writeLetter(me, writer, reply, given)).bytes
  }

  async function keepAll(me: Teammate, writer: Certificate, said: Ask, parts: readonly PackagePart[]) {
    const ids: string[] = []
    let gave = 0
    let report = false
    let full = false
    for (const { name, bytes } of parts)
      try {
        if (name === PARTS.bundle) {
          const bundle = await readBundle(bytes, me)
          if (!bundle.villages.every(village => me.certificate.villages.includes(village))) continue
          if (await store.keep(bundle, bytes) === 'full') full = true
          else {
            ids.push(bundle.id)
            gave += bundle.changes.length
          }
        } else if (name === PARTS.package && said.report) {
          if (await held.keepReport(bytes, writer, me.county, said.report) === 'full') full = true
          else report = true
        }
      } catch (thrown) {
        // One that does not hold is not kept, and the writer is not told it was; the others count.
        if (!(thrown instanceof AppError)) throw thrown
        log('hub-part-refused', { code: thrown.code })
      }
    return { ids, gave, report, full }
  }

  async function giveAll(me: Teammate, writer: Certificate, said: Ask) {
    const given: PackagePart[] = []
    let room = REPLY_BYTES
    let took = 0
    let more = false
    /** The first fits always: otherwise one that is large would block the others for ever. */
    const fits = (size: number): boolean => {
      if (given.length > 0 && (size > room || given.length >= REPLY_PARTS)) more = true
      return !more
    }
    for (const waiting of held.answers(writer.device)) {
      if (said.got.includes(waiting.header.id) || said.heard.includes(waiting.header.id) || !fits(waiting.size)) continue
      const bytes = await held.read(waiting)
      if (!bytes) continue
      given.push({ name: PARTS.package, bytes })
      room -= bytes.length
    }
    for (const bundle of store.lacking(writer.device, common(me, writer), said.known)) {
      if (said.got.includes(bundle.id) || !fits(bundle.size)) continue
      const bytes = await store.read(bundle)
      if (!bytes) continue
      given.push({ name: PARTS.bundle, bytes })
      room -= bytes.length
      took += bundle.numbers.reduce((sum, [from, to]) => sum + to - from + 1, 0)
    }
    return { given, took, more }
  }

  /** A letter played again is answered again, but counted once. */
  function count(id: string, { device, person }: Certificate, gave: number, took: number): void {
    if (seen.has(id)) return
    if (seen.size >= SEEN) seen.clear()
    seen.add(id)
    const known = guests.get(device)
    if (!known && guests.size >= MOST_GUESTS) guests.delete([...guests.values()].sort((a, b) => a.at - b.at)[0]!.device)
    guests.set(device, { device, person, at: now(), gave: (known?.gave ?? 0) + gave, took: (known?.took ?? 0) + took })
  }

  return {
    /** One after the other: two guests who come at once find the same store. */
    answer(letter) {
      const mine = before.catch(() => undefined).then(() => answer(letter))
      before = mine
      return mine
    },
    guests: () => [...guests.values()].sort((a, b) => b.at - a.at)
  }
}

const common = (me: Teammate, writer: Certificate): string[] => me.certificate.villages.filter(village => writer.villages.includes(village))
