import { afterEach, expect, it, vi } from 'vitest'
import { openKeyStore } from '../../electron/main/key-store.ts'
import { openVault } from '../../electron/main/vault.ts'
import { fakeSafe } from './fake-safe.ts'
import { codeOf, someFolder } from './folder.ts'

const judge = vi.hoisted(() => ({ hangs: false }))
vi.mock('hash-wasm', async original => {
  const real = await original<typeof import('hash-wasm')>()
  return { ...real, argon2id: (wanted: never) => (judge.hangs ? new Promise(() => undefined) : real.argon2id(wanted)) }
})
afterEach(() => { judge.hangs = false })

it('K-02: killed in the middle of judging, the attempt is already counted, right or wrong', async () => {
  const folder = await someFolder()
  const safe = fakeSafe()
  const start = () => openVault({
    folder, keyStore: openKeyStore(safe, 'linux'), uptime: () => 1000, clock: () => performance.now(), fast: true,
    hadData: async () => false, created: async () => undefined
  })
  await start().create('407152')
  for (let killed = 1; killed <= 4; killed++) {
    judge.hangs = true
    void start().unlock('407152')
    await vi.waitFor(async () => expect((await start().status()).attempts).toBe(killed))
    judge.hangs = false
  }
  expect((await start().status()).wait).toBe(30)
  expect(await codeOf(start().unlock('407152'))).toBe('pin-delayed')
})
