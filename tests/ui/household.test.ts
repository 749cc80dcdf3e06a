// @vitest-environment jsdom
import { describe, expect, it, vi } from 'vitest'
import { settingOf } from '#core/checks/settings.ts'
import { defaultStandards } from '#core/registers/index.ts'
import type { RecordState } from '#core/sync/change.ts'
import { applyChange } from '#core/sync/merge.ts'
import { useHousehold } from '../../src/stores/household.ts'
import { useImport } from '../../src/stores/import.ts'
import { useConflicts } from '../../src/stores/conflicts.ts'
import { useProblems } from '../../src/stores/problems.ts'
import { useSync } from '../../src/stores/sync.ts'
import { makeChange } from './fake-village.ts'
import { unlocked } from './setting.ts'

describe('the household on the screen', () => {
  it('shows the head first and who has left last', async () => {
    const { book } = await unlocked()
    const store = useHousehold()
    const file = (await Promise.all((await book.search({ text: '' })).ids.map(id => book.household(id)))).find(one => one.members.length > 3)!
    await book.write([{ register: 'person', record: file.members[0]!.id, fields: { endedOn: '2026-01-01', relation: '20' } }, { register: 'person', record: file.members[2]!.id, fields: { relation: '02' } }], { kind: 'edit' })
    await store.load(file.household.id)
    expect(store.members[0]!.id).toBe(file.members[2]!.id)
    expect(store.members.at(-1)!.values['endedOn']).toBeTypeOf('string')
  })
  it('an edited field is written as an edit, read back, and only then called stored', async () => {
    const { book } = await unlocked()
    const store = useHousehold()
    await store.load('household-0001')
    const write = vi.spyOn(book, 'write')
    await store.save(store.file!.household, 'address', '上营 9 号')
    expect(write).toHaveBeenCalledWith([{ register: 'household', record: 'household-0001', fields: { address: '上营 9 号' } }], { kind: 'edit' }, store.file!.household.village)
    expect(store.file!.household.values['address']).toBe('上营 9 号')
    expect(store.saved).toEqual({ record: 'household-0001', field: 'address' })
  })
  it('a write that fails is not called stored, and the old value stays', async () => {
    const { book } = await unlocked()
    const store = useHousehold()
    await store.load('household-0001')
    const before = store.file!.household.values['address']
    vi.spyOn(book, 'write').mockRejectedValue(new Error('disk'))
    await expect(store.save(store.file!.household, 'address', 'x')).rejects.toThrow('disk')
    expect(store.saved).toBeNull()
    expect(store.file!.household.values['address']).toBe(before)
  })
  it('an unknown household is a foreseen failure, and nothing of another one is shown', async () => {
    await unlocked()
    const store = useHousehold()
    await store.load('household-0001')
    await expect(store.load('nowhere')).rejects.toMatchObject({ code: 'record-missing' })
    expect(store.state).toEqual({ kind: 'none' })
  })
})

