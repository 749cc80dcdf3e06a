/** As little XML as workbook parts need. What is not this plain is handed to a reader that knows all of it. */

/** Thrown where a part holds what the scanner does not know: it never guesses. */
export class NotPlain extends Error {}

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** Entities, Windows line ends and the _x000D_ with which a workbook writes what XML cannot. */
export function xmlText(text: string): string {
  let plain = text
  if (plain.includes('&')) plain = plain.replace(/&(?:#(\d{1,7})|#[xX]([\da-fA-F]{1,6})|([a-z]+));/g, (whole, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return Object.hasOwn(named, name) ? named[name]! : whole
    const point = decimal === undefined ? parseInt(hex!, 16) : Number(decimal)
    return point <= 0x10ffff ? String.fromCodePoint(point) : whole
  })
  if (plain.includes('_x')) plain = plain.replace(/_x([\da-fA-F]{4})_/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
  return plain.includes('\r\n') ? plain.replaceAll('\r\n', '\n') : plain
}

/** An attribute of a start tag as it stands between < and >. */
export function attribute(tag: string, name: string): string | undefined {
  const found = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(tag)
  return found ? xmlText(found[1] ?? found[2] ?? '') : undefined
}

/** Start tags of one element, without prefix. A tag nobody closes ends at the next one, or a part full of them takes hours. */
export const startTags = (xml: string, element: string): readonly string[] => xml.match(new RegExp(`<${element}(?:\\s[^<>]*|/)?>`, 'g')) ?? []

export const isTrue = (value: string | undefined): boolean => value === '1' || value === 'true'

/** Throws NotPlain unless the part begins with the element, unprefixed and in UTF-8. */
export function requirePlain(xml: string, root: string): void {
  const head = xml.slice(0, 2048).replace(/^\ufeff/, '')
  const encoding = /^<\?xml[^>]*encoding\s*=\s*["']([^"']+)/.exec(head)?.[1]
  if (encoding !== undefined && encoding.toLowerCase() !== 'utf-8') throw new NotPlain(`encoding ${encoding}`)
  if (!new RegExp(`^(?:<\\?xml[^>]*\\?>)?\\s*<${root}[\\s>/]`).test(head)) throw new NotPlain(`no <${root}> at the beginning`)
}
