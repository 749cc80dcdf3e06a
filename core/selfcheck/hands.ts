/**
 * Who rectified and who accepted. One rule for the screen's step and for the check that reads what was typed into the
 * ledger or came with a workbook; 责任人 there often names several people in one cell.
 */
import type { Values } from '../registers/define.ts'

/** Names as people write them differ by spaces. */
const namesIn = (value: Values[string] | undefined): readonly string[] => typeof value === 'string'
  ? value.normalize('NFKC').split(/[、,;/\n]/u).map(name => name.replace(/\s/gu, '')).filter(name => name !== '')
  : []

/** Somebody who rectified it, or answers for it, is also among those who accepted it. */
export function acceptsOwn({ acceptedBy, doneBy, responsible }: Values): boolean {
  const own = new Set([...namesIn(doneBy), ...namesIn(responsible)])
  return namesIn(acceptedBy).some(name => own.has(name))
}
