/** PouchDB at its best settings of those measured: the indexeddb adapter, large batches. */
import indexeddb from 'pouchdb-adapter-indexeddb'
import PouchDB from 'pouchdb-browser'
import { onPage } from './peer.ts'

PouchDB.plugin(indexeddb)
let local: PouchDB
const remote = (): PouchDB => new PouchDB(`${location.origin}/db/village`, { skip_setup: true })
const settled = <T extends { readonly ok: boolean, readonly doc_write_failures: number }>(done: T): T => {
  if (!done.ok || done.doc_write_failures > 0) throw new Error(JSON.stringify(done))
  return done
}

onPage({
  async open() { local = new PouchDB('village', { adapter: 'indexeddb' }) },
  async firstCopy(batch) {
    settled(await local.replicate.from(remote(), { batch_size: batch }))
    return (await local.allDocs({ include_docs: true })).rows.length
  },
  async edit(ids, phone) {
    const { rows } = await local.allDocs({ keys: ids, include_docs: true })
    const done = await local.bulkDocs(rows.map(({ doc }, i) => ({ ...doc, phone: `${phone}${i}` })))
    if (!done.every(one => one.ok)) throw new Error('edit')
  },
  push: async batch => settled(await local.replicate.to(remote(), { batch_size: batch })).docs_written,
  pull: async batch => settled(await local.replicate.from(remote(), { batch_size: batch })).docs_written,
  phone: async id => (await local.get(id))['phone']
})
