/** Rounds: what is refused, who is asked for, which visit is the round's, and how the round stands. */
import { describe, expect, it } from 'vitest'
import type { RecordValues } from '#core/checks/subject.ts'
import type { Values } from '#core/registers/define.ts'
import {
  campaignOf, campaignRefusals, campaignState, closingRefusals, daysLeft, inScope, isAtRisk, renameRefusals, roundState, suggestedTitle, visitOfRound, type Campaign, type ScopeFacts
} from '#core/visiting/campaign.ts'

const TODAY = '2026-11-23'
const round = (more: Partial<Campaign> = {}): Campaign => ({
  id: 'c1', title: '2026年11月排查', kind: '01', from: '2026-11-01', to: '2026-11-30', scope: ['all'], form: 'quick', requirement: '', closedOn: '', ...more
})

it('a record is read with its blanks; a voided one is none', () => {
  const values = { title: ' 2026年11月排查 ', kind: '01', from: '2026-11-01', to: '2026-11-30', scope: ['all'], form: 'quick' }
  expect(campaignOf({ id: 'c1', values })).toEqual(round())
  expect(campaignOf({ id: 'c1', values: {} })).toMatchObject({ title: '', scope: [], form: '', closedOn: '' })
  expect(campaignOf({ id: 'c1', values: { ...values, voided: true } })).toBeUndefined()
})

describe('refused', () => {
  const others = [round({ id: 'c0', title: '2026年10月排查' })]
  it.each<readonly [string, Partial<Campaign>, readonly string[]]>([
    ['nothing', {}, []],
    ['no kind', { kind: '' }, ['C07']],
    ['no title', { title: ' ' }, ['C01']],
    ['a title another round bears', { title: '2026年10月排查' }, ['C02']],
    ['the same but for a space', { title: '2026年10月排查 ' }, ['C02']],
    ['its own title again', { id: 'c0', title: '2026年10月排查' }, []],
    ['no first day', { from: '' }, ['C03']],
    ['no such first day', { from: '2026-02-30' }, ['C03']],
    ['no last day', { to: '月底' }, ['C03']],
    ['ends before it begins', { to: '2026-10-31' }, ['C04']],
    ['ends the day it begins', { to: '2026-11-01' }, []],
    ['nobody asked for', { scope: [] }, ['C05']],
    ['no form', { form: '' }, ['C06']],
    ['a form nobody has', { form: 'paper' }, ['C06']],
    ['everything at once, in the order of the form', { kind: '', title: '', from: '', to: '', scope: [], form: '' }, ['C07', 'C01', 'C03', 'C03', 'C05', 'C06']]
  ])('%s', (_, more, rules) => {
    expect(campaignRefusals(round(more), others).map(({ rule }) => rule)).toEqual(rules)
  })
  it('another title, once visits name it', () => {
    expect(renameRefusals('甲', '乙', 1).map(({ rule }) => rule)).toEqual(['C11'])
    expect([renameRefusals('甲', '乙', 0), renameRefusals('甲', ' 甲 ', 1)]).toEqual([[], []])
  })
  it.each<readonly [string, readonly string[]]>([
    ['', ['C08']], ['昨天', ['C08']], ['2026-11-24', ['C09']], [TODAY, []], ['2026-11-01', []], ['2026-10-31', ['C10']]
  ])('closing on %s', (closedOn, rules) => {
    expect(closingRefusals(round({ closedOn }), TODAY).map(({ rule }) => rule)).toEqual(rules)
  })
})

describe('whom it asks for', () => {
  const facts = (more: Partial<ScopeFacts> = {}): ScopeFacts => ({ kind: 'ordinary', closed: false, openClue: false, nearLine: false, ...more })
  it.each<readonly [readonly string[], Partial<ScopeFacts>, boolean]>([
    [['all'], {}, true], [['all'], { closed: true }, false], [[], {}, false],
    [['monitored'], { kind: 'open' }, true], [['monitored'], { kind: 'eliminated' }, false],
    [['eliminated'], { kind: 'eliminated' }, true], [['eliminated'], { kind: 'open' }, false],
    [['exited'], { kind: 'exited' }, true], [['exited'], { kind: 'ordinary' }, false],
    [['ordinary'], {}, true], [['ordinary'], { kind: 'exited' }, false],
    [['clue'], { openClue: true }, true], [['clue'], {}, false], [['clue'], { openClue: true, closed: true }, false],
    [['nearLine'], { nearLine: true }, true], [['nearLine'], {}, false],
    [['monitored', 'exited'], { kind: 'exited' }, true], [['monitored', 'exited'], {}, false], [['monitored', 'clue'], { openClue: true }, true],
    [['of a later program'], {}, false], [['constructor'], {}, false]
  ])('%s of %s: %s', (scopes, more, asked) => {
    expect(inScope(scopes, facts(more))).toBe(asked)
  })
})

