import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { isBoxKey } from '#core/sync/package.ts'
import type { Certificate } from '#core/sync/wire.ts'
import { openBox } from '../../electron/main/box.ts'
import { openDevice, type Device } from '../../electron/main/device.ts'
import { openKeyStore } from '../../electron/main/key-store.ts'
import { publicKeyOf } from '../../electron/main/signatures.ts'
import { fakeSafe } from './fake-safe.ts'
import { codeOf, someFolder } from './folder.ts'

const withStore = (folder: string): Promise<Device> => openDevice(folder, openBox(openKeyStore(fakeSafe(), 'linux'), () => null))
/** A machine without a key store: what is sealed opens with the vault only. */
function withVault(folder: string) {
  const state = { key: null as Uint8Array | null }
  return { state, device: openDevice(folder, openBox(openKeyStore(fakeSafe({ available: false }), 'linux'), () => state.key)) }
}
const enrolment = (device: string, county = 'county-1') => ({
  address: 'http://127.0.0.1:1', certificate: null,
  enrolled: { device, account: 'li', person: '李四海', county: { id: county, name: '某县', publicKey: 'k' }, epoch: 'e', kept: 'trial' as const, villages: [] }
})
const certificate = (device: string, county = 'county-1'): Certificate => ({
  county, device, account: 'li', person: '李四海', publicKey: 'p', boxKey: 'b', villages: ['530521101200'], at: '2026-01-01', until: '2026-07-01', signature: 's'
})
async function texts(folder: string): Promise<string> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true })
  return (await Promise.all(names.filter(one => one.isFile()).map(one => readFile(join(one.parentPath, one.name), 'utf8')))).join('\n')
}

describe('the keys packages are sealed to', () => {
  it('are made once, also when two ask at the same time, and last over a restart', async () => {
    const folder = await someFolder()
    const device = await withStore(folder)
    const [one, two] = await Promise.all([device.boxKeys(), device.boxKeys()])
    expect(one).toEqual(two)
    expect([isBoxKey(one.publicKey), isBoxKey(one.privateKey)]).toEqual([true, true])
    expect(await (await withStore(folder)).boxKeys()).toEqual(one)
    expect(await texts(folder)).not.toContain(one.privateKey)
  })
  it('two who ask for the signing key at the same time get the one that is kept', async () => {
    const folder = await someFolder()
    const device = await withStore(folder)
    const keys = await Promise.all([device.signingKey(), device.signingKey()])
    expect(keys.map(publicKeyOf)).toEqual([publicKeyOf(keys[0]!), publicKeyOf(await (await withStore(folder)).signingKey())])
  })
  it('without a key store wait in memory for the vault, and are locked until it opens', async () => {
    const folder = await someFolder()
    const first = withVault(folder)
    const keys = await (await first.device).boxKeys()
    expect(await readdir(folder)).toEqual([])
    first.state.key = new Uint8Array(32).fill(7)
    await (await first.device).vaultOpened()
    const again = withVault(folder)
    expect(await codeOf((await again.device).boxKeys())).toBe('locked')
    again.state.key = first.state.key
    expect(await (await again.device).boxKeys()).toEqual(keys)
  })
  it('a key store that has changed opens nothing and replaces nothing', async () => {
    const folder = await someFolder()
    const keys = await (await withStore(folder)).boxKeys()
    const other = await openDevice(folder, openBox(openKeyStore(fakeSafe({ owner: 'another' }), 'linux'), () => null))
    expect(await codeOf(other.boxKeys())).toBe('key-store-changed')
    expect(await (await withStore(folder)).boxKeys()).toEqual(keys)
  })
  it.each(['', '{', '\0\0\0\0', '{"version":1}'])('a file that says %j is put aside and a new pair made; the signing key is never replaced', async damage => {
    const folder = await someFolder()
    const first = await withStore(folder)
    const keys = await first.boxKeys()
    await first.signingKey()
    await writeFile(join(folder, 'device', 'box.json'), damage)
    await writeFile(join(folder, 'device', 'key.json'), damage)
    const again = await withStore(folder)
    expect((await again.boxKeys()).publicKey).not.toBe(keys.publicKey)
    expect(await readdir(join(folder, 'device'))).toContain('box.json.damaged')
    expect(await codeOf(again.signingKey())).toBe('database-damaged')
  })
  it('a half-written file beside it is not it', async () => {
    const folder = await someFolder()
    await mkdir(join(folder, 'device'))
    await writeFile(join(folder, 'device', '.box.json.0a0b0c0d.tmp'), '{"version":1,"bo')
    const keys = await (await withStore(folder)).boxKeys()
    expect(await (await withStore(folder)).boxKeys()).toEqual(keys)
  })
})

describe('the county’s word on this laptop', () => {
  it('lasts over a restart and K-10 names nobody in clear', async () => {
    const folder = await someFolder()
    const device = await withStore(folder)
    expect(await device.certificate()).toBeNull()
    await device.keep(enrolment(device.id))
    await device.keepCertificate(certificate(device.id))
    expect(await (await withStore(folder)).certificate()).toEqual(certificate(device.id))
    expect(await texts(folder)).not.toMatch(/李四海|\\u674e/)
  })
  it('is not there while a machine without a key store is locked, and is afterwards', async () => {
    const folder = await someFolder()
    const first = withVault(folder)
    const device = await first.device
    first.state.key = new Uint8Array(32).fill(7)
    await device.vaultOpened()
    await device.keep(enrolment(device.id))
    await device.keepCertificate(certificate(device.id))
    const again = withVault(folder)
    expect(await (await again.device).certificate()).toBeNull()
    again.state.key = first.state.key
    expect(await (await again.device).certificate()).toEqual(certificate(device.id))
  })
  it('of the county before is no word after another enrolment, and neither is its box key', async () => {
    const folder = await someFolder()
    const device = await withStore(folder)
    await device.keepCountyBoxKey('nobody enrolled yet')
    expect(await device.countyBoxKey()).toBeNull()
    await device.keep(enrolment(device.id))
    await device.keepCertificate(certificate(device.id))
    await device.keepCountyBoxKey('county key')
    expect(await (await withStore(folder)).countyBoxKey()).toBe('county key')
    await device.keep(enrolment(device.id, 'county-2'))
    expect([await device.certificate(), await device.countyBoxKey()]).toEqual([null, null])
  })
})
