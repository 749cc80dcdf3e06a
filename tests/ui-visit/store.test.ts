// @vitest-environment jsdom
import { webcrypto } from 'node:crypto'
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { HostBridge } from '#core/host.ts'
import { useBook } from '../../src/stores/book.ts'
import { providePorts } from '../../src/stores/ports.ts'
import { NEW_MEMBER, useVisit } from '../../src/stores/visit.ts'
import { fakeBook, type FakeBook } from './fake/book.ts'
import { family, HOUSE, idOf, VILLAGE } from './fake/family.ts'

let book: FakeBook
const host = { call: async () => ({ ok: false, error: { code: 'locked', detail: {} } }), on: () => () => undefined } as unknown as HostBridge

/** The program as it starts after a kill: same book, everything in memory gone. */
async function launch() {
  setActivePinia(createPinia())
  providePorts({ host, openBook: () => book })
  await useBook().open(new Uint8Array(32))
  return useVisit()
}
beforeEach(() => {
  vi.stubGlobal('crypto', webcrypto)
  book = fakeBook(VILLAGE, family)
})

const settle = async (): Promise<void> => {
  for (let i = 0; i < 60; i++) await Promise.resolve()
}
type Visit = ReturnType<typeof useVisit>
const goTo = (visit: Visit, section: Parameters<Visit['enterSection']>[0], field: string, record?: string): void => {
  visit.enterSection(section)
  visit.moveTo(visit.questions.find(each => each.field === field && (!record || each.record === record))!.key)
}
const say = (visit: Visit, raw: string): void => {
  visit.type(raw)
  visit.take()
}

describe('an answer', () => {
  it('goes to the book at once, of this visit, and says stored only after the book has said so', async () => {
    const visit = await launch()
    await visit.start(HOUSE)
    const open = book.hold()
    goTo(visit, 'members', 'phone')
    const { key } = visit
    say(visit, '13800001111')
    await settle()
    expect(visit.lines.get(key)).toEqual({ kind: 'saving' })
    expect(book.file(HOUSE).household.values['phone']).toBe('13987500001')
    open()
    await settle()
    expect(visit.lines.get(key)).toEqual({ kind: 'saved' })
    expect(book.file(HOUSE).household.values['phone']).toBe('13800001111')
    expect(book.written[0]).toMatchObject({ origin: { kind: 'visit', ref: visit.context!.visit.id }, village: VILLAGE })
  })

  it('that is a large income is asked about once; going elsewhere does not confirm it, a second Enter does', async () => {
    const visit = await launch()
    await visit.start(HOUSE)
    const stored = () => book.written.flatMap(({ entries }) => entries).filter(({ fields }) => 'A1' in fields).map(({ fields }) => fields['A1'])
    goTo(visit, 'income', 'A1')
    const { key } = visit
    visit.type('600000')
    goTo(visit, 'income', 'B1')
    await settle()
    expect(visit.lines.get(key)).toMatchObject({ kind: 'failed', raw: '600000' })
    goTo(visit, 'income', 'A1')
    say(visit, '600001')
    expect(visit.problem).toContain('I12')
    say(visit, '600002')
    expect(visit.problem).toContain('I12')
    await settle()
    expect(stored()).toEqual([])
    visit.take()
    await settle()
    expect(stored()).toEqual([60_000_200])
    goTo(visit, 'income', 'B1')
    say(visit, '-1')
    visit.take()
    expect(visit.problem).toContain('I10')
  })

  it('that could not be stored stays on the screen as typed, with the reason, and is stored on the next try', async () => {
    const visit = await launch()
    await visit.start(HOUSE)
    book.refuse('disk-full')
    goTo(visit, 'members', 'phone')
    const { key } = visit
    say(visit, '138 0000 1111')
    await settle()
    expect(visit.lines.get(key)).toMatchObject({ kind: 'failed', raw: '138 0000 1111' })
    expect(visit.context!.household.values['phone']).toBe('13987500001')
    visit.moveTo(key)
    expect([visit.raw, visit.problem]).toEqual(['138 0000 1111', expect.stringContaining('磁盘快满了')])
    visit.take()
    await settle()
    expect(visit.lines.get(key)).toEqual({ kind: 'saved' })
    expect(book.file(HOUSE).visits.find(({ id }) => id !== 'visit-2025')!.values).toMatchObject({ household: HOUSE, mode: '01' })
  })

  it('that is wrong stays beside its reason and nothing is stored', async () => {
    const visit = await launch()
    await visit.start(HOUSE)
    goTo(visit, 'income', 'A1')
    say(visit, '一万六')
    expect([visit.question!.field, visit.raw, visit.problem]).toEqual(['A1', '一万六', '“一万六”不是数字；不知道就留空'])
    expect(book.written).toEqual([])
  })

  it('that was typed and not entered is not lost by going elsewhere: read as one, or left on its line', async () => {
    const visit = await launch()
    await visit.start(HOUSE)
    goTo(visit, 'members', 'phone')
    visit.type('13800001111')
    visit.step(1)
    await settle()
    expect(book.file(HOUSE).household.values['phone']).toBe('13800001111')
    goTo(visit, 'income', 'A1')
    const { key } = visit
    visit.type('一万六')
    visit.enterSection('risk')
    expect(visit.lines.get(key)).toMatchObject({ kind: 'failed', raw: '一万六' })
    expect(await visit.finish()).toBe(false)
    expect([visit.section, visit.raw]).toEqual(['income', '一万六'])
  })

  it('that was typed before 情况无变化 counts as the change it is', async () => {
    const visit = await launch()
    await visit.start(HOUSE)
    goTo(visit, 'income', 'A1')
    visit.type('16000')
    visit.unchanged()
    await settle()
    const income = book.file(HOUSE).incomes.find(({ values }) => values['year'] !== 2025)!.values
    expect([income['A1'], income['B1']]).toEqual([1_600_000, 380_000])
    expect(visit.sections.find(({ id }) => id === 'income')!.state).toBe('done')
  })

  it('that says what the book already holds writes nothing', async () => {
    const visit = await launch()
    await visit.start(HOUSE)
    goTo(visit, 'members', 'phone')
    visit.take()
    await settle()
    expect(book.written).toEqual([])
    expect(visit.question!.field).toBe('address')
  })

  it('decides at once which questions follow, before it is durable', async () => {
    const visit = await launch()
    await visit.start(HOUSE)
    book.hold()
    goTo(visit, 'condition', 'workMonths', 'person-001')
    say(visit, '0')
    expect(visit.question!.field).toBe('publicPost')
    visit.previous()
    say(visit, '10')
    expect(visit.question!.field).toBe('workPlace')
  })

  it('two answers to one field never change places, however slow the disk', async () => {
    const visit = await launch()
    await visit.start(HOUSE)
    const open = book.hold()
    goTo(visit, 'condition', 'workMonths', 'person-001')
    say(visit, '3')
    goTo(visit, 'condition', 'workMonths', 'person-001')
    say(visit, '11')
    open()
    await settle()
    expect(book.file(HOUSE).members[0]!.values['workMonths']).toBe(11)
    expect(visit.changes).toEqual([expect.objectContaining({ label: '务工时间(月)', before: '9', after: '11' })])
  })

  it('by telephone stays by telephone though the visit itself is not stored yet', async () => {
    const visit = await launch()
    await visit.start(HOUSE)
    const open = book.hold()
    goTo(visit, 'members', 'mode')
    say(visit, '2')
    goTo(visit, 'members', 'phone')
    say(visit, '13800001111')
    open()
    await settle()
    expect(visit.context!.visit.values['mode']).toBe('02')
  })
})

