/** Each figure on both sides of its bounds, and over made villages: counts, lists and wholes are of one piece. */
import { describe, expect, it } from 'vitest'
import { boardGroups, NO_RECORD } from '#core/board/index.ts'
import type { CaseFacts, FigureLine } from '#core/board/index.ts'
import type { CaseState } from '#core/procedure/index.ts'
import type { Values } from '#core/registers/define.ts'
import { boardOf, countOf, figureOf, type Made } from './village.ts'

const worker = { relation: '02', labour: '01' }
const listed = { monitorCategory: '2', monitorFrom: '2026-01', risks: ['01'] }

describe('households by kind', () => {
  it.each<[string, Made, readonly string[]]>([
    ['脱贫户', { household: { householdType: '01' } }, ['households', 'exited']],
    ['一般农户', { household: { householdType: '02' } }, ['households', 'ordinary']],
    ['脱贫不享受政策户', { household: { householdType: '03' } }, ['households', 'exitedWithout']],
    ['no type', {}, ['households', 'typeBlank']],
    ['monitored', { household: { householdType: '02', ...listed } }, ['households', 'ordinary', 'monitor2']],
    ['a category no table knows', { household: { householdType: '02', monitorCategory: '7' } }, ['households', 'ordinary', 'monitorUndecided']],
    ['eliminated', { household: { householdType: '02', ...listed, riskEliminated: true } }, ['households', 'ordinary', 'eliminated']],
    ['eliminated without ever being listed is no elimination', { household: { householdType: '02', riskEliminated: true } }, ['households', 'ordinary']],
    ['undecided counts as neither', { household: { householdType: '02', ...listed }, undecided: true }, ['households', 'ordinary', 'monitorUndecided']],
    ['on 低保 and 特困', { household: { householdType: '02' }, members: [{ relation: '02', dibao: '02' }, { tekun: '02' }, { dibao: '01' }] }, ['households', 'ordinary', 'dibao', 'tekun']]
  ])('%s', (_, made, keys) => {
    const board = boardOf([made])
    const own = board.groups.find(({ key }) => key === 'kinds')!.figures.filter(({ count }) => count > 0).map(({ key }) => key)
    expect(own.toSorted()).toEqual([...keys].toSorted())
  })
  it('who has left is not among the people', () => {
    expect(countOf(boardOf([{ members: [{ relation: '02' }, { endedOn: '2026-11-22' }, { endedOn: '2026-12-01' }] }]), 'population')).toBe(2)
  })
})

describe('income against the line of its year: 8700 元, near below 1.5 times', () => {
  const of = (perCapita: number | undefined, year = 2025, more: Made = {}): Made =>
    ({ household: { householdType: '01' }, income: { year, kind: 'annual', countedMembers: 1, ...(perCapita !== undefined && { netTotal: perCapita }) }, ...more })
  it.each<[string, Made, string]>([
    ['8699.99', of(869_999), 'incomeBelow'], ['exactly on the line', of(870_000), 'incomeNear'],
    ['a 分 under 1.5 times', of(1_304_999), 'incomeNear'], ['1.5 times', of(1_305_000), 'incomeMiddle'],
    ['a 分 under twice', of(1_739_999), 'incomeMiddle'], ['twice', of(1_740_000), 'incomeAbove'],
    ['nothing earned, and told so', of(0), 'incomeBelow'], ['a loss', of(-1), 'incomeBelow'],
    ['blank is not zero', of(undefined), 'incomeUnknown'], ['no income at all', {}, 'incomeUnknown'],
    ['of two years ago', of(870_000, 2024), 'incomeUnknown'], ['of this year, by the line in force', of(870_000, 2026), 'incomeNear']
  ])('%s', (_, made, key) => {
    const board = boardOf([made])
    expect(['incomeBelow', 'incomeNear', 'incomeMiddle', 'incomeAbove', 'incomeUnknown'].filter(one => countOf(board, one) > 0)).toEqual([key])
  })
  it('the band follows the setting', () => {
    const standards = [{ name: 'nearLinePercent', area: '530521', year: 2026, number: 120, source: '县' }]
    expect(countOf(boardOf([of(1_100_000)], { standards }), 'incomeMiddle')).toBe(1)
    expect(figureOf(boardOf([], { standards }), 'incomeNear').title).toBe('1–1.2 倍')
  })
  it('below the line and not listed; a listed, an undecided one is not named again', () => {
    const poor = of(1)
    expect(countOf(boardOf([poor, { ...poor, household: listed }, { ...poor, undecided: true }]), 'incomeUnlisted')).toBe(1)
    expect(countOf(boardOf([{ ...poor, household: { ...listed, riskEliminated: true } }]), 'incomeUnlisted')).toBe(1)
  })
})

