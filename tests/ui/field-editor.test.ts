// @vitest-environment jsdom
import { mount } from '@vue/test-utils'
import ElementPlus from 'element-plus'
import { shallowRef } from 'vue'
import { describe, expect, it } from 'vitest'
import type { Field } from '#core/registers/define.ts'
import { household, income, person } from '#core/registers/index.ts'
import type { ValuePlace } from '#core/registers/show.ts'
import type { Value } from '#core/sync/change.ts'
import FieldEditor from '../../src/components/FieldEditor.vue'
import InlineField from '../../src/components/InlineField.vue'
import { OPENED_VALUES } from '../../src/components/opened-values.ts'

const options = { global: { plugins: [ElementPlus], stubs: { RouterLink: true } }, attachTo: document.body }
const editor = (field: Field, value: Value = null) => mount(FieldEditor, { props: { field, value }, ...options })
async function type(field: Field, raw: string, key: object = { key: 'Enter' }) {
  const shown = editor(field)
  await shown.get('input, textarea').setValue(raw)
  await shown.get('input, textarea').trigger('keydown', key)
  return shown
}

describe('what is typed becomes a value', () => {
  it.each<[string, Field, string, Value]>([
    ['a date in eight digits', person.fields.birthDate, '20110304', '2011-03-04'],
    ['a month', household.fields.monitorFrom, '202406', '2024-06'],
    ['yuan become whole 分', income.fields.A1, '16000.5', 1_600_050],
    ['an emptied field is null, never zero', income.fields.A1, '', null]
  ])('%s', async (_, field, raw, value) => {
    const shown = await type(field, raw)
    expect(shown.emitted('save')?.[0]?.[0] ?? null).toEqual(value)
  })
  it('what is not understood stays on the screen with the reason, and nothing is stored', async () => {
    const shown = await type(person.fields.birthDate, '20110231')
    expect(shown.emitted('save')).toBeUndefined()
    expect(shown.get('[role=alert]').text()).toContain('没有')
    expect((shown.get('input').element as HTMLInputElement).value).toBe('20110231')
  })
  it('U-05 a remark keeps its lines and emoji; one of ten thousand characters stays on the screen whole, with the limit', async () => {
    const said = '房顶漏水，\n东边 👨‍👩‍👧 👍🏽'
    expect((await type(household.fields.note, said)).emitted('save')).toEqual([[said, true]])
    const long = '𬱖'.repeat(10_000)
    const shown = await type(household.fields.note, long)
    expect(shown.emitted('save')).toBeUndefined()
    expect(shown.get('[role=alert]').text()).toContain('太长了，最多 4000 个字')
    expect((shown.get('textarea').element as HTMLTextAreaElement).value).toBe(long)
  })
  it('U-05 ten thousand characters in a short field are quoted short', async () => {
    const shown = await type(person.fields.birthDate, '日'.repeat(10_000))
    expect(shown.get('[role=alert]').text().length).toBeLessThan(100)
  })
  it.each([['不清楚', undefined], ['0', 0], ['-1', -100], ['8700.00', 870_000], ['99999999', 9_999_999_900]])('U-02 an income of %s', async (raw, saved) => {
    const shown = await type(income.fields.A1, raw)
    expect(shown.emitted('save')?.[0]?.[0]).toBe(saved)
    expect(shown.find('[role=alert]').exists()).toBe(saved === undefined)
  })
  it('U-07 a lunar birthday is named as one, and nothing is stored', async () => {
    const shown = await type(person.fields.birthDate, '1965年三月初五')
    expect(shown.emitted('save')).toBeUndefined()
    expect(shown.get('[role=alert]').text()).toContain('农历')
  })
  it('an Enter of the input method stores nothing', async () => {
    const shown = await type(person.fields.name, '李光明', { key: 'Enter', isComposing: true })
    expect(shown.emitted('save')).toBeUndefined()
  })
  it('Esc leaves the value as it was', async () => {
    const shown = await type(person.fields.name, '李光明', { key: 'Escape' })
    expect(shown.emitted('save')).toBeUndefined()
    expect(shown.emitted('cancel')).toEqual([[true]])
  })
  it('是 and 否 and unknown are three answers', async () => {
    for (const [place, value] of [[0, true], [1, false]] as const) {
      const shown = editor(household.fields.safeWater)
      await shown.findAll('button')[place]!.trigger('click')
      expect(shown.emitted('save')).toEqual([[value, true]])
    }
  })
  it.each([['1', true], ['y', true], ['0', false], ['n', false]])('the key %s answers a 是 or 否', async (key, value) => {
    const shown = editor(household.fields.safeWater)
    await shown.get('.flags').trigger('keydown', { key })
    expect(shown.emitted('save')).toEqual([[value, true]])
  })
  it('what was typed before the editor stood takes the place of the old text', async () => {
    const shown = mount(FieldEditor, { props: { field: person.fields.employer, value: '建筑工地', seed: '保' }, ...options })
    expect((shown.get('input').element as HTMLInputElement).value).toBe('保')
  })
})

describe('a field in its place', () => {
  const inline = (field: Field, value: Value) => mount(InlineField, { props: { field, value }, ...options })
  it('an identity number is masked until its opening is noted, and only then can be changed', async () => {
    const open = shallowRef(false)
    const noted: ValuePlace[] = []
    const place = { register: 'person', record: 'p1', field: 'idNo' }
    const shown = mount(InlineField, {
      props: { field: person.fields.idNo, value: '530521199001011234', place }, ...options,
      global: { ...options.global, provide: { [OPENED_VALUES as symbol]: { isOpen: () => open.value, open: async (at: ValuePlace) => { noted.push(at); open.value = true; return true } } } }
    })
    expect(shown.text()).toContain('530521********1234')
    await shown.get('button').trigger('click')
    expect(noted).toEqual([place])
    expect(shown.text()).toContain('530521199001011234')
    expect(shown.find('[data-testid=field-editor]').exists()).toBe(false)
    await shown.get('button').trigger('click')
    expect(shown.find('[data-testid=field-editor]').exists()).toBe(true)
  })
  it.each([['a click', 'click', {}], ['F2', 'keydown', { key: 'F2' }]])('where its opening is not noted it stays masked and cannot be changed: %s', async (_, kind, detail) => {
    const shown = mount(InlineField, { props: { field: person.fields.phone, value: '13812345678', place: { register: 'person', record: 'p1', field: 'phone' } }, ...options })
    await shown.get('button').trigger(kind, detail)
    await new Promise(resolve => setTimeout(resolve))
    expect(shown.text()).toContain('138****5678')
    expect(shown.find('[data-testid=field-editor]').exists()).toBe(false)
  })
  it('a changed value goes up once and the editor closes', async () => {
    const shown = inline(household.fields.address, '上营 1 号')
    await shown.get('button').trigger('click')
    await shown.get('input').setValue('上营 2 号')
    await shown.get('input').trigger('keydown', { key: 'Enter' })
    await shown.vm.$nextTick()
    expect(shown.emitted('save')).toEqual([['上营 2 号']])
    expect(shown.find('[data-testid=field-editor]').exists()).toBe(false)
  })
  it('going on to another field keeps what was typed and does not call the focus back', async () => {
    const shown = inline(household.fields.address, '上营 1 号')
    await shown.get('button').trigger('click')
    const elsewhere = document.body.appendChild(document.createElement('input'))
    await shown.get('input').setValue('上营 3 号')
    elsewhere.focus()
    await new Promise(resolve => setTimeout(resolve))
    expect(shown.emitted('save')).toEqual([['上营 3 号']])
    expect(document.activeElement).toBe(elsewhere)
  })
})
