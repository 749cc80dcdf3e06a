import { expect, it } from 'vitest'
import { line, roster, type Line } from '../workbook/make-files.ts'
import { newLaptop, VILLAGE, type Laptop } from './laptop.ts'

const WANXING = { code: VILLAGE, name: '万兴村' }
const family: readonly Line[] = [line(0), line(1), line(2), line(5, 2, { 与户主关系: '户主' })]

async function started(): Promise<Laptop> {
  const laptop = newLaptop('laptop-one')
  await laptop.start()
  return laptop
}
const preview = (laptop: Laptop, lines: readonly Line[]) => laptop.book.previewImport('花名册.xlsx', roster(lines), WANXING)

it('a roster is shown as a difference, written as one journal entry, and found again after a restart', async () => {
  const laptop = await started()
  const shown = await preview(laptop, family)
  expect(shown).toMatchObject({ village: WANXING, rows: 4, households: { added: 2, changed: 0, same: 0 }, people: { added: 4, changed: 0, same: 0 } })
  expect(laptop.host.journal).toHaveLength(0)
  const done = await laptop.book.applyImport(shown.token)
  expect(done).toMatchObject({ households: 2, people: 4 })
  expect(laptop.host.journal).toHaveLength(1)
  await laptop.lock(); await laptop.start()
  expect(await laptop.book.status()).toMatchObject({ households: 2, people: 4 })
  const [first] = (await laptop.book.search({ text: '寸杰' })).ids
  const file = await laptop.book.household(first!)
  expect(file.members.map(member => member.values['idNo'])).toContain('530521195510182955')
  expect(file.household.writes[0]!.origin).toEqual({ kind: 'import', ref: done.import })
})

it('the same roster again changes nothing; a changed cell changes one person', async () => {
  const laptop = await started()
  await laptop.book.applyImport((await preview(laptop, family)).token)
  expect(await preview(laptop, family)).toMatchObject({ households: { added: 0, changed: 0, same: 2 }, people: { added: 0, changed: 0, same: 4 } })
  expect(await preview(laptop, [line(0), line(1, 1, { 成员联系电话: '13887500000' }), line(2)])).toMatchObject({ people: { added: 0, changed: 1, same: 2 } })
})

it('a roster with an error is not imported at all', async () => {
  const laptop = await started()
  const shown = await preview(laptop, [line(0), line(1, 1, { 户编号: null })])
  expect(shown.problems.map(problem => problem.severity)).toContain('error')
  await expect(laptop.book.applyImport(shown.token)).rejects.toMatchObject({ code: 'import-has-errors' })
  expect(await laptop.book.status()).toMatchObject({ households: 0, people: 0 })
})

it('what changed since the preview has to be looked at again, what changed elsewhere has not', async () => {
  const laptop = await started()
  await laptop.book.applyImport((await preview(laptop, family)).token)
  const update = [line(0, 1, { 成员联系电话: '13887500000' })]
  const stale = await preview(laptop, update)
  const [id] = (await laptop.book.search({ text: '寸杰' })).ids
  const member = (await laptop.book.household(id!)).members.find(person => person.values['name'] === '寸杰')!
  await laptop.book.write([{ register: 'person', record: member.id, fields: { phone: '13800000009' } }], { kind: 'edit' }, VILLAGE)
  await expect(laptop.book.applyImport(stale.token)).rejects.toMatchObject({ code: 'import-stale' })
  const fresh = await preview(laptop, update)
  await laptop.book.write([{ register: 'household', record: 'house-elsewhere', fields: { note: '别处' } }], { kind: 'edit' }, VILLAGE)
  await expect(laptop.book.applyImport(fresh.token)).resolves.toMatchObject({ people: 1 })
  await expect(laptop.book.applyImport(fresh.token)).rejects.toMatchObject({ code: 'import-stale' })
})

it('fault 20: power lost while an import is stored leaves all of it or none', async () => {
  const laptop = await started()
  const shown = await preview(laptop, family)
  laptop.beforeCommit = () => laptop.kill()
  await expect(laptop.book.applyImport(shown.token)).rejects.toBeDefined()
  laptop.beforeCommit = () => undefined
  await laptop.start()
  expect(await laptop.book.status()).toMatchObject({ households: 2, people: 4 })
})

it('a village known to nobody here has no code, and its rows are not taken', async () => {
  const laptop = await started()
  const shown = await laptop.book.previewImport('花名册.xlsx', roster(family), null)
  expect(shown.village).toEqual({ code: null, name: '万兴村' })
  await expect(laptop.book.applyImport(shown.token)).rejects.toMatchObject({ code: 'village-not-granted' })
})