describe('三保障和饮水', () => {
  const child = (more: Values): Made => ({ members: [{ relation: '02' }, { birthDate: '2016-05-01', ...more }] })
  it.each<[string, Made, string, 'open' | 'clear' | 'unknown']>([
    ['told that nobody dropped out', { household: { dropout: false } }, 'school', 'clear'],
    ['told that somebody did', { household: { dropout: true } }, 'school', 'open'],
    ['no child of that age: nothing to ask', {}, 'school', 'clear'],
    ['a child nobody asked about', child({}), 'school', 'unknown'],
    ['a child at school', child({ schoolStage: '05' }), 'school', 'clear'],
    ['a child with a reason for not going', child({ dropoutReason: '03' }), 'school', 'open'],
    ['taught at home', child({ dropoutReason: '02', homeTeaching: true }), 'school', 'clear'],
    ['five is too young', { members: [{ birthDate: '2020-10-01' }] }, 'school', 'clear'],
    ['six by the first of September is not', { members: [{ birthDate: '2020-08-31' }] }, 'school', 'unknown'],
    ['solved after elimination', { household: { ...listed, riskEliminated: true, dropout: true, afterDropout: false } }, 'school', 'clear'],
    ['open again after elimination', { household: { ...listed, riskEliminated: true, dropout: false, afterDropout: true } }, 'school', 'open'],
    ['everybody insured', { members: [{ medResident: true }, { medEmployee: true }] }, 'medical', 'clear'],
    ['one is not', { members: [{ medResident: true }, { medResident: false }] }, 'medical', 'open'],
    ['by the employer instead', { members: [{ medResident: false, medEmployee: true }] }, 'medical', 'clear'],
    ['one was not asked', { members: [{ medResident: true }, {}] }, 'medical', 'unknown'],
    ['said of the house', { household: { uninsuredMember: true }, members: [{}] }, 'medical', 'open'],
    ['a safe house', { household: { housingUnsafe: false } }, 'housing', 'clear'],
    ['grade B', { household: { dangerLevel: 'B' } }, 'housing', 'clear'],
    ['grade C', { household: { dangerLevel: 'C' } }, 'housing', 'open'],
    ['lives in a 危房', { household: { dangerHouse: true, housingUnsafe: false } }, 'housing', 'open'],
    ['nothing is said of the house', {}, 'housing', 'unknown'],
    ['water solved', { household: { safeWater: true } }, 'water', 'clear'],
    ['water not solved', { household: { safeWater: false } }, 'water', 'open'],
    ['the verdict', { household: { waterVerdict: '03' } }, 'water', 'open'],
    ['nothing is said of the water', {}, 'water', 'unknown']
  ])('%s', (_, made, key, state) => {
    const board = boardOf([made])
    expect({ open: countOf(board, key), clear: countOf(board, `${key}.clear`), unknown: countOf(board, `${key}.unknown`) })
      .toEqual({ open: 0, clear: 0, unknown: 0, [state]: 1 })
  })
  it.each<[string, readonly Made[], string]>([
    ['one open is red whatever else', [{ household: { safeWater: false } }, { household: { safeWater: true } }, {}], 'red'],
    ['not everybody asked is amber', [{ household: { safeWater: true } }, {}], 'amber'],
    ['all asked and nothing open is green', [{ household: { safeWater: true } }], 'green'],
    ['nobody asked is no colour', [{}, {}], 'blank'], ['no household at all', [], 'blank']
  ])('%s', (_, made, light) => expect(figureOf(boardOf(made), 'water').light).toBe(light))
  it('says 没有记录, never 0', () => expect(figureOf(boardOf([{}]), 'water').shown).toBe(NO_RECORD))
})

