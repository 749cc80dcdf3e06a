import { expect, it, vi } from 'vitest'
import type { LedgerQuery } from '../../src/db/book-ledgers.ts'
import type { Entry } from '../../src/db/book.ts'
import { newLaptop, VILLAGE, type Laptop } from './laptop.ts'
import { house, houses, members, person, query, village } from './ledger-samples.ts'

vi.mock('#core/ledgers/index.ts', async () => {
  const { sampleLedgers } = await import('./ledger-samples.ts')
  return { ledgers: sampleLedgers, ledgerOf: (name: string) => sampleLedgers.find(ledger => ledger.name === name) }
})

const edit = { kind: 'edit' } as const
async function started(more: readonly Entry[] = []): Promise<Laptop> {
  const laptop = newLaptop('laptop-one')
  await laptop.start()
  await laptop.book.write([...village, ...more], edit, VILLAGE)
  return laptop
}
const names = async (laptop: Laptop, more: Partial<LedgerQuery>): Promise<readonly unknown[]> => {
  const asked = query(members, more)
  const { ids } = await laptop.book.ledger(asked)
  return (await laptop.book.ledgerLines(asked, ids)).map(line => line.values['person.name'])
}

it('lines stand in the order of groups and household numbers, the head first', async () => {
  const laptop = await started([person(4, 2, '新媳妇'), house(3), person(5, 3, '寸洁')])
  expect(await names(laptop, {})).toEqual(['李国强', '李小明', '新媳妇', '寸洁', '赵永年', '安娜'])
})

it('a line shows the record each fact lives in, and what is worked out', async () => {
  const laptop = await started()
  const { ids, total } = await laptop.book.ledger(query(members))
  expect(total).toBe(4)
  const [line] = await laptop.book.ledgerLines(query(members), ids)
  expect(line).toMatchObject({
    id: 'person-1000', household: 'house-1002', person: 'person-1000', village: VILLAGE, ended: false, conflicts: 0, unsent: true,
    records: { 'household.villagerGroup': 'house-1002', headName: null, 'person.name': 'person-1000', 'income.netTotal': 'income-1000' },
    values: { 'household.villagerGroup': '2组', headName: '李国强', size: 2, 'income.netTotal': 1_200_000, 'person.health': ['01'] }
  })
  expect(line!.values['person.education']).toBeUndefined()
})

it('only the columns asked for, the lines asked for, in the order asked', async () => {
  const laptop = await started()
  const lines = await laptop.book.ledgerLines(query(members, { columns: ['person.name'] }), ['person-1003', 'nobody-0000', 'person-1000'])
  expect(lines.map(line => line.values)).toEqual([{ 'person.name': '安娜' }, { 'person.name': '李国强' }])
})

it.each<[string, Partial<LedgerQuery>, readonly string[]]>([
  ['part of what is shown', { filters: { 'person.name': { kind: 'contains', text: '小' } } }, ['李小明']],
  ['spaces, width and case aside', { filters: { 'person.note': { kind: 'contains', text: 'a类' } } }, ['李小明']],
  ['a blank contains filter leaves all', { filters: { 'person.name': { kind: 'contains', text: ' ' } } }, ['李国强', '李小明', '赵永年', '安娜']],
  ['one of the shown texts', { filters: { 'household.villagerGroup': { kind: 'one-of', choices: ['10组'] } } }, ['赵永年', '安娜']],
  ['blank by its own choice', { filters: { 'person.workMonths': { kind: 'one-of', choices: ['', '3'] } } }, ['李小明', '安娜']],
  ['no choice leaves nobody', { filters: { 'person.name': { kind: 'one-of', choices: [] } } }, []],
  ['a range has both its ends', { filters: { 'person.workMonths': { kind: 'range', from: 3, to: 7 } } }, ['李国强', '李小明']],
  ['just beside the lower end', { filters: { 'person.workMonths': { kind: 'range', from: 4, to: 7 } } }, ['李国强']],
  ['just beside the upper end', { filters: { 'person.workMonths': { kind: 'range', from: 3, to: 6 } } }, ['李小明']],
  ['an open range still leaves out blank', { filters: { 'person.workMonths': { kind: 'range', from: null, to: null } } }, ['李国强', '李小明', '赵永年']],
  ['a range of days', { filters: { 'person.birthDate': { kind: 'range', from: '1955-10-18', to: '1955-10-18' } } }, ['李国强']],
  ['the day after is out', { filters: { 'person.birthDate': { kind: 'range', from: '1955-10-19', to: null } } }, []],
  ['two filters at once', { filters: { 'household.villagerGroup': { kind: 'one-of', choices: ['2组'] }, 'person.workMonths': { kind: 'range', from: 7, to: null } } }, ['李国强']],
  ['text in any shown column', { text: '13887500010' }, ['赵永年', '安娜']],
  ['two words must both be found', { text: '10组 安' }, ['安娜']],
  ['text in a column that is not shown is not found', { text: '13887500010', columns: ['person.name'] }, []],
  ['a village that is not here', { village: '530521101999' }, []]
])('filter: %s', async (_, more, wanted) => {
  expect(await names(await started(), { columns: members.columns.map(one => one.key), ...more })).toEqual(wanted)
})

