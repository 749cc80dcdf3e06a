/**
 * What a laptop and the county say to each other. One request does a whole round (`exchange`): changes up,
 * verdicts, receipt and feed down, so that an idle round costs one small request. Every request is signed
 * by the device's key over method, path, time, nonce and the body's digest (docs/sync.md).
 * Readers ignore keys they do not know; nothing here is ever renamed.
 */
import * as z from 'zod'
import { Change } from './change.ts'

export const PROTOCOL = 2

/** The county serves clients this many protocol versions back; a laptop speaks the county's where that is older. */
const VERSIONS_BACK = 2
export const OLDEST_PROTOCOL = Math.max(1, PROTOCOL - VERSIONS_BACK)

/** Codes of the table procedureRole. */
export const ProcedureRole = z.enum(['village', 'township', 'county'])

/** Where each message goes. A snapshot is a GET, signed like the rest. */
export const PATHS = {
  enrol: '/v1/enrol',
  exchange: '/v1/exchange',
  health: '/v1/health',
  /** tus: POST creates, HEAD and PATCH below it go on. */
  attachments: '/v1/attachments',
  /** Of one attachment's upload: laptop and county name it alike, so that a cut one is found again without a list. */
  upload: (village: string, sha256: string): string => `/v1/attachments/${encodeURIComponent(village)}_${sha256}`,
  attachment: (village: string, sha256: string): string => `/v1/villages/${encodeURIComponent(village)}/attachments/${sha256}`,
  /** A sealed package of this or another laptop; the answer is the package to carry back. */
  packages: '/v1/packages',
  snapshot: (village: string): string => `/v1/villages/${encodeURIComponent(village)}/snapshot`,
  chunk: (village: string, cursor: number, chunk: number): string => `/v1/villages/${encodeURIComponent(village)}/snapshot/${cursor}/${chunk}`
} as const

/** Limits both sides hold to. A batch over them is halved by the sender. */
export const LIMITS = {
  changesPerPush: 500, feedPage: 500, bodyBytes: 5_000_000,
  /** One package file, held in memory by who writes and who reads it. */
  packageBytes: 200_000_000,
  /** One attachment as it lies on the disk: a photograph is re-encoded to a tenth of this. */
  attachmentBytes: 20_000_000
} as const

/** Per village: the county number up to which this laptop has taken the feed. */
export const Cursors = z.record(z.string(), z.int().min(0))
export type Cursors = z.infer<typeof Cursors>

export const Exchange = z.object({
  protocol: z.int(),
  changes: z.array(Change).max(LIMITS.changesPerPush),
  cursors: Cursors,
  /** What the county shows for this device (sync.md 17). */
  health: z.object({ unsent: z.int(), version: z.string().max(40), clock: z.number(), attachments: z.int().optional() }),
  /** From 2: X25519 public key of this laptop, base64url of the raw 32 bytes: answer packages are sealed to it. */
  boxKey: z.string().max(60).optional(),
  /** From 2: numbers of set-aside changes a person here has taken back; the county closes them unread. */
  withdrawn: z.array(z.int().min(1)).max(500).optional(),
  /** From 2: how far the county's decisions on set-aside changes have been heard. */
  reviewCursor: z.int().min(0).optional(),
  /**
   * From 2: a receipt of this laptop for changes the county's `highest` no longer covers. The county knows its own
   * signature: it has been restored from a backup then, and takes a new epoch by itself.
   */
  proof: z.lazy(() => Receipt).optional()
})
export type Exchange = z.infer<typeof Exchange>

export const Verdict = z.enum(['accepted', 'known', 'refused', 'quarantined'])
/** One per change that is not simply accepted; `accepted` ones are only counted in the receipt. */
export const ChangeVerdict = z.object({ number: z.int(), verdict: Verdict, reason: z.string().max(200) })
export type ChangeVerdict = z.infer<typeof ChangeVerdict>

/**
 * The county's signed word. `numbers` are inclusive ranges of the device's change numbers now in its log
 * (accepted, known or quarantined, never refused). `kept` says what the word is worth: 'durable' = a
 * database that survives a power cut; 'trial' = one that may not, so the laptop keeps its journal.
 * `digest` is sha-256 (hex) over the canonical text of those changes; `signature` is Ed25519, base64url,
 * over receiptText().
 */
export const Receipt = z.object({
  county: z.string(), epoch: z.string(), device: z.string(),
  numbers: z.array(z.tuple([z.int(), z.int()])), count: z.int(), digest: z.string(),
  kept: z.enum(['durable', 'trial']), at: z.string(), signature: z.string()
})
export type Receipt = z.infer<typeof Receipt>

