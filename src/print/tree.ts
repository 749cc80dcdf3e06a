/**
 * A printed page as data. The same tree becomes the nodes of the preview and the text the host typesets, so
 * that what is seen is what is printed. Text from people is never parsed as HTML: here it only ever becomes a
 * text node or an escaped text (E-01, C-04), and a tag or attribute not in the lists does not compile.
 */
export type Tag = 'section' | 'div' | 'span' | 'b' | 'h1' | 'p' | 'table' | 'colgroup' | 'col' | 'thead' | 'tbody' | 'tr' | 'th' | 'td' | 'svg' | 'path' | 'img'
export type Attribute = 'src' | 'alt' | 'class' | 'style' | 'colspan' | 'rowspan' | 'viewBox' | 'd' | 'role' | 'aria-label'

export interface Element {
  readonly tag: Tag
  readonly attributes: Readonly<Partial<Record<Attribute, string | number>>>
  readonly children: readonly Node[]
}
export type Node = string | Element

/** A picture comes with the page or not at all: nothing is fetched, and nothing else can stand where one does. */
const PICTURE = /^data:image\/(?:jpeg|webp|png);base64,[A-Za-z0-9+/=]*$/u
const safe = (name: string, value: string | number): boolean => name !== 'src' || PICTURE.test(String(value))

/** `''` and null children are left out, so that a part that is not there needs no branch. */
export const node = (tag: Tag, attributes: Element['attributes'] | string = {}, ...children: readonly (Node | null | readonly Node[])[]): Element => ({
  tag,
  attributes: typeof attributes === 'string' ? { class: attributes } : attributes,
  children: children.flat().filter((child): child is Node => child !== null && child !== '')
})

const EMPTY: ReadonlySet<Tag> = new Set(['col', 'img'])
const SVG = 'http://www.w3.org/2000/svg'

/** Control letters, and those that turn the direction of what follows, are no part of a printed text. */
// eslint-disable-next-line no-control-regex
const INVISIBLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu
export const plainText = (text: string): string => text.replace(INVISIBLE, '')

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\'': '&#39;', '`': '&#96;' }
export const escapeText = (text: string): string => plainText(text).replace(/[&<>"'`]/gu, letter => ESCAPES[letter]!)

export function serialise(tree: Node): string {
  if (typeof tree === 'string') return escapeText(tree)
  const { tag, attributes, children } = tree
  const written = Object.entries(attributes).filter(([name, value]) => safe(name, value)).map(([name, value]) => ` ${name}="${escapeText(String(value))}"`).join('')
  return EMPTY.has(tag) ? `<${tag}${written}>` : `<${tag}${written}>${children.map(serialise).join('')}</${tag}>`
}

export function materialise(tree: Node, at: Document): globalThis.Node {
  if (typeof tree === 'string') return at.createTextNode(plainText(tree))
  const { tag, attributes, children } = tree
  const made = tag === 'svg' || tag === 'path' ? at.createElementNS(SVG, tag) : at.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) if (safe(name, value)) made.setAttribute(name, String(value))
  made.append(...children.map(child => materialise(child, at)))
  return made
}

/** All the text of a tree in order, for tests and for looking something up in a page. */
export const textOf = (tree: Node): string => typeof tree === 'string' ? tree : tree.children.map(textOf).join(' ')
