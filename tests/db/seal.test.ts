import { expect, it } from 'vitest'
import { AppError } from '#core/error.ts'
import { makeSealer, utf8, watchTransactions, type Place } from '../../src/db/seal.ts'
import { KEY } from './laptop.ts'

const random = (count: number): Uint8Array => crypto.getRandomValues(new Uint8Array(count))
const place: Place = { table: 'pages', id: '7', village: '530521101201', revision: 3 }
const plain = utf8('李国强 530521198001011001 13887501234')

const flip = (bytes: Uint8Array, at: number): Uint8Array => bytes.map((byte, i) => (i === at ? byte ^ 1 : byte))

it('what is sealed for a place opens there, under the same key after a restart', async () => {
  const sealed = await (await makeSealer(KEY.slice(), random)).seal('records', place, plain)
  const again = await makeSealer(KEY.slice(), random)
  expect(await again.open('records', place, sealed)).toEqual(plain)
})

it.each([
  ['the version', 0], ['K-09: the algorithm', 1], ['the key id', 2], ['the iv', 6], ['the last byte of the iv', 17],
  ['the first byte of the ciphertext', 18], ['the tag', -1]
])('K-07: one flipped bit in %s is damage', async (_, at) => {
  const sealer = await makeSealer(KEY.slice(), random)
  const sealed = await sealer.seal('records', place, plain)
  expect(await sealer.open('records', place, flip(sealed, at < 0 ? sealed.length + at : at))).toBeNull()
})

it.each([
  ['another table', { table: 'own' }], ['another row', { id: '8' }], ['another village', { village: '530521101202' }],
  ['an older revision in a newer place', { revision: 4 }], ['a newer revision in an older place', { revision: 2 }]
])('K-08: an envelope moved to %s is damage', async (_, other) => {
  const sealer = await makeSealer(KEY.slice(), random)
  expect(await sealer.open('records', { ...place, ...other }, await sealer.seal('records', place, plain))).toBeNull()
})

it('K-09: an envelope that says it is not encrypted is damage, and so is one too short to hold anything', async () => {
  const sealer = await makeSealer(KEY.slice(), random)
  const bare = new Uint8Array([1, 0, 0, 0, 0, 0, ...new Uint8Array(12), ...plain])
  expect(await sealer.open('records', place, bare)).toBeNull()
  expect(await sealer.open('records', place, new Uint8Array(18))).toBeNull()
})

it('a subkey opens only what is sealed for its purpose', async () => {
  const sealer = await makeSealer(KEY.slice(), random)
  expect(await sealer.open('backup', place, await sealer.seal('records', place, plain))).toBeNull()
})

it('the raw key is wiped, and a key of the wrong length is none', async () => {
  const raw = KEY.slice()
  await makeSealer(raw, random)
  expect([...new Set(raw)]).toEqual([0])
  await expect(makeSealer(new Uint8Array(31), random)).rejects.toEqual(new AppError('locked'))
})

it('K-14: no iv is used twice in 20,000 envelopes', async () => {
  const sealer = await makeSealer(KEY.slice(), random)
  const ivs = new Set<string>()
  for (let i = 0; i < 20; i++) {
    const envelopes = await Promise.all(Array.from({ length: 1000 }, () => sealer.seal('records', place, new Uint8Array(1))))
    for (const envelope of envelopes) ivs.add(envelope.subarray(6, 18).join())
  }
  expect(ivs.size).toBe(20_000)
})

it('K-16: sealing inside a transaction throws', async () => {
  const sealer = await makeSealer(KEY.slice(), random)
  watchTransactions(() => true)
  try {
    await expect(sealer.seal('records', place, plain)).rejects.toThrow('transaction')
    await expect(sealer.open('records', place, plain)).rejects.toThrow('transaction')
  } finally {
    watchTransactions(() => false)
  }
})
