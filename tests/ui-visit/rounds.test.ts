// @vitest-environment jsdom
/** A full visit and the rounds: it names the one it is of, and never goes on with what the short form began. */
import { webcrypto } from 'node:crypto'
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { HostBridge } from '#core/host.ts'
import type { Values } from '#core/registers/define.ts'
import { useBook } from '../../src/stores/book.ts'
import { providePorts } from '../../src/stores/ports.ts'
import { useVisit } from '../../src/stores/visit.ts'
import { fakeBook, type FakeBook } from './fake/book.ts'
import { family, HOUSE, VILLAGE } from './fake/family.ts'

const FULL = '2026年回头看', QUICK = '2026年11月排查'
let book: FakeBook
const host = { call: async () => ({ ok: false, error: { code: 'locked', detail: {} } }), on: () => () => undefined } as unknown as HostBridge
const round = (id: string, title: string, form: string) => ({ register: 'campaign', record: id, fields: { title, kind: '03', from: '2026-11-01', to: '2026-11-30', scope: ['all'], form } })
const begun = (id: string, fields: Values) => ({ register: 'visit', record: id, fields: { household: HOUSE, startedAt: '2026-11-20 09:00', ...fields } })

async function started(more: Parameters<typeof fakeBook>[1], asked?: unknown) {
  book = fakeBook(VILLAGE, [...family, round('r-full', FULL, 'full'), round('r-quick', QUICK, 'quick'), ...more])
  setActivePinia(createPinia())
  providePorts({ host, openBook: () => book })
  await useBook().open(new Uint8Array(32))
  const visit = useVisit()
  await visit.start(HOUSE, asked)
  return visit
}
/** Writes one answer and says what the visit holds. */
async function answered(visit: ReturnType<typeof useVisit>): Promise<Values> {
  visit.enterSection('members')
  visit.moveTo(visit.questions.find(each => each.field === 'phone')!.key)
  visit.type('13800001111')
  visit.take()
  await vi.waitFor(() => expect(visit.saving).toBe(false))
  return book.file(HOUSE).visits.find(({ id }) => id === visit.context!.visit.id)!.values
}
beforeEach(() => vi.stubGlobal('crypto', webcrypto))

describe('goes on with', () => {
  it.each<readonly [string, Values, unknown, boolean]>([
    ['one that names no round', {}, undefined, true],
    ['one that names no round, in a round', {}, FULL, true],
    ['one of the round', { round: FULL }, FULL, true],
    ['one of a full round, from the household page', { round: FULL }, undefined, true],
    ['not one of another round', { round: '2025年回头看' }, FULL, false],
    ['not a short one with nothing but its head', { round: QUICK }, undefined, false],
    ['not a short one whose round nobody opened', { round: '2026年12月排查', mode: '02' }, undefined, false],
    ['not a short one that names a full round', { round: FULL, firstScreener: '段丽华' }, FULL, false],
    ['not a short one that says there is no risk', { round: FULL, atRisk: false }, undefined, false],
    ['not one that is over', { round: FULL, finishedAt: '2026-11-20 10:00' }, FULL, false],
    ['not one that was voided', { voided: true }, undefined, false]
  ])('%s', async (_, fields, asked, goesOn) => {
    const visit = await started([begun('visit-before', fields)], asked)
    expect(visit.context!.visit.id === 'visit-before').toBe(goesOn)
  })
})

describe('names its round', () => {
  it('with its head, by the first answer; without one it names none', async () => {
    expect(await answered(await started([], ` ${FULL} `))).toMatchObject({ household: HOUSE, round: FULL, mode: '01' })
    for (const asked of [undefined, ' ', ['a']]) expect(await answered(await started([], asked))).not.toHaveProperty('round')
  })
  it('one begun without is named by the next answer, once', async () => {
    const visit = await started([begun('visit-before', { mode: '02' })], FULL)
    expect(await answered(visit)).toMatchObject({ round: FULL, mode: '02', startedAt: '2026-11-20 09:00' })
    const before = book.written.length
    visit.moveTo(visit.questions.find(each => each.field === 'phone')!.key)
    visit.type('13800002222')
    visit.take()
    await vi.waitFor(() => expect(visit.saving).toBe(false))
    expect(book.written.slice(before).flatMap(({ entries }) => entries).some(({ fields }) => 'round' in fields)).toBe(false)
  })
})
