/**
 * Which village this window works in. Granted villages come from the county; without a county a person
 * names one. Without its real code it goes by a provisional one and its work stays here until the county's
 * village it belongs to is known.
 */
import { computed, shallowRef } from 'vue'
import { defineStore } from 'pinia'
import { isProvisional, provisionalCode, villageKey } from '../db/village-names.ts'
import { useBook } from './book.ts'
import { useSession } from './session.ts'

export { isProvisional }
export interface Village { readonly code: string; readonly name: string }
/** `was`: the provisional code it went by before the county's was known. */
interface OwnVillage extends Village { readonly was?: string }

const KEPT = 'cunce.village'

export const useVillage = defineStore('village', () => {
  const books = useBook()
  const own = shallowRef<OwnVillage | null>(readKept())
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
    keep({ code: code.trim() || provisionalCode(crypto.getRandomValues(new Uint32Array(1))[0]!), name: name.trim() })
  }
  function keep(village: OwnVillage): void {
    own.value = village
    localStorage.setItem(KEPT, JSON.stringify(village))
    chosen.value = village.code
  }

  /** Named here, and the county has given villages none of which is plainly this one: a person must say which. */
  const unsettled = computed(() => (own.value && isProvisional(own.value.code) && useSession().enrolled ? own.value : null))

  async function settle(to: Village): Promise<void> {
    if (!own.value || !isProvisional(own.value.code)) return
    await books.book().settleVillage(own.value.code, to.code)
    keep({ code: to.code, name: to.name, was: own.value.code })
  }
  /** The book was rebuilt, perhaps from a copy of before the village was settled. */
  async function settleAgain(): Promise<void> {
    if (own.value?.was) await books.book().settleVillage(own.value.was, own.value.code)
  }
  /** After enrolment: the granted village of the same name is it, or the only one granted. */
  async function settleByName(granted: readonly Village[]): Promise<void> {
    const key = villageKey(own.value?.name ?? '')
    const same = granted.filter(village => villageKey(village.name) === key)
    const [only] = same.length === 1 ? same : granted.length === 1 ? granted : []
    if (only) await settle(only)
  }

  return { list, current, unsettled, choose, nameOwn, settle, settleAgain, settleByName }
})

/** A village's name is public; nothing about a person is ever kept here. */
function readKept(): OwnVillage | null {
  const kept: unknown = JSON.parse(localStorage.getItem(KEPT) ?? 'null')
  return typeof kept === 'object' && kept !== null && 'code' in kept && 'name' in kept
    ? { code: String(kept.code), name: String(kept.name), ...('was' in kept ? { was: String(kept.was) } : {}) } : null
}
