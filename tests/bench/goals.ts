/** The goals a run is held against, each beside the floor of the same run: what is met is decided here and nowhere else. */
import { ratio } from './figures.ts'

export interface Goal {
  readonly ours: number
  readonly floor: number
  readonly floorIs: string
  readonly ratio: number
  readonly must: string
  readonly met: boolean
  readonly ambitious: string
  readonly metAmbitious: boolean
  readonly more?: Readonly<Record<string, number>>
}

const rounded = (value: number): number => Math.round(value * 1000) / 1000

/** `sizes`: bytes of the whole roster as plain JSON and as gzip-6 of it. */
export function goalsOf(m: Readonly<Record<string, number>>, sizes: { readonly plain: number, readonly gzip: number }): Record<string, Goal> {
  const against = (ours: string, floor: string, floorIs: string, must: number, ambitious: number, more?: Goal['more']): Goal => {
    const to = ratio(m, ours, floor)
    return { ours: m[ours]!, floor: m[floor]!, floorIs, ratio: to, must: `≤ ${must} × floor`, met: to <= must, ambitious: `≤ ${ambitious} × floor`, metAmbitious: to <= ambitious, ...(more ? { more } : {}) }
  }
  const part = (ours: number, floor: number, floorIs: string, must: number, ambitious: number, more?: Goal['more']): Goal => {
    const to = rounded(ours / floor)
    return { ours, floor, floorIs, ratio: to, must: `≤ ${must} × floor`, met: to <= must, ambitious: `≤ ${ambitious} × floor`, metAmbitious: to <= ambitious, ...(more ? { more } : {}) }
  }
  return {
    // A quarter of RxDB's best, which takes 2.3 times fetch + parse + bulkPut (F1): 0.58 × the bare Dexie load of this run.
    G1: against('firstLoadMs', 'floorDexieLoadMs', 'fetch + parse + bare Dexie bulkPut, ms', 0.58, 0.23, { fetchParseMs: m['floorFetchParseMs']!, toFetchParse: ratio(m, 'firstLoadMs', 'floorFetchParseMs') }),
    G2: part(m['firstLoadBytes']!, sizes.gzip, 'gzip-6 of the same JSON, bytes', 1.05, 0.9),
    G4: against('pushBytes', 'floorPushBytes', 'gzip of the changed fields, bytes', 1.3, 1.3),
    G5: against('pushMs', 'floorPushMs', 'post of the gzipped fields to a file, ms', 4, 2),
    G6: against('pullMs', 'floorPullMs', 'fetch of the fields + read-modify-write in bare Dexie, ms', 1.2, 1.2, { bytes: m['pullBytes']!, bytesToFloor: ratio(m, 'pullBytes', 'floorPullBytes') }),
    G7: { ...part(m['idleBytes']!, 1024, 'bytes of a round with nothing to say', 1, 0.586, { requests: m['idleRequests']! }), met: m['idleRequests'] === 1 && m['idleBytes']! <= 1024 },
    G8: against('saveP95Ms', 'floorDexieSaveP95Ms', 'one strict Dexie transaction, p95 ms', 1, 1, { p50Ms: m['saveMs']!, appendP95Ms: m['floorAppendP95Ms']!, toAppendP95: ratio(m, 'saveP95Ms', 'floorAppendP95Ms') }),
    G9: against('unlockToListMs', 'floorOpenChunksMs', 'opening the sealed chunks, ms', 1.2, 1.2, { bareDexieReadMs: m['floorDexieReadMs']! }),
    G10: against('keystrokeP95Ms', 'floorScanP95Ms', 'scan of all people in memory, p95 ms', 2, 2, { p50Ms: m['keystrokeMs']!, p50ToScan: ratio(m, 'keystrokeMs', 'floorScanMs') }),
    G15: part(m['diskBytes']!, sizes.plain, 'plain JSON, bytes', 0.5, 0.2)
  }
}

/** A bound of its own where nothing was measured beside: `ours` against what a person or the screen allows. */
export const within = (ours: number, limit: number, floorIs: string, must: string, ambitious: string, ambitiousLimit: number, more: Goal['more'] = {}): Goal =>
  ({ ours, floor: limit, floorIs, ratio: rounded(ours / limit), must, met: ours <= limit, ambitious, metAmbitious: ours <= ambitiousLimit, more })
