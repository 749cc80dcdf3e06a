/**
 * A list that goes back to whoever sent it: their columns, their order, their rows, and what was found behind them.
 * Made from the records alone, so that any laptop of the village can do it. Every cell is text: what somebody wrote
 * as an answer must not calculate in the office that opens it.
 */
import { AppError } from '#core/error.ts'
import { labelOf } from '#core/registers/index.ts'
import type { RecordState } from '#core/sync/change.ts'
import { factual } from '#core/sync/facts.ts'
import type { Line } from '../workbook/write/spec.ts'
import { textOf } from './belongs.ts'
import type { Desk } from './desk.ts'
import { safeName } from './file-name.ts'
import { CLUE, CLUE_BATCH, readCells, readLayout, STATUS } from './monitor-clues-plan.ts'

export const ANSWER_HEADINGS = ['核实结论', '核实情况', '佐证', '核实人', '核实日期'] as const
const NARROW = 4, WIDE = 24

export async function answeredList(desk: Desk, batchId: string): Promise<{ readonly name: string; readonly bytes: Uint8Array }> {
  const batch = desk.roster.get(CLUE_BATCH, batchId)
  const layout = batch && readLayout(textOf(batch, 'layout'))
  if (!batch || !layout || batch.values['voided'] === true) throw new AppError('record-missing')
  const width = layout.headings.length
  const photos = photosByClue(desk)
  const clues = [...desk.roster.all(CLUE)].map(({ record }) => record).filter(record => record.values['voided'] !== true && textOf(record, 'batch') === batchId)
  const rows = [
    ...clues.map(record => ({ row: typeof record.values['row'] === 'number' ? record.values['row'] : 0, cells: [...fill(readCells(textOf(record, 'raw')), width), ...answersOf(factual(record), photos.get(record.id) ?? 0)] })),
    ...layout.aside.map(({ row, cells }) => ({ row, cells: [...fill(cells, width)] }))
  ].sort((a, b) => a.row - b.row)
  if (rows.length === 0) throw new AppError('nothing-to-save')
  const last = layout.headingRows.at(-1) ?? layout.headings
  const headings = [...layout.headings.map((_, at) => last[at] ?? ''), ...ANSWER_HEADINGS]
  const lines = rows.map(({ cells }) => cells)
  const name = `${safeName(`${textOf(batch, 'fileName').replace(/\.[^.]*$/u, '') || textOf(batch, 'title')} 核实反馈`)}.xlsx`
  const bytes = await desk.env.makeWorkbook(name, {
    sheets: [{
      name: layout.sheet || '名单', count: lines.length, lines, titles: [...layout.above.map(titleLine), ...layout.headingRows.slice(0, -1)],
      columns: headings.map((heading, at) => ({ heading, width: widthOf(heading, lines, at) }))
    }]
  }, (done, total) => desk.env.emit({ kind: 'file', progress: { stage: 'writing', done, total } }))
  return { name, bytes }
}

/** A title stands over everything; other lines keep their cells. */
const titleLine = (cells: readonly string[]): string | Line => (cells.slice(1).every(text => text === '') ? cells[0] ?? '' : cells)

const fill = (cells: readonly string[], width: number): readonly string[] => Array.from({ length: width }, (_, at) => cells[at] ?? '')

function answersOf(record: RecordState, photos: number): readonly string[] {
  const answer = textOf(record, 'answer')
  const aside = answer === '' && textOf(record, 'status') === STATUS.closed ? textOf(record, 'note') : ''
  return [
    answer === '' ? '' : labelOf('clueAnswer', answer), textOf(record, 'answerText') || aside,
    [textOf(record, 'evidence'), photos > 0 ? `照片${photos}张` : ''].filter(part => part !== '').join('；'), textOf(record, 'answeredBy'), textOf(record, 'answeredOn')
  ]
}

function photosByClue({ roster }: Desk): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const { record } of roster.all('attachment')) if (record.values['voided'] !== true && textOf(record, 'subjectRegister') === CLUE) {
    const clue = textOf(record, 'subjectRecord')
    counts.set(clue, (counts.get(clue) ?? 0) + 1)
  }
  return counts
}

function widthOf(heading: string, lines: readonly Line[], at: number): number {
  let most = [...heading].length
  for (const line of lines.slice(0, 300)) most = Math.max(most, Math.ceil((line[at] ?? '').replace(/[\x20-\x7e]{2}/gu, '字').length))
  return Math.min(WIDE, Math.max(NARROW, most))
}