describe('risks, cases, clues, measures', () => {
  it('open risks only, each household once under each of its risks', () => {
    const board = boardOf([{ household: { ...listed, risks: ['01', '03', '01'] } }, { household: { ...listed, riskEliminated: true } }, { household: { monitorCategory: '1' } }])
    expect(['risk01', 'risk03', 'risk09', 'riskBlank'].map(key => countOf(board, key))).toEqual([1, 1, 0, 1])
  })
  const aCase = (state: CaseState, more: Partial<CaseFacts> = {}): CaseFacts => ({ id: `c-${state}`, title: '识别纳入', state, closed: false, contested: false, clock: null, ...more })
  const clock = (late: number): CaseFacts['clock'] => ({ step: 'verify', title: '入户核实', from: '2026-11-02', due: '2026-11-05', unit: 'workday', workdays: 3, setting: 'verifyDays', source: 'W11', assumed: true, late, left: -late })
  it.each<[CaseState, string]>([['new', 'caseClue'], ['applied', 'caseClue'], ['toVerify', 'caseVerify'], ['qualified', 'caseCompare'], ['compared', 'caseReview'], ['publicising', 'caseNotice'],
    ['objected', 'caseNotice'], ['publicised', 'caseTownship'], ['townshipApproved', 'caseCounty'], ['decided', 'caseAnnounce']])('a case that is %s stands at %s', (state, key) => {
    const board = boardOf([{ cases: [aCase(state)] }])
    expect(board.groups.find(group => group.key === 'cases')!.figures.filter(({ count }) => count > 0).map(figure => figure.key)).toEqual([key])
    expect(board.lines(key)).toMatchObject([{ case: `c-${state}`, household: 'h0' }])
  })
  it('a closed case stands nowhere; late is after its last day, not on it', () => {
    const board = boardOf([{ cases: [aCase('announced', { closed: true }), aCase('toVerify', { clock: clock(0) })] }, { cases: [aCase('toVerify', { clock: clock(1), contested: true })] }])
    expect(['caseVerify', 'caseLate', 'caseContested'].map(key => countOf(board, key))).toEqual([2, 1, 1])
    expect(board.lines('caseLate')![0]!.note).toContain('逾期 1 个工作日')
  })
  it.each<[string, Values, readonly string[]]>([
    ['waits', { status: '01' }, ['clueOpen']], ['no status is one that waits', {}, ['clueOpen']], ['due today is not late', { status: '02', dueOn: '2026-11-23' }, ['clueOpen']],
    ['due yesterday is', { status: '02', dueOn: '2026-11-22' }, ['clueOpen', 'clueLate']], ['became a case', { status: '04', dueOn: '2026-01-01' }, []],
    ['was answered on its last day', { status: '03', dueOn: '2026-11-20', answeredOn: '2026-11-20' }, ['clueOpen']], ['was answered a day later', { status: '03', dueOn: '2026-11-20', answeredOn: '2026-11-21' }, ['clueOpen', 'clueLate']],
    ['is done with', { status: '05', dueOn: '2026-01-01' }, []], ['voided', { status: '01', voided: true }, []]
  ])('a clue that %s', (_, values, keys) => {
    const board = boardOf([{ records: { clue: [values] } }])
    expect(board.groups.find(({ key }) => key === 'clues')!.figures.filter(({ count }) => count > 0).map(({ key }) => key)).toEqual(keys)
  })
  it('a clue that a case names is the case\'s; a voided case gives it back', () => {
    const of = (voided: boolean) => countOf(boardOf([{ records: { clue: [{ status: '02' }], monitorCase: [{ clue: 'h0-clue0', voided }] } }]), 'clueOpen')
    expect([of(false), of(true)]).toEqual([0, 1])
  })
  it('a line of a list that matched nobody has no household and is counted all the same', () => {
    const board = boardOf([], { records: { clue: [{ id: 'x', values: { status: '06' } }, { id: 'y', values: { status: '06', voided: true } }] } })
    expect([countOf(board, 'clueOpen'), countOf(board, 'clueUnmatched')]).toEqual([1, 1])
    expect(figureOf(boardOf([{}]), 'clueOpen').shown).toBe(NO_RECORD)
  })
  it('measures under way of who is monitored, by group; who has none, and who has labour and nothing developmental', () => {
    const health = { item: 'health.01', group: 'health', startedOn: '2026-02-01' }
    const board = boardOf([
      { household: listed, members: [{ relation: '02' }], records: { measure: [health, { ...health, endedOn: '2026-11-22' }, { ...health, endedOn: '2026-11-23' }, { ...health, voided: true }] } },
      { household: listed, members: [worker], records: { measure: [health] } },
      { household: listed }, { household: {}, records: { measure: [health] } }, { household: { ...listed, riskEliminated: true }, records: { measure: [health] } }
    ])
    expect(['measure.health', 'measureNone', 'measureUndeveloped'].map(key => countOf(board, key))).toEqual([3, 1, 1])
  })
})

