/** The looks a cell can have; each is a place in the list below, and all of them are text cells. */
export const STYLE = { plain: 0, text: 1, heading: 2, title: 3, under: 4, red: 5, total: 6, reason: 7 } as const

/** Red as a filling: seen beside the words, printed grey, and readable through. */
export const RED = 'FFFF8080'

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const font = (bold: boolean, size: number, colour = ''): string => `<font>${bold ? '<b/>' : ''}<sz val="${size}"/>${colour && `<color rgb="${colour}"/>`}<name val="等线"/><family val="2"/></font>`
const solid = (colour: string): string => `<fill><patternFill patternType="solid"><fgColor rgb="${colour}"/><bgColor indexed="64"/></patternFill></fill>`
const xf = (fontId: number, fillId: number, borderId: number, alignment: string): string =>
  `<xf numFmtId="49" fontId="${fontId}" fillId="${fillId}" borderId="${borderId}" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1"><alignment vertical="center"${alignment}/></xf>`
const side = (name: string): string => `<${name} style="thin"><color rgb="FFBFBFBF"/></${name}>`

/** 49 is `@`, text, in every Excel. */
export const STYLES_XML = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<styleSheet xmlns="${MAIN}">` +
  `<fonts count="4">${font(false, 11)}${font(true, 11)}${font(true, 16)}${font(false, 11, 'FFC00000')}</fonts>` +
  `<fills count="4"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>${solid('FFDDEBF7')}${solid(RED)}</fills>` +
  `<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border><border>${['left', 'right', 'top', 'bottom'].map(side).join('')}<diagonal/></border></borders>` +
  '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>' +
  '<cellXfs count="8"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>' +
  xf(0, 0, 0, '') + xf(1, 2, 1, ' horizontal="center" wrapText="1"') + xf(2, 0, 0, ' horizontal="center"') + xf(0, 0, 0, '') +
  xf(0, 3, 0, '') + xf(1, 0, 1, '') + xf(3, 0, 0, ' wrapText="1"') + '</cellXfs>' +
  '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
