// @vitest-environment jsdom
/** 快速排查 over the real book: begun by the first answer, gone on with, finished once, a clue with it. */
import { createApp, h, nextTick, ref } from 'vue'
import { describe, expect, it, vi } from 'vitest'
import type { Values } from '#core/registers/define.ts'
import { screeningQuestions, screeningTopics } from '#core/visiting/screening.ts'
import ScreeningRow from '../../src/components/screening/ScreeningRow.vue'
import { useBook } from '../../src/stores/book.ts'
import { roundOf, useScreening } from '../../src/stores/screening.ts'
import { useSession } from '../../src/stores/session.ts'
import { DAY, entry, HOUSE, opened } from './measures-setting.ts'

const whole: Values = {
  mode: '01', focusGroups: [], ...Object.fromEntries(screeningTopics.map(({ field }) => [field, true])), atRisk: false, opinion: '01', handling: '07', policyAware: true,
  firstScreener: '段丽华', secondScreener: '李国强', screenersSigned: true, signature: 'M1 1L2 2', signedBy: '李光明'
}
async function begun(more: Parameters<typeof opened>[0] = [], round: unknown = '2026年秋季') {
  const laptop = await opened(more)
  const store = useScreening()
  await store.start(HOUSE, round)
  return { laptop, store }
}
async function answerAll(fields: Values = {}): Promise<void> {
  for (const [field, value] of Object.entries({ ...whole, ...fields })) await useScreening().answer({ [field]: value }, field)
}
interface RowGiven { readonly question: (typeof screeningQuestions)[number]; readonly values: Values; readonly line: 'saving' | 'failed' | ''; readonly onAnswer: (fields: Values) => unknown }
function shownRow(given: () => RowGiven) {
  const row = ref<{ confirm: () => void; take: () => void } | null>(null)
  const place = document.createElement('div')
  const app = createApp({ render: () => h(ScreeningRow, { ref: row, current: true, suggested: [], suggestedText: '', why: '', headName: '', ...given() }) })
  app.mount(place)
  return { app, place, row }
}

describe('the short form', () => {
  it('opening writes nothing; the first answer begins the visit with its round and its head', async () => {
    const { laptop, store } = await begun()
    expect((await laptop.book.household(HOUSE)).visits).toEqual([])
    await store.answer({ mode: '02' }, 'mode')
    const [visit, ...rest] = (await laptop.book.household(HOUSE)).visits
    expect(rest).toEqual([])
    expect(visit!.values).toMatchObject({ household: HOUSE, round: '2026年秋季', mode: '02' })
    expect(visit!.values['startedAt']).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d$/)
    expect(store.lines.get('mode')).toEqual({ kind: 'saved' })
  })
  it('goes on where it stood; another round begins its own', async () => {
    const { laptop, store } = await begun()
    await store.answer({ mode: '02' }, 'mode')
    const first = store.visit
    await store.leave()
    await store.start(HOUSE, '2026年秋季')
    expect(store.visit).toBe(first)
    expect(store.values['mode']).toBe('02')
    await store.answer({ atRisk: false }, 'atRisk')
    expect((await laptop.book.household(HOUSE)).visits.length).toBe(1)
    await store.leave()
    await store.start(HOUSE, '2026年回头看')
    expect(store.visit).not.toBe(first)
    expect(store.values).toEqual({})
  })
  it('what was not stored is not called stored', async () => {
    const { laptop, store } = await begun()
    vi.spyOn(useBook().book(), 'write').mockRejectedValueOnce(new Error('disk'))
    await store.answer({ mode: '02' }, 'mode')
    expect(store.lines.get('mode')?.kind).toBe('failed')
    expect(store.values['mode']).toBeUndefined()
    await store.answer({ mode: '03' }, 'mode')
    expect((await laptop.book.household(HOUSE)).visits.map(({ values }) => [values['household'], values['mode']])).toEqual([[HOUSE, '03']])
  })
  it('is not finished while something is missing', async () => {
    const { laptop, store } = await begun()
    await answerAll({ atRisk: null })
    expect(store.missing.map(({ rule }) => rule)).toEqual(['S05'])
    expect(await store.finish()).toBe(false)
    expect((await laptop.book.household(HOUSE)).visits[0]!.values['finishedAt']).toBeUndefined()
  })
  it('without a risk there is no clue; the next one shows it as the one before', async () => {
    const { laptop, store } = await begun()
    await answerAll()
    expect(await store.finish()).toBe(true)
    expect(store.finished).toEqual({ clue: false, dueOn: '' })
    expect(await laptop.book.records('clue')).toEqual([])
    await store.leave()
    await store.start(HOUSE, '2026年回头看')
    expect(store.before?.values).toMatchObject({ round: '2026年秋季', opinion: '01' })
  })
  it.each<readonly [string, Values]>([['a risk', { atRisk: true, opinion: '02', handling: '06', problems: '大病自付高' }], ['into the procedure', { handling: '05', problems: '大病自付高' }]])('%s opens one clue with its day, by one write', async (_, fields) => {
    const { laptop, store } = await begun()
    await answerAll(fields)
    const visit = store.visit
    const [one, two] = await Promise.all([store.finish(), store.finish()])
    expect([one, two]).toEqual([true, true])
    expect(await store.finish()).toBe(false)
    const clues = await laptop.book.records('clue')
    expect(clues.map(({ values }) => values)).toEqual([{ household: HOUSE, channel: '03', status: '01', visit, content: '大病自付高', receivedOn: DAY, dueOn: store.finished!.dueOn }])
    expect(store.finished!.dueOn > DAY).toBe(true)
  })
  it('the groups come from the records with their reasons', async () => {
    const { store } = await begun([entry('clue', 'clue-1', { household: HOUSE, status: '01', channel: '02' })])
    expect(store.groups.map(({ code }) => code)).toEqual(['02', '12', '13'])
    expect(store.groups[0]!.reason).toContain('李光明')
  })
  it.each<readonly [unknown, string]>([['2026年秋季', '2026年秋季'], [undefined, '2026年11月排查'], [' ', '2026年11月排查'], [['a'], '2026年11月排查']])('round %j is %s', (given, expected) => expect(roundOf(given, '2026-11-22')).toBe(expected))
})