describe('visits within the interval of their kind', () => {
  const on = (day: string): Made['records'] => ({ visit: [{ startedAt: `${day} 09:00` }] })
  it.each<[string, Made, string]>([
    ['open: 31 days ago is the last day', { household: listed, records: on('2026-10-23') }, 'visitDue'], ['open: 32 days ago is over', { household: listed, records: on('2026-10-22') }, 'visitLate'],
    ['open: today, next month', { household: listed, records: on('2026-11-23') }, 'visitWithin'],
    ['open and never visited, listed this month', { household: { ...listed, monitorFrom: '2026-11' }, records: {} }, 'visitWithin'],
    ['open and never visited, listed long ago', { household: listed, records: {} }, 'visitLate'],
    ['open and never visited, listed nobody knows when', { household: { monitorCategory: '1' } }, 'visitLate'],
    ['eliminated: 92 days', { household: { ...listed, riskEliminated: true }, records: on('2026-08-23') }, 'visitDue'],
    ['脱贫户: 93 days', { household: { householdType: '01' }, records: on('2026-08-22') }, 'visitLate'],
    ['ordinary: 183 days', { household: { householdType: '02' }, records: on('2026-05-24') }, 'visitDue'], ['ordinary: 184 days', { household: { householdType: '02' }, records: on('2026-05-23') }, 'visitLate'],
    ['ordinary and never visited is told apart', { household: { householdType: '02' } }, 'visitNever'],
    ['a visit dated tomorrow is none', { household: { householdType: '02' }, records: on('2026-11-24') }, 'visitNever'],
    ['a voided visit is none', { household: { householdType: '02' }, records: { visit: [{ startedAt: '2026-11-20', voided: true }] } }, 'visitNever']
  ])('%s', (_, made, key) => {
    const board = boardOf([made])
    expect(['visitWithin', 'visitDue', 'visitLate', 'visitNever'].filter(one => countOf(board, one) > 0)).toEqual([key])
  })
  it('by group, in the order of the groups', () => {
    const board = boardOf(['12组', '3组', ''].map(villagerGroup => ({ household: { villagerGroup } })))
    expect([...new Set(board.groups.find(({ key }) => key === 'visitRows')!.figures.map(({ row }) => row))]).toEqual(['3组', '12组', '没有填组'])
  })
})

