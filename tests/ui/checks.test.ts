// @vitest-environment jsdom
import { mount } from '@vue/test-utils'
import { createMemoryHistory, createRouter } from 'vue-router'
import { beforeEach, describe, expect, it } from 'vitest'
import type { CheckRun, VillageFinding } from '../../src/db/book-checks.ts'
import CountPanel from '../../src/components/checks/CountPanel.vue'
import TwinList from '../../src/components/checks/TwinList.vue'
import FindingLines from '../../src/components/checks/FindingLines.vue'
import { placeOf } from '../../src/views/checks/mend-place.ts'
import { useChecks } from '../../src/stores/checks.ts'
import { unlocked } from './setting.ts'

globalThis.ResizeObserver = class { observe() {} unobserve() {} disconnect() {} } as never

const finding = (at: number, over: Partial<VillageFinding> = {}): VillageFinding => ({
  key: `R055/person/p${at}/labour`, rule: 'R055', severity: 'W', text: `李光明：38岁，健康，不在校，劳动技能是无劳动力 ${at}`, why: '规则（d）', register: 'person', record: `p${at}`, field: 'labour',
  village: '530521205206', group: '3组', household: `h${at}`, title: '李光明', person: `p${at}`, reason: null, ...over
})
const run = (over: Partial<CheckRun> = {}): CheckRun => ({
  at: Date.UTC(2026, 10, 22, 2), households: 570, findings: 250, took: 120, stale: false,
  byRule: [{ key: 'R055', label: '有劳动能力的应填劳动力', E: 0, W: 250, I: 0, reasoned: 1 }], byGroup: [], byHousehold: [], ...over
})

interface Answers { readonly asked: (readonly [object, number, number])[]; reasons: string[] }
async function checking(total = 250): Promise<{ store: ReturnType<typeof useChecks>; answers: Answers; book: Awaited<ReturnType<typeof unlocked>>['book'] }> {
  const { book } = await unlocked()
  const answers: Answers = { asked: [], reasons: [] }
  Object.assign(book, {
    lastCheck: async () => null,
    checkAll: async () => run(),
    findings: async (filter: object, from: number, count: number) => {
      answers.asked.push([filter, from, count])
      return { total, lines: Array.from({ length: Math.max(0, Math.min(count, total - from)) }, (_, i) => finding(from + i)) }
    },
    twins: async () => [{ kind: 'same-id', text: '530521********2955', records: [{ register: 'person', record: 'p1', household: 'h1', title: '李光明', group: '3组', ended: false }, { register: 'person', record: 'p2', household: 'h2', title: '李光', group: '5组', ended: true }] }],
    giveReason: async (key: string, text: string) => void answers.reasons.push(`${key}=${text}`)
  })
  return { store: useChecks(), answers, book }
}

describe('the list of what the checks say of the village', () => {
  let made: Awaited<ReturnType<typeof checking>>
  beforeEach(async () => { made = await checking() })

  it('runs once when nobody has run it yet, and reads the first slice', async () => {
    await made.store.enter()
    expect(made.store.run?.findings).toBe(250)
    expect(made.store.total).toBe(250)
    expect(made.answers.asked).toEqual([[{}, 0, 100]])
  })

  it('asks for a slice only when a line of it comes into sight for the first time', async () => {
    await made.store.enter()
    await made.store.need(10, 60)
    await made.store.need(90, 120)
    await made.store.need(100, 130)
    expect(made.answers.asked.map(([, from]) => from)).toEqual([0, 100])
    expect(made.store.lines.get(150)?.record).toBe('p150')
  })

  it('an answer to an earlier question is dropped', async () => {
    await made.store.enter()
    const slow = made.store.choose({ rule: 'R001' })
    const fast = made.store.choose({ rule: 'R055' })
    await Promise.all([slow, fast])
    expect(made.store.filter).toEqual({ rule: 'R055' })
    expect(made.store.lines.size).toBe(100)
  })

  it('R5: who may stand here twice is listed with both places, and a place opens', async () => {
    await made.store.enter()
    expect(made.store.twins).toHaveLength(1)
    const wrapper = mount(TwinList, { props: { twins: made.store.twins ?? [] } })
    expect(wrapper.get('[data-testid="twin"]').text()).toContain('证件号码相同')
    await wrapper.findAll('[data-testid="twin"] button')[1]!.trigger('click')
    expect(wrapper.emitted('open')?.[0]?.[0]).toMatchObject({ household: 'h2', record: 'p2' })
    expect(wrapper.text()).toContain('已减少')
  })

  it('a reason given reads the list again without emptying it: a line somebody is typing in stays', async () => {
    await made.store.enter()
    await made.store.need(100, 130)
    Object.assign(made.book, { lastCheck: async () => run() })
    const sizes: number[] = []
    const { watch } = await import('vue')
    const stop = watch(() => made.store.lines.size, size => sizes.push(size), { flush: 'sync' })
    await made.store.giveReason(finding(3), '在外就医')
    stop()
    expect([made.store.lines.size, sizes.filter(size => size < 200)]).toEqual([200, []])
  })

  it('says that the run is old once something was changed, and keeps the list', async () => {
    await made.store.enter()
    await made.book.write([{ register: 'household', record: (await made.book.search({ text: '' })).ids[0]!, fields: { phone: '13800001234' } }], { kind: 'edit' })
    expect(made.store.run?.stale).toBe(true)
    expect(made.store.total).toBe(250)
  })

  it('a stopped run leaves what was there before and no error', async () => {
    await made.store.enter()
    Object.assign(made.book, { checkAll: () => new Promise((_, fail) => setTimeout(fail, 5, new Error('cancelled'))), cancelCheck: async () => undefined })
    const going = made.store.check()
    await made.store.stop()
    await going
    expect(made.store.state.kind).toBe('done')
  })

  it('forgets everything when the book is locked', async () => {
    await made.store.enter()
    const { useBook } = await import('../../src/stores/book.ts')
    await useBook().close()
    expect([made.store.state.kind, made.store.total, made.store.lines.size]).toEqual(['none', 0, 0])
  })
})

