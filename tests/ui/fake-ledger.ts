/**
 * A ledger of any length in memory, with the book's ledger methods over it: for looking at the screen and for
 * its tests. Two declarations of its own, so that the screen is not tied to what any real ledger happens to hold.
 */
import type { Ledger, LedgerColumn } from '#core/ledgers/define.ts'
import type { Field } from '#core/registers/define.ts'
import { household, income, person } from '#core/registers/index.ts'
import { codeTable } from '#core/registers/codes.ts'
import { formatValue, parseValue } from '#core/registers/value.ts'
import type { Value } from '#core/sync/change.ts'
import type { Book, BookEvent, Entry } from '../../src/db/book.ts'
import type { ColumnFilter, LedgerLine, LedgerQuery, PastePreview, Step } from '../../src/db/book-ledgers.ts'
import { FakeBook, type FakeOptions } from './fake-book.ts'
import { VILLAGE } from './fake-village.ts'

const stored = (register: 'household' | 'person' | 'income', name: string, fields: Readonly<Record<string, Field>>, more: Partial<LedgerColumn> = {}): LedgerColumn =>
  ({ key: `${register}.${name}`, title: fields[name]!.label, field: fields[name]!, from: { kind: 'field', register, name }, total: ['count', 'amount', 'decimal'].includes(fields[name]!.type) ? 'sum' : 'none', aside: false, width: Math.min(10, fields[name]!.label.length + 1), ...more })

const headName: LedgerColumn = { key: 'headName', title: '户主', field: { ...person.fields.name, label: '户主' }, from: { kind: 'computed', read: () => null }, total: 'none', aside: false, width: 4 }
const age: LedgerColumn = { key: 'age', title: '年龄', field: { ...person.fields.workMonths, label: '年龄', unit: '岁' }, from: { kind: 'computed', read: () => null }, total: 'none', aside: false, width: 3 }

const PERSON_FIELDS = Object.keys(person.fields).filter(name => !['household', 'name', 'note'].includes(name))
export const wide: Ledger = {
  name: 'wide', code: 'L3', title: '务工就业台账', scope: 'P', base: 'person', includes: () => true, adds: 'none',
  columns: [
    stored('household', 'villagerGroup', household.fields, { title: '组', width: 4 }), headName, stored('person', 'name', person.fields, { width: 4 }), age,
    ...PERSON_FIELDS.slice(0, 32).map(name => stored('person', name, person.fields)), stored('person', 'workMonths', person.fields), stored('person', 'workPlace', person.fields, { width: 10 }), stored('person', 'employer', person.fields, { width: 8 }),
    stored('income', 'A1', income.fields, { width: 7 }), stored('person', 'dibao', person.fields, { aside: true }), stored('household', 'phone', household.fields, { aside: true })
  ]
}
/** A line is a record of its own: it can be added and voided. */
export const events: Ledger = { ...wide, name: 'events', code: 'L15', title: '问题整改台账', scope: 'E', base: 'income', adds: 'record', columns: wide.columns.slice(0, 8).concat(stored('income', 'A1', income.fields)) }
export const fakeLedgers: readonly Ledger[] = [wide, events]

const SURNAMES = [...'李王张杨赵段尹杜何周刘陈蒋番字罗']
const GIVEN = [...'光明秀英建国玉芳成兰丽华文军志强开学']
const PLACES = ['云南省保山市隆阳区', '广东省东莞市', '', '浙江省宁波市鄞州区姜山镇', '']

function valueOf(field: Field, i: number): Value {
  switch (field.type) {
    case 'code': { const items = codeTable(field.codes!); return items[i % Math.min(items.length, 4)]!.code }
    case 'codes': { const items = codeTable(field.codes!); return [items[i % Math.min(items.length, 3)]!.code] }
    case 'flag': return i % 3 === 0 ? null : i % 3 === 1
    case 'count': return i % 13
    case 'decimal': return i % 90 / 10
    case 'amount': return i % 40 * 100_000
    case 'year': return 2000 + i % 26
    case 'date': return `${1950 + i % 60}-0${1 + i % 9}-1${i % 10}`
    case 'month': return `2025-0${1 + i % 9}`
    case 'idNumber': return `53052119${60 + i % 40}0${1 + i % 9}1${i % 10}${String(i % 10_000).padStart(4, '0')}`
    case 'phone': return `138${String(i * 37 % 1e8).padStart(8, '0')}`
    default: return i % 4 === 0 ? null : `${field.label.slice(0, 4)}${i % 17}`
  }
}

interface Kept { readonly id: string; readonly household: string; values: Record<string, Value>; ended: boolean }

