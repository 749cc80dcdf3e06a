/**
 * A workbook into the book: its own worker reads it, the book compares it and writes it at once. And the floors:
 * one linear scan of the sheet's XML, and a bare strict Dexie transaction of as many bytes as the import stored.
 */
import Dexie from 'dexie'
import type { Book } from '../../../src/db/book.ts'
import { scanZip } from '../../../src/workbook/scan-zip.ts'
import { timed } from './timed.ts'

const BOOK = 'cunce'
/** As the book's own rows of changes. */
const ROW = 16 * 1024

async function stored(): Promise<number> {
  const db = await new Dexie(BOOK).open()
  let bytes = 0
  for (const table of db.tables) await table.each((row: Record<string, unknown>) => {
    for (const value of Object.values(row)) bytes += ArrayBuffer.isView(value) || value instanceof ArrayBuffer ? value.byteLength : typeof value === 'string' ? value.length : 8
  })
  db.close()
  return bytes
}

const fileOf = async (name: string): Promise<Uint8Array> => new Uint8Array(await (await fetch(`/floor/raw/${name}`)).arrayBuffer())

export const importBench = (book: () => Book) => ({
  async importFile(name: string, village: { readonly code: string, readonly name: string }) {
    const bytes = await fileOf(name)
    const before = await stored()
    const [previewMs, shown] = await timed(() => book().previewImport(name, bytes, village))
    const [applyMs, done] = await timed(() => book().applyImport(shown.token))
    return { previewMs, applyMs, ms: previewMs + applyMs, people: done.people, changes: done.changes, stored: await stored() - before }
  },

  async scanFile(name: string) {
    const bytes = await fileOf(name)
    const entry = scanZip(name, bytes).find(part => part.name === 'xl/worksheets/sheet1.xml')!
    const [ms, cells] = await timed(async () => {
      const sheet = await new Response(new Blob([bytes.subarray(entry.at, entry.at + entry.packed) as Uint8Array<ArrayBuffer>]).stream().pipeThrough(new DecompressionStream('deflate-raw'))).text()
      const rows: string[][] = []
      for (let at = sheet.indexOf('<', sheet.indexOf('<sheetData')); at >= 0; at = sheet.indexOf('<', at + 1)) {
        const letter = sheet.charCodeAt(at + 1)
        if (letter === 114) rows.push([])
        else if (letter === 118) rows.at(-1)!.push(sheet.slice(at + 3, sheet.indexOf('<', at + 3)))
      }
      return rows.reduce((sum, row) => sum + row.length, 0)
    })
    return { ms, cells }
  },

  async dexieBytes(bytes: number) {
    const db = new Dexie('floor-import', { chromeTransactionDurability: 'strict' })
    db.version(1).stores({ rows: 'id' })
    await db.open()
    const rows = Array.from({ length: Math.ceil(bytes / ROW) }, (_, id) => ({ id, sealed: crypto.getRandomValues(new Uint8Array(ROW)) }))
    const [ms] = await timed(() => db.transaction('rw', db.table('rows'), () => db.table('rows').bulkPut(rows)))
    await db.delete()
    return ms
  },

  async exportNational() {
    const [ms, made] = await timed(() => book().makeFile({ kind: 'national', masked: false, villageName: '万兴村' }))
    return { ms, bytes: made.bytes.length }
  }
})
