/** What of a long and wide list is in sight: follows the scroller, and brings a cell into sight. */
import { computed, onBeforeUnmount, onMounted, ref, type Ref } from 'vue'
import { windowOf } from '../row-window.ts'
import { columnsIn, leftToSee, pinnedWidth, placed, widthOf } from './column-window.ts'
import type { CellPlace, GridColumn } from './grid-types.ts'

export const ROW = 30
export const HEAD = 32
export const FOOT = 30
/** Every line more is some fifteen cells to draw while scrolling. */
const SPARE = 4

export function useListWindow(scroller: Readonly<Ref<HTMLElement | null>>, columns: () => readonly GridColumn[], count: () => number) {
  const top = ref(0)
  const left = ref(0)
  const width = ref(960)
  const height = ref(480)

  const all = computed(() => placed(columns()))
  const pinned = computed(() => all.value.filter(({ column }) => column.pinned))
  const wide = computed(() => widthOf(columns()))
  const lines = computed(() => windowOf(top.value, height.value, ROW, count(), SPARE))
  const edges = computed(() => {
    const found = columnsIn(all.value, left.value, width.value)
    return `${found[0]?.index ?? 0}-${found.at(-1)?.index ?? -1}`
  })
  // The same list while the same columns are in sight: lines need not be drawn again at every pixel.
  const seen = computed(() => {
    const [from, to] = edges.value.split('-').map(Number) as [number, number]
    return all.value.slice(from, to + 1).filter(({ column }) => !column.pinned)
  })

  let frame = 0
  function follow(): void {
    cancelAnimationFrame(frame)
    frame = requestAnimationFrame(() => {
      top.value = scroller.value?.scrollTop ?? 0
      left.value = scroller.value?.scrollLeft ?? 0
    })
  }
  function measure(): void {
    const box = scroller.value
    width.value = box?.clientWidth || 960
    height.value = (box?.clientHeight || 540) - HEAD - FOOT
  }
  function bringIntoSight({ line, column }: CellPlace): void {
    const box = scroller.value
    if (!box) return
    const room = box.clientHeight - HEAD - FOOT
    if (line * ROW < box.scrollTop) box.scrollTop = line * ROW
    else if ((line + 1) * ROW > box.scrollTop + room) box.scrollTop = (line + 1) * ROW - room
    const to = leftToSee(all.value, column, box.scrollLeft, box.clientWidth)
    if (to !== box.scrollLeft) box.scrollLeft = to
    top.value = box.scrollTop
    left.value = box.scrollLeft
  }
  /** Where a cell stands over the list, for what lies above it. */
  function boxOf({ line, column }: CellPlace): { left: number; top: number; width: number; below: boolean } {
    const place = all.value[column]
    const at = place ? place.left - (place.column.pinned ? 0 : left.value) : 0
    const y = HEAD + line * ROW - top.value
    return { left: Math.max(0, Math.min(at, width.value - 180)), top: y, width: place?.column.width ?? 100, below: y < HEAD + height.value / 2 }
  }

  let observer: ResizeObserver | undefined
  onMounted(() => {
    measure()
    observer = new ResizeObserver(measure)
    if (scroller.value) observer.observe(scroller.value)
  })
  onBeforeUnmount(() => {
    observer?.disconnect()
    cancelAnimationFrame(frame)
  })

  const page = computed(() => Math.max(1, Math.floor(height.value / ROW) - 1))
  const covered = computed(() => pinnedWidth(columns()))
  return { all, pinned, seen, lines, wide, page, covered, top, left, follow, bringIntoSight, boxOf }
}
