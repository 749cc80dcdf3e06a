/**
 * What people and workbooks write, brought to one form. Full-width, invisible and look-alike characters
 * would otherwise make two people of one. Long texts keep their Chinese punctuation.
 */
// Overrides and isolates turn the reading direction: 「张三」 could be shown as somebody else (refused, not cleaned).
const bidi = /[\u202A-\u202E\u2066-\u2069]/u

export const hasBidiControl = (raw: string): boolean => bidi.test(raw)

const dots = /[\u2022\u2027\u2219\u22C5\u30FB\uFF65\u16EB\u0387\u2E31\uA78F]/gu
// The full stop of a full-width keyboard between two characters: 阿卜杜拉．买买提. As NFKC it would be another sign.
const wideDots = /(?<=\p{Script=Han}) ?[\uFF0E\uFE52] ?(?=\p{Script=Han})/gu
// Fillers, joiners and variation selectors are letters or marks to Unicode, and as invisible as a zero-width space.
const invisible = /[[\p{Cf}\p{Cc}\p{Default_Ignorable_Code_Point}]--[\n\r\t]]/v
const unwanted = new RegExp(invisible.source, 'gv')
/** An emoji is held together by what is invisible by itself. */
const unwantedAlone = new RegExp(`(\\p{RGI_Emoji})|${invisible.source}`, 'gv')

/** How many characters of it no reader sees. */
export const countInvisible = (raw: string): number => invisible.test(raw) ? raw.match(unwanted)?.length ?? 0 : 0

const clean = (raw: string): string => raw.toWellFormed().replace(/\r\n?/g, '\n').replace(dots, '·')

const withoutInvisible = (text: string): string => invisible.test(text) ? text.replace(unwantedAlone, (_, emoji: string | undefined) => emoji ?? '') : text

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
  clean(raw.replace(unwanted, '').replace(wideDots, '·').normalize('NFKC')).replace(unwanted, '').replace(/\s+/gu, ' ').trim()
    .replace(/(?<=\p{Script=Han}) (?=\p{Script=Han})/gu, '').replace(/ ?· ?/gu, '·'))

/** A text of several lines: the same, but what was typed as 「，（）」 stays, and emoji stay whole. */
export const normaliseLongText = settled(raw =>
  withoutInvisible(clean(raw.normalize('NFC'))).replace(/[ \t\u3000]+/gu, ' ').replace(/ ?\n ?/gu, '\n').replace(/\n{3,}/gu, '\n\n').trim())

/**
 * Takes off what other tools wrap around a number to keep Excel's hands off it: ="530…" or a leading '. All
 * layers at once: a cell of thirty thousand apostrophes taken off one by one would take a minute.
 */
export function unwrapCell(text: string): string {
  let from = 0, end = text.length
  for (;;) {
    if (end - from > 2 && text.startsWith('="', from) && text.charAt(end - 1) === '"') {
      from += 2
      end -= 1
    } else if (end - from > 1 && "'’`".includes(text.charAt(from)) && /\S/u.test(text.charAt(from + 1))) from += 1
    else return text.slice(from, end)
  }
}

/** A person's name: there a full stop between two characters is the dot of 阿卜杜拉·买买提 on another keyboard. */
export const normaliseName = (text: string): string => text.replace(/(?<=\p{Script=Han})\.(?=\p{Script=Han})/gu, '·')

const QUOTED = 40
/** What somebody wrote, as a sentence about it may quote it. */
export function quoted(text: string): string {
  if (text.length <= QUOTED) return `“${text}”`
  return `“${[...text.slice(0, QUOTED * 2)].slice(0, QUOTED).join('')}…”`
}

/** Characters as a person counts them: 𬱖 is one. */
export const countCharacters = (text: string): number => [...text].length

/** A cell's text as one line, whatever it was wrapped in, however often. */
export const cellLine = settled(raw => normaliseText(unwrapCell(raw.trim())))