export const beside = (ours: number, floor: number, floorIs: string, must: number, ambitious: number, more: Goal['more'] = {}): Goal => {
  const to = rounded(ours / Math.max(0.001, floor))
  return { ours, floor, floorIs, ratio: to, must: `≤ ${must} × floor`, met: to <= must, ambitious: `≤ ${ambitious} × floor`, metAmbitious: to <= ambitious, more }
}

const FRAME_MS = 16

/** `sizes` as checks.ts measures them. Each check may look at every value once: as many walks as there are checks. */
export function checkGoals(sizes: Readonly<Record<string, Readonly<Record<string, number>>>>, checks: number): Record<string, Goal> {
  const goals: Record<string, Goal> = {}
  for (const [name, f] of Object.entries(sizes)) {
    const of = (figure: string): number => f[figure]!
    goals[`checks of a ${name}`] = beside(of('ms'), of('walkMs'), 'one walk over the same records that looks at every value, ms', checks, checks / 4, { usPerHousehold: of('usPerHousehold'), firstMs: of('firstMs'), findings: of('findings'), baseMB: of('baseMB'), peakMB: of('peakMB') })
    goals[`answers while a ${name} is checked`] = beside(of('answerWhileCheckingP95Ms'), of('answerP95Ms'), 'the same answers without a run, p95 ms', 2, 1.25, { medianMs: of('answerWhileCheckingMs'), quietMedianMs: of('answerMs'), longestMs: of('answerWhileCheckingLongestMs'), runsMeanwhile: of('runsMeanwhile') })
    goals[`one household of a ${name} checked at the door`] = within(of('doorLongestMs'), FRAME_MS, 'one frame, ms', `longest ≤ ${FRAME_MS} ms`, 'longest ≤ 4 ms', 4, { medianMs: of('doorMs'), p95Ms: of('doorP95Ms'), firstMs: of('doorFirstMs') })
  }
  return goals
}

/** `worker`: medians of the book's answers and of the bare arrays; `window`: the built window with the same lines. */
export function ledgerGoals(worker: Readonly<Record<string, number>>, window: Readonly<Record<string, number>> | null): Record<string, Goal> {
  const of = (figure: string): number => worker[figure]!
  const answers: Record<string, Goal> = {
    'ledger filtered and sorted': beside(of('sortFilterMs'), of('bareSortFilterMs'), 'filter + sort of an array of the same texts, ms', 2, 1, { lines: of('total'), found: of('filtered'), openMs: of('openMs'), firstSortMs: of('firstSortMs'), bareSortOfAllMs: of('bareSortMs') }),
    'ledger searched': beside(of('searchMs'), of('bareSearchMs'), 'includes over the same texts, ms', 2, 1, { found: of('found') }),
    'choices of a column': beside(of('choicesMs'), of('bareChoicesMs'), 'group and count of the same texts, ms', 2, 1),
    'lines of one screen': within(of('linesMs'), FRAME_MS, 'one frame, ms', `≤ ${FRAME_MS} ms`, '≤ 8 ms', 8, { bareCloneMs: of('bareLinesMs') })
  }
  if (!window) return answers
  const seen = (figure: string): number => window[figure]!
  return {
    ...answers,
    'ledger scrolled': {
      ours: seen('scrollLongTasks'), floor: 0, floorIs: 'tasks over 50 ms on the window\'s thread', ratio: seen('scrollLongTasks'), must: 'none', met: seen('scrollLongTasks') === 0,
      ambitious: 'and no frame late', metAmbitious: seen('scrollLongTasks') === 0 && seen('wheelLateFrames') + seen('pageDownLateFrames') === 0,
      more: { workedOver50: seen('scrollWorkedOver50'), wheelFrames: seen('wheelFrames'), wheelLateFrames: seen('wheelLateFrames'), pageDownFrames: seen('pageDownFrames'), pageDownLateFrames: seen('pageDownLateFrames'), longestMs: seen('scrollLongestMs'), longestWorkedMs: seen('scrollLongestWorkedMs') }
    },
    'ledger key to drawn': within(seen('searchP95Ms'), 100, 'what is felt as at once, p95 ms', '≤ 100 ms', '≤ 50 ms', 50, { medianMs: seen('searchMs'), openFirstMs: seen('openFirstMs'), openMs: seen('openMs'), sortMs: seen('sortMs'), menuMs: seen('menuMs'), filterMs: seen('filterMs'), editMs: seen('editMs'), pageDownMs: seen('pageDownMs'), pageDownP95Ms: seen('pageDownP95Ms') })
  }
}

