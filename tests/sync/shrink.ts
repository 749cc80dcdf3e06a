/** The shortest script that still fails the same way: steps and then laptops are left out as long as it does (ddmin). */
import type { RealCounty } from './county-real.ts'
import type { Script, Step } from './script.ts'
import { Run, type Played } from './simulate-run.ts'

export interface Shrunk { readonly script: Script; readonly played: Played; readonly tries: number }

export async function shrink(county: RealCounty, script: Script, played: Played, most = 250): Promise<Shrunk> {
  const what = played.wrong?.what
  let best: Shrunk = { script: { ...script, steps: script.steps.slice(0, Math.min(script.steps.length, played.at + 1)) }, played, tries: 0 }
  let tries = 0
  const better = async (candidate: Script): Promise<boolean> => {
    if (tries >= most) return false
    tries++
    const again = await new Run(candidate, county).play()
    if (again.wrong?.what !== what) return false
    best = { script: candidate, played: again, tries }
    return true
  }
  // The steps after the one that failed; they count where it showed only at the end.
  if (!await better(best.script)) best = { script, played, tries }
  for (let pieces = 2; best.script.steps.length > 1 && tries < most;) {
    const { steps } = best.script
    const size = Math.ceil(steps.length / pieces)
    let shorter = false
    for (let from = 0; from < steps.length && !shorter; from += size)
      shorter = await better({ ...best.script, steps: [...steps.slice(0, from), ...steps.slice(from + size)] })
    if (shorter) pieces = Math.max(2, pieces - 1)
    else if (size === 1) break
    else pieces = Math.min(steps.length, pieces * 2)
  }
  for (const [at, step] of best.script.steps.entries()) if (faulty(step)) await better({ ...best.script, steps: best.script.steps.with(at, { ...step, fault: null } as Step) })
  while (best.script.laptops.length > 1 && await better({ ...best.script, laptops: best.script.laptops.slice(0, -1) }));
  return { ...best, tries }
}

const faulty = (step: Step): boolean => 'fault' in step && step.fault !== null && step.do !== 'hub'

/** As a person reads it. */
export function told({ seed, villages, kept, feedPage, batch, laptops, steps }: Script): string {
  const head = `seed ${seed}: ${villages} village(s), ${kept} county, pages of ${feedPage}, batches of ${batch}`
  const who = laptops.map((plan, i) => `  laptop ${i}: villages ${plan.villages.join('+')}, clock ${new Date(plan.clock).toISOString()}${plan.old ? ', protocol 1' : ''}${plan.dexie ? ', IndexedDB' : ''}`)
  return [head, ...who, ...steps.map((step, i) => `  ${String(i + 1).padStart(2)}. ${JSON.stringify(step)}`)].join('\n')
}
