import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { unpackChanges } from '#core/sync/pack.ts'
import { PRACTICE_FILE, practiceText } from './make.ts'

const shipped = gunzipSync(readFileSync(PRACTICE_FILE)).toString('utf8')

it('the shipped practice village is what the practice workbook gives today', async () => {
  expect(shipped === await practiceText(), 'run: node tests/practice/make.ts').toBe(true)
})

it('the practice village has 570 households, 2,245 people and an income for each household', () => {
  const changes = unpackChanges((JSON.parse(shipped) as { changes: unknown }).changes)
  const count = (register: string): number => changes.filter(change => change.register === register).length
  expect([count('household'), count('person'), count('income')]).toEqual([570, 2245, 570])
})
