/** The window's stores over the real book with one watched household, for measures and problems. */
import { Blob as WholeBlob } from 'node:buffer'
import { createPinia, setActivePinia } from 'pinia'
import type { BookEvent, Entry } from '../../src/db/book.ts'
import { providePorts } from '../../src/stores/ports.ts'
import { useSession } from '../../src/stores/session.ts'
import { useVillage } from '../../src/stores/village.ts'
import { newLaptop, VILLAGE, type Laptop } from '../db/laptop.ts'
import { fakeHost } from './fake-host.ts'
import { PIN } from './setting.ts'

export { VILLAGE }
export const DAY = new Date(Date.now() + 8 * 3600_000).toISOString().slice(0, 10)
export const HOUSE = 'house-1000'
export const ID_NO = '530521198005010017'
export const entry = (register: string, record: string, fields: Entry['fields']): Entry => ({ register, record, fields })

const village: readonly Entry[] = [
  entry('household', HOUSE, { villagerGroup: '3组', naturalVillage: '上营', householdType: '02', monitorCategory: '2', monitorFrom: '2025-01', risks: ['01', '11'], riskEliminated: false, waterUnsafe: true, responsibleDepartment: '县水务局' }),
  entry('person', 'person-1000', { household: HOUSE, name: '李光明', relation: '02', labour: '01', health: ['02'], idNo: ID_NO, phone: '13912345678' }),
  entry('person', 'person-1001', { household: HOUSE, name: '杨秀英', relation: '10', labour: '03', health: ['01'] }),
  entry('cadre', 'cadre-1', { name: '段丽华' }),
  entry('pairing', 'pairing-1', { household: HOUSE, cadre: 'cadre-1', from: '2025-02-01', main: true }),
  entry('household', 'house-2000', { villagerGroup: '4组', householdType: '02' }),
  entry('person', 'person-2000', { household: 'house-2000', name: '王二', relation: '02', labour: '01' })
]

// jsdom's has no stream, and the book packs what it seals.
globalThis.Blob = WholeBlob as unknown as typeof Blob

export async function opened(more: readonly Entry[] = []): Promise<Laptop> {
  localStorage.clear()
  setActivePinia(createPinia())
  const laptop = newLaptop('laptop-one')
  laptop.clock = Date.now()
  await laptop.start()
  await laptop.book.write([...village, ...more], { kind: 'import' }, VILLAGE)
  const listeners = new Set<(event: BookEvent) => void>()
  const push = laptop.events.push.bind(laptop.events)
  laptop.events.push = (...events) => { for (const event of events) for (const listener of listeners) listener(event); return push(...events) }
  providePorts({ host: fakeHost({ vault: { state: 'locked' } }), openBook: () => ({ book: { ...laptop.book, open: async () => laptop.report }, on: listener => { listeners.add(listener); return () => void listeners.delete(listener) }, terminate: () => listeners.clear() }) })
  const session = useSession()
  await session.start()
  await session.unlock(PIN)
  useVillage().nameOwn('万兴村', VILLAGE)
  return laptop
}

/** Waits until what was asked for has come. */
export async function until(holds: () => boolean): Promise<void> {
  for (let turn = 0; turn < 200 && !holds(); turn++) await new Promise(resolve => setTimeout(resolve, 10))
  if (!holds()) throw new Error('did not come')
}