describe('shares: the whole is all of them, whoever was asked', () => {
  const exited = { householdType: '01' }
  const people = (...members: readonly Values[]): Made => ({ household: exited, members: members.map(one => ({ ...worker, ...one })) })
  it.each<[string, readonly Made[], string, number, boolean | null]>([
    ['nine of ten', [people(...Array.from({ length: 9 }, () => ({ workMonths: 8, workPlace: '昆明市官渡区' })), { workMonths: 0 })], '90%', 10, true],
    ['eight of nine is 88.8, never 89', [people(...Array.from({ length: 8 }, () => ({ workMonths: 8 })), { workMonths: 0 })], '88.8%', 9, false],
    ['who was not asked stays in the whole and leaves it open', [people(...Array.from({ length: 8 }, () => ({ workMonths: 8 })), {}, {})], '80%', 10, null],
    ['too many without work, whatever the rest says', [people({ workMonths: 8 }, { workMonths: 0 }, {})], '33.3%', 3, false],
    ['nobody asked', [people({}, {})], NO_RECORD, 2, null],
    ['nobody of that kind', [], NO_RECORD, 0, null],
    ['an ordinary household is not meant', [{ household: { householdType: '02' }, members: [worker] }], NO_RECORD, 0, null]
  ])('脱贫劳动力就业率: %s', (_, made, shown, of, met) => {
    const figure = figureOf(boardOf(made), 'employment')
    expect([figure.shown, figure.of, figure.target!.met, figure.target!.value]).toEqual([shown, of, met, 90])
  })
  it.each<[string, Values, number]>([
    ['15', { birthDate: '2010-11-24' }, 0], ['16 today', { birthDate: '2010-11-23' }, 1], ['59', { birthDate: '1966-11-24' }, 1], ['60 today', { birthDate: '1966-11-23' }, 0],
    ['weak labour', { labour: '03' }, 1], ['none', { labour: '05' }, 0], ['labour never asked', { labour: '' }, 0], ['at school', { schoolStage: '10' }, 0], ['not yet at school, as a table may say of a grown-up', { schoolStage: '01' }, 1]
  ])('who could work: %s', (_, values, of) => expect(figureOf(boardOf([people(values)]), 'employment').of).toBe(of))
  it('a stay under way, a post: at work; a stay that is over: not', () => {
    const stay = (more: Values): Made => ({ ...people({}), records: { work: [{ person: 'p0', from: '2026-02', ...more }] } })
    expect(countOf(boardOf([stay({})]), 'employment')).toBe(1)
    expect(countOf(boardOf([stay({ to: '2026-10' })]), 'employment.out')).toBe(1)
    expect(countOf(boardOf([{ ...people({}), records: { publicPost: [{ person: 'p0', from: '2026-01-01' }] } }]), 'employment')).toBe(1)
  })
  it('a target the county has changed, with its source', () => {
    const standards = [{ name: 'employmentRatePercent', area: '530521', year: 2026, number: 50, source: '县发〔2026〕1号' }]
    expect(figureOf(boardOf([people({ workMonths: 8 }, { workMonths: 0 })], { standards }), 'employment').target).toEqual({ value: 50, unit: '%', source: '县发〔2026〕1号', met: true })
  })
  it('零就业: labour and the will, and nobody at work', () => {
    const idle = people({ workIntent: '01', workMonths: 0 })
    expect(countOf(boardOf([idle, people({ workIntent: '04' }), people({ workIntent: '01', workMonths: 6 })]), 'zeroWork')).toBe(1)
  })
  it('taken by organised transfer: by the channel, or point to point while it lasts', () => {
    const board = boardOf([people({ jobChannel: ['02'] }, { jobChannel: ['01'] }), { ...people({}), records: { work: [{ person: 'p0', from: '2026-02', pointToPoint: true }] } },
      { ...people({}), records: { work: [{ person: 'p0', from: '2026-02', to: '2026-05', pointToPoint: true }] } }])
    expect(countOf(board, 'transfer')).toBe(2)
    expect(figureOf(boardOf([people({})]), 'transfer').shown).toBe(NO_RECORD)
    expect(figureOf(boardOf([people({ jobChannel: ['01'] })]), 'transfer').shown).toBe('0')
  })
  it.each<[string, Values, string | null]>([
    ['at a 中职', { schoolStage: '10' }, 'twoLeavers'], ['at a 技师学院', { schoolStage: '19' }, 'twoLeavers'], ['at an ordinary high school', { schoolStage: '09' }, 'twoLeavers.out'],
    ['at a university', { schoolStage: '20' }, 'twoLeavers.out'], ['nobody asked', {}, 'twoLeavers.unknown']
  ])('两后生 %s', (_, values, key) => {
    const board = boardOf([people({ vocationalCandidate: true, ...values })])
    expect(['twoLeavers', 'twoLeavers.out', 'twoLeavers.unknown'].filter(one => countOf(board, one) > 0)).toEqual([key])
  })
  it.each<[string, Values, string | null]>([
    ['left this month and works', { graduatesOn: '2026-11', graduateDestination: '01' }, 'yulu'], ['went on to school', { graduatesOn: '2026-07', graduateDestination: '02' }, 'yulu'],
    ['left twelve months ago', { graduatesOn: '2025-11', graduateDestination: '01' }, null], ['left eleven months ago', { graduatesOn: '2025-12', graduateDestination: '01' }, 'yulu'],
    ['leaves next month', { graduatesOn: '2026-12' }, null], ['looks for work', { graduatesOn: '2026-07', graduateDestination: '05' }, 'yulu.out'], ['nobody asked', { graduatesOn: '2026-07' }, 'yulu.unknown']
  ])('雨露计划: %s', (_, values, key) => {
    const made = { ...people(values), records: { educationAid: [{ person: 'p0', kind: '01', year: 2025 }] } }
    expect(['yulu', 'yulu.out', 'yulu.unknown'].filter(one => countOf(boardOf([made]), one) > 0)).toEqual(key === null ? [] : [key])
    expect(countOf(boardOf([{ ...made, records: { educationAid: [{ person: 'p0', kind: '02' }] } }]), 'yulu')).toBe(0)
  })
  it('skills and certificates: without a course on record in the whole village nothing is claimed', () => {
    expect(figureOf(boardOf([people({}, {})]), 'certified').shown).toBe(NO_RECORD)
    expect(figureOf(boardOf([people({}, {})]), 'certified').target!.met).toBeNull()
    const board = boardOf([{ ...people({}, {}, {}, { workIntent: '04' }), records: { training: [{ person: 'p0', trade: '焊工' }, { person: 'p1', trade: '焊工', certificateLevel: '01' }] } }])
    expect([figureOf(board, 'skilled').shown, figureOf(board, 'certified').shown]).toEqual(['66.6%', '33.3%'])
  })
  it('moved people who work, by the household or by the person', () => {
    const board = boardOf([{ household: { inResettlement: true }, members: [{ ...worker, workMonths: 3 }] }, { members: [{ ...worker, resettled: true, workMonths: 0 }, worker] }])
    expect([figureOf(board, 'resettled').shown, figureOf(board, 'resettled').of]).toEqual(['50%', 2])
  })
})

