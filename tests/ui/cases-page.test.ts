// @vitest-environment jsdom
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import ElementPlus from 'element-plus'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createMemoryHistory, createRouter, type Router } from 'vue-router'
import type { Role } from '#core/procedure/index.ts'
import type { RecordState } from '#core/sync/change.ts'
import { applyChange } from '#core/sync/merge.ts'
import SideMenu from '../../src/components/SideMenu.vue'
import { provideEncoder, type NewAttachment } from '../../src/stores/attachments.ts'
import { useBook } from '../../src/stores/book.ts'
import { TRY_DELAY_MS, useCase } from '../../src/stores/case.ts'
import { CASES_DELAY_MS, useCases } from '../../src/stores/cases.ts'
import { useHousehold } from '../../src/stores/household.ts'
import { useProblems } from '../../src/stores/problems.ts'
import { useSession } from '../../src/stores/session.ts'
import HouseholdMonitor from '../../src/views/household/HouseholdMonitor.vue'
import CaseView from '../../src/views/monitor/CaseView.vue'
import CasesPanel from '../../src/views/monitor/CasesPanel.vue'
import { clock, FakeCases, refusal, statusOf, taken, type Made } from './fake-cases.ts'
import { PIN, unlocked } from './setting.ts'
import type { FakeBook } from './fake-book.ts'
import { attachment } from './fake-sync.ts'
import { makeChange } from './fake-village.ts'

vi.stubGlobal('ResizeObserver', class { observe(): void { /* nothing is laid out here */ } disconnect(): void { /* nor here */ } })
const shown: VueWrapper[] = []
let book: FakeBook
let router: Router
beforeEach(() => { vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: Date.UTC(2026, 10, 20, 4) }) })
afterEach(() => {
  for (const view of shown.splice(0)) view.unmount()
  document.body.replaceChildren()
  vi.useRealTimers()
})

const settle = async (ms = 0): Promise<void> => { await vi.advanceTimersByTimeAsync(ms); await flushPromises() }
/** A book answers after a while of its own. */
async function during<T>(answer: Promise<T>): Promise<T> { await settle(50); return answer }
async function laptop(made: readonly Made[], level: Role = 'village'): Promise<FakeCases> {
  book = (await during(unlocked({}, { picture: new Uint8Array([0xff, 0xd8]) }))).book
  const cases = new FakeCases(made, level)
  book.monitor = cases.monitor()
  router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/:rest(.*)*', component: { template: '<i />' } }] })
  return cases
}
async function open(component: object, props: object = {}): Promise<VueWrapper> {
  const view = mount(component, { props, global: { plugins: [ElementPlus, router] }, attachTo: document.body })
  shown.push(view)
  await settle(20)
  await settle(TRY_DELAY_MS + 20)
  return view
}
const casePage = (id = 'c1'): Promise<VueWrapper> => open(CaseView, { id })
const key = async (name: string, target: EventTarget = document.body): Promise<void> => { target.dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true, cancelable: true })); await flushPromises() }
const one = (more: Partial<Made> = {}): Made => ({ id: 'c1', household: 'household-0001', headName: '李光明', status: statusOf('toVerify', [taken('analyse', '2026-11-17')]), clocks: [clock('verify', { left: 1 })], ...more })

