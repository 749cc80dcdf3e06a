/**
 * What a person does in a ledger: answers, pasted blocks, new and voided lines, and taking any of it back.
 * Each is one step of the book; nothing is said to be stored before its write has come back.
 */
import { shallowRef } from 'vue'
import { defineStore } from 'pinia'
import type { Register } from '#core/registers/define.ts'
import { registerOf } from '#core/registers/index.ts'
import { screenValue } from '#core/registers/show.ts'
import type { RecordState, Value } from '#core/sync/change.ts'
import type { LedgerLine, NewLine, PastePreview, Step, Undone } from '../db/book-ledgers.ts'
import { useBook } from './book.ts'
import { entryOf, whyFixed } from './ledger-fixed.ts'
import { useLedger } from './ledger.ts'
import { useVillage } from './village.ts'
import { homeOf } from '#core/sync/home.ts'

export type { NewLine, PastePreview, Step }

export interface CellName { readonly id: string; readonly key: string }

/** The last thing said; `again`: the list is not in order any more. */
export interface Said { readonly text: string; readonly tone: 'stored' | 'back' | 'refused' }

export const useLedgerWork = defineStore('ledger-work', () => {
  const books = useBook()
  const villages = useVillage()
  const list = useLedger()
  const saved = shallowRef<CellName | null>(null)
  const waiting = shallowRef<CellName | null>(null)
  const said = shallowRef<Said | null>(null)
  const pasting = shallowRef<PastePreview | null>(null)
  const steps = shallowRef<readonly Step[] | null>(null)

  const columnOf = (key: string) => list.ledger?.columns.find(column => column.key === key)
  const why = (line: LedgerLine, key: string): string => {
    const column = columnOf(key)
    return list.ledger && column ? whyFixed(list.ledger, column, line) : '没有这一列'
  }

  /** A line by the names that stand in its pinned columns. */
  function nameOf(line: LedgerLine): string {
    const keys = ['person.name', 'headName', ...list.columns.filter(({ field }) => field.type === 'text' && field.sensitivity !== 'sensitive').map(({ key }) => key)]
    const name = keys.map(key => line.values[key]).find(value => typeof value === 'string' && value !== '')
    return typeof name === 'string' ? name.slice(0, 20) : list.ledger?.title ?? ''
  }

  /** The records a link may name: those of this person or household where they belong to one, else all of the village. */
  async function linksOf(line: LedgerLine, key: string): Promise<readonly { readonly id: string; readonly label: string }[]> {
    const target = columnOf(key)?.field.target
    const register = target === undefined ? undefined : registerOf(target)
    if (!register) return []
    const owner = register.person ? line.person ?? line.household : register.household ? line.household : null
    const found = await books.book().records(register.name, owner ?? undefined)
    return found.filter(record => homeOf(record) === line.village).map(record => ({ id: record.id, label: titleOf(register, record) }))
  }

  async function edit(cell: CellName, value: Value): Promise<void> {
    const line = list.lines.get(cell.id)
    const column = columnOf(cell.key)
    const { ledger } = list
    if (!line || !column || !ledger || whyFixed(ledger, column, line)) return
    waiting.value = cell
    try {
      const title = `改 ${nameOf(line)} ${column.title}`
      await books.book().act({ kind: 'ledger', title, origin: { kind: 'ledger' } }, [entryOf(column, line, value, () => crypto.randomUUID())], line.village)
      await list.noteTouched([cell.id])
      saved.value = cell
      said.value = { text: `已存本机：${nameOf(line)} ${column.title}`, tone: 'stored' }
    } finally {
      if (waiting.value === cell) waiting.value = null
    }
  }

  /** A single value that can be taken is taken at once; a block is shown first. */
  async function paste(cell: CellName | null, text: string): Promise<void> {
    if (!list.query || !cell) return
    const preview = await books.book().previewPaste(list.query, { id: cell.id || null, column: cell.key }, text)
    if (preview.cells.length === 0) said.value = { text: '剪贴板里没有可以贴的内容', tone: 'refused' }
    else if (preview.cells.length > 1 || preview.added > 0) pasting.value = preview
    else if (preview.refused > 0) said.value = { text: `不能贴：${preview.cells[0]!.reason}`, tone: 'refused' }
    else if (preview.changed > 0) await take(preview)
    else said.value = { text: '和原来一样，没有改动', tone: 'stored' }
  }
  async function applyPaste(): Promise<void> {
    if (pasting.value) await take(pasting.value)
  }
  async function take(preview: PastePreview): Promise<void> {
    const step = await books.book().applyPaste(preview.token)
    pasting.value = null
    await list.noteTouched([...new Set(preview.cells.flatMap(({ id, outcome }) => id !== null && outcome === 'changed' ? [id] : []))])
    said.value = { text: `已存本机：${step.title}，${step.changes} 笔`, tone: 'stored' }
  }
  const leavePaste = (): void => void (pasting.value = null)

  /** The id of the new line. */
  async function add(line: NewLine): Promise<string | null> {
    const village = villages.current?.code
    if (!list.ledger || !village) return null
    const { id, step } = await books.book().addLine(list.ledger.name, line, village)
    await list.noteTouched([id])
    said.value = { text: `已存本机：${step.title}`, tone: 'stored' }
    return id
  }

  /** '' where a line can be ended or brought back here. */
  function whyStays(): string {
    const register = list.ledger && registerOf(list.ledger.base)
    if (!register) return '没有这个台账'
    if (['household', 'person'].includes(register.name)) return '这一行随花名册增减：打开这一户，用“人口变动”办理'
    return Object.hasOwn(register.fields, 'voided') ? '' : '这里的记录由程序记下，不能作废'
  }
  async function end(line: LedgerLine, reason: string): Promise<void> {
    if (!list.ledger || whyStays()) return
    await books.book().act({ kind: 'end', title: `作废 ${nameOf(line)} ${list.ledger.title}`, origin: { kind: 'ledger' } },
      [{ register: list.ledger.base, record: line.id, fields: { voided: true, voidReason: reason } }], line.village)
    await list.noteTouched([line.id])
    said.value = { text: `已作废：${nameOf(line)}（${reason}）。要找回来，勾选“含作废、减少”`, tone: 'stored' }
  }
  async function restore(line: LedgerLine): Promise<void> {
    if (!list.ledger || whyStays()) return
    await books.book().act({ kind: 'end', title: `恢复 ${nameOf(line)} ${list.ledger.title}`, origin: { kind: 'ledger' } },
      [{ register: list.ledger.base, record: line.id, fields: { voided: null, voidReason: null } }], line.village)
    await list.noteTouched([line.id])
    said.value = { text: `已恢复：${nameOf(line)}`, tone: 'stored' }
  }

  async function undo(step = ''): Promise<void> {
    const undone = await books.book().undo(step)
    saved.value = null
    said.value = undone ? { text: undoneText(undone), tone: undone.left.length > 0 ? 'refused' : 'back' } : { text: '没有可以撤销的了', tone: 'refused' }
    if (undone) await list.find()
    if (!steps.value) return
    const now = await books.book().steps()
    // Closed while it was fetched (Esc right after the undo): it must not come back over the page.
    if (steps.value) steps.value = now
  }
  async function loadSteps(): Promise<void> {
    steps.value = await books.book().steps()
  }
  const closeSteps = (): void => void (steps.value = null)

  function leave(): void {
    saved.value = null
    waiting.value = null
    said.value = null
    pasting.value = null
    steps.value = null
  }
  books.onClose(leave)

  const say = (text: string, tone: Said['tone'] = 'refused'): void => void (said.value = { text, tone })
  return { saved, waiting, said, pasting, steps, why, whyStays, nameOf, linksOf, edit, paste, applyPaste, leavePaste, add, end, restore, undo, loadSteps, closeSteps, leave, say }
})

/** What tells a record from its like: the first two things that are known of it. */
export function titleOf(register: Register, record: RecordState): string {
  const known = Object.entries(register.fields).filter(([, { type, sensitivity }]) => type !== 'link' && type !== 'drawing' && sensitivity !== 'sensitive')
    .map(([name, field]) => screenValue(field, record.values[name])).filter(text => text !== '')
  return known.slice(0, 2).join(' · ') || register.title
}

export function undoneText({ step, restored, left }: Undone): string {
  const named = left.slice(0, 3).map(({ title, label }) => `${title} ${label}`).join('、')
  const rest = left.length > 0 ? `；${named}${left.length > 3 ? `等 ${left.length} 项` : ''}后来又改过，保持不动` : ''
  return `已撤销：${step.title}，恢复 ${restored} 项${rest}`
}