describe('the village as a whole', () => {
  const leader = (more: Values = {}): Made => ({ members: [worker], records: { talent: [{ person: 'p0', kind: '01', ...more }] } })
  it.each<[string, readonly Made[], string, boolean | null]>([
    ['none on record', [{}], NO_RECORD, null], ['two', [leader(), leader()], '2', false], ['three', [leader(), leader(), leader()], '3', true],
    ['one has stopped', [leader(), leader(), leader({ endedOn: '2026-11-23' })], '2', false], ['a 退役军人 is none', [leader({ kind: '03' })], '0', false]
  ])('leaders: %s', (_, made, shown, met) => expect([figureOf(boardOf(made), 'leaders').shown, figureOf(boardOf(made), 'leaders').target!.met]).toEqual([shown, met]))
  const entry = (amount: number | null, bookedOn: string, more: Values = {}) => ({ id: `e${bookedOn}${amount}`, values: { item: '茶厂', incomeKind: '04', amount, bookedOn, ...more } })
  it.each<[string, readonly ReturnType<typeof entry>[], string, boolean | null]>([
    ['nothing booked', [], NO_RECORD, null], ['exactly ten', [entry(10_000_000, '2026-03-01')], '10.00 万元', true], ['a 分 less, and the year runs on', [entry(9_999_999, '2026-03-01')], '9.99 万元', null],
    ['last year, and it is over', [entry(9_999_999, '2025-03-01')], '9.99 万元', false], ['what went out is no income', [entry(10_000_000, '2026-03-01', { expenseKind: '01' })], NO_RECORD, null],
    ['voided', [entry(10_000_000, '2026-03-01', { voided: true })], NO_RECORD, null], ['no amount is no 0', [entry(null, '2026-03-01')], NO_RECORD, null], ['two years ago says nothing of today', [entry(10_000_000, '2024-03-01')], NO_RECORD, null]
  ])('the collective: %s', (_, collective, shown, met) => {
    const figure = figureOf(boardOf([], { records: { collective } }), 'collective')
    expect([figure.shown, figure.target!.met, figure.target!.value]).toEqual([shown, met, 10])
  })
  it('the village table goes before what was booked', () => {
    const figure = figureOf(boardOf([], { records: { collective: [entry(1, '2026-03-01')], villageProfile: [{ id: 'v', values: { year: 2026, collectiveIncome: 12_000_000 } }] } }), 'collective')
    expect([figure.shown, figure.count]).toEqual(['12.00 万元', 1])
  })
})

