// @vitest-environment jsdom
/** 临界户 and 标准与期限 on the screen: who stands in which part, and whose figure holds instead of which. */
import { flushPromises, mount } from '@vue/test-utils'
import { expect, it, vi } from 'vitest'
import type { NearLine, SettingLine } from '../../src/db/book-monitor.ts'
import NearLinePanel from '../../src/views/monitor/NearLinePanel.vue'
import SettingsPanel from '../../src/views/monitor/SettingsPanel.vue'
import { unlocked } from './setting.ts'

const push = vi.hoisted(() => vi.fn())
vi.mock('vue-router', () => ({ useRouter: () => ({ push }) }))

const near = (household: string, perCapita: number, more: Partial<NearLine> = {}): NearLine => ({
  household, headName: household, group: '1组', year: 2026, perCapita, rangePerCapita: perCapita, line: 870_000, lineYear: 2025,
  below: perCapita < 870_000, rangeBelow: perCapita < 870_000, tips: [], monitored: false, ...more
})

it('each household stands in its part; one that is not decided is not called unwatched; Enter opens it', async () => {
  const { book } = await unlocked()
  book.nearLine = async () => [near('甲', 800_000), near('乙', 810_000, { monitored: null }), near('丙', 820_000, { monitored: true }), near('丁', 900_000, { tips: [{ field: 'A1', amount: 900_000, after: 0 }] })]
  const shown = mount(NearLinePanel)
  await flushPromises()
  expect(['all', 'below', 'near', 'unmonitored'].map(part => shown.get(`[data-testid=nearline-${part}]`).text().match(/\d+/)?.[0])).toEqual(['4', '3', '1', '1'])
  expect(shown.get('[data-testid=nearline-stand-in]').text()).toContain('2025')
  expect(shown.findAll('[data-testid=nearline-row]')[3]!.text()).toContain('务工收入（剩 0）')
  await shown.get('[data-testid=nearline-unmonitored]').trigger('click')
  const rows = shown.findAll('[data-testid=nearline-row]')
  expect(rows.map(row => row.get('.name').text())).toEqual(['甲'])
  await rows[0]!.trigger('keydown', { key: 'Enter' })
  expect(push).toHaveBeenCalledWith({ path: '/household/甲', query: { tab: 'income' } })
})

it('two thousand of a township: a hundred stand in the page, arrows walk on into the next', async () => {
  const { book } = await unlocked()
  book.nearLine = async () => Array.from({ length: 2000 }, (_, at) => near(`户${at}`, 700_000 + at))
  const shown = mount(NearLinePanel, { attachTo: document.body })
  await flushPromises()
  const rows = () => shown.findAll('[data-testid=nearline-row]')
  expect(rows()).toHaveLength(100)
  expect(shown.get('[data-testid=nearline-more]').text()).toContain('1900')
  expect(rows().filter(row => row.attributes('tabindex') === '0')).toHaveLength(1)
  await rows()[99]!.trigger('focus')
  await rows()[99]!.trigger('keydown', { key: 'ArrowDown' })
  await flushPromises()
  expect(rows()).toHaveLength(200)
  expect(document.activeElement?.id).toBe('nearline-100')
  await rows()[100]!.trigger('keydown', { key: 'ArrowUp' })
  await flushPromises()
  expect(document.activeElement?.id).toBe('nearline-99')
  shown.unmount()
})

it('nobody near the line: says why somebody may be missing', async () => {
  const { book } = await unlocked()
  book.nearLine = async () => []
  const shown = mount(NearLinePanel)
  await flushPromises()
  expect(shown.get('[data-testid=nearline-empty]').text()).toContain('没有填过当年收入的户不在这里')
})

it('the county\'s figure is marked with what it stands instead of; what a choice does is said; nothing can be changed here', async () => {
  const { book } = await unlocked()
  const line = (name: string, more: Partial<SettingLine> = {}): SettingLine => ({ name, label: name, value: '1', unit: '元', year: 2026, area: '530521', source: '县', assumed: false, own: false, overruled: [], ...more })
  book.settings = async () => [line('monitorLine', { own: true, overruled: [{ value: '8700', year: 2025, area: '53', source: '云南' }] }), line('countInsurance')]
  const shown = mount(SettingsPanel)
  await flushPromises()
  expect(shown.get('[data-testid=setting-own-monitorLine]').text()).toBe('县里定')
  expect(shown.get('[data-testid=setting-overruled-monitorLine]').text()).toBe('不再用：全省 8700（2025 年起，云南）')
  expect(shown.find('[data-testid=setting-own-countInsurance]').exists()).toBe(false)
  expect(shown.get('[data-testid=setting-note-countInsurance]').text()).toContain('照样计入合计')
  expect(shown.get('[data-testid=settings-table]').findAll('input, select, textarea, button')).toEqual([])
})
