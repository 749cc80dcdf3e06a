/** The shared texts of an .xlsx, in order, piece by piece as they unfold. */
import { forEachBlock } from './scan-sheet.ts'
import { richText } from './words.ts'
import { NotPlain, requirePlain, xmlText } from './xml.ts'
import { MAX_TEXT } from './grid.ts'

const END = Uint8Array.from('</si>', letter => letter.charCodeAt(0))

export async function scanStrings(pieces: AsyncIterable<Uint8Array>): Promise<string[]> {
  const texts: string[] = []
  const decoder = new TextDecoder()
  let first = true
  await forEachBlock(pieces, END, (bytes, end) => {
    const xml = decoder.decode(bytes.subarray(0, end))
    if (first) requirePlain(xml, 'sst')
    first = false
    if (xml.includes('<!')) throw new NotPlain('more than texts among the texts')
    takeTexts(xml, texts)
  })
  return texts
}

function takeTexts(xml: string, texts: string[]): void {
  let at = 0
  for (;;) {
    const open = xml.indexOf('<si', at)
    if (open < 0) return
    const after = xml.charCodeAt(open + 3)
    // <si/>
    if (after === 47) {
      texts.push('')
      at = open + 5
      continue
    }
    const close = xml.indexOf('</si>', open)
    if (close < 0 || (after !== 62 && after !== 32)) throw new NotPlain('a text without end')
    texts.push(oneText(xml, open, close))
    at = close + 5
  }
}

/** <si><t>…</t></si> is what nearly all are. */
function oneText(xml: string, open: number, close: number): string {
  if (xml.startsWith('<si><t>', open) && xml.startsWith('</t>', close - 4)) {
    const text = xml.slice(open + 7, close - 4)
    if (!text.includes('<')) return (text.includes('&') || text.includes('_x') || text.includes('\r') ? xmlText(text) : text).slice(0, MAX_TEXT)
  }
  return richText(xml.slice(open, close))
}
