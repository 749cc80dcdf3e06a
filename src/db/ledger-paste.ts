/**
 * A pasted block laid over a ledger. Every cell goes through the gate of the column's own field; a blank cell
 * empties nothing (merged cells come as blanks); a cell that is refused stays as it was, as the preview says, and
 * the others are written as one step or none of them. What a person agreed to is what is written: when a cell
 * would come out otherwise by then, they are asked again.
 */
import { DECIDED_BY_PROCEDURE, isDecidedByProcedure } from '#core/procedure/index.ts'
import { AppError } from '#core/error.ts'
import type { AmountBounds } from '#core/income/amount.ts'
import { fieldOf, registerOf } from '#core/registers/index.ts'
import { exportValue, formatValue, maskValue, normaliseText, parseValue } from '#core/registers/value.ts'
import type { Field } from '#core/registers/define.ts'
import { failed, ok, type Result } from '#core/result.ts'
import type { Value } from '#core/sync/change.ts'
import { homeOf } from '#core/sync/home.ts'
import { sameValue } from '#core/sync/merge.ts'
import type { Book } from './book.ts'
import { isEnded } from './belongs.ts'
import type { LedgerQuery, PastePreview, Step } from './book-ledgers.ts'
import type { Desk } from './desk.ts'
import { dayOf } from './ledger-context.ts'
import { amountRefusal } from './ledger-gate.ts'
import { incomeBounds } from './standards.ts'
import { type Block, readBlock } from './ledger-block.ts'
import { findOwner, type Owner } from './ledger-owner.ts'
import { ownerFields } from './ledger-lines.ts'
import { linkNamesOf, shownText } from './ledger-links.ts'
import type { Ledgers } from './ledgers.ts'
import { type LedgerTable, type Placed, type Row, sourceOf } from './ledger-table.ts'
import { recordKey } from './roster.ts'
import { writeStep } from './steps.ts'
import type { PlacedEntry } from './write.ts'

const MOST_CELLS = 100_000

type Cell = PastePreview['cells'][number]
type At = Parameters<Book['previewPaste']>[1]

/** Fields to set on a record that is there, or on a new one named by `slot` until it gets its id. */
interface Target { readonly slot: string; readonly register: string; readonly record: string | null; readonly village: string; readonly owner: Readonly<Record<string, Value>>; readonly fields: Record<string, Value> }
interface Judged { readonly preview: Omit<PastePreview, 'token'>; readonly targets: readonly Target[]; readonly title: string }
interface Plan { readonly token: string; readonly desk: Desk; readonly query: LedgerQuery; readonly at: At; readonly block: Block; readonly judged: Judged; readonly version: number }

export interface Pasting {
  preview(desk: Desk, ledgers: Ledgers, query: LedgerQuery, at: At, text: string): PastePreview
  apply(desk: Desk, ledgers: Ledgers, token: string): Promise<Step>
}

export function makePasting(): Pasting {
  let plan: Plan | null = null
  return {
    preview(desk, ledgers, query, at, text) {
      plan = null
      const block = readBlock(text)
      const cells = block.length * (block[0]?.length ?? 0)
      if (cells > MOST_CELLS) throw new AppError('paste-too-large', { cells, limit: MOST_CELLS })
      const judged = judge(desk, ledgers, query, at, block)
      const token = desk.env.newId()
      plan = { token, desk, query, at, block, judged, version: desk.roster.version }
      return { token, ...judged.preview }
    },

    async apply(desk, ledgers, token) {
      const agreed = plan
      if (!agreed || agreed.token !== token || agreed.desk !== desk) throw new AppError('paste-stale')
      return desk.inTurn(async () => {
        const fresh = agreed.version === desk.roster.version ? agreed.judged : judge(desk, ledgers, agreed.query, agreed.at, agreed.block)
        if (fresh !== agreed.judged && JSON.stringify(fresh.preview) !== JSON.stringify(agreed.judged.preview)) throw new AppError('paste-stale')
        plan = null
        const entries = fresh.targets.map(({ register, record, village, owner, fields }): PlacedEntry =>
          ({ register, record: record ?? desk.env.newId(), village, fields: record === null ? { ...fields, ...owner } : fields }))
        const id = desk.env.newId()
        const { step } = await writeStep(desk, { id, kind: 'paste', title: fresh.title }, entries, { kind: 'ledger', ref: id }, entries[0]?.village ?? '')
        return step
      })
    }
  }
}

