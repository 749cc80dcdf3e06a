/**
 * 一户一档 as one file: cover, index, then every paper on pages of its own. Pages are cut by us (pages.ts), so how many
 * each paper takes is known before anything is typeset, and the index names the very page it starts on.
 */
import { paperField } from '#core/paper/hidden.ts'
import { incomeTotals } from '#core/income/index.ts'
import type { Field } from '#core/registers/define.ts'
import { labelOf } from '#core/registers/codes.ts'
import { fieldOf, registerOf } from '#core/registers/index.ts'
import type { RecordState } from '#core/sync/change.ts'
import { hiddenNote, type PrintMeta } from './meta.ts'
import { box, makePages, MARGIN, PORTRAIT, roomOf, SPARE, type Flow } from './pages.ts'
import { makeGrid, titled, type Cell } from './table.ts'
import { node, type Element, type Node } from './tree.ts'

/** One paper of the file. `key`: of the official order; '' where it is none of it (户表). */
export interface DossierPart { readonly key: string; readonly title: string; readonly pages: readonly Element[] }
export interface DossierCover { readonly headName: string; readonly group: string; readonly category: string; readonly householdNo: string; readonly lines: readonly { readonly key: string; readonly title: string; readonly word: string; readonly text: string }[] }

const ROOM = roomOf(PORTRAIT)
const footOf = (meta: PrintMeta): Node => node('div', { style: 'display:contents' }, node('span', {}, `${meta.printedOn} 打印${meta.printedBy ? ` · ${meta.printedBy}` : ''}${hiddenNote(meta)}`), node('span', {}, ''))
const titlePages = (title: string, words: string, flows: readonly Flow[], meta: PrintMeta): readonly Element[] => makePages(flows, {
  sheet: PORTRAIT, head: () => ({ height: 16, node: node('div', { style: 'height:16mm' }, node('h1', {}, title), node('p', { class: 'c', style: 'padding-top:1mm' }, words)) }), foot: () => footOf(meta)
})

const HIDDEN: ReadonlySet<string> = new Set(['voided', 'voidReason', 'contentKey'])
/** Answered fields in pairs; a long text takes a line. */
function recordFlow(title: string, record: RecordState, whole: boolean): Flow {
  const grid = makeGrid([{ title: '', share: 1.2 }, { title: '', share: 2.3 }, { title: '', share: 1.2 }, { title: '', share: 2.3 }], ROOM, 9)
  const fields = Object.entries(registerOf(record.register)?.fields ?? {}).filter(([name, { type }]) => type !== 'link' && type !== 'drawing' && !HIDDEN.has(name))
    .flatMap(([name, field]) => { const text = withUnit(field, paperField(record, name, field, whole)); return text === '' ? [] : [{ field, text }] })
  const short = fields.filter(({ field, text }) => field.longText !== true && text.length <= 40)
  const rows = []
  for (let at = 0; at < short.length; at += 2) {
    const cells = short.slice(at, at + 2).flatMap(({ field, text }): Cell[] => [{ text: field.label, class: 'k' }, { text }])
    rows.push(grid.tr(cells.length < 4 ? [...cells, { text: '', columns: 2 }] : cells, 6))
  }
  for (const { field, text } of fields.filter(one => !short.includes(one))) rows.push(...chunks(text).map((part, at) => grid.tr([{ text: at === 0 ? field.label : '（续）', class: 'k' }, { text: part, columns: 3 }], 6)))
  return titled(title, grid.flow(rows.length > 0 ? rows : [grid.tr([{ text: '没有填写内容', columns: 4 }], 6)]))
}
const withUnit = (field: Field, text: string): string => text !== '' && field.unit && !text.endsWith(field.unit) ? `${text} ${field.unit}` : text
/** A row that is higher than a page would be cut off at its foot. */
const MOST = 900
const chunks = (text: string): readonly string[] => { const parts: string[] = []; for (let at = 0; at < text.length; at += MOST) parts.push(text.slice(at, at + MOST)); return parts }

export const recordPages = (title: string, words: string, records: readonly { readonly title: string; readonly record: RecordState }[], meta: PrintMeta): readonly Element[] =>
  titlePages(title, words, records.map(one => recordFlow(one.title, one.record, meta.whole)), meta)

export function incomePages(title: string, words: string, record: RecordState, people: number, meta: PrintMeta): readonly Element[] {
  const { net, perCapita } = incomeTotals(record.values, people)
  const money = fieldOf('income', 'A1')!
  const say = (amount: number | undefined): string => amount === undefined ? '没有填齐，算不出' : `${paperField({ ...record, values: { A1: amount }, rivals: {} }, 'A1', money, true)} 元`
  const grid = makeGrid([{ title: '纯收入', share: 1, align: 'c' }, { title: '计算人口', share: 1, align: 'c' }, { title: '人均纯收入', share: 1, align: 'c' }], ROOM, 11)
  return titlePages(title, words, [recordFlow('逐项', record, meta.whole), titled('合计', grid.flow([grid.tr([say(net), `${people} 人`, say(perCapita)], 9)]))], meta)
}