describe('a lock in the middle of a sentence', () => {
  it('what was typed less than a pause ago is in the book before the key goes', async () => {
    const { laptop, store } = await begun()
    const question = screeningQuestions.find(({ field }) => field === 'remark')!
    const { app, place, row } = shownRow(() => ({ question, values: store.values, line: '', onAnswer: (fields: Values) => void store.answer(fields, 'remark') }))
    const input = place.querySelector<HTMLTextAreaElement>('[data-testid=screening-remark-text]')!
    const forget = store.onTaking(() => row.value!.take())
    input.value = '屋后的水沟'
    input.dispatchEvent(new Event('input'))
    await useSession().lock()
    await laptop.start()
    expect((await laptop.book.records('visit')).map(({ values }) => values['remark'])).toEqual(['屋后的水沟'])
    forget()
    app.unmount()
  })
  it('who has gone is asked no more', async () => {
    const { store } = await begun()
    const take = vi.fn()
    store.onTaking(take)()
    await useSession().lock()
    expect(take).not.toHaveBeenCalled()
  })
})

describe('goes on with', () => {
  const round = (form: string) => entry('campaign', 'round-1', { title: '2026年秋季', kind: '02', from: '2026-11-01', to: '2026-11-30', scope: ['all'], form })
  it.each<readonly [string, Values, boolean]>([['quick', {}, true], ['full', {}, false], ['full', { firstScreener: '段丽华' }, true]])('of a %s round what holds %j: %s', async (form, fields, goesOn) => {
    const { store } = await begun([round(form), entry('visit', 'visit-1', { household: HOUSE, round: '2026年秋季', startedAt: '2026-11-20 09:00', ...fields })])
    expect(store.visit === 'visit-1').toBe(goesOn)
  })
})

describe('a line of the form', () => {
  it('a text that could not be stored stays as typed and is given again by Enter', async () => {
    const given: Values[] = []
    const values = ref<Values>({})
    const line = ref<'saving' | 'failed' | ''>('')
    const question = screeningQuestions.find(({ field }) => field === 'remark')!
    const { app, place, row } = shownRow(() => ({ question, values: values.value, line: line.value, onAnswer: (fields: Values) => given.push(fields) }))
    const input = place.querySelector<HTMLTextAreaElement>('[data-testid=screening-remark-text]')!
    input.value = '当场接通了水管'
    input.dispatchEvent(new Event('input'))
    row.value!.confirm()
    values.value = given[0]!
    line.value = 'saving'
    await nextTick()
    values.value = {}
    line.value = 'failed'
    await nextTick()
    expect(input.value).toBe('当场接通了水管')
    row.value!.confirm()
    expect(given).toEqual([{ remark: '当场接通了水管' }, { remark: '当场接通了水管' }])
    app.unmount()
  })
})
