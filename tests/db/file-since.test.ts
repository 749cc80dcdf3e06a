import * as XLSX from 'xlsx'
import { describe, expect, it } from 'vitest'
import type { Change, Value } from '#core/sync/change.ts'
import { makeStamp } from '#core/sync/clock.ts'
import type { FileRequest, HistoryLine, VillageFinding } from '../../src/db/book-checks.ts'
import type { Desk } from '../../src/db/desk.ts'
import { fileMethods, type FileSources } from '../../src/db/file-methods.ts'
import { maskNumbers } from '../../src/db/file-findings.ts'
import { Roster } from '../../src/db/roster.ts'
import { emptyState } from '../../src/db/state.ts'
import { writeWorkbook } from '../../src/workbook/write/write-workbook.ts'
import { VILLAGE } from './laptop.ts'

const T0 = Date.UTC(2026, 8, 1), T1 = Date.UTC(2026, 9, 1), NOW = Date.UTC(2026, 10, 22, 4)

let number = 0
const change = (at: number, register: string, record: string, fields: Readonly<Record<string, Value>>, by = '王书记'): Change =>
  ({ device: 'laptop-one', number: ++number, village: VILLAGE, register, record, stamp: makeStamp(at, number), by, origin: { kind: 'edit' }, fields, saw: Object.fromEntries(Object.keys(fields).map(field => [field, { 'laptop-one': number }])) })

/** Made before all others: a laptop counts its changes up. */
const FIRST: readonly Change[] = [1, 2, 3].flatMap(n => [
  change(T0, 'household', `house-0000${n}`, { nationalHouseholdNo: `100${n}`, villagerGroup: `${n}组`, phone: '13800000001' }),
  change(T0, 'person', `person-0000${n}`, { household: `house-0000${n}`, name: `户主${n}`, relation: '02', birthDate: '1970-01-01' })
])

function rosterOf(...more: readonly Change[]): Roster {
  const roster = new Roster()
  for (const one of [...FIRST, ...more]) roster.apply(one)
  return roster
}

interface More { readonly receipt?: number; readonly timeline?: readonly HistoryLine[]; readonly findings?: readonly VillageFinding[]; readonly onTimeline?: (household: string) => void }

async function made(roster: Roster, request: FileRequest, { receipt, timeline = [], findings = [], onTimeline = () => undefined }: More = {}): Promise<Readonly<Record<string, readonly (readonly string[])[]>>> {
  const desk = {
    roster, state: { ...emptyState, villages: [{ code: VILLAGE, name: '万兴村', last: 0 }], lastReceipt: receipt === undefined ? null : { at: new Date(receipt).toISOString() } },
    env: { now: () => NOW, emit: () => undefined, makeWorkbook: (_: string, spec: Parameters<typeof writeWorkbook>[0]) => writeWorkbook(spec) }
  } as unknown as Desk
  const sources: FileSources = {
    desk: () => desk, imported: () => null,
    timeline: async of => (onTimeline('household' in of ? of.household : ''), { complete: false, lines: timeline.filter(line => 'household' in of && roster.get(line.register, line.record) !== undefined && (line.record === of.household || roster.get(line.register, line.record)!.values['household'] === of.household)) }),
    findings: async (_, from, count) => ({ total: findings.length, lines: findings.slice(from, from + count) })
  }
  const file = await fileMethods(sources).makeFile(request)
  const book = XLSX.read(file.bytes, { type: 'array' })
  return { ...Object.fromEntries(book.SheetNames.map(name => [name, XLSX.utils.sheet_to_json<string[]>(book.Sheets[name]!, { header: 1, defval: '' })])), name: [[file.name]] }
}
const names = (sheet: readonly (readonly string[])[]): readonly string[] => sheet.slice(3).map(row => row[sheet[2]!.indexOf('姓名')]!)
const SINCE: FileRequest = { kind: 'national', masked: false, since: T1 }

