/** Medians, 95th percentiles and ratios, rounded to what a shared machine can tell. */
const sorted = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b)
const round = (value: number): number => Math.round(value * 100) / 100

export const median = (values: readonly number[]): number => round(sorted(values)[Math.floor(values.length / 2)] ?? 0)
export const p95 = (values: readonly number[]): number => round(sorted(values)[Math.min(values.length - 1, Math.ceil(values.length * 0.95) - 1)] ?? 0)
export const ratio = (figures: Readonly<Record<string, number>>, ours: string, floor: string): number => round(figures[ours]! / Math.max(0.001, figures[floor]!))
