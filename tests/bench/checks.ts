/**
 * All checks over a village and over a township in the book's own worker in Chromium, with the answers at the door that
 * come in meanwhile. The floor is one walk over the same records that looks at every value once.
 */
import { gzipSync } from 'node:zlib'
import { checks } from '#core/checks/index.ts'
import { median, p95 } from './figures.ts'
import { checkGoals, type Goal } from './goals.ts'
import { ask, buildPages, load, openLaptop, withCounty } from './laptop.ts'
import { pushAll } from './pusher.ts'
import { makeTownship } from './township.ts'
import { withStays } from './work-stays.ts'

export interface CheckFigures {
  readonly where: string
  readonly checks: number
  readonly sizes: Readonly<Record<string, Readonly<Record<string, number>>>>
  readonly goals: Readonly<Record<string, Goal>>
}

const SEED = 20261122
const STAYS_PER_HOUSEHOLD = 7.5
const ANSWER_EVERY_MS = 200
const ANSWERS = 60
const DOORS = 200

export async function benchChecks({ rounds, households }: { readonly rounds: number, readonly households: number }, say: (line: string) => void): Promise<CheckFigures> {
  const pages = await buildPages()
  const sizes: Record<string, Record<string, number>> = {}
  for (const [name, count] of [['village', 570], ['township', households]] as const) {
    sizes[name] = await measure(pages, count, rounds, say)
    say(`checks of a ${name}: ${JSON.stringify(sizes[name])}`)
  }
  return { where: 'the book\'s worker in Chromium', checks: checks.length, sizes, goals: checkGoals(sizes, checks.length) }
}

async function measure(pages: string, households: number, rounds: number, say: (line: string) => void): Promise<Record<string, number>> {
  const township = withStays(makeTownship({ households, seed: SEED }), Math.round(households * STAYS_PER_HOUSEHOLD), SEED)
  return withCounty(async county => {
    await county.addVillage(township.village.code, township.village.name)
    await pushAll(county, township, say)
    const laptop = await openLaptop(pages, new Map([['records', gzipSync(JSON.stringify(township.changes.map(({ fields }) => fields)))]]))
    const { page, memory } = laptop
    try {
      await load(laptop, county, township.village.code, 'checks')
      const doors = township.households.filter((_, at) => at % Math.ceil(households / DOORS) === 0)
      const walk = await ask(page, 'walk', 'records')
      const baseMB = memory.begin()
      const runs = [await ask(page, 'checkRun')]
      const firstMs = runs[0]!.ms
      for (let round = 1; round < rounds; round++) runs.push(await ask(page, 'checkRun'))
      const peakMB = memory.peakMB()
      const quiet = await ask(page, 'answers', [...doors], ANSWERS, ANSWER_EVERY_MS, false)
      const busy = await ask(page, 'answers', [...doors], ANSWERS, ANSWER_EVERY_MS, true)
      // The first calls are those of a code that is still being read; a person's first household is one of them.
      const door = await ask(page, 'doorChecks', [...doors])
      const ms = median(runs.map(run => run.ms))
      return {
        households, people: township.people, records: township.changes.length, findings: runs[0]!.findings, ms, firstMs: Math.round(firstMs), usPerHousehold: Math.round(ms * 1000 / households),
        walkMs: median(walk.times), answerMs: median(quiet.times), answerP95Ms: p95(quiet.times), answerWhileCheckingMs: median(busy.times), answerWhileCheckingP95Ms: p95(busy.times),
        answerWhileCheckingLongestMs: Math.round(Math.max(...busy.times)), runsMeanwhile: busy.runs, doorFirstMs: Math.round(door[0]! * 100) / 100, doorMs: median(door), doorP95Ms: p95(door), doorLongestMs: Math.round(Math.max(...door) * 100) / 100, baseMB, peakMB
      }
    } finally {
      await laptop.close()
    }
  })
}
