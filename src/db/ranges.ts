/** Sets of change numbers as inclusive ranges, sorted and apart: receipts and gaps are told in them. */
export type Range = readonly [number, number]

export function joinRanges(...sets: readonly (readonly Range[])[]): Range[] {
  const sorted = sets.flat().sort((a, b) => a[0] - b[0])
  const joined: [number, number][] = []
  for (const [from, to] of sorted) {
    const last = joined[joined.length - 1]
    if (last && from <= last[1] + 1) last[1] = Math.max(last[1], to)
    else joined.push([from, to])
  }
  return joined
}

export const covers = (ranges: readonly Range[], from: number, to: number = from): boolean =>
  ranges.some(range => range[0] <= from && to <= range[1])

/** What of `ranges` is not in `taken`. */
export function without(ranges: readonly Range[], taken: readonly Range[]): Range[] {
  let left = joinRanges(ranges)
  for (const [from, to] of taken)
    left = left.flatMap(([a, b]): Range[] => b < from || a > to ? [[a, b]] : [...(a < from ? [[a, from - 1] as Range] : []), ...(b > to ? [[to + 1, b] as Range] : [])])
  return left
}

export const sizeOf = (ranges: readonly Range[]): number => ranges.reduce((sum, [from, to]) => sum + to - from + 1, 0)
