/**
 * The looks of a stranger's workbook with some of them repeated in red: a marked cell keeps its font, border and
 * number format, and gets another filling.
 */
import { RED } from './styles.ts'

export interface RedStyles {
  /** The place of the red copy of a style. */
  redOf(style: number): number
  /** The part with all red copies that were asked for. */
  xml(): string
}

const listOf = (xml: string, tag: string): { readonly open: string; readonly inside: string; readonly at: number; readonly end: number; readonly prefix: string } | undefined => {
  const found = new RegExp(`<((?:\\w+:)?)${tag}\\b[^>]*>`).exec(xml)
  if (!found || found[0].endsWith('/>')) return undefined
  const end = xml.indexOf(`</${found[1]!}${tag}>`, found.index)
  const from = found.index + found[0].length
  return end < 0 ? undefined : { open: found[0], inside: xml.slice(from, end), at: found.index, end, prefix: found[1]! }
}

const childrenOf = (inside: string, tag: string): readonly string[] =>
  inside.match(new RegExp(`<(?:\\w+:)?${tag}\\b(?:[^>]*/>|[^>]*>[\\s\\S]*?</(?:\\w+:)?${tag}>)`, 'g')) ?? []

const counted = (open: string, count: number): string => (/\bcount="\d*"/.test(open) ? open.replace(/\bcount="\d*"/, `count="${count}"`) : open)

/** undefined where the part is not as the schema says: the caller makes a new file instead. */
export function redStyles(xml: string): RedStyles | undefined {
  const fills = listOf(xml, 'fills'), formats = listOf(xml, 'cellXfs')
  if (!fills || !formats || /<!--|<!\[CDATA\[/.test(xml)) return undefined
  const known = childrenOf(formats.inside, 'xf'), fillCount = childrenOf(fills.inside, 'fill').length
  if (known.length === 0) return undefined
  const copies = new Map<number, string>()
  const repeat = (style: number): string => {
    const whole = known[style] ?? known[0]!
    const open = /^<[^>]*>/.exec(whole)![0]
    const bare = open.replace(/\s(fillId|applyFill)="[^"]*"/g, '')
    return bare.replace(/\s*(\/?)>$/, ` fillId="${fillCount}" applyFill="1"$1>`) + whole.slice(open.length)
  }
  return {
    redOf(style) {
      if (!copies.has(style)) copies.set(style, repeat(style))
      return known.length + [...copies.keys()].indexOf(style)
    },
    xml() {
      const { prefix } = fills
      const red = `<${prefix}fill><${prefix}patternFill patternType="solid"><${prefix}fgColor rgb="${RED}"/><${prefix}bgColor indexed="64"/></${prefix}patternFill></${prefix}fill>`
      const edits = [
        { ...fills, text: counted(fills.open, fillCount + 1) + fills.inside + red },
        { ...formats, text: counted(formats.open, known.length + copies.size) + formats.inside + [...copies.values()].join('') }
      ].sort((a, b) => b.at - a.at)
      return edits.reduce((text, { at, end, text: put }) => text.slice(0, at) + put + text.slice(end), xml)
    }
  }
}
