/** Each rule on both sides of its bound, the clocks on theirs, and what a decision makes of a household. */
import { describe, expect, it } from 'vitest'
import { caseStatus, clocksOf, openingRefusals, outcomeFor, outcomeTakenBack, procedureRules, refusalByCounty, refusalsOf, runningClock, transitionFor, workCalendar } from '#core/procedure/index.ts'
import type { CaseKind, Proposal, Refusal, StepName, World } from '#core/procedure/index.ts'
import type { Values } from '#core/registers/define.ts'
import { defaultStandards, type Standard } from '#core/registers/standard.ts'
import { ACCOUNT, AREA, before, FULL, inTurn, next, OPENED, proposal, taken, unlinked, way, WAYS, world } from './cases.ts'

const rulesOf = (refusals: readonly Refusal[]): readonly string[] => refusals.map(({ rule }) => rule)
const refused = (kind: CaseKind, step: StepName, patch: Partial<Proposal> = {}, change: Parameters<typeof world>[1] = {}): readonly string[] => rulesOf(refusalsOf(before(kind, step), next(kind, step, patch), world(kind, change)))
const KINDS: readonly CaseKind[] = ['identification', 'elimination', 'relisting']

it.each(KINDS)('%s: nothing speaks against the whole way', kind => {
  for (const [step] of WAYS[kind]) expect([step, refused(kind, step)]).toEqual([step, []])
})

describe('what is missing', () => {
  const rows = KINDS.flatMap(kind => WAYS[kind].map(([step]) => [kind, step] as const))
  it.each(rows)('%s, %s: each paper and each answer alone, blank as well as not there', (kind, step) => {
    const status = before(kind, step)
    const asked = next(kind, step)
    const { evidence, demands } = rowOf(status, asked)
    for (const paper of evidence) expect([paper, refused(kind, step, { values: { evidence: (FULL['evidence'] as string[]).filter(one => one !== paper) } })]).toEqual([paper, ['P04']])
    for (const field of demands) for (const blank of [null, '', '  ']) expect([field, refused(kind, step, { values: { [field]: blank } })]).toEqual([field, ['P05']])
  })
  it('false is an answer, but not for a signature', () => {
    expect(refused('elimination', 'verify', { values: { dropout: false } })).toEqual([])
    expect(refused('identification', 'apply', { values: { signed: false } })).toEqual(['P05'])
  })
})

describe('days', () => {
  it.each<[string, StepName, string, readonly string[]]>([
    ['the day of the step before', 'verify', '2026-03-04', []], ['the day before it', 'verify', '2026-03-03', ['P06']], ['today', 'announce', '2026-03-20', []], ['tomorrow', 'announce', '2026-03-21', ['P07']],
    ['no day', 'verify', '', ['P07']], ['a day that never was', 'verify', '2026-02-30', ['P07']], ['the day it was opened', 'clue', '2026-03-02', []], ['the day before it was opened', 'clue', '2026-03-01', ['P06']]
  ])('%s', (_, step, on, rules) => expect(refused('identification', step, { on })).toEqual(rules))
  it('the county takes a day a laptop’s clock is ahead by, and no more', () => {
    const asked = (on: string): string | undefined => refusalByCounty(before('identification', 'announce'), next('identification', 'announce', { on }), { today: '2026-03-19', setting: () => 5, role: 'village', deviceAccounts: [ACCOUNT.village] })?.rule
    expect([asked('2026-03-20'), asked('2026-03-21')]).toEqual([undefined, 'P07'])
  })
})

