/**
 * 公示: what hangs on the village board for everybody. Only the eight things below can get onto it: the page is
 * made from a `NoticeLine`, which is made here field by field, so that nothing a household's record holds comes
 * along by itself. Numbers in free text are looked for as well (W6, W54: boards have shown whole ID numbers).
 */
import type { RecordState } from '#core/sync/change.ts'
import { activeMembers, isHead, type VisitContext } from '#core/visit/index.ts'
import { categoryWords } from './meta.ts'
import { box, makePages, PORTRAIT, roomOf } from './pages.ts'
import { makeGrid } from './table.ts'
import { node, type Element } from './tree.ts'

export interface NoticeLine {
  readonly village: string
  readonly group: string
  readonly headName: string
  readonly people: number
  readonly category: string
  readonly result: string
}

export interface NoticeParts {
  readonly title: string
  readonly lines: readonly NoticeLine[]
  /** 'YYYY-MM-DD' */
  readonly from: string
  readonly to: string
  /** 监督电话: of an office, given by hand, never taken from a record. */
  readonly phone: string
  readonly village: string
  readonly on: string
}

const textOf = (record: RecordState | undefined, field: string): string => typeof record?.values[field] === 'string' ? record.values[field] : ''

export function noticeLine(village: string, household: RecordState, members: readonly RecordState[], result: string): NoticeLine {
  const present = activeMembers({ members } as VisitContext)
  return {
    village, group: textOf(household, 'villagerGroup'), headName: textOf(present.find(isHead) ?? present[0], 'name'), people: present.length,
    category: categoryWords(household), result
  }
}

/** Why a text must not hang there; '' when it may. */
export function noticeProblem(text: string): string {
  const digits = text.normalize('NFKC').replace(/(?<=\d)[\s\p{Pd}]+(?=[\dxX])/gu, '')
  if (/\d{14,}[\dxX]/u.test(digits)) return '里有像证件号码或银行账号的数字，公示里不能有'
  if (/(?<!\d)1\d{10}(?!\d)/u.test(digits)) return '里有手机号码，公示里不能有'
  return /癌|肿瘤|尿毒|白血|精神分裂|艾滋|乙肝|肝炎|结核|透析|心脏病|糖尿|残疾证/u.test(text) ? '里有疾病名称，公示里不能有' : ''
}

const COLUMNS = [
  { title: '序号', share: 0.7, align: 'c' }, { title: '村', share: 1.4, align: 'c' }, { title: '组', share: 1.2, align: 'c' }, { title: '户主姓名', share: 1.5, align: 'c' },
  { title: '家庭人口数', share: 1.1, align: 'c' }, { title: '对象类别', share: 2, align: 'c' }, { title: '评议结果', share: 2.4, align: 'c' }] as const

export function noticePages({ title, lines, from, to, phone, village, on }: NoticeParts): readonly Element[] {
  const grid = makeGrid(COLUMNS, roomOf(PORTRAIT), 9)
  const rows = lines.map((line, at) => grid.tr([String(at + 1), line.village, line.group, line.headName, String(line.people), line.category, line.result], 7))
  const opening = `经群众评议，现将以下 ${lines.length} 户的评议结果予以公示。公示期：${from} 至 ${to}。对公示内容有异议的，请在公示期内向村委会或监督电话 ${phone} 反映。`
  return makePages([
    box(node('p', { style: 'font-size:11pt;text-indent:2em;padding:2mm 0 4mm' }, opening), 20),
    grid.flow(rows),
    box(node('div', { class: 'r', style: 'padding-top:8mm;font-size:11pt' }, node('p', {}, `${village}村民委员会（盖章）`), node('p', { style: 'padding-top:2mm' }, on)), 26)
  ], {
    sheet: PORTRAIT,
    head: () => ({ height: 14, node: node('div', { style: 'height:14mm' }, node('h1', {}, title)) }),
    foot: (number, of) => node('div', { style: 'display:contents' }, node('span', {}, `监督电话：${phone}`), node('span', {}, `第 ${number} 页 共 ${of} 页`))
  })
}
