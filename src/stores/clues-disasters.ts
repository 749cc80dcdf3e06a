/** 群体事件: what befell many at once, which households it touched, how far they are. */
import { computed, shallowRef } from 'vue'
import { defineStore } from 'pinia'
import type { Values } from '#core/registers/define.ts'
import type { HouseholdRow } from '../db/book.ts'
import type { DisasterLine } from '../db/book-monitor.ts'
import { useBook } from './book.ts'
import { oneWish } from './one-wish.ts'
import { useProblems } from './problems.ts'
import { useVillage } from './village.ts'

export type { DisasterLine, HouseholdRow }
export interface Pasted { readonly found: number; readonly unknown: readonly string[]; readonly several: readonly string[] }

const MOST_PASTED = 500

export const useDisasters = defineStore('disasters', () => {
  const books = useBook()
  const villages = useVillage()
  const all = shallowRef<readonly DisasterLine[] | null>(null)
  const shown = shallowRef('')
  const rows = shallowRef<readonly HouseholdRow[]>([])
  const groups = shallowRef<readonly string[]>([])
  const chosen = shallowRef<ReadonlyMap<string, HouseholdRow>>(new Map())
  const pasted = shallowRef<Pasted | null>(null)
  const busy = shallowRef(false)
  let watching = false
  let asked = 0

  const current = computed(() => all.value?.find(({ record }) => record.id === shown.value) ?? all.value?.[0] ?? null)

  async function load(): Promise<void> {
    const got = await books.book().disasters()
    all.value = got.filter(({ record }) => !villages.current || record.village === villages.current.code)
  }
  async function enter(): Promise<void> {
    watching = true
    const known = await books.book().groups()
    groups.value = known.filter(({ village }) => !villages.current || village === villages.current.code).map(({ group }) => group)
    await load()
  }
  const village = (): string => villages.current?.code ?? ''
  const query = (more: { readonly text: string; readonly group?: string }) => ({ ...more, ...(village() && { village: village() }) })

  async function search(text: string): Promise<void> {
    const turn = ++asked
    const wanted = query({ text: text.trim() })
    const ids = wanted.text === '' ? [] : (await books.book().search(wanted)).ids
    const got = await books.book().rows(ids.slice(0, 8), wanted)
    if (turn === asked) rows.value = got
  }
  function put(more: readonly HouseholdRow[]): void {
    chosen.value = new Map([...chosen.value, ...more.map(row => [row.id, row] as const)])
    rows.value = []
  }
  const drop = (id: string): void => { chosen.value = new Map([...chosen.value].filter(([key]) => key !== id)) }
  async function addGroup(group: string): Promise<void> {
    const wanted = query({ text: '', group })
    const { ids } = await books.book().search(wanted)
    put(await books.book().rows(ids, wanted))
  }
  /** Names as they come from a telephone: one a line or between commas. A name two households have is chosen for neither. */
  async function paste(text: string): Promise<void> {
    const names = [...new Set(text.split(/[\s,，、;；]+/u).map(name => name.trim()).filter(name => name !== ''))].slice(0, MOST_PASTED)
    const unknown: string[] = [], several: string[] = []
    const found: HouseholdRow[] = []
    for (const name of names) {
      const wanted = query({ text: name })
      const { ids } = await books.book().search(wanted)
      const heads = (await books.book().rows(ids.slice(0, 20), wanted)).filter(row => row.headName === name)
      if (heads.length === 1) found.push(heads[0]!)
      else (heads.length === 0 ? unknown : several).push(name)
    }
    put(found)
    pasted.value = { found: found.length, unknown, several }
  }
  async function doing(work: () => Promise<void>): Promise<void> {
    busy.value = true
    try {
      await work()
    } finally {
      busy.value = false
    }
  }
  const add = oneWish(async (values: Values): Promise<void> => doing(async () => {
    const id = crypto.randomUUID()
    await books.book().act({ kind: 'clue', title: '登记群体事件', origin: { kind: 'clue' } }, [{ register: 'disaster', record: id, fields: values }], village())
    shown.value = id
    await load()
  }))
  const mark = oneWish(async (): Promise<void> => doing(async () => {
    const at = current.value
    if (!at || chosen.value.size === 0) return
    await books.book().markAffected(at.record.id, [...chosen.value.keys()])
    clear()
    await load()
  }))
  const close = oneWish(async (on: string): Promise<void> => doing(async () => {
    const at = current.value
    if (!at) return
    await books.book().act({ kind: 'clue', title: '群体事件结束', origin: { kind: 'clue' } }, [{ register: 'disaster', record: at.record.id, fields: { closedOn: on } }], at.record.village)
    await load()
  }))
  function clear(): void {
    chosen.value = new Map()
    rows.value = []
    pasted.value = null
  }
  books.onChange(() => { if (watching && !busy.value) load().catch(useProblems().report) })
  books.onClose(() => {
    watching = false
    asked++
    all.value = null
    groups.value = []
    clear()
  })
  return { all, current, shown, rows, groups, chosen, pasted, busy, enter, search, put, drop, addGroup, paste, add, mark, close, clear }
})
