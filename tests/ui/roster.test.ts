// @vitest-environment jsdom
import { nextTick } from 'vue'
import { describe, expect, it, vi } from 'vitest'
import { useRoster } from '../../src/stores/roster.ts'
import { isProvisional, useVillage } from '../../src/stores/village.ts'
import { unlocked } from './setting.ts'

const settle = (): Promise<void> => new Promise(resolve => setTimeout(resolve, 20))

describe('the list of households', () => {
  it('holds all ids but rows only by slices, and asks for a slice once', async () => {
    const { book } = await unlocked({ households: 300 })
    const roster = useRoster()
    await roster.find()
    expect(roster.found?.ids).toHaveLength(300)
    expect(roster.rows.size).toBe(64)
    await Promise.all([roster.need(100, 120), roster.need(100, 125)])
    expect(roster.rows.size).toBe(128)
    expect(book.calls.filter(call => call.startsWith('rows'))).toHaveLength(2)
  })
  it('an answer that comes late does not overwrite the newer one', async () => {
    const { book } = await unlocked()
    const roster = useRoster()
    await roster.find()
    const real = book.search.bind(book)
    let release = (): void => undefined
    vi.spyOn(book, 'search').mockImplementation(async query => {
      if (query.text === '张') await new Promise<void>(resolve => { release = resolve })
      return real(query)
    })
    roster.setText('张')
    await nextTick()
    roster.setText('李')
    await vi.waitFor(() => expect(roster.found?.query.text).toBe('李'))
    const shown = roster.found
    release()
    await settle()
    expect(roster.found).toBe(shown)
    expect(roster.found?.query.text).toBe('李')
  })
  it('a new question puts the mark on the first hit', async () => {
    await unlocked()
    const roster = useRoster()
    await roster.find()
    roster.mark(12)
    roster.setText('李')
    await vi.waitFor(() => expect(roster.found?.query.text).toBe('李'))
    expect(roster.active).toBe(0)
  })
  it('Enter right after the last key opens a hit of the new question, not the row of the old one', async () => {
    await unlocked({ delay: 5 })
    const roster = useRoster()
    await roster.find()
    roster.mark(9)
    roster.setText('李')
    const id = await roster.marked()
    expect(roster.found?.query.text).toBe('李')
    expect(id).toBe(roster.found?.ids[0])
  })
  it('Alt+arrows walk the list as it stands and stop at its ends', async () => {
    await unlocked({ households: 3 })
    const roster = useRoster()
    await roster.find()
    const [first, second, third] = roster.found!.ids
    expect(roster.neighbour(second!, 1)).toBe(third)
    expect(roster.neighbour(second!, -1)).toBe(first)
    expect(roster.neighbour(third!, 1)).toBeNull()
    expect(roster.neighbour('elsewhere', 1)).toBeNull()
  })
  it('a change of a household shows in its row without losing the place', async () => {
    const { book } = await unlocked()
    const roster = useRoster()
    await roster.find()
    roster.mark(7)
    const id = roster.found!.ids[7]!
    await book.write([{ register: 'household', record: id, fields: { villagerGroup: '9组' } }], { kind: 'edit' })
    await vi.waitFor(() => expect(roster.rows.get(id)?.group).toBe('9组'))
    expect(roster.active).toBe(7)
  })
})

describe('a village nobody knows the code of', () => {
  it('gets one under the province, so that its monitoring line holds, and is known to be provisional', async () => {
    await unlocked()
    const villages = useVillage()
    villages.nameOwn(' 万兴村 ', '')
    expect(villages.current).toMatchObject({ name: '万兴村', code: expect.stringMatching(/^53\d{10}$/) })
    expect(isProvisional(villages.current!.code)).toBe(true)
    expect(isProvisional('530521103204')).toBe(false)
  })
  it('keeps the real code where a person typed it', async () => {
    await unlocked()
    const villages = useVillage()
    villages.nameOwn('万兴村', '530521103207')
    expect(villages.current?.code).toBe('530521103207')
  })
})