export interface DossierPicture { readonly title: string; readonly taken: string; readonly mime: string; readonly base64: string; readonly width: number; readonly height: number }
/** One to a page; what cannot be opened here says so, a page is not silently left out. */
export function picturePage({ title, taken, mime, base64, width, height }: DossierPicture, meta: PrintMeta): Element {
  const [most, tall] = [ROOM, PORTRAIT.height - MARGIN.top - MARGIN.foot - SPARE - 34]
  const scale = Math.min(most / Math.max(1, width), tall / Math.max(1, height))
  const shown: Element = { tag: 'img', attributes: { style: `width:${(width * scale).toFixed(1)}mm;height:${(height * scale).toFixed(1)}mm;object-fit:contain`, src: `data:${mime};base64,${base64}`, alt: `照片没有印出：${title}` }, children: [] }
  return titlePages(title, taken, [box(base64 === '' ? node('p', { class: 'c', style: 'padding-top:60mm;font-size:12pt' }, '这张照片不在这台电脑上，请先在“照片”里取回再印') : node('div', 'c', shown), tall)], meta)[0]!
}

/** The number of the whole file, above; a paper's own number stays at its foot. */
function numbered(page: Element, number: number, of: number): Element {
  const mark = node('div', { style: `position:absolute;top:3.5mm;right:${MARGIN.side}mm;font-size:8pt;color:#333`, class: 'pack-number' }, `档案第 ${number} 页 共 ${of} 页`)
  return { ...page, children: [...page.children, mark] }
}

const coverPages = (cover: DossierCover, meta: PrintMeta): readonly Element[] => {
  const fact = makeGrid([{ title: '', share: 1 }, { title: '', share: 3 }], 110, 12)
  const rows = [['村', meta.village], ['组', cover.group], ['户主', cover.headName], ['户编号', cover.householdNo], ['对象类别', cover.category], ['制作日期', meta.printedOn]].map(([label, text]) => fact.tr([{ text: label!, class: 'k' }, text!], 11))
  return makePages([box(node('h1', { style: 'padding-top:55mm;font-size:26pt' }, '防止返贫致贫监测帮扶'), 72), box(node('h1', { style: 'font-size:34pt;padding:4mm 0 18mm' }, '一户一档'), 40), box(node('div', { style: 'width:110mm;margin:0 auto' }, fact.flow(rows).build(rows.map(row => row.node), false)), 80)],
    { sheet: PORTRAIT, head: () => ({ height: 0, node: node('span', {}) }), foot: () => footOf(meta) })
}

function indexPages(cover: DossierCover, parts: readonly DossierPart[], first: number, of: (at: number) => number, meta: PrintMeta): readonly Element[] {
  const grid = makeGrid([{ title: '序号', share: 0.6, align: 'c' }, { title: '材料', share: 4 }, { title: '页数', share: 0.7, align: 'c' }, { title: '起始页', share: 0.8, align: 'c' }], ROOM, 9)
  const state = makeGrid([{ title: '编号', share: 0.7, align: 'c' }, { title: '应有材料', share: 2.6 }, { title: '状态', share: 0.9, align: 'c' }, { title: '说明', share: 3.4 }], ROOM, 9)
  return titlePages('目 录', `${cover.headName} · ${cover.group}`, [
    grid.flow(parts.map(({ title, pages }, at) => grid.tr([String(at + 1), title, String(pages.length), String(first + of(at))], 7))),
    titled('归档情况', state.flow(cover.lines.map(({ key, title, word, text }) => state.tr([key, title, word, text], 6))))
  ], meta)
}

/** The whole file. How many pages the index takes depends on its rows, not on the numbers in them: it is laid out twice. */
export function dossierPages(cover: DossierCover, parts: readonly DossierPart[], meta: PrintMeta): readonly Element[] {
  const starts = parts.map((_, at) => parts.slice(0, at).reduce((sum, { pages }) => sum + pages.length, 0))
  const front = coverPages(cover, meta)
  // As wide as the widest number it can come to.
  const length = indexPages(cover, parts, 1000, at => starts[at]!, meta).length
  const index = indexPages(cover, parts, front.length + length + 1, at => starts[at]!, meta)
  const all = [...front, ...index, ...parts.flatMap(({ pages }) => pages)]
  return all.map((page, at) => numbered(page, at + 1, all.length))
}
export const stepTitle = (record: RecordState): string => [String(record.values['on'] ?? ''), labelOf('procedureStep', String(record.values['step'] ?? '')), labelOf('stepOutcome', String(record.values['outcome'] ?? ''))].filter(Boolean).join(' ')
