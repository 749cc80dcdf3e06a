/**
 * Text as it may stand in a part of a workbook. XML knows no NUL and no lone half of a surrogate pair, and a
 * workbook reads `_x0041_` as A: what a person typed must come back as it was typed.
 */
export const CELL_LIMIT = 32_767

// eslint-disable-next-line no-control-regex -- these are what is looked for
const FORBIDDEN = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g
// eslint-disable-next-line no-control-regex -- see above
const SPECIAL = /[\0-\x1f&<>"_\ud800-\udfff\ufffe\uffff]/
const ESCAPED_CHARACTER = /_(?=x[\da-fA-F]{4}_)/g

/** The text a cell can hold: one kind of line break, nothing a parser refuses, no longer than a cell. */
export function cellText(text: string): string {
  const clean = SPECIAL.test(text) ? text.toWellFormed().replace(/\r\n?/g, '\n').replace(FORBIDDEN, '') : text
  return clean.length > CELL_LIMIT ? clean.slice(0, CELL_LIMIT).toWellFormed() : clean
}

/** For the inside of an element or of an attribute in double quotes. */
export function escapeXml(text: string): string {
  if (!SPECIAL.test(text)) return text
  return text.toWellFormed().replace(FORBIDDEN, '').replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;')
}

/** An attribute keeps its line breaks only when they are written as references. */
export const escapeAttribute = (text: string): string => escapeXml(text.replace(/\r\n?/g, '\n')).replace(/\n/g, '&#10;').replace(/\t/g, '&#9;')

/** `<t>` of a cell's text. Spaces at the ends and line breaks are lost unless they are asked to be kept. */
export function textElement(text: string, tag = 't'): string {
  const clean = cellText(text)
  const space = /^\s|\s$|[\n\t]| {2}/.test(clean) ? ' xml:space="preserve"' : ''
  return `<${tag}${space}>${escapeXml(clean.includes('_x') ? clean.replace(ESCAPED_CHARACTER, '_x005F_') : clean)}</${tag}>`
}