/** Small numbers, the same every time. */
function dice(seed: number): (below: number) => number {
  let state = seed
  return below => {
    state = (state * 1664525 + 1013904223) >>> 0
    return Math.floor(state / 2 ** 32 * below)
  }
}
const STATES: readonly CaseState[] = ['new', 'toVerify', 'compared', 'publicising', 'decided', 'announced']
function makeVillage(seed: number): { readonly made: readonly Made[], readonly unsent: readonly FigureLine[] } {
  const roll = dice(seed)
  const maybe = (field: string, values: readonly unknown[]): Values => (roll(3) === 0 ? {} : { [field]: values[roll(values.length)] as never })
  const flags = (...fields: readonly string[]): Values => Object.assign({}, ...fields.map(field => maybe(field, [true, false]))) as Values
  const made = Array.from({ length: roll(40) }, (): Made => ({
    household: {
      ...maybe('householdType', ['01', '02', '03', '09']), ...maybe('monitorCategory', ['1', '2', '3', '', '8']), ...maybe('risks', [['01'], ['03', '07'], [], ['77']]), ...maybe('villagerGroup', ['1组', '2组', '十组']),
      ...maybe('monitorFrom', ['2026-11', '2024-01', 'x']), ...flags('riskEliminated', 'dropout', 'afterDropout', 'housingUnsafe', 'waterUnsafe', 'safeWater', 'uninsuredMember', 'inResettlement', 'dangerHouse')
    },
    members: Array.from({ length: roll(5) }, (_, i) => ({
      ...(i === 0 && { relation: '02' }), ...maybe('birthDate', ['1990-01-01', '2015-03-03', '2009-06-06', '1950-01-01', 'x']), ...maybe('labour', ['01', '02', '03', '05']), ...maybe('workMonths', [0, 5]),
      ...maybe('workIntent', ['01', '04']), ...maybe('jobChannel', [['02'], ['01'], []]), ...maybe('publicPost', [['01'], []]), ...maybe('schoolStage', ['02', '05', '11', '20']), ...maybe('dibao', ['01', '02']), ...maybe('tekun', ['02']),
      ...maybe('graduatesOn', ['2026-07', '2020-07']), ...maybe('graduateDestination', ['01', '05']), ...maybe('endedOn', ['2026-01-01', '']), ...flags('vocationalCandidate', 'resettled', 'medResident')
    })),
    ...(roll(3) > 0 && { income: { year: 2023 + roll(4), kind: 'annual', ...maybe('netTotal', [0, 900_000, 3_000_000, 9_000_000]), ...maybe('countedMembers', [0, 1, 3]) } }),
    records: {
      visit: Array.from({ length: roll(3) }, () => maybe('startedAt', ['2026-11-01 08:00', '2026-01-01', 'x'])), measure: Array.from({ length: roll(3) }, () => ({ ...maybe('group', ['health', 'industry', 'nowhere']), ...maybe('endedOn', ['2020-01-01']) })),
      clue: Array.from({ length: roll(2) }, () => ({ ...maybe('status', ['01', '05', '06']), ...maybe('dueOn', ['2026-01-01']) })), training: Array.from({ length: roll(2) }, () => ({ person: 'p0', ...maybe('certificateNo', ['1']) })),
      educationAid: Array.from({ length: roll(2) }, () => ({ person: 'p0', kind: '01' })), talent: Array.from({ length: roll(2) }, () => ({ person: 'p0', kind: '01' }))
    },
    cases: Array.from({ length: roll(2) }, (): CaseFacts => ({ id: `c${roll(1e6)}`, title: '', state: STATES[roll(STATES.length)]!, closed: roll(4) === 0, contested: roll(5) === 0, clock: null })),
    undecided: roll(12) === 0
  }))
  return { made, unsent: Array.from({ length: roll(4) }, () => ({ household: null, person: null, case: null, title: 'x', group: '', note: '' })) }
}

