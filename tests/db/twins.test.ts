import { expect, it } from 'vitest'
import { checkDigit } from '#core/registers/id-number.ts'
import type { Entry } from '../../src/db/book.ts'
import { newLaptop, VILLAGE, type Laptop } from './laptop.ts'

const edit = { kind: 'edit' } as const
const idOf = (birth: string, tail = '001'): string => { const first = `530521${birth.replaceAll('-', '')}${tail}`; return first + checkDigit(first) }
const LI = idOf('1980-03-04')

const house = (n: number, fields: Entry['fields'] = {}): Entry => ({ register: 'household', record: `house-${1000 + n}`, fields: { villagerGroup: `${n}组`, ...fields } })
const person = (n: number, of: number, name: string, fields: Entry['fields'] = {}): Entry =>
  ({ register: 'person', record: `person-${1000 + n}`, fields: { household: `house-${1000 + of}`, name, relation: '20', ...fields } })
const head = (of: number, name: string): Entry => person(of * 10, of, name, { relation: '02', idNo: idOf(`19${50 + of}-01-01`) })

async function village(entries: readonly Entry[]): Promise<Laptop> {
  const laptop = newLaptop('laptop-one')
  await laptop.start()
  await laptop.book.write([house(1), house(2), head(1, '李大'), head(2, '王二'), ...entries], edit, VILLAGE)
  return laptop
}
const found = async (entries: readonly Entry[]) => (await (await village(entries)).book.twins()).map(({ kind, records }) => [kind, records.map(({ record }) => record).toSorted()])

it.each<[string, Entry[], unknown]>([
  ['the same number twice', [person(1, 1, '李光明', { idNo: LI }), person(2, 2, '李光民', { idNo: LI })], [['same-id', ['person-1001', 'person-1002']]]],
  ['an identity card and a disability certificate of one person', [person(1, 1, '李光明', { idNo: LI }), person(2, 2, '李光明', { idNo: `${LI}43` })], [['same-id', ['person-1001', 'person-1002']]]],
  ['x and X at the end', [person(1, 1, '李光明', { idNo: '53052119800304001x' }), person(2, 2, '李光明', { idNo: '53052119800304001X' })], [['same-id', ['person-1001', 'person-1002']]]],
  ['one digit apart', [person(1, 1, '李光明', { idNo: LI }), person(2, 2, '李光民', { idNo: idOf('1980-03-04', '002') })], []],
  ['placeholders of people without a card', [person(1, 1, '李光明', { idNo: '999999198003040011' }), person(2, 2, '李光民', { idNo: '999999198003040011' })], []],
  ['too short for a number', [person(1, 1, '李光明', { idNo: '530521' }), person(2, 2, '李光民', { idNo: '530521' })], []],
  ['U-04: the same name alone', [person(1, 1, '李光明', { birthDate: '1980-03-04' }), person(2, 2, '李光明', { birthDate: '1980-03-05' })], []],
  ['U-04: the same name and no birthday', [person(1, 1, '李光明'), person(2, 2, '李光明')], []],
  ['U-04: the same name and birthday, typed and by the number', [person(1, 1, '李光明', { birthDate: '1980-03-04' }), person(2, 2, '李光明', { idNo: LI })], [['same-name-birth', ['person-1001', 'person-1002']]]],
  ['one of the two has left', [person(1, 1, '李光明', { idNo: LI, endedOn: '2026-01-01' }), person(2, 2, '李光明', { idNo: LI })], []],
  ['the same household number', [house(3, { nationalHouseholdNo: 'N1' }), house(4, { nationalHouseholdNo: 'N1' })], [['same-household', ['house-1003', 'house-1004']]]],
  ['two without a number', [house(3), house(4)], []],
  ['one of the two is closed', [house(3, { nationalHouseholdNo: 'N1' }), house(4, { nationalHouseholdNo: 'N1', endedOn: '2026-01-01' })], []],
  ['the same two members in two households', [house(3), house(4), ...[3, 4].flatMap(n => [person(n * 10, n, '赵一', { birthDate: '1970-01-01' }), person(n * 10 + 1, n, '赵二', { birthDate: '1971-01-01' })])],
    [['same-name-birth', ['person-1030', 'person-1040']], ['same-name-birth', ['person-1031', 'person-1041']], ['same-household', ['house-1003', 'house-1004']]]]
])('%s', async (_, entries, twins) => expect(await found(entries)).toEqual(twins))

