/** The working window on a book in memory, to look at the visit without host, key or county. */
import { createApp } from 'vue'
import { createPinia } from 'pinia'
import type { HostBridge } from '#core/host.ts'
import '../../../src/app.css'
import { makeRouter } from '../../../src/router.ts'
import { useBook } from '../../../src/stores/book.ts'
import { providePorts } from '../../../src/stores/ports.ts'
import { useRoster } from '../../../src/stores/roster.ts'
import WorkWindow from '../../../src/views/WorkWindow.vue'
import { fakeBook } from './book.ts'
import { family, HOUSE, VILLAGE } from './family.ts'

const book = fakeBook(VILLAGE, family)
const host = { call: async () => ({ ok: false, error: { code: 'locked', detail: {} } }), on: () => () => undefined } as unknown as HostBridge
providePorts({ host, openBook: () => book })
const app = createApp(WorkWindow)
app.use(createPinia())
const asked = location.hash.slice(1)
const router = makeRouter()
app.use(router)
await useBook().open(new Uint8Array(32))
await useRoster().find()
await router.push(asked || `/household/${HOUSE}/visit`)
Object.assign(window, { fake: book })
app.mount('#app')
