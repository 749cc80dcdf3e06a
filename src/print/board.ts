/**
 * 看板 on A4: every figure of the board as a line with its words, for the wall of the office and for the township. Only
 * counts: no household and nobody is named, so that it may lie about.
 */
import { NO_RECORD, type Figure, type FigureGroup } from '#core/board/index.ts'
import { makePages, PORTRAIT, roomOf, type Flow } from './pages.ts'
import { makeGrid, titled } from './table.ts'
import { node, type Element } from './tree.ts'

export interface BoardMeta {
  readonly village: string
  /** 'YYYY-MM-DD HH:MM', when the figures were read. */
  readonly asOf: string
  readonly printedOn: string
  readonly printedBy: string
  /** Changes that are only on this laptop: the county's figures differ by them. */
  readonly unsent: number
}

const ROOM = roomOf(PORTRAIT)
const MET = new Map<boolean | null, string>([[true, '已达到'], [false, '没有达到'], [null, '还说不准']])
const shown = ({ shown: text, count, unit }: Figure): string => text === String(count) ? `${text} ${unit}` : text
const shareWords = ({ of, count, unit, unknown }: Figure): string => of === null || of === 0 ? '' : `${count} / ${of} ${unit}${unknown > 0 ? `，${NO_RECORD} ${unknown} ${unit}` : ''}`
const targetWords = ({ target }: Figure): string => target ? `目标 ${target.value}${target.unit === '%' ? '%' : ` ${target.unit}`}，${MET.get(target.met) ?? ''}（${target.source}）` : ''

/** On the board a figure stands beside what it belongs to; on paper 没有问题 alone would say nothing: 义务教育：没有问题. */
function nameIn(figures: readonly Figure[], figure: Figure): string {
  const of = figures.find(({ key }) => key === figure.row)
  return of ? `${of.title}：${figure.title}` : `${figure.title}${figure.light ? '：有问题' : ''}`
}
/** Of a share the line itself says how many are not on record. */
const isTold = (figures: readonly Figure[], { key }: Figure): boolean => key.endsWith('.unknown') && figures.some(other => other.of !== null && `${other.key}.unknown` === key)

/** One line a figure. */
function lines({ title, words, figures }: FigureGroup): Flow {
  const grid = makeGrid([{ title: '指标', share: 2.6 }, { title: '数', share: 1.3, align: 'r' }, { title: '说明', share: 4.2 }], ROOM, 9)
  return titled(title, grid.flow(figures.filter(figure => !isTold(figures, figure)).map(figure => grid.tr([nameIn(figures, figure), shown(figure), [shareWords(figure), targetWords(figure), figure.words].filter(Boolean).join('；')]))), words)
}

/** The same figures for every villagers' group: a column each. */
function rows({ title, words, figures }: FigureGroup): Flow {
  const byRow = [...Map.groupBy(figures, ({ row }) => row)]
  const heads = [...new Set(figures.map(figure => figure.title))]
  const grid = makeGrid([{ title: '组', share: 2 }, ...heads.map(head => ({ title: head, share: 1.4, align: 'r' as const }))], ROOM, 9)
  return titled(title, grid.flow(byRow.map(([name, own]) => grid.tr([name, ...heads.map(head => own.filter(figure => figure.title === head).map(shown).join('、'))]))), words)
}

export function figurePages(groups: readonly FigureGroup[], { village, asOf, printedOn, printedBy, unsent }: BoardMeta): readonly Element[] {
  const month = `${Number(asOf.slice(0, 4))} 年 ${Number(asOf.slice(5, 7))} 月`
  const basis = `截至 ${asOf}${unsent > 0 ? ` · 其中 ${unsent} 笔改动还只在本机` : ''}`
  return makePages(groups.filter(({ figures }) => figures.length > 0).map(group => group.kind === 'rows' ? rows(group) : lines(group)), {
    sheet: PORTRAIT,
    head: () => ({ height: 17, node: node('div', { style: 'height:17mm' }, node('h1', {}, `${village}看板（${month}）`), node('p', { class: 'c', style: 'padding-top:1mm' }, basis)) }),
    foot: (number, of) => node('div', { style: 'display:contents' }, node('span', {}, `${printedOn} 打印${printedBy ? ` · ${printedBy}` : ''}`), node('span', {}, `第 ${number} 页 共 ${of} 页`))
  })
}
