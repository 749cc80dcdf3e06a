/** Pages: how many, what stands on each, and what never does. */
import { encode } from 'uqr'
import { describe, expect, it } from 'vitest'
import { householdRegisterFields } from './fields.ts'
import { person } from '#core/registers/index.ts'
import { comparisonPages } from '../../src/print/comparison.ts'
import { householdPages } from '../../src/print/household.ts'
import { ledgerPages, partsOf, rosterPages } from '../../src/print/lists.ts'
import { linesOf } from '../../src/print/measure.ts'
import { noticeLine, noticePages, noticeProblem } from '../../src/print/notice.ts'
import { cut, type Flow } from '../../src/print/pages.ts'
import { qrPath } from '../../src/print/qr.ts'
import { textOf, type Element, type Node } from '../../src/print/tree.ts'
import { record } from '../core/visit/family.ts'
import { familyOf, ID, META, PHONE } from './families.ts'

const flow = (rows: number, height: number, headHeight = 5, together = 1): Flow => ({
  headHeight, together, rows: Array.from({ length: rows }, (_, at) => ({ node: `r${at}`, height })), build: (list, continued) => `${continued ? '续' : ''}[${list.join(' ')}]`
})
const pagesOf = (flows: readonly Flow[], room: number): readonly string[] => cut(flows, room).map(page => page.join(''))

describe('cutting', () => {
  it.each<[string, readonly Flow[], number, readonly string[]]>([
    ['what fits exactly is one page', [flow(3, 10)], 35, ['[r0 r1 r2]']],
    ['a hair more is two, and the head stands again', [flow(3, 10)], 34.9, ['[r0 r1]', '续[r2]']],
    ['what does not fit behind goes over as a whole head', [flow(2, 10), flow(2, 10)], 35, ['[r0 r1]', '[r0 r1]']],
    ['rows that belong together are not begun at the foot', [flow(1, 10), flow(3, 10, 5, 2)], 35, ['[r0]', '[r0 r1 r2]']],
    ['the last row does not go over alone', [flow(5, 10, 5, 2)], 45, ['[r0 r1 r2]', '续[r3 r4]']],
    ['a row higher than a page is on a page of its own and nothing is lost', [flow(2, 50)], 30, ['[r0]', '续[r1]']],
    ['nothing is one empty page', [], 30, ['']]
  ])('%s', (_name, flows, room, pages) => expect(pagesOf(flows, room)).toEqual(pages))
})

describe('lines of a text', () => {
  it.each([['', 10, 1], ['十个字十个字十个字十', 31.75, 2], ['十个字十个字十个字十', 31.76, 1], ['十个字十个字十个字十', 28, 2], ['一\n二', 50, 2], ['530521198611220015', 31.8, 2], ['5305211986', 31.8, 1]])(
    '%s in %d mm', (text, width, lines) => expect(linesOf(text, width, 9)).toBe(lines))
})

const numbersOf = (pages: readonly Element[]): readonly string[] => pages.map(page => /第 \d+ 页 共 \d+ 页/.exec(textOf(page))![0])

describe('对照表', () => {
  const pages = comparisonPages({ context: familyOf(4), code: 'H7K2-9M4Q', meta: META })
  const text = pages.map(textOf).join('\n')

  it('every page has its number, the code and the household', () => {
    expect(numbersOf(pages)).toEqual(pages.map((_, at) => `第 ${at + 1} 页 共 ${pages.length} 页`))
    for (const page of pages) for (const part of ['H7K2-9M4Q', '户主 李光明', '4 人', '1组']) expect(textOf(page)).toContain(part)
  })
  it('a larger family takes more pages, and never a hundred', () => {
    const counts = [1, 4, 8, 15, 30].map(people => comparisonPages({ context: familyOf(people), code: '', meta: META }).length)
    expect(counts).toEqual(counts.toSorted((a, b) => a - b))
    expect([counts[0]! >= 2, counts[1]! <= 4, counts.at(-1)! <= 14]).toEqual([true, true, true])
  })
  it('asks the seven parts, has signatures of the family and of two cadres, and the village’s seal', () => {
    for (const part of ['一、家庭成员', '二、教育、健康与劳动力', '三、务工', '四、收支', '五、三保障', '六、风险', '七、本次走访', '农户签字', '采集人一', '采集人二', '采集日期', '村委会盖章']) expect(text).toContain(part)
  })
  it('old values stand there with numbers hidden: the first three and the last two of a card', () => {
    expect(text).toContain('530*************15')
    expect(text).toContain('139****0001')
    for (const secret of [ID, PHONE, '尿毒症', '6223200012345678']) expect(text).not.toContain(secret)
    expect(text).toContain('号码已打码')
    expect(text).toContain('长期慢性病')
  })
  it('whole numbers only with what they are for', () => {
    const whole = comparisonPages({ context: familyOf(1), code: '', meta: { ...META, whole: true, purpose: '核对证件' } }).map(textOf).join('\n')
    for (const shown of [ID, PHONE, '尿毒症', '用途：核对证件']) expect(whole).toContain(shown)
  })
  it('a household of which nothing is known is a sheet all the same', () => {
    const empty = { ...familyOf(0), household: record('household', 'house-02', {}) }
    expect(comparisonPages({ context: empty, code: 'H7K2-9M4Q', meta: META }).map(textOf).join('')).toContain('（未登记）')
  })
})

