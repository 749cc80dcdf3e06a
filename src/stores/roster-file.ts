/** The roster as the national workbook: all of it, or only what has changed; masked unless somebody says what the whole is for. */
import { computed, shallowRef } from 'vue'
import { defineStore } from 'pinia'
import { useBook } from './book.ts'
import { hostCall } from './ports.ts'
import { useReveal } from './reveal.ts'
import { useVillage } from './village.ts'

export interface RosterWish {
  /** 'all', since the last receipt, or since the beginning of a day 'YYYY-MM-DD'. */
  readonly since: 'all' | 'sync' | string
  readonly whole: boolean
}
export interface RosterSaved { readonly name: string; readonly lines: number }

/** Midnight in Beijing, wherever the laptop thinks it is. */
const startOf = (day: string): number => Date.parse(`${day}T00:00:00+08:00`)

export const useRosterFile = defineStore('roster-file', () => {
  const books = useBook()
  const villages = useVillage()
  const reveal = useReveal()
  const busy = shallowRef(false)
  const progress = computed(() => busy.value ? books.making : null)

  /** null: nothing was saved, because the person closed a question or the dialog. */
  async function save({ since, whole }: RosterWish): Promise<RosterSaved | null> {
    if (busy.value) return null
    if (whole && !await reveal.note({ register: 'household', record: villages.current?.code ?? 'all', field: '导出 花名册' })) return null
    busy.value = true
    try {
      const file = await books.book().makeFile({
        kind: 'national', masked: !whole, ...(since === 'all' ? {} : { since: since === 'sync' ? 'sync' as const : startOf(since) }),
        ...(villages.current ? { village: villages.current.code, villageName: villages.current.name } : {})
      })
      if (file.lines === 0) return { name: '', lines: 0 }
      const kept = await hostCall('file:save', { name: file.name, bytes: file.bytes })
      return kept && { name: kept.name, lines: file.lines }
    } finally {
      busy.value = false
    }
  }

  return { busy, progress, save }
})
