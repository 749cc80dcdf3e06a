// @vitest-environment jsdom
import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { transitions } from '#core/procedure/table.ts'
import type { CaseKind, CaseState, CaseStatus, Clock, Role, Transition } from '#core/procedure/index.ts'
import { isAside, isLate, isMine, mainOffers } from '#core/procedure/offers.ts'
import ProcedureLane from '../../src/components/procedure/ProcedureLane.vue'
import ProcedureStrip from '../../src/components/procedure/ProcedureStrip.vue'
import { laneOf, roadAhead } from '../../src/components/procedure/lane.ts'
import { hasteOf, limitWord, nextWords, stateWord, usedWord } from '../../src/components/procedure/words.ts'
import { choicesFor, clock, statusOf, taken } from './fake-cases.ts'

const stubs = { 'el-button': { props: ['disabled'], template: '<button type="button" :disabled="disabled"><slot /></button>' } }
const lane = (status: CaseStatus, clocks: readonly Clock[] = [], role: Role = 'village') => mount(ProcedureLane, {
  attachTo: document.body, global: { stubs },
  props: { status, clocks, table: transitions, role, limitOf: name => name === 'verifyDays' ? { value: '3', source: 'W11', assumed: true } : null, linked: (field, record) => `${field}:${record}` }
})

describe('limits in words', () => {
  it.each([
    ['three days left', { left: 3 }, '还剩 3 个工作日', 'calm', '用 0／3 个工作日'],
    ['the day before the last', { left: 1 }, '还剩 1 个工作日', 'soon', '用 2／3 个工作日'],
    ['the last day is not late', { left: 0 }, '今天到期', 'soon', '用 3／3 个工作日'],
    ['one working day over', { left: -1, late: 1 }, '逾期 1 个工作日', 'late', '用 4／3 个工作日'],
    ['done in time', { left: 1, doneOn: '2026-11-18' }, '按时', 'calm', '用 2／3 个工作日'],
    ['a limit of calendar days', { left: 2, unit: 'day' }, '还剩 2 个自然日', 'calm', '用 1／3 个自然日'],
    ['done on the last day', { left: 0, doneOn: '2026-11-19' }, '按时', 'calm', '用 3／3 个工作日'],
    ['done two days over', { left: -2, late: 2, doneOn: '2026-11-23' }, '超期 2 个工作日', 'late', '用 5／3 个工作日']
  ] as const)('%s', (_case, more, word, haste, used) => {
    const one = clock('verify', more)
    expect([limitWord(one), hasteOf(one), usedWord(one)]).toEqual([word, haste, used])
  })
})

describe('what is offered', () => {
  it.each([
    ['giving up is beside the way', 'withdraw', 'toVerify', true], ['the green channel as well', 'green', 'applied', true],
    ['an objection beside a hanging notice', 'objection', 'publicising', true], ['the answer to an objection is the way', 'objection', 'objected', false], ['a visit is the way', 'verify', 'toVerify', false]
  ] as const)('%s', (_case, step, state, aside) => expect(isAside(step, state)).toBe(aside))

  it('a case waits for this level only by what is on the way: giving up alone makes no work', () => {
    const status = statusOf('publicised')
    const village = { status, choices: choicesFor(status, 'village'), clock: null }
    const township = { status, choices: choicesFor(status, 'township'), clock: null }
    expect([isMine(village, 'village'), isMine(township, 'township')]).toEqual([false, true])
    expect(nextWords(village)).toEqual({ step: '乡镇审核', who: '乡镇', mine: false })
    expect(mainOffers(township).map(({ step }) => step)).toEqual(['township'])
  })
  it('what the village may only say something about waits for whoever can pass it', () => {
    const status = statusOf('qualified')
    const choices = choicesFor(status, 'village')
    expect(mainOffers({ status, choices }).map(({ step, mine, partly }) => [step, mine, partly])).toEqual([['compare', false, true]])
    expect(nextWords({ status, choices })).toEqual({ step: '信息比对', who: '乡镇、县级', mine: false })
    expect(mainOffers({ status, choices: choicesFor(status, 'county') })[0]).toMatchObject({ mine: true, partly: false })
  })
  it('two answers are for their own level to clear, and a closed case is nobody’s', () => {
    const contested = statusOf('qualified', [], { contested: [taken('compare', '2026-11-20'), taken('compare', '2026-11-21')] })
    expect((['village', 'township'] as const).map(role => isMine({ status: contested, choices: [], clock: null }, role))).toEqual([true, false])
    expect(stateWord(contested)).toContain('两边')
    expect(isMine({ status: statusOf('announced'), choices: [], clock: null }, 'village')).toBe(false)
  })
  it('late is what runs over, not what was once late and is closed', () => {
    const late = clock('verify', { late: 2, left: -2 })
    expect(isLate({ status: statusOf('toVerify'), choices: [], clock: late })).toBe(true)
    expect(isLate({ status: statusOf('toVerify'), choices: [], clock: clock('verify', { left: 0 }) })).toBe(false)
    expect(isLate({ status: statusOf('rejected'), choices: [], clock: late })).toBe(false)
  })
})

