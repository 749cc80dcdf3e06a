/**
 * Which cells are red and what stands under 错误说明 when a file is handed back to the clerk. One sentence a
 * problem, errors before warnings, each saying which cell; the clerk may have no other program at hand.
 */
import { headingKey } from '#core/registers/index.ts'
import { MAX_COLUMNS, placeOf } from './grid.ts'
import type { ParsedSheet, Problem } from './sheet-types.ts'
import { REASON_HEADING, type Mark, type MarkPlan } from './write/mark.ts'

/** Said so that nothing is understood in silence; there is nothing for the clerk to mend. */
const UNDERSTOOD: ReadonlySet<string> = new Set(['read-as', 'income-year-from-title'])

/** `problems`: those of the preview, which knows more than the file alone. */
export function errorMarks({ layout }: Pick<ParsedSheet, 'layout'>, problems: readonly Problem[]): MarkPlan {
  const byRow = new Map<number, Problem[]>()
  // What is said of the headings is about no line, and their line has the heading of the reasons.
  for (const problem of problems.filter(({ row, code }) => row > layout.headingLines[1] && !UNDERSTOOD.has(code))) {
    const here = byRow.get(problem.row)
    if (here) here.push(problem)
    else byRow.set(problem.row, [problem])
  }
  const reason = layout.columns.find(({ heading }) => headingKey(heading.split('/').at(-1) ?? '') === headingKey(REASON_HEADING))
  const marks = [...byRow].sort(([left], [right]) => left - right).map(([row, here]) => markOf(row, here))
  return { sheet: layout.sheet, headingRow: layout.headingLines[1], reasonColumn: reason?.index ?? null, marks }
}

function markOf(row: number, problems: readonly Problem[]): Mark {
  const sorted = problems.toSorted((left, right) => weight(left) - weight(right))
  const texts = new Set(sorted.map(({ cell, severity, text }) => `${cell} ${severity === 'error' ? '错误' : '请核对'}：${text}`))
  // A problem told at a row the file does not have, or at a column nobody reads, has no cell to paint.
  const cells = sorted.filter(({ cell }) => {
    const place = placeOf(cell)
    return place !== undefined && place[0] === row - 1 && place[1] < MAX_COLUMNS
  })
  return { row, cells: [...new Set(cells.map(({ cell }) => cell))], text: [...texts].join('；') }
}

const weight = ({ severity }: Problem): number => severity === 'error' ? 0 : 1