export class FakeLedgerBook extends FakeBook {
  readonly #lines: Kept[]
  readonly #byId = new Map<string, Kept>()
  readonly #tell = new Set<(event: BookEvent) => void>()
  #steps: { step: Step; back: () => void }[] = []
  #paste: PastePreview | null = null
  constructor(options: FakeOptions & { readonly lines?: number } = {}) {
    super(options)
    this.#lines = Array.from({ length: options.lines ?? 300 }, (_, i) => this.#born(i))
  }
  #born(i: number): Kept {
    const values: Record<string, Value> = {}
    for (const { key, field } of wide.columns) values[key] = valueOf(field, i)
    const name = SURNAMES[i % 16]! + GIVEN[i * 7 % 18]! + (i % 3 ? GIVEN[i * 11 % 18]! : '')
    Object.assign(values, { 'household.villagerGroup': `${1 + Math.floor(i / 60) % 12}组`, headName: SURNAMES[i % 16]! + GIVEN[i % 18]!, 'person.name': i === 7 ? '岩温罕·买买提江·阿卜杜热合曼' : name, age: 18 + i % 60, 'person.workPlace': PLACES[i % 5]!, 'income.A1': i % 6 ? i % 40 * 100_000 : null })
    return { id: `line-${i}`, household: `household-${String(i % 40).padStart(4, '0')}`, values, ended: i % 50 === 49 }
  }
  override client(): ReturnType<FakeBook['client']> {
    const given = super.client()
    return { ...given, on: listener => { this.#tell.add(listener); return given.on(listener) } }
  }
  #changed(households: readonly string[]): void { for (const listener of this.#tell) listener({ kind: 'changed', households }) }
  #line(id: string): Kept | undefined {
    if (this.#byId.size !== this.#lines.length) for (const line of this.#lines) this.#byId.set(line.id, line)
    return this.#byId.get(id)
  }
  #column(key: string): LedgerColumn { return wide.columns.find(column => column.key === key)! }
  #text(line: Kept, key: string): string { return formatValue(this.#column(key).field, line.values[key]) }

  #fits(line: Kept, key: string, filter: ColumnFilter): boolean {
    if (filter.kind === 'contains') return this.#text(line, key).includes(filter.text)
    if (filter.kind === 'one-of') return filter.choices.includes(this.#text(line, key))
    const value = line.values[key]
    return value !== null && value !== undefined && (filter.from === null || value >= filter.from) && (filter.to === null || value <= filter.to)
  }
  #found(query: LedgerQuery, but?: string): Kept[] {
    const found = this.#lines.filter(line => (query.withEnded || !line.ended) && Object.entries(query.filters).every(([key, filter]) => key === but || this.#fits(line, key, filter))
      && (query.text === '' || query.columns.some(key => this.#text(line, key).includes(query.text))))
    if (!query.sort) return found
    const { column, down } = query.sort
    const by = (line: Kept): string | number => { const value = line.values[column]; return typeof value === 'number' ? value : this.#text(line, column) }
    return found.sort((a, b) => (by(a) < by(b) ? -1 : by(a) > by(b) ? 1 : 0) * (down ? -1 : 1))
  }
  override ledger: Book['ledger'] = async query => {
    this.calls.push(`ledger ${query.ledger} ${query.text}`)
    const found = this.#found(query)
    const totals = Object.fromEntries(query.columns.filter(key => this.#column(key).total === 'sum').map(key => [key, found.reduce((sum, line) => sum + Number(line.values[key] ?? 0), 0)]))
    return { total: found.length, ids: found.map(line => line.id), totals, took: 1 }
  }
  override ledgerLines: Book['ledgerLines'] = async (query, ids) => {
    this.calls.push(`lines ${ids.length}`)
    // As from a worker: in a task of its own.
    await new Promise(resolve => setTimeout(resolve))
    return ids.flatMap(id => this.#line(id) ?? []).map((line): LedgerLine => ({
      id: line.id, village: VILLAGE.code, household: line.household, person: line.id,
      records: Object.fromEntries(query.columns.map(key => [key, key === 'income.A1' && line.values[key] === null ? null : this.#column(key).from.kind === 'field' ? line.id : null])),
      values: Object.fromEntries(query.columns.map(key => [key, line.values[key]])), names: {}, ended: line.ended, conflicts: line.id === 'line-3' ? 1 : 0, unsent: line.id === 'line-5'
    }))
  }
  override ledgerChoices: Book['ledgerChoices'] = async (query, column) => {
    const counts = Map.groupBy(this.#found(query, column), line => this.#text(line, column))
    return [...counts].map(([text, lines]) => ({ text, lines: lines.length })).sort((a, b) => b.lines - a.lines).slice(0, 300)
  }
  #set(id: string, fields: Readonly<Record<string, Value>>, register: string): () => void {
    const line = this.#lines.find(one => one.id === id)!
    const before = { ...line.values }
    const wasEnded = line.ended
    for (const [name, value] of Object.entries(fields)) if (name === 'voided') line.ended = value === true; else line.values[`${register}.${name}`] = value
    return () => { line.values = before; line.ended = wasEnded }
  }
  #did(kind: Step['kind'], title: string, backs: readonly (() => void)[]): Step {
    const step: Step = { id: `step-${this.#steps.length}`, kind, title, at: Date.UTC(2026, 10, 22, 2, this.#steps.length), changes: backs.length, undone: false }
    this.#steps.push({ step, back: () => { for (const back of backs) back() } })
    return step
  }
  override act = async (what: Parameters<Book['act']>[0], entries: readonly Entry[]): Promise<Step> => {
    this.calls.push(`act ${what.title} ${JSON.stringify(entries)}`)
    const backs = entries.map(({ record, register, fields }) => this.#set(record, fields, register))
    this.#changed(entries.flatMap(({ record }) => this.#lines.find(line => line.id === record)?.household ?? []))
    return this.#did(what.kind, what.title, backs)
  }
  /** As if an answer had been given at the door, or had come from another laptop. */
  elsewhere(id: string, key: string, value: Value): void {
    const line = this.#lines.find(one => one.id === id)!
    line.values[key] = value
    this.#changed([line.household])
  }
  override addLine: Book['addLine'] = async (_, line) => {
    const born = { ...this.#born(this.#lines.length), id: `new-${this.#lines.length}`, household: line.household ?? '' }
    this.#lines.push(born)
    return { id: born.id, step: this.#did('add', '新增 记录', [() => void this.#lines.pop()]) }
  }
  override previewPaste: Book['previewPaste'] = async (query, at, text) => {
    const ids = this.#found(query).map(line => line.id)
    const top = Math.max(0, ids.indexOf(at.id ?? ''))
    const left = query.columns.indexOf(at.column)
    const cells = text.replace(/\r?\n$/u, '').split(/\r?\n/u).flatMap((row, r) => row.split('\t').map((raw, c) => {
      const key = query.columns[left + c] ?? null
      const id = ids[top + r] ?? null
      const line = this.#lines.find(one => one.id === id)
      const column = key === null ? null : this.#column(key)
      const before = line && key ? this.#text(line, key) : ''
      const refused = (reason: string) => ({ row: r, column: c, id, key, raw, before, after: before, outcome: 'refused' as const, reason })
      if (!column || !line) return refused('超出最后一列')
      if (column.from.kind === 'computed') return refused('这一列是算出来的')
      const parsed = parseValue(column.field, raw)
      if (!parsed.ok) return refused(parsed.error.reason)
      const after = formatValue(column.field, parsed.value)
      return { row: r, column: c, id, key, raw, before, after, outcome: after === before ? 'same' as const : 'changed' as const, reason: '' }
    }))
    this.#paste = { token: 'p', cells, changed: cells.filter(cell => cell.outcome === 'changed').length, added: 0, refused: cells.filter(cell => cell.outcome === 'refused').length }
    return this.#paste
  }
  override applyPaste: Book['applyPaste'] = async () => {
    const cells = this.#paste?.cells.filter(cell => cell.outcome === 'changed') ?? []
    const backs = cells.map(({ id, key, raw }) => { const parsed = parseValue(this.#column(key!).field, raw); return this.#set(id!, { [key!.slice(key!.indexOf('.') + 1)]: parsed.ok ? parsed.value : null }, key!.slice(0, key!.indexOf('.'))) })
    return this.#did('paste', `粘贴 ${cells.length} 格`, backs)
  }
  override steps: Book['steps'] = async () => this.#steps.map(({ step }) => step).toReversed()
  override undo: Book['undo'] = async id => {
    const found = id ? this.#steps.find(({ step }) => step.id === id) : this.#steps.findLast(({ step }) => !step.undone)
    if (!found) return null
    found.back()
    found.step = { ...found.step, undone: true }
    return { step: found.step, restored: found.step.changes, left: [] }
  }
  override makeFile: Book['makeFile'] = async request => {
    this.calls.push(`makeFile ${JSON.stringify(request)}`)
    return { name: '务工就业台账.xlsx', bytes: new Uint8Array(8), lines: this.#lines.length }
  }
}
