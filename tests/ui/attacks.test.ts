// @vitest-environment jsdom
/** E-01: what people wrote, as markup, in every place of the ledgers, the import, the checks and the timeline that shows people's text. */
import { mount, type VueWrapper } from '@vue/test-utils'
import ElementPlus from 'element-plus'
import { beforeAll, describe, expect, it } from 'vitest'
import { nextTick, type Component } from 'vue'
import { household, person } from '#core/registers/index.ts'
import MissingPictures from '../../src/components/attachments/MissingPictures.vue'
import PictureStrip from '../../src/components/attachments/PictureStrip.vue'
import ClashCard from '../../src/components/conflicts/ClashCard.vue'
import DecidedList from '../../src/components/conflicts/DecidedList.vue'
import MergedList from '../../src/components/conflicts/MergedList.vue'
import AsideList from '../../src/components/sync/AsideList.vue'
import CountyCard from '../../src/components/sync/CountyCard.vue'
import HubHost from '../../src/components/sync/HubHost.vue'
import HubVisit from '../../src/components/sync/HubVisit.vue'
import PackageRead from '../../src/components/sync/PackageRead.vue'
import PackageSave from '../../src/components/sync/PackageSave.vue'
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

const side = { value: hurt, by: hurt, device: hurt, at: 0, origin: { kind: 'visit', ref: hurt }, shown: true, mine: false, visit: { record: hurt, day: hurt } }
const picture = { record: hurt, household: hurt, kind: '01', title: hurt, takenAt: 0, by: hurt, bytes: 1, width: 1, height: 1, state: 'away' as const }
const placed = { register: 'household', record: 'h0', household: 'h0', title: hurt, field: 'naturalVillage', at: 0 }
const named = { villageName: () => hurt, busy: false, answers: true }

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
  ['a clash', ClashCard as Component, { clash: { ...placed, answers: [side] }, active: true, busy: false, filling: false }],
  ['what was decided', DecidedList as Component, { list: [{ ...placed, id: hurt, chosen: hurt, answers: [side], undone: false }], busy: false }],
  ['what has merged', MergedList as Component, { list: [{ ...placed, mine: ['naturalVillage'], theirs: [{ field: 'naturalVillage', side }] }] }],
  ['what was set aside', AsideList as Component, { list: [{ ...placed, number: 1, verdict: 'refused', reason: hurt, fields: { naturalVillage: hurt }, state: 'waiting', note: hurt }, { ...placed, number: 2, verdict: 'refused', reason: hurt, fields: {}, state: 'rejected', note: hurt }], withdrawn: null, busy: false }],
  ['a package to make', PackageSave as Component, { preview: null, state: { kind: 'saved', name: hurt, bytes: 1, changes: 1 }, county: hurt, busy: false }],
  ['an answer package', PackageRead as Component, { state: { kind: 'chosen', file: { kind: 'answer', name: hurt, from: hurt, madeAt: 0, receipts: 1, confirmed: 1, changes: 1, gap: true, seen: true } }, ...named }],
  ['somebody\'s package', PackageRead as Component, { state: { kind: 'chosen', file: { kind: 'courier', name: hurt, madeAt: 0, own: false, summary: { by: hurt, villages: [hurt], changes: 1, attachments: 1, first: null, last: null } } }, ...named }],
  ['what was carried', PackageRead as Component, { state: { kind: 'carried', name: hurt, by: hurt, answerName: hurt, done: { accepted: 1, known: 0, quarantined: 0, refused: 0, attachments: 0, answer: { bytes: 1 } } }, ...named }],
  ['the guests of the hub', HubHost as Component, { state: { open: true, port: 1, addresses: [hurt], guests: [{ device: 'd', person: hurt, at: 0, gave: 1, took: 1 }], held: { packages: 1, bytes: 1 } }, busy: false, answers: true }],
  ['hubs found', HubVisit as Component, { state: { kind: 'found', hubs: [{ address: hurt, device: hurt, person: hurt, villages: [hurt] }] }, villageName: () => hurt }],
  ['the county\'s card', CountyCard as Component, { county: hurt, person: hurt, contact: null, now: 0, due: null, villages: [{ code: hurt, name: hurt, cursor: 0, last: 0 }], copies: [] }],
  ['pictures', PictureStrip as Component, { list: [picture], thumb: async () => { throw new Error('none') } }],
  ['pictures that are not here', MissingPictures as Component, { list: [picture], fetching: null, progress: null, answers: true }],
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
