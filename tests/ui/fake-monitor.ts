/** What a book in memory says about monitoring: a village where nothing runs yet, until a test gives it something to say. */
import { AppError } from '#core/error.ts'
import type { BookMonitor } from '../../src/db/book-monitor.ts'

const nothing = async (): Promise<never[]> => []
const missing = async (): Promise<never> => { throw new AppError('case-missing') }

export const quietMonitor: BookMonitor = {
  role: async () => 'village',
  cases: nothing, caseFile: missing, openCase: missing, tryStep: nothing, takeStep: missing, voidStep: missing,
  clues: nothing, previewClues: missing, applyClues: missing, batches: nothing, answeredList: missing, matchClue: missing, clueDue: async day => day, suggestions: nothing, alertTable: nothing, disasters: nothing, markAffected: missing,
  nearLine: nothing, settings: nothing,
  board: nothing, figureList: nothing,
  dossier: nothing,
  due: nothing, pairings: async () => ({ helpers: [], most: 8, without: [], doubled: [] }), helpersOf: nothing, campaigns: nothing, campaignHouseholds: nothing
}