describe('在办程序', () => {
  const late = one({ id: 'c2', headName: '段丽华', household: 'household-0002', clocks: [clock('verify', { late: 2, left: -2 })] })
  const waits = one({ id: 'c3', headName: '杨开明', household: 'household-0003', status: statusOf('publicised'), clocks: [clock('township', { left: 3 })] })
  const gone = one({ id: 'c4', headName: '赵红梅', household: 'household-0004', status: statusOf('announced', [], { kind: 'elimination' }) })

  it('who, where it stands, what comes next and who, and how late in words with a sign', async () => {
    await laptop([one(), late, waits, gone])
    const view = await open(CasesPanel)
    const lines = view.findAll('[data-testid=case-line]').map(line => line.text())
    expect(lines).toHaveLength(3)
    for (const word of ['李光明', '3组', '识别纳入', '脱贫不稳定户', '待入户核实', '本级可办', '还剩 1 个工作日', '因病']) expect(lines[0]).toContain(word)
    expect(lines[1]).toContain('逾期 2 个工作日')
    expect(view.findAll('[data-testid=case-line]')[1]!.find('.limit svg').exists()).toBe(true)
    expect(lines[2]).toContain('乡镇审核')
    expect(lines[2]).toContain('等乡镇')
  })
  it('filters by what this level can do, what is late, what has ended, by kind and by words', async () => {
    await laptop([one(), late, waits, gone])
    const view = await open(CasesPanel)
    const names = (): string[] => view.findAll('[data-testid=case-line] b').map(b => b.text())
    for (const [button, want] of [['mine', ['李光明', '段丽华']], ['late', ['段丽华']], ['closed', ['赵红梅']], ['open', ['李光明', '段丽华', '杨开明']]] as const) {
      await view.get(`[data-testid=cases-${button}]`).trigger('click')
      expect(names()).toEqual(want)
    }
    await view.get('[data-testid=cases-search]').setValue('杨开')
    await settle(20)
    expect(names()).toEqual(['杨开明'])
    await view.get('[data-testid=cases-search]').setValue('')
    await view.get('[data-testid=cases-kind]').setValue('elimination')
    await settle(20)
    expect(view.get('[data-testid=cases-empty]').text()).toContain('没有符合条件')
  })
  it('a link leads to the late ones; what is chosen afterwards stays chosen', async () => {
    await laptop([one(), late, waits, gone])
    await router.push('/monitor?tab=cases&show=late')
    const view = await open(CasesPanel)
    const names = (): string[] => view.findAll('[data-testid=case-line] b').map(b => b.text())
    expect(names()).toEqual(['段丽华'])
    expect(view.get('[data-testid=cases-late]').attributes('aria-pressed')).toBe('true')
    await view.get('[data-testid=cases-open]').trigger('click')
    await settle(20)
    expect(names()).toEqual(['李光明', '段丽华', '杨开明'])
    expect(router.currentRoute.value.query).toEqual({ tab: 'cases' })
    await router.push('/monitor?show=closed')
    await settle(20)
    expect(names()).toEqual(['赵红梅'])
  })
  it.each(['nobody', ''])('a link that asks for %j shows what is shown else', async show => {
    await laptop([one(), late, gone])
    await router.push({ path: '/monitor', query: { show } })
    expect((await open(CasesPanel)).findAll('[data-testid=case-line]')).toHaveLength(2)
  })
  it('the green channel is marked in the list and on the case', async () => {
    const cases = await laptop([one({ status: statusOf('toVerify', [taken('analyse', '2026-11-17')], { green: true }) }), late])
    const view = await open(CasesPanel)
    expect(view.findAll('[data-testid=case-line]').map(line => line.text().includes('绿色通道'))).toEqual([true, false])
    expect((await casePage()).find('[data-testid=case-green]').exists()).toBe(true)
    expect(cases.stored).toEqual([])
  })
  it('arrows move, Enter opens', async () => {
    await laptop([one(), late])
    const view = await open(CasesPanel)
    const list = view.get('[data-testid=case-list]')
    await list.trigger('keydown', { key: 'ArrowDown' })
    expect(view.findAll('[role=option]').map(option => option.attributes('aria-selected'))).toEqual(['false', 'true'])
    await list.trigger('keydown', { key: 'Enter' })
    await flushPromises()
    expect(router.currentRoute.value.path).toBe('/monitor/case/c2')
  })
  it('an empty village says how a case comes about; nothing for this level says whose level this is', async () => {
    await laptop([])
    expect((await open(CasesPanel)).get('[data-testid=cases-empty]').text()).toContain('发起程序')
    await laptop([waits])
    const view = await open(CasesPanel)
    await view.get('[data-testid=cases-mine]').trigger('click')
    expect(view.get('[data-testid=cases-empty]').text()).toContain('村级')
  })
  it('a thousand cases stand in the page as the few in sight', async () => {
    await laptop(Array.from({ length: 1000 }, (_, i) => one({ id: `c${i}`, household: `household-${i}` })))
    const view = await open(CasesPanel)
    expect(view.findAll('[data-testid=case-line]').length).toBeLessThan(40)
    expect(view.get('[data-testid=cases-open]').text()).toContain('1000')
  })
  it('the menu counts what waits for this level or is late, each once, and again after a change', async () => {
    const cases = await laptop([one(), late, waits, gone])
    const store = useCases()
    await during(store.enter())
    expect(store.waiting).toBe(2)
    cases.made = [waits]
    await during(book.write([{ register: 'household', record: 'household-0003', fields: { note: 'x' } }], { kind: 'edit' }))
    await settle(CASES_DELAY_MS - 100)
    expect(store.waiting).toBe(2)
    await settle(200)
    expect(store.waiting).toBe(0)
    const menu = mount(SideMenu, { props: { conflicts: 0, current: 'roster', monitor: 3 }, global: { plugins: [router] } })
    expect(menu.get('[data-testid=menu-monitor-count]').text()).toBe('3')
    await menu.setProps({ monitor: 0 })
    expect(menu.find('[data-testid=menu-monitor-count]').exists()).toBe(false)
  })
})

