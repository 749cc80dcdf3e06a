/**
 * What the window and the book's worker say to each other. The worker has no road to the host of its own:
 * its host calls go through the window, which knows `window.cunce`. Errors travel as data with a code,
 * never as thrown objects, because a structured clone drops everything of an AppError but its message.
 */
import type { AppErrorData } from '#core/error.ts'
import type { HostCallName } from '#core/host.ts'
import type { Result } from '#core/result.ts'
import type { Book, BookEvent } from './book.ts'

export const BOOK_METHODS = [
  'open', 'close', 'status', 'search', 'rows', 'groups', 'household', 'standard', 'write', 'conflicts', 'decide',
  'saveDraft', 'readDraft', 'previewImport', 'applyImport', 'cancelImport', 'sync', 'cancelSync', 'backup', 'settleVillage', 'copies',
  'ledger', 'ledgerLines', 'ledgerChoices', 'addLine', 'previewPaste', 'applyPaste', 'act', 'steps', 'undo', 'records',
  'checkAll', 'cancelCheck', 'lastCheck', 'findings', 'giveReason', 'timeline', 'twins', 'twinsOf', 'reveal', 'makeFile',
  'setAside', 'sendAgain', 'withdraw', 'decisions', 'undoDecision', 'merged', 'loss', 'receipts', 'deliverySheet', 'countyAnswers',
  'previewPackage', 'savePackage', 'choosePackage', 'takePackage', 'carryPackage', 'saveAnswer', 'openHub', 'closeHub', 'hubState', 'findHubs', 'visitHub',
  'addAttachment', 'attachmentsOf', 'attachmentContent', 'missingAttachments', 'fetchAttachment',
  'role', 'cases', 'caseFile', 'openCase', 'tryStep', 'takeStep', 'voidStep',
  'clues', 'previewClues', 'applyClues', 'batches', 'answeredList', 'matchClue', 'clueDue', 'suggestions', 'alertTable', 'disasters', 'markAffected',
  'nearLine', 'settings',
  'board', 'figureList',
  'dossier',
  'due', 'pairings', 'helpersOf', 'campaigns', 'campaignHouseholds'
] as const satisfies readonly (keyof Book)[]
export type BookMethod = (typeof BOOK_METHODS)[number]
/** Fails to compile when a method of Book is missing above. */
export type NothingForgotten = keyof Book extends BookMethod ? true : never

export type ToWorker =
  | { readonly kind: 'ask'; readonly id: number; readonly method: BookMethod; readonly args: readonly unknown[] }
  | { readonly kind: 'host-answer'; readonly id: number; readonly answer: Result<unknown> }

export type FromWorker =
  | { readonly kind: 'answer'; readonly id: number; readonly answer: Result<unknown, AppErrorData> }
  | { readonly kind: 'host-call'; readonly id: number; readonly name: HostCallName; readonly input: unknown }
  | { readonly kind: 'event'; readonly event: BookEvent }

/** The part of a Worker or of a worker's own global scope that the two ends use; a test may give its own. */
export interface Line<Out, In> {
  postMessage(message: Out, transfer: Transferable[]): void
  addEventListener(type: 'message', listener: (event: { readonly data: In }) => void): void
}

/** Buffers of the byte arrays one or two levels down. Only for values nobody on this side uses again. */
export function buffersOf(value: unknown, depth = 3): ArrayBuffer[] {
  if (value instanceof Uint8Array) return value.buffer instanceof ArrayBuffer ? [value.buffer] : []
  if (depth === 0 || typeof value !== 'object' || value === null) return []
  return [...new Set((Array.isArray(value) ? value : Object.values(value)).flatMap(part => buffersOf(part, depth - 1)))]
}
