/**
 * How high a text will be, without a window: pages are cut by these figures, so that the same household gives
 * the same pages in the preview, in the PDF and in a test. Estimated on the wide side; a page keeps a margin
 * for the rest (see `SPARE` in pages.ts).
 */
const PT = 0.3528

/** Parts of the type size. Chinese, full width and whatever is not known count as a whole one. */
function widthOf(letter: string): number {
  if (letter > '\u024f') return 1
  if (letter >= '0' && letter <= '9') return 0.57
  if (letter >= 'A' && letter <= 'Z') return 0.72
  return '.,:;|!il\'·'.includes(letter) ? 0.34 : 0.6
}

/** Lines a text takes in a width; every letter may end a line (the style sheet says so too). */
export function linesOf(text: string, widthMm: number, sizePt: number): number {
  const room = widthMm / (sizePt * PT)
  let lines = 1
  let filled = 0
  for (const letter of text) {
    const wide = widthOf(letter)
    if (letter === '\n' || filled + wide > room) {
      lines++
      filled = letter === '\n' ? 0 : wide
    } else filled += wide
  }
  return lines
}

/** Millimetres of so many lines, as the style sheet sets them. */
export const LINE = 1.25
export const heightOf = (lines: number, sizePt: number): number => lines * sizePt * PT * LINE
