/**
 * Files people choose. The system's dialog is the permission: the window never names a path and never learns
 * one, only the file's name and bytes.
 */
import { readFile, stat } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import { AppError } from '#core/error.ts'
import { ownBytes, systemCode, writeAtomic } from './atomic.ts'

const LARGEST = 20_000_000

/** A name that every system takes: no path, no reserved device, no control letters, not hidden. */
export function safeFileName(name: string): string {
  const plain = [...name.normalize('NFC')].map(letter => (letter.codePointAt(0)! < 32 || '<>:"/\\|?*\u007f\u202e\u202d\u200f'.includes(letter) ? '_' : letter)).join('')
  const trimmed = plain.replace(/^[.\s]+/, '').replace(/[.\s]+$/, '')
  const ending = /^\.[A-Za-z0-9]{1,9}$/.exec(extname(trimmed))?.[0] ?? ''
  const stem = trimmed.slice(0, trimmed.length - ending.length).slice(0, 80) || '村册'
  const reserved = /^(con|prn|aux|nul|com\d|lpt\d)$/i.test(stem) ? `_${stem}` : stem
  return reserved + ending
}

export async function readChosen(path: string): Promise<{ name: string; bytes: Uint8Array }> {
  const name = basename(path)
  try {
    const { size } = await stat(path)
    if (size > LARGEST) throw new AppError('file-too-large', { name, size: Math.ceil(size / 1e6), limit: LARGEST / 1e6 })
    return { name, bytes: ownBytes(await readFile(path)) }
  } catch (cause) {
    if (cause instanceof AppError) throw cause
    throw new AppError('file-failed', { name, reason: reasonOf(cause) }, { cause })
  }
}

export async function saveChosen(path: string, bytes: Uint8Array): Promise<{ name: string }> {
  const name = basename(path)
  try {
    await writeAtomic(path, bytes)
    return { name }
  } catch (cause) {
    throw new AppError('file-failed', { name, reason: reasonOf(cause) }, { cause })
  }
}

export const offeredPath = (folder: string, name: string): string => join(folder, safeFileName(name))

const REASONS: Readonly<Record<string, string>> = {
  EBUSY: '文件正被别的程序打开', EPERM: '没有权限，或正被别的程序打开', EACCES: '没有权限', ENOENT: '文件或文件夹已不在',
  ENOSPC: '磁盘满了', EROFS: '磁盘只读', EIO: '磁盘读写出错', EISDIR: '这是一个文件夹', ENAMETOOLONG: '文件名太长',
  ENODEV: '磁盘或 U 盘已拔出', ENXIO: '磁盘或 U 盘已拔出', ENOMEDIUM: '磁盘或 U 盘已拔出', ENOTDIR: '文件夹已不在'
}
export const reasonOf = (cause: unknown): string => REASONS[systemCode(cause)] ?? (systemCode(cause) || '读写出错')