function judge(desk: Desk, ledgers: Ledgers, query: LedgerQuery, { id, column }: At, block: Block): Judged {
  const table = ledgers.table(query.ledger)
  const rows = ledgers.rows(query)
  const first = id === null ? rows.length : rows.findIndex(row => row.id === id)
  if (first < 0) throw new AppError('record-missing')
  const { column: wanted } = table.column(column)
  const left = query.columns.indexOf(column)
  if (left < 0) throw new AppError('ledger-column-unknown', { column: wanted.title, ledger: table.ledger.title })
  const columns = query.columns.slice(left).map(key => table.column(key))
  const paste = new Judging(desk, table, query)
  block.forEach((cells, row) => paste.line(row, cells, rows[first + row], columns))
  return paste.done()
}

class Judging {
  readonly #desk: Desk
  readonly #table: LedgerTable
  readonly #query: LedgerQuery
  readonly #cells: Cell[] = []
  readonly #targets = new Map<string, Target>()
  readonly #said = new Map<string, { readonly row: number; readonly value: Value }>()
  readonly #bounds = new Map<string, AmountBounds>()
  #added = 0
  constructor(desk: Desk, table: LedgerTable, query: LedgerQuery) {
    this.#desk = desk
    this.#table = table
    this.#query = query
  }

  line(row: number, raws: readonly string[], line: Row | undefined, columns: readonly Placed[]): void {
    const owner = line ? undefined : this.#ownerOf(raws, columns)
    const keys = new Set(columns.filter((_, at) => raws[at]?.trim()).map(({ column }) => column.key))
    let some = false
    raws.forEach((raw, at) => {
      const placed = columns[at]
      const place = { row, column: at, id: line?.id ?? null, key: placed?.column.key ?? null, raw }
      const verdict = raw.trim() === '' ? this.#same(line, placed)
        : !placed ? refused('超出了最后一列')
        : line ? this.#onLine(row, line, placed, raw, keys) : this.#onNew(row, placed, raw, owner!)
      some ||= verdict.outcome === 'changed'
      this.#cells.push({ ...place, ...verdict })
    })
    if (!line && some) this.#added++
  }

  done(): Judged {
    const count = (outcome: Cell['outcome']): number => this.#cells.filter(cell => cell.outcome === outcome).length
    const changed = count('changed')
    return {
      preview: { cells: this.#cells, changed, added: this.#added, refused: count('refused') },
      targets: [...this.#targets.values()], title: `粘贴 ${this.#table.ledger.title} ${changed} 格`
    }
  }

  #same(line: Row | undefined, placed: Placed | undefined): Verdict {
    const text = line && placed ? this.#table.text(line, placed) : ''
    return { before: text, after: text, outcome: 'same', reason: '' }
  }

  #onLine(row: number, line: Row, placed: Placed, raw: string, keys: ReadonlySet<string>): Verdict {
    const { column } = placed
    const before = this.#table.text(line, placed)
    const now = this.#table.value(line, placed)
    if (says(column.field, raw, now, before)) return this.#same(line, placed)
    if (column.from.kind === 'computed') return refused(`“${column.title}”由系统算出，不能粘贴`, before)
    if (isDecidedByProcedure(column.from.register, column.from.name)) return refused(`“${column.title}”${DECIDED_BY_PROCEDURE}`, before)
    const home = homeOf(line.line.base)
    const read = this.#within(column.from, this.#read(column.field, raw, home), home)
    if (!read.ok) return refused(`“${column.title}”：${read.error}`, before)
    if (read.value === null || (now !== undefined && sameValue(now, read.value))) return this.#same(line, placed)
    const { register, name } = column.from
    const source = sourceOf(line.line, register)
    const target = source ? this.#target(recordKey(register, source.id), register, source.id, source.village, {}) : this.#newBeside(line, register, keys)
    if (!target) return refused(`还没有“${registerOf(register)?.title ?? register}”，请先登记${tellingApart(register)}`, before)
    return this.#set(row, target, name, read.value, before)
  }

