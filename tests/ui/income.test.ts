// @vitest-environment jsdom
/** Income on the screen: amounts that cannot stand, a new period refused with its reason, amounts in words. */
import { mount } from '@vue/test-utils'
import { expect, it } from 'vitest'
import { amountBounds, amountProblem } from '#core/income/amount.ts'
import { defaultStandards, income as register } from '#core/registers/index.ts'
import { settingNames } from '#core/registers/standard.ts'
import ElementPlus from 'element-plus'
import type { RecordState, Value } from '#core/sync/change.ts'
import { applyChange, sawFor } from '#core/sync/merge.ts'
import IncomePanel from '../../src/components/IncomePanel.vue'
import FieldEditor from '../../src/components/FieldEditor.vue'
import IncomeReadBack from '../../src/components/income/IncomeReadBack.vue'
import ConfirmedStrip from '../../src/components/income/ConfirmedStrip.vue'
import NewPeriod from '../../src/components/income/NewPeriod.vue'
import { makeChange } from './fake-village.ts'
import { changeText, SETTING_AREAS, yuan } from '../../src/components/income/income-words.ts'

const plugins = { global: { plugins: [ElementPlus] } }
const income = (values: Record<string, string | number>) => ({ register: 'income', id: 'i', village: '530521101201', values }) as never

it('months are filled in by kind, an overlap is refused before anything is written', async () => {
  const form = mount(NewPeriod, { props: { today: '2026-11-23', incomes: [income({ year: 2026, kind: 'annual' })] } })
  await form.get('[data-testid=income-new]').trigger('click')
  expect(form.get('[data-testid=income-new-problem]').text()).toContain('I05')
  await form.get('form').trigger('submit')
  expect(form.emitted('begin')).toBeUndefined()
  await form.get('[data-testid=income-new-kind]').setValue('identification')
  expect(form.find('[data-testid=income-new-problem]').exists()).toBe(false)
  await form.get('[data-testid=income-new-to]').setValue('2026-11')
  expect(form.get('[data-testid=income-new-problem]').text()).toContain('I03')
  await form.get('[data-testid=income-new-from]').setValue('2025-10')
  await form.get('[data-testid=income-new-to]').setValue('2026-09')
  await form.get('form').trigger('submit')
  expect(form.emitted('begin')).toEqual([[{ kind: 'identification', year: 2026, from: '2025-10', to: '2026-09' }]])
})

it.each([[123_456_789, '1,234,567.89'], [100, '1'], [-123_400, '-1,234'], [undefined, '—'], [5, '0.05']])('%s is %s', (units, text) => {
  expect(yuan(units)).toBe(text)
})

it.each([[500, 300, '多 2'], [300, 500, '少 2'], [300, 300, '持平'], [0, 300, '少 3'], [undefined, 300, ''], [300, undefined, '']])('%s after %s: %s', (now, then, text) => {
  expect(changeText(now, then)).toBe(text)
})

const one = (id: string, values: Record<string, string | boolean>) => ({ register: 'person', id, village: '530521101201', values }) as never
const panel = (more: object = {}) => mount(IncomePanel, {
  props: {
    record: income({ year: 2026, A1: 1_600_000, B1: 0, D6n: 100, C1: 5_000 }), before: income({ year: 2025, A1: 1_000_000, A2: 5_000, B1: 20_000, C1: 5_000 }),
    members: [one('p1', { name: '张三' }), one('p2', { name: '李四', countedInIncome: false, countedReason: '服刑' }), one('p3', { name: '王五', endReason: '01', endedOn: '2026-03-01' })],
    today: '2026-11-23', standards: defaultStandards, line: undefined, saved: null, ...more
  },
  global: { plugins: [ElementPlus], stubs: { RouterLink: true } }
})
const lineText = (shown: ReturnType<typeof panel>, name: string, what: string) => shown.get(`[data-testid=income-line-${name}]`).get(`[data-testid=${what}]`).text()

it('who divides the income and who does not is said with the reason; the income is divided by them', () => {
  const shown = panel()
  expect(shown.get('[data-testid=income-counted]').text()).toContain('计入人口 1 人')
  expect(shown.findAll('[data-testid=income-not-counted]').map(one => one.text())).toEqual(['李四 服刑', '王五 死亡（2026-03-01）'])
  expect(shown.get('[data-testid=per-capita]').text()).toBe('16,051')
  expect(shown.find('[data-testid=income-counted-said]').exists()).toBe(false)
  const told = panel({ record: income({ year: 2026, A1: 1_600_000, countedMembers: 2 }), members: [one('p1', { name: '张三' })] })
  expect(told.get('[data-testid=income-counted]').text()).toContain('全家都计入')
  expect(told.get('[data-testid=income-counted-said]').text()).toContain('按 2 人除')
  expect(told.get('[data-testid=per-capita]').text()).toBe('8,000')
})

it('last year stands beside each line with the difference, a blank is no zero', () => {
  const shown = panel()
  const rows = ['A1', 'A2', 'B1', 'C1', 'D6n'].map(name => [name, lineText(shown, name, 'income-last-year'), lineText(shown, name, 'income-change')])
  expect(rows).toEqual([['A1', '10,000', '多 6,000'], ['A2', '50', ''], ['B1', '200', '少 200'], ['C1', '50', '持平'], ['D6n', '—', '']])
  expect(shown.get('[data-testid=income-group-wage]').text()).toContain('上年（2025）')
  expect(panel({ before: undefined }).find('[data-testid=income-last-year]').exists()).toBe(false)
})

