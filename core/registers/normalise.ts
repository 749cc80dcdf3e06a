/**
 * What people and workbooks write, brought to one form. Full-width, invisible and look-alike characters
 * would otherwise make two people of one. Long texts keep their Chinese punctuation.
 */
// Overrides and isolates turn the reading direction: 「张三」 could be shown as somebody else (refused, not cleaned).
const bidi = /[\u202A-\u202E\u2066-\u2069]/u

export const hasBidiControl = (raw: string): boolean => bidi.test(raw)

const dots = /[\u2022\u2027\u2219\u22C5\u30FB\uFF65\u16EB\u0387]/gu
const unwanted = /[[\p{Cf}\p{Cc}]--[\n\t]]/gv

const clean = (raw: string): string => raw.toWellFormed().replace(/\r\n?/g, '\n').replace(unwanted, '').replace(dots, '·')

const PLAIN = /^[\u4e00-\u9fff0-9A-Za-z]*$/
/**
 * The step again until it changes nothing. What is stored must stand still: written into a file and read
 * back it goes through the same gate once more, and would come out as something else.
 */
const settled = (step: (raw: string) => string) => (raw: string): string => {
  if (PLAIN.test(raw)) return raw
  let text = step(raw)
  for (let next = step(text); next !== text; next = step(text)) text = next
  return text
}

/** One line: NFKC, invisible characters gone, middle dots alike, spaces collapsed and none between Chinese characters. */
export const normaliseText = settled(raw =>
  clean(raw.normalize('NFKC')).replace(/\s+/gu, ' ').trim()
    .replace(/(?<=\p{Script=Han}) (?=\p{Script=Han})/gu, '').replace(/ ?· ?/gu, '·'))

/** A text of several lines: the same, but what was typed as 「，（）」 stays. */
export const normaliseLongText = settled(raw =>
  clean(raw.normalize('NFC')).replace(/[ \t\u3000]+/gu, ' ').replace(/ ?\n ?/gu, '\n').replace(/\n{3,}/gu, '\n\n').trim())

/** Takes off what other tools wrap around a number to keep Excel's hands off it: ="530…" or a leading '. */
export const unwrapCell = (text: string): string => text.replace(/^="(.*)"$/su, '$1').replace(/^['’`](?=\S)/u, '')

/** A cell's text as one line, whatever it was wrapped in, however often. */
export const cellLine = settled(raw => normaliseText(unwrapCell(raw.trim())))
