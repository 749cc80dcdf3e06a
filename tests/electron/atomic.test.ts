import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { patiently, readIfThere, writeAtomic } from '../../electron/main/atomic.ts'
import { openLog } from '../../electron/main/log.ts'
import { codeOf, someFolder } from './folder.ts'

const held = (times: number, code: string) => {
  const state = { tries: 0 }
  return { state, work: async () => {
    if (++state.tries <= times) throw Object.assign(new Error(code), { code })
    return 'done'
  } }
}

describe('fault 59: a file held by another program', () => {
  it.each(['EBUSY', 'EPERM', 'EACCES'])('%s on Windows is waited for', async code => {
    const { state, work } = held(2, code)
    expect([await patiently(work, 'win32'), state.tries]).toEqual(['done', 3])
  })
  it.each([['linux', 'EBUSY'], ['win32', 'ENOSPC']])('on %s, %s is told at once', async (platform, code) => {
    const { state, work } = held(1, code)
    expect([await codeOf(patiently(work, platform)), state.tries]).toEqual([code, 1])
  })
  it('the waiting ends', async () => expect(await codeOf(patiently(held(99, 'EBUSY').work, 'win32', 40))).toBe('EBUSY'))
})

it('a file is replaced whole and nothing is left beside it', async () => {
  const folder = await someFolder()
  const path = join(folder, 'deep', 'file')
  await writeAtomic(path, 'one')
  await writeAtomic(path, 'two')
  expect([await readFile(path, 'utf8'), await readdir(join(folder, 'deep')), await readIfThere(join(folder, 'none'))]).toEqual(['two', ['file'], null])
})

it('K-10: the log keeps codes and drops names and long numbers', async () => {
  const path = join(await someFolder(), 'log', 'host.log')
  const log = openLog(path)
  log('call-failed', { channel: 'vault:unlock', said: '张三丰 530521198503120011 13887654321' })
  const text = await readFile(path, 'utf8')
  expect(text).toContain('vault:unlock')
  expect(text).not.toMatch(/张|530521|138876/)
})
