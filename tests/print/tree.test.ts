// @vitest-environment jsdom
/** Text from people stays text, in the preview and in what the host typesets. */
import { describe, expect, it } from 'vitest'
import { comparisonPages } from '../../src/print/comparison.ts'
import { documentHead, DOCUMENT_END, pieces } from '../../src/print/document.ts'
import { householdPages } from '../../src/print/household.ts'
import { rosterPages } from '../../src/print/lists.ts'
import { noticeLine, noticePages } from '../../src/print/notice.ts'
import { escapeText, materialise, node, plainText, serialise, type Element } from '../../src/print/tree.ts'
import { ATTACK, familyOf, META } from './families.ts'

const parsed = (pages: readonly Element[], title = ''): Document => new DOMParser().parseFromString(documentHead(title) + pages.map(serialise).join('') + DOCUMENT_END, 'text/html')

/** Every page kind with hostile names, addresses and titles. */
const hostile = familyOf(3, { name: ATTACK, employer: '"><script>alert(1)</script>', workPlace: '</td></table><iframe src=//x>' }, { villagerGroup: '<style>*{display:none}</style>', naturalVillage: '&lt;b&gt;', nationalHouseholdNo: '\' onload=\'x' })
const { household, members } = hostile
const kinds: readonly (readonly [string, readonly Element[]])[] = [
  ['对照表', comparisonPages({ context: hostile, code: 'H7K2-9M4Q', meta: { ...META, village: ATTACK, printedBy: ATTACK } })],
  ['户表', householdPages({ household, members, incomes: [], others: [], meta: { ...META, village: ATTACK } })],
  ['花名册', rosterPages([{ household, members }], ATTACK, META)],
  ['公示', noticePages({ title: ATTACK, lines: [noticeLine(ATTACK, household, members, ATTACK)], from: '2026-11-22', to: '2026-11-27', phone: '0875-8120317', village: ATTACK, on: '2026-11-22' })]
]

/** Neighbouring texts of the tree are one text once they have been written out. */
function withoutJoints(made: Node): Node {
  made.normalize()
  return made
}

describe('E-01 C-04: hostile text on paper', () => {
  it.each(kinds)('%s: is read as it was written and makes no element of its own', (_name, pages) => {
    const page = parsed(pages, ATTACK)
    expect(page.querySelectorAll('img, script, iframe, object, link, form, input, a').length).toBe(0)
    expect(page.querySelectorAll('style').length).toBe(1)
    expect(page.body.textContent).toContain(ATTACK)
    expect([...page.querySelectorAll('*')].flatMap(element => element.getAttributeNames()).filter(name => name.startsWith('on'))).toEqual([])
    expect(page.title).toBe(ATTACK)
  })
  it.each(kinds)('%s: the preview shows the same nodes as the text that is typeset', (_name, pages) => {
    const typeset = [...document.importNode(parsed(pages).body, true).childNodes]
    expect(typeset.length).toBe(pages.length)
    // A table's parser adds nothing to what is written out in full.
    pages.forEach((page, at) => expect(withoutJoints(materialise(page, document)).isEqualNode(typeset[at]!), `page ${at + 1}`).toBe(true))
  })
  it.each([
    ['angle brackets and quotes', '<a href="x" title=\'y\'>&`', '&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;&#96;'], ['Chinese and rare letters as they are', '李𠮷·阿依', '李𠮷·阿依'],
    ['letters that turn the direction', '张\u202e三\u2066', '张三'], ['control letters', 'a\u0000b\u001bc\ufeff', 'abc']
  ])('%s', (_name, text, escaped) => expect(escapeText(text)).toBe(escaped))
  it('a text that is only hidden letters prints nothing', () => expect(plainText('\u202e\u200f')).toBe(''))
})

describe('pieces', () => {
  const pages = Array.from({ length: 10 }, (_, at) => node('section', 'page', `第${at}页`.repeat(20)))
  it.each([[1, 10], [250, 5], [1_000_000, 1]])('of at most %i letters are cut between pages and lose nothing', (most, count) => {
    const cut = [...pieces(pages, most)]
    expect(cut.length).toBe(count)
    expect(cut.join('')).toBe(pages.map(serialise).join(''))
  })
  it('of nothing are none', () => expect([...pieces([], 10)]).toEqual([]))
})
