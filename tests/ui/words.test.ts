// @vitest-environment jsdom
import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { ago, bytesWords, moment, momentAgo } from '../../src/components/clock-words.ts'
import OpenReportText from '../../src/components/OpenReportText.vue'
import StatusLine from '../../src/components/StatusLine.vue'
import { pinRules } from '../../src/views/start/pin-rules.ts'

const noon = Date.UTC(2026, 10, 22, 4, 0)

describe('moments in Beijing time', () => {
  it.each([
    ['today by the clock', Date.UTC(2026, 10, 22, 2, 32), '10:32'],
    ['a minute past midnight is today', Date.UTC(2026, 10, 21, 16, 1), '00:01'],
    ['a minute before midnight is yesterday', Date.UTC(2026, 10, 21, 15, 59), '昨天 23:59'],
    ['older by days', Date.UTC(2026, 10, 15, 4, 0), '7 天前'],
    ['much older by date', Date.UTC(2026, 5, 1, 4, 0), '2026-06-01']
  ])('%s', (_, at, words) => expect(ago(at, noon)).toBe(words))
  it.each([
    [Date.UTC(2026, 10, 22, 2, 32), '今天 10:32'], [Date.UTC(2026, 10, 21, 15, 59), '昨天 23:59'],
    [Date.UTC(2026, 10, 15, 4, 0), '2026-11-15 12:00（7 天前）'], [Date.UTC(2026, 5, 1, 4, 0), '2026-06-01 12:00']
  ])('with how long ago, nothing said twice', (at, words) => expect(momentAgo(at, noon)).toBe(words))
  it('written out', () => expect(moment(Date.UTC(2026, 0, 1, 16, 5))).toBe('2026-01-02 00:05'))
  it.each([[0, '0 字节'], [1023, '1023 字节'], [1024, '1.0 KB'], [1_572_864, '1.5 MB']])('%i bytes', (bytes, words) => expect(bytesWords(bytes)).toBe(words))
})

describe('PINs too easy to guess', () => {
  it.each([
    ['246813', true], ['123456', false], ['654321', false], ['111111', false], ['121212', false], ['123123', false], ['24681', false], ['100200', true]
  ])('%s', (pin, good) => expect(pinRules(pin, 'os').every(rule => rule.met)).toBe(good))
  it('without a key store twelve characters are asked: eleven are not enough', () => {
    expect(pinRules('大寨子的老李家有头黄牛', 'none').every(rule => rule.met)).toBe(false)
    expect(pinRules('大寨子的老李家有两头黄牛', 'none').every(rule => rule.met)).toBe(true)
  })
})

describe('the status line', () => {
  const line = (props: object) => mount(StatusLine, {
    props: { enrolled: true, unsent: 0, trial: 0, conflicts: 0, refused: 0, lastContact: Date.UTC(2026, 10, 22, 2, 32), now: noon, round: null, failure: null, ...props },
    global: { stubs: { RouterLink: { template: '<a><slot /></a>' } } }
  })
  it('says what is safe where', () => {
    const text = line({ unsent: 3, conflicts: 1 }).text()
    for (const words of ['已存本机', '待上报 3', '县里数据 10:32', '冲突 1']) expect(text).toContain(words)
  })
  it('never claims the county has what only a trial county has', () => {
    const text = line({ trial: 5 }).text()
    expect(text).toContain('试用')
    expect(text).not.toContain('已全部到县里')
  })
  it('offline is a plain word, not a fault', () => {
    const shown = line({ failure: 'county-unreachable' })
    expect(shown.text()).toContain('离线')
    expect(shown.find('.bad').exists()).toBe(false)
  })
  it('a wrong certificate is one', () => {
    expect(line({ failure: 'county-certificate' }).find('.bad').exists()).toBe(true)
  })
  it('without a county it claims nothing about it', () => {
    const text = line({ enrolled: false, lastContact: null }).text()
    expect(text).toContain('未登记县里')
    expect(text).not.toContain('到县里')
  })
})

describe('what a person reads after damage', () => {
  const report = (props: object) => mount(OpenReportText, {
    props: { outcome: 'rebuilt' as const, damage: ['database-empty' as const], recovered: 37, base: 'backup' as const, backupAt: '2026-11-21T09:10:00.000Z', damagedPages: 0, took: 1, enrolled: true, ...props }
  }).text()
  it('what happened, how many came back, from where, what to do', () => {
    const text = report({})
    for (const words of ['工作数据库是空的', '37', '一笔没丢', '备份', '立即同步']) expect(text).toContain(words)
  })
  it('a damaged journal does not claim that nothing was lost', () => {
    expect(report({ damage: ['journal-damaged'] })).not.toContain('一笔没丢')
  })
  it('without a county nobody is told to sync', () => {
    expect(report({ enrolled: false, base: 'none' })).not.toContain('立即同步')
  })
})
