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

type Medians = Readonly<Record<string, Readonly<Record<string, number>>>>

/** Workbooks: by job, as workbook.ts runs them. Time decides `ratio`; size and memory stand beside and count too. */
export function workbookGoals(m: Medians): Record<string, Goal> {
  const of = (job: string, figure: string): number => m[job]![figure]!
  const [read, sheetRead, scan] = [of('ours-read', 'ms'), of('sheetjs-read', 'ms'), of('scan-read', 'ms')]
  const [write, sheetWrite, excelWrite] = [of('ours-write', 'ms'), of('sheetjs-write', 'ms'), of('exceljs-write', 'ms')]
  const size = of('ours-write', 'bytes') / of('sheetjs-write', 'bytes')
  return {
    G11: {
      ours: read, floor: sheetRead, floorIs: 'SheetJS dense read of the same file, ms', ratio: rounded(read / sheetRead),
      must: '≤ 0.5 × SheetJS, peak ≤ its peak', met: read <= 0.5 * sheetRead && of('ours-read', 'peakMB') <= of('sheetjs-read', 'peakMB'),
      ambitious: '≤ 3 × linear scan, peak ≤ 300 MB', metAmbitious: read <= 3 * scan && of('ours-read', 'peakMB') <= 300,
      more: { scanMs: scan, toScan: rounded(read / scan), exceljsMs: of('exceljs-read', 'ms'), peakMB: of('ours-read', 'peakMB'), sheetjsPeakMB: of('sheetjs-read', 'peakMB'), exceljsPeakMB: of('exceljs-read', 'peakMB') }
    },
    G12: {
      ours: write, floor: sheetWrite, floorIs: 'SheetJS write of the same cells, ms', ratio: rounded(write / sheetWrite),
      must: '≤ SheetJS, file ≤ 0.5 × its file', met: write <= sheetWrite && size <= 0.5,
      ambitious: '≤ 1.1 × ExcelJS streaming, peak ≤ 300 MB', metAmbitious: write <= 1.1 * excelWrite && of('ours-write', 'peakMB') <= 300,
      more: {
        exceljsMs: excelWrite, toExceljs: rounded(write / excelWrite), sizeToSheetjs: rounded(size), bytes: of('ours-write', 'bytes'), sheetjsBytes: of('sheetjs-write', 'bytes'), exceljsBytes: of('exceljs-write', 'bytes'),
        peakMB: of('ours-write', 'peakMB'), sheetjsPeakMB: of('sheetjs-write', 'peakMB'), exceljsPeakMB: of('exceljs-write', 'peakMB')
      }
    }
  }
}
