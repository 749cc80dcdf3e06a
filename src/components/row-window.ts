/** Which rows of a long list stand in the page, and where a key moves the mark. No page needed to know it. */
const SPARE = 8

export function windowOf(top: number, height: number, row: number, count: number, spare = SPARE): { readonly from: number; readonly to: number } {
  const from = Math.max(0, Math.floor(top / row) - spare)
  const to = Math.min(count - 1, Math.ceil((top + height) / row) + spare)
  return { from: Math.min(from, Math.max(0, count - 1)), to }
}

/** null: the key does not move the mark. `page` is how many rows PageUp and PageDown pass. */
export function rowOfMark(key: string, active: number, count: number, page: number): number | null {
  if (count === 0) return null
  const within = (index: number): number => Math.max(0, Math.min(count - 1, index))
  switch (key) {
    case 'ArrowDown': return within(active + 1)
    case 'ArrowUp': return within(active - 1)
    case 'PageDown': return within(active + page)
    case 'PageUp': return within(active - page)
    case 'Home': return 0
    case 'End': return count - 1
    default: return null
  }
}