describe('the notice', () => {
  it.each<[string, Values, readonly string[]]>([
    ['five days, the first and the last counted', { noticeTo: '2026-03-14' }, []], ['one day short', { noticeTo: '2026-03-13' }, ['P08']], ['longer', { noticeTo: '2026-03-20' }, []], ['upside down', { noticeTo: '2026-03-09' }, ['P08']],
    ['on the day of the meeting', { noticeFrom: '2026-03-09', noticeTo: '2026-03-13' }, []], ['before the meeting', { noticeFrom: '2026-03-08', noticeTo: '2026-03-13' }, ['P06']], ['not up yet', { noticeFrom: '2026-03-11', noticeTo: '2026-03-16' }, ['P07']], ['no such day', { noticeTo: '2026-02-30' }, ['P07']]
  ])('%s', (_, values, rules) => expect(refused('identification', 'publicise', { values })).toEqual(rules))
  it('as long as the county says for its area and year', () => {
    const seven: Standard = { name: 'publicityDays', area: AREA.slice(0, 6), year: 2026, number: 7, source: '县里' }
    const standards = [seven, ...defaultStandards]
    expect([refused('identification', 'publicise', {}, { standards }), refused('identification', 'publicise', { values: { noticeTo: '2026-03-16' } }, { standards })]).toEqual([['P08'], []])
    expect(refusalsOf(before('identification', 'publicise'), next('identification', 'publicise', { values: { noticeTo: '2026-03-13' } }), world('identification'))[0]).toMatchObject({ text: '公示2026-03-10至2026-03-13，共4天，不足5天（首尾都算）。最早到2026-03-14', field: 'noticeTo' })
  })
  it('is over when its last day is over', () => {
    expect([refused('identification', 'noticeEnd', { on: '2026-03-14' }), refused('identification', 'noticeEnd', { on: '2026-03-15' })]).toEqual([['P09'], []])
  })
  it.each<[string, number | null, boolean, readonly string[]]>([['none', 0, false, []], ['not counted', null, false, ['P05']], ['counted but never dealt with', 1, false, ['P09']], ['dealt with but not counted', 0, true, ['P09']], ['dealt with and counted', 1, true, []], ['absurd', -1, false, ['P05']], ['half a one', 1.5, true, ['P05']]])('objections: %s', (_, objections, dealt, rules) => {
    const steps = way('identification', 'noticeEnd')
    const all = dealt ? [...steps, taken('objection', 'village', { outcome: 'dismissed', on: '2026-03-12', after: steps.at(-1)!.id })] : steps
    expect(rulesOf(refusalsOf(caseStatus('identification', OPENED, all), next('identification', 'noticeEnd', { values: { objections } }), world('identification')))).toEqual(rules)
  })
  it('an objection upheld leads back to the door, and another notice follows', () => {
    const steps = way('identification', 'noticeEnd')
    const upheld = [...steps, taken('objection', 'village', { outcome: 'upheld', on: '2026-03-12', after: steps.at(-1)!.id })]
    expect(caseStatus('identification', OPENED, upheld).state).toBe('toVerify')
  })
})

describe('nobody decides their own', () => {
  it.each<[StepName, StepName, readonly string[]]>([['apply', 'county', ['P03']], ['analyse', 'county', ['P03']], ['review', 'county', ['P03']], ['township', 'county', ['P03']], ['verify', 'county', []], ['noticeEnd', 'county', []], ['apply', 'township', ['P03']], ['analyse', 'township', ['P03']], ['review', 'township', ['P03']], ['compare', 'township', []]])('who took %s decides at %s', (earlier, step, rules) => {
    const actor = 'both'
    const steps = way('identification', step).map(one => one.step === earlier ? { ...one, actor } : one)
    expect(rulesOf(refusalsOf(caseStatus('identification', OPENED, steps), next('identification', step, { actor }), world('identification')))).toEqual(rules)
  })
  it('who nominated, and a laptop that nobody has enrolled', () => {
    const steps = way('elimination', 'county').map(one => one.step === 'nominate' ? { ...one, actor: 'both' } : one)
    expect(rulesOf(refusalsOf(caseStatus('elimination', OPENED, steps), next('elimination', 'county', { actor: 'both' }), world('elimination')))).toEqual(['P03'])
    expect(refused('identification', 'township', { actor: '' })).toEqual(['P03'])
    expect(refused('identification', 'apply', { actor: '' })).toEqual([])
  })
  it('the county asks whose laptop it is', () => {
    const asked = (patch: Partial<Parameters<typeof refusalByCounty>[2]>): Refusal | undefined => refusalByCounty(before('identification', 'township'), next('identification', 'township'), { today: '2026-03-20', setting: () => 5, role: 'township', deviceAccounts: [ACCOUNT.township], ...patch })
    expect([asked({}), asked({ role: 'village' })?.rule, asked({ deviceAccounts: ['other'] })?.rule]).toEqual([undefined, 'P01', 'P01'])
  })
})

