// @vitest-environment jsdom
/** E-01: what people wrote, as markup, in every place of the ledgers, the import, the checks and the timeline that shows people's text. */
import { mount, type VueWrapper } from '@vue/test-utils'
import ElementPlus from 'element-plus'
import { beforeAll, describe, expect, it } from 'vitest'
import { nextTick, type Component } from 'vue'
import { household, person } from '#core/registers/index.ts'
import CountPanel from '../../src/components/checks/CountPanel.vue'
import FindingLines from '../../src/components/checks/FindingLines.vue'
import DifferenceTable from '../../src/components/import/DifferenceTable.vue'
import DroppedLines from '../../src/components/import/DroppedLines.vue'
import LayoutTable from '../../src/components/import/LayoutTable.vue'
import PastImports from '../../src/components/import/PastImports.vue'
import ProblemTable from '../../src/components/import/ProblemTable.vue'
import type { GridColumn, GridLine } from '../../src/components/ledger/grid-types.ts'
import LedgerGrid from '../../src/components/ledger/LedgerGrid.vue'
import PastePreview from '../../src/components/ledger/PastePreview.vue'
import StepList from '../../src/components/ledger/StepList.vue'
import TimelineList from '../../src/components/life/TimelineList.vue'

const ATTACK = '<img src=x onerror="globalThis.hurt=1">'
const SECOND = '"><script>globalThis.hurt=1</' + 'script><svg onload=alert(1)>'
const hurt = ATTACK + SECOND

beforeAll(() => {
  globalThis.ResizeObserver = class { observe(): void { /* jsdom lays nothing out */ } unobserve(): void { /* nor here */ } disconnect(): void { /* nor here */ } }
  globalThis.CSS ??= { escape: (text: string) => text } as typeof CSS
  Element.prototype.scrollIntoView ??= () => undefined
})

const column = (key: string, field: GridColumn['field']): GridColumn => ({ key, title: hurt, field, computed: false, total: 'none', width: 100, pinned: key === 'name' })
const columns = [column('name', person.fields.name), column('employer', household.fields.naturalVillage)]
const line: GridLine = { id: 'l0', household: 'h1', person: 'p1', records: {}, names: {}, ended: false, conflicts: 0, unsent: false, values: { name: hurt, employer: hurt } }
const layoutColumn = { index: 0, letter: 'A', heading: hurt, target: null, label: hurt, by: null, factor: 1, samples: [hurt] }
const finding = { key: hurt, rule: 'R055', severity: 'W', text: hurt, why: hurt, register: 'person', record: 'p0', field: 'labour', village: '530521205206', group: hurt, household: 'h0', title: hurt, person: 'p0', reason: { text: hurt, by: hurt, at: 0 } }
const past = { at: 1, by: hurt, device: hurt, mine: false, origin: { kind: 'import', ref: hurt }, originTitle: hurt, register: 'household', record: 'h0', title: hurt, fields: [{ name: 'naturalVillage', before: hurt, after: hurt }] }

const places: readonly (readonly [string, Component, Record<string, unknown>])[] = [
  ['the cells, headings and the name of a ledger', LedgerGrid as Component, {
    columns, ids: ['l0'], lines: new Map([['l0', line]]), totals: {}, sort: null, filtered: new Set<string>(), menu: '', saved: null, waiting: null, title: hurt, withEnded: false,
    cursor: { at: { line: 0, column: 1 }, from: { line: 0, column: 1 } }, isOpen: () => true, whyFixed: () => hurt, linksOf: async () => []
  }],
  ['a pasted block', PastePreview as Component, {
    columns, busy: false, nameOf: () => hurt,
    preview: { changed: 1, added: 0, refused: 1, cells: [{ row: 0, column: 0, id: 'l0', key: 'name', raw: hurt, before: hurt, after: hurt, outcome: 'changed', reason: '' }, { row: 0, column: 1, id: 'l0', key: 'employer', raw: hurt, before: hurt, after: '', outcome: 'refused', reason: hurt }] }
  }],
  ['what can be taken back', StepList as Component, { steps: [{ id: 's', title: hurt, at: 1, changes: 1, undone: false, kind: hurt }] }],
  ['the columns of a file', LayoutTable as Component, { columns: [layoutColumn], base: 'person' }],
  ['what is wrong with it', ProblemTable as Component, { problems: [{ cell: hurt, row: 1, severity: 'error', text: hurt }] }],
  ['what would change', DifferenceTable as Component, { differences: [{ row: 1, household: hurt, person: hurt, kind: 'person', change: 'changed', fields: [{ label: hurt, before: hurt, after: hurt }] }] }],
  ['lines left out', DroppedLines as Component, { lines: [{ row: 1, why: hurt, text: hurt }] }],
  ['imports made', PastImports as Component, { steps: [{ id: 'i', title: hurt, at: 1, changes: 1, undone: false }], busy: false }],
  ['findings', FindingLines as Component, { total: 1, lines: new Map([[0, finding]]) }],
  ['what findings are counted by', CountPanel as Component, { counts: [{ key: 'R001', label: hurt, E: 1, W: 0, I: 0, reasoned: 0 }], chosen: null, all: hurt }],
  ['the timeline', TimelineList as Component, { lines: [past], complete: true }]
]

/** Elements a text could have made, in the component and in what it put beside itself. */
const made = (): readonly string[] => [...document.body.querySelectorAll('img, script, iframe, object, embed, svg[onload]')].map(({ outerHTML }) => outerHTML)
const handlers = (): readonly string[] => [...document.body.querySelectorAll('*')].flatMap(element => element.getAttributeNames()).filter(name => /^on/u.test(name))

describe('E-01 markup in people\'s text is text', () => {
  it.each(places)('in %s', async (_, component, props) => {
    document.body.replaceChildren()
    const shown: VueWrapper = mount(component, { props, global: { plugins: [ElementPlus] }, attachTo: document.body })
    for (let i = 0; i < 5; i++) await nextTick()
    expect(document.body.textContent).toContain(ATTACK)
    expect(made()).toEqual([])
    expect(handlers()).toEqual([])
    expect((globalThis as { hurt?: number }).hurt).toBeUndefined()
    shown.unmount()
  })
})