describe('the next step', () => {
  it('shows the fields and evidence its row demands, and no others', async () => {
    await laptop([one()])
    const view = await casePage()
    expect(view.findAll('[data-step-field]').map(field => field.attributes('data-step-field'))).toEqual(['on', 'second', 'income', 'opinion'])
    expect(view.findAll('[data-evidence]').map(box => box.attributes('data-testid'))).toEqual(['evidence-verifyForm', 'evidence-incomeSheet'])
    expect((view.get('[data-testid=step-on]').element as HTMLInputElement).value).toBe('2026-11-20')
    await view.get('[data-testid=outcome-notQualified]').trigger('click')
    expect(view.findAll('[data-step-field]').map(field => field.attributes('data-step-field'))).toEqual(['on', 'second', 'reason', 'opinion'])
  })
  it('an elimination asks the safeguards one by one', async () => {
    const cases = await laptop([one({ status: statusOf('toVerify', [taken('nominate', '2026-11-17')], { kind: 'elimination' }) })])
    const view = await casePage()
    for (const field of ['dropout', 'housingUnsafe', 'waterUnsafe', 'uninsuredMember', 'rigidSolved', 'riskSolved', 'newRisk']) expect(view.find(`[data-step-field=${field}]`).exists(), field).toBe(true)
    await view.get('[data-testid=step-dropout-no]').setValue(true)
    await settle(TRY_DELAY_MS + 20)
    expect(cases.asked.at(-1)!.values).toEqual({ dropout: false })
    await key('1', view.get('[data-testid=step-newRisk-no]').element)
    await key('2', view.get('[data-testid=step-newRisk-no]').element)
    expect([useCase().form!.values['newRisk'], useCase().form!.outcome]).toEqual([true, 'pass'])
    await key('n', view.get('[data-testid=step-newRisk-yes]').element)
    expect(useCase().form!.values['newRisk']).toBe(false)
  })
  it('a digit chooses a conclusion, but not where somebody is typing', async () => {
    await laptop([one()])
    const view = await casePage()
    const store = useCase()
    await key('2')
    expect(store.form!.outcome).toBe('notQualified')
    const reason = view.get('[data-testid=step-reason]')
    await key('1', reason.element)
    expect(store.form!.outcome).toBe('notQualified')
    await key('9')
    expect(store.form!.outcome).toBe('notQualified')
  })
  it('refusals stand there before the button is pressed, with rule and source, and lead to their field', async () => {
    const cases = await laptop([one()])
    cases.refuse = ({ values }) => [...(values['second'] ? [] : [refusal('P04', '要有两个人入户', 'second', 'W7')]), ...(Array.isArray(values['evidence']) ? [] : [refusal('P03', '缺入户核查表', 'evidence', 'W11')])]
    const view = await casePage()
    expect(view.findAll('[data-testid=refusal]').map(line => line.text().replace(/\s+/gu, ' '))).toEqual([expect.stringContaining('P04要有两个人入户 依据 W7'), expect.stringContaining('P03缺入户核查表 依据 W11')])
    await view.get('[data-testid=step-store]').trigger('click')
    await flushPromises()
    expect(cases.stored).toEqual([])
    expect(document.activeElement).toBe(view.get('[data-testid=step-second]').element)
    await view.get('[data-testid=step-second]').setValue('段丽华')
    await view.get('[data-testid=evidence-verifyForm]').setValue(true)
    await settle(TRY_DELAY_MS + 20)
    expect(view.findAll('[data-testid=refusal]')).toEqual([])
    expect(view.text()).toContain('可以办了')
  })
  it('Enter goes field to field down to the button and stores nothing; the button stores, says so and opens the next step', async () => {
    const cases = await laptop([one()])
    cases.after = (made, { step }) => ({ ...made, status: statusOf('matched', [...made.status.steps, taken(step, '2026-11-20')]) })
    const view = await casePage()
    const on = view.get('[data-testid=step-on]').element as HTMLInputElement
    on.focus()
    for (const next of ['step-second', 'step-income', 'step-opinion', 'evidence-verifyForm', 'evidence-incomeSheet', 'step-store']) {
      await key('Enter', document.activeElement!)
      expect((document.activeElement as HTMLElement).dataset['testid']).toBe(next)
    }
    expect(cases.stored).toEqual([])
    await view.get('[data-testid=step-second]').setValue('段丽华')
    await view.get('[data-testid=step-income]').setValue('household-0001-i2025')
    await view.get('[data-testid=evidence-incomeSheet]').setValue(true)
    await view.get('[data-testid=step-store]').trigger('click')
    await settle(20)
    expect(cases.stored).toEqual([{ case: 'c1', step: 'verify', outcome: 'pass', on: '2026-11-20', values: { second: '段丽华', income: 'household-0001-i2025', evidence: ['incomeSheet'] } }])
    expect(view.get('[data-testid=step-stored]').text()).toContain('已存本机')
    expect(useCase().form!.values).toEqual({})
  })
  it('a day half typed is no day; one of letters says what is wrong with it', async () => {
    const cases = await laptop([one()])
    const view = await casePage()
    await view.get('[data-testid=step-on]').setValue('2026-13-01')
    await view.get('[data-testid=step-on]').trigger('change')
    await settle(TRY_DELAY_MS + 20)
    expect(cases.asked.at(-1)!.on).toBe('')
    expect(view.get('[data-step-field=on] [role=alert]').text()).not.toBe('')
  })
  it('what is typed stays when it is refused, when the page is left and when it is locked; the records do not', async () => {
    const cases = await laptop([one()])
    cases.refuse = () => [refusal('P05', '公示不满5天')]
    const first = await casePage()
    await first.get('[data-testid=step-second]').setValue('段丽华')
    await first.get('[data-testid=step-store]').trigger('click')
    await flushPromises()
    expect((first.get('[data-testid=step-second]').element as HTMLInputElement).value).toBe('段丽华')
    shown.splice(0).forEach(view => view.unmount())
    const again = await casePage()
    expect((again.get('[data-testid=step-second]').element as HTMLInputElement).value).toBe('段丽华')
    await during(useBook().close())
    expect([useCase().file, useCase().house]).toEqual([null, null])
    shown.splice(0).forEach(view => view.unmount())
    await during(useSession().unlock(PIN))
    const third = await casePage()
    expect((third.get('[data-testid=step-second]').element as HTMLInputElement).value).toBe('段丽华')
    await third.get('[data-testid=step-clear]').trigger('click')
    expect((third.get('[data-testid=step-second]').element as HTMLInputElement).value).toBe('')
  })
  it('a meeting that voted on this case stands before newer ones that did not', async () => {
    const meeting = (id: string, heldOn: string): RecordState => applyChange(undefined, makeChange('laptop-one', 1, Date.UTC(2026, 10, 1), 'meeting', id, { heldOn, kind: '01' }))
    const vote = applyChange(undefined, makeChange('laptop-one', 2, Date.UTC(2026, 10, 1), 'meetingVote', 'v', { meeting: 'voted', case: 'c1' }))
    await laptop([one({ status: statusOf('compared', [taken('compare', '2026-11-19')]), votes: [vote] })])
    book.records = async register => register === 'meeting' ? [meeting('newer', '2026-11-19'), meeting('voted', '2026-11-10')] : []
    const view = await casePage()
    expect(view.findAll('[data-testid=step-meeting] option').map(option => option.attributes('value'))).toEqual(['', 'voted', 'newer'])
  })
  it('links name the household’s own records, and lead to where a new one is made', async () => {
    await laptop([one()])
    const view = await casePage()
    const options = view.findAll('[data-testid=step-income] option').map(option => option.text())
    expect(options[1]).toContain('2025 年')
    await view.get('[data-testid=step-make-income]').trigger('click')
    await flushPromises()
    expect(router.currentRoute.value.fullPath).toBe('/household/household-0001?tab=income')
  })
  it('the first day a notice may end is shown with its source and filled in by one click', async () => {
    await laptop([one({ status: statusOf('reviewed', [taken('review', '2026-11-19')]) })])
    const view = await casePage()
    expect(view.find('[data-testid=earliest-end]').exists()).toBe(false)
    await view.get('[data-testid=step-noticeFrom]').setValue('2026-11-20')
    await flushPromises()
    expect(view.get('[data-testid=earliest-end]').text()).toContain('W4，暂定')
    await view.get('[data-testid=fill-end]').trigger('click')
    expect(String(useCase().form!.values['noticeTo'])).toBe(useCase().earliestEnd)
  })
  it('a picture of an evidence belongs to the case, of the kind that evidence is; it ticks its box and is counted', async () => {
    const picture = { bytes: new Uint8Array([1]), mime: 'image/jpeg' as const, width: 4, height: 3 }
    provideEncoder(async () => ({ full: picture, thumb: picture }))
    const cases = await laptop([one({ status: statusOf('reviewed', [taken('review', '2026-11-19')]) })])
    const added: NewAttachment[] = []
    const { household } = book
    book.addAttachment = async what => { added.push(what); return attachment('a1', { household: what.household, kind: what.kind, title: what.title }) }
    book.household = async id => {
      const file = await household.call(book, id)
      const kept = added.map(({ subject }, i) => applyChange(undefined, makeChange('laptop-one', 900 + i, Date.UTC(2026, 10, 20), 'attachment', `a${i}`, { subjectRegister: subject!.register, subjectRecord: subject!.record, subjectField: subject!.field ?? null })))
      return { ...file, others: kept }
    }
    const view = await casePage()
    await view.get('[data-testid=evidence-photo-noticeFirst]').trigger('click')
    await settle(50)
    expect(added).toEqual([{ household: 'household-0001', kind: '05', title: '公示照片(首日)', subject: { register: 'monitorCase', record: 'c1', field: 'noticeFirst' } }])
    expect((view.get('[data-testid=evidence-noticeFirst]').element as HTMLInputElement).checked).toBe(true)
    expect(view.get('.evidence').text()).toContain('照片 1 张')
    expect(cases.stored).toEqual([])
  })
  it('the figures of the book go before those this version brings, and where it names none there is still one', async () => {
    const cases = await laptop([one()])
    cases.settings = async () => [{ name: 'verifyDays', label: '', value: '2', unit: '工作日', year: 2026, area: '530521', source: '县里2026年1号', assumed: false }]
    await casePage()
    expect(useCase().settingOf('verifyDays')).toMatchObject({ value: '2', source: '县里2026年1号', assumed: false })
    expect(useCase().settingOf('reviewDays')).toEqual({ value: '5', source: 'W11', assumed: true })
    expect(useCase().settingOf('notASetting')).toBeNull()
  })
  it('giving up is apart, asks for its reason, and can be left again', async () => {
    const cases = await laptop([one()])
    const view = await casePage()
    await view.get('[data-testid=step-withdraw]').trigger('click')
    expect(view.findAll('[data-step-field]').map(field => field.attributes('data-step-field'))).toEqual(['on', 'signed', 'reason', 'opinion'])
    await view.get('[data-testid=step-leave]').trigger('click')
    expect(useCase().form!.step).toBe('verify')
    await view.get('[data-testid=step-withdraw]').trigger('click')
    await view.get('[data-testid=step-reason]').setValue('农户不愿意')
    await view.get('[data-testid=step-store]').trigger('click')
    await settle(20)
    expect(cases.stored[0]).toMatchObject({ step: 'withdraw', outcome: 'withdrawn', values: { reason: '农户不愿意' } })
  })
  it('Esc while typing leaves the field, then the page', async () => {
    await laptop([one()])
    const view = await casePage()
    const second = view.get('[data-testid=step-second]').element as HTMLInputElement
    second.focus()
    await key('Escape', second)
    expect(router.currentRoute.value.path).toBe('/')
    expect(document.activeElement).toBe(document.body)
    await key('Escape')
    expect(router.currentRoute.value.path).toBe('/monitor')
  })
})

