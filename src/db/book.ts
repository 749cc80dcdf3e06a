/**
 * The book (册): what a window may ask of the village data on this laptop. It is answered by a worker that
 * alone holds the opened records, the search index and the key; the window holds pictures of what it shows.
 * Every `write` resolves only after the host's journal is fsynced and the strict transaction is complete.
 */
import type { AppErrorData } from '#core/error.ts'
import type { Values } from '#core/registers/define.ts'
import type { Context, Origin, RecordState, Value } from '#core/sync/change.ts'
import type { Receipt } from '#core/sync/wire.ts'
import type { BookMonitor } from './book-monitor.ts'
import type { BookSync, Side } from './book-sync.ts'
import type { CheckRun, FileProgress, FileRequest, FindingFilter, MadeFile, Newcomer, Timeline, Twin, VillageFinding } from './book-checks.ts'
import type { DroppedLine, LayoutChoice, SheetLayout } from './book-imports.ts'
import type { LedgerChoice, LedgerLine, LedgerList, LedgerQuery, NewLine, PastePreview, Step, Undone } from './book-ledgers.ts'

/** Fields to set on one record; a record id not yet known makes a new record. */
export interface Entry {
  readonly register: string
  readonly record: string
  readonly fields: Values
  /** What the screen showed when the answer was given (sawFor of that record); absent = what the book holds now. */
  readonly saw?: Readonly<Record<string, Context>>
}

/** One line of the household list; everything a row shows, nothing else. */
export interface HouseholdRow {
  readonly id: string
  readonly village: string
  /** It has moved there, and this laptop is not granted that village: shown among those that are gone. */
  readonly movedTo?: string
  readonly group: string
  readonly hamlet: string
  readonly headName: string
  /** Members not end-dated. */
  readonly members: number
  readonly householdType: string | null
  readonly monitorCategory: string | null
  readonly riskEliminated: boolean | null
  /** What a procedure decides and two sides say differently: null above, and no fact. */
  readonly undecided?: readonly ('monitorCategory' | 'riskEliminated')[]
  /** Last finished visit, 'YYYY-MM-DD'. */
  readonly visitedOn: string | null
  /** An unfinished visit lies on this laptop. */
  readonly visitOpen: boolean
  readonly conflicts: number
  /** Changes of this household not yet confirmed by the county. */
  readonly unsent: number
  /** Why the search found it: the member's name or masked ID tail; '' when the head matched or nothing was searched. */
  readonly hit: string
}

export interface HouseholdQuery {
  /** 汉字, pinyin, initials, ID tail, phone tail, group + surname; blank for all. */
  readonly text: string
  /** Exact filters; absent = any. */
  readonly village?: string
  readonly group?: string
  /** 'ended': households that are gone, which no other list holds. */
  readonly show?: 'all' | 'monitored' | 'unvisited' | 'conflict' | 'unsent' | 'ended'
}

/** Row order = 组, then 户编号. The window asks for slices; ids of the whole answer come with the first. */
export interface HouseholdList {
  readonly total: number
  readonly ids: readonly string[]
  /** Milliseconds the search took inside the worker, for the bench. */
  readonly took: number
}

/** A household with everything that belongs to it; `ended` members included. */
export interface HouseholdFile {
  readonly household: RecordState
  readonly members: readonly RecordState[]
  readonly incomes: readonly RecordState[]
  readonly visits: readonly RecordState[]
  /** Records of every other register that name this household. */
  readonly others: readonly RecordState[]
  /** Record ids with changes the county has not confirmed. */
  readonly unsent: readonly string[]
}

/** One clash, both answers, as the conflict page shows it. */
export interface Conflict {
  readonly register: string
  readonly record: string
  readonly village: string
  readonly household: string | null
  /** Head's name and, for a person, the member's name. */
  readonly title: string
  readonly field: string
  readonly answers: readonly { readonly value: Value; readonly by: string; readonly device: string; readonly at: number; readonly origin: Origin; readonly shown: boolean; readonly mine: boolean; readonly visit?: Side['visit'] }[]
}

/** What the status line and page say. Times are ms since 1970; null = never. */
export interface BookStatus {
  readonly households: number
  readonly people: number
  readonly villages: readonly { readonly code: string; readonly name: string; readonly cursor: number; readonly last: number }[]
  /** Own changes no receipt covers yet; `trial` ones are covered by a trial county's receipt only. */
  readonly unsent: number
  readonly trial: number
  readonly refused: readonly { readonly number: number; readonly reason: string; readonly title: string }[]
  readonly conflicts: number
  readonly lastContact: number | null
  readonly lastReceipt: Receipt | null
  readonly lastError: { readonly error: AppErrorData; readonly at: number } | null
  readonly round: RoundProgress | null
  readonly disk: number
}

