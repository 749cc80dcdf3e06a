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

/** At most `most` points of a stroke, evenly, the last one among them. */
function sampled(stroke: readonly Point[], most: number): readonly Point[] {
  if (stroke.length <= most) return stroke
  return Array.from({ length: most }, (_, at) => stroke[Math.round((at * (stroke.length - 1)) / (most - 1))]!)
}

const POINTS = SIGNATURE_LIMIT / 9
const STROKES = POINTS / 4

export function pathOf(strokes: readonly (readonly Point[])[]): string {
  for (const least of [2, 4, 8]) {
    const path = strokes.map(stroke => drawn(thinned(stroke, least))).join('')
    if (path.length <= SIGNATURE_LIMIT) return path
  }
  // Scribbling that jumps about cannot be thinned by distance: every stroke gets its share of points.
  const kept = strokes.slice(-STROKES)
  return kept.map(stroke => drawn(sampled(stroke, Math.floor(POINTS / kept.length)))).join('')
}
