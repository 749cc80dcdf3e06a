// @vitest-environment jsdom
/** Income on the screen: amounts that cannot stand, a new period refused with its reason, amounts in words. */
import { mount } from '@vue/test-utils'
import { expect, it } from 'vitest'
import { amountBounds, amountProblem } from '#core/income/amount.ts'
import { defaultStandards, income as register } from '#core/registers/index.ts'
import { settingNames } from '#core/registers/standard.ts'
import ElementPlus from 'element-plus'
import type { Value } from '#core/sync/change.ts'
import FieldEditor from '../../src/components/FieldEditor.vue'
import IncomeReadBack from '../../src/components/income/IncomeReadBack.vue'
import NewPeriod from '../../src/components/income/NewPeriod.vue'
import { SETTING_AREAS, yuan } from '../../src/components/income/income-words.ts'

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
  const shown = mount(IncomeReadBack, { props: { record: income({ year: 2026, A1: 1_600_050, E1: 60_050 }), people: 2, headName: '张三' } })
  expect(shown.text()).toContain('16,000.50 元')
  expect(shown.text()).toContain('还没有问')
  expect(shown.get('.end').text()).toBe('一年纯收入 15,400 元，2 口人，每人 7,700 元')
  await shown.trigger('keydown', { key: 'Escape' })
  expect(shown.emitted('close')).toHaveLength(1)
})
