/**
 * Everything the window may ask of the host, in one table. A row is: what goes in, what comes out.
 * The preload and the host's handlers derive from it; a message not in it is refused. The host knows no
 * household: what it stores and carries for `src/db` is sealed bytes or wire messages.
 */
import * as z from 'zod'
import { Change } from './sync/change.ts'
import { Known } from './sync/bundle.ts'
import { PackageHeader } from './sync/package.ts'
import { Certificate, Enrolled, Exchange, ExchangeAnswer, SnapshotIndex } from './sync/wire.ts'

export interface HostCall<I extends z.ZodType, O extends z.ZodType> { readonly input: I; readonly output: O }
const call = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O): HostCall<I, O> => ({ input, output })

const Bytes = z.instanceof(Uint8Array) as z.ZodType<Uint8Array>
const Nothing = z.null()

/** One append: all of it is in the journal after a power cut, or none. `from`–`to` are change numbers. */
export const JournalEntry = z.object({ from: z.int().min(1), to: z.int().min(1), village: z.string().max(20), bytes: Bytes })
export type JournalEntry = z.infer<typeof JournalEntry>

/** What start-up compares with IndexedDB. `damaged` counts entries whose checksum fails (named by offset in the log). */
export const JournalState = z.object({
  entries: z.int(), highest: z.int(),
  /** sha-256 hex over the entries' from, to and bytes in order. */
  hash: z.string(),
  damaged: z.int(),
  /** A database existed on this profile: an empty one now is damage, never a first run. */
  marker: z.boolean()
})
export type JournalState = z.infer<typeof JournalState>

export const VaultStatus = z.object({
  state: z.enum(['new', 'locked', 'unlocked', 'key-store-changed']),
  /** 'os': a key store holds half of the key, a PIN of 6 digits is enough. 'none': a passphrase of 12 is asked. */
  keyStore: z.enum(['os', 'none']),
  /** Seconds until the next attempt is allowed; 0 = now. */
  wait: z.int(), attempts: z.int()
})
export type VaultStatus = z.infer<typeof VaultStatus>

export const CountyStatus = z.object({
  enrolled: Enrolled.nullable(), address: z.string(),
  /** A one-time code and address given at start (practice village), for the wizard to fill in. */
  offered: z.object({ address: z.string(), code: z.string() }).nullable(),
  device: z.string()
})
export type CountyStatus = z.infer<typeof CountyStatus>

/** A chosen file: its name without the path, and its bytes. */
export const OpenedFile = z.object({ name: z.string(), bytes: Bytes })
export type OpenedFile = z.infer<typeof OpenedFile>

const PrintJob = z.object({ job: z.string() })
const Sha256 = z.string().regex(/^[0-9a-f]{64}$/)

/** A package a person chose. `token` names it until another is chosen; its file is not read again. */
export const ChosenPackage = z.object({
  token: z.string().max(40), name: z.string(), header: PackageHeader,
  /** The county's answers in it, in order, when it is for this laptop; null when it is somebody's to the county. */
  answers: z.array(ExchangeAnswer).nullable(),
  /** Digests of attachments it brought, already stored. */
  attachments: z.array(Sha256)
})
export type ChosenPackage = z.infer<typeof ChosenPackage>

/** What the county did with a package that was carried to it. */
export const CarriedPackage = z.object({
  accepted: z.int(), known: z.int(), quarantined: z.int(), refused: z.int(), attachments: z.int(),
  /** The answer package waits under this token to be saved for its owner. */
  answer: z.object({ token: z.string(), bytes: z.int() }).nullable()
})
export type CarriedPackage = z.infer<typeof CarriedPackage>

export const HubGuest = z.object({ device: z.string(), person: z.string(), at: z.number(), gave: z.int(), took: z.int() })
export const HubState = z.object({
  open: z.boolean(), port: z.int(), addresses: z.array(z.string()), guests: z.array(HubGuest),
  /** Reports of others that wait to be carried to the county. */
  held: z.object({ packages: z.int(), bytes: z.int() })
})
export type HubState = z.infer<typeof HubState>
export const FoundHub = z.object({ address: z.string(), device: z.string(), person: z.string(), villages: z.array(z.string()) })
export type FoundHub = z.infer<typeof FoundHub>