it('what has to be remembered stands under its line, by the county\'s own choice; its bound refuses', async () => {
  expect(lineText(panel(), 'D6n', 'income-prompt')).toContain('按县里规定计入收入')
  expect(panel().get('[data-testid=income-line-C1]').text()).toContain('按实际分到手的计')
  expect(panel().get('[data-testid=income-line-A2]').find('[data-testid=income-prompt]').exists()).toBe(false)
  const county = (name: string, figure: object) => ({ name, area: '530521', year: 2026, source: '县', ...figure })
  const shown = panel({ standards: [county('countInsurance', { number: 0 }), county('incomeLineMax', { amount: 2_000_000 }), ...defaultStandards] })
  expect(lineText(shown, 'D6n', 'income-prompt')).toContain('不计入')
  const line = shown.get('[data-testid=income-line-A1]')
  await line.get('button').trigger('click')
  await line.get('input').setValue('20000.01')
  await line.get('input').trigger('keydown', { key: 'Enter' })
  expect(line.get('[role=alert]').text()).toContain('I11')
  expect(shown.emitted('save')).toBeUndefined()
})

it('every setting stands in one part, and only few in the last', () => {
  const others = settingNames.filter(name => SETTING_AREAS.findIndex(({ holds }) => holds(name)) === SETTING_AREAS.length - 1)
  expect(others.toSorted()).toEqual(['arableMuMax', 'compulsoryAgeMax', 'compulsoryAgeMin', 'fetchMinutesMax', 'forestMuMax', 'medicalPayMonth', 'orchardMuMax', 'pastureMuMax', 'returnedMuMax', 'roadKmMax', 'shortDaysMax', 'waterLitersMin', 'waterMuMax'])
})

it.each([['-1', 'I10', 'I10'], ['10000000.01', 'I11', 'I11'], ['600000', 'I12', 60_000_000], ['16000', 1_600_000, undefined]])('%s typed and entered twice', async (raw, first, second) => {
  const refuse = (value: Value) => amountProblem('A1', value, amountBounds(defaultStandards, '530521', 2026))
  const shown = mount(FieldEditor, { props: { field: register.fields.A1, value: null, refuse }, global: { plugins: [ElementPlus] } })
  const said = () => shown.emitted('save')?.[0]?.[0] ?? /I1\d/.exec(shown.get('[role=alert]').text())?.[0]
  await shown.get('input').setValue(raw)
  await shown.get('input').trigger('keydown', { key: 'Enter' })
  expect(said()).toBe(first)
  if (second === undefined) return
  await shown.get('input').trigger('keydown', { key: 'Enter' })
  expect(said()).toBe(second)
})

it('read back: what was said line by line, what was never asked said as such, Esc goes back', async () => {
  const shown = mount(IncomeReadBack, { ...plugins, props: { record: income({ year: 2026, A1: 1_600_050, E1: 60_050 }), people: 2, headName: '张三' } })
  expect(shown.text()).toContain('16,000.50 元')
  expect(shown.text()).toContain('还没有问')
  expect(shown.get('.end').text()).toBe('一年纯收入 15,400 元，2 口人，每人 7,700 元')
  await shown.trigger('keydown', { key: 'Escape' })
  expect(shown.emitted('close')).toHaveLength(1)
})

it('the family says yes under a name; no name and no figure are refused with the reason', async () => {
  const shown = mount(IncomeReadBack, { ...plugins, props: { record: income({ year: 2026, A1: 1_600_000 }), people: 2, headName: '' } })
  await shown.get('form').trigger('submit')
  expect(shown.get('[data-testid=income-confirm-problem]').text()).toContain('谁确认')
  expect(shown.emitted('confirm')).toBeUndefined()
  await shown.get('[data-testid=income-confirm-by]').setValue(' 李四 ')
  await shown.get('form').trigger('submit')
  expect(shown.emitted('confirm')).toEqual([['李四']])
  const nothing = mount(IncomeReadBack, { ...plugins, props: { record: income({ year: 2026 }), people: 2, headName: '张三' } })
  await nothing.get('form').trigger('submit')
  expect(nothing.get('[data-testid=income-confirm-problem]').text()).toContain('还没有一项收支')
  expect(nothing.emitted('confirm')).toBeUndefined()
})

it('the tab says who said yes and when, and what was changed since', () => {
  const write = (record: RecordState | undefined, n: number, fields: Record<string, string | number>) =>
    applyChange(record, makeChange('laptop-one', n, Date.parse('2026-11-23T02:00:00Z') + n * 1000, 'income', 'income-0026', fields, { origin: { kind: 'edit' }, saw: sawFor(record, Object.keys(fields)) }))
  const said = (record: RecordState) => mount(ConfirmedStrip, { props: { record } }).text()
  const asked = write(undefined, 1, { year: 2026, A1: 100 })
  const yes = write(asked, 2, { confirmedOn: '2026-11-23', confirmedBy: '张三' })
  expect(said(asked)).toBe('农户还没有确认')
  expect(said(yes)).toContain('农户已确认')
  expect(said(yes)).toContain('2026-11-23 张三')
  expect(said(write(yes, 3, { A1: 200 }))).toMatch(/确认后有改动.*后来改了务工收入，请再读一遍/)
  expect(said(write(yes, 3, { A1: 200, A2: 1, A3: 1, A4: 1, A5: 1 }))).toContain('等 5 项')
})
