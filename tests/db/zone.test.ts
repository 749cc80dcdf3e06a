/** U-07: a laptop set to another zone keeps the book of a village in China. */
import { afterAll, expect, it } from 'vitest'
import { HEADINGS, line, roster } from '../workbook/make-files.ts'
import { newLaptop, VILLAGE, type Laptop } from './laptop.ts'

const zone = process.env['TZ']
afterAll(() => {
  if (zone === undefined) delete process.env['TZ']
  else process.env['TZ'] = zone
})

/** 28 February 2026, a minute before midnight, and midnight, in China. */
const BEFORE = Date.UTC(2026, 1, 28, 15, 59), MIDNIGHT = Date.UTC(2026, 1, 28, 16)
const child = (born: string): Uint8Array => roster([line(0), line(4, 1, { 证件号码: null, 出生日期: born })], HEADINGS)

async function at(ms: number): Promise<Laptop> {
  const laptop = newLaptop('laptop-one')
  laptop.clock = ms
  await laptop.start()
  return laptop
}
const preview = (laptop: Laptop, born: string) => laptop.book.previewImport('名册.xlsx', child(born), { code: VILLAGE, name: '万兴村' })

for (const [name, offset] of [['America/Los_Angeles', 480], ['UTC', 0], ['Pacific/Kiritimati', -840]] as const) {
  it(`U-07 in ${name} the day is China's: an import is of it, and nobody is born after it`, async () => {
    process.env['TZ'] = name
    expect(new Date(BEFORE).getTimezoneOffset()).toBe(offset)
    for (const [ms, today, moment] of [[BEFORE, '2026-02-28', '2026-02-28 23:59'], [MIDNIGHT, '2026-03-01', '2026-03-01 00:00']] as const) {
      const laptop = await at(ms)
      const tomorrow = await preview(laptop, today === '2026-02-28' ? '2026-03-01' : '2026-03-02')
      expect(tomorrow.problems.map(({ cell, code }) => `${cell} ${code}`)).toContain('E4 date-future')
      const shown = await preview(laptop, today)
      expect(shown.problems.filter(({ severity }) => severity === 'error')).toEqual([])
      await laptop.book.applyImport(shown.token)
      expect((await laptop.book.records('importBatch'))[0]!.values['at']).toBe(moment)
      const made = await laptop.book.makeFile({ kind: 'national', masked: false })
      expect(made.name).toContain(today)
      const [house] = (await laptop.book.search({ text: '寸杰' })).ids
      const members = (await laptop.book.household(house!)).members
      expect(members.map(({ values }) => values['birthDate'])).toEqual(['1955-10-18', today])
    }
  })
}
