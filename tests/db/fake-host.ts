/**
 * A host in memory: journal, draft, backups, attachments, a stick, neighbours and a road to a county. `power` cuts
 * it: from then on every call fails, and what was appended stays. Bytes are copied in and out, as between
 * processes. A stick that goes from hand to hand is one map in several hosts.
 */
import { createHash } from 'node:crypto'
import { AppError, asErrorData } from '#core/error.ts'
import type { HostBridge, HostCallName, HostInput, HostOutput, JournalEntry, JournalState } from '#core/host.ts'
import { failed, ok } from '#core/result.ts'
import type { Certificate, Enrolled, Exchange, ExchangeAnswer, SnapshotIndex } from '#core/sync/wire.ts'
import { hubCalls, newHub, type Hub } from './fake-hub.ts'
import { openFile, postKeys, reportFile, type CountyPost, type PostKeys, type Traveller } from './fake-packages.ts'

export interface CountyRoad {
  exchange(exchange: Exchange): Promise<ExchangeAnswer>
  snapshot(village: string): Promise<SnapshotIndex>
  chunk(village: string, cursor: number, chunk: number): Promise<Uint8Array>
  /** Whether it was there already. */
  putBlob?(sha256: string, village: string, bytes: Uint8Array): Promise<boolean>
  /** Throws 'attachment-missing'. */
  getBlob?(sha256: string, village: string): Promise<Uint8Array>
  readonly post?: CountyPost
}

