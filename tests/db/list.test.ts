import { expect, it } from 'vitest'
import { newLaptop, VILLAGE, type Laptop } from './laptop.ts'
import { village } from './ledger-samples.ts'

const edit = { kind: 'edit' } as const
async function withOneGone(): Promise<Laptop> {
  const laptop = newLaptop('laptop-one')
  await laptop.start()
  await laptop.book.write(village, edit, VILLAGE)
  await laptop.book.write([{ register: 'household', record: 'house-1002', fields: { endedOn: '2026-03-01' } }], edit, VILLAGE)
  return laptop
}

it('a household that is gone is in no list, group or count, and its page still opens', async () => {
  const laptop = await withOneGone()
  expect((await laptop.book.search({ text: '' })).ids).toEqual(['house-1010'])
  expect((await laptop.book.search({ text: '李国强' })).total).toBe(0)
  expect(await laptop.book.groups()).toEqual([{ village: VILLAGE, group: '10组', households: 1 }])
  expect(await laptop.book.status()).toMatchObject({ households: 1, people: 2 })
  expect((await laptop.book.household('house-1002')).members).toHaveLength(2)
  await laptop.lock(); await laptop.start()
  expect((await laptop.book.search({ text: '' })).ids).toEqual(['house-1010'])
})

it('it is found when those that are gone are asked for, and comes back with its end taken away', async () => {
  const laptop = await withOneGone()
  expect((await laptop.book.search({ text: '李', show: 'ended' })).ids).toEqual(['house-1002'])
  await laptop.book.write([{ register: 'household', record: 'house-1002', fields: { endedOn: null } }], edit, VILLAGE)
  expect((await laptop.book.search({ text: '' })).ids).toEqual(['house-1002', 'house-1010'])
  expect(await laptop.book.status()).toMatchObject({ households: 2, people: 4 })
})
