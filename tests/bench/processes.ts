/** Renderers of a running Chromium by the processes above them, and what they hold. Linux only: elsewhere nothing is found. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'

const KB_PER_MB = 1024

export const readProc = (path: string): string => { try { return readFileSync(path, 'utf8') } catch { return '' } }
const all = (): string[] => process.platform === 'linux' ? readdirSync('/proc').filter(name => /^\d+$/.test(name)) : []
const parentOf = (pid: string): string => readProc(`/proc/${pid}/stat`).replace(/^.*\) . /s, '').split(' ', 2)[0]!

export function renderersBelow(root: number): readonly string[] {
  const parents = new Map(all().map(pid => [pid, parentOf(pid)]))
  const isBelow = (pid: string | undefined): boolean => pid !== undefined && (pid === String(root) || isBelow(parents.get(pid)))
  return [...parents.keys()].filter(pid => isBelow(pid) && readProc(`/proc/${pid}/cmdline`).includes('--type=renderer'))
}

/** The browser that has this profile open. */
export const browserOf = (profile: string): number | undefined => all().map(pid => ({ pid, line: readProc(`/proc/${pid}/cmdline`) }))
  .filter(({ line }) => line.includes(`--user-data-dir=${profile}`) && !line.includes('--type=')).map(({ pid }) => Number(pid))[0]

export interface Memory {
  /** What is held now, and from here on the peak is counted anew. */
  begin(): number
  /** Most held since, MB of the largest renderer; 0 where it cannot be told. */
  peakMB(): number
}

/** Workers of a page live in its renderer: this is page and workers together. */
export function watchMemory(root: number | undefined): Memory {
  const renderers = root === undefined ? [] : renderersBelow(root)
  const most = (name: string): number => Math.round(Math.max(0, ...renderers.map(pid => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(readProc(`/proc/${pid}/status`))?.[1] ?? 0))) / KB_PER_MB)
  return {
    begin() {
      for (const pid of renderers) try { writeFileSync(`/proc/${pid}/clear_refs`, '5') } catch { continue }
      return most('VmRSS')
    },
    peakMB: () => most('VmHWM')
  }
}
