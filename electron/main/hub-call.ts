/**
 * How the team finds its hub without typing: the hub calls every two seconds by broadcast and multicast, in a
 * small datagram with its certificate; who looks listens for three seconds. What is heard is judged like a
 * letter's writer, and bounded: anybody on the network may shout.
 */
import { createSocket, type Socket } from 'node:dgram'
import * as z from 'zod'
import { AppError } from '#core/error.ts'
import type { FoundHub } from '#core/host.ts'
import { Certificate } from '#core/sync/wire.ts'
import { asJson, systemCode } from './atomic.ts'
import { checkCertificate, type Teammate } from './certificate.ts'
import { HUB_GROUP, isLocal, type Lan } from './hub-lan.ts'

type Found = z.infer<typeof FoundHub>

const Call = z.object({ cunce: z.literal(1), port: z.int().min(1).max(65_535), certificate: Certificate })

const EVERY_MS = 2_000
const LISTEN_MS = 3_000
const DATAGRAM = 6_000
/** Per sender and in all: more is a flood, and is not looked at. */
const MOST_OF_ONE = 12
const MOST = 2_000
const MOST_FOUND = 40

export interface Calling { readonly port: number; readonly certificate: () => Promise<Certificate>; readonly lans: () => readonly Lan[]; readonly callPort: number; readonly everyMs?: number }

/** Calls until stopped. Networks come and go meanwhile: a phone's hotspot is opened after the hub. */
export function call({ port, certificate, lans, callPort, everyMs = EVERY_MS }: Calling): { stop(): void } {
  const sockets = new Map<string, Socket>()
  let stopped = false
  const close = (address: string): void => {
    const socket = sockets.get(address)
    sockets.delete(address)
    try {
      socket?.close()
    } catch {
      // Closed by its own failure.
    }
  }
  function socketAt(address: string): void {
    const socket = createSocket('udp4')
    sockets.set(address, socket)
    socket.on('error', () => close(address))
    socket.bind(0, address, () => {
      try {
        socket.setBroadcast(true)
        socket.setMulticastTTL(1)
        socket.setMulticastInterface(address)
      } catch {
        // No multicast here: broadcast may do.
      }
    })
  }
  async function once(): Promise<void> {
    const there = lans()
    for (const address of sockets.keys()) if (!there.some(lan => lan.address === address)) close(address)
    for (const { address } of there) if (!sockets.has(address)) socketAt(address)
    const bytes = Buffer.from(JSON.stringify({ cunce: 1, port, certificate: await certificate() } satisfies z.infer<typeof Call>))
    if (stopped) return
    for (const { address, broadcast } of there) for (const to of [broadcast, HUB_GROUP]) sockets.get(address)?.send(bytes, callPort, to, () => undefined)
  }
  const tick = (): void => void once().catch(() => undefined)
  tick()
  const timer = setInterval(tick, everyMs)
  return {
    stop() {
      stopped = true
      clearInterval(timer)
      for (const address of [...sockets.keys()]) close(address)
    }
  }
}

/** Hubs of our county with a village of ours, by the order they were heard. Throws 'hub-not-heard' where nothing can be listened to. */
export async function listen(self: Teammate, lans: readonly Lan[], callPort: number, ms: number = LISTEN_MS): Promise<Found[]> {
  const found = new Map<string, Found>()
  const heard = new Set<string>()
  const senders = new Map<string, number>()
  const socket = createSocket({ type: 'udp4', reuseAddr: true })
  const take = (bytes: Buffer, from: string): void => {
    const times = (senders.get(from) ?? 0) + 1
    const text = bytes.length <= DATAGRAM ? bytes.toString('latin1') : ''
    if (text === '' || times > MOST_OF_ONE || heard.size >= MOST || found.size >= MOST_FOUND || heard.has(from + text)) return
    senders.set(from, times)
    heard.add(from + text)
    const hub = hubIn(bytes, from, self)
    if (hub) found.set(hub.address, hub)
  }
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject)
      socket.on('message', (bytes, { address }) => { if (isLocal(address)) take(bytes, address) })
      socket.bind(callPort, '0.0.0.0', () => {
        for (const { address } of lans)
          try {
            socket.addMembership(HUB_GROUP, address)
          } catch {
            // Broadcast may do.
          }
        resolve()
      })
    })
    await new Promise(resolve => { setTimeout(resolve, ms) })
  } catch (cause) {
    throw new AppError('hub-not-heard', { reason: systemCode(cause) || 'unknown' }, { cause })
  } finally {
    socket.close()
  }
  return [...found.values()]
}

function hubIn(bytes: Buffer, from: string, { county, now, certificate: own }: Teammate): Found | null {
  const said = Call.safeParse(asJson(bytes))
  if (!said.success) return null
  const { port, certificate } = said.data
  if (certificate.device === own.device || checkCertificate(certificate, county, now)) return null
  if (!certificate.villages.some(village => own.villages.includes(village))) return null
  return { address: `${from}:${port}`, device: certificate.device, person: certificate.person, villages: certificate.villages }
}
