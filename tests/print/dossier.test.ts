import { describe, expect, it } from 'vitest'
import { dossierPages, incomePages, picturePage, recordPages, type DossierPart } from '../../src/print/dossier.ts'
import { householdPages } from '../../src/print/household.ts'
import { serialise, textOf, type Element } from '../../src/print/tree.ts'
import { record } from '../core/visit/family.ts'
import { familyOf, ID, META } from './families.ts'

const cover = { headName: '李光明', group: '1组', category: '脱贫不稳定户', householdNo: '5305', lines: Array.from({ length: 28 }, (_, at) => ({ key: `D${at + 1}`, title: '民主评议记录、签到表', word: '缺', text: '没有“民主评议”的记录。请拍照附上或补办' })) }
const visits = (count: number) => Array.from({ length: count }, (_, at) => ({ title: `第 ${at + 1} 次`, record: record('visit', `v${at}`, { finishedAt: '2026-05-01 10:00', visitor: '王建军', remark: '情况正常，务工稳定。'.repeat(at % 7 * 20) }) }))
const family = familyOf(5)
const parts = (count: number): DossierPart[] => [
  { key: '', title: '农户信息表', pages: householdPages({ household: family.household, members: family.members, incomes: [], others: [], meta: META }) },
  { key: 'D14', title: '走访记录', pages: recordPages('走访记录', '1组 李光明', visits(count), META) },
  { key: 'D15', title: '年度收入核算表', pages: incomePages('年度收入核算表', '1组', record('income', 'i1', { kind: 'annual', year: 2026, A1: 1_200_000 }), 5, META) },
  { key: 'D07', title: '公示及首日照片', pages: [picturePage({ title: '公示', taken: '2026-05-01', mime: 'image/jpeg', base64: 'AAAA', width: 4000, height: 3000 }, META)] }
]
const numberOn = (page: Element): string => /档案第 (\d+) 页 共 (\d+) 页/u.exec(textOf(page))?.slice(1).join('/') ?? ''
const headOf = (page: Element): string => { const words = (tree: Element): string => tree.tag === 'h1' ? textOf(tree) : tree.children.map(child => typeof child === 'string' ? '' : words(child)).find(Boolean) ?? ''; return words(page) }

describe('一户一档 as one file', () => {
  it.each([1, 12, 90])('with %i visits the index names the page every paper starts on, and the numbers go on without a gap', count => {
    const own = parts(count)
    const pages = dossierPages(cover, own, META)
    expect(pages.map(numberOn)).toEqual(pages.map((_, at) => `${at + 1}/${pages.length}`))
    const index = pages.filter(page => headOf(page) === '目 录')
    const rows = [...index.map(serialise).join('').matchAll(/<tr[^>]*><td[^>]*>(\d+)<\/td><td>([^<]*)<\/td><td[^>]*>(\d+)<\/td><td[^>]*>(\d+)<\/td>/gu)].map(([, , title, length, start]) => ({ title, length: Number(length), start: Number(start) }))
    expect(rows.map(({ title }) => title)).toEqual(own.map(({ title }) => title))
    for (const [at, { length, start }] of rows.entries()) {
      expect(length).toBe(own[at]!.pages.length)
      expect(textOf(pages[start - 1]!)).toContain(textOf(own[at]!.pages[0]!).slice(0, 40))
    }
    expect(rows.at(-1)!.start + rows.at(-1)!.length - 1).toBe(pages.length)
  })
  it('so many papers that the index itself goes over pages', () => {
    const own = Array.from({ length: 120 }, (_, at): DossierPart => ({ key: '', title: `材料${at}`, pages: recordPages(`材料${at}`, '', visits(1), META) }))
    const pages = dossierPages(cover, own, META)
    const index = pages.filter(page => headOf(page) === '目 录').length
    expect(index).toBeGreaterThan(2)
    expect(headOf(pages[1 + index]!)).toBe('材料0')
    expect(serialise(pages[1]!)).toContain(`<td class="c">${2 + index}</td>`)
  })
  it('masked it holds no number; whole it says what for', () => {
    const text = (whole: boolean): string => dossierPages(cover, [{ key: '', title: '户', pages: householdPages({ household: family.household, members: family.members, incomes: [], others: [], meta: { ...META, whole, purpose: '上级核查' } }) }], { ...META, whole, purpose: '上级核查' }).map(serialise).join('')
    expect(text(false)).not.toContain(ID)
    expect(text(true)).toContain(ID)
    expect(text(true)).toContain('含完整号码，用途：上级核查')
  })
  it('a text longer than a page is cut between rows, not at the foot', () => {
    const [one] = visits(1)
    const pages = recordPages('走访', '', [{ ...one!, record: record('visit', 'v', { remark: '很长。'.repeat(2000) }) }], META)
    expect(pages.length).toBeGreaterThan(2)
    expect(pages.map(serialise).join('').match(/很长。/gu)).toHaveLength(2000)
  })
  it('a picture is a picture or nothing; one that is not here has a page that says so', () => {
    const page = (mime: string, base64: string): string => serialise(picturePage({ title: '照片', taken: '', mime, base64, width: 3, height: 4 }, META))
    expect(page('image/jpeg', 'AAAA')).toContain('src="data:image/jpeg;base64,AAAA"')
    for (const [mime, base64] of [['text/html', 'AAAA'], ['image/svg+xml', 'AAAA'], ['image/jpeg', '"><script>']] as const) expect(page(mime, base64)).not.toMatch(/src=|<script/u)
    expect(page('', '')).toContain('不在这台电脑上')
  })
})
