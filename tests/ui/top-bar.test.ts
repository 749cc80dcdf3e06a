// @vitest-environment jsdom
import { mount } from '@vue/test-utils'
import ElementPlus from 'element-plus'
import { describe, expect, it } from 'vitest'
import TopBar from '../../src/components/TopBar.vue'

const bar = (text = '') => mount(TopBar, { props: { villages: [{ code: '1', name: '万兴村' }], village: '1', text, syncing: false, canSync: true }, global: { plugins: [ElementPlus] } })
const input = (wrapper: ReturnType<typeof bar>) => wrapper.get('[data-testid=roster-search]')

describe('the search box and the input method', () => {
  it('Enter opens the marked household', async () => {
    const top = bar('zjm')
    await input(top).trigger('keydown', { key: 'Enter' })
    expect(top.emitted('openMarked')).toHaveLength(1)
  })
  it.each([
    ['while composing', { key: 'Enter', isComposing: true }],
    ['as old engines report it', { key: 'Enter', keyCode: 229 }]
  ])('Enter %s opens nothing', async (_, event) => {
    const top = bar('张')
    await input(top).trigger('keydown', event)
    expect(top.emitted('openMarked')).toBeUndefined()
  })
  it('letters of a syllable are no question until the character stands', async () => {
    const top = bar()
    const box = input(top).element as HTMLInputElement
    box.value = 'zhang'
    box.dispatchEvent(new InputEvent('input', { isComposing: true }))
    expect(top.emitted('search')).toBeUndefined()
    box.value = '张'
    box.dispatchEvent(new CompositionEvent('compositionend'))
    expect(top.emitted('search')).toEqual([['张']])
  })
})

describe('keys in the search box', () => {
  it.each([
    ['arrow down marks the next household', 'ArrowDown', 'move', [[1]]],
    ['arrow up marks the one before', 'ArrowUp', 'move', [[-1]]],
    ['page down passes a page', 'PageDown', 'page', [[1]]],
    ['Esc empties what was typed', 'Escape', 'search', [['']]]
  ])('%s', async (_, key, event, payload) => {
    const top = bar('张')
    await input(top).trigger('keydown', { key })
    expect(top.emitted(event)).toEqual(payload)
  })
  it('Esc in an empty box leaves it', async () => {
    const top = bar('')
    await input(top).trigger('keydown', { key: 'Escape' })
    expect(top.emitted('leave')).toHaveLength(1)
  })
  it('without an enrolment the button to sync is off', async () => {
    const top = bar()
    await top.setProps({ canSync: false })
    expect(top.get('[data-testid=sync-now]').attributes('disabled')).toBeDefined()
  })
})
