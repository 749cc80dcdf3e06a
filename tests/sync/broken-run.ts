/**
 * `npm run simulate -- --broken`: each broken copy is laid out in a temporary folder with one piece of its text
 * changed, and the simulator is run on it until it fails. A copy that is not caught, or whose text is not found,
 * fails the command; so does the whole copy, which nothing may be wrong with.
 */
import { spawn } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { besides, broken, type Broken } from './broken.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const PARTS = ['core', 'server', 'src', 'resources', 'tests/sync', 'tests/db', 'package.json']
const SEEDS = 150
const WHOLE_SEEDS = 20
const SECONDS = 240

interface Seen { readonly caught: boolean; readonly text: string }

function layOut(one: Broken | null): string {
  const folder = mkdtempSync(join(tmpdir(), 'cunce-broken-'))
  for (const part of PARTS) cpSync(join(ROOT, part), join(folder, part), { recursive: true })
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  const changes = one ? [[one.file, one.from, one.to] as const, ...besides[one.name] ?? []] : []
  for (const [file, from, to] of changes) {
    const path = join(folder, file)
    const text = readFileSync(path, 'utf8')
    if (text.split(from).length !== 2) throw new Error(`${one!.name}: “${from}” is not found once in ${file}`)
    writeFileSync(path, text.replace(from, () => to))
  }
  return folder
}

/** Ends at the first seed that fails. */
function simulate(folder: string, seeds: number, theme: string | undefined): Promise<{ readonly code: number; readonly output: string }> {
  return new Promise(done => {
    const child = spawn(process.execPath, ['--no-warnings', join(folder, 'tests/sync/simulate.ts'), '--seeds', String(seeds), '--workers', '1', '--first', ...(theme ? ['--theme', theme] : [])], { stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => { output += String(chunk) })
    const timer = setTimeout(() => child.kill('SIGKILL'), SECONDS * 1000)
    child.on('close', code => { clearTimeout(timer); done({ code: code ?? 1, output }) })
  })
}

async function attempt(one: Broken | null): Promise<Seen> {
  let folder = ''
  try {
    folder = layOut(one)
    const { code, output } = await simulate(folder, one ? SEEDS : WHOLE_SEEDS, one?.theme)
    const first = /^FIRST seed (\d+) of (\d+): (.*)$/m.exec(output)
    if (!one) return { caught: code === 0, text: code === 0 ? `nothing wrong in ${WHOLE_SEEDS} seeds` : output.slice(-1500) }
    // A copy that does not even start has shown nothing.
    return first ? { caught: true, text: `seed ${first[1]}, after ${first[2]}: ${first[3]}` } : { caught: false, text: output.slice(-600) || 'nothing noticed' }
  } catch (thrown) {
    return { caught: false, text: thrown instanceof Error ? thrown.message : String(thrown) }
  } finally {
    if (folder) rmSync(folder, { recursive: true, force: true })
  }
}

export async function tryBroken(only: string | undefined): Promise<number> {
  const queue = [...(only ? [] : [null]), ...broken.filter(({ name }) => !only || name.includes(only))]
  if (queue.length === 0) throw new Error(`no broken copy is called “${only}”`)
  let missed = 0
  await Promise.all(Array.from({ length: availableParallelism() }, async () => {
    for (let one = queue.shift(); one !== undefined; one = queue.shift()) {
      const { caught, text } = await attempt(one)
      if (!caught) missed++
      const verdict = one ? (caught ? 'caught' : 'NOT CAUGHT') : caught ? 'whole' : 'NOT WHOLE'
      process.stdout.write(`${verdict.padEnd(11)} ${one?.name ?? 'the program as it is'}\n            ${text.slice(0, 400)}\n`)
    }
  }))
  process.stdout.write(missed === 0 ? 'every broken copy was caught\n' : `${missed} not as they should be\n`)
  return missed === 0 ? 0 : 1
}
