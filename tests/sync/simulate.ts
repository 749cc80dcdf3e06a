/**
 * `npm run simulate -- --seeds N [--from S] [--laptops K] [--steps M] [--minutes T]`: laptops and a county in one
 * process, driven by seeds, judged by an oracle that never saw the merge code (docs/simulation.md). The first seed
 * that fails is shortened and printed. `--broken` shows instead that broken copies of the program are caught.
 */
import { availableParallelism } from 'node:os'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { parseArgs } from 'node:util'
import { RealCounty } from './county-real.ts'
import { makeScript, type Script } from './script.ts'
import { shrink, told } from './shrink.ts'
import { Run, type Played } from './simulate-run.ts'

export interface Sum { seeds: number; steps: number; faults: number; kills: number; confirmed: number; logged: number; laptops: number }
export const nothing = (): Sum => ({ seeds: 0, steps: 0, faults: 0, kills: 0, confirmed: 0, logged: 0, laptops: 0 })

export function count(sum: Sum, { steps, laptops }: Script, played: Played): void {
  sum.seeds++
  sum.steps += steps.length
  sum.laptops += laptops.length
  sum.faults += played.faults
  sum.kills += played.kills
  sum.confirmed += played.confirmed
  sum.logged += played.logged
}

interface Order { readonly from: number; readonly seeds: number; readonly every: number; readonly laptops?: number; readonly steps?: number; readonly until: number; readonly all: boolean; readonly first: boolean; readonly theme?: string }
type Word = { readonly failed: string } | { readonly sum: Sum }

/** One PGlite a worker; workers take seeds in turn. */
async function work({ from, seeds, every, laptops, steps, until, all, first, theme }: Order, say: (word: Word) => void): Promise<void> {
  const county = await RealCounty.open()
  const sum = nothing()
  for (let seed = from; seed < from + seeds && Date.now() < until; seed += every) {
    const script = makeScript(seed, { laptops, steps, theme })
    const played = await new Run(script, county).play()
    count(sum, script, played)
    if (!played.wrong) continue
    if (first) { say({ failed: `FIRST seed ${seed} of ${sum.seeds}: ${played.wrong.message.slice(0, 300).replaceAll('\n', ' ')}` }); break }
    if (all) { say({ failed: `seed ${seed}: ${played.wrong.message.slice(0, 300)}` }); continue }
    const again = `npm run simulate -- --seeds 1 --from ${seed}${laptops ? ` --laptops ${laptops}` : ''}${steps ? ` --steps ${steps}` : ''}`
    process.stdout.write(`seed ${seed} fails (${played.wrong.message.slice(0, 2000)}); looking for the shortest script …\n`)
    const least = await shrink(county, script, played)
    say({ failed: `${told(least.script)}\n  → ${least.played.wrong!.message.slice(0, 2000)}${county.troubles.length > 0 ? `\n  the server: ${county.troubles.slice(-3).join('; ')}` : ''}\nAgain: ${again}` })
    break
  }
  say({ sum })
  await county.close()
}

function total(sums: readonly Sum[]): Sum {
  const all = nothing()
  for (const sum of sums) for (const key of Object.keys(all) as (keyof Sum)[]) all[key] += sum[key]
  return all
}

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { seeds: { type: 'string' }, from: { type: 'string' }, laptops: { type: 'string' }, steps: { type: 'string' }, minutes: { type: 'string' }, workers: { type: 'string' }, broken: { type: 'boolean' }, only: { type: 'string' }, all: { type: 'boolean' }, first: { type: 'boolean' }, theme: { type: 'string' } } })
  if (values.broken) return (await import('./broken-run.ts')).tryBroken(values.only)
  const number = (text: string | undefined): number | undefined => (text === undefined ? undefined : Math.max(1, Number(text)))
  const seeds = number(values.seeds) ?? 200
  const from = number(values.from) ?? 1
  const workers = Math.min(number(values.workers) ?? availableParallelism(), seeds)
  const started = Date.now()
  const until = values.minutes ? started + Number(values.minutes) * 60_000 : Infinity
  const sums: Sum[] = []
  const failures: string[] = []
  await Promise.all(Array.from({ length: workers }, (_, i) => new Promise<void>((resolve, reject) => {
    const order: Order = { from: from + i, seeds: seeds - i, every: workers, laptops: number(values.laptops), steps: number(values.steps), until, all: values.all ?? false, first: values.first ?? false, theme: values.theme }
    const worker = new Worker(new URL(import.meta.url), { workerData: order })
    worker.on('message', (word: Word) => {
      if ('sum' in word) sums.push(word.sum)
      else { failures.push(word.failed); process.stdout.write(`${word.failed}\n`) }
    })
    worker.on('error', reject)
    worker.on('exit', () => resolve())
  })))
  const all = total(sums)
  const seconds = (Date.now() - started) / 1000
  const each = (what: number): string => (what / Math.max(1, all.seeds)).toFixed(1)
  process.stdout.write(`${all.seeds} seeds in ${seconds.toFixed(0)} s on ${workers} worker(s): ${each(all.laptops)} laptops, ${each(all.steps)} steps, ${each(all.faults)} faults, ${each(all.kills)} kills, ${each(all.confirmed)} confirmed and ${each(all.logged)} logged changes a seed; ${failures.length === 0 ? 'nothing lost, all agree' : `${failures.length} FAILED`}\n`)
  return failures.length === 0 && all.seeds > 0 ? 0 : 1
}

if (!isMainThread && parentPort && workerData && 'every' in (workerData as object)) await work(workerData as Order, word => parentPort!.postMessage(word))
else if (process.argv[1] === import.meta.filename) process.exitCode = await main()
