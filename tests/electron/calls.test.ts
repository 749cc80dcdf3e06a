import { describe, expect, it } from 'vitest'
import { AppError } from '#core/error.ts'
import { hostCalls } from '#core/host.ts'
import { answerCall, bearable, registerCalls, type CallEvent, type Handlers } from '../../electron/main/calls.ts'

const isPage = (url: string): boolean => url.startsWith('app://cunce/')
const page: CallEvent = { senderFrame: { url: 'app://cunce/index.html', parent: null } }

function host(own: Partial<Record<keyof typeof hostCalls, (input: never) => unknown>> = {}) {
  const asked: string[] = []
  const logged: string[] = []
  const handlers = Object.fromEntries(Object.keys(hostCalls).map(name => [name, (input: never) => {
    asked.push(name)
    return own[name as keyof typeof hostCalls]?.(input) ?? null
  }])) as unknown as Handlers
  const log = (event: string, detail: object = {}): void => void logged.push(`${event} ${JSON.stringify(detail)}`)
  return { asked, logged, call: (name: keyof typeof hostCalls, input: unknown, event = page) => answerCall(name, event, input, handlers, isPage, log), handlers, log }
}

describe('E-11: who may ask', () => {
  it.each<[string, CallEvent]>([
    ['a frame that is gone', { senderFrame: null }],
    ['a frame inside the page', { senderFrame: { url: 'app://cunce/index.html', parent: page.senderFrame } }],
    ['another origin', { senderFrame: { url: 'https://example.com/', parent: null } }],
    ['a host that only begins alike', { senderFrame: { url: 'app://cunce.evil/index.html', parent: null } }],
    ['a file', { senderFrame: { url: 'file:///index.html', parent: null } }],
    ['an empty page', { senderFrame: { url: 'about:blank', parent: null } }]
  ])('%s is refused and noted', async (_name, event) => {
    const { call, asked, logged } = host()
    expect(await call('vault:lock', null, event)).toEqual({ ok: false, error: { code: 'message-refused', detail: { channel: 'vault:lock' } } })
    expect([asked, logged.length]).toEqual([[], 1])
  })
  it('the page itself is answered', async () => expect(await host().call('vault:lock', null)).toEqual({ ok: true, value: null }))
})

const cyclic: Record<string, unknown> = {}
cyclic['self'] = cyclic

describe('E-10: what may be asked', () => {
  it.each<[string, keyof typeof hostCalls, unknown]>([
    ['a missing argument', 'vault:create', undefined], ['a wrong type', 'vault:create', { pin: 123456 }], ['a PIN of 201 letters', 'vault:create', { pin: 'x'.repeat(201) }],
    ['50 MB of text', 'vault:create', { pin: 'x'.repeat(50_000_000) }], ['50 MB in a key nobody reads', 'vault:create', { pin: '1', more: 'x'.repeat(50_000_000) }],
    ['a prototype key', 'vault:create', JSON.parse('{"pin":"1","__proto__":{"x":1}}')], ['a constructor key', 'vault:create', { pin: '1', constructor: 1 }],
    ['a function', 'vault:create', { pin: () => '1' }], ['a circle', 'vault:create', { pin: '1', cyclic }], ['a BigInt', 'journal:read', { from: 1n }],
    ['a negative place', 'journal:read', { from: -1 }], ['half a number', 'journal:read', { from: 0.5 }], ['not a number', 'journal:read', { from: Number.NaN }],
    ['text for bytes', 'draft:save', { bytes: 'abc' }], ['a list for bytes', 'draft:save', { bytes: [1, 2] }], ['something for nothing', 'vault:lock', {}],
    ['a path for a kind', 'file:open', { kind: '/etc/passwd' }], ['a change number of 0', 'journal:append', { from: 0, to: 1, village: 'v', bytes: new Uint8Array(1) }]
  ])('%s is refused before any work', async (_name, channel, input) => {
    const { call, asked } = host()
    expect(await call(channel, input)).toMatchObject({ ok: false, error: { code: 'message-refused' } })
    expect(asked).toEqual([])
  })
  it('the weight of a question is bounded just where it is said', () => {
    expect([bearable({ a: 'xx' }, 6), bearable({ a: 'xxx' }, 6), bearable(new Uint8Array(6), 6), bearable(new Uint8Array(7), 6)]).toEqual([true, false, true, false])
  })
  it('a draft of ordinary size is let through, whole', async () => {
    let got: unknown
    const { call } = host({ 'draft:save': input => { got = input } })
    expect(await call('draft:save', { bytes: new Uint8Array([1, 2, 3]) })).toEqual({ ok: true, value: null })
    expect(got).toEqual({ bytes: new Uint8Array([1, 2, 3]) })
  })
})

describe('what comes back', () => {
  it('a foreseen failure comes as its code', async () => {
    const { call } = host({ 'vault:unlock': () => { throw new AppError('pin-wrong', { wait: 30 }) } })
    expect(await call('vault:unlock', { pin: '1' })).toEqual({ ok: false, error: { code: 'pin-wrong', detail: { wait: 30 } } })
  })
  it('a bug comes as unforeseen and the host lives on', async () => {
    const { call } = host({ 'vault:unlock': () => { throw new TypeError('boom') } })
    expect(await call('vault:unlock', { pin: '1' })).toMatchObject({ ok: false, error: { code: 'unforeseen' } })
    expect(await call('vault:lock', null)).toEqual({ ok: true, value: null })
  })
  it('an answer out of shape never reaches the window', async () => {
    const { call } = host({ 'vault:unlock': () => ({ key: 'not bytes', secret: 1 }) })
    expect(await call('vault:unlock', { pin: '1' })).toMatchObject({ ok: false, error: { code: 'unforeseen' } })
  })
  it('a key the table does not name is left out', async () => {
    const { call } = host({ 'vault:unlock': () => ({ key: new Uint8Array(2), wrapping: 'secret' }) })
    expect(await call('vault:unlock', { pin: '1' })).toEqual({ ok: true, value: { key: new Uint8Array(2) } })
  })
  it('what was typed is not in the log', async () => {
    const { call, logged } = host({ 'vault:unlock': () => { throw new AppError('pin-wrong', { wait: 0 }) } })
    await call('vault:unlock', { pin: '张三530521' })
    await call('vault:unlock', { pin: '张三530521', more: cyclic })
    expect(logged.join()).not.toMatch(/张三|530521/)
    expect(logged).toHaveLength(2)
  })
})

it('every row of the table has a handler, and no other channel has', () => {
  const { handlers, log } = host()
  const channels: string[] = []
  registerCalls({ handle: (channel: string) => void channels.push(channel) }, handlers, isPage, log)
  expect(channels.sort()).toEqual(Object.keys(hostCalls).sort())
})