/** Changes of one other laptop of the team, signatures checked. */
export const TeamChanges = z.object({ device: z.string(), person: z.string(), changes: z.array(Change) })
export type TeamChanges = z.infer<typeof TeamChanges>

export const hostCalls = {
  'app:info': call(Nothing, z.object({
    version: z.string(), runtime: z.string(), practice: z.boolean(), freeBytes: z.number() })),

  /** Answer to 'host:closing': what was typed is saved, the window may go. */
  'window:close': call(Nothing, Nothing),

  'vault:status': call(Nothing, VaultStatus),
  /** Makes the data key and wraps it; gives the raw 32 bytes, which the window imports as non-extractable and wipes. */
  'vault:create': call(z.object({ pin: z.string().max(200) }), z.object({ key: Bytes })),
  'vault:unlock': call(z.object({ pin: z.string().max(200) }), z.object({ key: Bytes })),
  'vault:lock': call(Nothing, Nothing),

  /** Resolves after fsync: only then may the window show 「已存本机」. */
  'journal:append': call(JournalEntry, JournalState),
  'journal:state': call(Nothing, JournalState),
  /** Entries in order from index `from`, as many as fit 4 MB; damaged ones are left out. */
  'journal:read': call(z.object({ from: z.int().min(0) }), z.object({ entries: z.array(JournalEntry), next: z.int().nullable() })),
  /** The county's durable receipt covers these numbers: segments wholly covered may go after 14 days. */
  'journal:confirm': call(z.object({ numbers: z.array(z.tuple([z.int(), z.int()])) }), Nothing),

  /** The form in progress, sealed; replaced as a whole and fsynced. null clears it. */
  'draft:save': call(z.object({ bytes: Bytes.nullable() }), Nothing),
  'draft:read': call(Nothing, z.object({ bytes: Bytes.nullable() })),

  /** The daily copy outside the profile: written, fsynced, read back and compared. Seven are kept. */
  'backup:write': call(z.object({ bytes: Bytes }), z.object({ file: z.string(), at: z.string() })),
  'backup:read': call(Nothing, z.object({ bytes: Bytes, at: z.string() }).nullable()),
  'backup:state': call(Nothing, z.object({ at: z.string().nullable(), folder: z.string() })),

  /** The window's database can be neither opened nor deleted from the window: its files go, and the book is made again from the other copies. */
  'database:discard': call(Nothing, Nothing),

  'county:status': call(Nothing, CountyStatus),
  'county:enrol': call(z.object({ address: z.string().max(200), code: z.string().max(60), name: z.string().max(60) }), Enrolled),
  'county:exchange': call(Exchange, z.object({ answer: ExchangeAnswer, up: z.int(), down: z.int() })),
  'county:snapshot': call(z.object({ village: z.string().max(20) }), SnapshotIndex),
  /** Whether the county answers at all: a small unsigned question, no longer than some seconds. Never throws for silence. */
  'county:reach': call(Nothing, z.object({ answers: z.boolean(), protocol: z.int().nullable() })),
  /** Breaks off whatever is on the road to the county. */
  'county:stop': call(Nothing, Nothing),
  /** The county's word on this laptop as last heard; null before it gave one. */
  'county:certificate': call(Nothing, z.object({ certificate: Certificate.nullable(), boxKey: z.string() })),
  'county:chunk': call(z.object({ village: z.string().max(20), cursor: z.int(), chunk: z.int().min(0), sha256: z.string() }), z.object({ bytes: Bytes })),

  /** Makes a report of these rounds and attachments, sealed to the county, and asks where to save it; null when the dialog was closed. */
  'package:save': call(z.object({ exchanges: z.array(Exchange).max(400), attachments: z.array(Sha256).max(2_000), name: z.string().max(100) }),
    z.object({ name: z.string(), bytes: z.int(), id: z.string() }).nullable()),
  /** Asks for a file, checks its sender and, where it is for this laptop, opens it. */
  'package:choose': call(Nothing, ChosenPackage.nullable()),
  /** Carries somebody's chosen report to the county. */
  'package:carry': call(z.object({ token: z.string().max(40) }), CarriedPackage),
  'package:save-answer': call(z.object({ token: z.string().max(40) }), z.object({ name: z.string() }).nullable()),

  /** Opens this laptop to the others of its team on the local network. */
  'hub:open': call(Nothing, HubState),
  'hub:close': call(Nothing, Nothing),
  'hub:state': call(Nothing, HubState),
  /** Listens some seconds for hubs that call on the local network. */
  'hub:find': call(Nothing, z.array(FoundHub)),
  /** One visit to a hub: own report for the county and own changes for the team go there, the team's changes and the county's answers come back. */
  'hub:visit': call(z.object({ address: z.string().max(100), exchanges: z.array(Exchange).max(40), changes: z.array(Change).max(20_000), known: Known }),
    z.object({ person: z.string(), team: z.array(TeamChanges), answers: z.array(ExchangeAnswer), gave: z.int() })),
  /** On the hub itself: what the guests brought and this laptop has not; and its own changes to pass on. */
  'hub:exchange': call(z.object({ changes: z.array(Change).max(20_000), known: Known }), z.object({ team: z.array(TeamChanges) })),
  /** Carries what guests left for the county; said by the round, when the county answers. */
  'hub:forward': call(Nothing, z.object({ carried: z.int(), left: z.int() })),

  /** Blobs are sealed before they come here; the name is the sha-256 of the sealed bytes. Resolves after fsync. */
  'attachment:put': call(z.object({ sha256: Sha256, bytes: Bytes }), Nothing),
  'attachment:read': call(z.object({ sha256: Sha256 }), z.object({ bytes: Bytes }).nullable()),
  /** Which of these are here whole. */
  'attachment:have': call(z.object({ sha256: z.array(Sha256).max(20_000) }), z.object({ sha256: z.array(Sha256) })),
  /** Resolves when the county has all of it; goes on where it was cut off. */
  'attachment:send': call(z.object({ sha256: Sha256, village: z.string().max(20) }), z.object({ up: z.int(), already: z.boolean() })),
  'attachment:fetch': call(z.object({ sha256: Sha256, village: z.string().max(20) }), z.object({ down: z.int() })),
  /** Of the one on the road. */
  'attachment:progress': call(Nothing, z.object({ sha256: Sha256, done: z.int(), total: z.int() }).nullable()),

  /** Shows the system's dialog; the window never names a path. */
  'file:open': call(z.object({ kind: z.enum(['workbook', 'picture']) }), OpenedFile.nullable()),
  'file:save': call(z.object({ name: z.string().max(200), bytes: Bytes }), z.object({ name: z.string() }).nullable()),

  /** Begins a PDF: the system's dialog asks where to; null when it was closed. Its page follows in pieces. */
  'print:pdf': call(z.object({ title: z.string().max(100) }), PrintJob.nullable()),
  /** Begins a print through the system's print dialog, which is shown when all pieces are here. */
  'print:paper': call(z.object({ title: z.string().max(100), landscape: z.boolean() }), PrintJob),
  /** One piece of the page, escaped by src/print; only text and its style, served to a window without scripts. */
  'print:add': call(z.object({ job: z.string().max(40), html: z.string().max(4_000_000) }), Nothing),
  /** Typesets and writes, or prints; `printed` is false when the person closed the print dialog. */
  'print:finish': call(z.object({ job: z.string().max(40) }), z.object({ name: z.string(), size: z.int(), printed: z.boolean() })),
  'print:cancel': call(z.object({ job: z.string().max(40) }), Nothing)
} as const

export type HostCallName = keyof typeof hostCalls
export type HostInput<N extends HostCallName> = z.infer<(typeof hostCalls)[N]['input']>
export type HostOutput<N extends HostCallName> = z.infer<(typeof hostCalls)[N]['output']>

/** What the host tells the window without being asked. */
export const hostEvents = {
  /** The machine is going to sleep, the session was locked, or Ctrl+L: lock now. */
  'host:lock': Nothing,
  /** The window is about to be closed: save what is typed and answer by closing. */
  'host:closing': Nothing
} as const
export type HostEventName = keyof typeof hostEvents

/** What the preload puts on `window.cunce`. `call` never throws: a failure is data with a code. */
export interface HostBridge {
  call<N extends HostCallName>(name: N, input: HostInput<N>): Promise<import('./result.ts').Result<HostOutput<N>>>
  on(name: HostEventName, listener: () => void): () => void
}
