/**
 * The real book in the page itself, with a village written into it and a host whose journal is a list: for
 * looking at screens over the real ledgers (`?real=570`; built with PREVIEW_REAL=1, which leaves the ledgers alone).
 */
import { failed, ok } from '#core/result.ts'
import { asErrorData } from '#core/error.ts'
import type { HostCallName, JournalState } from '#core/host.ts'
import type { Book, BookEvent, Entry } from '../../../src/db/book.ts'
import type { BookClient } from '../../../src/db/client.ts'
import { dexieStore } from '../../../src/db/dexie-store.ts'
import { makeBook } from '../../../src/db/make-book.ts'
import { makeVillage, VILLAGE } from '../fake-village.ts'

const nothing = async (): Promise<never> => { throw new Error('not here') }

export function realBook(households: number): BookClient {
  const listeners = new Set<(event: BookEvent) => void>()
  let highest = 0
  const journal = (): JournalState => ({ entries: highest, highest, hash: String(highest), damaged: 0, marker: highest > 0 })
  const answers: Readonly<Partial<Record<HostCallName, (input: never) => unknown>>> = {
    'journal:append': ({ to }: { to: number }) => { highest = to; return journal() },
    'journal:state': journal, 'journal:read': () => ({ entries: [], next: null }), 'journal:confirm': () => null, 'draft:save': () => null, 'draft:read': () => ({ bytes: null }),
    'backup:write': () => ({ file: 'b', at: new Date().toISOString() }), 'backup:read': () => null, 'backup:state': () => ({ at: null, folder: '' }),
    'county:status': () => ({ enrolled: null, address: '', offered: null, device: 'laptop-preview' })
  }
  const book: Book = makeBook({
    host: { async call(name, input) { try { const answer = answers[name]; return answer ? ok(answer(input as never) as never) : failed(asErrorData(new Error(name))) } catch (error) { return failed(asErrorData(error)) } } },
    store: dexieStore(`preview-${Date.now()}`), now: () => Date.now(), newId: () => crypto.randomUUID(), random: count => crypto.getRandomValues(new Uint8Array(count)),
    emit: event => { for (const listener of listeners) listener(event) }, idle: () => new Promise(resolve => setTimeout(resolve, 50)),
    parseWorkbook: nothing, cancelParse: () => undefined, makeWorkbook: async () => new Uint8Array(8), markWorkbook: nothing, disk: async () => 0
  })
  const open: Book['open'] = async key => {
    const report = await book.open(key)
    const entries = makeVillage(households).flatMap(({ household, members, incomes, visits }, i): Entry[] => [
      ...[household, ...members, ...incomes, ...visits].map(({ register, id, values }) => ({ register, record: id, fields: values })),
      ...(i % 5 === 0 ? [{ register: 'loan', record: `loan-${i}-000`, fields: { household: household.id, borrower: members[0]!.id, bank: '施甸农商行', contractNo: `HT${20260000 + i}`, amount: 5_000_000, from: '2025-03-01', to: '2028-03-01' } }] : []),
      ...(i % 4 === 0 ? [{ register: 'work', record: `work-${i}-000`, fields: { household: household.id, person: members[0]!.id, from: '2026-02-20', province: '广东省', city: '东莞市', post: '装配工', monthlyIncome: 450_000 } }] : []),
      ...(i % 3 === 0 ? [{ register: 'pairing', record: `pairing-${i}-000`, fields: { household: household.id, cadre: `cadre-${i % 6}-000`, from: '2024-01-01' } }] : [])
    ])
    const cadres = ['王建军', '段丽华', '杨开明', '尹自忠', '赵红梅', '李学文'].map((name, i): Entry => ({ register: 'cadre', record: `cadre-${i}-000`, fields: { name, unit: '县农业农村局' } }))
    for (let at = 0; at < entries.length; at += 400) await book.write(entries.slice(at, at + 400), { kind: 'import' }, VILLAGE.code)
    await book.write(cadres, { kind: 'import' }, VILLAGE.code)
    return report
  }
  return { book: { ...book, open }, on: listener => { listeners.add(listener); return () => void listeners.delete(listener) }, terminate: () => listeners.clear() }
}
