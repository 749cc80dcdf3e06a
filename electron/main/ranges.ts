/** Inclusive ranges of change numbers: sorted, joined where they touch. */
export type Range = readonly [number, number]

export function addRanges(known: readonly Range[], more: readonly Range[]): Range[] {
  const sorted = [...known, ...more].filter(([from, to]) => from <= to).sort((a, b) => a[0] - b[0])
  const joined: [number, number][] = []
  for (const [from, to] of sorted) {
    const before = joined.at(-1)
    if (before && from <= before[1] + 1) before[1] = Math.max(before[1], to)
    else joined.push([from, to])
  }
  return joined
}

export const within = (ranges: readonly Range[], from: number, to: number): boolean =>
  ranges.some(([low, high]) => low <= from && to <= high)

/** Ranges from their file. Unreadable means nothing is known as confirmed: then nothing is deleted. */
export function readRanges(bytes: Uint8Array | null): Range[] {
  if (!bytes) return []
  try {
    const parsed: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'))
    if (!Array.isArray(parsed)) return []
    return addRanges([], parsed.filter((item): item is Range =>
      Array.isArray(item) && item.length === 2 && item.every(part => Number.isSafeInteger(part) && part > 0)))
  } catch {
    return []
  }
}
