/**
 * A household as a family: who stands in which generation, and who are a couple. By the relation to the head alone
 * (GB/T 4761); where two couples could hide behind one code (whose wife is the daughter-in-law?) nobody is paired,
 * and who has no relation stands in a row of their own.
 */
import { HEAD } from '../registers/person.ts'
import type { LifeRecord } from './define.ts'

export interface FamilyUnit<R extends LifeRecord> {
  /** One, or a couple side by side; the head or the blood relation first. */
  readonly members: readonly R[]
}
export interface Generation<R extends LifeRecord> {
  /** Of the head 0, of the parents -1, of the children 1; null: nobody knows. */
  readonly level: number | null
  readonly title: string
  readonly units: readonly FamilyUnit<R>[]
}

const range = (from: number, to: number): readonly string[] => Array.from({ length: to - from + 1 }, (_, i) => String(from + i).padStart(2, '0'))

/** 80 其他, 97 其他亲属 and 99 非亲属 say of no generation. */
const LEVELS: readonly (readonly [level: number, codes: readonly string[]])[] = [
  [-3, ['66', '67', '68']], [-2, ['60', '61', '62', '63', '64', '65', '69']], [-1, [...range(50, 59), ...range(81, 90)]],
  [0, ['01', HEAD, '10', '11', '12', ...range(70, 79), '91', '92']], [1, [...range(20, 39), ...range(93, 96)]],
  [2, ['40', '41', '42', '43', '44', '45', '46', '49']], [3, ['47', '48']]
]
const levelOf = new Map(LEVELS.flatMap(([level, codes]) => codes.map(code => [code, level] as const)))

const TITLES: ReadonlyMap<number, string> = new Map([[-3, '曾祖一辈'], [-2, '祖父母一辈'], [-1, '父母一辈'], [0, '户主一辈'], [1, '子女一辈'], [2, '孙辈'], [3, '曾孙辈']])
const UNKNOWN = '关系不清楚的'

const SONS = ['20', '21', '22', '23', '24', '25', '26', '27', '29']
const DAUGHTERS = ['30', '31', '32', '33', '34', '35', '36', '37', '39']
/** Those who are a couple where there is exactly one of each. */
const COUPLES: readonly (readonly [one: readonly string[], other: readonly string[]])[] = [
  [['61'], ['62']], [['63'], ['64']], [['51'], ['52', '58']], [['57'], ['52', '58']], [['53'], ['54']], [['55'], ['56']],
  [['71'], ['72']], [['73'], ['74']], [['75'], ['76']], [['77'], ['78']], [['81'], ['82']], [['83'], ['84']], [['85'], ['86']], [['88'], ['87']], [['90'], ['89']],
  [SONS, ['38']], [DAUGHTERS, ['28']], [['41', '43'], ['45']], [['42', '44'], ['46']]
]

const SPOUSES = ['10', '11', '12']

const relationOf = ({ values }: LifeRecord): string => (typeof values['relation'] === 'string' ? values['relation'] : '')

function pairs<R extends LifeRecord>(members: readonly R[]): ReadonlyMap<R, readonly R[]> {
  const found = new Map<R, readonly R[]>()
  const of = (codes: readonly string[]): readonly R[] => members.filter(member => codes.includes(relationOf(member)))
  const [head] = of([HEAD]).length > 0 ? of([HEAD]) : of(['01'])
  // A spouse who has died and one who came after are both the head's.
  if (head) found.set(head, of(SPOUSES))
  const taken = new Set<R>()
  for (const [one, other] of COUPLES) {
    const [ones, others] = [of(one), of(other)]
    if (ones.length !== 1 || others.length !== 1 || taken.has(ones[0]!) || taken.has(others[0]!)) continue
    found.set(ones[0]!, [others[0]!])
    taken.add(ones[0]!).add(others[0]!)
  }
  return found
}

const birthOf = ({ values }: LifeRecord): string => (typeof values['birthDate'] === 'string' && values['birthDate'] !== '' ? values['birthDate'] : '9999')

/** Generations from the oldest; every member stands in exactly one place. */
export function familyOf<R extends LifeRecord>(members: readonly R[]): readonly Generation<R>[] {
  const partners = pairs(members)
  const partnered = new Set([...partners.values()].flat())
  const isHead = (member: R): number => (relationOf(member) === HEAD ? 0 : 1)
  const inOrder = members.toSorted((a, b) => isHead(a) - isHead(b) || (birthOf(a) < birthOf(b) ? -1 : birthOf(a) > birthOf(b) ? 1 : 0))
  const generation = (level: number | null): readonly FamilyUnit<R>[] => inOrder
    .filter(member => (levelOf.get(relationOf(member)) ?? null) === level && !partnered.has(member))
    .map(member => ({ members: [member, ...partners.get(member) ?? []] }))
  return [...[...TITLES].map(([level, title]) => ({ level, title, units: generation(level) })), { level: null, title: UNKNOWN, units: generation(null) }]
    .filter(({ units }) => units.length > 0)
}