describe('a line of the list', () => {
  const lines = (over: Partial<VillageFinding> = {}) => new Map([[0, finding(0, over)], [1, finding(1)]])
  const grid = (over: Partial<VillageFinding> = {}) => mount(FindingLines, { props: { total: 2, lines: lines(over) }, attachTo: document.body })

  it('Enter opens it, R asks for a reason, Enter stores the reason', async () => {
    const wrapper = grid()
    await wrapper.get('[data-testid="village-findings"]').trigger('keydown', { key: 'Enter' })
    expect(wrapper.emitted('open')?.[0]?.[0]).toMatchObject({ record: 'p0' })
    await wrapper.get('[data-testid="village-findings"]').trigger('keydown', { key: 'r' })
    await wrapper.vm.$nextTick()
    const input = wrapper.get('[data-testid="reason-input"]')
    await input.setValue('常年卧床，残疾证正在办')
    await input.trigger('keydown', { key: 'Enter' })
    expect(wrapper.emitted('reason')?.[0]).toMatchObject([{ record: 'p0' }, '常年卧床，残疾证正在办'])
  })

  it('U-01: Enter that ends a pinyin word neither opens a line nor stores a reason', async () => {
    const wrapper = grid()
    await wrapper.get('[data-testid="village-findings"]').trigger('keydown', { key: 'Enter', isComposing: true })
    await wrapper.get('[data-testid="village-findings"]').trigger('keydown', { key: 'r' })
    await wrapper.vm.$nextTick()
    await wrapper.get('[data-testid="reason-input"]').trigger('keydown', { key: 'Enter', keyCode: 229 })
    expect([wrapper.emitted('open'), wrapper.emitted('reason')]).toEqual([undefined, undefined])
  })

  it('what has to be mended takes no reason', async () => {
    const wrapper = grid({ severity: 'E' })
    await wrapper.get('[data-testid="village-findings"]').trigger('keydown', { key: 'r' })
    expect(wrapper.find('[data-testid="reason-input"]').exists()).toBe(false)
    expect(wrapper.findAll('[data-testid="give-reason"]')).toHaveLength(1)
  })

  it('a given reason is shown with who and when', () => {
    const wrapper = grid({ reason: { text: '在外就医', by: '段丽华', at: Date.UTC(2026, 10, 20, 4) } })
    expect(wrapper.text()).toContain('理由：在外就医（段丽华 2026-11-20）')
  })
})

describe('the counts beside it', () => {
  const counts = [{ key: 'R001', label: 'R001 证件号码重复', E: 2, W: 0, I: 0, reasoned: 0 }, { key: 'R055', label: 'R055 劳动力', E: 0, W: 9, I: 1, reasoned: 0 }]
  it.each([
    ['ArrowDown', null, 'R001'], ['ArrowDown', 'R001', 'R055'], ['ArrowUp', 'R001', null], ['End', null, 'R055'], ['Home', 'R055', null]
  ])('%s from %s chooses %s', async (key, chosen, expected) => {
    const wrapper = mount(CountPanel, { props: { counts, chosen, all: '所有规则' }, attachTo: document.body })
    Element.prototype.scrollIntoView = () => undefined
    await wrapper.get('[data-testid="check-counts"]').trigger('keydown', { key })
    expect(wrapper.emitted('choose')).toEqual([[expected]])
  })
  it('finds a rule by its number in small letters', async () => {
    const wrapper = mount(CountPanel, { props: { counts, chosen: null, all: '所有规则' } })
    await wrapper.get('input').setValue('r055')
    expect(wrapper.findAll('[data-testid="check-count"]').map(line => line.attributes('data-key'))).toEqual(['R055'])
  })
})

describe('where a finding is put right', () => {
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/:rest(.*)*', component: {} }] })
  it.each([
    ['a field of a person, on the household\'s page', { register: 'person', record: 'p1', field: 'labour', household: 'h1' }, '/household/h1?register=person&record=p1&field=labour'],
    ['a field of the household', { register: 'household', record: 'h1', field: 'phone', household: 'h1' }, '/household/h1?register=household&record=h1&field=phone'],
    ['something of the village nobody has a ledger for, on the roster', { register: 'unknown', record: 'x', field: 'y', household: null }, '/roster']
  ])('%s', (_, of, expected) => expect(router.resolve(placeOf(of)).fullPath).toBe(expected))
})