describe('the household', () => {
  it.each<[string, CaseKind, StepName, Partial<World>, readonly string[]]>([
    ['watched already', 'identification', 'apply', { household: { monitorCategory: '1', monitorFrom: '2025-01' } }, ['P13']], ['its risk gone before', 'identification', 'apply', { household: { monitorCategory: '1', riskEliminated: true } }, ['P13']],
    ['not watched', 'elimination', 'nominate', { household: { risks: ['01'], monitorFrom: '2025-03' } }, ['P14']], ['its risk gone already', 'elimination', 'nominate', { household: { monitorCategory: '3', monitorFrom: '2025-03', risks: ['01'], riskEliminated: true } }, ['P14']],
    ['its risk not gone', 'relisting', 'verify', { household: { monitorCategory: '3', riskEliminated: false } }, ['P14']], ['never watched', 'relisting', 'verify', { household: {} }, ['P14']],
    ['gone from the roster', 'identification', 'apply', { household: { endedOn: '2026-03-01' } }, ['P15']], ['going later', 'identification', 'apply', { household: { endedOn: '2026-12-01' } }, []], ['moved to another village', 'identification', 'apply', { away: true }, ['P15']],
    ['another case open', 'identification', 'apply', { otherCases: ['识别纳入'] }, ['P12']], ['two sides say different things', 'identification', 'apply', { undecided: ['monitorCategory'] }, ['P20']]
  ])('%s: %s, %s', (_, kind, step, change, rules) => expect(refused(kind, step, {}, change)).toEqual(rules))
  it('a case of a household that has gone can still be given up, and one that is decided announced', () => {
    const gone = { household: { endedOn: '2026-03-01' } }
    expect(rulesOf(refusalsOf(before('identification', 'review'), proposal('withdraw', 'village', { outcome: 'withdrawn' }), world('identification', gone)))).toEqual([])
    expect(refused('identification', 'announce', {}, { household: { monitorCategory: '3', monitorFrom: '2026-03' } })).toEqual([])
  })
  it.each<[string, CaseKind, string, Partial<World>, readonly string[]]>([
    ['a plain one', 'identification', '2026-03-20', {}, []], ['of tomorrow', 'identification', '2026-03-21', {}, ['P07']], ['of no day', 'identification', '', {}, ['P07']], ['beside another', 'identification', '2026-03-20', { otherCases: ['风险消除'] }, ['P12']],
    ['nobody who can work', 'elimination', '2026-03-20', { household: { monitorCategory: '3', wholeNoLabour: true } }, ['R166']], ['fallen back', 'relisting', '2026-03-20', {}, []]
  ])('opening %s', (_, kind, on, change, rules) => expect(rulesOf(openingRefusals(kind, on, world(kind, change)))).toEqual(rules))
})

