/** The demo's story, short: what `npm run demo` tells in figures must hold on every run of the tests. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { tellStory } from '../demo/story.ts'
import { ROSTER } from './town.ts'

test('import, two laptops offline, one killed in a visit, sync: nothing lost, copies equal, every screen pictured', async () => {
  test.setTimeout(600_000)
  const out = mkdtempSync(join(tmpdir(), 'cunce-pictures-'))
  try {
    const figures = await tellStory({ roster: ROSTER, out, visits: 2, say: () => undefined })
    expect(figures).toMatchObject({ households: 570, people: 2245, rejected: 0, visits: 4, lost: 0, equal: true, resumed: true })
    expect(figures.conflicts).toBeGreaterThanOrEqual(1)
    expect(figures.up).toBeLessThan(100_000)
    expect(readdirSync(out).length).toBeGreaterThanOrEqual(20)
  } finally {
    rmSync(out, { recursive: true, force: true })
  }
})
