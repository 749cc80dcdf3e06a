/** The book's answers about the hub of the team. */
import type { BookSync } from './book-sync.ts'
import { ask, type Desk } from './desk.ts'
import { findHubs, hubExchange, hubState, visitHub } from './hub.ts'

export type HubMethods = Pick<BookSync, 'openHub' | 'closeHub' | 'hubState' | 'findHubs' | 'visitHub'>

export function hubMethods(desk: () => Desk, tell: () => void): HubMethods {
  const told = async <T>(doing: Promise<T>): Promise<T> => {
    const answer = await doing
    tell()
    return answer
  }
  return {
    async openHub() {
      const state = await ask(desk().env, 'hub:open', null)
      await hubExchange(desk())
      return state
    },
    closeHub: async () => void await ask(desk().env, 'hub:close', null),
    hubState: async () => told(hubState(desk())),
    findHubs: async () => findHubs(desk()),
    visitHub: async address => told(visitHub(desk(), address))
  }
}
