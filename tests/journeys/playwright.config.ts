/** Journeys drive the built app one at a time: each has its own folder, but the machine has two cores. */
import { resolve } from 'node:path'
import { defineConfig } from '@playwright/test'

const output = resolve(import.meta.dirname, '../.output')

export default defineConfig({
  testDir: import.meta.dirname,
  testMatch: '**/*.spec.ts',
  outputDir: resolve(output, 'journeys'),
  workers: 1,
  retries: 0,
  forbidOnly: true,
  timeout: 240_000,
  expect: { timeout: 20_000 },
  reporter: [['list'], ['json', { outputFile: resolve(output, 'journeys.json') }]]
})
