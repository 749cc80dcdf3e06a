import { expect, it } from 'vitest'
import { openKeyStore, passwordStoreSwitch } from '../../electron/main/key-store.ts'
import { practiceOffer, refusedSwitch } from '../../electron/main/launch.ts'
import { fakeSafe } from './fake-safe.ts'

it.each([['linux', 'gnome_libsecret'], ['win32', 'dpapi']])('on %s the store is %s', async (platform, name) => {
  expect(await openKeyStore(fakeSafe(), platform).backend()).toBe(name)
})

it.each([['gnome_libsecret', 'gnome-libsecret'], ['kwallet6', 'kwallet6'], ['none', null], ['dpapi', null], ['x --no-sandbox', null]])(
  'K-05: a vault sealed with %s is opened with --password-store=%s', (backend, name) => {
    expect(passwordStoreSwitch(JSON.stringify({ keyStore: { backend } }))).toBe(name)
  })

it.each(['--no-sandbox', '--remote-debugging-port=9222', '--remote-debugging-pipe', '--inspect', '--inspect=0.0.0.0:1', '--inspect-brk=1', '--js-flags=--expose-gc', '--disable-web-security', '--NO-SANDBOX'])(
  'E-14: %s stops a packaged app and not a development one', argument => {
    expect(refusedSwitch(['cunce', argument], true)).toBe(argument.split('=')[0])
    expect(refusedSwitch(['cunce', argument], false)).toBeNull()
  })
it.each(['--practice-county=http://127.0.0.1:1', '--user-data-dir=/x', '--inspector-gadget', 'no-sandbox', '--lang=zh-CN'])('E-14: %s does not', argument => {
  expect(refusedSwitch(['cunce', argument], true)).toBeNull()
})

it('the practice county is offered only with address and code', () => {
  const [address, code] = ['--practice-county=http://127.0.0.1:8443', '--practice-code=ABCDE-12345']
  expect(practiceOffer(['app', address, code])).toEqual({ address: 'http://127.0.0.1:8443', code: 'ABCDE-12345' })
  expect([practiceOffer(['app', address]), practiceOffer(['app', code]), practiceOffer(['app', address, `${code}${'x'.repeat(60)}`])]).toEqual([null, null, null])
})
