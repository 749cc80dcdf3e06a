/**
 * Texts of cells, each different one once: a township's list says 汉族 forty thousand times. Looked up by
 * bytes, so that a text seen before is never decoded again.
 */
import { MAX_TEXT } from './grid.ts'
import { NotPlain, xmlText } from './xml.ts'

const AMPERSAND = 38, UNDERSCORE = 95, RETURN = 13
/** Longer ones are seldom the same. */
const SHORT = 64

export class Words {
  readonly #texts: string[]
  readonly #decoder = new TextDecoder()
  /** Places of texts by hash, open addressing; -1 is free. */
  #table = new Int32Array(4096).fill(-1)
  #hashes = new Uint32Array(4096)
  #places = new Uint32Array(2048)
  #count = 0
  /** Bytes of the kept texts, to compare: begin and length by number. */
  #bytes = new Uint8Array(64 * 1024)
  #begins = new Uint32Array(2048)
  #lengths = new Uint8Array(2048)
  #filled = 0

  constructor(texts: string[]) {
    this.#texts = texts
  }

  /** Place of the text among the texts. */
  put(bytes: Uint8Array, from: number, end: number): number {
    const length = end - from
    if (length > SHORT) return this.#texts.push(this.#decode(bytes, from, end)) - 1
    let hash = 2166136261
    for (let at = from; at < end; at++) hash = Math.imul(hash ^ bytes[at]!, 16777619)
    hash = (hash ^ (hash >>> 15)) >>> 0
    const mask = this.#table.length - 1
    let slot = hash & mask
    for (;;) {
      const number = this.#table[slot]!
      if (number < 0) break
      if (this.#hashes[slot] === hash && this.#lengths[number] === length && this.#same(bytes, from, number, length)) return this.#places[number]!
      slot = (slot + 1) & mask
    }
    const place = this.#texts.push(this.#decode(bytes, from, end)) - 1
    this.#keep(bytes, from, length, hash, slot, place)
    return place
  }

  #same(bytes: Uint8Array, from: number, number: number, length: number): boolean {
    const begin = this.#begins[number]!
    for (let k = 0; k < length; k++) if (this.#bytes[begin + k] !== bytes[from + k]) return false
    return true
  }

  #keep(bytes: Uint8Array, from: number, length: number, hash: number, slot: number, place: number): void {
    if (this.#filled + length > this.#bytes.length) this.#bytes = doubled(this.#bytes, size => new Uint8Array(size))
    if (this.#count === this.#places.length) {
      this.#places = doubled(this.#places, size => new Uint32Array(size))
      this.#begins = doubled(this.#begins, size => new Uint32Array(size))
      this.#lengths = doubled(this.#lengths, size => new Uint8Array(size))
    }
    for (let k = 0; k < length; k++) this.#bytes[this.#filled + k] = bytes[from + k]!
    this.#begins[this.#count] = this.#filled
    this.#lengths[this.#count] = length
    this.#places[this.#count] = place
    this.#table[slot] = this.#count
    this.#hashes[slot] = hash
    this.#filled += length
    this.#count += 1
    if (this.#count * 2 > this.#table.length) this.#widen()
  }

  #widen(): void {
    const table = new Int32Array(this.#table.length * 2).fill(-1), hashes = new Uint32Array(table.length)
    const mask = table.length - 1
    for (const [slot, number] of this.#table.entries()) {
      if (number < 0) continue
      const hash = this.#hashes[slot]!
      let free = hash & mask
      while (table[free]! >= 0) free = (free + 1) & mask
      table[free] = number
      hashes[free] = hash
    }
    this.#table = table
    this.#hashes = hashes
  }

  #decode(bytes: Uint8Array, from: number, end: number): string {
    let marked = false, plain = true
    for (let at = from; at < end; at++) {
      const byte = bytes[at]!
      if (byte === AMPERSAND || byte === UNDERSCORE || byte === RETURN) marked = true
      if (byte > 127) plain = false
    }
    const text = plain && end - from <= 24 ? String.fromCharCode(...bytes.subarray(from, end)) : this.#decoder.decode(bytes.subarray(from, end))
    if (text.length > MAX_TEXT * 8) throw new NotPlain('a text longer than any')
    const clean = marked ? xmlText(text) : text
    return clean.length > MAX_TEXT ? clean.slice(0, MAX_TEXT) : clean
  }
}

function doubled<T extends Uint8Array | Uint32Array>(before: T, make: (size: number) => T): T {
  const more = make(before.length * 2)
  more.set(before)
  return more
}

/** One look at every letter: a guide that is opened a million times and never closed must not take a million looks. */
function withoutGuide(xml: string): string {
  let text = '', at = 0
  for (const { index } of xml.matchAll(/<rPh[\s>]/g)) {
    if (index < at) continue
    const end = xml.indexOf('</rPh>', index)
    if (end < 0) break
    text += xml.slice(at, index)
    at = end + 6
  }
  return at === 0 ? xml : text + xml.slice(at)
}

/** The text of an <si> or <is>: its runs joined, without the phonetic guide above them. */
export function richText(xml: string): string {
  if (/<!|<\?/.test(xml)) throw new NotPlain('more than text in a text')
  const spoken = withoutGuide(xml).replace(/<t(?:\s[^<>]*)?\/>/g, '')
  let text = ''
  for (const run of spoken.matchAll(/<t(?:\s[^<>]*)?>([^<]*)<\/t>/g)) text += run[1]!
  return text.length > MAX_TEXT * 8 ? text.slice(0, MAX_TEXT) : xmlText(text).slice(0, MAX_TEXT)
}
