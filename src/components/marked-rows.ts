/**
 * A long list with one marked row: only what is in sight stands in the page, arrows and page keys move the mark and
 * keep it in sight. The list itself holds the focus: rows come and go while scrolling, a focus on one would be lost.
 */
import { computed, onBeforeUnmount, onMounted, ref, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import { rowOfMark, windowOf } from './row-window.ts'

export interface MarkedRows {
  readonly active: Ref<number>
  /** First and last row that stand in the page. */
  readonly shown: ComputedRef<{ readonly from: number; readonly to: number }>
  /** To be told of scrolling. */
  readonly onScroll: () => void
  /** True: the key moved the mark and is used up. */
  readonly walk: (event: KeyboardEvent) => boolean
}

/** Height of the list before it is laid out, px. */
const UNKNOWN = 440

/** `row`: height of each row, px. */
export function useMarkedRows(scroller: Readonly<ShallowRef<HTMLElement | null>>, row: number, count: () => number): MarkedRows {
  const top = ref(0)
  const height = ref(UNKNOWN)
  const active = ref(0)
  const shown = computed(() => windowOf(top.value, height.value, row, count()))

  function walk(event: KeyboardEvent): boolean {
    const to = rowOfMark(event.key, active.value, count(), Math.max(1, Math.floor(height.value / row) - 1))
    if (to === null) return false
    event.preventDefault()
    active.value = to
    const box = scroller.value!
    if (to * row < box.scrollTop) box.scrollTop = to * row
    else if ((to + 1) * row > box.scrollTop + box.clientHeight) box.scrollTop = (to + 1) * row - box.clientHeight
    return true
  }

  const measure = (): void => void (height.value = scroller.value?.clientHeight || UNKNOWN)
  let observer: ResizeObserver | undefined
  onMounted(() => {
    measure()
    observer = new ResizeObserver(measure)
    observer.observe(scroller.value!)
  })
  onBeforeUnmount(() => observer?.disconnect())
  watch(count, now => { active.value = Math.max(0, Math.min(active.value, now - 1)) })
  return { active, shown, walk, onScroll: () => { top.value = scroller.value?.scrollTop ?? 0 } }
}
