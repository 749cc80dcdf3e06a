/**
 * Whether a container of the old kind (.xls, .et) is all there. A file cut short still opens, and gives the
 * first half of a list as if it were the whole.
 */
const HEADER = 512, LAST = 0xfffffffa, IN_HEADER = 109

/** False where the table of its sectors, or a sector that table leads to, lies behind the end of the file. */
export function isWholeOle(bytes: Uint8Array): boolean {
  if (bytes.length < HEADER) return false
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const shift = view.getUint16(30, true)
  if (shift !== 9 && shift !== 12) return false
  const size = 1 << shift, perSector = size / 4
  const begin = (sector: number): number => (sector + 1) * size
  const isThere = (sector: number): boolean => sector < LAST && begin(sector) + size <= bytes.length
  const tables: number[] = []
  const count = view.getUint32(44, true)
  for (let i = 0; i < Math.min(count, IN_HEADER); i++) tables.push(view.getUint32(76 + i * 4, true))
  // Files over seven megabytes go on listing their tables in sectors of their own.
  let more = view.getUint32(68, true)
  while (tables.length < count && isThere(more)) {
    for (let i = 0; i < perSector - 1 && tables.length < count; i++) tables.push(view.getUint32(begin(more) + i * 4, true))
    more = view.getUint32(begin(more) + size - 4, true)
  }
  if (tables.length < count || count === 0 || !tables.every(isThere)) return false
  // Every sector another leads to is there; the last may end early, its rest is padding. What leads nowhere may be padding itself.
  for (const table of tables) for (let i = 0; i < perSector; i++) {
    const next = view.getUint32(begin(table) + i * 4, true)
    if (next < LAST && begin(next) >= bytes.length) return false
  }
  return true
}
