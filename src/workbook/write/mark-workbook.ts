/**
 * A clerk's own .xlsx handed back: the same file, wrong cells red, a column 错误说明 behind the last. Two parts of
 * the zip are written anew, the sheet and the styles; every other byte is the clerk's.
 */
import { scanZip } from '../scan-zip.ts'
import { entryOf, partText, type Package } from '../unfold.ts'
import { attribute, NotPlain, startTags } from '../xml.ts'
import { readParts } from '../xlsx-parts.ts'
import type { MarkPlan } from './mark.ts'
import { markSheet } from './mark-sheet.ts'
import { redStyles } from './mark-styles.ts'
import { joinZip, packPart } from './zip.ts'
import { zipParts } from './zip-parts.ts'

/** null where the file is built in a way we would not touch: the caller makes a new one with the same lines. */
export async function markWorkbook(name: string, bytes: Uint8Array, plan: MarkPlan): Promise<Uint8Array | null> {
  const from: Package = { name, bytes, entries: scanZip(name, bytes) }
  const paths = await pathsOf(from, plan.sheet)
  if (!paths) return null
  const styles = redStyles(await partText(from, paths.styles))
  const sheet = styles && markSheet(await partText(from, paths.sheet), plan, styles)
  if (!styles || sheet === undefined) return null
  const written = new Map([[paths.sheet.toLowerCase(), sheet], [paths.styles.toLowerCase(), styles.xml()]])
  return joinZip(await Promise.all(zipParts(bytes).map(async part => {
    const text = written.get(part.name.toLowerCase())
    return text === undefined ? part : packPart(part.name, text)
  })))
}

async function pathsOf(from: Package, title: string): Promise<{ readonly sheet: string; readonly styles: string } | null> {
  try {
    const { sheets } = await readParts(from)
    const sheet = sheets.find(part => part.title === title)?.path
    const links = startTags(await partText(from, 'xl/_rels/workbook.xml.rels'), 'Relationship')
    const target = attribute(links.find(tag => attribute(tag, 'Type')?.endsWith('/styles')) ?? '', 'Target')
    const styles = target?.startsWith('/') ? target.slice(1) : `xl/${target ?? ''}`
    return sheet !== undefined && entryOf(from, sheet) && entryOf(from, styles) ? { sheet, styles } : null
  } catch (thrown) {
    if (thrown instanceof NotPlain) return null
    throw thrown
  }
}