describe('the way ahead', () => {
  const names = (kind: CaseKind, from: CaseState): string[] => roadAhead(transitions, kind, from).map(({ step }) => step)
  it('an identification goes on through review, notice, township and county to its announcement', () => {
    expect(names('identification', 'qualified').filter(step => step !== 'compare')).toEqual(['review', 'publicise', 'noticeEnd', 'township', 'county', 'announce'])
    expect(names('identification', 'announced')).toEqual([])
  })
  it('an elimination begins with the village’s nomination and ends in the same way', () => {
    expect(names('elimination', 'new')[0]).toBe('nominate')
    expect(names('elimination', 'new').at(-1)).toBe('announce')
  })
  it.each(['identification', 'elimination', 'relisting'] as const)('%s: every way from its beginning comes to an end', kind => {
    const road = roadAhead(transitions, kind, 'new')
    expect(road.length).toBeGreaterThan(3)
    expect(road.at(-1)!.to).toBe(kind === 'relisting' ? 'decided' : 'announced')
  })
  it('of two ways on the one that is being gone is the present stop, and the other’s limit is not its own', () => {
    const status = statusOf('new')
    const running = clock('clue', { left: 1 })
    expect(laneOf(status, [running], transitions, 'clue')[0]).toMatchObject({ kind: 'now', step: 'clue', clock: running })
    expect(laneOf(status, [running], transitions, 'apply')[0]).toMatchObject({ kind: 'now', step: 'apply', clock: null })
    expect(laneOf(status, [running], transitions)[0]).toMatchObject({ step: 'clue' })
  })
  it('a table with a circle in it does not hang the page', () => {
    const row = (from: CaseState, to: CaseState): Transition => ({ ...transitions[0]!, kinds: ['identification'], from: [from], to, step: 'verify', outcome: 'pass' })
    expect(roadAhead([row('toVerify', 'qualified'), row('qualified', 'toVerify')], 'identification', 'toVerify')).toHaveLength(2)
  })
  it('of a step taken twice each gets its own clock', () => {
    const stops = laneOf(statusOf('qualified', [taken('verify', '2026-11-18'), taken('verify', '2026-11-25')]), [clock('verify', { doneOn: '2026-11-18', left: 1 }), clock('verify', { doneOn: '2026-11-25', late: 2, left: -2 })], transitions)
    expect(stops.flatMap(stop => stop.kind === 'done' ? [stop.clock?.late] : [])).toEqual([0, 2])
  })
})