export interface FakeHost extends Pick<HostBridge, 'call'> {
  readonly device: string
  readonly journal: JournalEntry[]
  readonly confirmed: [number, number][]
  backups: { bytes: Uint8Array; at: string }[]
  draft: Uint8Array | null
  marker: boolean
  enrolled: Enrolled | null
  certificate: Certificate | null
  county: CountyRoad | null
  freeBytes: number
  /** Sealed attachments by their digest. */
  readonly blobs: Map<string, Uint8Array>
  /** The stick that is plugged in: name → file. */
  usb: Map<string, Uint8Array>
  /** Which file of the stick the person chooses next; null closes the dialog. */
  choice: string | null
  /** Who stands on the same hotspot. */
  nearby: readonly FakeHost[]
  readonly hub: Hub
  readonly keys: PostKeys
  /** As the county told them last; packages are sealed and answers checked with them, line or no line. */
  post: CountyPost | null
  readonly calls: HostCallName[]
  /** Called before each host call; throws to make it fail. */
  before: (name: HostCallName) => void | Promise<void>
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

export type Handlers = { readonly [N in HostCallName]?: (input: HostInput<N>) => HostOutput<N> | Promise<HostOutput<N>> }

export function fakeHost(device: string): FakeHost {
  const journalState = (): JournalState => {
    const hash = createHash('sha256')
    for (const { from, to, bytes } of host.journal) hash.update(`${from}-${to}`).update(bytes)
    return { entries: host.journal.length, highest: Math.max(0, ...host.journal.map(entry => entry.to), ...host.confirmed.map(range => range[1])), hash: hash.digest('hex'), damaged: 0, marker: host.marker }
  }
  const handlers: Handlers = {
    'journal:append': entry => {
      host.marker = true
      host.journal.push(structuredClone(entry))
      return journalState()
    },
    'journal:state': journalState,
    'journal:read': ({ from }) => {
      const entries = host.journal.slice(from, from + 3)
      return { entries: structuredClone(entries), next: from + 3 < host.journal.length ? from + 3 : null }
    },
    'journal:confirm': ({ numbers }) => { host.confirmed.push(...numbers); return null },
    'draft:save': ({ bytes }) => { host.draft = bytes; return null },
    'draft:read': () => ({ bytes: host.draft }),
    'backup:write': ({ bytes }) => {
      const at = new Date(host.backups.length * 1000).toISOString()
      host.backups.push({ bytes, at })
      return { file: `backup-${host.backups.length}`, at }
    },
    'backup:read': () => structuredClone(host.backups[host.backups.length - 1] ?? null),
    'backup:state': () => ({ at: host.backups[host.backups.length - 1]?.at ?? null, folder: '' }),
    'app:info': () => ({ version: '0.1.0', runtime: 'test', practice: false, freeBytes: host.freeBytes }),
    'county:status': () => ({ enrolled: host.enrolled, address: '', offered: null, device }),
    'county:exchange': async exchange => {
      const { publicKey: boxKey } = await host.keys.box()
      const road = roadOf(host)
      const answer = await road.exchange({ boxKey, ...exchange })
      host.post = road.post ?? host.post
      host.certificate = answer.certificate ?? host.certificate
      return { answer, up: 100, down: 100 }
    },
    'county:snapshot': ({ village }) => roadOf(host).snapshot(village),
    'county:chunk': async ({ village, cursor, chunk }) => ({ bytes: await roadOf(host).chunk(village, cursor, chunk) }),
    'county:reach': () => ({ answers: host.county !== null, protocol: host.county === null ? null : 2 }),
    'county:stop': () => null,
    'county:certificate': async () => ({ certificate: host.certificate, boxKey: (await host.keys.box()).publicKey }),
    ...attachmentCalls(),
    ...packageCalls(),
    ...hubCalls(() => host)
  }

  function attachmentCalls(): Handlers {
    return {
      'attachment:put': ({ sha256: name, bytes }) => {
        if (sha256(bytes) !== name) throw new AppError('attachment-damaged')
        host.blobs.set(name, bytes)
        return null
      },
      'attachment:read': ({ sha256: name }) => {
        const bytes = host.blobs.get(name)
        return bytes ? { bytes } : null
      },
      'attachment:have': ({ sha256: names }) => ({ sha256: names.filter(name => host.blobs.has(name)) }),
      'attachment:send': async ({ sha256: name, village }) => {
        const bytes = host.blobs.get(name)
        if (!bytes) throw new AppError('attachment-missing')
        const already = await blobRoad('putBlob')(name, village, bytes)
        return { up: already ? 0 : bytes.length, already }
      },
      'attachment:fetch': async ({ sha256: name, village }) => {
        const bytes = await blobRoad('getBlob')(name, village)
        host.blobs.set(name, bytes)
        return { down: bytes.length }
      },
      'attachment:progress': () => null
    }
  }

  const blobRoad = <N extends 'putBlob' | 'getBlob'>(name: N): NonNullable<CountyRoad[N]> => {
    const call = roadOf(host)[name]
    if (!call) throw new AppError('county-refused', { host: 'test' })
    return call.bind(roadOf(host)) as NonNullable<CountyRoad[N]>
  }

  function packageCalls(): Handlers {
    // Until the program is closed; a token is the name on the stick.
    const chosen = new Map<string, Uint8Array>()
    const answers = new Map<string, Uint8Array>()
    return {
      'package:save': async ({ exchanges, attachments, name }) => {
        const file = await reportFile(await traveller(host), exchanges, attachments.flatMap(digest => host.blobs.has(digest) ? [[digest, host.blobs.get(digest)!] as const] : []), host.keys)
        host.usb.set(name, file)
        return { name, bytes: file.length, id: sha256(file).slice(0, 24) }
      },
      'package:choose': async () => {
        const name = host.choice
        const file = name === null ? undefined : host.usb.get(name)
        if (name === null || !file) return null
        chosen.set(name, file)
        const { header, answers: said, blobs } = await openFile(await traveller(host), file, host.keys)
        for (const [digest, bytes] of blobs) host.blobs.set(digest, bytes)
        return { token: name, name, header, answers: said, attachments: blobs.map(([digest]) => digest) }
      },
      'package:carry': async ({ token }) => {
        const post = host.county?.post
        if (!post) throw new AppError('package-needs-county')
        const { answer, ...counts } = await post.take(chosen.get(token)!)
        if (answer) answers.set(token, answer)
        return { ...counts, answer: answer && { token, bytes: answer.length } }
      },
      'package:save-answer': ({ token }) => {
        const answer = answers.get(token)
        if (!answer) return null
        const name = `${token}-answer`
        host.usb.set(name, answer)
        return { name }
      }
    }
  }

  const host: FakeHost = {
    device, journal: [], confirmed: [], backups: [], draft: null, marker: false, enrolled: null, certificate: null, county: null, freeBytes: 1e12,
    blobs: new Map(), usb: new Map(), choice: null, nearby: [], hub: newHub(), keys: postKeys(), post: null, calls: [], before: () => undefined,
    async call(name, input) {
      host.calls.push(name)
      try {
        await host.before(name)
        const handler = handlers[name] as ((input: unknown) => unknown) | undefined
        if (!handler) throw new AppError('message-refused', { channel: name })
        return ok(structuredClone(await handler(structuredClone(input))) as HostOutput<typeof name>)
      } catch (error) {
        return failed(asErrorData(error))
      }
    }
  }
  return host
}

export function roadOf(host: FakeHost): CountyRoad {
  if (!host.county) throw new AppError('county-unreachable', { host: 'test' })
  return host.county
}

/** Who a laptop is to the county, from what the county told it last. Throws 'package-no-key'. */
export async function traveller({ device, enrolled, post }: FakeHost): Promise<Traveller> {
  if (!enrolled || !post) throw new AppError('package-no-key')
  return { device, county: enrolled.county.id, person: enrolled.person, countyKey: post.publicKey, countyBoxKey: await post.boxKey() }
}

