import { describe, expect, it } from 'vitest'
import type { Ledger } from '#core/ledgers/define.ts'
import { ledgerOf } from '#core/ledgers/index.ts'
import type { LedgerLine } from '../../src/db/book-ledgers.ts'
import { entryOf, whyFixed } from '../../src/stores/ledger-fixed.ts'

const employment = ledgerOf('employment')!
const loans = ledgerOf('loan')!
const column = (ledger: Ledger, key: string) => ledger.columns.find(one => one.key === key)!
const line = (more: Partial<LedgerLine> = {}): LedgerLine => ({
  id: 'person-0001', village: '530521103204', household: 'household-1', person: 'person-0001', records: {}, values: {}, names: {}, ended: false, conflicts: 0, unsent: false, ...more
})
const withRecord = (key: string, record: string): Partial<LedgerLine> => ({ records: { [key]: record } })

describe('a cell that cannot be typed into says why', () => {
  it.each<[string, string, Ledger, string, Partial<LedgerLine>, string]>([
    ['a figure is worked out', 'age', employment, 'age', {}, '算出'],
    ['a voiding goes by its own way, with a reason', 'voided', loans, 'loan.voided', withRecord('loan.voided', 'l1'), '作废'],
    ['a voided line is brought back first', 'ended', loans, 'loan.amount', { ...withRecord('loan.amount', 'l1'), ended: true }, '先恢复'],
    ['what the program noted', 'noted', ledgerOf('reveal')!, 'reveal.purpose', withRecord('reveal.purpose', 'r1'), '程序记下'],
    ['one of several records that is not there is begun by what tells it apart', 'work', employment, 'work.province', { records: { 'work.province': null } }, '先填“开始时间”'],
    ['a line without a person has nothing of a person', 'nobody', employment, 'person.sex', { person: null, records: { 'person.sex': null } }, '没有对应的']
  ])('%s', (_, _name, ledger, key, more, reason) => expect(whyFixed(ledger, column(ledger, key), line(more))).toContain(reason))
})

describe('a cell that can be typed into', () => {
  it('changes the one record the fact lives in', () => {
    const at = line(withRecord('household.villagerGroup', 'household-1'))
    expect(whyFixed(employment, column(employment, 'household.villagerGroup'), at)).toBe('')
    expect(entryOf(column(employment, 'household.villagerGroup'), at, '3组', () => 'new')).toEqual({ register: 'household', record: 'household-1', fields: { villagerGroup: '3组' } })
  })
  it('begins a record by what tells it apart, and the record knows whose it is', () => {
    const at = line({ records: { 'work.from': null } })
    expect(whyFixed(employment, column(employment, 'work.from'), at)).toBe('')
    expect(entryOf(column(employment, 'work.from'), at, '2026-02-20', () => 'work-new-1')).toEqual({
      register: 'work', record: 'work-new-1', fields: { household: 'household-1', person: 'person-0001', from: '2026-02-20' }
    })
  })
  it('a member who has left can still be put right', () => {
    const at = line({ ...withRecord('person.sex', 'person-0001'), ended: true })
    expect(whyFixed(employment, column(employment, 'person.sex'), at)).toBe('')
  })
})
