// @vitest-environment jsdom
/** The family: everybody in one place, couples only where no other could be meant, who has left told with the reason. */
import { mount } from '@vue/test-utils'
import ElementPlus from 'element-plus'
import { describe, expect, it } from 'vitest'
import { familyOf } from '#core/life/family.ts'
import { codeTable } from '#core/registers/codes.ts'
import type { RecordState } from '#core/sync/change.ts'
import FamilyTree from '../../src/components/figures/FamilyTree.vue'

const TODAY = '2026-11-23'
const member = (name: string, relation: string, more: object = {}): RecordState => ({ register: 'person', id: `p-${name}`, village: '530521103204', values: { name, relation, household: 'h', ...more } }) as never
const told = (...members: readonly RecordState[]): readonly string[] => familyOf(members).map(({ title, units }) => `${title}：${units.map(unit => unit.members.map(one => String(one.values['name'])).join('+')).join(' ')}`)

describe('generations and couples', () => {
  it('four generations, the head with the spouse, parents and children', () => {
    expect(told(member('子', '20', { birthDate: '1995-01-01' }), member('户', '02'), member('妻', '10'), member('父', '51'), member('母', '52'), member('女', '30', { birthDate: '1990-01-01' }), member('孙', '41'), member('奶', '62')))
      .toEqual(['祖父母一辈：奶', '父母一辈：父+母', '户主一辈：户+妻', '子女一辈：女 子', '孙辈：孙'])
  })
  it.each<[string, readonly RecordState[], string]>([
    ['the only son and the only daughter-in-law', [member('子', '22'), member('媳', '38')], '子女一辈：子+媳'],
    ['two sons and one daughter-in-law: whose wife is she?', [member('子', '22'), member('次', '23'), member('媳', '38')], '子女一辈：子 次 媳'],
    ['one son and two daughters-in-law', [member('子', '22'), member('媳', '38'), member('二', '38')], '子女一辈：子 媳 二'],
    ['the only daughter and her husband', [member('女', '31'), member('婿', '28')], '子女一辈：女+婿'],
    ['a brother and his wife', [member('兄', '71'), member('嫂', '72')], '户主一辈：兄+嫂'],
    ['uncle and aunt of one side only', [member('叔', '83'), member('姨', '88')], '父母一辈：叔 姨'],
    ['father and stepmother', [member('父', '51'), member('后', '58')], '父母一辈：父+后'],
    ['a mother and a stepmother: nobody is chosen', [member('父', '51'), member('母', '52'), member('后', '58')], '父母一辈：父 母 后']
  ])('%s', (_, members, row) => expect(told(...members)).toEqual([row]))
  it('a spouse who has left and one who came after stand both beside the head', () => expect(told(member('户', '02'), member('前', '10', { endedOn: '2020-01-01' }), member('后', '10'))).toEqual(['户主一辈：户+前+后']))
  it('no relation, 其他亲属 and 非亲属 stand in a row of their own, last', () => {
    expect(told(member('户', '02'), member('甲', ''), member('乙', '97'), member('丙', '99'), member('丁', 'zz'))).toEqual(['户主一辈：户', '关系不清楚的：甲 乙 丙 丁'])
  })
  it('everybody of every relation there is stands in exactly one place', () => {
    const all = codeTable('relation').map(({ code }) => member(code, code))
    const placed = familyOf(all).flatMap(({ units }) => units.flatMap(unit => unit.members))
    expect(placed.map(({ id }) => id).toSorted()).toEqual(all.map(({ id }) => id).toSorted())
    expect(familyOf(all).at(-1)!.units.flatMap(unit => unit.members.map(one => one.values['relation']))).toEqual(expect.arrayContaining(['80', '97', '99']))
    expect(familyOf([])).toEqual([])
  })
})

describe('on the screen', () => {
  const shown = (...members: readonly RecordState[]) => mount(FamilyTree, { global: { plugins: [ElementPlus] }, attachTo: document.body, props: { members, today: TODAY } })
  const head = member('李光明', '02', { sex: '1', birthDate: '1980-11-24', labour: '01', health: ['02'], education: '03', workMonths: 6 })
  it('marks in words: labour, health where it is not good, school or education, work, age', () => {
    const card = shown(head, member('李小', '20', { schoolStage: '05', health: ['01'] })).findAll('[data-testid=family-member]')
    for (const words of ['李光明', '户主', '男', '45 岁', '普通劳动力', '长期慢性病', '初中', '务工 6 个月']) expect(card[0]!.text()).toContain(words)
    expect(card[1]!.text()).toContain('在校：八年级')
    expect(card[1]!.text()).not.toContain('健康')
    expect(card[0]!.classes()).toContain('head')
  })
  it('never shows a number of identity or telephone', () => expect(shown(member('甲', '02', { idNo: '530521199001011234', phone: '13812345678' })).html()).not.toMatch(/5305211990|13812345678/u))
  it('who has left is grey, with day and reason, without marks; who leaves later is not', () => {
    const cards = shown(head, member('婚', '30', { endedOn: '2026-03-05', endReason: '02', labour: '01' }), member('后', '20', { endedOn: '2026-12-01' })).findAll('[data-testid=family-member]')
    const gone = cards.find(card => card.text().includes('婚出'))!
    expect(gone.text()).toContain('已减少：2026-03-05 婚出')
    expect(gone.classes()).toContain('gone')
    expect(gone.text()).not.toContain('普通劳动力')
    expect(cards.filter(card => card.classes().includes('gone'))).toHaveLength(1)
  })
  it('is a nested list of buttons for ears, moves by arrows and opens a member', async () => {
    const tree = shown(member('父', '51'), head, member('子', '20'))
    expect(tree.find('ul[aria-label]').attributes('aria-label')).toBe('家庭成员，按辈分')
    const cards = tree.findAll<HTMLElement>('[data-testid=family-member]')
    expect(cards.every(({ element }) => element.tagName === 'BUTTON' && element.closest('ul ul ul') !== null)).toBe(true)
    cards[0]!.element.focus()
    await cards[0]!.trigger('keydown', { key: 'ArrowDown' })
    expect(document.activeElement).toBe(cards[1]!.element)
    await cards[1]!.trigger('click')
    expect(tree.emitted('person')).toEqual([['p-李光明']])
    tree.unmount()
  })
  it('says what to do where nobody is', () => expect(shown().text()).toContain('还没有成员'))
})
