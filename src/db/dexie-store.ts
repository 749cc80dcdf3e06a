/**
 * VillageStore on IndexedDB. Every write is one strict transaction over all tables: the default durability
 * of Chromium loses a third of what it has confirmed when the power goes. Our own schema number stands in
 * `meta`, because Dexie lets older code open a newer database.
 */
import { Dexie, type Table } from 'dexie'
import { AppError } from '#core/error.ts'
import { watchTransactions } from './seal.ts'
import { STORE_SCHEMA, type Commit, type HistoryRow, type LogRow, type OwnKey, type OwnRow, type PageRow, type SealedRow, type UndoRow, type VillageStore } from './store.ts'

interface MetaRow { readonly key: string; readonly value: unknown }

class VillageDb extends Dexie {
  readonly pages!: Table<PageRow, number>
  readonly log!: Table<LogRow, number>
  readonly own!: Table<OwnRow, number>
  readonly ownKeys!: Table<OwnKey, number>
  readonly meta!: Table<MetaRow, string>
  readonly history!: Table<HistoryRow, number>
  readonly undo!: Table<UndoRow, string>
  constructor(name: string, factory?: { indexedDB: IDBFactory; IDBKeyRange: typeof IDBKeyRange }) {
    super(name, { chromeTransactionDurability: 'strict', ...factory })
    this.version(1).stores({ pages: 'id', log: 'n', own: 'from', ownKeys: 'from', meta: 'key' })
    // 1 → 2: the timeline and undo begin empty; what was folded before is with the county.
    this.version(2).stores({ history: 'n', undo: 'id' })
  }
}

watchTransactions(() => Dexie.currentTransaction !== null && Dexie.currentTransaction !== undefined)

/** Failures that say nothing about what is stored: a full disk, a newer version, another window. */
const KEEP = /VersionError|Quota|Blocked/

/** How long another window, which may be closing, is waited for. */
const PATIENCE_MS = 8_000

export interface DexieStoreOptions {
  readonly factory?: { indexedDB: IDBFactory; IDBKeyRange: typeof IDBKeyRange }
  /** Throws the files away from outside: where the MANIFEST is gone, Chromium can neither open nor delete. */
  readonly discard?: () => Promise<unknown>
  readonly patienceMs?: number
}

/** An upgrade waits without end for a window of an earlier program that keeps the database open: said in words instead (D-06). */
async function openInTime(db: Dexie, patienceMs: number): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const held = new Promise<never>((_, reject) => {
    db.on('blocked', () => {
      timer ??= setTimeout(() => {
        reject(new AppError('database-held'))
        db.close()
      }, patienceMs)
    })
  })
  try {
    await Promise.race([db.open(), held])
  } finally {
    clearTimeout(timer)
  }
}

export function dexieStore(name: string, options: DexieStoreOptions = {}): VillageStore {
  const db = new VillageDb(name, options.factory)
  const tables = [db.pages, db.log, db.own, db.ownKeys, db.meta, db.history, db.undo]

  const put = async (commit: Commit): Promise<void> => {
    const { pages = [], dropPages = [], log = [], dropLog = [], own = [], dropOwn = [], markFolded = [], markUnfolded = [], history = [], undo = [], dropUndo = [], sealed = {} } = commit
    if (dropPages.length > 0) await db.pages.bulkDelete([...dropPages])
    if (pages.length > 0) await db.pages.bulkPut([...pages])
    if (dropLog.length > 0) await db.log.bulkDelete([...dropLog])
    if (log.length > 0) await db.log.bulkPut([...log])
    if (dropOwn.length > 0) { await db.own.bulkDelete([...dropOwn]); await db.ownKeys.bulkDelete([...dropOwn]) }
    if (own.length > 0) { await db.own.bulkPut([...own]); await db.ownKeys.bulkPut(own.map(({ from, to, village }): OwnKey => ({ from, to, village, folded: 0 }))) }
    for (const from of markFolded) await db.ownKeys.update(from, { folded: 1 })
    for (const from of markUnfolded) await db.ownKeys.update(from, { folded: 0 })
    if (history.length > 0) await db.history.bulkPut([...history])
    if (dropUndo.length > 0) await db.undo.bulkDelete([...dropUndo])
    if (undo.length > 0) await db.undo.bulkPut([...undo])
    const meta = Object.entries(sealed).map(([key, value]): MetaRow => ({ key, value }))
    if (meta.length > 0) await db.meta.bulkPut(meta)
  }

  /** As an earlier program has left it, and sound: then it is the upgrade that failed, and what is there stays (fault 27). */
  async function isEarlier(): Promise<boolean> {
    const raw = new Dexie(name, options.factory)
    try {
      return (await raw.open()).verno < STORE_SCHEMA
    } catch {
      return false
    } finally {
      raw.close()
    }
  }

  /** A store that cannot be opened never heals by itself: it is begun anew, and the book rebuilds it. */
  async function openOrBeginAnew(): Promise<boolean> {
    let made = false
    db.on('populate', () => { made = true })
    try {
      await openInTime(db, options.patienceMs ?? PATIENCE_MS)
    } catch (error) {
      if (error instanceof AppError) throw error
      if (error instanceof Error && KEEP.test(`${error.name} ${error.message}`)) throw error
      if (await isEarlier()) throw new AppError('database-not-upgraded', {}, { cause: error })
      await db.delete().catch(() => undefined)
      await db.open().catch(async (again: unknown) => {
        if (!options.discard) throw again
        await options.discard()
        await db.open()
      })
      return false
    }
    return !made
  }

  return {
    async open() {
      const existed = await openOrBeginAnew()
      const schema = (await db.meta.get('schema'))?.value
      if (typeof schema === 'number' && schema > STORE_SCHEMA) {
        db.close()
        throw new AppError('database-too-new', { found: schema, known: STORE_SCHEMA })
      }
      if (schema !== STORE_SCHEMA) await db.meta.put({ key: 'schema', value: STORE_SCHEMA })
      return { existed }
    },
    close: () => db.close(),
    sealed: async key => ((await db.meta.get(key))?.value as SealedRow | undefined) ?? null,
    pages: () => db.pages.toArray(),
    log: () => db.log.toArray(),
    ownKeys: () => db.ownKeys.toArray(),
    own: async froms => (await db.own.bulkGet([...froms])).filter(row => row !== undefined),
    history: async ns => (await db.history.bulkGet([...ns])).filter(row => row !== undefined),
    undo: async id => (await db.undo.get(id)) ?? null,
    commit: commit => db.transaction('rw', tables, () => put(commit)),
    replace: commit => db.transaction('rw', tables, async () => {
      for (const table of tables) await table.clear()
      await db.meta.put({ key: 'schema', value: STORE_SCHEMA })
      await put(commit)
    })
  }
}
