/**
 * Looks for planted words in every byte of a profile folder, in each form Chromium or Node might have
 * written them (UTF-8, UTF-16 both ways, GB 18030 has the same bytes as GBK for these names).
 */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

export interface Sighting { readonly word: string, readonly form: string, readonly file: string }

const swapped = (bytes: Buffer): Buffer => Buffer.from(bytes).swap16()

const forms = (word: string): readonly [string, Buffer][] => {
  const wide = Buffer.from(word, 'utf16le')
  return [['utf-8', Buffer.from(word, 'utf8')], ['utf-16le', wide], ['utf-16be', swapped(wide)]]
}

export function filesUnder(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
}

/** Every place where one of the words stands in clear. */
export function sightings(folder: string, words: readonly string[]): Sighting[] {
  const wanted = words.flatMap(word => forms(word).map(([form, bytes]) => ({ word, form, bytes })))
  const found: Sighting[] = []
  for (const file of filesUnder(folder)) {
    if (statSync(file).size > 512_000_000) continue
    const content = readFileSync(file)
    for (const { word, form, bytes } of wanted) if (content.includes(bytes)) found.push({ word, form, file })
  }
  return found
}
