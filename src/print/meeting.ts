/**
 * The papers of a 评议会: 签到表, 评议记录 and the notice for the board. Those that are signed keep blanks for a pen; the
 * notice is made of `OpenLine`s alone, and whatever was typed into it is looked through once more.
 */
import type { OpenLine } from '#core/notice/index.ts'
import { noticeProblem } from './notice.ts'
import { box, makePages, PORTRAIT, roomOf } from './pages.ts'
import { makeGrid, titled, type Cell } from './table.ts'
import { heightOf, linesOf } from './measure.ts'
import { node, type Element, type Node } from './tree.ts'

export interface MeetingHead { readonly village: string; readonly kind: string; readonly on: string; readonly place: string; readonly chair: string; readonly recorder: string; readonly expected: number; readonly present: number }
export interface Caller { readonly name: string; readonly role: string; readonly present: boolean }
export interface VoteLine { readonly group: string; readonly name: string; readonly kind: string; readonly category: string; readonly agree: number | null; readonly against: number | null; readonly abstain: number | null; readonly result: string; readonly opinion: string }

const ROOM = roomOf(PORTRAIT)
const label = (text: string): Cell => ({ text, class: 'k' })
const numberOf = (number: number, of: number, words: string): Node => node('div', { style: 'display:contents' }, node('span', {}, words), node('span', {}, `第 ${number} 页 共 ${of} 页`))
const heading = (title: string) => () => ({ height: 14, node: node('div', { style: 'height:14mm' }, node('h1', {}, title)) })
const facts = ({ kind, on, place, chair, recorder, expected, present }: MeetingHead, withCount: boolean) => {
  const grid = makeGrid([{ title: '', share: 1 }, { title: '', share: 3 }, { title: '', share: 1 }, { title: '', share: 3 }], ROOM, 9)
  return grid.flow([
    grid.tr([label('会议'), kind, label('时间'), on], 8), grid.tr([label('地点'), place, label('主持人'), chair], 8),
    grid.tr([label('记录人'), recorder, label('应到 / 实到'), withCount && expected > 0 ? `${expected} 人 / ${present} 人` : '　　人 /　　人'], 8)])
}

/** Rows for who was called, and some more for who was not on the list. */
const MORE_ROWS = 6
export function signInPages(head: MeetingHead, people: readonly Caller[]): readonly Element[] {
  const grid = makeGrid([{ title: '序号', share: 0.7, align: 'c' }, { title: '姓名', share: 1.6, align: 'c' }, { title: '身份', share: 1.8, align: 'c' }, { title: '签字（按手印）', share: 3 }, { title: '备注', share: 1.6 }], ROOM, 10)
  const rows = [...people.map(({ name, role }) => [name, role] as const), ...Array.from({ length: MORE_ROWS }, () => ['', ''] as const)]
  return makePages([facts(head, false), box(node('p', { style: 'height:4mm' }, ''), 4), grid.flow(rows.map(([name, role], at) => grid.tr([String(at + 1), name, role, '', ''], 10)))],
    { sheet: PORTRAIT, head: heading(`${head.village}评议会签到表`), foot: (number, of) => numberOf(number, of, `${head.village} · ${head.on}`) })
}

const dash = (votes: number | null): string => votes === null ? '' : String(votes)
/** Lines of its own for a text that goes over pages; blanks to write on where nothing was typed. */
function paragraph(title: string, text: string, blanks: number) {
  const size = 10
  const lines = text.trim() === '' ? Array.from({ length: blanks }, () => '') : text.trim().split('\n')
  return titled(title, { build: rows => node('div', {}, rows), headHeight: 0, rows: lines.map(line => {
    const height = line === '' ? 9 : heightOf(linesOf(line, ROOM - 4, size), size) + 1.6
    return { node: node('p', { style: line === '' ? 'height:9mm;border-bottom:.25mm solid #999' : `padding:.8mm 2mm;font-size:${size}pt;word-break:break-all` }, line), height }
  }) })
}

