/** The little of the peers' surfaces that the bench uses: their packages are installed by the bench alone, so their own types are not there when the project is checked. */
declare module 'pouchdb-browser' {
  interface Replicated { readonly ok: boolean, readonly docs_read: number, readonly docs_written: number, readonly doc_write_failures: number }
  interface Row { readonly id: string, readonly doc: Record<string, unknown> }
  export default class PouchDB {
    static plugin(plugin: unknown): typeof PouchDB
    constructor(name: string, options?: object)
    info(): Promise<{ readonly doc_count: number }>
    readonly replicate: { from(remote: PouchDB, options: object): Promise<Replicated>, to(remote: PouchDB, options: object): Promise<Replicated> }
    allDocs(options: object): Promise<{ readonly rows: readonly Row[] }>
    bulkDocs(docs: readonly object[]): Promise<readonly { readonly ok?: boolean }[]>
    get(id: string): Promise<Record<string, unknown>>
    put(doc: object): Promise<unknown>
  }
}
declare module 'pouchdb-adapter-indexeddb' { const plugin: unknown; export default plugin }
declare module 'pouchdb-core' { const PouchDB: { plugin(plugin: unknown): typeof PouchDB, defaults(options: object): unknown }; export default PouchDB }
declare module 'pouchdb-adapter-leveldb' { const plugin: unknown; export default plugin }
declare module 'pouchdb-mapreduce' { const plugin: unknown; export default plugin }
declare module 'pouchdb-replication' { const plugin: unknown; export default plugin }
declare module 'express' {
  type Handler = (request: { readonly query: Record<string, string>, readonly body: unknown, readonly headers: Record<string, string | undefined> }, response: {
    json(value: unknown): void, type(name: string): { send(text: string): void }, setHeader(name: string, value: string): void, end(bytes: Uint8Array): void
  }) => void
  interface App { get(path: string, handler: Handler): void, post(path: string, parser: unknown, handler: Handler): void, use(path: string, handler: unknown): void, disable(name: string): void }
  const express: { (): App, json(options: object): unknown, static(folder: string): unknown }
  export default express
}
declare module 'express-pouchdb' { const mount: (PouchDB: unknown, options: object) => unknown; export default mount }
declare module 'rxdb/plugins/core' {
  interface Doc { toMutableJSON(): Record<string, unknown>, incrementalModify(change: (doc: Record<string, unknown>) => Record<string, unknown>): Promise<unknown> }
  interface Collection {
    count(): { exec(): Promise<number> }
    find(): { exec(): Promise<readonly Doc[]> }
    findOne(id: string): { exec(): Promise<Doc> }
    findByIds(ids: readonly string[]): { exec(): Promise<Map<string, Doc>> }
    bulkUpsert(docs: readonly object[]): Promise<{ readonly error: readonly unknown[] }>
  }
  export function createRxDatabase(options: object): Promise<{ addCollections(collections: object): Promise<unknown>, readonly households: Collection, close(): Promise<void> }>
}
declare module 'rxdb/plugins/storage-dexie' { export function getRxStorageDexie(): unknown }
declare module 'rxdb/plugins/replication' {
  export function replicateRxCollection(options: object): { awaitInitialReplication(): Promise<void>, cancel(): Promise<void>, readonly error$: { subscribe(listener: (error: { readonly message?: string }) => void): void } }
}
