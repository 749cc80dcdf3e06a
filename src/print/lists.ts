/** 花名册 and any ledger: many lines under one head that stands again on every page. */
import { paperValue } from '#core/paper/hidden.ts'
import { inFamilyOrder } from '#core/paper/sheet.ts'
import type { Field } from '#core/registers/define.ts'
import { household as householdRegister, person } from '#core/registers/index.ts'
import type { RecordState, Value } from '#core/sync/change.ts'
import { activeMembers, type VisitContext } from '#core/visit/index.ts'
import { hiddenNote, type PrintMeta } from './meta.ts'
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
  const kindOf = ({ values }: RecordState): string => paperValue(householdRegister.fields.monitorCategory, values['monitorCategory'], true) || paperValue(householdRegister.fields.householdType, values['householdType'], true)
  const groups = Map.groupBy(households, ({ household }) => String(household.values['villagerGroup'] ?? '') || '未分组')
  const flows = [...groups].map(([title, list]): Flow => {
    const rows = list.map(({ household, members }, at) => {
      const present = inFamilyOrder(activeMembers({ members } as VisitContext))
      return group(present.map((member, place) => grid.tr([
        ...(place === 0 ? [{ text: String(at + 1), rows: present.length } satisfies Cell] : []),
        ...ROSTER_FIELDS.map(name => paperValue(person.fields[name], member.values[name], meta.whole)),
        ...(place === 0 ? [{ text: kindOf(household), rows: present.length } satisfies Cell, { text: '', rows: present.length } satisfies Cell] : [])], 5, place === 0 ? 0 : 1)))
    })
    const people = list.reduce((sum, { members }) => sum + activeMembers({ members } as VisitContext).length, 0)
    return titled(title, grid.flow(rows, { bodies: true }), `${list.length} 户 ${people} 人`)
  })
  return makePages(flows, listParts(PORTRAIT, '花名册', words, meta))
}

export interface ListColumn { readonly key: string; readonly title: string; readonly field: Field; readonly width: number; readonly total: 'sum' | 'none' }
export interface ListLine { readonly values: Readonly<Record<string, Value | undefined>> }

const NUMERIC: ReadonlySet<Field['type']> = new Set(['count', 'decimal', 'amount'])

/** A ledger as it stands on the screen: its columns, its order, its totals. */
export function ledgerPages(title: string, columns: readonly ListColumn[], lines: readonly ListLine[], totals: Readonly<Record<string, number>>, words: string, meta: PrintMeta): readonly Element[] {
  const sheet = LANDSCAPE
  const size = columns.length > 16 ? 7.5 : 8
  const grid = makeGrid([{ title: '序号', share: 3, align: 'c' }, ...columns.map(({ title: name, field, width }) => ({
    title: name + (field.unit && !name.includes(field.unit) ? `（${field.unit}）` : ''), share: Math.max(field.type === 'idNumber' ? 11 : 3, width), ...(NUMERIC.has(field.type) ? { align: 'r' as const } : {})
  }))], roomOf(sheet), size)
  const rows = lines.map(({ values }, at) => grid.tr([String(at + 1), ...columns.map(({ key, field }) => paperValue(field, values[key], meta.whole))], 5))
  const sums = columns.some(({ total }) => total === 'sum')
    ? [grid.tr([{ text: '合计', class: 'k' }, ...columns.map(({ key, field, total }): Cell => ({ text: total === 'sum' ? paperValue(field, totals[key], true) : '', class: 'k' }))], 5)] : []
  return makePages([grid.flow([...rows, ...sums])], listParts(sheet, title, words, meta))
}