describe('the visit of the round', () => {
  const visit = (id: string, values: Values): RecordValues => ({ id, values })
  const named = (id: string, startedAt: string, more: Values = {}): RecordValues => visit(id, { round: '2026年11月排查', startedAt, ...more })
  it.each<readonly [string, Partial<Campaign>, readonly RecordValues[], string | undefined]>([
    ['none', {}, [], undefined],
    ['one that names it', {}, [named('a', '2026-11-03 09:00')], 'a'],
    ['one that names another', {}, [named('a', '2026-11-03 09:00', { round: '2026年回头看' })], undefined],
    ['one that is voided', {}, [named('a', '2026-11-03 09:00', { voided: true })], undefined],
    ['one planned for tomorrow', {}, [named('a', '2026-11-24 09:00')], undefined],
    ['one of today', {}, [named('a', '2026-11-23 23:59')], 'a'],
    ['named, even after the last day', { to: '2026-11-20' }, [named('a', '2026-11-22 09:00')], 'a'],
    ['the one that is over before a later one that is not', {}, [named('a', '2026-11-03 09:00', { finishedAt: '2026-11-03 09:10' }), named('b', '2026-11-05 09:00')], 'a'],
    ['whatever order they stand in', {}, [named('b', '2026-11-05 09:00'), named('a', '2026-11-03 09:00', { finishedAt: '2026-11-03 09:10' })], 'a'],
    ['the latest of those that are over', {}, [named('b', '2026-11-05 09:00', { finishedAt: '2026-11-05 09:10' }), named('a', '2026-11-03 09:00', { finishedAt: '2026-11-03 09:10' })], 'b'],
    ['the latest begun', {}, [named('b', '2026-11-05 09:00'), named('a', '2026-11-03 09:00')], 'b'],
    ['nameless, quick', {}, [visit('a', { startedAt: '2026-11-03 09:00' })], undefined],
    ['nameless, full', { form: 'full' }, [visit('a', { startedAt: '2026-11-03 09:00' })], 'a'],
    ['nameless, the first day', { form: 'full' }, [visit('a', { startedAt: '2026-11-01 00:00' })], 'a'],
    ['nameless, the day before', { form: 'full' }, [visit('a', { startedAt: '2026-10-31 23:59' })], undefined],
    ['nameless, the last day', { form: 'full', to: '2026-11-20' }, [visit('a', { startedAt: '2026-11-20 23:59' })], 'a'],
    ['nameless, the day after', { form: 'full', to: '2026-11-20' }, [visit('a', { startedAt: '2026-11-21 00:00' })], undefined],
    ['nameless, the day it was closed', { form: 'full', to: '2026-11-10', closedOn: '2026-11-20' }, [visit('a', { startedAt: '2026-11-20 09:00' })], 'a'],
    ['nameless, after it was closed early', { form: 'full', closedOn: '2026-11-10' }, [visit('a', { startedAt: '2026-11-11 09:00' })], undefined],
    ['of another round, though in its days', { form: 'full' }, [named('a', '2026-11-03 09:00', { round: '2026年回头看' })], undefined],
    ['a round without a title takes nobody', { title: '' }, [visit('a', { round: '', startedAt: '2026-11-03 09:00' })], undefined]
  ])('%s', (_, more, visits, id) => {
    expect(visitOfRound(visits, round(more), TODAY)?.id).toBe(id)
  })
  it('tells how the household stands', () => {
    const [over, begun] = [named('a', '2026-11-03 09:00', { finishedAt: '2026-11-03 09:10' }), named('b', '2026-11-03 09:00')]
    const closed = round({ closedOn: TODAY })
    expect([over, begun, undefined].map(one => roundState(one, round()))).toEqual(['done', 'begun', 'waiting'])
    expect([over, begun, undefined].map(one => roundState(one, closed))).toEqual(['done', 'begun', 'missed'])
  })
  it.each<readonly [Values, boolean]>([[{ atRisk: true }, true], [{ atRisk: false }, false], [{}, false], [{ opinion: '03' }, true], [{ opinion: '02' }, false], [{ atRisk: false, opinion: '03' }, true]])('at risk %j: %s', (values, risk) => {
    expect(isAtRisk(values)).toBe(risk)
  })
})

describe('how it stands', () => {
  it.each<readonly [string, Partial<Campaign>, string]>([
    ['the day before', { from: '2026-11-24' }, 'planned'], ['the first day', { from: TODAY }, 'running'],
    ['the last day', { to: TODAY }, 'running'], ['the day after', { to: '2026-11-22' }, 'late'],
    ['ended', { closedOn: '2026-11-22' }, 'closed'], ['ended late', { to: '2026-11-10', closedOn: TODAY }, 'closed'], ['no last day', { to: '' }, 'running']
  ])('%s', (_, more, state) => {
    expect(campaignState(round(more), TODAY)).toBe(state)
  })
  it('days left', () => {
    expect(['2026-11-30', TODAY, '2026-11-22', ''].map(to => daysLeft(to, TODAY))).toEqual([7, 0, -1, undefined])
  })
  it('a title nobody has', () => {
    expect(suggestedTitle('01', '2026-11-05', [])).toBe('2026年11月排查')
    expect(suggestedTitle('03', '2026-11-05', [])).toBe('2026年回头看')
    expect(suggestedTitle('02', '2026-11-05', ['2026年集中大排查', '2026年集中大排查（第2次）'])).toBe('2026年集中大排查（第3次）')
  })
})