describe('仅变化', () => {
  it('only households of which something was changed after the moment, whole; one changed at the moment itself is not', async () => {
    const roster = rosterOf(change(T1 + 1, 'person', 'person-00002', { phone: '13900000002' }), change(T1, 'household', 'house-00003', { phone: '13900000003' }))
    const file = await made(roster, SINCE)
    expect(names(file['Sheet1']!)).toEqual(['户主2'])
    expect(file['name']![0]![0]).toBe('万兴村 花名册 仅变化 2026-11-22.xlsx')
  })

  it('each change on a line of its own: whose, what, from, to, by whom, when', async () => {
    const before = { at: T1 + 1, by: '王书记', device: 'laptop-one', mine: true, origin: { kind: 'edit' }, originTitle: '', register: 'person', record: 'person-00002', title: '户主2', fields: [{ name: 'phone', before: '13800000009', after: '13900000002' }] }
    const later = { ...before, at: T1 + 60_000, fields: [{ name: 'phone', before: '13900000002', after: '13900000005' }] }
    const roster = rosterOf(change(T1 + 1, 'person', 'person-00002', { phone: '13900000002' }), change(T1 + 60_000, 'person', 'person-00002', { phone: '13900000005' }, '杨队长'), change(T1 + 5, 'household', 'house-00002', { arableMu: 6.35 }))
    const [, headings, ...lines] = (await made(roster, SINCE, { timeline: [later, before] }))['变化清单']!
    expect(headings!.slice(0, 8)).toEqual(['户编号', '户主', '姓名', '内容', '字段', '原值', '新值', '修改人'])
    expect(lines.map(line => line.slice(0, 8))).toEqual([
      ['1002', '户主2', '', '农户', '耕地面积', '（本机没有原值）', '6.35', '王书记'],
      // What stood there at the moment, not in between.
      ['1002', '户主2', '户主2', '家庭成员', '成员联系电话', '13800000009', '13900000005', '杨队长']
    ])
    expect(lines[1]![8]).toMatch(/^2026-1?\d-\d\d \d\d:\d\d$/)
  })

  it('since the last receipt of the county; without one, everything', async () => {
    const roster = rosterOf(change(T1 + 1, 'household', 'house-00001', { phone: '13900000003' }))
    const sync: FileRequest = { kind: 'national', masked: false, since: 'sync' }
    expect(names((await made(roster, sync, { receipt: T1 }))['Sheet1']!)).toEqual(['户主1'])
    expect(names((await made(roster, sync))['Sheet1']!)).toEqual(['户主1', '户主2', '户主3'])
  })

  it.each([[200, 200, ''], [201, 200, '（201 户，前 200 户附原值）']])('of %i changed households %i are looked back at, and that is said', async (households, asked, said) => {
    const roster = new Roster()
    for (let n = 0; n < households; n++) {
      roster.apply(change(T0, 'household', `many-${String(n).padStart(5, '0')}`, { nationalHouseholdNo: String(n) }))
      roster.apply(change(T1 + 1, 'household', `many-${String(n).padStart(5, '0')}`, { phone: '13900000003' }))
    }
    const lookedAt: string[] = []
    const file = await made(roster, SINCE, { onTimeline: household => lookedAt.push(household) })
    expect(new Set(lookedAt).size).toBe(asked)
    expect(file['变化清单']).toHaveLength(households + 2)
    expect(file['变化清单']![0]![0]!.endsWith(`以后的变化${said}`)).toBe(true)
  })

  it('masked, the list of changes hides what the screens hide', async () => {
    const file = await made(rosterOf(change(T1 + 1, 'person', 'person-00002', { phone: '13900000002', idNo: '530521195510182955' })), { ...SINCE, masked: true })
    const text = JSON.stringify(file)
    expect(text).not.toContain('13900000002')
    expect(text).not.toContain('530521195510182955')
    expect(text).toContain('530521********2955')
  })

  it('who has left since stands in the list of changes, though in no line', async () => {
    const file = await made(rosterOf(change(T1 + 1, 'person', 'person-00002', { endedOn: '2026-10-05' })), SINCE)
    expect(names(file['Sheet1']!)).toEqual([])
    expect(file['变化清单']![2]!.slice(4, 7)).toEqual(['减少时间', '（本机没有原值）', '2026-10-05'])
  })
})

describe('the workbook of findings', () => {
  const finding = (n: number, more: Partial<VillageFinding> = {}): VillageFinding => ({
    key: `k${n}`, rule: 'R001', severity: 'E', text: `户主${n}：证件号码 530521195510182955 与另一人相同`, why: '同一证件号码只能有一个人', register: 'person', record: `person-0000${n}`, field: 'idNo',
    village: VILLAGE, group: `${n}组`, household: `house-0000${n}`, title: `户主${n}`, person: `户主${n}`, reason: null, ...more
  })
  const request: FileRequest = { kind: 'findings', filter: {}, masked: false }

  it('every finding with rule, severity, place, field and reason; a second sheet counts by rule', async () => {
    const file = await made(rosterOf(), request, { findings: [finding(1), finding(2, { reason: { text: '=双胞胎', by: '王书记', at: NOW } }), finding(3, { rule: 'R050', severity: 'W', field: 'unknownField' })] })
    expect(file['问题清单']!.slice(3).map(line => [line[0], line[1], line[2], line[3], line[4], line[7], line[9], line[10]])).toEqual([
      ['R001', '错误', '万兴村', '1组', '户主1', '证件号码', '', ''], ['R001', '错误', '万兴村', '2组', '户主2', '证件号码', '=双胞胎', '王书记'], ['R050', '需说明', '万兴村', '3组', '户主3', 'unknownField', '', '']
    ])
    expect(file['按规则']!.slice(2).map(line => [line[0], line[3], line[4], line[5]])).toEqual([['R001', '2', '2', '1'], ['R050', '1', '1', '0']])
  })

  it('thousands of findings are asked for page by page', async () => {
    const file = await made(rosterOf(), request, { findings: Array.from({ length: 2345 }, (_, i) => finding(i)) })
    expect(file['问题清单']).toHaveLength(2348)
  })

  it.each([
    ['530521195510182955 重复', '530521********2955 重复'], ['53052119551018295X', '530521********295X'], ['电话18740763469。', '电话187****3469。'],
    ['户编号 530506089138428', '户编号 530506089138428'], ['低于 8700 元', '低于 8700 元']
  ])('masked: %s', (text, shown) => {
    expect(maskNumbers(text)).toBe(shown)
  })
})
