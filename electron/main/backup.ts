/**
 * The daily copy outside the profile. A copy counts only after it was read back and compared: a damaged one
 * is found the day it is written, not the day it is needed (fault 16). Sealed bytes in, sealed bytes out.
 */
import { createHash } from 'node:crypto'
import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '#core/error.ts'
import { ownBytes, systemCode, writeAtomic } from './atomic.ts'

const MAGIC = Buffer.from('CUNCEBK1', 'latin1')
const HEAD = MAGIC.length + 8 + 32
const KEPT = 7

export interface Backups {
  write(bytes: Uint8Array): Promise<{ file: string; at: string }>
  /** The newest copy that is whole; damaged ones are passed over. */
  newest(): Promise<{ bytes: Uint8Array; at: string } | null>
  state(): Promise<{ at: string | null; folder: string }>
}

export interface BackupSetting {
  readonly folder: string
  /** Sets laptops apart that share a folder. */
  readonly device: string
  readonly now: () => Date
  /** Reads the copy back; tests damage it here. */
  readonly readBack?: (path: string) => Promise<Buffer>
}

export function openBackups({ folder, device, now, readBack = readFile }: BackupSetting): Backups {
  const prefix = `村册备份-${device.replace(/[^A-Za-z0-9]/g, '').slice(0, 6)}-`
  const isCopy = (name: string): boolean => name.startsWith(prefix) && /^\d{4}-\d{2}-\d{2}\.cunce$/.test(name.slice(prefix.length))

  async function copies(): Promise<readonly string[]> {
    const names = await readdir(folder).catch(() => [])
    return names.filter(isCopy).sort().reverse()
  }
  return {
    async write(bytes) {
      const at = now()
      const name = `${prefix}${localDay(at)}.cunce`
      const path = join(folder, name)
      const body = Buffer.concat([head(bytes, at), bytes])
      try {
        await writeAtomic(path, body)
      } catch (cause) {
        throw new AppError('backup-failed', { reason: systemCode(cause) || 'unknown' }, { cause })
      }
      const back = await readBack(path).catch(() => null)
      if (!back || !back.equals(body)) {
        await rm(path, { force: true })
        throw new AppError('backup-failed', { reason: '读回来的内容与写入的不一致' })
      }
      // The one just written stays even when the clock was turned back and older names sort before it.
      for (const old of (await copies()).filter(other => other !== name).slice(KEPT - 1)) await rm(join(folder, old), { force: true })
      return { file: name, at: at.toISOString() }
    },
    async newest() {
      const sound = []
      for (const name of await copies()) {
        const copy = opened(await readFile(join(folder, name)).catch(() => Buffer.alloc(0)))
        if (copy) sound.push(copy)
        if (sound.length === 2) break
      }
      const newest = sound.sort((a, b) => b.at - a.at)[0]
      return newest ? { bytes: ownBytes(newest.bytes), at: new Date(newest.at).toISOString() } : null
    },
    async state() {
      const newest = await this.newest()
      return { at: newest?.at ?? null, folder }
    }
  }
}

function head(bytes: Uint8Array, at: Date): Buffer {
  const time = Buffer.alloc(8)
  time.writeBigUInt64BE(BigInt(Math.max(0, at.getTime())))
  return Buffer.concat([MAGIC, time, createHash('sha256').update(time).update(bytes).digest()])
}

function opened(file: Buffer): { readonly bytes: Buffer; readonly at: number } | null {
  if (file.length < HEAD || !file.subarray(0, MAGIC.length).equals(MAGIC)) return null
  const time = file.subarray(MAGIC.length, MAGIC.length + 8)
  const bytes = file.subarray(HEAD)
  const digest = createHash('sha256').update(time).update(bytes).digest()
  return digest.equals(file.subarray(MAGIC.length + 8, HEAD)) ? { bytes, at: Number(time.readBigUInt64BE()) } : null
}

const localDay = (date: Date): string =>
  `${String(date.getFullYear()).padStart(4, '0')}-${String(date.getMonth() + 1).padStart(2, '0')}-${String(date.getDate()).padStart(2, '0')}`
