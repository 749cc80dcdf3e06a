/** Change numbers as people read them: 1–812、815. */
export const rangesText = (numbers: readonly (readonly [number, number])[]): string =>
  numbers.map(([from, to]) => from === to ? String(from) : `${from}–${to}`).join('、')

/** Long lists are cut in sight; the whole stands in the title and on paper. */
export function shortRanges(numbers: readonly (readonly [number, number])[], most = 4): string {
  return numbers.length <= most ? rangesText(numbers) : `${rangesText(numbers.slice(0, most))} 等 ${numbers.length} 段`
}

export const ROADS = { line: '联网', package: 'U 盘', hub: '同队汇集点' } as const