describe('what a step rests on', () => {
  it.each<[string, Values, readonly string[]]>([
    ['taken back', { voided: true }, ['P16']], ['of another kind', { kind: 'annual' }, ['P16']], ['with nothing in it: blank is not zero', { A1: null }, ['P16']], ['of zero, said so', { A1: 0 }, []], ['negative', { A1: -1 }, ['P16']], ['upside down', { from: '2026-03', to: '2026-02' }, ['P16']], ['of months to come', { to: '2026-04' }, ['P16']], ['of nobody', { countedMembers: 0 }, ['P16']]
  ])('an income %s', (_, income, rules) => expect(refused('identification', 'verify', {}, { income })).toEqual(rules))
  it('the second investigator is another person', () => {
    expect([refused('identification', 'verify', { values: { second: ' 王 队长' } }), refused('identification', 'verify', { values: { second: ACCOUNT.village } })]).toEqual([['P19'], ['P19']])
  })
  it('the comparison is left out for 低保 and 特困 only, by people who live there', () => {
    const skip = (values: Values): readonly string[] => refused('identification', 'compare', { outcome: 'notNeeded', role: 'village' }, { members: [{ id: 'person-1', values }] })
    expect([skip({ dibao: '02' }), skip({ tekun: '03' }), skip({ dibao: '01' }), skip({}), skip({ dibao: '02', endedOn: '2026-01-01' })]).toEqual([[], [], ['P18'], ['P18'], ['P18']])
  })
  it.each<[string, { readonly meeting?: Values, readonly vote?: Values }, readonly string[]]>([
    ['two thirds came', { meeting: { present: 20 } }, []], ['one fewer', { meeting: { present: 19 } }, ['P17']], ['not counted', { meeting: { present: null } }, ['P17']], ['one more than half', { vote: { agree: 13, against: 12, abstain: 0 } }, []], ['half', { vote: { agree: 12, against: 12, abstain: 0 } }, ['P17']],
    ['no abstentions said', { vote: { abstain: null } }, ['P17']], ['on the day of the comparison', { meeting: { heldOn: '2026-03-06' } }, []], ['a day before it', { meeting: { heldOn: '2026-03-05' } }, ['P17']], ['a day after the step', { meeting: { heldOn: '2026-03-10' } }, ['P17']], ['another case’s vote', { vote: { case: 'case-2' } }, ['P17']], ['a conclusion that says otherwise', { vote: { result: '03' } }, ['P17']]
  ])('a meeting: %s', (_, change, rules) => expect(refused('identification', 'review', {}, change)).toEqual(rules))
  it('who came may stand in the list of those called instead', () => {
    const attendee = (present: boolean, at: number): { readonly id: string, readonly values: Values } => ({ id: `attendee-${at}`, values: { meeting: 'meeting-1', present } })
    const came = (count: number): readonly string[] => {
      const given = world('identification', { meeting: { expected: null, present: null } })
      return rulesOf(refusalsOf(before('identification', 'review'), next('identification', 'review'), { ...given, records: { ...given.records, attendee: Array.from({ length: 10 }, (_, at) => attendee(at < count, at)) } }))
    }
    expect([came(7), came(6)]).toEqual([[], ['P17']])
  })
  it.each<[string, Values, readonly string[]]>([['no category', { risks: ['01'] }, ['R141']], ['no risk', { category: '3' }, ['R140']], ['a risk twice', { category: '3', risks: ['01', '01'] }, ['R140']], ['a disaster without its kind', { category: '3', risks: ['02'] }, ['R144']], ['other without a note', { category: '3', risks: ['99'] }, ['R144']], ['both said', { category: '3', risks: ['02', '99'], disasterType: '0201', riskNote: '债务' }, []]])('the grounds at the meeting, the township and the county: %s', (_, values, rules) => {
    for (const step of ['review', 'township', 'county'] as const) expect(refused('identification', step, {}, { case: values })).toEqual(rules)
  })
})

