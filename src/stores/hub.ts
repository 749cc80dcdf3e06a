/** The laptops of the team without a county: this one as the place where they meet, and visits to another. */
import { shallowRef } from 'vue'
import { defineStore } from 'pinia'
import type { FoundHub, HubState } from '#core/host.ts'
import type { TeamReport } from '../db/book-sync.ts'
import { useBook } from './book.ts'
import { oneWish } from './one-wish.ts'

export type { FoundHub, HubState, TeamReport }

export type VisitState =
  | { readonly kind: 'none' }
  | { readonly kind: 'finding' }
  | { readonly kind: 'found'; readonly hubs: readonly FoundHub[] }
  | { readonly kind: 'visiting'; readonly address: string }
  | { readonly kind: 'visited'; readonly report: TeamReport; readonly at: number }

export const useHub = defineStore('hub', () => {
  const books = useBook()
  const state = shallowRef<HubState | null>(null)
  const visiting = shallowRef<VisitState>({ kind: 'none' })

  async function look(): Promise<void> {
    if (books.isOpen) state.value = await books.book().hubState()
  }
  const open = oneWish(async (): Promise<void> => {
    state.value = await books.book().openHub()
  })
  const close = oneWish(async (): Promise<void> => {
    await books.book().closeHub()
    await look()
  })
  const find = oneWish(async (): Promise<void> => {
    visiting.value = { kind: 'finding' }
    try {
      visiting.value = { kind: 'found', hubs: await books.book().findHubs() }
    } finally {
      if (visiting.value.kind === 'finding') visiting.value = { kind: 'none' }
    }
  })
  const visit = oneWish(async (address: string): Promise<void> => {
    const before = visiting.value
    visiting.value = { kind: 'visiting', address }
    try {
      visiting.value = { kind: 'visited', report: await books.book().visitHub(address.trim()), at: Date.now() }
    } finally {
      // Those found stay to be tried again.
      if (visiting.value.kind === 'visiting') visiting.value = before
    }
  })

  books.onClose(() => {
    state.value = null
    visiting.value = { kind: 'none' }
  })

  return { state, visiting, look, open, close, find, visit }
})