it.each<[string, string, readonly string[], readonly string[]]>([
  ['names by pinyin', 'person.name', ['安娜', '李国强', '李小明', '赵永年'], ['赵永年', '李小明', '李国强', '安娜']],
  ['numbers by size, blank last', 'person.workMonths', ['李小明', '李国强', '赵永年', '安娜'], ['赵永年', '李国强', '李小明', '安娜']],
  ['dates by day, blank last', 'person.birthDate', ['李国强', '李小明', '赵永年', '安娜'], ['李国强', '李小明', '赵永年', '安娜']],
  ['groups by number', 'household.villagerGroup', ['李国强', '李小明', '赵永年', '安娜'], ['赵永年', '安娜', '李国强', '李小明']],
  ['a worked out column', 'size', ['李国强', '李小明', '赵永年', '安娜'], ['李国强', '李小明', '赵永年', '安娜']]
])('sort: %s; equal ones keep their order', async (_, by, up, down) => {
  const laptop = await started()
  expect(await names(laptop, { sort: { column: by, down: false } })).toEqual(up)
  expect(await names(laptop, { sort: { column: by, down: true } })).toEqual(down)
})

it('sums are over all lines found; a fact of a household counts once; nothing filled is no zero', async () => {
  const laptop = await started()
  expect((await laptop.book.ledger(query(members))).totals).toEqual({ 'person.workMonths': 21, 'household.arableMu': 5.3 })
  expect((await laptop.book.ledger(query(members, { text: '李国强' }))).totals).toEqual({ 'person.workMonths': 10, 'household.arableMu': 1.2 })
  expect((await laptop.book.ledger(query(members, { filters: { 'person.name': { kind: 'contains', text: '安娜' } } }))).totals).toEqual({ 'household.arableMu': 4.1 })
  expect((await laptop.book.ledger(query(members, { columns: ['person.name'] }))).totals).toEqual({})
})

it('choices of a column are counted under the other filters, the most frequent first', async () => {
  const laptop = await started()
  const asked = query(members, { filters: { 'household.villagerGroup': { kind: 'one-of', choices: ['2组'] }, 'person.name': { kind: 'contains', text: '李' } } })
  expect(await laptop.book.ledgerChoices(asked, 'household.villagerGroup')).toEqual([{ text: '2组', lines: 2 }])
  expect(await laptop.book.ledgerChoices(query(members), 'headName')).toEqual([{ text: '李国强', lines: 2 }, { text: '赵永年', lines: 2 }])
  expect(await laptop.book.ledgerChoices(query(members), 'person.education')).toEqual([{ text: '', lines: 4 }])
})

