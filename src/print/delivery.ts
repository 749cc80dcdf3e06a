/**
 * 交割单: what this laptop has handed over to the county, as both sides sign it. Only what a receipt of the
 * county says is named as handed over; what is still only here stands on the same page.
 */
import { makeGrid } from './table.ts'
import { box, makePages, PORTRAIT, roomOf } from './pages.ts'
import { node, type Element } from './tree.ts'

export interface DeliveryParts {
  readonly county: string
  readonly countyName: string
  readonly device: string
  readonly person: string
  readonly villages: readonly { readonly code: string; readonly name: string; readonly changes: number }[]
  readonly receipts: readonly {
    readonly numbers: readonly (readonly [number, number])[]; readonly count: number; readonly digest: string; readonly kept: 'durable' | 'trial'
    readonly at: string; readonly signature: string; readonly road: 'line' | 'package' | 'hub'
  }[]
  readonly changes: number
  readonly households: number
  readonly left: number
  readonly madeAt: number
}

const ROADS = { line: '联网', package: 'U 盘', hub: '汇集点' } as const
const KEPT = { durable: '正式库', trial: '试用库' } as const
/** Beijing's clock, as on every paper. */
const moment = (ms: number): string => new Date(ms + 8 * 3600_000).toISOString().slice(0, 16).replace('T', ' ')

export const deliveryTitle = ({ countyName, person, madeAt }: Pick<DeliveryParts, 'countyName' | 'person' | 'madeAt'>): string =>
  ['数据交割单', countyName, person, moment(madeAt).slice(0, 10)].filter(Boolean).join(' ')

const COLUMNS = [
  { title: '县里收到', share: 1.8, align: 'c' }, { title: '编号', share: 2.6 }, { title: '笔数', share: 0.8, align: 'r' }, { title: '来路', share: 0.9, align: 'c' },
  { title: '存法', share: 0.9, align: 'c' }, { title: '内容校验码', share: 2.8 }, { title: '县里签名（前 16 位）', share: 2.4 }] as const

/** `fingerprint`: of the county's key, to be compared with what the county reads out; '' where it is not known. */
export function deliveryPages(parts: DeliveryParts, fingerprint: string): readonly Element[] {
  const { villages, receipts, left } = parts
  const room = roomOf(PORTRAIT)
  const facts = makeGrid([{ title: '', share: 1.1 }, { title: '', share: 3 }, { title: '', share: 1.1 }, { title: '', share: 3 }], room, 9)
  const label = (text: string) => ({ text, class: 'k' })
  const list = makeGrid(COLUMNS, room, 8)
  const byVillage = makeGrid([{ title: '村', share: 2 }, { title: '村代码', share: 2, align: 'c' }, { title: '改动笔数', share: 1, align: 'r' }], room, 9)
  const trial = receipts.some(({ kept }) => kept === 'trial')
  const rows = receipts.map(one => list.tr([
    moment(Date.parse(one.at)), one.numbers.map(([from, to]) => from === to ? String(from) : `${from}–${to}`).join('、'), String(one.count),
    ROADS[one.road], KEPT[one.kept], one.digest.slice(0, 32), one.signature.slice(0, 16)]))
  const words = left > 0 ? `还有 ${left} 笔改动只在这台电脑上，没有交割，不在本单之内。` : '这台电脑上没有还没交割的改动。'
  return makePages([
    facts.flow([
      facts.tr([label('接收方'), `${parts.countyName}（${parts.county}）`, label('移交方'), parts.person || '（未登记姓名）'], 7),
      facts.tr([label('移交的电脑'), parts.device, label('制单时间'), moment(parts.madeAt)], 7),
      facts.tr([label('已交割'), `${parts.changes} 笔改动，涉及 ${parts.households} 户，回执 ${receipts.length} 份`, label('还没交割'), `${left} 笔`], 7),
      facts.tr([label('县里公钥指纹'), fingerprint || '—', label('县里存法'), trial ? '含试用库：县里断电可能丢' : receipts.length > 0 ? '正式库：断电不丢' : '—'], 7)
    ]),
    box(node('p', { style: 'padding:2mm 0' }, `“已交割”只按县里签了字的回执计。${words}`), 9),
    ...(villages.length > 0 ? [byVillage.flow(villages.map(one => byVillage.tr([one.name || one.code, one.code, String(one.changes)], 6)))] : []),
    box(node('p', { style: 'padding:2.5mm 0 1mm' }, '县里的回执'), 8),
    ...(rows.length > 0 ? [list.flow(rows)] : [box(node('p', 'soft', '没有回执。'), 7)]),
    box(node('div', { style: 'display:flex;justify-content:space-between;padding-top:12mm' },
      node('div', {}, node('p', {}, '移交人（签字）：', node('span', 'fill')), node('p', { style: 'padding-top:5mm' }, '日期：', node('span', 'fill'))),
      node('div', {}, node('p', {}, '接收人（签字、盖章）：', node('span', 'fill')), node('p', { style: 'padding-top:5mm' }, '日期：', node('span', 'fill')))), 36)
  ], {
    sheet: PORTRAIT,
    head: () => ({ height: 14, node: node('div', { style: 'height:14mm' }, node('h1', {}, '数据交割单')) }),
    foot: (number, of) => node('div', { style: 'display:contents' }, node('span', {}, `${parts.countyName} · ${parts.device}`), node('span', {}, `第 ${number} 页 共 ${of} 页`))
  })
}
