import { describe, expect, it } from 'vitest'
import { reactive } from 'vue'
import { makeCodec } from './codec.ts'

const { encode, decode } = makeCodec()
const there = (value: unknown): unknown => decode(encode(value))

describe('what crosses between window and host', () => {
  it.each<[string, unknown]>([
    ['undefined', undefined], ['null', null], ['not a number', NaN], ['minus zero', -0], ['a number beyond all', -Infinity], ['a large whole number', 12345678901234567890n],
    ['a moment', new Date(0)], ['a pattern', /a+/gi], ['a map of sets', new Map([['甲', new Set([1, undefined])]])], ['bytes', new Uint8Array([0, 1, 255])],
    ['words of 32 bit', new Uint32Array([1, 2 ** 32 - 1])], ['an empty list', []], ['a list that looks like the wire', ['@', 0]], ['an object that looks like the wire', { 0: 'u', $: 'u' }],
    ['nested', { a: [{ b: undefined }, null], 家: '李' }]
  ])('%s arrives as it left', (_name, value) => expect(there(value)).toStrictEqual(value))

  it('an error arrives with its name and message', () => {
    const error = there(new TypeError('no')) as Error
    expect([error instanceof Error, error.name, error.message]).toEqual([true, 'TypeError', 'no'])
  })

  it('an object that holds itself arrives holding itself', () => {
    const self: { me?: unknown, twice?: unknown[] } = {}
    self.me = self
    const shared = new Uint8Array([7])
    self.twice = [shared, shared]
    const got = there(self) as typeof self
    expect(got.me).toBe(got)
    expect(got.twice![0]).toBe(got.twice![1])
  })

  it('E-10 a key named __proto__ is data and changes no prototype', () => {
    const got = there(JSON.parse('{"__proto__":{"admin":true}}')) as object
    expect(Object.getPrototypeOf(got)).toBe(Object.prototype)
    expect(Object.keys(got)).toEqual(['__proto__'])
    expect('admin' in got).toBe(false)
  })

  it.each<[string, unknown]>([
    ['a function', () => 1], ['a function deep inside', { a: [{ b: () => 1 }] }], ['a symbol', Symbol('x')], ['a reactive object', reactive({ a: 1 })],
    ['a reactive object inside a plain one', { inner: reactive({ a: 1 }) }]
  ])('%s is refused', (_name, value) => expect(() => encode(value)).toThrow(/could not be cloned/))

  it('a view carries its own bytes, not those of the buffer it looks at', () => {
    expect(there(new Uint8Array([1, 2, 3, 4]).subarray(1, 3))).toStrictEqual(new Uint8Array([2, 3]))
    expect(there(Buffer.from('村册'))).toStrictEqual(new Uint8Array(Buffer.from('村册')))
  })
})
