import { describe, expect, it } from 'vitest'
import { afterAnswer, blockOf, cellsIn, clamped, moved } from '../../src/components/ledger/cursor.ts'
import { columnsIn, GUTTER, leftToSee, placed, widthOf } from '../../src/components/ledger/column-window.ts'
import type { GridColumn } from '../../src/components/ledger/grid-types.ts'
import { filled, isSingleCell, tsvOf } from '../../src/components/ledger/tsv.ts'
import { person } from '#core/registers/index.ts'

const size = { lines: 100, columns: 10, page: 14 }
const at = (line: number, column: number) => ({ line, column })

describe('keys move the cursor', () => {
  it.each([
    ['down', 'ArrowDown', at(5, 5), false, at(6, 5)],
    ['down from the last line stays', 'ArrowDown', at(99, 5), false, at(99, 5)],
    ['up from the first line stays', 'ArrowUp', at(0, 5), false, at(0, 5)],
    ['right at the last column stays', 'ArrowRight', at(3, 9), false, at(3, 9)],
    ['left at the first column stays', 'ArrowLeft', at(3, 0), false, at(3, 0)],
    ['Ctrl with an arrow goes to the edge', 'ArrowDown', at(3, 4), true, at(99, 4)],
    ['Home is the first column of the line', 'Home', at(7, 6), false, at(7, 0)],
    ['End is the last column of the line', 'End', at(7, 6), false, at(7, 9)],
    ['Ctrl+Home is the first cell', 'Home', at(7, 6), true, at(0, 0)],
    ['Ctrl+End is the last cell', 'End', at(7, 6), true, at(99, 9)],
    ['a page down', 'PageDown', at(10, 2), false, at(24, 2)],
    ['a page down near the end stops at the last line', 'PageDown', at(90, 2), false, at(99, 2)],
    ['a page up near the start stops at the first', 'PageUp', at(5, 2), false, at(0, 2)]
  ])('%s', (_, key, from, far, to) => expect(moved(key, from, size, far)).toEqual(to))
  it('a letter moves nothing, and an empty list has no cell', () => {
    expect(moved('a', at(1, 1), size)).toBeNull()
    expect(moved('ArrowDown', at(0, 0), { ...size, lines: 0 })).toBeNull()
  })
})

describe('after an answer', () => {
  it.each([
    ['Enter goes down', 'down', at(3, 4), at(4, 4)],
    ['Enter on the last line stays', 'down', at(99, 4), at(99, 4)],
    ['Shift+Enter goes up', 'up', at(3, 4), at(2, 4)],
    ['Tab goes right', 'right', at(3, 4), at(3, 5)],
    ['Tab at the end of a line begins the next', 'right', at(3, 9), at(4, 0)],
    ['Tab in the very last cell stays', 'right', at(99, 9), at(99, 9)],
    ['Shift+Tab at the start of a line ends the one before', 'left', at(3, 0), at(2, 9)]
  ] as const)('%s', (_, way, from, to) => expect(afterAnswer(way, from, size)).toEqual(to))
})

describe('a selected block', () => {
  it('is the same from whichever corner it was pulled', () => {
    const block = { top: 2, bottom: 5, left: 1, right: 3 }
    expect(blockOf({ at: at(5, 3), from: at(2, 1) })).toEqual(block)
    expect(blockOf({ at: at(2, 3), from: at(5, 1) })).toEqual(block)
    expect(cellsIn(block)).toBe(12)
  })
  it('stays inside a list that has become shorter', () => {
    expect(clamped({ at: at(50, 8), from: at(40, 2) }, 10, 5)).toEqual({ at: at(9, 4), from: at(9, 2) })
    expect(clamped({ at: at(3, 3), from: at(3, 3) }, 0, 5)).toEqual({ at: at(0, 3), from: at(0, 3) })
  })
})

describe('a block for Excel and WPS (X-18, X-19)', () => {
  it.each<[string, string[][], string]>([
    ['cells by tabs, lines by line breaks', [['1组', '李光明'], ['1组', '王秀英']], '1组\t李光明\r\n1组\t王秀英'],
    ['a tab or a line break inside a cell is quoted', [['一\t二', '三\n四']], '"一\t二"\t"三\n四"'],
    ['a quotation mark is doubled', [['他说"好"']], '"他说""好"""'],
    ['a formula from data stays text', [['=cmd|\' /C calc\'!A0', '@SUM(A1)', '+x']], "'=cmd|' /C calc'!A0\t'@SUM(A1)\t'+x"],
    ['nor one of a full-width keyboard', [['＝1+1', '＋x', '－x', '＠x']], "'＝1+1\t'＋x\t'－x\t'＠x"],
    ['a number with a sign is a number', [['-2', '+3.5', '-1,200.00']], '-2\t+3.5\t-1,200.00'],
    ['what is masked stays masked', [['530521********1234']], '530521********1234']
  ])('%s', (_, cells, tsv) => expect(tsvOf(cells)).toBe(tsv))
  it.each([
    ['one value', '男', true], ['one value as Excel ends it', '男\r\n', true], ['a quoted text with a line break', '"一\n二"', true],
    ['two columns', '男\t女', false], ['two lines', '男\n女\n', false]
  ])('%s', (_, tsv, single) => expect(isSingleCell(tsv)).toBe(single))
  it('one value fills the whole selection', () => expect(filled('是\r\n', 2, 3)).toBe('是\t是\t是\r\n是\t是\t是'))
})

describe('of many columns only those in sight stand in the page', () => {
  const columns = Array.from({ length: 40 }, (_, i): GridColumn => ({ key: `c${i}`, title: `列${i}`, field: person.fields.name, computed: false, total: 'none', width: 100, pinned: i < 3 }))
  const all = placed(columns)
  it('pinned ones are never among those that scroll', () => expect(columnsIn(all, 0, 900).some(({ column }) => column.pinned)).toBe(false))
  it('forty columns are a dozen in the page', () => {
    expect(columnsIn(all, 1500, 900).length).toBeLessThan(15)
    expect(columnsIn(all, 1500, 900).map(({ index }) => index)).toContain(20)
  })
  it.each([
    ['a column in sight does not move the list', 5, 0, 0],
    ['a column behind the pinned ones is brought beside them', 5, 1000, 200],
    ['a column beyond the right edge is brought to it', 20, 0, GUTTER + 2100 - 900],
    ['a pinned column does not move the list', 1, 700, 700]
  ])('%s', (_, index, left, wanted) => expect(leftToSee(all, index, left, 900)).toBe(wanted))
  it('the list is as wide as its columns and the numbers before them', () => expect(widthOf(columns)).toBe(GUTTER + 4000))
})
