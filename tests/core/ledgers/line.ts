/** A line of a ledger as the book hands it over: one household, what belongs to it and what lies in its village. */
import type { Ledger, LedgerContext, LedgerRecord } from '#core/ledgers/define.ts'
import { ledgerOf } from '#core/ledgers/index.ts'
import { defaultStandards } from '#core/registers/index.ts'
import type { Values } from '#core/registers/define.ts'
import type { Standard } from '#core/registers/standard.ts'
import type { Value } from '#core/sync/change.ts'

export const VILLAGE = '530521201001'
export const TODAY = '2026-06-15'

export interface House {
  readonly household?: Values
  readonly members?: readonly Values[]
  readonly income?: Values
  /** Records of the household by register; of those with a `person`, a person's line sees its own. */
  readonly of?: Readonly<Record<string, readonly Values[]>>
  /** Records of the village by register. */
  readonly inVillage?: Readonly<Record<string, readonly Values[]>>
  readonly standards?: readonly Standard[]
  readonly today?: string
}

const record = (id: string, values: Values): LedgerRecord => ({ id, village: VILLAGE, values })
const idOf = (values: Values, otherwise: string): string => (typeof values['id'] === 'string' ? values['id'] : otherwise)
const records = (kind: string, rows: readonly Values[] = []): readonly LedgerRecord[] => rows.map((values, at) => record(idOf(values, `${kind}-${at}`), values))

/** `base`: the record the line stands for; 'household' and a member's number stand for those of the house. */
export function line(house: House, base: 'household' | number | Values = 'household'): LedgerContext {
  const household = record('house', house.household ?? {})
  const members = (house.members ?? []).map((values, at) => record(`member-${at}`, values))
  const person = typeof base === 'number' ? members[base] : undefined
  const own = (values: Values): boolean => person === undefined || values['person'] === undefined || values['person'] === person.id
  return {
    base: base === 'household' ? household : person ?? record(idOf(base as Values, 'base'), base as Values),
    household, person, members,
    head: members.find(({ values }) => values['relation'] === '02'),
    income: house.income && record('income', house.income),
    of: register => records(register, (house.of?.[register] ?? []).filter(own)),
    linked: (register, id) => records(register, house.inVillage?.[register]).find(one => one.id === id),
    inVillage: register => records(register, house.inVillage?.[register]),
    place: { township: '万兴乡', village: '上寨' },
    standards: house.standards ?? defaultStandards,
    today: house.today ?? TODAY
  }
}

export function known(name: string): Ledger {
  const ledger = ledgerOf(name)
  if (!ledger) throw new Error(`no ledger ${name}`)
  return ledger
}

/** What a worked-out cell says. */
export function cell(ledger: string, key: string, row: LedgerContext): Value | undefined {
  const column = known(ledger).columns.find(one => one.key === key)
  if (column?.from.kind !== 'computed') throw new Error(`${ledger} has no worked-out column ${key}`)
  return column.from.read(row)
}