export const FeedPage = z.object({
  /** In county order; the asking device's own changes are left out, it has them. */
  changes: z.array(Change), cursor: z.int(), more: z.boolean(),
  /** From 2: the cursor this page follows. A page that comes by a package may leave a gap; it must not be stepped over. */
  from: z.int().optional()
})
export type FeedPage = z.infer<typeof FeedPage>

/**
 * The county's word on who a device is, shown to other laptops of the team where there is no county: whoever
 * holds the county's public key can check it. `signature` is over certificateText(); times are ISO.
 */
export const Certificate = z.object({
  county: z.string().max(60), device: z.string().max(40), account: z.string().max(60), person: z.string().max(60),
  publicKey: z.string().max(60), boxKey: z.string().max(60),
  villages: z.array(z.string().max(20)).max(50), at: z.string().max(30), until: z.string().max(30), signature: z.string().max(120)
})
export type Certificate = z.infer<typeof Certificate>

/** What a person at the county decided on a change that was set aside. */
export const Review = z.object({
  /** Counts up per device; the laptop answers with the highest it has heard. */
  n: z.int().min(1),
  number: z.int().min(1), outcome: z.enum(['released', 'rejected']), note: z.string().max(200), at: z.number()
})
export type Review = z.infer<typeof Review>

export const ExchangeAnswer = z.object({
  /** Changes when the county's store was restored from a backup: laptops then send again what it lacks. */
  epoch: z.string(),
  time: z.number(),
  verdicts: z.array(ChangeVerdict),
  receipt: Receipt.nullable(),
  feed: z.record(z.string(), FeedPage),
  /** Villages granted now, and for each the county's last number: how far behind this laptop is. */
  villages: z.array(z.object({ code: z.string(), name: z.string(), last: z.int() })),
  /** Highest number of this device in the county's log. */
  highest: z.int(),
  /** From 2. */
  protocol: z.int().optional(),
  certificate: Certificate.nullable().optional(),
  /** From 2: decisions after `reviewCursor`, in order. */
  reviews: z.array(Review).optional(),
  /** From 2: X25519 public key of the county, base64url: packages for it are sealed to this. */
  countyBoxKey: z.string().max(60).optional(),
  /** From 2: the level this laptop works for now; it may have been changed since it was enrolled. */
  role: ProcedureRole.optional()
})
export type ExchangeAnswer = z.infer<typeof ExchangeAnswer>

/** First load of a village: numbered chunks, each gzip of packPage() text with a digest; any can be asked again. */
export const SnapshotIndex = z.object({
  village: z.string(), cursor: z.int(), epoch: z.string(), records: z.int(), households: z.int(),
  chunks: z.array(z.object({ bytes: z.int(), sha256: z.string() }))
})
export type SnapshotIndex = z.infer<typeof SnapshotIndex>

export const Enrol = z.object({
  protocol: z.int(), code: z.string().max(60),
  /** Ed25519 public key, base64url of the raw 32 bytes. */
  publicKey: z.string().max(60),
  /** The id this laptop used before it was enrolled; its changes keep it. */
  device: z.string().min(8).max(40),
  name: z.string().max(60), version: z.string().max(40)
})
export type Enrol = z.infer<typeof Enrol>

export const Enrolled = z.object({
  device: z.string(), account: z.string(), person: z.string(),
  county: z.object({ id: z.string(), name: z.string(), publicKey: z.string() }),
  /** As in ExchangeAnswer, so that packages work from the first day. Not sent to a laptop of protocol 1. */
  countyBoxKey: z.string().max(60).optional(),
  epoch: z.string(), kept: z.enum(['durable', 'trial']),
  villages: z.array(z.object({ code: z.string(), name: z.string(), last: z.int() })),
  /** The level this laptop works for: what it may decide in a procedure. Absent from an older county: village. */
  role: ProcedureRole.optional()
})
export type Enrolled = z.infer<typeof Enrolled>

/**
 * What became of a package that was brought to the county: JSON in the header PACKAGE_TAKEN of the answer, whose
 * body is the answer package (octets), or empty where `answer` is 0: its sender has told no key to seal it to.
 */
export const PACKAGE_TAKEN = 'x-cunce-package'
export const PackageTaken = z.object({
  accepted: z.int(), known: z.int(), quarantined: z.int(), refused: z.int(), attachments: z.int(),
  /** Bytes of the answer package. */
  answer: z.int()
})
export type PackageTaken = z.infer<typeof PackageTaken>

/** Every answer that is not 2xx. */
export const CountyProblem = z.object({ code: z.string(), detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])) })
export type CountyProblem = z.infer<typeof CountyProblem>
