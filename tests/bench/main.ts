/**
 * `npm run bench`: the book, the window, workbooks, checks, ledgers and the county under a crowd, each beside its floor
 * in the same run; `-- peers` installs PouchDB and RxDB, lays them beside, and goes through the goals of synchronising.
 * The last line is one JSON object with figures and goals; what is not met is named before it. Parts can be named:
 * `npm run bench -- ledger`.
 * A task over 50 ms on the window's thread is a failure and ends with exit code 1.
 */
import { benchBook } from './book.ts'
import { benchChecks } from './checks.ts'
import { benchCrowd } from './crowd.ts'
import { tellGoals, type Goal } from './goals.ts'
import { benchLedger } from './ledger.ts'
import { benchPeers } from './peers.ts'
import { benchProofs } from './proofs.ts'
import { benchWorkbooks } from './workbook.ts'

interface Part { readonly goals: Readonly<Record<string, Goal>>, readonly longestTaskMs?: number }

const LONG_MS = 50
const option = (name: string): string | undefined => process.argv.find(arg => arg.startsWith(`--${name}=`))?.slice(name.length + 3)
const rounds = Number(option('rounds') ?? 5)
const households = Number(option('households') ?? 4000)
const only = option('only')
const say = (line: string): void => void process.stderr.write(`${line}\n`)

const parts: Readonly<Record<string, () => Promise<Part>>> = {
  book: () => benchBook({ rounds, households, only: only === 'book' || only === 'window' ? only : named.includes('peers') ? 'book' : undefined }, say),
  workbook: () => benchWorkbooks(rounds, say),
  checks: () => benchChecks({ rounds, households }, say),
  ledger: () => benchLedger({ rounds, households }, say),
  peers: () => benchPeers({ rounds, households }, say),
  crowd: () => benchCrowd({ households }, say),
  proofs: () => benchProofs(say)
}

const named = process.argv.slice(2).filter(arg => !arg.startsWith('--'))
for (const name of named) if (!Object.hasOwn(parts, name)) throw new Error(`no part ${name}; there are ${Object.keys(parts).join(', ')}`)
/** Beside the peers stand the floors of the same goals, and what is counted. */
const SYNCHRONISING = ['peers', 'book', 'crowd', 'proofs']
const wanted = named.includes('peers') ? [...new Set([...named, ...SYNCHRONISING])]
  : named.length > 0 ? named : only === undefined ? Object.keys(parts).filter(part => part !== 'peers' && part !== 'proofs') : ['book']
const done: Record<string, Part> = {}
for (const name of wanted) done[name] = await parts[name]!()

const goals = Object.assign({}, ...Object.values(done).map(part => part.goals)) as Record<string, Goal>
const longestTaskMs = Math.max(0, ...Object.values(done).map(part => part.longestTaskMs ?? 0))
const passed = longestTaskMs <= LONG_MS
tellGoals(goals, say)
if (!passed) { say(`FAILED: a task of ${longestTaskMs} ms on the window's thread (limit ${LONG_MS})`); process.exitCode = 1 }
const figures = Object.fromEntries(Object.entries(done).map(([name, part]) => [name, { ...part, goals: undefined }]))
process.stdout.write(`${JSON.stringify({ rounds, ...figures, goals, longestTaskMs, passed })}\n`)
