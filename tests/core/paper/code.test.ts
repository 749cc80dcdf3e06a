/** A sheet's code: what a pen, an eye or a finger does to it is found out. */
import { describe, expect, it } from 'vitest'
import { codeProblemText, fromVillage, makeSheetCode, readSheetCode, villageLetter } from '#core/paper/code.ts'

const LETTERS = [...'23456789ABCDEFGHJKLMNPQRSTUVWXYZ']
const VILLAGE = '530521201001'
/** The same every time, and every letter is met. */
const codes = Array.from({ length: 60 }, (_, i) => makeSheetCode(`53052120${1000 + i * 7}`, Array.from({ length: 6 }, (_, k) => i * 37 + k * 11 + i * k)))
const plain = (code: string): string => code.replace('-', '')

describe('a sheet code', () => {
  it('is two groups of four without the letters that are confused', () => {
    for (const code of codes) expect(code).toMatch(/^[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}$/)
    expect(new Set(codes.join('').replaceAll('-', '')).size).toBe(32)
  })
  it('is read back as it was made', () => { for (const code of codes) expect(readSheetCode(code)).toEqual({ ok: true, value: code }) })

  it.each([
    ['small letters', (code: string) => code.toLowerCase()], ['no dash', plain], ['spaces around and inside', (code: string) => `  ${code.slice(0, 2)} ${code.slice(2)}\t`],
    ['full width, as an input method leaves it', (code: string) => [...code].map(letter => letter === '-' ? '－' : String.fromCodePoint(letter.codePointAt(0)! + 0xfee0)).join('')],
    ['a long dash', (code: string) => code.replace('-', '—')], ['a scanner’s line end', (code: string) => `${code}\r\n`], ['a zero-width space', (code: string) => `\u200b${code}`]
  ])('typed with %s it is the same code', (_name, typed) => { for (const code of codes) expect(readSheetCode(typed(code))).toEqual({ ok: true, value: code }) })

  it('every single wrong letter is found, at every place', () => {
    for (const code of codes.slice(0, 12)) {
      const right = plain(code)
      for (let place = 0; place < 8; place++) {
        for (const letter of LETTERS.filter(other => other !== right[place]))
          expect(readSheetCode(right.slice(0, place) + letter + right.slice(place + 1)), `${right} with ${letter} at ${place}`).toMatchObject({ ok: false, error: { kind: 'check' } })
      }
    }
  })
  it('every two letters exchanged are found, neighbours or not', () => {
    for (const code of codes) {
      for (let a = 0; a < 8; a++) {
        for (let b = a + 1; b < 8; b++) {
          const letters = [...plain(code)]
          if (letters[a] === letters[b]) continue
          ;[letters[a], letters[b]] = [letters[b]!, letters[a]!]
          expect(readSheetCode(letters.join('')), `${code} ${a}↔${b}`).toMatchObject({ ok: false, error: { kind: 'check' } })
        }
      }
    }
  })

  it.each([
    ['H7K2-9M4', { kind: 'length', found: 7 }], ['H7K2-9M4QQ', { kind: 'length', found: 9 }], ['', { kind: 'length', found: 0 }],
    ['H7K0-9M4Q', { kind: 'letter', letter: '0' }], ['HOK2-9M4Q', { kind: 'letter', letter: 'O' }], ['I7K2-9M4Q', { kind: 'letter', letter: 'I' }],
    ['H7K2-9M4一', { kind: 'letter', letter: '一' }], ['<img onerror=x>', { kind: 'letter', letter: '<' }]
  ])('%s is refused with its reason', (typed, error) => {
    const read = readSheetCode(typed)
    expect(read).toEqual({ ok: false, error })
    if (!read.ok) expect(codeProblemText(read.error).length).toBeGreaterThan(8)
  })

  it('begins with its village’s letter, so that a stranger’s sheet can be told', () => {
    const code = makeSheetCode(VILLAGE, [1, 2, 3, 4, 5, 6])
    expect([code[0], fromVillage(code, VILLAGE)]).toEqual([villageLetter(VILLAGE), true])
    const neighbours = Array.from({ length: 200 }, (_, i) => String(530521201002 + i)).filter(village => !fromVillage(code, village))
    expect(neighbours.length).toBeGreaterThan(180)
  })
})
