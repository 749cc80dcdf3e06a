import { expect, it } from 'vitest'
import { ledgers } from '#core/ledgers/index.ts'
import type { Values } from '#core/registers/define.ts'
import { registerOf } from '#core/registers/index.ts'
import type { LedgerQuery } from '../../src/db/book-ledgers.ts'
import { newLaptop, VILLAGE, type Laptop } from './laptop.ts'
import { village } from './ledger-samples.ts'

/** Something to stand in the line. */
function firstText(base: string): Values {
  const [name] = Object.entries(registerOf(base)!.fields).find(([, field]) => field.type === 'text')!
  return { [name]: '甲' }
}
const laptop: Promise<Laptop> = (async () => {
  const made = newLaptop('laptop-one')
  await made.start()
  await made.book.write(village, { kind: 'edit' }, VILLAGE)
  for (const { name, base, adds } of ledgers) {
    if (adds !== 'record' || base === 'visit') continue
    const { household, person } = registerOf(base)!
    await made.book.addLine(name, { household: household || person ? 'house-1002' : null, person: person ? 'person-1000' : null, values: firstText(base) }, VILLAGE)
  }
  return made
})()

it.each(ledgers.map(ledger => [`${ledger.code} ${ledger.title}`, ledger] as const))('%s is listed, sorted, filtered and searched by every column', async (_, ledger) => {
  const { book } = await laptop
  const query = (more: Partial<LedgerQuery>): LedgerQuery =>
    ({ ledger: ledger.name, text: '', filters: {}, sort: null, columns: ledger.columns.map(column => column.key), withEnded: true, ...more })
  const { total, ids } = await book.ledger(query({}))
  expect(await book.ledgerLines(query({}), ids)).toHaveLength(total)
  if (ledger.adds === 'record' && ledger.base !== 'visit') expect(total).toBeGreaterThan(0)
  for (const { key } of ledger.columns) {
    expect((await book.ledger(query({ sort: { column: key, down: true } }))).ids.toSorted()).toEqual([...ids].toSorted())
    const choices = await book.ledgerChoices(query({}), key)
    expect(choices.reduce((sum, choice) => sum + choice.lines, 0)).toBe(total)
    const [first] = choices
    if (first) expect((await book.ledger(query({ filters: { [key]: { kind: 'one-of', choices: [first.text] } } }))).total).toBe(first.lines)
  }
})

it('a line with nothing in it, of nobody, is not added', async () => {
  const { book } = await laptop
  const ownerless = ledgers.find(({ base, adds }) => adds === 'record' && !registerOf(base)!.household && !registerOf(base)!.person)!
  await expect(book.addLine(ownerless.name, { household: null, person: null, values: {} }, VILLAGE)).rejects.toMatchObject({ code: 'ledger-line-empty' })
})