describe('where nothing can be filled in', () => {
  it('a step of another level says for whom it waits and how it gets there', async () => {
    await laptop([one({ status: statusOf('publicised', [taken('noticeEnd', '2026-11-19')]), unsent: true })])
    const view = await casePage()
    expect(view.find('[data-testid=step-form]').exists()).toBe(false)
    const wait = view.get('[data-testid=case-wait]').text()
    for (const word of ['等乡镇审核', 'U 盘', '没上报']) expect(wait).toContain(word)
    await view.get('[data-testid=case-to-sync]').trigger('click')
    await flushPromises()
    expect(router.currentRoute.value.path).toBe('/sync')
  })
  it('the same case on the township’s laptop has its form', async () => {
    await laptop([one({ status: statusOf('publicised', [taken('noticeEnd', '2026-11-19')]) })], 'township')
    const view = await casePage()
    expect(view.findAll('.outcome').map(button => button.attributes('data-testid'))).toEqual(['outcome-pass', 'outcome-returned', 'outcome-rejected'])
  })
  it('two answers given apart: no form until one is taken back, with a reason', async () => {
    const cases = await laptop([one({ status: statusOf('toVerify', [taken('analyse', '2026-11-17')], { contested: [taken('verify', '2026-11-18', { id: 'a' }), taken('verify', '2026-11-19', { id: 'b', outcome: 'notQualified' })] }) })])
    const view = await casePage()
    expect(view.find('[data-testid=step-form]').exists()).toBe(false)
    expect(view.get('[data-testid=case-state]').text()).toContain('两边')
    await view.findAll('[data-testid=contested-answer]')[1]!.get('[data-testid=void-step]').trigger('click')
    await view.get('[data-testid=void-reason]').setValue('看错了户')
    await view.get('[data-testid=void-confirm]').trigger('click')
    await settle(20)
    expect(cases.voided).toEqual([['b', '看错了户']])
  })
  it('a closed case and one that is not here', async () => {
    await laptop([one({ status: statusOf('announced', [taken('announce', '2026-11-19')]) })])
    expect((await casePage()).get('[data-testid=case-wait]').text()).toContain('办结')
    const none = await casePage('not-here')
    expect(none.get('[data-testid=case-missing]').text()).toContain('同步')
    expect(useProblems().list).toEqual([])
  })
})

