/**
 * A store that goes on where its disk is full (fault 21). What cannot be written is held in memory, in order, and
 * written before anything that comes later once there is room: on the disk there is always what was at some moment.
 * Nothing a person was told is 已存本机 depends on it, that is the journal's; but with a full disk people must still
 * see everybody and carry what they have to another disk.
 */
import type { Commit, HistoryRow, LogRow, OwnKey, OwnRow, PageRow, SealedRow, UndoRow, VillageStore } from './store.ts'

/** Chromium says Quota for both, a full disk and its own limit; Dexie wraps it where a transaction ends by it. */
export function isNoRoom(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false
  const { inner } = thrown as { inner?: unknown }
  return /Quota/.test(`${thrown.name} ${thrown.message}`) || (inner !== thrown && isNoRoom(inner))
}

type Held = { readonly replace: boolean, readonly commit: Commit }

/** What the held commits would have made of the tables: null where they drop a row. */
class Image {
  /** What is below does not show any more. */
  bare = false
  readonly pages = new Map<number, PageRow | null>()
  readonly log = new Map<number, LogRow | null>()
  readonly own = new Map<number, OwnRow | null>()
  readonly folded = new Map<number, 0 | 1>()
  readonly history = new Map<number, HistoryRow>()
  readonly undo = new Map<string, UndoRow | null>()
  readonly sealed = new Map<string, SealedRow>()

  take({ replace, commit: { pages = [], dropPages = [], log = [], dropLog = [], own = [], dropOwn = [], markFolded = [], markUnfolded = [], history = [], undo = [], dropUndo = [], sealed = {} } }: Held): void {
    if (replace) {
      this.bare = true
      for (const table of [this.pages, this.log, this.own, this.folded, this.history, this.undo, this.sealed]) table.clear()
    }
    for (const id of dropPages) this.pages.set(id, null)
    for (const row of pages) this.pages.set(row.id, row)
    for (const n of dropLog) this.log.set(n, null)
    for (const row of log) this.log.set(row.n, row)
    for (const from of dropOwn) this.own.set(from, null)
    for (const row of own) { this.own.set(row.from, row); this.folded.set(row.from, 0) }
    for (const from of markFolded) this.folded.set(from, 1)
    for (const from of markUnfolded) this.folded.set(from, 0)
    for (const row of history) this.history.set(row.n, row)
    for (const id of dropUndo) this.undo.set(id, null)
    for (const row of undo) this.undo.set(row.id, row)
    for (const [name, row] of Object.entries(sealed)) this.sealed.set(name, row)
  }
}

/** The rows below as the held ones change them, in the order of their keys. */
function over<K extends number, R>(below: readonly R[], held: ReadonlyMap<K, R | null>, keyOf: (row: R) => K): R[] {
  const rows = new Map<K, R | null>(below.map(row => [keyOf(row), row]))
  for (const [key, row] of held) rows.set(key, row)
  return [...rows].sort(([a], [b]) => a - b).flatMap(([, row]) => (row === null ? [] : [row]))
}

export function roomyStore(store: VillageStore): VillageStore {
  let held: Held[] = []
  let image = new Image()
  /** It could not even be opened: the book of this session lives in memory, and the disk is left as it is. */
  let shut = false

  async function flush(): Promise<void> {
    while (held.length > 0) {
      await (held[0]!.replace ? store.replace(held[0]!.commit) : store.commit(held[0]!.commit))
      held.shift()
    }
    image = new Image()
  }
  async function put(one: Held): Promise<void> {
    held.push(one)
    image.take(one)
    if (shut) {
      held = []
      return
    }
    try {
      await flush()
    } catch (thrown) {
      if (isNoRoom(thrown)) return
      // Refused for a reason of its own: it never was. What waited before it waits on.
      held.pop()
      image = held.reduce((made, before) => { made.take(before); return made }, new Image())
      throw thrown
    }
  }
  const below = <T>(read: () => Promise<readonly T[]>): Promise<readonly T[]> => (shut || image.bare ? Promise.resolve([]) : read())

  return {
    async open() {
      try {
        return await store.open()
      } catch (thrown) {
        if (!isNoRoom(thrown)) throw thrown
        shut = true
        return { existed: true }
      }
    },
    close: () => store.close(),
    sealed: async name => image.sealed.get(name) ?? (shut || image.bare ? null : await store.sealed(name)),
    pages: async () => over(await below(store.pages), image.pages, row => row.id),
    log: async () => over(await below(store.log), image.log, row => row.n),
    async ownKeys() {
      const made = new Map([...image.own].map(([from, row]): [number, OwnKey | null] => [from, row && { from, to: row.to, village: row.village, folded: 0 }]))
      const keys = over(await below(store.ownKeys), made, key => key.from)
      return keys.map(key => ({ ...key, folded: image.folded.get(key.from) ?? key.folded }))
    },
    own: async froms => over(await below(() => store.own(froms)), new Map([...image.own].filter(([from]) => froms.includes(from))), row => row.from),
    history: async ns => over(await below(() => store.history(ns)), new Map([...image.history].filter(([n]) => ns.includes(n))), row => row.n),
    async undo(id) {
      const row = image.undo.get(id)
      return row !== undefined ? row : shut || image.bare ? null : store.undo(id)
    },
    commit: commit => put({ replace: false, commit }),
    replace: commit => put({ replace: true, commit })
  }
}
