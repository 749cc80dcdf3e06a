// @vitest-environment jsdom
import ElementPlus from 'element-plus'
import { flushPromises, mount } from '@vue/test-utils'
import { describe, expect, it, vi } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import type { ImportPreview } from '../../src/db/book.ts'
import { BASE_UNCLEAR, useImport } from '../../src/stores/import.ts'
import ImportView from '../../src/views/import/ImportView.vue'
import { unlocked } from './setting.ts'

const layout = { sheet: '排查表', others: [], headingLines: [2, 2], columns: [], print: 'p', base: 'housing', bases: ['housing', 'water'], hidden: { rows: [], columns: [], sheets: [] } } as const
const unclear: Partial<ImportPreview> = { layout, problems: [{ cell: 'A2', row: 2, code: BASE_UNCLEAR, severity: 'error', text: '看不出这是哪一种台账' }] }

const page = async () => {
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/', component: ImportView }] })
  const view = mount(ImportView, { global: { plugins: [router, ElementPlus] }, attachTo: document.body })
  await flushPromises()
  return view
}

describe('a sheet that could be of two registers', () => {
  it('opens where it is chosen, names both, and waits', async () => {
    const { book } = await unlocked({ preview: unclear })
    const view = await page()
    await view.get('[data-testid=import-choose]').trigger('click')
    await vi.waitFor(() => expect(view.find('[data-testid=import-bases]').exists()).toBe(true))
    expect(view.get('[data-testid=import-bases]').text()).toContain('看不出是哪一种，请先选定')
    expect(view.get('[data-testid=import-apply]').attributes('disabled')).toBeDefined()
    const chooser = view.findAllComponents({ name: 'ElSelect' }).at(-1)!
    expect(chooser.findAllComponents({ name: 'ElOption' }).map(option => option.props('label') as string)).toEqual(['住房鉴定与排查', '饮水排查'])
    const asked = vi.spyOn(book, 'previewImport') as unknown as { readonly mock: { readonly calls: readonly (readonly unknown[])[] } }
    chooser.vm.$emit('update:modelValue', 'water')
    await vi.waitFor(() => expect(asked.mock.calls.map(call => call[3])).toEqual([{ base: 'water', columns: {} }]))
    await flushPromises()
    view.unmount()
  })

  it('what was said of columns and lines is of that sheet alone', async () => {
    const { book } = await unlocked({ preview: unclear })
    const store = useImport()
    await store.choose()
    const asked = vi.spyOn(book, 'previewImport') as unknown as { readonly mock: { readonly calls: readonly (readonly unknown[])[] } }
    const said = (): unknown => asked.mock.calls.at(-1)![3]
    await store.correct({ takeHidden: false })
    await store.correct({ base: 'water' })
    await store.correct({ columns: { 2: { kind: 'ignored' } } })
    expect(said()).toEqual({ takeHidden: false, base: 'water', columns: { 2: { kind: 'ignored' } } })
    await store.correct({ base: 'housing' })
    expect(said()).toEqual({ takeHidden: false, base: 'housing', columns: {} })
    await store.correct({ sheet: '旧表' })
    expect(said()).toEqual({ takeHidden: false, sheet: '旧表', columns: {} })
  })
})
