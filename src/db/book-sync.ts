/**
 * What the window may ask of the book about synchronising: what is only here, what was set aside, who decided
 * what, the county's receipts, packages, the hub of the team and attachments. All of it works offline but
 * what names the county.
 */
import type { CarriedPackage, FoundHub, HubState } from '#core/host.ts'
import type { Values } from '#core/registers/define.ts'
import type { Origin, Value } from '#core/sync/change.ts'
import type { PackageSummary } from '#core/sync/package.ts'
import type { Receipt } from '#core/sync/wire.ts'

/** A change the county did not simply take. */
export interface SetAside {
  readonly number: number
  readonly verdict: 'refused' | 'quarantined'
  /** Code of server/judge.ts; the words are the view's. */
  readonly reason: string
  readonly register: string
  readonly record: string
  readonly household: string | null
  readonly title: string
  readonly at: number
  /** Which fields it set, to what. */
  readonly fields: Values
  /**
   * waiting    a person here or at the county has to look at it
   * sent-again written anew as another change
   * withdrawn  taken back here
   * released   the county has put it into the village's log after all
   * rejected   the county has looked at it and keeps it out; `note` says why
   */
  readonly state: 'waiting' | 'sent-again' | 'withdrawn' | 'released' | 'rejected'
  readonly note: string
}

/** One side of what was decided or merged. */
export interface Side {
  readonly value: Value
  readonly by: string
  readonly device: string
  readonly at: number
  readonly origin: Origin
  readonly mine: boolean
  /** The visit it was answered at: its day and record, null elsewhere. */
  readonly visit: { readonly record: string; readonly day: string } | null
}

/** A clash somebody here has decided; kept so that it can be taken back. */
export interface Decided {
  readonly id: string
  readonly register: string
  readonly record: string
  readonly household: string | null
  readonly title: string
  readonly field: string
  readonly chosen: Value
  readonly at: number
  /** All answers there were, the one shown before first. */
  readonly answers: readonly Side[]
  readonly undone: boolean
}

/** Two people worked on one record at a time on different fields: nothing clashed, and this is what came together. */
export interface Merged {
  readonly register: string
  readonly record: string
  readonly household: string | null
  readonly title: string
  readonly at: number
  readonly mine: readonly string[]
  readonly theirs: readonly { readonly field: string; readonly side: Side }[]
}

/** What would be gone if this laptop fell into the river now, and how old the county's copy is. Counted, never guessed. */
export interface Loss {
  readonly changes: number
  readonly households: number
  /** Time of the oldest change only here; null without any. */
  readonly since: number | null
  readonly attachments: number
  readonly attachmentBytes: number
  /** Half an answer, typed and not yet stored as one. */
  readonly draft: boolean
  /** Changes a trial county has signed for: a power cut there may lose them. */
  readonly trial: number
  readonly setAside: number
  /** Changes that left by package or hub and have no receipt yet. */
  readonly onTheWay: { readonly changes: number; readonly at: number } | null
  readonly lastContact: number | null
}

export interface KeptReceipt extends Receipt {
  /** When this laptop took it in, ms. */
  readonly takenAt: number
  /** By which road the county's word came. */
  readonly road: 'line' | 'package' | 'hub'
}

/** 交割单: what was handed over, as both sides print it. */
export interface DeliverySheet {
  readonly county: string
  readonly countyName: string
  readonly device: string
  readonly person: string
  readonly villages: readonly { readonly code: string; readonly name: string; readonly changes: number }[]
  readonly receipts: readonly KeptReceipt[]
  readonly changes: number
  readonly households: number
  /** Not handed over: still only here. */
  readonly left: number
  readonly madeAt: number
}

export interface PackagePreview { readonly changes: number; readonly households: number; readonly first: number | null; readonly last: number | null; readonly attachments: number; readonly attachmentBytes: number }