describe('a visit', () => {
  it('only looked at leaves no record behind', async () => {
    const visit = await launch()
    await visit.start(HOUSE)
    await visit.leave()
    expect([book.written, book.drafts.at(-1)]).toEqual([[], null])
  })

  it('unfinished is continued, not begun a second time', async () => {
    const first = await launch()
    await first.start(HOUSE)
    goTo(first, 'members', 'phone')
    say(first, '13800001111')
    await settle()
    const { id } = first.context!.visit
    await first.leave()
    const second = await launch()
    await second.start(HOUSE)
    expect(second.context!.visit.id).toBe(id)
    expect(second.changes).toEqual([expect.objectContaining({ before: '13987500001', after: '13800001111' })])
    expect(book.file(HOUSE).visits).toHaveLength(2)
  })

  it('D-02: killed in the middle of a word comes back to the same field with the text', async () => {
    const first = await launch()
    await first.start(HOUSE)
    goTo(first, 'condition', 'employer', 'person-001')
    vi.useFakeTimers()
    first.type('昆明市官渡区')
    await vi.advanceTimersByTimeAsync(400)
    vi.useRealTimers()
    const second = await launch()
    expect([await second.resumeDraft(), await second.resumeDraft()]).toEqual([HOUSE, null])
    await second.start(HOUSE)
    expect([second.section, second.question!.field, second.question!.record, second.raw]).toEqual(['condition', 'employer', 'person-001', '昆明市官渡区'])
  })

  it('D-02: killed in the form of a new member comes back to the form', async () => {
    const first = await launch()
    await first.start(HOUSE)
    first.openMemberForm()
    vi.useFakeTimers()
    first.type('{"name":"李小满"}')
    await vi.advanceTimersByTimeAsync(400)
    vi.useRealTimers()
    const second = await launch()
    await second.start(HOUSE)
    expect([second.key, second.raw]).toEqual([NEW_MEMBER, '{"name":"李小满"}'])
  })

  it('with nothing changed is one key, a signature and one more', async () => {
    const visit = await launch()
    await visit.start(HOUSE)
    visit.allUnchanged()
    visit.sign('M1 1L2 2', '李文华')
    expect(await visit.finish()).toBe(true)
    const kept = book.file(HOUSE).visits.find(({ id }) => id !== 'visit-2025')!.values
    expect(kept).toMatchObject({ unchangedMembers: true, unchangedIncome: true, unchangedRisk: true, unchangedNeeds: true, opinion: '01', signature: 'M1 1L2 2' })
    expect(kept['finishedAt']).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d$/)
    const income = book.file(HOUSE).incomes.find(({ values }) => values['year'] !== 2025)!.values
    expect(income).toMatchObject({ household: HOUSE, kind: 'annual', A1: 2_400_000, E2: 210_000 })
    expect(book.drafts.at(-1)).toBeNull()
    expect(visit.phase).toBe('finished')
  })

  it('says of a section gone through whether anything in it was different', async () => {
    const visit = await launch()
    await visit.start(HOUSE)
    visit.enterSection('safeguards')
    while (visit.section === 'safeguards') visit.take()
    await settle()
    expect(visit.sections.find(({ id }) => id === 'safeguards')!.state).toBe('unchanged')
    goTo(visit, 'safeguards', 'waterUnsafe')
    say(visit, '1')
    await settle()
    expect(visit.sections.find(({ id }) => id === 'safeguards')).toMatchObject({ state: 'done', changed: 1 })
  })

  it('takes 情况无变化 of the income back when a line is answered differently after all, and of nothing else', async () => {
    const visit = await launch()
    await visit.start(HOUSE)
    visit.unchanged()
    visit.enterSection('income')
    visit.unchanged()
    visit.enterSection('members')
    visit.allUnchanged()
    await settle()
    const state = (id: string) => visit.sections.find(each => each.id === id)!.state
    expect([state('members'), state('income')]).toEqual(['unchanged', 'unchanged'])
    goTo(visit, 'income', 'A1')
    say(visit, '16000')
    await settle()
    expect([state('members'), state('income')]).toEqual(['unchanged', 'done'])
  })

  it('is not finished while an answer is not stored', async () => {
    const visit = await launch()
    await visit.start(HOUSE)
    book.refuse('journal-write-failed')
    goTo(visit, 'members', 'phone')
    say(visit, '13800001111')
    expect(await visit.finish()).toBe(false)
    expect([visit.phase, visit.section, visit.raw]).toEqual(['asking', 'members', '13800001111'])
    expect(book.written).toEqual([])
  })

  it('gives the income of a household and year one record on every laptop', async () => {
    const ids: string[] = []
    for (const typed of ['16000', '18000']) {
      book = fakeBook(VILLAGE, family)
      const visit = await launch()
      await visit.start(HOUSE)
      goTo(visit, 'income', 'A1')
      say(visit, typed)
      await settle()
      ids.push(visit.context!.income.id)
    }
    expect(ids[0]).toBe(ids[1])
  })
})