describe('监测帮扶 of a household', () => {
  const stubs = { HouseholdMeasures: true, HouseholdHelpers: true }
  async function page(made: readonly Made[], fields: Record<string, string | boolean> = {}): Promise<VueWrapper> {
    await laptop(made)
    await during(book.write([{ register: 'household', record: 'household-0001', fields }], { kind: 'edit' }))
    await during(useHousehold().load('household-0001'))
    const view = mount(HouseholdMonitor, { props: { household: 'household-0001' }, global: { plugins: [ElementPlus, router], stubs }, attachTo: document.body })
    shown.push(view)
    await settle(20)
    return view
  }
  it('the running case, the earlier ones and only those of this household', async () => {
    const view = await page([one(), one({ id: 'old', status: statusOf('notNeeded', [], { openedOn: '2025-03-01' }) }), one({ id: 'other', household: 'household-0002' })])
    expect(view.findAll('[data-testid=procedure-strip]').map(strip => strip.attributes('data-case'))).toEqual(['c1'])
    expect(view.get('[data-testid=earlier-cases]').text()).toContain('无需纳入')
  })
  it('without a running one the last stands there; without any it says how to begin', async () => {
    const closed = await page([one({ id: 'older', status: statusOf('rejected', [], { openedOn: '2024-03-01' }) }), one({ id: 'newer', status: statusOf('notNeeded', [], { openedOn: '2025-03-01' }) })])
    expect(closed.get('[data-testid=procedure-strip]').attributes('data-case')).toBe('newer')
    expect((await page([])).get('[data-testid=household-no-case]').text()).toContain('发起程序')
  })
  it('a monitored household without labour is said to stay 暂不标注; one whose risk is gone is not', async () => {
    expect((await page([], { monitorCategory: '1', riskEliminated: false, wholeNoLabour: true })).get('[data-testid=stays-monitored]').text()).toContain('暂不标注')
    expect((await page([], { monitorCategory: '1', riskEliminated: true, wholeNoLabour: true })).find('[data-testid=stays-monitored]').exists()).toBe(false)
    expect((await page([], { monitorCategory: '1', riskEliminated: false, wholeNoLabour: false })).find('[data-testid=stays-monitored]').exists()).toBe(false)
  })
})