export interface RoundProgress {
  readonly stage: 'pushing' | 'pulling' | 'first-load' | 'attachments'
  readonly done: number
  readonly total: number
  readonly up: number
  readonly down: number
  /** Bytes this stage will have cost in all, as far as what has gone says; absent while nothing has. */
  readonly expected?: number
}

export interface RoundReport {
  readonly pushed: number
  readonly pulled: number
  readonly up: number
  readonly down: number
  readonly requests: number
  readonly refused: number
  /** Broken off by a person: what had come stays, the rest is asked for next time. */
  readonly cancelled?: boolean
}

/** What start-up found and did; a person is told of everything but 'clean' and 'new'. */
export interface OpenReport {
  readonly outcome: 'new' | 'clean' | 'rebuilt'
  /** In Chinese-free terms; the words come from the store: what was damaged. */
  readonly damage: readonly ('database-missing' | 'database-empty' | 'pages-damaged' | 'own-missing' | 'journal-damaged')[]
  /** Own changes brought back from the journal. */
  readonly recovered: number
  /** Where the rest came back from. */
  readonly base: 'view' | 'backup' | 'journal' | 'county' | 'none'
  readonly backupAt: string | null
  /** Records that could not be opened and wait for the county's copy. */
  readonly damagedPages: number
  readonly took: number
}

export interface Draft {
  readonly visit: string
  readonly household: string
  /** Where the caret was. */
  readonly section: string
  readonly question: string
  /** Typed but not yet an answer. */
  readonly raw: string
}

/** A workbook read against the roster: what would change, and what is wrong, by cell address. */
export interface ImportPreview {
  readonly token: string
  readonly name: string
  readonly sheet: string
  readonly village: { readonly code: string | null; readonly name: string }
  readonly households: { readonly added: number; readonly changed: number; readonly same: number }
  readonly people: { readonly added: number; readonly changed: number; readonly same: number }
  readonly rows: number
  /** Row-level problems. Any 'error' stops the import as a whole; a 'warning' does not. */
  readonly problems: readonly { readonly cell: string; readonly row: number; readonly code: string; readonly severity: 'error' | 'warning'; readonly text: string }[]
  /** Headings not understood; their columns are left out and said so. */
  readonly unknownHeadings: readonly string[]
  readonly layout: SheetLayout
  /** Lines that are no lines of the list. */
  readonly dropped: readonly DroppedLine[]
  /** Records of other registers than household, person and income. */
  readonly records: { readonly added: number; readonly changed: number; readonly same: number }
  /** First 500 differences; the totals above count all. */
  readonly differences: readonly { readonly row: number; readonly household: string; readonly person: string; readonly kind: 'household' | 'person' | 'record'; readonly change: 'added' | 'changed'; readonly fields: readonly { readonly label: string; readonly before: string; readonly after: string; /** The value here is younger than the last import of this layout: the file may be the older copy. */ readonly newer?: boolean }[] }[]
}

export interface ImportDone {
  readonly households: number
  readonly people: number
  readonly records: number
  readonly changes: number
  /** Households and lines that stayed out because something is wrong in them; they are red in the file handed back. */
  readonly leftOut: { readonly households: number; readonly lines: number }
  /** Id of the import's record and of its step. */
  readonly import: string
}

export interface ImportProgress { readonly stage: 'checking' | 'reading' | 'comparing' | 'saving'; readonly done: number; readonly total: number }

/** Equal digests, equal copies. `digest`: sha-256 hex over core/sync/digest copyText(). */
export interface Copy { readonly code: string; readonly name: string; readonly records: number; readonly digest: string }

export interface Book extends BookSync, BookMonitor {
  /** `key`: raw data key, wiped by the callee once imported as non-extractable. */
  open(key: Uint8Array): Promise<OpenReport>
  /** Drops key and records from memory; everything durable stays. */
  close(): Promise<void>

