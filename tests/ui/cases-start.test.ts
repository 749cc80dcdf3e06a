// @vitest-environment jsdom
import { mount, flushPromises } from '@vue/test-utils'
import ElementPlus from 'element-plus'
import { afterEach, describe, expect, it } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import type { RecordState, Value } from '#core/sync/change.ts'
import { applyChange } from '#core/sync/merge.ts'
import { answerRefusals, householdRefusals, noAnswers, startValues } from '../../src/components/procedure/start-rules.ts'
import { useBook } from '../../src/stores/book.ts'
import { useCaseStart } from '../../src/stores/case-start.ts'
import { useSession } from '../../src/stores/session.ts'
import CaseStart from '../../src/views/monitor/CaseStart.vue'
import { FakeCases, statusOf, type Made } from './fake-cases.ts'
import { makeChange } from './fake-village.ts'
import { PIN, unlocked } from './setting.ts'

let number = 0
const house = (fields: Record<string, Value>): RecordState => applyChange(undefined, makeChange('laptop-one', ++number, Date.UTC(2026, 10, 1), 'household', 'h', { villagerGroup: '1组', ...fields }))
const disputed = (): RecordState => {
  const base = house({ monitorCategory: '1', riskEliminated: false })
  const other = (device: string, value: boolean) => makeChange(device, ++number, Date.UTC(2026, 10, 2), 'household', 'h', { riskEliminated: value }, { saw: {} })
  return [other('laptop-one', true), other('laptop-two', false)].reduce<RecordState>((record, change) => applyChange(record, change), base)
}
const TODAY = '2026-11-20'
const member = (labour: string, endedOn: string | null = null): RecordState => applyChange(undefined, makeChange('laptop-one', ++number, Date.UTC(2026, 10, 1), 'person', `p${number}`, { labour, endedOn }))
const MONITORED = { monitorCategory: '1', riskEliminated: false }
const GONE = { monitorCategory: '1', riskEliminated: true }

describe('for which household a procedure can be started', () => {
  it.each([
    ['an ordinary household may be identified', 'identification', {}, ''],
    ['one that is watched over already may not', 'identification', MONITORED, '不用再识别'],
    ['one whose risk is gone is relisted, not identified', 'identification', GONE, '风险再标注'],
    ['one whose risk is gone may be relisted', 'relisting', GONE, ''],
    ['one whose risk still stands may not', 'relisting', MONITORED, '还没有消除'],
    ['an ordinary one may not', 'relisting', {}, '识别纳入'],
    ['a monitored one may be eliminated', 'elimination', MONITORED, ''],
    ['of an ordinary one there is nothing to eliminate', 'elimination', {}, '不是监测对象'],
    ['nor of one whose risk is gone', 'elimination', GONE, '已标注风险消除'],
    ['a household without labour stays 暂不标注', 'elimination', { ...MONITORED, wholeNoLabour: true }, '暂不标注'],
    ['with labour it may', 'elimination', { ...MONITORED, wholeNoLabour: false }, ''],
    ['a household that is gone starts nothing', 'identification', { endedOn: '2026-03-01' }, '已销户']
  ] as const)('%s', (_case, kind, fields, why) => {
    const found = householdRefusals(kind, { household: house(fields), members: [member('01')] }, [], TODAY)
    expect(found.map(({ text }) => text).join()).toContain(why)
    expect(found).toHaveLength(why ? 1 : 0)
    for (const one of found) expect(one.rule && one.source).toBeTruthy()
  })
  it('nobody in it can work: 暂不标注 too, though nobody ticked it; one who left does not count, one who can work does', () => {
    const why = (...members: RecordState[]): string[] => householdRefusals('elimination', { household: house(MONITORED), members }, [], TODAY).map(({ rule }) => rule)
    expect(why(member('04'), member('05'))).toEqual(['R166'])
    expect(why(member('04'), member('01', '2025-01-01'))).toEqual(['R166'])
    expect(why(member('04'), member('01'))).toEqual([])
  })
  it('one that has an open procedure starts no second one, of whatever kind', () => {
    for (const kind of ['identification', 'elimination', 'relisting'] as const) expect(householdRefusals(kind, { household: house(MONITORED), members: [] }, [{ kind: 'identification' }], TODAY)[0]!.text).toContain('没有办结')
  })
  it('what two sides decided differently is no ground to start on', () => {
    expect(householdRefusals('elimination', { household: disputed(), members: [] }, [], TODAY)[0]!).toMatchObject({ rule: 'P20' })
  })
})

