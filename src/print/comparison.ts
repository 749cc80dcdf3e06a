/**
 * 信息采集对照表: what the book holds beside room for the pen, in the order of core/paper/sheet.ts. Members are
 * rows of two lines, the upper printed, the lower to be written in; everything else is old │ new.
 */
import { fieldOf } from '#core/registers/index.ts'
import type { Value } from '#core/sync/change.ts'
import { paperValue } from '#core/paper/hidden.ts'
import { paperBlocks, type PaperBlock } from '#core/paper/sheet.ts'
import { answered, type Question, type VisitContext } from '#core/visit/index.ts'
import { box, makePages, PORTRAIT, roomOf, type Flow, type Row } from './pages.ts'
import { heightOf, linesOf } from './measure.ts'
import { qrNode } from './qr.ts'
import { group, makeGrid, titled, type Cell } from './table.ts'
import { node, type Element } from './tree.ts'
import type { PrintMeta } from './meta.ts'
import { hiddenNote, householdWords } from './meta.ts'

export interface ComparisonParts {
  readonly context: VisitContext
  /** Typed or scanned to find the household again; blank while only looked at. */
  readonly code: string
  readonly meta: PrintMeta
}

type MemberBlock = Extract<PaperBlock, { kind: 'members' }>
type LineBlock = Extract<PaperBlock, { kind: 'lines' }>

const SMALL = 7.5
const WRITE = 7.2
const ROOM = roomOf(PORTRAIT)
const WIDER: Readonly<Record<string, number>> = {
  name: 1.5, idNo: 2.2, birthDate: 1.6, phone: 1.6, relation: 1.3, endReason: 1.4, endedOn: 1.5, schoolName: 1.7, illness: 1.5, disabilityCertNo: 1.9, health: 1.4, education: 1.3, schoolStage: 1.3,
  workPlace: 1.7, employer: 1.7, publicPost: 1.4, jobRegion: 1.2, workMonths: 0.9, publicPostMonths: 0.9
}

function oldText({ register, field, value, previous, type }: Question, whole: boolean): string {
  const declared = fieldOf(register, field)
  if (!declared) return ''
  const held: Value | undefined = answered(value) ? value : previous?.value
  const text = paperValue(declared, held, whole)
  // The title of the column says 元.
  return type === 'amount' ? text.replaceAll(',', '') : text
}

/** 1健康 2长期慢性病 …: what is written is the number. */
function legend(questions: readonly Question[], titles: ReadonlyMap<string, string>): Flow[] {
  const seen = new Map(questions.filter(({ options, type }) => type !== 'flag' && options.length > 1 && options.length <= 24).map(question => [question.field, question]))
  if (seen.size === 0) return []
  const text = [...seen.values()].map(({ field, label, options }) => `${titles.get(field) ?? label}：${options.map(({ number, label: name }) => `${number}${name}`).join(' ')}`).join('；')
  const written = `写序号——${text}`
  return [box(node('div', { class: 'legend', style: 'padding-top:.6mm' }, written), heightOf(linesOf(written, ROOM, 7), 7) + 0.8)]
}

function memberFlows(block: MemberBlock, whole: boolean): Flow[] {
  const own = block.columns.filter(({ field }) => field !== 'name')
  const grid = makeGrid([{ title: '', share: 0.55, align: 'c' }, { title: '姓名', share: 1.5, align: 'c' }, ...own.map(({ field, title }) => ({ title, share: WIDER[field] ?? 1, align: 'c' as const }))], ROOM, SMALL)
  const titles = new Map(block.columns.map(({ field, title }) => [field, title]))
  const cellsOf = (cells: readonly (Question | null)[]): readonly (Question | null)[] => cells.filter((_, at) => block.columns[at]!.field !== 'name')
  const rows = block.rows.map(({ member, number, cells }): Row => {
    const asked = cellsOf(cells)
    const printed = grid.tr([{ text: String(number), rows: 2 }, String(member.values['name'] ?? ''), ...asked.map((question): Cell =>
      question ? { text: oldText(question, whole), class: 'k' } : { text: '', class: 'na', rows: 2 })])
    const blank = grid.tr(['', ...asked.filter(question => question !== null).map((question): Cell => ({ text: question.type === 'flag' ? '是 否' : '', class: 'soft' }))], WRITE, 1)
    return group([printed, blank])
  })
  const extra = block.id === 'members' ? [1, 2].map(() => group([grid.tr(['增', ...titles.keys()].map((text, at): Cell => ({ text: at === 0 ? text : '' })), WRITE + 1)])) : []
  return [titled(block.title, grid.flow([...rows, ...extra], { bodies: true, together: 1 }), '□ 本栏无变化'), ...legend(block.rows.flatMap(({ cells }) => cells.filter(cell => cell !== null)), titles)]
}

