/**
 * A throw-away PostgreSQL of the suite's own: a cluster in a temporary folder, on a free port of the loopback,
 * gone at the end. Where no PostgreSQL is installed the suite fails and says what to install: the county's
 * promises must never go untested on the database they are made for.
 */
import { execFile } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'

export interface Postgres {
  /** A new empty database; its URL. */
  database(): Promise<string>
  query(url: string, text: string): Promise<readonly Record<string, unknown>[]>
  /** Stops the server as a power cut would, and starts it again on the same data. */
  pause(): Promise<void>
  resume(): Promise<void>
  stop(): Promise<void>
}

const ROOT = '/usr/lib/postgresql'
const MISSING = 'PostgreSQL is not installed: run `apt-get install postgresql` (or `npm run setup`), then run the tests again.'

function binaries(): string {
  const versions = existsSync(ROOT) ? readdirSync(ROOT).filter(version => existsSync(join(ROOT, version, 'bin/initdb'))) : []
  const newest = versions.sort((a, b) => Number(b) - Number(a))[0]
  if (newest === undefined) throw new Error(MISSING)
  return join(ROOT, newest, 'bin')
}

/** PostgreSQL refuses to run as root: then its processes are the user postgres, or nobody. */
async function unprivileged(): Promise<{ readonly uid?: number, readonly gid?: number }> {
  if (process.getuid?.() !== 0) return {}
  for (const user of ['postgres', 'nobody']) {
    try {
      const id = async (flag: string): Promise<number> => Number((await promisify(execFile)('id', [flag, user])).stdout)
      return { uid: await id('-u'), gid: await id('-g') }
    } catch {
      continue
    }
  }
  throw new Error('PostgreSQL refuses to run as root and there is neither a user postgres nor nobody.')
}

const freePort = (): Promise<number> => new Promise((resolve, reject) => {
  const server = net.createServer().once('error', reject).listen(0, '127.0.0.1', () => {
    const { port } = server.address() as net.AddressInfo
    server.close(() => resolve(port))
  })
})

const statusOf = (pid: string): string => {
  try { return readFileSync(`/proc/${pid}/status`, 'utf8') } catch { return '' }
}

/** `parent`: where its folder lies; a disk that can be switched off, for one. */
export async function startPostgres(settings: readonly string[] = [], parent = tmpdir()): Promise<Postgres> {
  const bin = binaries()
  const owner = await unprivileged()
  const folder = mkdtempSync(join(parent, 'cunce-pg-'))
  if (owner.uid !== undefined) chownSync(folder, owner.uid, owner.gid!)
  const data = join(folder, 'data')
  const port = await freePort()
  const run = (program: string, args: readonly string[]): Promise<unknown> =>
    promisify(execFile)(join(bin, program), args, { cwd: folder, ...owner, env: { ...process.env, LC_ALL: 'C' } })
  await run('initdb', ['-D', data, '-U', 'county', '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync'])
  const given = ['listen_addresses=127.0.0.1', `port=${port}`, `unix_socket_directories=`, 'max_connections=60', ...settings]
  const resume = async (): Promise<void> => {
    // A killed server whose parent never asks after it still has a process number, and would be taken for running.
    const pidFile = join(data, 'postmaster.pid')
    if (existsSync(pidFile) && /^State:\s+Z/m.test(statusOf(readFileSync(pidFile, 'utf8').split('\n')[0]!))) rmSync(pidFile)
    await run('pg_ctl', ['-D', data, '-w', '-l', join(folder, 'log'), '-o', given.map(setting => `-c ${setting}`).join(' '), 'start']).catch(() => {
      throw new Error(`PostgreSQL did not start: ${readFileSync(join(folder, 'log'), 'utf8').slice(-2_000)}`)
    })
  }
  const pause = async (): Promise<void> => {
    await run('pg_ctl', ['-D', data, '-w', '-m', 'immediate', 'stop'])
  }
  await resume()
  const urlOf = (name: string): string => `postgres://county@127.0.0.1:${port}/${name}`
  const query = async (url: string, text: string): Promise<readonly Record<string, unknown>[]> => {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    try {
      return (await client.query<Record<string, unknown>>(text)).rows
    } finally {
      await client.end()
    }
  }
  let made = 0
  return {
    query, pause, resume,
    async database() {
      const name = `county_${++made}`
      await query(urlOf('postgres'), `create database ${name}`)
      return urlOf(name)
    },
    async stop() {
      await pause()
      rmSync(folder, { recursive: true, force: true })
    }
  }
}
