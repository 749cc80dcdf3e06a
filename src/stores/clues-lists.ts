/**
 * A list on its way in, and the lists that are here with how far they are answered. Leaving the page keeps the preview;
 * locking drops it, because it holds people.
 */
import { computed, shallowRef } from 'vue'
import { defineStore } from 'pinia'
import { dayInChina } from '#core/registers/calendar.ts'
import type { RuleLine } from '#core/alerts/index.ts'
import type { Values } from '#core/registers/define.ts'
import type { ClueBatchLine, ClueChoice, CluePreview, CluesApplied } from '../db/book-monitor.ts'
import { useBook } from './book.ts'
import { oneWish } from './one-wish.ts'
import { hostCall } from './ports.ts'
import { useReveal } from './reveal.ts'
import { useVillage } from './village.ts'

export type { ClueBatchLine, ClueChoice, CluePreview, CluesApplied, RuleLine }
export type ListState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'reading'; readonly name: string }
  | { readonly kind: 'preview'; readonly preview: CluePreview }
  | { readonly kind: 'saving'; readonly preview: CluePreview }
  | { readonly kind: 'done'; readonly title: string; readonly done: CluesApplied }

const today = (): string => dayInChina(Date.now()) ?? ''

export const useClueLists = defineStore('clue-lists', () => {
  const books = useBook()
  const villages = useVillage()
  const reveal = useReveal()
  const state = shallowRef<ListState>({ kind: 'idle' })
  const batches = shallowRef<readonly ClueBatchLine[] | null>(null)
  const rules = shallowRef<readonly RuleLine[]>([])
  const returned = shallowRef('')
  const progress = computed(() => books.importing)
  let file: { readonly name: string; readonly bytes: Uint8Array } | null = null
  let choice: ClueChoice = { kind: '01' }
  let stopped = false

  async function enter(): Promise<void> {
    const [got, table] = await Promise.all([books.book().batches(), books.book().alertTable()])
    batches.value = got.filter(({ record }) => !villages.current || record.village === villages.current.code)
    rules.value = table
  }
  async function open(kind: string): Promise<void> {
    const opened = await hostCall('file:open', { kind: 'workbook' })
    if (!opened) return
    file = opened
    choice = { kind }
    returned.value = ''
    await read()
  }
  async function read(): Promise<void> {
    if (!file) return
    const before = state.value
    stopped = false
    state.value = { kind: 'reading', name: file.name }
    try {
      const preview = await books.book().previewClues(file.name, file.bytes.slice(), choice)
      if (!stopped) state.value = { kind: 'preview', preview }
    } catch (thrown) {
      if (!stopped) throw thrown
    } finally {
      if (state.value.kind === 'reading') state.value = before.kind === 'preview' && !stopped ? before : { kind: 'idle' }
    }
  }
  async function correct(patch: Partial<ClueChoice>): Promise<void> {
    const last = choice
    // Of another sheet nothing that was said of columns holds; of another subject no rule.
    const { mapping, rule, ...rest } = last
    choice = { ...rest, ...(patch.sheet === undefined && mapping && { mapping }), ...(patch.subject === undefined && patch.sheet === undefined && rule !== undefined && { rule }), ...patch }
    if (patch.mapping) choice = { ...choice, mapping: { ...(patch.sheet === undefined ? mapping : {}), ...patch.mapping } }
    try {
      await read()
    } catch (thrown) {
      choice = last
      throw thrown
    }
  }
  const apply = oneWish(async (about: Values): Promise<void> => {
    const now = state.value
    if (now.kind !== 'preview') return
    state.value = { kind: 'saving', preview: now.preview }
    try {
      const done = await books.book().applyClues(now.preview.token, about, villages.current?.code ?? '')
      file = null
      state.value = { kind: 'done', title: String(about['title'] ?? now.preview.title), done }
      await enter()
    } finally {
      if (state.value.kind === 'saving') state.value = now
    }
  })
  async function cancel(): Promise<void> {
    stopped = true
    file = null
    state.value = { kind: 'idle' }
    await books.book().cancelImport()
  }
  const again = (): void => { state.value = { kind: 'idle' } }

  /** The sender's own columns whole, so it is noted like an opened value. The day it went back is kept once a file is there. */
  const giveBack = oneWish(async ({ record }: ClueBatchLine): Promise<void> => {
    const title = typeof record.values['title'] === 'string' ? record.values['title'] : ''
    if (!await reveal.note({ register: 'clueBatch', record: record.id, field: `反馈 ${title}` })) return
    const made = await books.book().answeredList(record.id)
    const kept = await hostCall('file:save', made)
    if (!kept) return
    await books.book().act({ kind: 'clue', title: `反馈 ${title}`, origin: { kind: 'clue' } }, [{ register: 'clueBatch', record: record.id, fields: { returnedOn: today() } }], record.village)
    returned.value = `已存为“${kept.name}”，原来的列和顺序不变，后面是核实结论`
    await enter()
  })
  const undo = oneWish(async (step: string): Promise<void> => {
    await books.book().undo(step)
    again()
    await enter()
  })

  books.onClose(() => {
    file = null
    choice = { kind: '01' }
    batches.value = null
    returned.value = ''
    again()
  })
  return { state, batches, rules, returned, progress, enter, open, correct, apply, cancel, again, giveBack, undo }
})