  #onNew(row: number, placed: Placed, raw: string, owner: Result<Owner, string>): Verdict {
    const { column } = placed
    const { base, title, adds } = this.#table.ledger
    if (adds !== 'record') return refused(`“${title}”的行随花名册增减，不能在末行之后新增`)
    if (!owner.ok) return refused(owner.error)
    if (owner.value.used.has(column.key)) return { before: '', after: raw.trim(), outcome: 'same', reason: '' }
    if (column.from.kind === 'computed') return refused(`“${column.title}”由系统算出，不能粘贴`)
    const { register, name } = column.from
    const theirs = owner.value.records.find(record => record.register === register)
    if (register !== base && theirs && says(column.field, raw, theirs.values[name], '')) return { before: '', after: raw.trim(), outcome: 'same', reason: '' }
    if (register !== base) return refused(`“${column.title}”不是这本台账自己的内容，新增的行请在登记后再改`)
    const read = this.#within(column.from, this.#read(column.field, raw, owner.value.village), owner.value.village)
    if (!read.ok) return refused(`“${column.title}”：${read.error}`)
    if (read.value === null) return this.#same(undefined, placed)
    return this.#set(row, this.#target(`new ${row}`, base, null, owner.value.village, owner.value.fields), name, read.value, '')
  }

  /** Two cells of the block that fall on one fact, such as the telephone of a household on each of its lines, must say the same. */
  #set(row: number, target: Target, name: string, value: Value, before: string): Verdict {
    const key = recordKey(target.slot, name)
    const first = this.#said.get(key)
    if (first && !sameValue(first.value, value)) return refused(`与第 ${first.row + 1} 行粘贴的同一项内容不同`, before)
    this.#said.set(key, first ?? { row, value })
    target.fields[name] = value
    const field = fieldOf(target.register, name)
    return { before, after: field ? shownText(this.#desk.roster, field, value) : String(value), outcome: 'changed', reason: '' }
  }

  /** Where the owner has no such record yet the cells begin one, if the block says what tells it from those to come. */
  #newBeside(line: Row, register: string, keys: ReadonlySet<string>): Target | undefined {
    const declared = registerOf(register)
    if (!declared || register === 'household' || register === 'person' || register === 'income') return undefined
    if (declared.identity && !declared.identity.some(name => keys.has(`${register}.${name}`))) return undefined
    const owner = ownerFields(this.#desk.roster, register, line.line.household?.id ?? null, declared.person === undefined ? null : line.line.person?.id ?? null)
    if (!owner || Object.keys(owner).length === 0) return undefined
    return this.#target(`beside ${register} ${Object.values(owner).join(' ')}`, register, null, line.line.base.village, owner)
  }

  #target(slot: string, register: string, record: string | null, village: string, owner: Readonly<Record<string, Value>>): Target {
    const known = this.#targets.get(slot)
    if (known) return known
    const made: Target = { slot, register, record, village, owner, fields: {} }
    this.#targets.set(slot, made)
    return made
  }

  #ownerOf(raws: readonly string[], columns: readonly Placed[]): Result<Owner, string> {
    return findOwner(this.#desk, this.#table.ledger.base, columns.flatMap(({ column }, at) => (raws[at]?.trim() ? [{ column, raw: raws[at] }] : [])), this.#query.village)
  }

  #read(field: Field, raw: string, village: string): Result<Value, string> {
    if (field.sensitivity !== 'open' && raw.includes('*')) return failed('带有遮盖用的 *，不是真实内容')
    if (field.type === 'drawing') return failed('签名不能粘贴')
    if (field.type === 'link') return this.#readLink(field, raw, village)
    const parsed = parseValue(field, raw)
    return parsed.ok ? parsed : failed(parsed.error.reason)
  }

  /** An income below zero or beyond all bounds is refused in its own cell. */
  #within({ register, name }: { readonly register: string; readonly name: string }, read: Result<Value, string>, village: string): Result<Value, string> {
    if (!read.ok || register !== 'income') return read
    let bounds = this.#bounds.get(village)
    if (!bounds) this.#bounds.set(village, bounds = incomeBounds(this.#desk.roster, village, dayOf(this.#desk.env.now())))
    const reason = amountRefusal(register, name, read.value, bounds)
    return reason === null ? read : failed(reason)
  }

  #readLink({ target = '' }: Field, raw: string, village: string): Result<Value, string> {
    const found = linkNamesOf(this.#desk.roster, target).named(raw, village, record => !isEnded(record))
    if (found.length === 1) return ok(found[0]!.id)
    const title = registerOf(target)?.title ?? target
    return failed(found.length === 0 ? `“${raw.trim()}”不在${title}里` : `${title}里有 ${found.length} 个“${raw.trim()}”，分不清是哪一个`)
  }
}

/** The columns that would begin a record; a record of no columns of its own is begun elsewhere. */
function tellingApart(register: string): string {
  const names = registerOf(register)?.identity ?? []
  return names.length === 0 ? '' : `，或把${names.map(name => `“${fieldOf(register, name)?.label ?? name}”`).join('或')}一起粘贴`
}

type Verdict = Pick<Cell, 'before' | 'after' | 'outcome' | 'reason'>
const refused = (reason: string, before = ''): Verdict => ({ before, after: before, outcome: 'refused', reason })

/** What was copied off this very ledger, whole, masked or as exported, says nothing new. */
function says(field: Field, raw: string, value: Value | undefined, shown: string): boolean {
  const text = normaliseText(raw)
  return text !== '' && [shown, formatValue(field, value), exportValue(field, value), maskValue(field, value)].some(known => normaliseText(known) === text)
}