it('what is written elsewhere shows at once: on the line, on those of the same household, in order and sums', async () => {
  const laptop = await started()
  await laptop.book.ledger(query(members, { text: '李', sort: { column: 'person.name', down: false } }))
  await laptop.book.write([{ register: 'person', record: 'person-1000', fields: { name: '李阿强', workMonths: 8 } }], { kind: 'visit', ref: 'visit-00000001' }, VILLAGE)
  const asked = query(members, { text: '李阿强', sort: { column: 'person.name', down: false } })
  const { ids, totals } = await laptop.book.ledger(asked)
  expect(ids).toEqual(['person-1000', 'person-1001'])
  expect(totals['person.workMonths']).toBe(11)
  expect((await laptop.book.ledgerLines(asked, ids)).map(line => line.values['headName'])).toEqual(['李阿强', '李阿强'])
  await laptop.book.write([{ register: 'household', record: 'house-1010', fields: { villagerGroup: '1组' } }], edit, VILLAGE)
  expect((await laptop.book.ledger(query(members))).ids).toEqual(['person-1002', 'person-1003', 'person-1000', 'person-1001'])
  await laptop.book.write([{ register: 'person', record: 'person-1003', fields: { name: '不列入' } }], edit, VILLAGE)
  expect((await laptop.book.ledger(query(members))).total).toBe(3)
})

it('a member who moves stands with the new household, and both households count anew', async () => {
  const laptop = await started()
  const size = async (): Promise<unknown> => (await laptop.book.ledgerLines(query(members), ['person-1000', 'person-1001', 'person-1002'])).map(line => line.values['size'])
  expect(await size()).toEqual([2, 2, 2])
  await laptop.book.write([{ register: 'person', record: 'person-1001', fields: { household: 'house-1010' } }], edit, VILLAGE)
  expect(await size()).toEqual([1, 3, 3])
})

it('who has left is shown only when asked for', async () => {
  const laptop = await started()
  await laptop.book.write([{ register: 'person', record: 'person-1003', fields: { endedOn: '2026-03-01' } }], edit, VILLAGE)
  expect(await names(laptop, {})).not.toContain('安娜')
  const asked = query(members, { withEnded: true })
  expect((await laptop.book.ledgerLines(asked, ['person-1003']))[0]).toMatchObject({ ended: true })
  expect((await laptop.book.ledger(asked)).total).toBe(4)
})

it('the latest annual income of a household is the one shown', async () => {
  const laptop = await started()
  expect((await laptop.book.ledger(query(houses))).totals['income.netTotal']).toBe(1_200_000)
})

it('a clash is counted on the line that shows it', async () => {
  const laptop = await started()
  const shown = { ...await laptop.book.household('house-1002') }.members[0]!
  await laptop.book.write([{ register: 'person', record: shown.id, fields: { workMonths: 1 } }], edit, VILLAGE)
  expect((await laptop.book.ledgerLines(query(members), [shown.id]))[0]!.conflicts).toBe(0)
})

it('a new line is a record that knows its household, one step, and can be taken back', async () => {
  const laptop = await started()
  const { id, step } = await laptop.book.addLine('incomes', { household: 'house-1010', person: null, values: { year: 2025, kind: 'annual', netTotal: 50_000 } }, VILLAGE)
  expect(step).toMatchObject({ kind: 'add', changes: 1, undone: false })
  expect((await laptop.book.household('house-1010')).incomes.map(record => record.id)).toEqual([id])
  expect(await laptop.book.records('income', 'house-1010')).toHaveLength(1)
  await laptop.book.undo(step.id)
  expect((await laptop.book.household('house-1010')).incomes).toEqual([])
})

it('records of a register, those of one owner, and none of a register nobody knows', async () => {
  const laptop = await started()
  expect((await laptop.book.records('person')).map(record => record.id)).toHaveLength(4)
  expect((await laptop.book.records('person', 'house-1010')).map(record => record.values['name'])).toEqual(['赵永年', '安娜'])
  await laptop.book.write([{ register: 'person', record: 'person-1003', fields: { endedOn: '2026-03-01' } }], edit, VILLAGE)
  expect(await laptop.book.records('person', 'house-1010')).toHaveLength(1)
  expect(await laptop.book.records('__proto__')).toEqual([])
})

