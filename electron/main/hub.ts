/**
 * The hub of the team on a local network: opened here, found and visited elsewhere. What guests leave stays
 * when the hub is closed, and is handed over or carried on later; while locked nothing is answered.
 */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '#core/error.ts'
import type { HostCallName, HostOutput, TeamChanges } from '#core/host.ts'
import { readPackage } from '#core/sync/package.ts'
import { LIMITS } from '#core/sync/wire.ts'
import type { Box } from './box.ts'
import type { Handlers } from './calls.ts'
import { teammate } from './certificate.ts'
import type { CountyLine } from './county-line.ts'
import type { Device } from './device.ts'
import { makeBundles, readBundle } from './hub-bundle.ts'
import { call, listen } from './hub-call.ts'
import { openHubDesk, type HubDesk } from './hub-desk.ts'
import { openHeld, type Held } from './hub-held.ts'
import { HUB_PORT, localNetworks, type Lan } from './hub-lan.ts'
import { demandWriter } from './hub-letter.ts'
import { DOOR_LIMITS, openDoor, type Door, type DoorLimits } from './hub-server.ts'
import { HUB_LIMITS, openBundleStore, type BundleStore, type HubLimits } from './hub-store.ts'
import { visitHub } from './hub-visit.ts'
import type { Log } from './log.ts'
import { carryPackage } from './package-carry.ts'
import { judgePackage } from './package-read.ts'
import { makeReport } from './package-report.ts'
import type { BlobStore } from './attachment-store.ts'
import { within, type Range } from './ranges.ts'

export type HubHandlers = Pick<Handlers, Extract<HostCallName, `hub:${string}`>>

export interface Hub {
  readonly handlers: HubHandlers
  /** Locked or quitting: nobody is answered any more. */
  close(): Promise<void>
}

export interface HubSetting {
  readonly folder: string
  readonly device: Device
  readonly box: Box
  readonly line: CountyLine
  readonly blobs: BlobStore
  readonly now: () => number
  readonly log: Log
  /** For tests: the loopback as a local network, other ports and limits. */
  readonly lans?: () => readonly Lan[]
  readonly ports?: { readonly door: readonly number[]; readonly call: number }
  readonly limits?: HubLimits
  readonly door?: DoorLimits
  readonly listenMs?: number
  readonly everyMs?: number
}

/** One answer to the window; what is over comes with the next. */
const MOST_CHANGES = 20_000

interface Open { readonly door: Door; readonly desk: HubDesk; stop(): void }
interface Stores { readonly store: BundleStore; readonly held: Held }

