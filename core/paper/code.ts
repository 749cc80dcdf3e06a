/**
 * 纸表编号: what is printed on a sheet beside its QR and typed to find its household again. `H7K2-9M4Q`:
 * one letter for the village, six by chance, one to check. The letters that a pen or an eye confuses
 * (0 O, 1 I) are not among the 32; the check is a sum in the field of 32 elements with a weight of its own
 * for each place, so that every single wrong letter and every two letters exchanged are found.
 */
import { failed, ok } from '../result.ts'
import type { Result } from '../result.ts'

const LETTERS = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'
const LENGTH = 8
const CHANCE = 6

/** x · 2 in GF(32) over x⁵ + x² + 1. */
const doubled = (x: number): number => x & 16 ? (x << 1 & 31) ^ 5 : x << 1

function times(a: number, b: number): number {
  let product = 0
  for (let bit = 0, x = a; bit < 5; bit++, x = doubled(x)) if (b >> bit & 1) product ^= x
  return product
}

/** The powers of 2 run through all 31 elements: no two places share a weight. The check's own weight is 1. */
const WEIGHTS = Array.from({ length: LENGTH }, (_, place) => {
  let weight = 1
  for (let i = 0; i < LENGTH - 1 - place; i++) weight = doubled(weight)
  return weight
})

const weighed = (numbers: readonly number[]): number =>
  numbers.reduce((sum, number, place) => sum ^ times(number, WEIGHTS[place]!), 0)

/** The letter of a village: a hint only, one in 32 villages shares it. */
export function villageLetter(village: string): string {
  let sum = 0
  for (const letter of village) sum = (sum * 31 + letter.codePointAt(0)!) % 1_000_003
  return LETTERS[sum % 32]!
}

/** `chance`: six numbers by chance, of which the lowest five bits are taken. */
export function makeSheetCode(village: string, chance: readonly number[]): string {
  const numbers = [LETTERS.indexOf(villageLetter(village)), ...chance.slice(0, CHANCE).map(number => number & 31)]
  // The check's weight is 1 and addition is its own opposite, so the sum of the rest is the check.
  const check = weighed([...numbers, 0])
  const code = [...numbers, check].map(number => LETTERS[number]!).join('')
  return `${code.slice(0, 4)}-${code.slice(4)}`
}

export type CodeProblem =
  | { readonly kind: 'length'; readonly found: number }
  | { readonly kind: 'letter'; readonly letter: string }
  | { readonly kind: 'check' }

/** What was typed or scanned as a code: any case, full width, with or without the dash and spaces. */
export function readSheetCode(raw: string): Result<string, CodeProblem> {
  const plain = raw.normalize('NFKC').toUpperCase().replace(/[\s\p{Pd}\p{Cf}·.]/gu, '')
  const stranger = [...plain].find(letter => !LETTERS.includes(letter))
  if (stranger !== undefined) return failed({ kind: 'letter', letter: stranger })
  if (plain.length !== LENGTH) return failed({ kind: 'length', found: plain.length })
  if (weighed([...plain].map(letter => LETTERS.indexOf(letter))) !== 0) return failed({ kind: 'check' })
  return ok(`${plain.slice(0, 4)}-${plain.slice(4)}`)
}

export function codeProblemText(problem: CodeProblem): string {
  switch (problem.kind) {
    case 'length': return `编号是 8 个字母和数字，这里有 ${problem.found} 个`
    case 'letter': return `编号里没有“${problem.letter}”；只用数字 2–9 和 O、I 以外的字母，请对照纸表再看一遍`
    case 'check': return '校验字符对不上：有一个字母抄错了，或两个字母写反了，请对照纸表再看一遍'
  }
}

/** Whose sheet a well-formed code may be that is not on this laptop. */
export const fromVillage = (code: string, village: string): boolean => code[0] === villageLetter(village)
