/** RxDB over its Dexie storage, with an HTTP replication of the plainest kind and large batches. */
import { createRxDatabase } from 'rxdb/plugins/core'
import { replicateRxCollection } from 'rxdb/plugins/replication'
import { getRxStorageDexie } from 'rxdb/plugins/storage-dexie'
import { onPage } from './peer.ts'

let database: Awaited<ReturnType<typeof createRxDatabase>>

const schema = {
  version: 0, primaryKey: 'id', type: 'object', additionalProperties: true, required: ['id'],
  properties: { id: { type: 'string', maxLength: 40 }, phone: { type: 'string' }, members: { type: 'array', items: { type: 'object', additionalProperties: true } } }
}

interface Page { readonly documents: readonly unknown[], readonly checkpoint: { readonly seq: number } }

/** One replication with both ways in it, as applications run it. */
async function replicate(batch: number): Promise<{ readonly pulled: number, readonly pushed: number }> {
  const moved = { pulled: 0, pushed: 0 }
  const errors: string[] = []
  const going = replicateRxCollection({
    collection: database.households, replicationIdentifier: 'county', live: false, retryTime: 1000, waitForLeadership: false,
    pull: {
      batchSize: batch,
      async handler(checkpoint: { readonly seq: number } | undefined, size: number): Promise<Page> {
        const page = await (await fetch(`/rx/pull?since=${checkpoint?.seq ?? 0}&limit=${size}`)).json() as Page
        moved.pulled += page.documents.length
        return page
      }
    },
    push: {
      batchSize: batch,
      async handler(rows: readonly unknown[]): Promise<unknown> {
        moved.pushed += rows.length
        return (await fetch('/rx/push', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(rows) })).json()
      }
    }
  })
  going.error$.subscribe(error => errors.push(String(error.message ?? error)))
  await going.awaitInitialReplication()
  await going.cancel()
  if (errors.length > 0) throw new Error(errors[0])
  return moved
}

onPage({
  async open() {
    database = await createRxDatabase({ name: 'village', storage: getRxStorageDexie(), multiInstance: false, eventReduce: true })
    await database.addCollections({ households: { schema } })
  },
  async firstCopy(batch) {
    await replicate(batch)
    return (await database.households.find().exec()).length
  },
  async edit(ids, phone) {
    const found = await database.households.findByIds(ids).exec()
    const done = await database.households.bulkUpsert(ids.map((id, i) => ({ ...found.get(id)!.toMutableJSON(), phone: `${phone}${i}` })))
    if (done.error.length > 0) throw new Error('edit')
  },
  push: async batch => (await replicate(batch)).pushed,
  pull: async batch => (await replicate(batch)).pulled,
  phone: async id => (await database.households.findOne(id).exec()).toMutableJSON()['phone']
})
