/** 花名册 and any ledger: many lines under one head that stands again on every page. */
import { UNDECIDED_SHORT } from '#core/sync/facts.ts'
import { paperValue } from '#core/paper/hidden.ts'
import { inFamilyOrder } from '#core/paper/sheet.ts'
import type { Field } from '#core/registers/define.ts'
import { person } from '#core/registers/index.ts'
import type { RecordState, Value } from '#core/sync/change.ts'
import { activeMembers, type VisitContext } from '#core/visit/index.ts'
import { categoryWords, hiddenNote, type PrintMeta } from './meta.ts'
import { LANDSCAPE, makePages, PORTRAIT, roomOf, type Flow, type PageParts, type Sheet } from './pages.ts'
import { group, makeGrid, titled, type Cell } from './table.ts'
import { node, type Element } from './tree.ts'

const listParts = (sheet: Sheet, title: string, words: string, meta: PrintMeta): PageParts => ({
  sheet,
  head: () => ({ height: 15, node: node('div', { style: 'height:15mm' }, node('h1', {}, title), node('p', { class: 'c', style: 'padding-top:1mm' }, words)) }),
  foot: (number, of) => node('div', { style: 'display:contents' }, node('span', {}, `${meta.printedOn} 打印${meta.printedBy ? ` · ${meta.printedBy}` : ''}${hiddenNote(meta)}`), node('span', {}, `第 ${number} 页 共 ${of} 页`))
})

export interface RosterHousehold { readonly household: RecordState; readonly members: readonly RecordState[] }

const ROSTER_FIELDS = ['name', 'relation', 'sex', 'birthDate', 'idNo', 'phone'] as const

/** By group, the members under their head, a household never cut in two where a page can take it. */
export function rosterPages(households: readonly RosterHousehold[], words: string, meta: PrintMeta): readonly Element[] {
  const grid = makeGrid([
    { title: '户', share: 0.6, align: 'c' }, { title: '姓名', share: 1.3 }, { title: '与户主关系', share: 1.2, align: 'c' }, { title: '性别', share: 0.6, align: 'c' }, { title: '出生日期', share: 1.3, align: 'c' },
    { title: '证件号码', share: 2.2, align: 'c' }, { title: '电话', share: 1.5, align: 'c' }, { title: '户类型', share: 1.5 }, { title: '备注', share: 1.8 }], roomOf(PORTRAIT), 8)
  const groups = Map.groupBy(households, ({ household }) => String(household.values['villagerGroup'] ?? '') || '未分组')
  const flows = [...groups].map(([title, list]): Flow => {
    const rows = list.map(({ household, members }, at) => {
      const present = inFamilyOrder(activeMembers({ members } as VisitContext))
      return group(present.map((member, place) => grid.tr([
        ...(place === 0 ? [{ text: String(at + 1), rows: present.length } satisfies Cell] : []),
        ...ROSTER_FIELDS.map(name => paperValue(person.fields[name], member.values[name], meta.whole)),
        ...(place === 0 ? [{ text: categoryWords(household), rows: present.length } satisfies Cell, { text: '', rows: present.length } satisfies Cell] : [])], 5, place === 0 ? 0 : 1)))
    })
    const people = list.reduce((sum, { members }) => sum + activeMembers({ members } as VisitContext).length, 0)
    return titled(title, grid.flow(rows, { bodies: true }), `${list.length} 户 ${people} 人`)
  })
  return makePages(flows, listParts(PORTRAIT, '花名册', words, meta))
}

export interface ListColumn { readonly key: string; readonly title: string; readonly field: Field; readonly width: number; readonly total: 'sum' | 'none' }
export interface ListLine { readonly values: Readonly<Record<string, Value | undefined>>; readonly undecided?: readonly string[] }

const NUMERIC: ReadonlySet<Field['type']> = new Set(['count', 'decimal', 'amount'])

/** Millimetres a column wants: its own measure within bounds, and a card number in one line. */
const wishOf = ({ field, width }: ListColumn): number => Math.max(field.type === 'idNumber' ? 33 : 11, Math.min(width, 12) * 2.65 + 1.9)
const NUMBER_COLUMN = 9

/** Who a line is about: the columns up to the name, three at most. They stand in every part of a wide ledger. */
function leading(columns: readonly ListColumn[]): readonly ListColumn[] {
  const name = columns.slice(0, 3).findIndex(({ title }) => title.includes('姓名') || title.includes('名称'))
  return columns.slice(0, name < 0 ? 1 : name + 1)
}

/** A ledger has up to fifty columns and paper is 273 mm wide: it is cut into parts that lie side by side. */
export function partsOf(columns: readonly ListColumn[], room: number): readonly (readonly ListColumn[])[] {
  const lead = leading(columns)
  const taken = lead.reduce((sum, column) => sum + wishOf(column), NUMBER_COLUMN)
  const parts: ListColumn[][] = [[]]
  let used = taken
  for (const column of columns.slice(lead.length)) {
    if (used + wishOf(column) > room && parts.at(-1)!.length > 0) {
      parts.push([])
      used = taken
    }
    parts.at(-1)!.push(column)
    used += wishOf(column)
  }
  return parts.map(part => [...lead, ...part])
}

/** A ledger as it stands on the screen: its columns, its order, its totals. */
export function ledgerPages(title: string, columns: readonly ListColumn[], lines: readonly ListLine[], totals: Readonly<Record<string, number>>, words: string, meta: PrintMeta): readonly Element[] {
  const parts = partsOf(columns, roomOf(LANDSCAPE))
  return parts.flatMap((part, at) => {
    const grid = makeGrid([{ title: '序号', share: NUMBER_COLUMN, align: 'c' }, ...part.map(column => ({
      title: column.title + (column.field.unit && !column.title.includes(column.field.unit) ? `（${column.field.unit}）` : ''), share: wishOf(column), ...(NUMERIC.has(column.field.type) ? { align: 'r' as const } : {})
    }))], roomOf(LANDSCAPE), part.length > 12 ? 7.5 : 8)
    const rows = lines.map(({ values, undecided }, number) => grid.tr([String(number + 1), ...part.map(({ key, field }) => undecided?.includes(key) ? UNDECIDED_SHORT : paperValue(field, values[key], meta.whole))], 5))
    const sums = part.some(({ total }) => total === 'sum')
      ? [grid.tr([{ text: '合计', class: 'k' }, ...part.map(({ key, field, total }): Cell => ({ text: total === 'sum' ? paperValue(field, totals[key], true) : '', class: 'k' }))], 5)] : []
    return makePages([grid.flow([...rows, ...sums])], listParts(LANDSCAPE, title, parts.length > 1 ? `${words} · 第 ${at + 1} 幅，共 ${parts.length} 幅` : words, meta))
  })
}
