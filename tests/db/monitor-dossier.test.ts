/** The dossier with the real book: it follows the case from step to step, and what two sides decided differently is no paper. */
import { describe, expect, it } from 'vitest'
import { dawn, edit, go, HOUSE, listing, open, openOffice } from './case-desk.ts'
import { VILLAGE } from './laptop.ts'

describe('一户一档', () => {
  it('follows the case: what is not yet to be had, then there, with where it is mended', async () => {
    const office = await openOffice()
    const { book } = office.village
    expect(await book.dossier(HOUSE)).toEqual([])
    const id = await open(office)
    const stateOf = async (key: string) => (await book.dossier(HOUSE)).find(line => line.key === key)
    expect(await stateOf('D06')).toMatchObject({ state: 'not-needed', mend: `/monitor/case/${id}`, case: id, part: 'listing', order: 6 })
    await go(office, id, listing.slice(0, 5))
    expect((await stateOf('D06'))?.state).toBe('there')
    expect((await stateOf('D04'))?.state).toBe('there')
    await go(office, id, listing.slice(5))
    expect(await stateOf('D07')).toMatchObject({ state: 'partly', evidence: ['noticeFirst'] })
    await book.write([{ register: 'attachment', record: 'attachment-one', fields: { household: HOUSE, kind: '05', subjectRegister: 'monitorCase', subjectRecord: id, subjectField: 'noticeFirst' } }], edit, VILLAGE)
    expect(await stateOf('D07')).toMatchObject({ state: 'there', pictures: ['attachment-one'] })
    await book.write([{ register: 'attachment', record: 'attachment-one', fields: { voided: true } }], edit, VILLAGE)
    expect((await stateOf('D07'))?.state).toBe('partly')
  })
  it('visits and plans count by the year of the laptop’s day', async () => {
    const office = await openOffice()
    await open(office)
    const { book } = office.village
    await book.write([{ register: 'visit', record: 'visit-one-00', fields: { household: HOUSE, finishedAt: '2026-03-03 10:00' } }, { register: 'plan', record: 'plan-one-000', fields: { household: HOUSE, year: 2026, targetIncome: 1_000_000, steps: '务工', responsible: '王', dueOn: '2026-12-01' } }], edit, VILLAGE)
    const states = async () => (await book.dossier(HOUSE)).filter(({ key }) => key === 'D12' || key === 'D14').map(({ state }) => state)
    expect(await states()).toEqual(['there', 'there'])
    dawn(office, '2027-01-04')
    expect(await states()).toEqual(['partly', 'partly'])
  })
  it('of a household nobody knows it says so', async () => {
    await expect((await openOffice()).village.book.dossier('house-none')).rejects.toMatchObject({ code: 'record-missing' })
  })
})
