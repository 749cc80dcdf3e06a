import { describe, expect, it } from 'vitest'
import { openLine } from '#core/notice/index.ts'
import { household } from '#core/registers/index.ts'
import { boardPages, boardProblem, minutesPages, signInPages } from '../../src/print/meeting.ts'
import { serialise, textOf } from '../../src/print/tree.ts'
import { ATTACK } from './families.ts'

const head = { village: '万兴村', kind: '两委扩大会', on: '2026-11-20', place: '村委会', chair: '王建军', recorder: '段丽华', expected: 30, present: 25 }
const board = { village: '万兴村', kind: 'notice', from: '2026-11-20', to: '2026-11-24', place: '村务公开栏', phone: '0875-8120317', supervising: '仁和镇人民政府', on: '2026-11-20' } as const
const SECRETS = ['530521198611220015', '13987500001', '6223200012345678', '尿毒症']

describe('papers of a meeting', () => {
  it('the notice: nothing planted in any field of the household or in its head’s name gets onto it', () => {
    for (const secret of SECRETS) for (const whole of [true, false]) {
      const planted = Object.fromEntries(Object.keys(household.fields).map(field => [field, secret]))
      const text = textOf(boardPages({ ...board, lines: [openLine({ household: planted, headName: `李光明 ${secret}`, people: 3, category: secret, measures: [secret], result: '通过', whole })] })[0]!)
      expect(text).not.toContain(secret)
      expect(text).toContain(whole ? '李光明' : '李*明')
    }
  })
  it('the notice says from when, until when, where, and whom to call', () => {
    const text = textOf(boardPages({ ...board, lines: [] })[0]!)
    for (const word of ['2026-11-20', '2026-11-24', '村务公开栏', '0875-8120317', '首尾两天都算', '可以不留姓名', '仁和镇人民政府']) expect(text).toContain(word)
  })
  it.each([['0875-8120317', '', true], ['08758120317', '', true], ['13987500001', '', false], ['', '', false], ['0875', '', false], ['0875-8120317', '李光明 13987500001', false], ['0875-8120317', '糖尿病户', false]])('telephone %s, supervised by %s: hangs %s', (phone, supervising, may) => {
    expect(boardProblem({ phone, supervising, place: '公开栏' }) === '').toBe(may)
  })
  it('the announcement is no notice: it asks for no objection within days', () => {
    const text = textOf(boardPages({ ...board, kind: 'announcement', lines: [] })[0]!)
    expect(text).toContain('县级确定')
    expect(text).not.toContain('公示期')
  })
  it('the sign-in sheet has a line for everybody called and some for others', () => {
    const pages = signInPages(head, Array.from({ length: 60 }, (_, at) => ({ name: `代表${at}`, role: '村民代表', present: false })))
    expect(pages.length).toBeGreaterThan(1)
    const text = pages.map(textOf).join(' ')
    for (let at = 0; at < 60; at++) expect(text).toContain(`代表${at} `)
    expect(pages.map(serialise).join('').match(/<tr style="height:10mm">/gu)).toHaveLength(66)
  })
  it('the minutes keep blanks where nothing was typed, and a name that attacks is a name', () => {
    const vote = { group: '1组', name: ATTACK, kind: '识别纳入', category: '脱贫不稳定户', agree: 20, against: 0, abstain: null, result: '', opinion: '' }
    const html = minutesPages(head, [vote], '', '').map(serialise).join('')
    expect(html).not.toContain('<img')
    expect(html).toContain('border-bottom:.25mm solid #999')
    expect(minutesPages(head, Array.from({ length: 80 }, () => vote), '张三：同意\n'.repeat(200), '通过').length).toBeGreaterThan(3)
  })
})
