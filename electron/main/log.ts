/**
 * A small log of refusals and failures for the diagnosis package. Codes, channels and counts only: a line
 * must never carry what a person typed, a name, a number, a key or a path. Two files of 256 KB are kept.
 */
import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

export type Log = (event: string, detail?: Readonly<Record<string, string | number | boolean>>) => void

const LIMIT = 256 * 1024

export function openLog(path: string): Log {
  return (event, detail = {}) => {
    try {
      mkdirSync(dirname(path), { recursive: true })
      if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > LIMIT) renameSync(path, `${path}.1`)
      appendFileSync(path, `${JSON.stringify({ at: new Date().toISOString(), event, ...scrubbed(detail) })}\n`)
    } catch {
      // A log that cannot be written must never stop the work.
    }
  }
}

const scrubbed = (detail: Readonly<Record<string, string | number | boolean>>) =>
  Object.fromEntries(Object.entries(detail).map(([key, value]) =>
    [key, typeof value === 'string' ? value.replace(/[^\x20-\x7e]/g, '?').replace(/\d{7,}[xX]?/g, '#').slice(0, 80) : value]))
