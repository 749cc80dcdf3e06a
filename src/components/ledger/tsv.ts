/**
 * A block of cells as Excel and WPS take it from the clipboard. Text that begins like a formula gets an
 * apostrophe: a name typed as `=cmd|…` must not come alive in the next workbook.
 */
const looksLikeFormula = /^[=+@\t\r＝＋＠－-]/u
const isNumber = /^[+-]?[\d,]+(\.\d+)?%?$/u

const cell = (text: string): string => {
  const inert = looksLikeFormula.test(text) && !isNumber.test(text) ? `'${text}` : text
  return /["\t\r\n]/u.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert
}

export const tsvOf = (lines: readonly (readonly string[])[]): string => lines.map(line => line.map(cell).join('\t')).join('\r\n')

/** One value and no more: no tab, and no line break but the one a copied cell ends with. */
export const isSingleCell = (tsv: string): boolean => !/[\t\r\n]/u.test(tsv.replace(/\r?\n$/u, '')) || /^"(?:[^"]|"")*"(?:\r?\n)?$/u.test(tsv)

/** One copied value laid over a whole selection, as Excel does. */
export const filled = (tsv: string, lines: number, columns: number): string => {
  const one = tsv.replace(/\r?\n$/u, '')
  return Array.from({ length: lines }, () => Array.from({ length: columns }, () => one).join('\t')).join('\r\n')
}