describe('the QR', () => {
  it('is the code’s own matrix, module by module', () => {
    const { data, size } = encode('H7K2-9M4Q', { ecc: 'Q', border: 2 })
    const drawn = Array.from({ length: size }, () => Array.from({ length: size }, () => false))
    const { path, size: given } = qrPath('H7K2-9M4Q')
    for (const [, x, y, run] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g)) for (let i = 0; i < Number(run); i++) drawn[Number(y)]![Number(x) + i] = true
    expect(given).toBe(size)
    expect(drawn).toEqual(data)
    expect(path.replaceAll(/M\d+ \d+h(\d+)v1h-\1z/g, '')).toBe('')
  })
})

describe('户表', () => {
  const { household, members } = familyOf(3)
  const others = [record('loan', 'loan-0001', { household: 'house-01', bank: '农村信用社', voided: false }), record('loan', 'loan-0002', { household: 'house-01', bank: '邮储银行', voided: true }), record('somethingNew', 'new-00001', { x: '看不懂' })]
  const text = householdPages({ household, members, incomes: [record('income', 'in-00001', { household: 'house-01', year: 2025, A1: 1_600_000 })], others, meta: META }).map(textOf).join('\n')
  it('has every field of the register by its label', () => { for (const label of householdRegisterFields()) expect(text).toContain(label) })
  it('shows what was earned, with the year’s totals', () => { for (const part of ['2025 年', '16,000', '务工收入', '人均纯收入']) expect(text).toContain(part) })
  it('leaves out what was voided and what this program does not know', () => {
    expect(text).not.toContain('邮储银行')
    expect(text).not.toContain('看不懂')
  })
})

describe('花名册', () => {
  const households = Array.from({ length: 60 }, (_, at) => { const { household, members } = familyOf(4, {}, { villagerGroup: at < 30 ? '1组' : '2组' }); return { household, members } })
  const pages = rosterPages(households, '全村', META)
  it('counts households and people of each group, and keeps a household on one page', () => {
    const text = pages.map(textOf).join('\n')
    expect(text).toContain('30 户 120 人')
    for (const page of pages) expect((textOf(page).match(/李光明/g)?.length ?? 0) * 3).toBe(textOf(page).match(/李小/g)?.length ?? 0)
  })
  it('shows no whole number', () => { for (const page of pages) for (const secret of [ID, PHONE, '尿毒症']) expect(textOf(page)).not.toContain(secret) })
})