describe('the clocks', () => {
  const times = (today: string): Pick<World, 'today' | 'area' | 'standards' | 'calendar'> => ({ today, area: AREA, standards: defaultStandards, calendar: workCalendar() })
  const running = (today: string, until: StepName = 'analyse', opened?: string): readonly unknown[] => {
    const steps = opened === undefined ? way('identification', until) : inTurn(taken('apply', 'village', { on: opened }))
    const clock = clocksOf(caseStatus('identification', opened ?? OPENED, steps), times(today)).at(-1)!
    return [clock.step, clock.due, clock.left, clock.late]
  }
  it.each<[string, string, readonly unknown[]]>([
    ['on the day', '2026-03-03', ['analyse', '2026-03-06', 3, 0]], ['on the last day', '2026-03-06', ['analyse', '2026-03-06', 0, 0]], ['on the Saturday after a Friday', '2026-03-07', ['analyse', '2026-03-06', -1, 1]], ['on the Monday', '2026-03-09', ['analyse', '2026-03-06', -1, 1]], ['on the Tuesday', '2026-03-10', ['analyse', '2026-03-06', -2, 2]]
  ])('analysis within three working days: %s', (_, today, expected) => expect(running(today)).toEqual(expected))
  it('across 国庆 and its make-up Saturday, and in a year nobody has announced', () => {
    expect(running('2025-10-10', 'analyse', '2025-09-30')).toEqual(['analyse', '2025-10-11', 1, 0])
    expect(running('2025-10-13', 'analyse', '2025-09-30')).toEqual(['analyse', '2025-10-11', -1, 1])
    expect(running('2027-10-01', 'analyse', '2027-09-30')).toEqual(['analyse', '2027-10-05', 2, 0])
  })
  it('the whole of a listing in calendar days and in working days', () => {
    const whole = (today: string): readonly unknown[] => clocksOf(before('identification', 'review'), times(today)).filter(({ step }) => step === 'whole').map(({ setting, unit, due, left, late, source, assumed }) => [setting, unit, due, left, late, source, assumed])
    expect(whole('2026-03-17')).toEqual([['decisionDays', 'day', '2026-03-17', 0, 0, 'W4', true], ['procedureWorkdays', 'workday', '2026-03-30', 9, 0, 'W11b', true]])
    expect(whole('2026-03-18')[0]).toEqual(['decisionDays', 'day', '2026-03-17', -1, 1, 'W4', true])
    expect(whole('2026-03-31')[1]).toEqual(['procedureWorkdays', 'workday', '2026-03-30', -1, 1, 'W11b', true])
  })
  it('what is done keeps its days for ever; what has ended has no clock that runs', () => {
    const status = caseStatus('identification', OPENED, way('identification'))
    const clocks = clocksOf(status, times('2030-01-01'))
    expect(clocks.every(({ doneOn }) => doneOn !== undefined)).toBe(true)
    expect(clocks.filter(({ step }) => step !== 'whole').map(({ step, from, doneOn, late }) => [step, from, doneOn, late])).toEqual([
      ['clue', '2026-03-02', '2026-03-02', 0], ['analyse', '2026-03-03', '2026-03-04', 0], ['verify', '2026-03-04', '2026-03-05', 0], ['compare', '2026-03-05', '2026-03-06', 0], ['review', '2026-03-06', '2026-03-09', 0], ['township', '2026-03-15', '2026-03-16', 0], ['county', '2026-03-16', '2026-03-17', 0], ['announce', '2026-03-17', '2026-03-18', 0]
    ])
    expect(runningClock(status, clocks)).toBeNull()
  })
  it('done late stays late, by as much', () => {
    const steps = inTurn(...way('identification', 'verify').map(step => unlinked(step.step === 'analyse' ? { ...step, on: '2026-03-10' } : step)))
    expect(clocksOf(caseStatus('identification', OPENED, steps), times('2026-03-10')).find(({ step }) => step === 'analyse')).toMatchObject({ doneOn: '2026-03-10', late: 2, left: -2 })
  })
  it('help first starts no clock and stops none; while a notice hangs only the whole runs; of an objection its own', () => {
    const green = inTurn(...way('identification', 'verify').map(unlinked), taken('green', 'village', { on: '2026-03-10' }))
    expect(clocksOf(caseStatus('identification', OPENED, green), times('2026-03-10')).at(-1)).toMatchObject({ step: 'verify', from: '2026-03-04', due: '2026-03-09', late: 1 })
    const hanging = before('identification', 'noticeEnd')
    expect(clocksOf(hanging, times('2026-03-11')).filter(({ doneOn }) => doneOn === undefined).map(({ step }) => step)).toEqual(['whole', 'whole'])
    const objected = caseStatus('identification', OPENED, [...hanging.steps, taken('objection', 'village', { outcome: 'doubtful', on: '2026-03-11', after: hanging.steps.at(-1)!.id })])
    expect(clocksOf(objected, times('2026-03-11')).at(-1)).toMatchObject({ step: 'objection', due: '2026-03-16' })
  })
  it('the one shown is the one that is late, else the one due first', () => {
    const status = before('identification', 'analyse')
    expect(runningClock(status, clocksOf(status, times('2026-03-04')))?.step).toBe('analyse')
    expect(runningClock(status, clocksOf(status, times('2026-03-18')))).toMatchObject({ step: 'analyse', late: 8 })
  })
  it('a figure of the county for this year is the one that counts, with its source', () => {
    const standards = [{ name: 'analyseDays', area: AREA, year: 2026, number: 1, source: '施乡振〔2026〕3号' }, ...defaultStandards]
    expect(clocksOf(before('identification', 'analyse'), { ...times('2026-03-04'), standards }).at(-1)).toMatchObject({ due: '2026-03-04', workdays: 1, source: '施乡振〔2026〕3号', assumed: false, left: 0 })
  })
})