describe('what must be said', () => {
  const full = { ...noAnswers('2026-11-20'), channel: '03', category: '1', risks: ['01'] }
  it.each([
    ['all of it', full, []],
    ['no channel', { ...full, channel: '' }, ['channel']], ['no category', { ...full, category: '' }, ['category']], ['no risk', { ...full, risks: [] }, ['risks']], ['no day', { ...full, on: '' }, ['on']], ['today', { ...full, on: TODAY }, []], ['a day to come', { ...full, on: '2026-11-21' }, ['on']],
    ['R144: a disaster without its kind', { ...full, risks: ['02'] }, ['disasterType']], ['a disaster with its kind', { ...full, risks: ['02'], disasterType: '0201' }, []],
    ['R144: 其他 without a word', { ...full, risks: ['99'], riskNote: '  ' }, ['riskNote']], ['其他 with a word', { ...full, risks: ['99'], riskNote: '合伙人卷款' }, []],
    ['an elimination without its mode', { ...noAnswers('2026-11-20', 'elimination') }, ['mode']], ['an elimination with it asks for no risk', { ...noAnswers('2026-11-20', 'elimination'), mode: '01' }, []]
  ])('%s', (_case, answers, missing) => expect(answerRefusals(answers, TODAY).map(({ field }) => field)).toEqual(missing))
  it('a sub-item of a risk that is no longer chosen is not written', () => {
    expect(startValues({ ...full, disasterType: '0201' })).toEqual({ channel: '03', category: '1', risks: ['01'] })
    expect(startValues({ ...noAnswers('2026-11-20', 'elimination'), mode: '01', channel: '03', risks: ['01'] })).toEqual({ eliminationMode: '01' })
  })
})

describe('the dialog', () => {
  afterEach(() => { document.body.replaceChildren() })
  const at = <E extends HTMLElement>(testid: string): E | null => document.querySelector<E>(`[data-testid=${testid}]`)
  async function shown(made: readonly Made[] = []) {
    const { book } = await unlocked()
    const cases = new FakeCases(made)
    book.monitor = cases.monitor()
    const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/:rest(.*)*', component: { template: '<i />' } }] })
    const view = mount(CaseStart, { global: { plugins: [ElementPlus, router] }, attachTo: document.body })
    return { cases, router, view, store: useCaseStart() }
  }
  const change = async (testid: string, value: string) => { const one = at<HTMLInputElement>(testid)!; one.value = value; one.dispatchEvent(new Event(one instanceof HTMLSelectElement ? 'change' : 'input')); await flushPromises() }

  it('found by name, filled in, Enter goes on and stores nothing, the button opens the new case', async () => {
    const { cases, router, store, view } = await shown()
    await store.begin({ household: 'household-0000' })
    await flushPromises()
    expect(at('start-known')!.textContent).toContain('不是监测对象')
    expect([...document.querySelectorAll('[data-testid=refusal]')].map(one => one.getAttribute('data-field'))).toEqual(['channel', 'category', 'risks'])
    await change('start-channel', '03')
    await change('start-category', '2')
    at('start-channel')!.focus()
    at('start-channel')!.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }))
    expect(document.activeElement).toBe(at('start-category'))
    at('start-risk-99')!.click()
    await flushPromises()
    at('start-case')!.click()
    await flushPromises()
    expect(cases.opened).toEqual([])
    expect(document.activeElement).toBe(at('start-riskNote'))
    await change('start-riskNote', '合伙人卷款')
    expect(document.querySelector('[data-testid=refusal]')).toBeNull()
    at('start-case')!.click()
    await flushPromises()
    expect(cases.opened[0]).toMatchObject({ household: 'household-0000', kind: 'identification', values: { channel: '03', category: '2', risks: ['99'], riskNote: '合伙人卷款' } })
    expect(router.currentRoute.value.path).toBe('/monitor/case/case-new-1')
    expect(store.typed).toEqual({})
    view.unmount()
  })
  it('an open case is named and leads there; the button cannot be pressed', async () => {
    const { router, store, view } = await shown([{ id: 'c1', household: 'household-0001', status: statusOf('toVerify') }])
    await store.begin({ household: 'household-0001' })
    await flushPromises()
    expect(document.querySelector('[data-testid=refusal]')!.textContent).toContain('没有办结')
    expect((at('start-case') as HTMLButtonElement).disabled).toBe(true)
    at('start-go-running')!.click()
    await flushPromises()
    expect(router.currentRoute.value.path).toBe('/monitor/case/c1')
    view.unmount()
  })
  it('what is typed outlives the dialog and a lock; the household’s record does not outlive the lock', async () => {
    const { store, view } = await shown()
    await store.begin({ household: 'household-0002' })
    await flushPromises()
    await change('start-riskNote', '屋后滑坡')
    store.close()
    await useBook().close()
    expect(store.file).toBeNull()
    await useSession().unlock(PIN)
    await store.begin({ household: 'household-0002' })
    await flushPromises()
    expect(at<HTMLInputElement>('start-riskNote')!.value).toBe('屋后滑坡')
    await store.begin({ household: 'household-0003' })
    await flushPromises()
    expect(store.typed).toEqual({})
    view.unmount()
  })
})