describe('members', () => {
  it('come in as a whole, sex and birth by the card, counted in the household', async () => {
    const visit = await launch()
    await visit.start(HOUSE)
    const idNo = idOf('2026-07-15', '028')
    expect(visit.addMember({ name: '', idNo, relation: '', joinReason: '1', joinedOn: '2026-07-15' })).toEqual({ name: '这一项不能留空', relation: '这一项不能留空' })
    expect(book.written).toEqual([])
    expect(visit.addMember({ name: '李小满', idNo, relation: '之女', joinReason: '1', joinedOn: '2026-07-15' })).toEqual({})
    await settle()
    const added = book.file(HOUSE).members.find(({ values }) => values['name'] === '李小满')!
    expect(added.values).toMatchObject({ household: HOUSE, idNo, sex: '2', birthDate: '2026-07-15', relation: '30', joinReason: '01', joinedOn: '2026-07-15' })
    expect(book.file(HOUSE).household.values['memberCount']).toBe(5)
    expect(visit.changes.map(({ label }) => label)).toEqual(['新增成员'])
  })

  it('go out with a reason and a day, never deleted, and a slip is put right', async () => {
    const visit = await launch()
    await visit.start(HOUSE)
    goTo(visit, 'members', 'presence', 'person-004')
    say(visit, '2')
    expect(visit.question!.field).toBe('endReason')
    say(visit, '1')
    say(visit, '2026-10-02')
    await settle()
    const grandmother = () => book.file(HOUSE).members.find(({ id }) => id === 'person-004')!.values
    expect(grandmother()).toMatchObject({ name: '赵桂芝', endReason: '01', endedOn: '2026-10-02' })
    expect(book.file(HOUSE).household.values['memberCount']).toBe(3)
    goTo(visit, 'members', 'presence', 'person-004')
    say(visit, '1')
    await settle()
    expect(grandmother()).toMatchObject({ endReason: null, endedOn: null })
    expect(book.file(HOUSE).household.values['memberCount']).toBe(4)
    expect(visit.changes).toEqual([])
  })
})