it('U-04: two of one name and birthday are told apart by group and head, and different numbers are said', async () => {
  const laptop = await village([person(1, 1, '李光明', { idNo: LI }), person(2, 2, '李光明', { idNo: idOf('1980-03-04', '007') })])
  const [twin] = await laptop.book.twins()
  expect(twin!.text).toContain('证件号码各不相同')
  expect(twin!.records.map(({ title, group }) => [title, group])).toEqual([['李光明（李大 户）', '1组'], ['李光明（王二 户）', '2组']])
})

it.each([
  ['the number', { name: '', idNo: LI, birthDate: '' }, ['same-id']],
  ['the number of a disability certificate', { name: '', idNo: `${LI}43`, birthDate: '' }, ['same-id']],
  ['a number from before a new card', { name: '', idNo: idOf('1980-03-04', '005'), birthDate: '' }, ['same-id']],
  ['name and typed birthday', { name: '李光明', idNo: '', birthDate: '1980-03-04' }, ['same-name-birth']],
  ['name and the birthday of another number', { name: '李光明', idNo: idOf('1980-03-04', '009'), birthDate: '' }, ['same-name-birth']],
  ['the name alone', { name: '李光明', idNo: '', birthDate: '' }, []],
  ['another name', { name: '李光', idNo: '', birthDate: '1980-03-04' }, []],
  ['nothing', { name: '', idNo: '', birthDate: '' }, []]
])('a newcomer is known by %s', async (_, newcomer, kinds) => {
  const laptop = await village([person(1, 1, '李光明', { idNo: LI, formerIdNos: idOf('1980-03-04', '005') })])
  const twins = await laptop.book.twinsOf(newcomer)
  expect(twins.map(({ kind }) => kind)).toEqual(kinds)
  for (const { text } of twins) expect(text).toContain('本村已有此人：1组 李光明（李大 户）')
})

it('who has left is known to come back', async () => {
  const laptop = await village([person(1, 1, '李光明', { idNo: LI, endedOn: '2020-01-01', endReason: '02' })])
  expect(await laptop.book.twinsOf({ name: '', idNo: LI, birthDate: '' })).toMatchObject([{ kind: 'same-id', records: [{ record: 'person-1001', ended: true }] }])
})

it('a look is one record of who, when, what and what for, once while the book is open, and again after a lock', async () => {
  const laptop = await village([person(1, 1, '李光明', { idNo: LI })])
  const look = (field = 'idNo') => laptop.book.reveal('person', 'person-1001', field, '入户核实')
  await Promise.all([look(), look()])
  await look()
  const [note, ...more] = await laptop.book.records('reveal')
  expect(more).toEqual([])
  expect(note!.values).toEqual({ household: 'house-1001', register: 'person', record: 'person-1001', field: 'idNo', purpose: '入户核实', by: '', at: expect.stringMatching(/^2026-0[34]-\d\d \d\d:\d\d$/u) })
  expect(JSON.stringify(note)).not.toContain(LI)
  await look('phone')
  await laptop.lock(); await laptop.start()
  await look()
  expect(await laptop.book.records('reveal')).toHaveLength(3)
})

it('a look that could not be noted fails, and is noted at the next', async () => {
  const laptop = await village([person(1, 1, '李光明', { idNo: LI })])
  laptop.host.before = name => { if (name === 'journal:append') throw new Error('full') }
  await expect(laptop.book.reveal('person', 'person-1001', 'idNo', '入户核实')).rejects.toThrow()
  laptop.host.before = () => undefined
  await laptop.book.reveal('person', 'person-1001', 'idNo', '入户核实')
  expect(await laptop.book.records('reveal')).toHaveLength(1)
})

it('every file that leaves unmasked is noted, the same one twice is two notes', async () => {
  const laptop = await village([])
  for (let i = 0; i < 2; i++) await laptop.book.reveal('person', 'ledger-people', 'export', '上级核查')
  expect(await laptop.book.records('reveal')).toHaveLength(2)
})