describe('the county\'s figures on the household\'s page', () => {
  const figure = (id: string, fields: Record<string, string | number | boolean>, old?: RecordState, device = 'county-one') =>
    applyChange(old, makeChange(device, 1, Date.parse('2026-11-20T02:00:00Z'), 'standard', id, fields, { origin: { kind: 'county' } }))
  const bound = { name: 'incomeLineAsk', area: '530521', year: 2025, source: '县' }
  async function asked(...rows: RecordState[]): Promise<number> {
    const { book } = await unlocked()
    vi.spyOn(book, 'records').mockImplementation(async register => register === 'standard' ? rows : [])
    const store = useHousehold()
    await store.load('household-0001')
    return settingOf(store.rules.standards, store.file!.household.village, 2025, 'incomeLineAsk')
  }
  it('hold where there is one, and not where two sides say differently or it was taken back', async () => {
    const ours = settingOf(defaultStandards, '530521103201', 2025, 'incomeLineAsk')
    expect(await asked(figure('standard-one', { ...bound, amount: 12_300 }))).toBe(12_300)
    expect(await asked(figure('standard-one', { ...bound, amount: 12_300 }, figure('standard-one', { ...bound, amount: 45_600 }), 'county-two'))).toBe(ours)
    expect(await asked(figure('standard-one', { ...bound, amount: 12_300, voided: true }))).toBe(ours)
    expect(await asked(figure('standard-one', { ...bound, area: '530522', amount: 12_300 }))).toBe(ours)
  })
  it('what the family said yes to is one step that can be taken back', async () => {
    const { book } = await unlocked()
    const store = useHousehold()
    await store.load('household-0001')
    const act = vi.spyOn(book, 'act').mockResolvedValue({} as never)
    const [income] = store.incomes
    await store.confirmIncome(income!, '张三')
    expect(act).toHaveBeenCalledWith({ kind: 'ledger', title: '农户确认2025年收支', origin: { kind: 'edit' } }, [{ register: 'income', record: income!.id, fields: { confirmedOn: expect.stringMatching(/^\d{4}-\d\d-\d\d$/), confirmedBy: '张三' } }], income!.village)
  })
  it('an income that was taken back is no year and no finding', async () => {
    const { book } = await unlocked()
    const store = useHousehold()
    await store.load('household-0001')
    const [latest, before] = store.incomes
    await book.write([{ register: 'income', record: latest!.id, fields: { A1: -500 } }], { kind: 'edit' })
    await store.load('household-0001')
    const negative = store.findings.map(({ text }) => text)
    await book.write([{ register: 'income', record: latest!.id, fields: { voided: true } }], { kind: 'edit' })
    await store.load('household-0001')
    expect(store.incomes[0]!.id).toBe(before!.id)
    expect(store.findings.map(({ text }) => text)).not.toEqual(negative)
  })
})

describe('importing', () => {
  const error = { cell: 'F9', row: 9, code: 'id-number', severity: 'error' as const, text: 'x' }
  it('one error stops the whole file', async () => {
    const { book } = await unlocked({ preview: { problems: [error] } })
    const store = useImport()
    await store.choose()
    expect(store.errors).toBe(1)
    const apply = vi.spyOn(book, 'applyImport')
    await store.apply()
    expect(apply).not.toHaveBeenCalled()
    expect(store.state.kind).toBe('preview')
  })
  it('warnings alone do not', async () => {
    await unlocked({ preview: { problems: [{ ...error, severity: 'warning' }] } })
    const store = useImport()
    await store.choose()
    await store.apply()
    expect(store.state).toMatchObject({ kind: 'done', households: 570, people: 2245 })
  })
  it('stopped while reading it goes back to the start without a complaint', async () => {
    await unlocked({ delay: 5 })
    const store = useImport()
    const reading = store.choose()
    await vi.waitFor(() => expect(store.state.kind).toBe('reading'))
    await store.cancel()
    await reading
    expect(store.state).toEqual({ kind: 'idle' })
    expect(useProblems().first).toBeNull()
  })
  it('a file that cannot be read leaves the page at the start', async () => {
    const { book } = await unlocked()
    vi.spyOn(book, 'previewImport').mockRejectedValue(new Error('broken'))
    const store = useImport()
    await expect(store.choose()).rejects.toThrow('broken')
    expect(store.state).toEqual({ kind: 'idle' })
  })
})

describe('conflicts', () => {
  it('a decided one goes from the list and the others stay', async () => {
    await unlocked({ clashing: 3 })
    const store = useConflicts()
    await store.load()
    const [first] = store.list!
    expect(first!.answers.map(answer => answer.value)).toEqual([10, 8])
    await store.decide(first!, 8)
    expect(store.list).toHaveLength(2)
    expect(store.list!.some(one => one.record === first!.record)).toBe(false)
  })
})

describe('rounds with the county', () => {
  it('two wishes at once are one round', async () => {
    const { book } = await unlocked()
    const sync = useSync()
    await Promise.all([sync.syncNow(), sync.syncNow()])
    expect(book.calls.filter(call => call === 'sync')).toHaveLength(1)
    expect(sync.last?.report.pulled).toBe(4)
  })
  it('a round a person asked for says calmly that there is no county', async () => {
    await unlocked({ roundFails: true })
    await useSync().syncNow()
    expect(useProblems().first).toMatchObject({ code: 'county-unreachable', tone: 'calm' })
  })
  it('without an enrolment nothing is sent anywhere', async () => {
    const { book } = await unlocked({}, { enrolled: false })
    await useSync().syncNow()
    expect(book.calls).not.toContain('sync')
  })
})
