/** Whom a new line is about: found as in the roster, by name, pinyin or the tail of a number; and what tells it from their other lines. */
import { computed, shallowRef } from 'vue'
import { defineStore } from 'pinia'
import { labelOf } from '#core/registers/codes.ts'
import type { Field } from '#core/registers/define.ts'
import { registerOf } from '#core/registers/index.ts'
import { useBook } from './book.ts'
import { useLedger } from './ledger.ts'
import { useVillage } from './village.ts'

export interface Candidate { readonly id: string; readonly title: string; readonly place: string; readonly hit: string }

const OFFERED = 12

export const useLedgerAdd = defineStore('ledger-add', () => {
  const books = useBook()
  const villages = useVillage()
  const list = useLedger()
  const households = shallowRef<readonly Candidate[]>([])
  const members = shallowRef<readonly Candidate[] | null>(null)
  let asked = 0

  const register = computed(() => list.ledger ? registerOf(list.ledger.base) : undefined)
  const needs = computed<'person' | 'household' | 'nobody'>(() => register.value?.person ? 'person' : register.value?.household ? 'household' : 'nobody')
  /** What tells the line from others of the same owner, then what the person sees; all of it may be left for the list. */
  const fields = computed<readonly { readonly name: string; readonly field: Field }[]>(() => {
    const of = register.value
    if (!of) return []
    const links = new Set([of.household, of.person])
    const shown = list.columns.flatMap(({ key }) => key.startsWith(`${of.name}.`) ? [key.slice(of.name.length + 1)] : [])
    return [...new Set([...(of.identity ?? []), ...shown])].filter(name => !links.has(name) && of.fields[name] && !['link', 'drawing'].includes(of.fields[name].type)).slice(0, 8).map(name => ({ name, field: of.fields[name]! }))
  })

  async function search(text: string): Promise<void> {
    const turn = ++asked
    members.value = null
    if (text.trim() === '') { households.value = []; return }
    const query = { text: text.trim(), ...(villages.current ? { village: villages.current.code } : {}) }
    const found = await books.book().search(query)
    const rows = await books.book().rows(found.ids.slice(0, OFFERED), query)
    if (turn === asked) households.value = rows.map(({ id, headName, group, hamlet, hit }) => ({ id, title: headName || '（无户主）', place: [group, hamlet].filter(Boolean).join(' · '), hit }))
  }

  async function choose(household: string): Promise<void> {
    const turn = ++asked
    const file = await books.book().household(household)
    if (turn !== asked) return
    const word = (value: unknown): string => typeof value === 'string' ? value : ''
    members.value = file.members.filter(({ values }) => !values['endedOn']).map(({ id, values }) => ({
      id, title: word(values['name']) || '（未填姓名）', place: word(values['relation']) ? labelOf('relation', word(values['relation'])) : '', hit: word(values['idNo']) ? `****${word(values['idNo']).slice(-4)}` : ''
    }))
  }

  function forget(): void {
    asked++
    households.value = []
    members.value = null
  }
  books.onClose(forget)

  return { needs, fields, households, members, search, choose, forget }
})
