/** Made villages for the board: one household at a time from values, as the book would hand them over. */
import { makeTally, type Board, type CaseFacts, type FigureLine, type HouseFacts } from '#core/board/index.ts'
import type { RecordValues } from '#core/checks/index.ts'
import { subjectOf } from '#core/checks/subject.ts'
import type { Values } from '#core/registers/define.ts'
import { defaultStandards } from '#core/registers/standard.ts'
import type { Standard } from '#core/registers/standard.ts'

export const TODAY = '2026-11-23'
export const VILLAGE = '530521103204'

export interface Made {
  readonly household?: Values
  readonly members?: readonly Values[]
  readonly income?: Values
  readonly records?: Readonly<Record<string, readonly Values[]>>
  readonly cases?: readonly CaseFacts[]
  readonly undecided?: boolean
}

/** Names of members in records: 'p0' is the first member of that household. */
export function house(n: number, { household = {}, members = [{ relation: '02' }], income, records = {}, cases = [], undecided = false }: Made, standards: readonly Standard[]): HouseFacts {
  const id = `h${n}`
  const people = members.map((values, i): RecordValues => ({ id: `${id}-p${i}`, values: { name: `人${n}.${i}`, household: id, birthDate: '1990-05-01', ...values } }))
  const own = Object.fromEntries(Object.entries(records).map(([register, all]) =>
    [register, all.map((values, i): RecordValues => ({ id: `${id}-${register}${i}`, values: { ...values, household: id, ...(typeof values['person'] === 'string' && { person: `${id}-${values['person']}` }) } }))]))
  const subject = subjectOf({
    household, householdId: id, members: people, income, standards, today: TODAY, area: VILLAGE,
    records: { ...own, ...(income && { income: [{ id: `${id}-income`, values: income }] }) }
  })
  return { id, group: typeof household['villagerGroup'] === 'string' ? household['villagerGroup'] : '', head: subject.active[0]?.name ?? '', subject, undecided, cases }
}

export interface More {
  readonly records?: Readonly<Record<string, readonly RecordValues[]>>
  readonly unsent?: readonly FigureLine[]
  readonly conflicts?: readonly FigureLine[]
  readonly standards?: readonly Standard[]
}

export function boardOf(made: readonly Made[], { records = {}, unsent = [], conflicts = [], standards: own = [] }: More = {}): Board {
  const standards = [...own, ...defaultStandards]
  const tally = makeTally({ village: VILLAGE, today: TODAY, standards, groupOrder: group => Number.parseInt(group, 10) || 999 })
  made.forEach((one, n) => tally.house(house(n, one, standards)))
  return tally.finish({ records, unsent, conflicts })
}

export const figureOf = (board: Board, key: string) => {
  const found = board.groups.flatMap(({ figures }) => figures).find(figure => figure.key === key)
  if (!found) throw new Error(`no figure ${key}`)
  return found
}
export const countOf = (board: Board, key: string): number => figureOf(board, key).count
