import { expect, it } from 'vitest'
import { Words } from '../../src/workbook/words.ts'

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

it('three hundred thousand different numbers stay different, though some of them share a hash', () => {
  const texts: string[] = []
  const words = new Words(texts)
  const numbers = Array.from({ length: 300_000 }, (_, i) => `53052119${String(1_000_000_000 + i * 7919).slice(-10)}`)
  const places = numbers.map(number => words.put(bytesOf(number), 0, number.length))
  const wrong = numbers.filter((number, i) => texts[places[i]!] !== number)
  expect(wrong).toEqual([])
  expect(texts).toHaveLength(numbers.length)
})

it('a text seen before has the place it had, also from the middle of other bytes and after the table has grown', () => {
  const texts = ['already there']
  const words = new Words(texts)
  const place = words.put(bytesOf('汉族'), 0, 6)
  for (let i = 0; i < 10_000; i++) words.put(bytesOf(`人${i}`), 0, 3 + String(i).length)
  expect(words.put(bytesOf('<v>汉族</v>'), 3, 9)).toBe(place)
  expect([texts[0], texts[place]]).toEqual(['already there', '汉族'])
})

it.each([['a&lt;b', 'a<b'], ['_x0041_', 'A'], ['a\r\nb', 'a\nb'], ['x'.repeat(40_000), 'x'.repeat(32_767)], ['汉'.repeat(30), '汉'.repeat(30)]])('%j is %j', (written, wanted) => {
  const texts: string[] = []
  const bytes = bytesOf(written)
  expect(texts[new Words(texts).put(bytes, 0, bytes.length)]).toBe(wanted)
})
