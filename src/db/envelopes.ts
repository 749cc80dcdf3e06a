/** Each kind of row sealed for its place, and opened again; null where the row is damaged. */
import type { Change, RecordState } from '#core/sync/change.ts'
import { packChanges, packPage, unpackChanges, unpackPage } from '#core/sync/pack.ts'
import { decode, encode, encodeGzipped } from './gzip.ts'
import type { Place, Purpose, Sealer } from './seal.ts'
import { withHistory, withSync, type BookState } from './state.ts'
import type { HistoryRow, LogRow, OwnRow, PageRow, SealedRow, UndoRow } from './store.ts'

const pagePlace = ({ id, village, revision }: Omit<PageRow, 'sealed'>): Place => ({ table: 'pages', id: String(id), village, revision })
const logPlace = ({ n, village }: Omit<LogRow, 'sealed'>): Place => ({ table: 'log', id: String(n), village, revision: 0 })
const ownPlace = ({ from, to, village }: Omit<OwnRow, 'sealed'>): Place => ({ table: 'own', id: `${from}-${to}`, village, revision: 0 })
const historyPlace = ({ n, village }: Omit<HistoryRow, 'sealed'>): Place => ({ table: 'history', id: String(n), village, revision: 0 })
const undoPlace = (id: string): Place => ({ table: 'undo', id, village: '', revision: 0 })
const namedPlace = (name: string, revision: number): Place => ({ table: 'meta', id: name, village: '', revision })

export interface Envelopes {
  page(place: Omit<PageRow, 'sealed'>, records: readonly RecordState[]): Promise<PageRow>
  /** A chunk of the county's, gzip of packPage text, kept as it came. */
  chunk(place: Omit<PageRow, 'sealed'>, gzipped: Uint8Array): Promise<PageRow>
  openPage(row: PageRow, revision?: number): Promise<RecordState[] | null>
  log(place: Omit<LogRow, 'sealed'>, changes: readonly Change[]): Promise<LogRow>
  openLog(row: LogRow): Promise<Change[] | null>
  own(changes: readonly Change[], village: string): Promise<OwnRow>
  openOwn(row: OwnRow): Promise<Change[] | null>
  history(place: Omit<HistoryRow, 'sealed'>, changes: readonly Change[]): Promise<HistoryRow>
  openHistory(row: HistoryRow): Promise<Change[] | null>
  undo(id: string, value: unknown): Promise<UndoRow>
  openUndo<T>(row: UndoRow): Promise<T | null>
  named(name: string, revision: number, value: unknown, purpose?: Purpose): Promise<SealedRow>
  openNamed<T>(name: string, row: SealedRow, purpose?: Purpose): Promise<T | null>
}

/** `home`: the village a sealed row's content belongs to now. */
export function makeEnvelopes(sealer: Sealer, home: (village: string) => string = village => village): Envelopes {
  const atHome = <T extends { readonly village: string }>(items: T[]): T[] =>
    items.map(item => (home(item.village) === item.village ? item : { ...item, village: home(item.village) }))
  const sealText = async (purpose: Purpose, place: Place, text: string): Promise<Uint8Array> => sealer.seal(purpose, place, await encode(text))
  async function openAs<T>(purpose: Purpose, place: Place, sealed: Uint8Array, read: (text: string) => T): Promise<T | null> {
    const plain = await sealer.open(purpose, place, sealed)
    if (!plain) return null
    try {
      return read(await decode(plain))
    } catch {
      return null
    }
  }
  const changesOf = (text: string): Change[] => unpackChanges(JSON.parse(text))
  const textOf = (changes: readonly Change[]): string => JSON.stringify(packChanges(changes))

  return {
    page: async (place, records) => ({ ...place, sealed: await sealText('records', pagePlace(place), packPage(records)) }),
    chunk: async (place, gzipped) => ({ ...place, sealed: await sealer.seal('records', pagePlace(place), encodeGzipped(gzipped)) }),
    openPage: (row, revision = row.revision) => openAs('records', pagePlace({ ...row, revision }), row.sealed, text => atHome(unpackPage(text))),
    log: async (place, changes) => ({ ...place, sealed: await sealText('records', logPlace(place), textOf(changes)) }),
    openLog: row => openAs('records', logPlace(row), row.sealed, changesOf),
    own: async (changes, village) => {
      const place = { from: changes[0]!.number, to: changes[changes.length - 1]!.number, village }
      return { ...place, sealed: await sealText('journal', ownPlace(place), textOf(changes)) }
    },
    openOwn: row => openAs('journal', ownPlace(row), row.sealed, text => atHome(changesOf(text))),
    history: async (place, changes) => ({ ...place, sealed: await sealText('records', historyPlace(place), textOf(changes)) }),
    openHistory: row => openAs('records', historyPlace(row), row.sealed, text => atHome(changesOf(text))),
    undo: async (id, value) => ({ id, sealed: await sealText('records', undoPlace(id), JSON.stringify(value)) }),
    openUndo: <T>(row: UndoRow) => openAs('records', undoPlace(row.id), row.sealed, text => JSON.parse(text) as T),
    named: async (name, revision, value, purpose = 'records') =>
      ({ revision, bytes: await sealText(purpose, namedPlace(name, revision), JSON.stringify(value)) }),
    openNamed: <T>(name: string, row: SealedRow, purpose: Purpose = 'records') =>
      openAs(purpose, namedPlace(name, row.revision), row.bytes, text => JSON.parse(text) as T)
  }
}

export async function openState(envelopes: Envelopes, row: SealedRow | null): Promise<BookState | null> {
  const state = row && await envelopes.openNamed<BookState>('state', row)
  return state && withSync(withHistory(state))
}