describe('a ledger', () => {
  const columns = [{ key: 'person.name', title: '姓名', field: person.fields.name, width: 4, total: 'none' as const }, { key: 'person.idNo', title: '证件号码', field: person.fields.idNo, width: 10, total: 'none' as const },
    { key: 'person.workMonths', title: '务工月数', field: person.fields.workMonths, width: 4, total: 'sum' as const }]
  const lines = Array.from({ length: 200 }, (_, at) => ({ values: { 'person.name': `人${at}`, 'person.idNo': ID, 'person.workMonths': 8 } }))
  const pages = ledgerPages('务工就业台账', columns, lines, { 'person.workMonths': 1600 }, '200 行', META)
  const heads = (tree: Node): number => typeof tree === 'string' ? 0 : (tree.tag === 'thead' ? 1 : 0) + tree.children.reduce((sum, child) => sum + heads(child), 0)
  it('lies across, with its head on every page and the totals once, at the end', () => {
    expect(pages.length).toBeGreaterThan(3)
    for (const page of pages) expect([page.attributes.class, heads(page)]).toEqual(['page wide', 1])
    expect(pages.map(page => textOf(page).includes('合计'))).toEqual(pages.map((_, at) => at === pages.length - 1))
    expect(textOf(pages.at(-1)!)).toContain('1600')
  })
  it('of fifty columns is cut into parts, each with whom the line is about, no column lost or squeezed', () => {
    const wide = [columns[0]!, ...Array.from({ length: 49 }, (_, at) => ({ ...columns[2]!, key: `c${at}`, title: `第${at}列`, width: 8, total: 'none' as const }))]
    const parts = partsOf(wide, 273)
    expect(parts.length).toBeGreaterThan(3)
    expect(parts.map(part => part[0]!.title)).toEqual(parts.map(() => '姓名'))
    expect(parts.flatMap(part => part.slice(1).map(({ key }) => key))).toEqual(wide.slice(1).map(({ key }) => key))
    for (const part of parts) expect(part.length).toBeLessThan(14)
    const printed = ledgerPages('宽台账', wide, lines.slice(0, 3), {}, '3 行', META)
    expect(printed.map(page => /第 (\d+) 幅/.exec(textOf(page))![1])).toEqual(parts.map((_, at) => String(at + 1)))
    expect(textOf(printed[2]!)).toContain('人0')
  })
  it('a ledger that fits is one part', () => expect(partsOf(columns, 273)).toEqual([columns]))
  it('has every line once, in order', () => {
    const names = pages.flatMap(page => [...textOf(page).matchAll(/人(\d+)/g)].map(([, at]) => Number(at)))
    expect(names).toEqual(lines.map((_, at) => at))
  })
  it('hides what the screen hides', () => expect(pages.map(textOf).join('')).not.toContain(ID))
})

describe('公示: eight things and nothing else', () => {
  /** Every field of household and person filled with a word of its own. */
  const filled = (register: string, fields: readonly string[], keep: Readonly<Record<string, string>>) => record(register, `${register}-filled`, { ...Object.fromEntries(fields.map(name => [name, `秘密${register}${name}`])), ...keep })
  const household = filled('household', Object.keys(householdRegisterFields.fields), { villagerGroup: '3组', monitorCategory: '01', householdType: '02' })
  const head = filled('person', Object.keys(person.fields), { name: '李光明', relation: '02', endedOn: '', endReason: '' })
  const line = noticeLine('万兴村', household, [head], '同意纳入')
  const pages = noticePages({ title: '公示', lines: [line], from: '2026-11-22', to: '2026-11-27', phone: '0875-8120317', village: '万兴村', on: '2026-11-22' })

  it('a line has six of them, the page the other two', () => {
    expect(Object.keys(line).sort()).toEqual(['category', 'group', 'headName', 'people', 'result', 'village'])
    const text = pages.map(textOf).join('\n')
    for (const part of ['万兴村', '3组', '李光明', '同意纳入', '2026-11-22 至 2026-11-27', '0875-8120317']) expect(text).toContain(part)
  })
  it('no other field of a household or a person gets onto it', () => expect(pages.map(textOf).join('\n')).not.toContain('秘密'))
  it('what is added to a line by mistake is not printed', () => {
    const more = { ...line, idNo: ID, phone: PHONE, illness: '尿毒症', bankAccount: '6223200012345678' }
    const text = noticePages({ title: '公示', lines: [more], from: '2026-11-22', to: '2026-11-27', phone: '0875-8120317', village: '万兴村', on: '2026-11-22' }).map(textOf).join('\n')
    for (const secret of [ID, PHONE, '尿毒症', '6223200012345678']) expect(text).not.toContain(secret)
  })
  it.each([
    ['同意纳入', ''], ['2026年第3次评议，同意 42 票', ''], ['监督电话 0875-8120317', ''],
    [`同意（${ID}）`, '证件号码'], ['53052119861122001X', '证件号码'], ['5305 2119 8611 2200 15', '证件号码'], ['５３０５２１１９８６１１２２００１５', '证件号码'], ['6223200012345678', '银行账号'],
    [PHONE, '手机号码'], ['139-8750-0001', '手机号码'], ['因患尿毒症纳入', '疾病'], ['乳腺癌', '疾病']
  ])('free text: %s', (text, why) => {
    if (why) expect(noticeProblem(text)).toContain(why)
    else expect(noticeProblem(text)).toBe('')
  })
})