const hostile = JSON.parse('{"__proto__":{"kind":"contains","text":"x"}}') as LedgerQuery['filters']
it.each<[string, (laptop: Laptop) => Promise<unknown>, string]>([
  ['a ledger nobody declared', laptop => laptop.book.ledger({ ...query(members), ledger: 'nothing' }), 'ledger-unknown'],
  ['a ledger called __proto__', laptop => laptop.book.ledger({ ...query(members), ledger: '__proto__' }), 'ledger-unknown'],
  ['a column nobody declared', laptop => laptop.book.ledger(query(members, { columns: ['person.secret'] })), 'ledger-column-unknown'],
  ['a column called constructor', laptop => laptop.book.ledgerLines(query(members, { columns: ['constructor'] }), ['person-1000']), 'ledger-column-unknown'],
  ['X-07 a filter on __proto__', laptop => laptop.book.ledger(query(members, { filters: hostile })), 'ledger-column-unknown'],
  ['a sort by __proto__', laptop => laptop.book.ledger(query(members, { sort: { column: '__proto__', down: false } })), 'ledger-column-unknown'],
  ['choices of toString', laptop => laptop.book.ledgerChoices(query(members), 'toString'), 'ledger-column-unknown'],
  ['a line for a ledger that goes by the roster', laptop => laptop.book.addLine('members', { household: 'house-1002', person: null, values: {} }, VILLAGE), 'ledger-adds-none'],
  ['a line for a household that is not here', laptop => laptop.book.addLine('incomes', { household: 'house-9999', person: null, values: { year: 2025 } }, VILLAGE), 'record-missing'],
  ['a line for nobody', laptop => laptop.book.addLine('incomes', { household: null, person: null, values: { year: 2025 } }, VILLAGE), 'record-missing'],
  ['a line with a field nobody declared', laptop => laptop.book.addLine('incomes', { household: 'house-1002', person: null, values: { constructor: 1 } as never }, VILLAGE), 'answer-invalid'],
  ['a line with a text for an amount', laptop => laptop.book.addLine('incomes', { household: 'house-1002', person: null, values: { netTotal: '多' } }, VILLAGE), 'answer-invalid'],
  ['a line of a negative income', laptop => laptop.book.addLine('incomes', { household: 'house-1002', person: null, values: { year: 2025, A1: -1 } }, VILLAGE), 'answer-invalid'],
  ['a typed income below zero', laptop => laptop.book.act({ kind: 'ledger', title: '改', origin: { kind: 'ledger' } }, [{ register: 'income', record: 'income-1000', fields: { A1: -1 } }], VILLAGE), 'answer-invalid'],
  ['a typed income beyond all bounds', laptop => laptop.book.act({ kind: 'ledger', title: '改', origin: { kind: 'ledger' } }, [{ register: 'income', record: 'income-1000', fields: { E2: 1_000_000_001 } }], VILLAGE), 'answer-invalid'],
  ['a step on a register nobody declared', laptop => laptop.book.act({ kind: 'ledger', title: '改', origin: { kind: 'ledger' } }, [{ register: 'toString', record: 'person-1000', fields: { name: '甲' } }], VILLAGE), 'answer-invalid'],
  ['a step with a field called __proto__', laptop => laptop.book.act({ kind: 'ledger', title: '改', origin: { kind: 'ledger' } }, [{ register: 'person', record: 'person-1000', fields: JSON.parse('{"__proto__":["x"]}') as Entry['fields'] }], VILLAGE), 'answer-invalid']
])('%s is refused and leaves nothing', async (_, ask, code) => {
  const laptop = await started()
  const entries = laptop.host.journal.length
  await expect(ask(laptop)).rejects.toMatchObject({ code })
  expect(laptop.host.journal).toHaveLength(entries)
  expect(({} as Record<string, unknown>)['kind']).toBeUndefined()
})


it('a large income and a year\'s loss in the sum of an export are stored', async () => {
  const laptop = await started()
  await laptop.book.act({ kind: 'ledger', title: '改', origin: { kind: 'ledger' } }, [{ register: 'income', record: 'income-1000', fields: { E2: 1_000_000_000, netTotal: -1 } }], VILLAGE)
  expect((await laptop.book.household('house-1002')).incomes[0]!.values).toMatchObject({ E2: 1_000_000_000, netTotal: -1 })
})
