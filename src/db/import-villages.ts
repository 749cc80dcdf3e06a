/**
 * A workbook names its villages as people do, the book knows them by code. Where the names leave a doubt the
 * rows are left out and said so: a household in the wrong village is seen by people it is no business of.
 */
import { villageKey } from './village-names.ts'

export interface Village { readonly code: string; readonly name: string }

export interface Placing {
  readonly village: { readonly code: string | null; readonly name: string }
  /** Names of the villages to take; null takes all. */
  readonly take: readonly string[] | null
  codeOf(name: string): string | null
}

/**
 * `written`: as the workbook names them, '' where lines name none. `known`: villages granted to this laptop.
 * `chosen`: the village the person works in, if they have said.
 */
export function placeVillages(written: readonly string[], known: readonly Village[], chosen: Village | null): Placing {
  const byName = new Map([...known, ...(chosen ? [chosen] : [])].map(village => [villageKey(village.name), village]))
  const named = written.filter(name => name !== '')
  const found = named.filter(name => byName.has(villageKey(name)))
  // A workbook of one village under a name nobody here knows is about the village the person works in.
  const only = chosen ?? (known.length === 1 ? known[0]! : null)
  if (found.length === 0) {
    const [name = ''] = named
    if (!only || named.length > 1) return { village: { code: only?.code ?? null, name }, take: only ? [] : null, codeOf: () => null }
    return { village: only, take: null, codeOf: () => only.code }
  }
  const first = byName.get(villageKey(found[0]!))!
  const unnamed = written.includes('') && found.length === 1 ? [''] : []
  return {
    village: found.length === 1 ? first : { code: first.code, name: found.join('、') }, take: [...found, ...unnamed],
    codeOf: name => byName.get(villageKey(name))?.code ?? (name === '' ? first.code : null)
  }
}
