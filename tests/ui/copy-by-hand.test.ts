// @vitest-environment jsdom
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import ElementPlus from 'element-plus'
import { afterEach, expect, it } from 'vitest'
import CopyByHand from '../../src/components/measures/CopyByHand.vue'

let view: VueWrapper | null = null
afterEach(() => {
  view?.unmount()
  document.body.replaceChildren()
})
async function shown(text: string): Promise<HTMLTextAreaElement | null> {
  view = mount(CopyByHand, { props: { text }, global: { plugins: [ElementPlus] }, attachTo: document.body })
  await flushPromises()
  return document.querySelector('[data-testid=platform-by-hand]')
}

it('the whole words stand there marked, so that Ctrl+C takes all of them', async () => {
  const box = (await shown('李光明 530521198005010017\n申请临时救助'))!
  expect(box.value.slice(box.selectionStart, box.selectionEnd)).toBe('李光明 530521198005010017\n申请临时救助')
  expect([box.readOnly, box.autocomplete, box.form!.getAttribute('autocomplete')]).toEqual([true, 'off', 'off'])
})
it('taking them is told, and nothing is left when there is nothing to take', async () => {
  const box = (await shown('申请临时救助'))!
  box.dispatchEvent(new Event('copy', { bubbles: true }))
  expect(view!.emitted('copied')).toHaveLength(1)
  await view!.setProps({ text: '' })
  await flushPromises()
  expect(document.querySelector<HTMLTextAreaElement>('[data-testid=platform-by-hand]')?.value ?? '').toBe('')
})
it('where the clipboard took them nothing is opened', async () => {
  expect(await shown('')).toBeNull()
})
