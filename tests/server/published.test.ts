/** What the county gives out to its villages: figures, holidays, and the level each laptop works for. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { settingOf } from '#core/checks/settings.ts'
import { defaultStandards, type Standard } from '#core/registers/standard.ts'
import type { Change } from '#core/sync/change.ts'
import { applyChange } from '#core/sync/merge.ts'
import { startCounty, type County } from '../../server/county.ts'
import { runCommand } from '../../server/command.ts'
import { engines, type Engine } from './engines.ts'
import { Laptop, OTHER, VILLAGE } from './laptop.ts'

describe.each(engines)('published on %s', (_name, startEngine) => {
  let engine: Engine
  let county: County
  beforeAll(async () => {
    engine = await startEngine()
    county = await startCounty({ ...await engine.place(), port: 0 })
    for (const code of [VILLAGE, OTHER]) await county.addVillage(code, code)
  })
  afterAll(async () => {
    await county.close()
    await engine.stop()
  })
  const enrolled = async (role?: 'village' | 'township' | 'county', villages = [VILLAGE]): Promise<Laptop> => {
    const laptop = new Laptop(county.url)
    await laptop.enrol(await county.issueCode({ villages, person: '张三', account: `account-${role ?? 'none'}`, ...(role && { role }) }))
    return laptop
  }
  const feedOf = async (village: string): Promise<readonly Change[]> => (await (await enrolled(undefined, [village])).second([], { [village]: 0 })).feed[village]!.changes

  it('a figure reaches every village of its area, wins over the built-in one, and is corrected by publishing it again', async () => {
    expect(await county.console.standard({ name: 'monitorLine', value: '9000.50', area: VILLAGE.slice(0, 6), year: 2026, source: '试用〔2026〕1号' })).toBe(2)
    expect(await county.console.standard({ name: 'monitorLine', value: '9100', area: VILLAGE.slice(0, 6), year: 2026, source: '试用〔2026〕2号' })).toBe(2)
    expect(await county.console.standard({ name: 'publicityDays', value: '7', area: VILLAGE, year: 2026, source: '试用' })).toBe(1)
    const changes = await feedOf(VILLAGE)
    const records = [...Map.groupBy(changes, change => change.record).values()].map(all => all.reduce((record, change) => applyChange(record, change), undefined as ReturnType<typeof applyChange> | undefined)!)
    expect(records.map(({ values }) => [values['name'], values['amount'] ?? values['number'], values['source']])).toEqual([['monitorLine', 910_000, '试用〔2026〕2号'], ['publicityDays', 7, '试用']])
    expect(records.every(({ rivals }) => Object.keys(rivals).length === 0)).toBe(true)
    const rows = [...records.map(({ values }) => values as unknown as Standard), ...defaultStandards]
    expect([settingOf(rows, VILLAGE, 2026, 'publicityDays'), settingOf(rows, VILLAGE, 2025, 'publicityDays'), settingOf(rows, OTHER, 2026, 'publicityDays')]).toEqual([7, 5, 5])
    expect((await feedOf(OTHER)).map(({ fields }) => fields['name'])).toEqual(['monitorLine', 'monitorLine'])
  })

  it.each([
    ['an unknown name', { name: 'nothing', value: '1', area: '', year: 2026, source: 'x' }],
    ['a negative figure', { name: 'monitorLine', value: '-1', area: '', year: 2026, source: 'x' }],
    ['words', { name: 'monitorLine', value: '九千', area: '', year: 2026, source: 'x' }],
    ['an area without a village', { name: 'monitorLine', value: '9000', area: '99', year: 2026, source: 'x' }]
  ])('%s is refused and nothing is published', async (_what, input) => {
    const before = (await feedOf(VILLAGE)).length
    await expect(county.console.standard(input)).rejects.toMatchObject({ code: 'county-command-wrong' })
    expect((await feedOf(VILLAGE)).length).toBe(before)
  })

  it('holidays of a new year reach the villages day by day; days that do not exist are refused', async () => {
    expect(await county.console.holiday({ from: '2027-10-01', to: '2027-10-07', kind: 'holiday', title: '国庆节', source: '试用' })).toBe(2)
    expect(await county.console.holiday({ from: '2027-10-09', to: '2027-10-09', kind: 'workday', title: '国庆节', source: '试用' })).toBe(2)
    const days = (await feedOf(OTHER)).filter(({ register }) => register === 'calendarDay').map(({ fields }) => `${String(fields['on'])} ${String(fields['kind'])}`)
    expect(days).toEqual([...[1, 2, 3, 4, 5, 6, 7].map(day => `2027-10-0${day} holiday`), '2027-10-09 workday'])
    for (const [from, to] of [['2027-02-29', '2027-03-01'], ['2027-10-07', '2027-10-01'], ['2027-01-01', '2027-12-31']] as const) {
      await expect(county.console.holiday({ from, to, kind: 'holiday', title: '', source: 'x' })).rejects.toMatchObject({ code: 'county-command-wrong' })
    }
  })

  it('a laptop hears its level when it is enrolled and when it changes; one of protocol 1 hears nothing of it', async () => {
    expect((await (await enrolled('county')).exchange()).role).toBeUndefined()
    const laptop = await enrolled('township')
    expect((await laptop.second()).role).toBe('township')
    await county.console.grant({ device: laptop.device, role: 'county' })
    expect((await laptop.second()).role).toBe('county')
    expect((await county.devices()).find(({ id }) => id === laptop.device)).toMatchObject({ role: 'county', villages: [VILLAGE] })
    expect((await (await enrolled()).second()).role).toBe('village')
  })

  it('a laptop that replaces another works for the same level', async () => {
    const old = await enrolled('township')
    const laptop = new Laptop(county.url)
    await laptop.enrol(await county.issueCode({ villages: [], person: '', account: '', replaces: old.device }))
    expect((await laptop.second()).role).toBe('township')
  })
})

it('the command line refuses an unknown level, a figure without its source and a kind of day nobody knows', async () => {
  const terminal = { say: () => undefined, log: () => undefined }
  for (const args of [['grant', 'device-1', '--role', '省级'], ['grant', 'device-1'], ['standard', 'monitorLine', '9000', '--year', '2026'], ['holiday', '2027-10-01', '--kind', '放羊', '--source', 'x']]) {
    await expect(runCommand([...args, '--data', '/nonexistent/county'], terminal)).rejects.toMatchObject({ code: expect.stringMatching(/county-/) as unknown as string })
  }
})