describe('the lane', () => {
  it('says of each step its day, hand, conclusion, evidence, time used and by which source; only the last can be taken back', () => {
    const page = lane(statusOf('qualified', [taken('analyse', '2026-11-17'), taken('verify', '2026-11-20', { outcome: 'pass', values: { actorName: '段丽华', evidence: ['verifyForm', 'photos'] } })]),
      [clock('analyse', { doneOn: '2026-11-17', left: 2 }), clock('verify', { doneOn: '2026-11-20', late: 1, left: -1 })])
    const [first, second] = page.findAll('[data-kind=done]')
    expect(first!.text()).toContain('综合分析研判')
    expect(first!.find('[data-testid=void-step]').exists()).toBe(false)
    for (const word of ['实地调查', '通过', '2026-11-20', '村级 段丽华', '入户核查表、现场照片', '用 4／3 个工作日，超期 1 个工作日', '依据 W11，暂定']) expect(second!.text()).toContain(word)
    expect(second!.find('[data-testid=void-step]').exists()).toBe(true)
    page.unmount()
  })
  it('the present stop is said to be it, those ahead are numbered and carry their limit', () => {
    const page = lane(statusOf('toVerify', [taken('analyse', '2026-11-17')]), [clock('verify', { left: 0 })])
    const now = page.get('[data-kind=now]')
    expect(now.attributes('aria-current')).toBe('step')
    expect(now.text()).toContain('今天到期')
    expect(page.findAll('[data-kind=ahead]').map(stop => stop.attributes('data-step'))).toContain('announce')
    page.unmount()
  })
  it('a closed case has nothing ahead', () => {
    const page = lane(statusOf('rejected', [taken('county', '2026-11-17', { outcome: 'rejected', role: 'county' })]))
    expect(page.findAll('[data-testid=lane-stop]').map(stop => stop.attributes('data-kind'))).toEqual(['done'])
    expect(page.text()).toContain('不予确定')
    page.unmount()
  })
  it('a step that stands where no row allows it is shown as not counting and can be taken back', () => {
    const page = lane(statusOf('toVerify', [], { misplaced: [taken('county', '2026-11-17')] }))
    expect(page.get('[data-kind=misplaced]').text()).toContain('不算数')
    expect(page.get('[data-kind=misplaced]').find('[data-testid=void-step]').exists()).toBe(true)
    page.unmount()
  })
  it('what was said of the household’s illness stays hidden until it is opened', async () => {
    const page = lane(statusOf('compared', [taken('compare', '2026-11-17', { values: { comparison: '名下有货车一辆', opinion: '属实', visit: 'v1' } })]))
    await page.get('[data-testid=lane-more]').trigger('click')
    expect(page.text()).toContain('属实')
    expect(page.text()).toContain('visit:v1')
    expect(page.text()).not.toContain('名下有货车')
    page.unmount()
  })
  it('two answers stand side by side, and one is taken back with a reason: Enter in the reason only goes to the button', async () => {
    const two = [taken('verify', '2026-11-19', { id: 'a', values: { actorName: '王建军', opinion: '符合' } }), taken('verify', '2026-11-20', { id: 'b', outcome: 'notQualified', values: { actorName: '段丽华', opinion: '有存款' } })]
    const page = lane(statusOf('toVerify', [taken('analyse', '2026-11-17')], { contested: two }))
    const answers = page.findAll('[data-testid=contested-answer]')
    expect(answers.map(answer => [answer.text().includes('通过'), answer.text().includes('不符合条件')])).toEqual([[true, false], [false, true]])
    expect(page.get('[data-kind=done]').find('[data-testid=void-step]').exists()).toBe(false)
    await answers[1]!.get('[data-testid=void-step]').trigger('click')
    await page.vm.$nextTick()
    const box = page.get('[data-testid=void-reason]')
    expect(document.activeElement).toBe(box.element)
    expect(page.get('[data-testid=void-confirm]').attributes('disabled')).toBeDefined()
    await box.setValue('段丽华看错了户')
    await box.trigger('keydown', { key: 'Enter' })
    expect(page.emitted('void')).toBeUndefined()
    expect(document.activeElement).toBe(page.get('[data-testid=void-confirm]').element)
    await page.get('[data-testid=void-confirm]').trigger('click')
    expect(page.emitted('void')).toEqual([['b', '段丽华看错了户']])
    page.unmount()
  })
  it('what another level did is not taken back here; two answers of the township say whose they are', () => {
    const last = lane(statusOf('townshipApproved', [taken('township', '2026-11-19', { role: 'township' })]))
    expect(last.find('[data-testid=void-step]').exists()).toBe(false)
    const two = statusOf('publicised', [], { contested: [taken('township', '2026-11-19', { role: 'township' }), taken('township', '2026-11-20', { role: 'township', outcome: 'returned' })] })
    const here = lane(two)
    expect(here.find('[data-testid=void-step]').exists()).toBe(false)
    expect(here.text()).toContain('由乡镇撤回')
    expect(lane(two, [], 'township').findAll('[data-testid=void-step]')).toHaveLength(2)
    document.body.replaceChildren()
  })
  it('Esc in the reason takes nothing back and stays in the lane', async () => {
    const page = lane(statusOf('toVerify', [taken('analyse', '2026-11-17')]))
    await page.get('[data-testid=void-step]').trigger('click')
    await page.get('[data-testid=void-reason]').trigger('keydown', { key: 'Escape' })
    await page.vm.$nextTick()
    expect(page.find('[data-testid=void-reason]').exists()).toBe(false)
    expect(page.emitted('void')).toBeUndefined()
    page.unmount()
  })
})

describe('the strip of a household', () => {
  it('says for whom the case waits; a click opens it', async () => {
    const status = statusOf('publicised', [taken('noticeEnd', '2026-11-20')])
    const strip = mount(ProcedureStrip, { global: { stubs }, props: { line: { id: 'c1', kind: 'identification', status, choices: choicesFor(status, 'village'), clock: clock('township', { late: 3, left: -3 }) }, table: transitions } })
    expect(strip.text()).toContain('等乡镇审核')
    expect(strip.text()).toContain('逾期 3 个工作日')
    expect(strip.get('[aria-current=step]').text()).toContain('乡镇审核')
    await strip.get('[data-testid=open-case]').trigger('click')
    expect(strip.emitted('open')).toEqual([['c1']])
  })
})
