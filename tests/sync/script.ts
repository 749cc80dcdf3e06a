/**
 * What happens in one simulated county, as data: made from a seed once, then run, shortened and printed. A step
 * carries everything it needs, so that leaving one out changes no other.
 */

export type Dice = (below: number) => number

/** mulberry32 */
export function dice(seed: number): Dice {
  let state = seed >>> 0
  return below => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

/** `at`: which of the round's requests, transactions or host calls it hits. */
export type RoadFault =
  | { readonly kind: 'lose-request' | 'lose-answer' | 'twice' | 'late-copy' | 'county-dies-before' | 'county-dies-after' | 'too-large' | 'garbled' | 'forged'; readonly at: number }
  | { readonly kind: 'power-transaction' | 'power-call' | 'power-journal'; readonly at: number }
export type WriteFault = 'power-transaction' | 'power-before-journal' | 'journal-full' | 'power-after'

export type Step =
  /** `fields`: places in FIELDS of the record; `seen` hands in the form an earlier 'look' has opened. */
  | { readonly do: 'write'; readonly on: number; readonly records: readonly { readonly record: number; readonly fields: readonly number[] }[]; readonly seen: boolean; readonly as: 'write' | 'act'; readonly fault: WriteFault | null }
  | { readonly do: 'look'; readonly on: number; readonly record: number }
  | { readonly do: 'import'; readonly on: number; readonly households: number; readonly fault: WriteFault | null }
  | { readonly do: 'undo'; readonly on: number; readonly which: number }
  | { readonly do: 'decide'; readonly on: number; readonly which: number; readonly choice: number }
  | { readonly do: 'undo-decision'; readonly on: number; readonly which: number }
  | { readonly do: 'sync'; readonly on: number; readonly fault: RoadFault | null }
  /** Several at a time; `order` says who is served first at each turn. */
  | { readonly do: 'rush'; readonly on: readonly number[]; readonly order: number }
  | { readonly do: 'clock'; readonly on: number; readonly ms: number; readonly set: boolean }
  | { readonly do: 'die'; readonly on: number; readonly damage: 'none' | 'database' | 'database-and-backups' | 'old-backup' }
  | { readonly do: 'tidy'; readonly on: number }
  | { readonly do: 'backup'; readonly on: number }
  | { readonly do: 'grant'; readonly on: number; readonly village: number; readonly given: boolean }
  | { readonly do: 'revoke'; readonly on: number }
  | { readonly do: 'replace'; readonly on: number }
  | { readonly do: 'review'; readonly which: number; readonly released: boolean }
  | { readonly do: 'county-backup' }
  | { readonly do: 'county-restore'; readonly which: number }
  | { readonly do: 'county-restart' }
  | { readonly do: 'move'; readonly record: number; readonly to: number }
  | { readonly do: 'newer-app'; readonly village: number; readonly record: number }
  | { readonly do: 'package'; readonly on: number }
  | { readonly do: 'carry'; readonly by: number; readonly which: number }
  | { readonly do: 'take-package'; readonly on: number; readonly which: number }
  | { readonly do: 'hub'; readonly hub: number; readonly guests: readonly number[]; readonly fault: 'none' | 'guest-dies' }
  | { readonly do: 'photo'; readonly on: number; readonly record: number }

export interface LaptopPlan {
  readonly villages: readonly number[]
  readonly clock: number
  /** Speaks protocol 1: knows nothing of what came with 2. */
  readonly old: boolean
  /** IndexedDB by fake-indexeddb instead of the plain store. */
  readonly dexie: boolean
}

export interface Script {
  readonly seed: number
  readonly villages: number
  readonly kept: 'durable' | 'trial'
  readonly feedPage: number
  readonly batch: number
  readonly laptops: readonly LaptopPlan[]
  readonly steps: readonly Step[]
}

export const RECORDS_PER_VILLAGE = 7
/** Places of records within a village. */
export const REGISTERS = ['household', 'household', 'household', 'person', 'person', 'work', 'novelty'] as const
export const FIELDS = ['note', 'address', 'futureField'] as const

const MONTH = 30 * 86_400_000
const CLOCKS = [0, Date.UTC(2026, 3, 1), Date.UTC(2026, 4, 1), Date.UTC(2026, 4, 1) + MONTH, Date.UTC(2030, 0, 1)] as const

/** `theme`: a kind of step the script is rich in. */
export interface Size { readonly laptops?: number; readonly steps?: number; readonly theme?: string }

export function makeScript(seed: number, { laptops, steps, theme: wanted }: Size = {}): Script {
  const roll = dice(seed)
  const some = <T>(items: readonly T[]): T => items[roll(items.length)]!
  const villages = 1 + roll(3)
  const count = laptops ?? 2 + roll(4)
  const grants = (): number[] => {
    const all = Array.from({ length: villages }, (_, i) => i)
    return roll(2) === 0 ? all : [roll(villages)]
  }
  const plans = Array.from({ length: count }, (): LaptopPlan => ({ villages: grants(), clock: some(CLOCKS), old: roll(5) === 0, dexie: roll(12) === 0 }))
  const drawn = some(THEMES)
  const theme = wanted === undefined ? drawn : THEMES.find(one => wanted in one) ?? { [wanted]: 6 }
  // A village's worth of changes one by one would only take long.
  const large = 'import' in theme
  return {
    seed, villages, kept: roll(3) === 0 ? 'trial' : 'durable', feedPage: large ? 500 : some([1, 2, 3, 7, 500]), batch: large ? 500 : some([1, 2, 5, 500]), laptops: plans,
    steps: Array.from({ length: steps ?? 40 + roll(31) }, () => makeStep(roll, theme, count, villages))
  }
}

type Kind = Step['do']
/** What a seed is rich in besides writing and syncing. */
const THEMES: readonly Partial<Record<Kind, number>>[] = [
  {}, { die: 6, clock: 4, tidy: 3, backup: 2 }, { rush: 10 }, { decide: 8, 'undo-decision': 3, undo: 3 },
  { 'county-backup': 3, 'county-restore': 2, 'county-restart': 2 }, { grant: 5, revoke: 1, replace: 2, review: 3 },
  { package: 6, carry: 6, 'take-package': 6 }, { hub: 8 }, { move: 4, grant: 1 }, { photo: 5 }, { import: 3, tidy: 4, die: 3 }
]
const ALWAYS: Partial<Record<Kind, number>> = {
  write: 44, look: 6, sync: 26, rush: 3, decide: 5, undo: 2, 'undo-decision': 1, die: 3, clock: 3, tidy: 2, backup: 1, 'newer-app': 1,
  package: 1, carry: 1, 'take-package': 1, photo: 1
}

function makeStep(roll: Dice, theme: Partial<Record<Kind, number>>, laptops: number, villages: number): Step {
  const some = <T>(items: readonly T[]): T => items[roll(items.length)]!
  const on = roll(laptops)
  const village = roll(villages)
  const record = village * RECORDS_PER_VILLAGE + roll(RECORDS_PER_VILLAGE)
  const many = (): number[] => Array.from({ length: laptops }, (_, i) => i).filter(() => roll(3) > 0)
  const kind = weighed(roll, { ...ALWAYS, ...Object.fromEntries(Object.entries(theme).map(([name, weight]) => [name, (ALWAYS[name as Kind] ?? 0) + weight])) })
  switch (kind) {
    case 'write': {
      // People work in one village at a time, and several of them at the same household.
      const records = Array.from({ length: some([1, 1, 1, 2, 4]) }, (_, i) => ({
        record: village * RECORDS_PER_VILLAGE + (record + i) % RECORDS_PER_VILLAGE, fields: [roll(FIELDS.length), ...(roll(3) === 0 ? [roll(FIELDS.length)] : [])]
      }))
      return { do: kind, on, records, seen: roll(2) === 0, as: roll(5) === 0 ? 'act' : 'write', fault: some([null, null, null, null, null, null, null, null, null, null, 'power-transaction', 'power-before-journal', 'journal-full', 'power-after'] as const) }
    }
    case 'look': return { do: kind, on, record }
    case 'import': return { do: kind, on, households: some([5, 60, 420]), fault: some([null, null, 'power-transaction', 'power-after'] as const) }
    case 'undo': case 'undo-decision': return { do: kind, on, which: roll(3) }
    case 'decide': return { do: kind, on, which: roll(4), choice: roll(3) }
    case 'sync': return { do: kind, on, fault: roll(2) === 0 ? null : { kind: some(ROAD_FAULTS), at: some([0, 0, 1, 2, 3, 5, 8]) } }
    case 'rush': return { do: kind, on: many(), order: roll(1 << 30) }
    case 'clock': return roll(2) === 0 ? { do: kind, on, ms: some(CLOCKS), set: true } : { do: kind, on, ms: roll(86_400_000) - 43_200_000, set: false }
    case 'die': return { do: kind, on, damage: some(['none', 'none', 'database', 'old-backup', 'database-and-backups'] as const) }
    case 'tidy': case 'backup': case 'package': case 'revoke': case 'replace': return { do: kind, on }
    case 'grant': return { do: kind, on, village, given: roll(2) === 0 }
    case 'review': return { do: kind, which: roll(3), released: roll(2) === 0 }
    case 'county-restore': case 'county-backup': return kind === 'county-backup' ? { do: kind } : { do: kind, which: roll(3) }
    case 'county-restart': return { do: kind }
    case 'move': return { do: kind, record: village * RECORDS_PER_VILLAGE + roll(3), to: roll(villages) }
    case 'newer-app': return { do: kind, village, record }
    case 'carry': return { do: kind, by: on, which: roll(6) }
    case 'take-package': return { do: kind, on, which: roll(6) }
    case 'hub': return { do: kind, hub: on, guests: many().filter(guest => guest !== on), fault: roll(4) === 0 ? 'guest-dies' : 'none' }
    case 'photo': return { do: kind, on, record: village * RECORDS_PER_VILLAGE + roll(3) }
  }
}

const ROAD_FAULTS: readonly RoadFault['kind'][] = [
  'lose-request', 'lose-answer', 'lose-answer', 'twice', 'late-copy', 'county-dies-before', 'county-dies-after', 'too-large', 'garbled', 'forged',
  'power-transaction', 'power-call', 'power-journal'
]

function weighed(roll: Dice, weights: Partial<Record<Kind, number>>): Kind {
  const entries = Object.entries(weights) as [Kind, number][]
  let left = roll(entries.reduce((sum, [, weight]) => sum + weight, 0))
  for (const [kind, weight] of entries) if ((left -= weight) < 0) return kind
  return 'sync'
}
