/**
 * 核对码: two copies of a village are equal exactly when these are. Short enough to be read out over the
 * telephone; the whole digest is what programs compare.
 */
import type { RecordState } from './change.ts'
import { homeOf } from './home.ts'
import { canonical } from './merge.ts'

/** The text whose sha-256 stands for the copy: every record that lives in the village (home.ts), in an order of its own. */
export const copyText = (records: readonly RecordState[]): string =>
  records.map(record => [`${record.register}\u0000${record.id}`, canonical({ ...record, village: homeOf(record) })] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1)).map(([, text]) => text).join('\n')

/** Eight characters in two groups, as people compare them: 'a1b2-c3d4'. */
export const checkCode = (sha256: string): string => `${sha256.slice(0, 4)}-${sha256.slice(4, 8)}`
