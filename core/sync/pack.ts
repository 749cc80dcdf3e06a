import type { Change, RecordState } from './change.ts'
export const packChanges = (changes: readonly Change[]): unknown => changes
export const unpackChanges = (packed: unknown): Change[] => packed as Change[]
export const packPage = (records: readonly RecordState[]): string => JSON.stringify(records)
export const unpackPage = (text: string): RecordState[] => JSON.parse(text) as RecordState[]