export type PackageRead =
  /** For this laptop, from the county: taken in with takePackage. */
  | { readonly kind: 'answer'; readonly token: string; readonly name: string; readonly from: string; readonly madeAt: number; readonly receipts: number; readonly confirmed: number; readonly changes: number; readonly gap: boolean; readonly seen: boolean }
  /** Somebody's, for the county: this laptop may carry it. */
  | { readonly kind: 'courier'; readonly token: string; readonly name: string; readonly madeAt: number; readonly summary: PackageSummary; readonly own: boolean }

export interface TeamReport { readonly person: string; readonly gave: number; readonly took: number; readonly confirmed: number }

/** kinds: code table attachmentKind. */
export interface NewAttachment {
  readonly household: string
  readonly kind: string
  readonly title: string
  /** What it shows: a person, a visit, a field of a record; all optional. */
  readonly person?: string
  readonly subject?: { readonly register: string; readonly record: string; readonly field?: string }
}
export interface Attachment {
  readonly record: string
  readonly household: string
  readonly kind: string
  readonly title: string
  readonly takenAt: number
  readonly by: string
  readonly bytes: number
  readonly width: number
  readonly height: number
  /** awaited: the county has not got it either; whoever added it may still bring it. lost: added here, never sent, and its file is gone. */
  readonly state: 'here' | 'sent' | 'away' | 'awaited' | 'lost'
}

export interface BookSync {
  setAside(): Promise<readonly SetAside[]>
  /** Writes the same fields anew, as they stand in the set-aside change. */
  sendAgain(number: number): Promise<void>
  /** Puts back what stood before, where nothing was written over it since, and tells the county at the next round. */
  withdraw(number: number): Promise<{ readonly restored: number; readonly left: number }>

  decisions(): Promise<readonly Decided[]>
  /** The clash stands again among those to decide, with all its answers. */
  undoDecision(id: string): Promise<void>
  merged(): Promise<readonly Merged[]>

  loss(): Promise<Loss>
  receipts(): Promise<readonly KeptReceipt[]>
  /** null: everything since the first receipt. Times in ms. */
  deliverySheet(since: number | null): Promise<DeliverySheet>
  /** Breaks off a round at once; what has come stays. */
  cancelSync(): Promise<void>
  /** Whether the county answers; asked of the host, cheap. */
  countyAnswers(): Promise<boolean>

  previewPackage(): Promise<PackagePreview>
  /** null when the person closed the dialog. */
  savePackage(): Promise<{ readonly name: string; readonly bytes: number; readonly changes: number } | null>
  choosePackage(): Promise<PackageRead | null>
  takePackage(token: string): Promise<{ readonly confirmed: number; readonly pulled: number; readonly refused: number }>
  carryPackage(token: string): Promise<CarriedPackage>
  /** Of the answer the county gave to a carried package. */
  saveAnswer(token: string): Promise<{ readonly name: string } | null>

  openHub(): Promise<HubState>
  closeHub(): Promise<void>
  hubState(): Promise<HubState>
  findHubs(): Promise<readonly FoundHub[]>
  visitHub(address: string): Promise<TeamReport>

  /** `picture`: re-encoded JPEG or WebP without metadata, its size known; `thumb` the same, small. */
  addAttachment(what: NewAttachment, picture: Picture, thumb: Picture): Promise<Attachment>
  attachmentsOf(household: string): Promise<readonly Attachment[]>
  /** Opened bytes. Throws 'attachment-missing', 'attachment-damaged'. */
  attachmentContent(record: string, size: 'full' | 'thumb'): Promise<{ readonly mime: string; readonly bytes: Uint8Array }>
  /** Of all households: named in a record and not on this laptop. */
  missingAttachments(): Promise<readonly Attachment[]>
  fetchAttachment(record: string): Promise<void>
}

export interface Picture { readonly mime: 'image/jpeg' | 'image/webp'; readonly bytes: Uint8Array; readonly width: number; readonly height: number }
