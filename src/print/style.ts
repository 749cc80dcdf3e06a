/**
 * How paper looks. Sizes are those of measure.ts and pages.ts: a figure changed here alone makes pages overflow.
 * Song for what is read, Hei for headings, by the names the systems give them; Chromium embeds what it used.
 */
import { LINE } from './measure.ts'
import { LANDSCAPE, MARGIN, PORTRAIT } from './pages.ts'

const SONG = '"SimSun", "Songti SC", "STSong", "Noto Serif CJK SC", "Source Han Serif SC", "AR PL UMing CN", serif'
const HEI = '"SimHei", "Heiti SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Micro Hei", sans-serif'

export const PRINT_STYLE = `
@page { size: A4; margin: 0 }
@page wide { size: A4 landscape; margin: 0 }
.paper { margin: 0; color: #000; background: #fff; font: 9pt/${LINE} ${SONG}; -webkit-print-color-adjust: exact; print-color-adjust: exact }
:where(.paper) :where(*) { box-sizing: border-box; margin: 0; padding: 0 }
.page { position: relative; width: ${PORTRAIT.width}mm; height: ${PORTRAIT.height}mm; padding: ${MARGIN.top}mm ${MARGIN.side}mm ${MARGIN.foot}mm; overflow: hidden; break-after: page; break-inside: avoid; background: #fff }
.page:last-child { break-after: auto }
.page.wide { page: wide; width: ${LANDSCAPE.width}mm; height: ${LANDSCAPE.height}mm }
.foot { position: absolute; left: ${MARGIN.side}mm; right: ${MARGIN.side}mm; bottom: 5mm; height: 4.5mm; display: flex; justify-content: space-between; font-size: 8pt; color: #333 }
table { width: 100%; border-collapse: collapse; table-layout: fixed }
th, td { border: .25mm solid #222; padding: .5mm .8mm; vertical-align: middle; font-weight: normal; word-break: break-all; line-break: anywhere; overflow-wrap: anywhere }
th { font-family: ${HEI}; font-weight: normal; background: #f0f0f0; text-align: center }
h1 { font: bold 16pt/${LINE} ${HEI}; text-align: center; letter-spacing: .06em }
b { font-family: ${HEI}; font-weight: normal }
.c { text-align: center } .r { text-align: right } .soft { color: #555 } .k { background: #f6f6f6 } .na { background: #e4e4e4 } .s75 { font-size: 7.5pt } .s8 { font-size: 8pt }
.block { font: bold 10pt/${LINE} ${HEI}; display: flex; justify-content: space-between; align-items: end; height: 6.4mm; padding-bottom: .6mm }
.block span { font: 8.5pt/${LINE} ${SONG} }
.top { display: flex; justify-content: space-between; align-items: start }
.qr { width: 16mm; height: 16mm; flex: none } .qr path { fill: #000 }
.code { font: bold 12pt/${LINE} "Consolas", "Menlo", "Noto Sans Mono CJK SC", monospace; letter-spacing: .05em; white-space: nowrap }
.line { display: flex; gap: 6mm; align-items: baseline }
.fill { border-bottom: .25mm solid #222; min-width: 30mm; display: inline-block; height: 4mm }
.write td { height: 7.6mm } .legend { font-size: 7pt; color: #333; word-break: break-all; line-break: anywhere }
.stamp { width: 38mm; height: 24mm; border: .25mm dashed #888; color: #888; display: flex; align-items: center; justify-content: center; font-size: 8.5pt; flex: none }
`