/** One line a goal, what is not met first said so. */
export function tellGoals(goals: Readonly<Record<string, Goal>>, say: (line: string) => void): void {
  for (const [name, { ours, ratio: to, floorIs, floor, must, met, ambitious, metAmbitious }] of Object.entries(goals))
    say(`${met ? 'met    ' : 'NOT MET'} ${name}: ${ours} (${floorIs}: ${floor}; ratio ${to}); must ${must}${met ? `, ambitious ${ambitious}: ${metAmbitious ? 'met' : 'not met'}` : ''}`)
}

type Medians = Readonly<Record<string, Readonly<Record<string, number>>>>

/** Workbooks: by job, as workbook.ts runs them. Time decides `ratio`; size and memory stand beside and count too. */
export function workbookGoals(m: Medians, imported: Readonly<Record<string, number>>): Record<string, Goal> {
  const of = (job: string, figure: string): number => m[job]![figure]!
  const [read, sheetRead, scan] = [of('ours-read', 'ms'), of('sheetjs-read', 'ms'), of('scan-read', 'ms')]
  const [write, sheetWrite, excelWrite] = [of('ours-write', 'ms'), of('sheetjs-write', 'ms'), of('exceljs-write', 'ms')]
  const longest = imported['longestTaskMs']!
  const size = of('ours-write', 'bytes') / of('sheetjs-write', 'bytes')
  return {
    G11: {
      ours: read, floor: sheetRead, floorIs: 'SheetJS dense read of the same file, ms', ratio: rounded(read / sheetRead),
      must: '≤ 0.5 × SheetJS, peak ≤ its peak and 416 MB, no task over 50 ms in the window', met: read <= 0.5 * sheetRead && of('ours-read', 'peakMB') <= Math.min(416, of('sheetjs-read', 'peakMB')) && longest <= 50,
      ambitious: '≤ 3 × linear scan, peak ≤ 300 MB', metAmbitious: read <= 3 * scan && of('ours-read', 'peakMB') <= 300,
      more: { longestTaskMs: longest, scanMs: scan, toScan: rounded(read / scan), exceljsMs: of('exceljs-read', 'ms'), peakMB: of('ours-read', 'peakMB'), sheetjsPeakMB: of('sheetjs-read', 'peakMB'), exceljsPeakMB: of('exceljs-read', 'peakMB') }
    },
    G12: {
      ours: write, floor: sheetWrite, floorIs: 'SheetJS write of the same cells, ms', ratio: rounded(write / sheetWrite),
      must: '≤ SheetJS, file ≤ 0.5 × its file', met: write <= sheetWrite && size <= 0.5,
      ambitious: '≤ 1.1 × ExcelJS streaming, peak ≤ 300 MB', metAmbitious: write <= 1.1 * excelWrite && of('ours-write', 'peakMB') <= 300,
      more: {
        exceljsMs: excelWrite, toExceljs: rounded(write / excelWrite), sizeToSheetjs: rounded(size), bytes: of('ours-write', 'bytes'), sheetjsBytes: of('sheetjs-write', 'bytes'), exceljsBytes: of('exceljs-write', 'bytes'),
        peakMB: of('ours-write', 'peakMB'), sheetjsPeakMB: of('sheetjs-write', 'peakMB'), exceljsPeakMB: of('exceljs-write', 'peakMB')
      }
    },
    import: importGoal(imported)
  }
}

/** Scanned once, stored once: what is between is reading by headings, checking, comparing and sealing each record. */
function importGoal(m: Readonly<Record<string, number>>): Goal {
  const floor = m['scanMs']! + m['bareWriteMs']!
  return beside(m['ms']!, floor, 'one linear scan of the sheet + one strict Dexie transaction of as many bytes, ms', 20, 5, {
    scanMs: m['scanMs']!, bareWriteMs: m['bareWriteMs']!, previewMs: m['previewMs']!, applyMs: m['applyMs']!, people: m['people']!, changes: m['changes']!, storedBytes: m['stored']!, exportMs: m['exportMs']!, baseMB: m['baseMB']!, peakMB: m['peakMB']!
  })
}
