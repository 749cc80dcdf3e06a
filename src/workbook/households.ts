/**
 * Which lines belong to one household. A clerk writes the household once and leaves the cells below blank or
 * merges them; where the sheet has no 户编号 the merged cells, the 户主 lines or the head's name divide it.
 * A blank number is filled only where the whole sheet is written so, and never under another head or group than
 * the line above: elsewhere it is a mistake to be told.
 */
import { HEAD } from '#core/registers/index.ts'
import type { Value } from '#core/sync/change.ts'
import type { ParsedColumn } from './sheet-types.ts'

export interface Division {
  /** Empty where nothing divides the lines. */
  readonly groups: Uint32Array
  /** Something in the sheet divides the lines into households. */
  readonly isDivided: boolean
}

const FEW = 0.1
/** One blank is a slip, not a way of writing. */
const SOME = 3

export function divideHouseholds(columns: readonly ParsedColumn[], lines: number, mergeStarts: Uint8Array | null): Division {
  const number = columns.find(isField('household', 'nationalHouseholdNo'))
  const relation = columns.find(isField('person', 'relation'))
  const names = columns.filter(({ target }) => target.kind === 'head-name' || target.kind === 'head-id')
  const says = (column: ParsedColumn | undefined, line: number): Value => column?.cells[column.at[line]!]?.value ?? null
  const isHead = (line: number): boolean => says(relation, line) === HEAD
  const owners = [...names, ...columns.filter(isField('household', 'villagerGroup'))]
  const isAnother = (line: number): boolean => owners.some(column => column.at[line] !== 0 && says(column, line) !== says(column, line - 1))
  if (number && isWrittenOnce(number, relation, lines, isHead)) fillDown(number, lines, line => !isHead(line) && !isAnother(line))
  for (const column of names) fillDown(column, lines, line => (number ? says(number, line) === says(number, line - 1) : relation !== undefined && !isHead(line)))

  const isDivided = number !== undefined || relation !== undefined || names.length > 0 || mergeStarts !== null
  if (!isDivided) return { groups: new Uint32Array(0), isDivided }
  const groups = new Uint32Array(lines)
  const byNumber = new Map<string, number>()
  let count = -1
  for (let line = 0; line < lines; line++) {
    const own = says(number, line)
    if (typeof own === 'string') {
      const known = byNumber.get(own)
      if (known === undefined) byNumber.set(own, ++count)
      groups[line] = known ?? count
      continue
    }
    const starts = line === 0 || number !== undefined || (relation ? isHead(line) : mergeStarts ? mergeStarts[line] === 1 : names.some(column => says(column, line) !== says(column, line - 1)))
    groups[line] = starts ? ++count : groups[line - 1]!
  }
  return { groups, isDivided }
}

const isField = (register: string, name: string) => ({ target }: ParsedColumn): boolean => target.kind === 'field' && target.register === register && target.name === name

/** Only the first line of a household has the number: hardly any line of another than the head has one. */
function isWrittenOnce(number: ParsedColumn, relation: ParsedColumn | undefined, lines: number, isHead: (line: number) => boolean): boolean {
  let blank = 0, others = 0, written = 0
  for (let line = 0; line < lines; line++) {
    if (number.at[line] === 0) blank += 1
    if (relation ? isHead(line) : line === 0) continue
    others += 1
    const same = line > 0 && number.at[line] !== 0 && number.at[line] === number.at[line - 1]
    if (relation ? number.at[line] !== 0 : same) written += 1
  }
  return blank >= SOME && written <= others * FEW
}

function fillDown(column: ParsedColumn, lines: number, continues: (line: number) => boolean): void {
  for (let line = 1; line < lines; line++) if (column.at[line] === 0 && continues(line)) column.at[line] = column.at[line - 1]!
}
