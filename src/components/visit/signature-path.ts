/** Strokes as SVG path text, small enough for a record: whole pixels, near points dropped, never above the limit. */
export interface Point { readonly x: number; readonly y: number }

export const SIGNATURE_LIMIT = 40_000

const far = (a: Point, b: Point, least: number): boolean => Math.hypot(a.x - b.x, a.y - b.y) >= least

/** First and last point of a stroke always stay: they are what makes 一 different from a dot. */
function thinned(stroke: readonly Point[], least: number): readonly Point[] {
  const kept: Point[] = []
  stroke.forEach((point, at) => {
    if (at === 0 || at === stroke.length - 1 || far(kept.at(-1)!, point, least)) kept.push(point)
  })
  return kept
}

const drawn = (stroke: readonly Point[]): string => {
  const [first, ...rest] = stroke.map(({ x, y }) => `${Math.round(x)} ${Math.round(y)}`)
  return first === undefined ? '' : `M${first}L${(rest.length > 0 ? rest : [first]).join(' ')}`
}

export function pathOf(strokes: readonly (readonly Point[])[]): string {
  for (let least = 2; ; least *= 2) {
    const path = strokes.map(stroke => drawn(thinned(stroke, least))).join('')
    if (path.length <= SIGNATURE_LIMIT) return path
    // Thousands of separate dots cannot be thinned: the latest strokes are what the hand meant.
    if (least > 64) return strokes.slice(-500).map(stroke => drawn(thinned(stroke, least))).join('')
  }
}
