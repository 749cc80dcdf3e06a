/** What each peer's page can be asked; the same five jobs as our own book. */
export interface Peer {
  /** Opens the empty local database. */
  open(): Promise<void>
  /** Everything from the server to a list that can be searched. Number of households. */
  firstCopy(batch: number): Promise<number>
  /** Sets `phone` of these households here, as bulk as the peer can. */
  edit(ids: readonly string[], phone: string): Promise<void>
  push(batch: number): Promise<number>
  pull(batch: number): Promise<number>
  /** The value a household's phone has here. */
  phone(id: string): Promise<unknown>
}

export const onPage = (peer: Peer): void => {
  Object.assign(globalThis, {
    peer: Object.fromEntries(Object.entries(peer).map(([name, work]) => [name, async (...args: unknown[]) => {
      const start = performance.now()
      // What PouchDB throws is no Error and says nothing once it has left the page.
      const value: unknown = await (work as (...args: unknown[]) => Promise<unknown>)(...args).catch((thrown: unknown) => {
        throw new Error(`${name}: ${thrown instanceof Error ? thrown.message : ''} ${JSON.stringify(thrown)}`)
      })
      return { ms: performance.now() - start, value }
    }]))
  })
}
