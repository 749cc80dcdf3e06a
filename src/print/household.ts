/**
 * 户表: everything the book holds of one household on paper: 农户 by the sections of its register, members, what
 * comes in, and what has been done for it. Fields and labels are the registers'; a new register of a household
 * is on this sheet without a word here.
 */
import { paperField, paperValue } from '#core/paper/hidden.ts'
import { incomeTotals } from '#core/income/index.ts'
import type { Field, Register } from '#core/registers/define.ts'
import { household as householdRegister, incomeGroups, income as incomeRegister, person, registerOf } from '#core/registers/index.ts'
import type { RecordState } from '#core/sync/change.ts'
import { inFamilyOrder } from '#core/paper/sheet.ts'
import { activeMembers, answered, type VisitContext } from '#core/visit/index.ts'
import { hiddenNote, householdWords, type PrintMeta } from './meta.ts'
import { box, makePages, PORTRAIT, roomOf, type Flow, type Row } from './pages.ts'
import { makeGrid, titled, type Cell, type Column } from './table.ts'
import { node, type Element } from './tree.ts'

export interface HouseholdParts {
  readonly household: RecordState
  readonly members: readonly RecordState[]
  /** Latest year first. */
  readonly incomes: readonly RecordState[]
  readonly others: readonly RecordState[]
  readonly meta: PrintMeta
}

const ROOM = roomOf(PORTRAIT)

/** What of a member fits one line of paper; the rest is on the screen and in the ledgers. */
const MEMBER_FIELDS = ['name', 'relation', 'sex', 'birthDate', 'idNo', 'education', 'schoolStage', 'health', 'labour', 'workPlace', 'workMonths', 'medResident', 'dibao'] as const
const SHARES: Readonly<Record<string, number>> = { name: 1.3, relation: 1.1, sex: 0.6, birthDate: 1.4, idNo: 2.5, workPlace: 1.4, workMonths: 0.8, medResident: 0.9 }
const TITLES: Readonly<Record<string, string>> = { relation: '与户主关系', schoolStage: '在校生状况', workPlace: '务工地', workMonths: '务工月数', medResident: '居民医保', dibao: '低保', idNo: '证件号码', sex: '性别' }

/** Label and value in pairs; long texts take a line. Blank ones stand too: what nobody knows is to be asked. */
function fieldFlows(register: Register, record: RecordState, whole: boolean): Flow[] {
  const sections = Map.groupBy(Object.entries(register.fields).filter(([, { type }]) => type !== 'link' && type !== 'drawing'), ([, { section }]) => section)
  return [...sections].map(([title, fields]) => {
    const grid = makeGrid([20, 15, 20, 15, 20, 15].map(share => ({ title: '', share })), ROOM, 8)
    const cells = (list: readonly (readonly [string, Field])[]): Cell[] => list.flatMap(([name, field]) => [
      { text: field.label, class: 'k' }, { text: withUnit(field, paperField(record, name, field, whole)) }])
    const short = fields.filter(([, { longText }]) => !longText)
    const rows: Row[] = []
    for (let at = 0; at < short.length; at += 3) {
      const line = cells(short.slice(at, at + 3))
      rows.push(grid.tr(line.length < 6 ? [...line, { text: '', columns: 6 - line.length }] : line, 5))
    }
    for (const [name, field] of fields.filter(([, { longText }]) => longText))
      if (answered(record.values[name])) rows.push(grid.tr([{ text: field.label, class: 'k' }, { text: paperField(record, name, field, whole), columns: 5 }]))
    return titled(title, grid.flow(rows))
  })
}

const withUnit = (field: Field, text: string): string => text !== '' && field.unit && !text.endsWith(field.unit) ? `${text} ${field.unit}` : text

function memberFlow(members: readonly RecordState[], whole: boolean): Flow {
  const columns: Column[] = MEMBER_FIELDS.map(name => ({ title: TITLES[name] ?? person.fields[name].label, share: SHARES[name] ?? 1, align: 'c' }))
  const grid = makeGrid(columns, ROOM, 7.5)
  return titled('家庭成员', grid.flow(members.map(member => grid.tr(MEMBER_FIELDS.map(name => paperValue(person.fields[name], member.values[name], whole)), 5.4))), `${members.length} 人`)
}

