/** Where a key takes the cursor, and which cells a selection holds. No page needed to know it. */
import type { CellPlace, GridCursor } from './grid-types.ts'

export interface GridSize { readonly lines: number; readonly columns: number; /** Lines that PageUp and PageDown pass. */ readonly page: number }

export interface Block { readonly top: number; readonly left: number; readonly bottom: number; readonly right: number }

/** null: the key does not move the cursor, or there is nowhere to be. With `far` (Ctrl) an arrow goes to the edge. */
export function moved(key: string, { line, column }: CellPlace, { lines, columns, page }: GridSize, far = false): CellPlace | null {
  if (lines === 0 || columns === 0) return null
  const last = { line: lines - 1, column: columns - 1 }
  const to = (nextLine: number, nextColumn: number): CellPlace => ({
    line: Math.max(0, Math.min(last.line, nextLine)), column: Math.max(0, Math.min(last.column, nextColumn))
  })
  switch (key) {
    case 'ArrowDown': return to(far ? last.line : line + 1, column)
    case 'ArrowUp': return to(far ? 0 : line - 1, column)
    case 'ArrowRight': return to(line, far ? last.column : column + 1)
    case 'ArrowLeft': return to(line, far ? 0 : column - 1)
    case 'PageDown': return to(line + page, column)
    case 'PageUp': return to(line - page, column)
    case 'Home': return to(far ? 0 : line, 0)
    case 'End': return to(far ? last.line : line, last.column)
    default: return null
  }
}

/** After an answer: Enter goes down, Tab to the right and at the end of a line to the next one. */
export function afterAnswer(way: 'down' | 'up' | 'right' | 'left', { line, column }: CellPlace, size: GridSize): CellPlace {
  if (way === 'right' && column === size.columns - 1 && line < size.lines - 1) return { line: line + 1, column: 0 }
  if (way === 'left' && column === 0 && line > 0) return { line: line - 1, column: size.columns - 1 }
  const key = { down: 'ArrowDown', up: 'ArrowUp', right: 'ArrowRight', left: 'ArrowLeft' }[way]
  return moved(key, { line, column }, size) ?? { line, column }
}

export const blockOf = ({ at, from }: GridCursor): Block => ({
  top: Math.min(at.line, from.line), bottom: Math.max(at.line, from.line),
  left: Math.min(at.column, from.column), right: Math.max(at.column, from.column)
})

export const cellsIn = ({ top, left, bottom, right }: Block): number => (bottom - top + 1) * (right - left + 1)

/** Inside the list as it is now: after a filter the last line may be gone. */
export function clamped(cursor: GridCursor, lines: number, columns: number): GridCursor {
  const into = ({ line, column }: CellPlace): CellPlace => ({ line: Math.max(0, Math.min(line, lines - 1)), column: Math.max(0, Math.min(column, columns - 1)) })
  return { at: into(cursor.at), from: into(cursor.from) }
}