export function minutesPages(head: MeetingHead, votes: readonly VoteLine[], speeches: string, conclusion: string): readonly Element[] {
  const grid = makeGrid([{ title: '序号', share: 0.6, align: 'c' }, { title: '组', share: 1, align: 'c' }, { title: '户主', share: 1.2, align: 'c' }, { title: '事项', share: 1.2, align: 'c' }, { title: '类别', share: 1.7, align: 'c' }, { title: '同意', share: 0.7, align: 'c' }, { title: '反对', share: 0.7, align: 'c' }, { title: '弃权', share: 0.7, align: 'c' }, { title: '结论', share: 1, align: 'c' }, { title: '评议意见', share: 2.6 }], ROOM, 9)
  const rows = votes.map((vote, at) => grid.tr([String(at + 1), vote.group, vote.name, vote.kind, vote.category, dash(vote.agree), dash(vote.against), dash(vote.abstain), vote.result, vote.opinion], 9))
  const sign = (words: string): Element => node('span', {}, `${words} `, node('span', 'fill'))
  return makePages([
    facts(head, true), ...(rows.length > 0 ? [titled('逐户表决', grid.flow(rows), `${rows.length} 户`)] : []), paragraph('发言要点', speeches, 8), paragraph('会议结论', conclusion, 2),
    box(node('p', { class: 'line', style: 'padding-top:9mm;height:18mm;font-size:10pt' }, sign('主持人签字'), sign('记录人签字'), sign('监督委员签字')), 18)
  ], { sheet: PORTRAIT, head: heading(`${head.village}民主评议记录`), foot: (number, of) => numberOf(number, of, `${head.village} · ${head.on} · 存档用，不张贴`) })
}

export interface BoardParts {
  readonly village: string
  /** 公示 before the decision, 公告 after it. */
  readonly kind: 'notice' | 'announcement'
  readonly lines: readonly OpenLine[]
  readonly from: string
  readonly to: string
  readonly place: string
  readonly phone: string
  readonly supervising: string
  readonly on: string
}

/** Why it must not hang there; '' = it may. */
export const boardProblem = ({ phone, supervising, place }: Pick<BoardParts, 'phone' | 'supervising' | 'place'>): string => {
  if (!/^0\d{2,3}-?\d{7,8}$/u.test(phone.trim())) return '异议电话要填村委会或乡镇的座机（如 0875-8120317），不填个人手机'
  const problem = noticeProblem(`${supervising} ${place}`) || (/\d{7,}/u.test(`${supervising}${place}`) ? '里有号码，公示里不能有' : '')
  return problem && `监督单位或地点${problem}`
}

export function boardPages({ village, kind, lines, from, to, place, phone, supervising, on }: BoardParts): readonly Element[] {
  const notice = kind === 'notice'
  const grid = makeGrid([{ title: '序号', share: 0.7, align: 'c' }, { title: '组', share: 1.2, align: 'c' }, { title: '户主姓名', share: 1.4, align: 'c' }, { title: '家庭人口', share: 0.9, align: 'c' }, { title: '对象类别', share: 1.8, align: 'c' }, { title: '帮扶措施类型', share: 2.6 }, { title: notice ? '评议结果' : '确定结果', share: 1.2, align: 'c' }], ROOM, 10)
  const rows = lines.map((line, at) => grid.tr([String(at + 1), line.group, line.name, String(line.people), line.category, line.measures || '待制定', line.result], 9))
  const words = notice
    ? `经群众评议，现将以下 ${lines.length} 户的评议结果予以公示。公示期：${from} 至 ${to}（首尾两天都算）。公示地点：${place}。对公示内容有异议的，请在公示期内向村委会反映，也可以打异议电话 ${phone}；可以不留姓名。`
    : `经评议公示、乡镇审核、县级确定，现将以下 ${lines.length} 户公告如下。有意见的，可以向${supervising || '乡镇人民政府'}反映，电话 ${phone}。`
  return makePages([
    box(node('p', { style: 'font-size:12pt;text-indent:2em;padding:2mm 0 5mm' }, words), heightOf(linesOf(words, ROOM, 12), 12) + 12), grid.flow(rows),
    box(node('div', { class: 'r', style: 'padding-top:9mm;font-size:12pt' }, supervising ? node('p', {}, `监督单位：${supervising}`) : null, node('p', { style: 'padding-top:2mm' }, `${village}村民委员会（盖章）`), node('p', { style: 'padding-top:2mm' }, on)), 36)
  ], { sheet: PORTRAIT, head: heading(notice ? '防止返贫致贫监测对象评议结果公示' : '防止返贫致贫监测对象公告'), foot: (number, of) => numberOf(number, of, `异议电话：${phone}`) })
}
