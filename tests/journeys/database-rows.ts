/**
 * Everything the window's database holds, as a thief with the opened profile would read it: the files compress
 * what they hold, the rows do not.
 */
import type { Page } from '@playwright/test'

export interface Rows {
  readonly counts: Readonly<Record<string, number>>
  /** Each text that stands in a row or a key, and each run of Chinese characters in its bytes. */
  readonly texts: readonly string[]
}

export const readRows = (page: Page, name: string): Promise<Rows> => page.evaluate(async database => {
  const done = <T>(request: IDBRequest<T>): Promise<T> => new Promise((resolve, reject) => { request.onsuccess = () => resolve(request.result); request.onerror = () => reject(request.error) })
  const opened = await done(indexedDB.open(database))
  const texts: string[] = []
  const collect = (value: unknown): void => {
    if (typeof value === 'string') texts.push(value)
    else if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) collectBytes(value)
    else if (Array.isArray(value)) value.forEach(collect)
    else if (typeof value === 'object' && value !== null) for (const [key, one] of Object.entries(value)) { texts.push(key); collect(one) }
  }
  // Of sealed bytes a sign comes out by chance now and then, never four in a row.
  const collectBytes = (bytes: ArrayBuffer | ArrayBufferView): void => {
    for (const [text] of new TextDecoder().decode(bytes as ArrayBuffer).matchAll(/[\u4e00-\u9fff]{4,}/g)) texts.push(text)
  }
  const counts: Record<string, number> = {}
  for (const table of opened.objectStoreNames) {
    const store = opened.transaction(table).objectStore(table)
    const [keys, rows] = await Promise.all([done(store.getAllKeys()), done(store.getAll())])
    counts[table] = rows.length
    keys.forEach(collect)
    rows.forEach(collect)
  }
  opened.close()
  return { counts, texts: [...new Set(texts)] }
}, name)