describe('over made villages', () => {
  const villages = Array.from({ length: 200 }, (_, seed) => makeVillage(seed + 1))
  it('every figure counts its own list and every list has a figure; no key is of two groups', () => {
    let lines = 0
    for (const { made, unsent } of villages) {
      const board = boardOf(made, { unsent })
      const figures = board.groups.flatMap(group => group.figures)
      expect(new Set(figures.map(({ key }) => key)).size).toBe(figures.length)
      for (const { key, count, of, unknown } of figures) {
        expect([key, board.lines(key)?.length]).toEqual([key, count])
        if (of !== null) expect([key, count + countOf(board, `${key}.out`) + unknown]).toEqual([key, of])
        lines += count
      }
    }
    expect(lines).toBeGreaterThan(10_000)
    expect(boardOf([]).lines('no such figure')).toBeUndefined()
  })
  it('parts come to the whole: types, bands, lights and visits name every household once', () => {
    for (const { made } of villages) {
      const board = boardOf(made)
      const sum = (...keys: readonly string[]): number => keys.reduce((all, key) => all + (board.lines(key)?.length ?? 0), 0)
      expect(sum('exited', 'exitedWithout', 'ordinary', 'typeBlank')).toBe(made.length)
      expect(sum('incomeBelow', 'incomeNear', 'incomeMiddle', 'incomeAbove', 'incomeUnknown')).toBe(made.length)
      for (const key of ['school', 'medical', 'housing', 'water']) expect(sum(key, `${key}.clear`, `${key}.unknown`)).toBe(made.length)
      expect(sum('visitWithin', 'visitDue', 'visitLate', 'visitNever')).toBe(made.length)
      for (const state of ['Within', 'Due', 'Late', 'Never']) {
        const rows = board.groups.find(({ key }) => key === 'visitRows')!.figures.filter(({ key }) => key.startsWith(`visit${state}@`))
        expect(rows.reduce((all, { count }) => all + count, 0)).toBe(countOf(board, `visit${state}`))
      }
      expect(countOf(board, 'population')).toBe(made.flatMap(({ members = [] }) => members).filter(({ endedOn }) => endedOn === undefined || endedOn === '').length)
      expect(sum('monitor1', 'monitor2', 'monitor3', 'eliminated') + (board.lines('monitorUndecided')?.length ?? 0))
        .toBe(made.filter(({ household: of, undecided }) => undecided || (typeof of!['monitorCategory'] === 'string' && of!['monitorCategory'] !== '')).length)
    }
  })
  it('a figure is told as a share, a number or 没有记录, never as nothing of nothing', () => {
    for (const { made } of villages) for (const { shown } of boardOf(made).groups.flatMap(group => group.figures)) expect(shown).toMatch(/^(?:\d+|\d+(?:\.\d)?%|[\d.-]+ 万元|没有记录)$/u)
  })
  it('has the groups of the page, in its order', () => expect(boardGroups.map(({ key }) => key)).toEqual(['kinds', 'income', 'safeguards', 'cases', 'risks', 'clues', 'visits', 'visitRows', 'measures', 'employment', 'learning', 'people', 'village', 'data']))
})
