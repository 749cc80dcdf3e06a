import { readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { WAITS } from '../../electron/main/attempts.ts'
import { openKeyStore } from '../../electron/main/key-store.ts'
import { openVault, type Vault } from '../../electron/main/vault.ts'
import { fakeSafe, type FakeSafe } from './fake-safe.ts'
import { codeOf, someFolder } from './folder.ts'

const PIN = '407152'
const PASSPHRASE = '山前山后十二户人家都走遍'
const BOTH = ['vault', 'device']

interface Laptop { readonly folder: string; readonly safe: ReturnType<typeof fakeSafe>; uptime: number; hadData: boolean; start(fast?: boolean): Vault }

async function laptop(change: Partial<FakeSafe> = {}): Promise<Laptop> {
  const safe = fakeSafe(change)
  const self: Laptop = {
    folder: await someFolder(), safe, uptime: 1000, hadData: false,
    // A new vault over the same folder is the app started again.
    start: (fast = true) => openVault({
      folder: self.folder, keyStore: openKeyStore(safe, 'linux', 50), uptime: () => self.uptime, clock: () => performance.now(), fast,
      hadData: async () => self.hadData, created: async () => { self.hadData = true }
    })
  }
  return self
}
async function withVault(change: Partial<FakeSafe> = {}, pin = PIN): Promise<Laptop & { key: Uint8Array }> {
  const one = await laptop(change)
  const key = await one.start().create(pin)
  return Object.assign(one, { key })
}
async function edit(path: string, change: (content: Record<string, unknown>) => void): Promise<void> {
  const content = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>
  change(content)
  await writeFile(path, JSON.stringify(content))
}
const inBoth = async ({ folder }: Laptop, change: (content: Record<string, unknown>) => void): Promise<void> => {
  for (const place of BOTH) await edit(join(folder, place, 'vault.json'), change)
}

describe('making and opening', () => {
  it('the same key comes back after a restart, and only then is the vault open', async () => {
    const one = await withVault()
    const vault = one.start()
    expect(await vault.status()).toEqual({ state: 'locked', keyStore: 'os', wait: 0, attempts: 0 })
    expect([vault.key(), Buffer.from(await vault.unlock(PIN)).equals(one.key), one.key.length]).toEqual([null, true, 32])
    expect((await vault.status()).state).toBe('unlocked')
  })
  it('locking forgets the key', async () => {
    const vault = (await withVault()).start()
    await vault.unlock(PIN)
    vault.lock()
    expect([vault.key(), (await vault.status()).state]).toEqual([null, 'locked'])
  })
  it('two laptops with the same PIN have different keys', async () => {
    expect(Buffer.from((await withVault()).key).equals((await withVault()).key)).toBe(false)
  })
  it('a second vault is never made over the first', async () => {
    const one = await withVault()
    expect(await codeOf(one.start().create('998173'))).toBe('message-refused')
    expect(Buffer.from(await one.start().unlock(PIN)).equals(one.key)).toBe(true)
  })
  it('opening before there is a vault says so', async () => expect(await codeOf((await laptop()).start().unlock(PIN))).toBe('vault-missing'))
  it('neither PIN nor key nor the key store half is in any file', async () => {
    const one = await withVault()
    await one.start().unlock(PIN)
    for (const name of await readdir(one.folder, { recursive: true })) {
      const bytes = await readFile(join(one.folder, name)).catch(() => Buffer.alloc(0))
      for (const secret of [PIN, Buffer.from(one.key).toString('hex'), Buffer.from(one.key).toString('base64')]) expect(bytes.includes(secret)).toBe(false)
      expect(bytes.includes(Buffer.from(one.key))).toBe(false)
    }
  })
  it('one damaged copy is not the end', async () => {
    const one = await withVault()
    await writeFile(join(one.folder, 'vault', 'vault.json'), '{"version":1')
    expect(Buffer.from(await one.start().unlock(PIN)).equals(one.key)).toBe(true)
  })
  it('the cost is never below 19 MiB and 2 passes outside tests', async () => {
    const one = await laptop()
    await one.start(false).create(PIN)
    const { kdf } = JSON.parse(await readFile(join(one.folder, 'vault', 'vault.json'), 'utf8')) as { kdf: { memory: number; passes: number } }
    expect(kdf.memory).toBeGreaterThanOrEqual(19 * 1024)
    expect(kdf.memory).toBeLessThanOrEqual(64 * 1024)
    expect(kdf.passes).toBeGreaterThanOrEqual(2)
  })
})

describe('K-15: what a PIN may be', () => {
  it.each(['', '12345', '123456', '654321', '000000', '111111', '012345', '567890', '123123', '121212', '112233', 'abcdef', '１２３４５６', '123456\n', '520520', '19850312', '850312', 'x'.repeat(200)])(
    '%j is refused', async pin => {
      const one = await laptop()
      expect(await codeOf(one.start().create(pin))).toBe('pin-weak')
      expect((await one.start().status()).state).toBe('new')
    })
  it.each(['407152', '902846', '山水有相逢啊', '🐟🐂🐎🐑🐔🐕', 'a7#k2p'])('%j is taken', async pin => {
    const one = await laptop()
    await one.start().create(pin)
    expect(await codeOf(one.start().unlock(pin))).toBe('none')
  })
  it.each([['full-width digits', '４０７１５２'], ['a pasted line end', '407152\r\n'], ['a blank after it', '407152 ']])('%s open what plain digits closed', async (_name, pin) => {
    expect(await codeOf((await withVault()).start().unlock(pin))).toBe('none')
  })
  it('without a key store eleven letters are too few and twelve are enough', async () => {
    expect(await codeOf((await laptop({ backend: 'basic_text' })).start().create(PASSPHRASE.slice(0, 11)))).toBe('pin-weak')
    expect(await codeOf((await laptop({ backend: 'basic_text' })).start().create(PASSPHRASE))).toBe('none')
  })
})

describe('K-04: a key store that is none', () => {
  it.each<[string, Partial<FakeSafe>]>([
    ['not available', { available: false }], ['basic_text', { backend: 'basic_text' }], ['unknown', { backend: 'unknown' }], ['throwing', { broken: true }], ['silent', { silent: true }]
  ])('%s: a passphrase is asked, and it opens the vault', async (_name, change) => {
    const one = await laptop(change)
    expect(await one.start().status()).toEqual({ state: 'new', keyStore: 'none', wait: 0, attempts: 0 })
    expect(await codeOf(one.start().create(PIN))).toBe('pin-weak')
    const key = await one.start().create(PASSPHRASE)
    expect(Buffer.from(await one.start().unlock(PASSPHRASE)).equals(key)).toBe(true)
    expect(one.safe.state.sealedTimes).toBe(0)
  })
})

describe('K-03, K-05, K-06: a key store that changed', () => {
  const cases: [string, (one: Laptop) => Promise<void> | void][] = [
    ['K-03 the folder copied to another account', one => { one.safe.state.owner = 'another laptop' }],
    ['K-05 the key store gone', one => { one.safe.state.available = false; one.safe.state.broken = true }],
    ['K-05 the key store silent', one => { one.safe.state.silent = true }],
    ['K-06 the sealed half empty', one => inBoth(one, vault => { (vault['keyStore'] as Record<string, unknown>)['sealed'] = '' })],
    ['K-06 the sealed half altered', one => inBoth(one, vault => { (vault['keyStore'] as Record<string, unknown>)['sealed'] = 'AAAA' })],
    ['K-06 a half of another vault', async one => {
      const sealed = (await one.safe.encryptStringAsync(Buffer.alloc(32, 7).toString('base64'))).toString('base64')
      await inBoth(one, vault => { (vault['keyStore'] as Record<string, unknown>)['sealed'] = sealed })
    }],
    ['both copies of the vault unreadable', async ({ folder }) => { for (const place of BOTH) await writeFile(join(folder, place, 'vault.json'), 'x') }],
    ['both copies of the vault gone while there is data', async ({ folder }) => { for (const place of BOTH) await rm(join(folder, place, 'vault.json')) }]
  ]
  it.each(cases)('%s: said so, no attempt counted, no new vault, nothing deleted', async (_name, change) => {
    const one = await withVault()
    await change(one)
    const before = await readdir(one.folder, { recursive: true })
    const vault = one.start()
    expect(await vault.status()).toMatchObject({ state: 'key-store-changed', wait: 0, attempts: 0 })
    expect(await codeOf(vault.unlock(PIN))).toBe('key-store-changed')
    expect(await codeOf(vault.create(PIN))).toBe('key-store-changed')
    expect(await readdir(one.folder, { recursive: true })).toEqual(before)
  })
  it('K-03: back at its own account it opens as before', async () => {
    const one = await withVault()
    one.safe.state.owner = 'another laptop'
    await codeOf(one.start().unlock(PIN))
    one.safe.state.owner = 'this laptop'
    expect(Buffer.from(await one.start().unlock(PIN)).equals(one.key)).toBe(true)
  })
  it('a key store that asks for it gets the secret to seal anew', async () => {
    const one = await withVault()
    one.safe.state.stale = true
    await one.start().unlock(PIN)
    expect(one.safe.state.sealedTimes).toBe(2)
    one.safe.state.stale = false
    expect(Buffer.from(await one.start().unlock(PIN)).equals(one.key)).toBe(true)
  })
})

describe('K-09: an envelope that was edited', () => {
  it.each<[string, (vault: Record<string, unknown>) => void]>([
    ['alg none', vault => { vault['alg'] = 'none' }], ['an unknown version', vault => { vault['version'] = 2 }],
    ['another kind of derivation', vault => { (vault['kdf'] as Record<string, unknown>)['name'] = 'pbkdf2' }]
  ])('%s is not opened', async (_name, change) => {
    const one = await withVault()
    await inBoth(one, change)
    expect(await codeOf(one.start().unlock(PIN))).toBe('key-store-changed')
  })
  it('a cheaper derivation is refused before it is tried', async () => {
    const one = await withVault()
    expect(await codeOf(one.start(false).unlock(PIN))).toBe('key-store-changed')
  })
  it.each(['salt', 'iv', 'wrapped', 'tag'])('one bit of the %s turned: the right PIN is not enough', async part => {
    const one = await withVault()
    await inBoth(one, vault => {
      const bytes = Buffer.from(String(vault[part]), 'base64')
      bytes[0]! ^= 1
      vault[part] = bytes.toString('base64')
    })
    expect(await codeOf(one.start().unlock(PIN))).toBe('pin-wrong')
  })
})

describe('K-01, K-02, K-17: wrong PINs', () => {
  it('the wait grows by the table, and a restart each time changes nothing', async () => {
    const one = await withVault()
    const seen: number[] = []
    for (const [index, wait] of [...WAITS, 3600, 3600].entries()) {
      const vault = one.start()
      expect(await codeOf(vault.unlock('999999'))).toBe('pin-wrong')
      const status = await one.start().status()
      seen.push(status.wait)
      expect([status.attempts, status.wait]).toEqual([index + 1, wait])
      one.uptime += wait
    }
    expect(seen).toEqual([0, 0, 0, 30, 60, 300, 900, 3600, 3600, 3600])
    expect(await codeOf(one.start().unlock(PIN))).toBe('none')
    expect(await one.start().status()).toMatchObject({ attempts: 0, wait: 0 })
  })
  async function afterFour(change: Partial<FakeSafe> = {}, pin = PIN): Promise<Laptop> {
    const one = await withVault(change, pin)
    for (let i = 0; i < 4; i++) await codeOf(one.start().unlock('999999'))
    return one
  }
  it.each([[29, 'pin-delayed'], [30, 'none']])('the right PIN %i seconds after the fourth wrong one: %s', async (seconds, code) => {
    const one = await afterFour()
    one.uptime += seconds
    expect(await codeOf(one.start().unlock(PIN))).toBe(code)
  })
  it('an attempt while waiting is not judged and not counted', async () => {
    const one = await afterFour()
    for (let i = 0; i < 5; i++) expect(await codeOf(one.start().unlock(PIN))).toBe('pin-delayed')
    expect(await one.start().status()).toMatchObject({ attempts: 4, wait: 30 })
  })
  it('K-17: the machine restarted with its clock anywhere: only the time since the start counts', async () => {
    const one = await afterFour()
    one.uptime = 10
    expect((await one.start().status()).wait).toBe(20)
    // Later than the uptime noted before the restart: the wait must not come back either.
    one.uptime = 1001
    expect((await one.start().status()).wait).toBe(0)
  })
  it('two restarts add up', async () => {
    const one = await afterFour()
    one.uptime = 10
    await one.start().status()
    one.uptime = 5
    expect((await one.start().status()).wait).toBe(15)
  })
  it.each(BOTH)('K-01: the counter in %s removed: the other still counts', async place => {
    const one = await afterFour()
    await rm(join(one.folder, place, 'attempts.json'))
    expect(await one.start().status()).toMatchObject({ attempts: 4, wait: 30 })
  })
  it('K-01: the counter written back to nought by hand is not believed', async () => {
    const one = await afterFour()
    await edit(join(one.folder, 'vault', 'attempts.json'), file => { file['count'] = { failed: 0, wait: 0, uptime: 0 } })
    expect(await one.start().status()).toMatchObject({ attempts: 4, wait: 30 })
  })
  it('K-01: both counters removed: dearer than before, and removing them again gains nothing', async () => {
    const one = await afterFour()
    for (let round = 0; round < 2; round++) {
      for (const place of BOTH) await rm(join(one.folder, place, 'attempts.json'), { force: true })
      expect(await one.start().status()).toMatchObject({ attempts: 6, wait: 300 })
      expect(await codeOf(one.start().unlock(PIN))).toBe('pin-delayed')
    }
  })
  it('without a key store the wait holds as well', async () => {
    const one = await afterFour({ backend: 'basic_text' }, PASSPHRASE)
    expect(await codeOf(one.start().unlock(PASSPHRASE))).toBe('pin-delayed')
  })
  it('ten attempts sent at once are judged one by one', async () => {
    const vault = (await withVault()).start()
    const codes = await Promise.all(Array.from({ length: 10 }, () => codeOf(vault.unlock('999999'))))
    expect(codes.filter(code => code === 'pin-wrong')).toHaveLength(4)
    expect(codes.filter(code => code === 'pin-delayed')).toHaveLength(6)
  })
})