function incomeFlow(incomes: readonly RecordState[], members: number, whole: boolean): Flow[] {
  const years = incomes.slice(0, 2)
  if (years.length === 0) return []
  const grid = makeGrid([{ title: '项目（元）', share: 3 }, ...years.map(({ values }) => ({ title: `${String(values['year'] ?? '')} 年`, share: 2, align: 'r' as const }))], ROOM, 8)
  const lineOf = (name: string): Row[] => {
    const field = (incomeRegister.fields as Readonly<Record<string, Field>>)[name]!
    return years.some(({ values }) => answered(values[name])) ? [grid.tr([field.label, ...years.map(({ values }) => paperValue(field, values[name], whole))])] : []
  }
  const money = incomeRegister.fields.A1
  const totals = years.map(({ values }) => incomeTotals(values, members))
  const sums = Object.entries(incomeGroups).flatMap(([key, { title, lines }]) => [
    grid.tr([{ text: title, class: 'k' }, ...totals.map(({ groups }): Cell => ({ text: paperValue(money, groups[key as keyof typeof groups]?.amount, true), class: 'k' }))]), ...lines.flatMap(lineOf)])
  const end = [
    grid.tr([{ text: '纯收入', class: 'k' }, ...totals.map(({ net }): Cell => ({ text: paperValue(money, net, true), class: 'k' }))]),
    grid.tr([{ text: '人均纯收入', class: 'k' }, ...totals.map(({ perCapita }): Cell => ({ text: paperValue(money, perCapita, true), class: 'k' }))])
  ]
  return [titled('家庭收入', grid.flow([...sums, ...end]))]
}

/** Registers of the program itself are no measures. */
const OWN: ReadonlySet<string> = new Set(['visit', 'income', 'person', 'paperSheet', 'reveal', 'checkReason', 'workbookLayout', 'importBatch', 'attachment'])
const MOST_COLUMNS = 8

function otherFlows(others: readonly RecordState[], members: readonly RecordState[], whole: boolean): Flow[] {
  return [...Map.groupBy(others.filter(({ register, values }) => !OWN.has(register) && values['voided'] !== true), ({ register }) => register)].flatMap(([name, records]) => {
    const register = registerOf(name)
    if (!register) return []
    const fields = Object.entries(register.fields).filter(([field, { type, longText }]) => type !== 'link' && type !== 'drawing' && !longText && field !== 'voided' && records.some(({ values }) => answered(values[field]))).slice(0, MOST_COLUMNS)
    if (fields.length === 0) return []
    const grid = makeGrid([...(register.person ? [{ title: '姓名', share: 1 }] : []), ...fields.map(([, { label }]) => ({ title: label, share: 1 }))], ROOM, 7.5)
    const nameOf = (record: RecordState): string => String(members.find(({ id }) => id === record.values[register.person!])?.values['name'] ?? '')
    const rows = records.map(record => grid.tr([...(register.person ? [nameOf(record)] : []), ...fields.map(([field, declared]) => paperField(record, field, declared, whole))]))
    return [titled(register.title, grid.flow(rows))]
  })
}

export function householdPages({ household, members, incomes, others, meta }: HouseholdParts): readonly Element[] {
  const present = inFamilyOrder(activeMembers({ members } as VisitContext))
  const fill = (label: string): Element => node('span', {}, `${label} `, node('span', 'fill'))
  const flows = [memberFlow(present, meta.whole), ...fieldFlows(householdRegister, household, meta.whole), ...incomeFlow(incomes, present.length, meta.whole), ...otherFlows(others, members, meta.whole),
    box(node('p', { class: 'line', style: 'padding-top:5mm;height:12mm' }, fill('户主签字'), fill('填表人'), fill('日期')), 12)]
  const words = householdWords({ household, members }, meta)
  return makePages(flows, {
    sheet: PORTRAIT,
    head: () => ({ height: 15, node: node('div', { style: 'height:15mm' }, node('h1', {}, '农户信息表'), node('p', { class: 'c', style: 'padding-top:1mm' }, words)) }),
    foot: (number, of) => node('div', { style: 'display:contents' }, node('span', {}, `${meta.printedOn} 打印${meta.printedBy ? ` · ${meta.printedBy}` : ''}${hiddenNote(meta)}`), node('span', {}, `第 ${number} 页 共 ${of} 页`))
  })
}
