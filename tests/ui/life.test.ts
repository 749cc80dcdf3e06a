// @vitest-environment jsdom
import { mount } from '@vue/test-utils'
import { describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import { lifeEvent } from '#core/registers/life-event.ts'
import { person } from '#core/registers/person.ts'
import AnswerInput from '../../src/components/life/AnswerInput.vue'
import LifeMenu from '../../src/components/life/LifeMenu.vue'
import RelationRows from '../../src/components/life/RelationRows.vue'
import TimelineList from '../../src/components/life/TimelineList.vue'

const ID = '53052119900405002X'

describe('keys and input methods', () => {
  it('the menu is one stop: it opens on the first action, arrows move, Enter chooses, Esc closes only the menu', async () => {
    const outer = vi.fn()
    addEventListener('keydown', outer)
    const menu = mount(LifeMenu, { attachTo: document.body, global: { stubs: { 'el-button': { template: '<button><slot /></button>' } } } })
    const button = menu.get('[data-testid=life-menu]')
    await button.trigger('click')
    await nextTick()
    expect(document.activeElement?.textContent).toBe('出生')
    await menu.get('[role=menu]').trigger('keydown', { key: 'ArrowDown' })
    expect(document.activeElement?.textContent).toBe('死亡')
    await menu.get('[data-testid=life-death]').trigger('keydown', { key: 'Escape' })
    expect(menu.find('[role=menu]').exists()).toBe(false)
    expect(outer.mock.calls.some(([event]) => (event as KeyboardEvent).key === 'Escape')).toBe(false)
    await button.trigger('click')
    await menu.get('[data-testid=life-split]').trigger('keydown', { key: 'Enter' })
    expect(menu.emitted('choose')).toEqual([['split']])
    removeEventListener('keydown', outer)
    menu.unmount()
  })

  it.each([
    ['20261101', '2026-11-01', ''], ['2026-11-01', '2026-11-01', ''], ['2026.11.1', '2026-11-01', ''], ['20261301', '', '没有'], ['2026', '', '不是日期'], ['', '', '']
  ])('a date typed %s is answered as %s', async (raw, value, wrong) => {
    const input = mount(AnswerInput, { props: { field: lifeEvent.fields.on, value: '', label: '日期', required: true, id: 'd' } })
    await input.get('input').setValue(raw)
    await input.get('input').trigger('change')
    expect(input.emitted('answer')!.at(-1)).toEqual([value])
    expect(input.find('[role=alert]').exists()).toBe(wrong !== '')
    if (wrong) expect(input.get('[role=alert]').text()).toContain(wrong)
  })
  it('U: a number pasted with spaces and a small x is taken as it is meant; one lost to Excel is refused with the reason', async () => {
    const input = mount(AnswerInput, { props: { field: person.fields.idNo, value: '', label: '证件号码', required: false, id: 'i' } })
    await input.get('input').setValue(' 530521 19900405 002x ')
    expect(input.emitted('answer')!.at(-1)).toEqual([ID])
    await input.get('input').setValue('5.30521E+17')
    await input.get('input').trigger('change')
    expect(input.emitted('answer')!.at(-1)).toEqual([''])
    expect(input.get('[role=alert]').text()).toContain('Excel')
  })
  it('a date typed over one that stands there already keeps its first digit', async () => {
    const input = mount(AnswerInput, { props: { field: lifeEvent.fields.on, value: '2026-11-22', label: '日期', required: true, id: 'd', onAnswer: (value: string) => input.setProps({ value }) } })
    for (const raw of ['2', '20', '2026111']) {
      // Typed and not left: only leaving the box writes the day out.
      input.get('input').element.value = raw
      await input.get('input').trigger('input')
      expect(input.get('input').element.value).toBe(raw)
    }
    await input.get('input').setValue('20261112')
    expect(input.emitted('answer')!.at(-1)).toEqual(['2026-11-12'])
    await input.setProps({ value: '2026-01-01' })
    expect(input.get('input').element.value).toBe('2026-01-01')
  })
  it('a relation offers neither 户主 nor 本人, and stands on what follows from before', () => {
    const rows = mount(RelationRows, { props: { rows: [{ person: 'p', name: '李小', head: '李大', suggested: '20' }], chosen: {}, problems: {} } })
    const codes = rows.findAll('option').map(option => option.attributes('value'))
    expect(codes).not.toContain('02')
    expect(codes).not.toContain('01')
    expect(rows.get('select').element.value).toBe('20')
  })
})

describe('the timeline', () => {
  const line = (over: object) => ({ at: Date.UTC(2026, 10, 20, 2), by: '王建军', device: 'laptop-one', mine: true, origin: { kind: 'edit' }, originTitle: '', register: 'person', record: 'p1', title: '李光明', fields: [{ name: 'workMonths', before: 8, after: 10 }], ...over })
  it('says what stood there before; a number and a telephone are hidden, also in what was', () => {
    const list = mount(TimelineList, { props: { complete: true, lines: [line({ fields: [{ name: 'idNo', before: ID, after: '530521199004050042' }, { name: 'phone', before: null, after: '13887501234' }, { name: 'workMonths', before: 8, after: 10 }] })] } })
    expect(list.text()).toContain('8 → 10')
    expect(list.text()).toContain('530521********002X')
    expect(list.text()).not.toContain(ID)
    expect(list.text()).not.toContain('13887501234')
  })
  it('changes of one event stand under one heading, those of two devices do not', () => {
    const life = { origin: { kind: 'life', ref: 'event-1' }, originTitle: '2026-11-20 分户：李光明 从 李大 户分出' }
    const list = mount(TimelineList, { props: { complete: true, lines: [line(life), line({ ...life, record: 'p2', title: '李小' }), line({ device: 'laptop-two', mine: false })] } })
    expect(list.findAll('.group')).toHaveLength(2)
    expect(list.findAll('[data-testid=timeline-line]')).toHaveLength(3)
    expect(list.findAll('.group')[0]!.text()).toContain('2026-11-20 分户：李光明 从 李大 户分出')
    expect(list.findAll('.group')[1]!.text()).toContain('另一台电脑')
  })
  it('an emptied value is said to be emptied; where older changes lie elsewhere it is told', () => {
    const list = mount(TimelineList, { props: { complete: false, lines: [line({ fields: [{ name: 'workPlace', before: '昆明', after: null }] })] } })
    expect(list.text()).toContain('（清空）')
    expect(list.get('[data-testid=timeline-partial]').text()).toContain('县里')
    expect(mount(TimelineList, { props: { complete: true, lines: [line({})] } }).find('[data-testid=timeline-partial]').exists()).toBe(false)
  })
  it('a field this version does not know is shown by its name', () => {
    expect(mount(TimelineList, { props: { complete: true, lines: [line({ register: 'newer', fields: [{ name: 'colour', before: null, after: 'red' }] })] } }).text()).toContain('colour')
  })
})
