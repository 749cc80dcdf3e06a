/**
 * Checks measured in the page: runs in the book's worker, answers at the door meanwhile, one household on the
 * page's own thread as the household's screen checks it, and the floor: every value of every record looked at once.
 */
import { checkHousehold } from '#core/checks/index.ts'
import { defaultStandards } from '#core/registers/index.ts'
import type { Value } from '#core/sync/change.ts'
import type { Book } from '../../../src/db/book.ts'
import { timed } from './timed.ts'

const TODAY = '2026-11-22'
const WALKS = 9

const sleep = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms))

export const checkBench = (book: () => Book, village: string) => ({
  async checkRun() {
    const [ms, run] = await timed(() => book().checkAll())
    return { ms, households: run.households, findings: run.findings }
  },

  /** One answer every `every` ms until `count` are stored; `checking`: while all checks run, again and again. */
  async answers(ids: string[], count: number, every: number, checking: boolean) {
    let writing = true
    let runs = 0
    const beside = (async () => { while (checking && writing) { await book().checkAll(); runs++ } })()
    const times: number[] = []
    for (let i = 0; i < count; i++) {
      const record = ids[i % ids.length]!
      const [ms] = await timed(() => book().write([{ register: 'household', record, fields: { phone: `1391${String(i).padStart(7, '0')}` } }], { kind: 'visit' }, village))
      times.push(ms)
      await sleep(Math.max(0, every - ms))
    }
    writing = false
    await beside
    return { times, runs }
  },

  /** What the household's screen does after every answer, without reading the household again. */
  async doorChecks(ids: string[]) {
    const times: number[] = []
    for (const id of ids) {
      const { household, members, incomes, visits, others } = await book().household(id)
      const records = Object.fromEntries(Map.groupBy([...others, ...incomes, ...visits], record => record.register))
      const [ms] = await timed(() => checkHousehold({
        household: household.values, householdId: id, members, area: household.village, today: TODAY, income: incomes[0]?.values, lastIncome: undefined, records, standards: defaultStandards
      }))
      times.push(ms)
    }
    return times
  },

  async walk(name: string) {
    const records = await (await fetch(`/floor/body/${name}`)).json() as Record<string, Value>[]
    const times: number[] = []
    let seen = 0
    for (let i = 0; i < WALKS; i++) {
      const [ms] = await timed(() => {
        for (const fields of records) for (const field in fields) {
          const value = fields[field]
          seen += typeof value === 'string' ? value.length : Array.isArray(value) ? value.length : 1
        }
      })
      times.push(ms)
    }
    return { times, seen, records: records.length }
  }
})