  status(): Promise<BookStatus>
  search(query: HouseholdQuery): Promise<HouseholdList>
  /** Rows for ids, in the order asked; unknown ids are left out. */
  rows(ids: readonly string[], query: HouseholdQuery): Promise<readonly HouseholdRow[]>
  groups(): Promise<readonly { readonly village: string; readonly group: string; readonly households: number }[]>
  household(id: string): Promise<HouseholdFile>
  /** The county's or the default value of a yearly standard, e.g. ('monitorLine', '2025'): 分. */
  standard(name: string, year: number): Promise<{ readonly value: number; readonly year: number; readonly source: string } | null>

  write(entries: readonly Entry[], origin: Origin, village: string): Promise<{ readonly numbers: readonly [number, number] }>
  conflicts(): Promise<readonly Conflict[]>
  /** A decision is a change like any other: it has seen every answer. */
  decide(register: string, record: string, field: string, value: Value): Promise<void>

  saveDraft(draft: Draft | null): Promise<void>
  readDraft(): Promise<Draft | null>

  /** `choice`: what the person corrected in the layout of the preview before; it is remembered once the import is applied. */
  previewImport(name: string, bytes: Uint8Array, village: { code: string; name: string } | null, choice?: LayoutChoice): Promise<ImportPreview>
  /** `leaveOut`: households with an error stay as they are, the rest goes in; else one error stops the whole. */
  applyImport(token: string, leaveOut?: boolean): Promise<{ readonly households: number; readonly people: number; readonly changes: number; readonly import: string }>
  cancelImport(): Promise<void>

  /** One round: push, receipt, feed; first load where a village is new here. */
  sync(): Promise<RoundReport>
  backup(): Promise<{ readonly file: string; readonly at: string }>
  /** The real code of a village that was named here before the county gave one; its work is sent from then on. */
  settleVillage(from: string, to: string): Promise<number>
  /** 核对: what each village's copy on this laptop is, to be compared with another laptop's or the county's. */
  copies(): Promise<readonly Copy[]>

  ledger(query: LedgerQuery): Promise<LedgerList>
  /** Lines of base record ids, in the order asked, with the query's columns. */
  ledgerLines(query: LedgerQuery, ids: readonly string[]): Promise<readonly LedgerLine[]>
  /** What stands in a column under the other filters, most frequent first, 300 at most. */
  ledgerChoices(query: LedgerQuery, column: string): Promise<readonly LedgerChoice[]>
  addLine(ledger: string, line: NewLine, village: string): Promise<{ readonly id: string; readonly step: Step }>
  previewPaste(query: LedgerQuery, at: { readonly id: string | null; readonly column: string }, text: string): Promise<PastePreview>
  applyPaste(token: string): Promise<Step>
  /** A write that can be taken back: every screen but the door uses this. */
  act(what: { readonly kind: Step['kind']; readonly title: string; readonly origin: Origin }, entries: readonly Entry[], village: string): Promise<Step>
  /** Newest first; undone ones too. */
  steps(): Promise<readonly Step[]>
  /** '' takes back the newest that is not undone. */
  undo(step: string): Promise<Undone | null>

  /** Records of a register that are current, for pickers: helpers, organisations, posts, paper sheets. */
  records(register: string, owner?: string): Promise<readonly RecordState[]>

  /** Runs every check over every household and village; tells progress by 'check' events. */
  checkAll(): Promise<CheckRun>
  cancelCheck(): Promise<void>
  /** The last run of this session; null when none was made. */
  lastCheck(): Promise<CheckRun | null>
  findings(filter: FindingFilter, from: number, count: number): Promise<{ readonly total: number; readonly lines: readonly VillageFinding[] }>
  /** '' takes the reason back. */
  giveReason(key: string, reason: string): Promise<void>
  /** Everything known of the changes to a household and all that belongs to it, or to one record; newest first. */
  timeline(of: { readonly household: string } | { readonly register: string; readonly record: string }): Promise<Timeline>
  twins(): Promise<readonly Twin[]>
  twinsOf(newcomer: Newcomer): Promise<readonly Twin[]>
  /** Notes that a masked value was opened, by whom and what for, where the first secretary sees it. */
  reveal(register: string, record: string, field: string, purpose: string): Promise<void>

  makeFile(request: FileRequest): Promise<MadeFile>
}

/** Sent by the worker without being asked. */
export type BookEvent =
  | { readonly kind: 'changed'; readonly households: readonly string[] | 'all' }
  | { readonly kind: 'status'; readonly status: BookStatus }
  | { readonly kind: 'import'; readonly progress: ImportProgress }
  | { readonly kind: 'check'; readonly done: number; readonly total: number }
  | { readonly kind: 'file'; readonly progress: FileProgress }
