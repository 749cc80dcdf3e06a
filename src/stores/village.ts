/**
 * Which village this window works in. Granted villages come from the county; without a county a person
 * names one, and its code must be the real 12-digit one if the work is ever to be sent: the county takes
 * no change of a village it does not know.
 */
import { computed, shallowRef } from 'vue'
import { defineStore } from 'pinia'
import { useBook } from './book.ts'
import { useSession } from './session.ts'

export interface Village { readonly code: string; readonly name: string }

/**
 * Codes made here for a village whose real code nobody had at hand: under the province (53) so that its
 * monitoring line holds, and under no county, so that it can never be a real village's.
 */
const PROVISIONAL = '530000'
export const isProvisional = (code: string): boolean => code.startsWith(PROVISIONAL)

const KEPT = 'cunce.village'

export const useVillage = defineStore('village', () => {
  const books = useBook()
  const own = shallowRef<Village | null>(readKept())
  const chosen = shallowRef<string | null>(null)

  const list = computed<readonly Village[]>(() => {
    const known = books.status?.villages ?? []
    const granted = useSession().enrolled?.villages ?? []
    const all = new Map<string, Village>()
    for (const { code, name } of [...(own.value ? [own.value] : []), ...granted, ...known]) {
      if (!all.get(code)?.name || name) all.set(code, { code, name: name || code })
    }
    return [...all.values()]
  })
  const current = computed<Village | null>(() => list.value.find(village => village.code === chosen.value) ?? list.value[0] ?? null)

  function choose(code: string): void {
    chosen.value = code
  }

  function nameOwn(name: string, code: string): void {
    const provisional = PROVISIONAL + String(crypto.getRandomValues(new Uint32Array(1))[0]).padStart(6, '0').slice(-6)
    own.value = { code: code.trim() || provisional, name: name.trim() }
    localStorage.setItem(KEPT, JSON.stringify(own.value))
    chosen.value = own.value.code
  }

  return { list, current, choose, nameOwn }
})

/** A village's name is public; nothing about a person is ever kept here. */
function readKept(): Village | null {
  const kept: unknown = JSON.parse(localStorage.getItem(KEPT) ?? 'null')
  return typeof kept === 'object' && kept !== null && 'code' in kept && 'name' in kept
    ? { code: String(kept.code), name: String(kept.name) } : null
}
