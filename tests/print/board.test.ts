import { describe, expect, it } from 'vitest'
import { figurePages, type BoardMeta } from '../../src/print/board.ts'
import { serialise, textOf } from '../../src/print/tree.ts'
import { boardOf, type Made } from '../core/board/village.ts'
import { ATTACK } from './families.ts'

const meta: BoardMeta = { village: '万兴村', asOf: '2026-11-23 11:47', printedOn: '2026-11-23', printedBy: '王队长', unsent: 0 }
const made: readonly Made[] = Array.from({ length: 30 }, (_, n) => ({
  household: { villagerGroup: `${n % 12 + 1}组`, householdType: '01', ...(n === 0 && { monitorCategory: '1', risks: ['03'] }) },
  members: [{ name: '李光明', idNo: '530521198611220015', phone: '13987500001', relation: '02', labour: '01', ...(n < 3 && { workMonths: n }) }]
}))
const board = boardOf(made)
const words = (more: Partial<BoardMeta> = {}, of = board): string => figurePages(of.groups, { ...meta, ...more }).map(textOf).join(' ')

describe('the board on A4', () => {
  it('says which village, which month, as of when, by whom, and which page of how many', () => {
    const pages = figurePages(board.groups, meta)
    expect(pages.length).toBeGreaterThan(1)
    pages.forEach((page, at) => {
      for (const word of ['万兴村看板（2026 年 11 月）', '截至 2026-11-23 11:47', '2026-11-23 打印 · 王队长', `第 ${at + 1} 页 共 ${pages.length} 页`]) expect(textOf(page)).toContain(word)
    })
  })
  it('every group that has figures stands there, every figure with its number and unit', () => {
    const text = words()
    for (const { title, figures } of board.groups) if (figures.length > 0) expect(text).toContain(title)
    expect(text).toMatch(/全部农户\s+30 户/u)
    expect(text).toMatch(/义务教育：没有问题\s+\d+ 户/u)
    expect(text).toContain('义务教育：有问题')
  })
  it('a share says of how many, how many nobody knows, what is asked and whether it is met', () => {
    const share = board.groups.flatMap(({ figures }) => figures).find(({ of, target, unknown }) => of !== null && target && unknown > 0)!
    const text = words()
    expect(text).toContain(`${share.count} / ${share.of} ${share.unit}，没有记录 ${share.unknown} ${share.unit}`)
    expect(text).toContain(`目标 ${share.target!.value}%，`)
    expect(text).toContain(share.target!.source)
  })
  it('villagers’ groups stand below each other with the same columns', () => {
    const rows = board.groups.find(({ kind }) => kind === 'rows')!
    const table = figurePages([rows], meta).map(serialise).join('')
    expect(table.match(/<tr/gu)).toHaveLength(13)
    for (const group of ['1组', '12组']) expect(table).toContain(`>${group}<`)
  })
  it('what is only on this laptop is said, and only then', () => {
    expect(words({ unsent: 3 })).toContain('其中 3 笔改动还只在本机')
    expect(words()).not.toContain('笔改动')
  })
  it('nobody is named and no number of a person stands there; a name that attacks is a name', () => {
    for (const secret of ['李光明', '530521198611220015', '13987500001']) expect(words()).not.toContain(secret)
    const html = figurePages(boardOf([{ household: { villagerGroup: ATTACK } }]).groups, { ...meta, village: ATTACK }).map(serialise).join('')
    expect(html).not.toContain('<img')
  })
  it('a village of nobody is one page that says no figure it has not', () => {
    expect(figurePages([], meta)).toHaveLength(1)
  })
})
