/** How figures are said, to eyes and to ears, and how one is left for another by key. */
import type { Figure, FigureGroup } from '#core/board/index.ts'

/** 「41 户」, a share or money as it is shown, 「没有记录」. */
export const figureText = ({ shown, count, unit }: Figure): string => (shown === String(count) ? `${shown} ${unit}` : shown)

const TARGET_WORDS = new Map<boolean | null, string>([[true, '已达到'], [false, '没有达到'], [null, '还说不准']])
export const metWords = (met: boolean | null): string => TARGET_WORDS.get(met) ?? ''

export const targetText = ({ target }: Figure): string => (target ? `目标 ${target.value}${target.unit === '%' ? '%' : ` ${target.unit}`}，${metWords(target.met)}` : '')

/** Whole, for a button that shows only the number. */
export const figureLabel = (figure: Figure): string => [
  `${figure.row === '' || figure.light ? '' : ROW_NAMES.has(figure.row) ? '' : `${figure.row} `}${figure.title} ${figureText(figure)}`,
  figure.of === null ? '' : `${figure.count} / ${figure.of} ${figure.unit}`, targetText(figure), figure.words, '打开名单'
].filter(Boolean).join('，')
/** Rows of the lights are named by their own key. */
const ROW_NAMES: ReadonlySet<string> = new Set(['school', 'medical', 'housing', 'water'])

/** What a picture says, for who does not see it. */
export const pictureLabel = (title: string, figures: readonly Figure[]): string => `${title}：${figures.map(figure => `${figure.title} ${figureText(figure)}`).join('，') || '没有'}`

export const groupOf = (groups: readonly FigureGroup[], key: string): FigureGroup | undefined => groups.find(group => group.figures.some(figure => figure.key === key))

export type Step = 'left' | 'right' | 'up' | 'down' | 'first' | 'last'
export const STEPS: Readonly<Record<string, Step>> = { ArrowLeft: 'left', ArrowRight: 'right', ArrowUp: 'up', ArrowDown: 'down', Home: 'first', End: 'last' }

/** The figure an arrow leads to: left and right by order, up and down to the nearest that stands there. */
export function nextFigure(all: readonly HTMLElement[], from: HTMLElement, step: Step): HTMLElement | undefined {
  const at = all.indexOf(from)
  if (step === 'first') return all[0]
  if (step === 'last') return all.at(-1)
  if (step === 'left') return all[at - 1]
  if (step === 'right') return all[at + 1]
  const here = from.getBoundingClientRect()
  const way = step === 'down' ? 1 : -1
  const far = (one: HTMLElement): number => {
    const there = one.getBoundingClientRect()
    const [along, across] = [(there.top - here.top) * way, Math.abs(there.left - here.left)]
    return along < here.height / 2 ? Infinity : along + across * 2
  }
  const nearest = all.filter(one => one !== from).map(one => ({ one, far: far(one) })).filter(one => one.far < Infinity).sort((a, b) => a.far - b.far)[0]?.one
  // Where nothing is laid out, or nothing lies that way, by order.
  return nearest ?? all[at + way]
}
