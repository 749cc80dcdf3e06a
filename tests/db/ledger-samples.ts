/** Ledgers for tests: one per person, one per household, one of event records; and a small village to fill them. */
import type { Ledger, LedgerColumn } from '#core/ledgers/define.ts'
import { count } from '#core/registers/define.ts'
import { fieldOf, registerOf } from '#core/registers/index.ts'
import type { LedgerQuery } from '../../src/db/book-ledgers.ts'
import type { Entry } from '../../src/db/book.ts'

export const column = (register: string, name: string, total: LedgerColumn['total'] = 'none'): LedgerColumn => ({
  key: `${register}.${name}`, title: fieldOf(register, name)!.label, field: fieldOf(register, name)!, from: { kind: 'field', register, name }, total, aside: false, width: 8
})
export const computed = (key: string, title: string, read: Extract<LedgerColumn['from'], { kind: 'computed' }>['read'], total: LedgerColumn['total'] = 'none'): LedgerColumn =>
  ({ key, title, field: { ...count(title), section: '' }, from: { kind: 'computed', read }, total, aside: false, width: 4 })

export const headName: LedgerColumn = {
  key: 'headName', title: '户主姓名', field: fieldOf('person', 'name')!, total: 'none', aside: false, width: 6,
  from: { kind: 'computed', read: row => row.head?.values['name'] }
}

const ledger = (name: string, base: string, columns: readonly LedgerColumn[], more: Partial<Ledger> = {}): Ledger =>
  ({ name, code: 'L0', title: `${registerOf(base)!.title}台账`, scope: 'H', base, includes: () => true, columns, adds: 'none', ...more })

export const members = ledger('members', 'person', [
  column('household', 'villagerGroup'), column('household', 'nationalHouseholdNo'), headName, column('person', 'name'), column('person', 'idNo'), column('person', 'birthDate'),
  column('person', 'workMonths', 'sum'), column('person', 'education'), column('person', 'health'), column('household', 'arableMu', 'sum'), column('household', 'phone'),
  column('person', 'note'), column('household', 'monitorFrom'), computed('size', '家庭人数', row => row.members.length), column('income', 'netTotal')
], { includes: row => row.person?.values['name'] !== '不列入' })
export const houses = ledger('houses', 'household', [column('household', 'villagerGroup'), headName, column('household', 'arableMu', 'sum'), column('household', 'inCooperative'), column('income', 'netTotal', 'sum')])
export const incomes = ledger('incomes', 'income', [column('household', 'nationalHouseholdNo'), headName, column('income', 'year'), column('income', 'kind'), column('income', 'netTotal', 'sum')], { adds: 'record' })

/** Of persons, with columns of their latest stay at work. */
export const jobs = ledger('jobs', 'person', [column('person', 'name'), column('work', 'from'), column('work', 'county'), column('work', 'monthlyIncome', 'sum'), column('income', 'netTotal'), column('income', 'A1')])

export const sampleLedgers: readonly Ledger[] = [members, houses, incomes, jobs]

export const query = (of: Ledger, more: Partial<LedgerQuery> = {}): LedgerQuery =>
  ({ ledger: of.name, text: '', filters: {}, sort: null, columns: of.columns.map(one => one.key), withEnded: false, ...more })

export const IDS = ['530521195510182955', '530521195501086144', '530521200906190912', '53052119781019720X', '530521201001013932', '530521198008093790'] as const

export const house = (n: number, fields: Entry['fields'] = {}): Entry =>
  ({ register: 'household', record: `house-${1000 + n}`, fields: { nationalHouseholdNo: `53052100${1000 + n}`, villagerGroup: `${n}组`, ...fields } })
export const person = (n: number, of: number, name: string, fields: Entry['fields'] = {}): Entry =>
  ({ register: 'person', record: `person-${1000 + n}`, fields: { household: `house-${1000 + of}`, name, relation: '20', idNo: IDS[n]!, ...fields } })
export const income = (n: number, of: number, fields: Entry['fields'] = {}): Entry =>
  ({ register: 'income', record: `income-${1000 + n}`, fields: { household: `house-${1000 + of}`, year: 2025, kind: 'annual', ...fields } })

/** Two households: 李 of two in 组 2, 赵 of two in 组 10. */
export const village: readonly Entry[] = [
  house(10, { arableMu: 4.1, phone: '13887500010' }), house(2, { arableMu: 1.2, phone: '13887500002', inCooperative: true }),
  person(0, 2, '李国强', { relation: '02', workMonths: 7, health: ['01'], birthDate: '1955-10-18' }), person(1, 2, '李小明', { workMonths: 3, note: 'Ａ 类' }),
  person(2, 10, '赵永年', { relation: '02', workMonths: 11 }), person(3, 10, '安娜', {}),
  income(0, 2, { netTotal: 1_200_000 }), income(1, 2, { year: 2024, netTotal: 900_000 })
]
