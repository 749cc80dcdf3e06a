/** The whole text the host typesets: a head of our own making, then pages, one after another, in pieces. */
import { PRINT_STYLE } from './style.ts'
import { escapeText, serialise, type Element } from './tree.ts'

export const documentHead = (title: string): string =>
  `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>${escapeText(title)}</title><style>${PRINT_STYLE}</style></head><body class="paper">`

export const DOCUMENT_END = '</body></html>'

/** Pieces of about `most` letters, cut between pages. */
export function* pieces(pages: Iterable<Element>, most: number): Generator<string> {
  let piece = ''
  for (const page of pages) {
    const text = serialise(page)
    if (piece !== '' && piece.length + text.length > most) {
      yield piece
      piece = ''
    }
    piece += text
  }
  if (piece !== '') yield piece
}
