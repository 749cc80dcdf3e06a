/** Whole copies as text, so that two of them can be compared. */
import { canonical } from '#core/sync/merge.ts'
import type { Laptop } from '../db/laptop.ts'
import type { TestCounty } from './county.ts'

export async function copyOf({ book }: Laptop): Promise<string[]> {
  const { ids } = await book.search({ text: '' })
  const files = await Promise.all(ids.map(id => book.household(id)))
  return files.flatMap(file => [file.household, ...file.members, ...file.incomes, ...file.visits, ...file.others]).map(canonical).sort()
}

export const countyCopy = (county: TestCounty): string[] => [...county.records.values()].map(canonical).sort()