function lineFlows(block: LineBlock, whole: boolean): Flow[] {
  const money = block.id === 'income'
  const across = money ? 3 : 2
  const [old, now] = money ? ['上次', '本次'] : ['原来', '现在']
  const part = money
    ? [{ title: '项目', share: 29 }, { title: old, share: 14, align: 'r' as const }, { title: now, share: 19 }]
    : [{ title: '项目', share: 38 }, { title: old, share: 24 }, { title: now, share: 31 }]
  const grid = makeGrid(Array.from({ length: across }, () => part).flat(), ROOM, 8)
  const rows: Row[] = []
  for (const { title, questions } of block.groups) {
    if (block.groups.length > 2 && block.id !== 'visit') rows.push(grid.tr([{ text: title, columns: across * 3, class: 'k' }]))
    const short = questions.filter(({ longText }) => !longText)
    for (let at = 0; at < short.length; at += across) {
      const cells = short.slice(at, at + across).flatMap((question): Cell[] => [
        { text: question.label + (question.unit && !money ? `（${question.unit}）` : '') }, { text: oldText(question, whole), class: 'k' },
        { text: question.type === 'flag' ? '□是　□否' : '', class: 'soft' }])
      const missing = across * 3 - cells.length
      rows.push(grid.tr(missing > 0 ? [...cells, { text: '', columns: missing, class: 'na' }] : cells, money ? 6.2 : 7))
    }
    for (const question of questions.filter(({ longText }) => longText)) {
      const held = oldText(question, whole)
      rows.push(grid.tr([{ text: question.label }, { text: held === '' ? '' : `原来：${held}`, columns: across * 3 - 1 }], 11))
    }
  }
  const all = block.groups.flatMap(({ questions }) => questions)
  return [titled(block.title, grid.flow(rows, { together: 3 }), block.id === 'visit' ? '' : '□ 本栏无变化'), ...legend(all, new Map())]
}

function signatures(): Flow {
  const fill = (label: string): Element => node('span', {}, `${label} `, node('span', 'fill'))
  return box(node('div', { class: 'top', style: 'padding-top:3mm' },
    node('div', {},
      node('p', { style: 'height:8mm' }, '以上内容已读给农户听，与实际情况相符。'),
      node('p', { class: 'line', style: 'height:9mm' }, fill('农户签字'), fill('与户主关系'), fill('联系电话')),
      node('p', { class: 'line', style: 'height:9mm' }, fill('采集人一'), fill('采集人二'), fill('采集日期'))),
    node('div', 'stamp', '村委会盖章')), 31)
}

function headRow({ code, context, meta }: ComparisonParts, number: number): Row {
  const first = number === 1
  return {
    height: first ? 23 : 17,
    node: node('div', { class: 'top', style: `height:${first ? 23 : 17}mm` },
      node('div', { style: 'flex:1' },
        node('h1', {}, '信息采集对照表'),
        node('p', { style: 'padding-top:1mm' }, householdWords(context, meta)),
        first ? node('p', { class: 's8', style: 'padding-top:1mm' }, '有变化的才写：在空格里写现在的情况，没有变化的不用写，划掉写“无”；“是 否”画圈，有序号的写序号。') : null),
      node('div', { style: 'display:flex;gap:2mm;align-items:center;padding-left:3mm' },
        node('div', 'c', node('p', 'code', code || '0000-0000'), node('p', 's75', code ? '录入时输入或扫码' : '预览，打印时编号')),
        code ? qrNode(code) : node('div', { class: 'qr', style: 'border:.25mm dashed #888' })))
  }
}

export function comparisonPages(parts: ComparisonParts): readonly Element[] {
  const { context, code, meta } = parts
  const flows = [...paperBlocks(context).flatMap(block => block.kind === 'members' ? memberFlows(block, meta.whole) : lineFlows(block, meta.whole)), signatures()]
  return makePages(flows, {
    sheet: PORTRAIT, head: number => headRow(parts, number),
    foot: (number, of) => node('div', { style: 'display:contents' }, node('span', {}, `${meta.printedOn} 打印${meta.printedBy ? ` · ${meta.printedBy}` : ''}${hiddenNote(meta)}`), node('span', {}, code), node('span', {}, `第 ${number} 页 共 ${of} 页`))
  })
}