describe('what a decision makes of the household', () => {
  it.each<[CaseKind, Values, Values]>([
    ['identification', { monitorCategory: '3', monitorFrom: '2026-03', risks: ['01'], riskEliminated: false, clueOn: '2026-03-02', discoveryChannel: '01', noticeFrom: '2026-03-10', noticeTo: '2026-03-14', countyDecidedOn: '2026-03-17' },
      { monitorCategory: null, monitorFrom: null, riskEliminated: null, clueOn: null, noticeFrom: null, noticeTo: null, countyDecidedOn: null }],
    ['elimination', { riskEliminated: true, eliminatedOn: '2026-03', eliminationMode: '01', afterDropout: false, afterHousingUnsafe: false, afterWaterUnsafe: false, afterUninsuredMember: false },
      { riskEliminated: false, eliminatedOn: null, eliminationMode: null, afterDropout: null, afterHousingUnsafe: null, afterWaterUnsafe: null, afterUninsuredMember: null }],
    ['relisting', { monitorCategory: '3', risks: ['01'], discoveryChannel: '01', riskEliminated: false, relistedOn: '2026-03' }, { riskEliminated: true, relistedOn: null }]
  ])('%s, and what undoes it', (kind, made, undone) => {
    const given = world(kind)
    expect(outcomeFor(before(kind, 'county'), next(kind, 'county'), given)).toEqual(made)
    expect(outcomeTakenBack(kind, made)).toEqual(undone)
    for (const outcome of ['returned', 'rejected'] as const) expect(outcomeFor(before(kind, 'county'), next(kind, 'county', { outcome }), given)).toEqual({})
    for (const [step] of WAYS[kind]) if (step !== 'county') expect(outcomeFor(before(kind, step), next(kind, step), given)).toEqual({})
  })
})

it('every refusal names a cause, a way out, a source and a rule that is on the list', () => {
  const known = new Set([...Object.keys(procedureRules), 'R140', 'R141', 'R144', 'R152', 'R160', 'R161', 'R162', 'R163', 'R164', 'R165', 'R166'])
  const all = KINDS.flatMap(kind => WAYS[kind].flatMap(([step]) => refusalsOf(before(kind, step), { ...next(kind, step), on: '2025-01-01', values: {} }, world(kind, { household: {}, members: [], case: {}, records: {}, undecided: ['risks'], otherCases: ['x'], away: true }))))
  expect(all.length).toBeGreaterThan(40)
  for (const { rule, text, source } of all) expect([rule, known.has(rule), /[。”」]$|。|；/u.test(text), source.length > 0]).toEqual([rule, true, true, true])
})

function rowOf(status: ReturnType<typeof before>, { step, outcome }: Proposal): { readonly evidence: readonly string[], readonly demands: readonly string[] } {
  return transitionFor(status.kind, status.state, step, outcome)!
}
