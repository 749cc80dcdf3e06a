/**
 * What a test wants to know of a PDF as Chromium writes it: its objects stand uncompressed, only streams are
 * packed. A font is in the file when its outlines are: a font file of its own, or (for outlines that cannot be
 * cut) a Type 3 font whose letters are drawings of the file.
 */
export interface PdfFacts { readonly pages: number; readonly fonts: number; readonly fontsNotEmbedded: readonly string[]; readonly scripts: number }

export function pdfFacts(bytes: Uint8Array): PdfFacts {
  const text = Buffer.from(bytes).toString('latin1')
  if (!text.startsWith('%PDF-') || !text.trimEnd().endsWith('%%EOF')) throw new Error('not a whole PDF')
  const objects = new Map([...text.matchAll(/(?:^|\n)(\d+) 0 obj\n(.*?)(?=\nendobj)/gs)].map(([, number, body]) => [number!, body!.split('\nstream')[0]!]))
  const ofType = (type: string): string[] => [...objects.values()].filter(body => new RegExp(`/Type /${type}(?![A-Za-z])`).test(body))
  const fonts = ofType('Font')
  const descriptor = (font: string): string => objects.get(/\/FontDescriptor (\d+) 0 R/.exec(font)?.[1] ?? '') ?? ''
  const isEmbedded = (font: string): boolean => /\/Subtype \/Type3/.test(font) ? /\/CharProcs/.test(font)
    // A composite font points at the one that has the outlines.
    : /\/DescendantFonts/.test(font) || /\/FontFile[23]?\b/.test(descriptor(font))
  return {
    pages: ofType('Page').length, fonts: fonts.length,
    fontsNotEmbedded: fonts.filter(font => !isEmbedded(font)).map(font => font.slice(0, 200)),
    scripts: text.match(/\/JavaScript|\/JS |\/URI |\/Launch/g)?.length ?? 0
  }
}
