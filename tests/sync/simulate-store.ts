/**
 * VillageStore in plain maps, with the contract of the real one: a commit is there whole or not at all. It stands
 * in for IndexedDB in most runs of the simulator, because fake-indexeddb costs more than all the rest together;
 * a share of the runs uses that one.
 */
import type { Commit, HistoryRow, LogRow, OwnKey, OwnRow, PageRow, SealedRow, UndoRow, VillageStore } from '../../src/db/store.ts'

/** What outlives the program. */
export class Disk {
  made = false
  readonly pages = new Map<number, PageRow>()
  readonly log = new Map<number, LogRow>()
  readonly own = new Map<number, OwnRow>()
  readonly ownKeys = new Map<number, OwnKey>()
  readonly sealed = new Map<string, SealedRow>()
  readonly history = new Map<number, HistoryRow>()
  readonly undo = new Map<string, UndoRow>()
}

const inOrder = <K extends number, T>(map: ReadonlyMap<K, T>): T[] => [...map].sort(([a], [b]) => a - b).map(([, row]) => row)
const found = <K, T>(map: ReadonlyMap<K, T>, keys: readonly K[]): T[] => keys.flatMap(key => { const row = map.get(key); return row === undefined ? [] : [row] })

export function memoryStore(disk: Disk): VillageStore {
  const put = ({ pages = [], dropPages = [], log = [], dropLog = [], own = [], dropOwn = [], markFolded = [], markUnfolded = [], history = [], undo = [], dropUndo = [], sealed = {} }: Commit): void => {
    for (const id of dropPages) disk.pages.delete(id)
    for (const row of pages) disk.pages.set(row.id, row)
    for (const n of dropLog) disk.log.delete(n)
    for (const row of log) disk.log.set(row.n, row)
    for (const from of dropOwn) { disk.own.delete(from); disk.ownKeys.delete(from) }
    for (const row of own) { disk.own.set(row.from, row); disk.ownKeys.set(row.from, { from: row.from, to: row.to, village: row.village, folded: 0 }) }
    const mark = (folded: 0 | 1) => (from: number): void => { const key = disk.ownKeys.get(from); if (key) disk.ownKeys.set(from, { ...key, folded }) }
    markFolded.forEach(mark(1))
    markUnfolded.forEach(mark(0))
    for (const row of history) disk.history.set(row.n, row)
    for (const row of undo) disk.undo.set(row.id, row)
    for (const id of dropUndo) disk.undo.delete(id)
    for (const [name, row] of Object.entries(sealed)) disk.sealed.set(name, row)
  }
  return {
    async open() {
      const existed = disk.made
      disk.made = true
      return { existed }
    },
    close: () => undefined,
    sealed: async name => disk.sealed.get(name) ?? null,
    pages: async () => inOrder(disk.pages),
    log: async () => inOrder(disk.log),
    ownKeys: async () => inOrder(disk.ownKeys),
    own: async froms => found(disk.own, froms),
    history: async ns => found(disk.history, ns),
    undo: async id => disk.undo.get(id) ?? null,
    commit: async commit => put(commit),
    replace: async commit => {
      for (const table of [disk.pages, disk.log, disk.own, disk.ownKeys, disk.sealed, disk.history, disk.undo]) table.clear()
      put(commit)
    }
  }
}