export function openHub(setting: HubSetting): Hub {
  const { folder, device, box, line, blobs, now, log, lans = localNetworks, ports = { door: [HUB_PORT, 0], call: HUB_PORT }, limits = HUB_LIMITS } = setting
  const place = join(folder, 'hub')
  const heard = new Set<string>()
  let held: Promise<Held> | null = null
  let bundles: Promise<BundleStore> | null = null
  let sizes = { held: () => 0, bundles: () => 0 }
  let open: Open | null = null
  let busy: Promise<unknown> = Promise.resolve()
  let forwarding: Promise<HostOutput<'hub:forward'>> | null = null

  const self = () => teammate(device, now())
  /** A failure is not kept: the vault may be open the next time. */
  function heldNow(): Promise<Held> {
    held ??= openHeld(place, now, log, limits, () => sizes.bundles()).then(opened => {
      sizes = { ...sizes, held: () => opened.bytes() }
      return opened
    }).catch((thrown: unknown) => {
      held = null
      throw thrown
    })
    return held
  }
  async function storesNow(): Promise<Stores> {
    const me = await self()
    await mkdir(place, { recursive: true })
    bundles ??= openBundleStore({ folder: place, box, self: me, now, log, limits, otherBytes: () => sizes.held() }).then(opened => {
      sizes = { ...sizes, bundles: () => opened.bytes() }
      return opened
    }).catch((thrown: unknown) => {
      bundles = null
      throw thrown
    })
    return { held: await heldNow(), store: await bundles }
  }
  /** Opening, closing and exchanging do not overtake each other; a slow county holds up none of them. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = busy.catch(() => undefined).then(work)
    busy = mine
    return mine
  }

  async function start(): Promise<void> {
    if (open) return
    const { store, held: waiting } = await storesNow()
    const desk = openHubDesk({ self, store, held: waiting, now, log })
    const who = async () => (await self()).certificate
    const door = await openDoor({ ports: ports.door, who, judge: async header => demandWriter(header, await self()), answer: letter => desk.answer(letter), log, limits: setting.door ?? DOOR_LIMITS })
    const calling = call({ port: door.port, certificate: who, lans, callPort: ports.call, everyMs: setting.everyMs })
    open = { door, desk, stop: () => calling.stop() }
  }
  async function stop(): Promise<void> {
    const was = open
    open = null
    was?.stop()
    await was?.door.close()
    // The key of the bundles goes with it.
    bundles = null
    sizes = { ...sizes, bundles: () => 0 }
  }
  async function state(): Promise<HostOutput<'hub:state'>> {
    const waiting = (await heldNow()).reports()
    return {
      open: open !== null, port: open?.door.port ?? 0, addresses: lans().map(({ address }) => address), guests: open?.desk.guests() ?? [],
      held: { packages: waiting.length, bytes: waiting.reduce((sum, { size }) => sum + size, 0) }
    }
  }

  async function forward(): Promise<HostOutput<'hub:forward'>> {
    const waiting = await heldNow()
    let carried = 0
    for (const one of waiting.reports()) {
      const bytes = await waiting.read(one)
      if (!bytes) continue
      try {
        const { answer } = await carryPackage(line, one.header.from, one.header, bytes)
        // Kept before the report goes: killed between the two, it is carried once more, and the county has it already.
        if (answer) await waiting.keepAnswer(readPackage(answer).header, answer)
        await waiting.forget(one)
        carried++
      } catch (thrown) {
        if (!(thrown instanceof AppError)) throw thrown
        log('hub-not-carried', { code: thrown.code })
        // The county itself is out of reach: the others fare no better.
        if (['package-needs-county', 'county-busy', 'county-fault', 'county-certificate'].includes(thrown.code)) break
      }
    }
    return { carried, left: waiting.reports().length }
  }

  async function visit(wanted: Parameters<HubHandlers['hub:visit']>[0]): Promise<HostOutput<'hub:visit'>> {
    return await visitHub(wanted, {
      self: await self(), heard,
      async report(exchanges) {
        if (await device.countyBoxKey() === null) return null
        return Buffer.concat((await makeReport({ device, blobs, now }, exchanges, [])).pieces)
      },
      async answers(bytes) {
        try {
          const { header, answers } = await judgePackage(device, blobs, '', bytes)
          return answers && { id: header.id, answers }
        } catch (thrown) {
          if (!(thrown instanceof AppError)) throw thrown
          log('hub-answer-refused', { code: thrown.code })
          return null
        }
      }
    })
  }

  async function exchange({ changes, known }: Parameters<HubHandlers['hub:exchange']>[0]): Promise<HostOutput<'hub:exchange'>> {
    const me = await self()
    const { store } = await storesNow()
    const mine = store.known(me.certificate.villages, me.certificate.device)[me.certificate.device] ?? []
    if (open)
      for (const { bytes } of await makeBundles(me, changes.filter(({ number }) => !within(mine, number, number))))
        if (await store.keep(await readBundle(bytes, me), bytes) === 'full') throw new AppError('hub-full', { person: me.certificate.person })
    const team = new Map<string, TeamChanges>()
    let count = 0
    for (const kept of store.lacking(me.certificate.device, me.certificate.villages, known)) {
      if (count + LIMITS.changesPerPush > MOST_CHANGES) break
      const bytes = await store.read(kept)
      if (!bytes) continue
      const read = await readBundle(bytes, me).catch((thrown: unknown) => {
        if (thrown instanceof AppError) return null
        throw thrown
      })
      // Its author's certificate has run out since.
      if (!read) continue
      const { certificate: { device: author, person }, changes: brought } = read
      count += brought.length
      const have: readonly Range[] = Object.hasOwn(known, author) ? known[author]! : []
      const before = team.get(author)?.changes ?? []
      team.set(author, { device: author, person, changes: [...before, ...brought.filter(({ number }) => !within(have, number, number))] })
    }
    return { team: [...team.values()] }
  }

  return {
    close: () => inTurn(stop),
    handlers: {
      'hub:open': () => inTurn(async () => {
        await start()
        return await state()
      }),
      'hub:close': () => inTurn(async () => {
        await stop()
        return null
      }),
      'hub:state': () => state(),
      'hub:find': async () => await listen(await self(), lans(), ports.call, setting.listenMs),
      'hub:visit': wanted => visit(wanted),
      'hub:exchange': wanted => inTurn(() => exchange(wanted)),
      'hub:forward': async () => {
        forwarding ??= forward().finally(() => { forwarding = null })
        return await forwarding
      }
    }
  }
}
