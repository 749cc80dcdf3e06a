/** Cases with the real book: from the household's own application to the county's word and back again, and apart. */
import { describe, expect, it } from 'vitest'
import type { Values } from '#core/registers/define.ts'
import { dawn, edit, family, go, grounds, HOUSE, listing, open, openOffice, rounds, take, type Office, type Taking } from './case-desk.ts'
import { newLaptop, VILLAGE, type Laptop } from './laptop.ts'

const house = async (laptop: Laptop): Promise<Values> => (await laptop.book.household(HOUSE)).household.values
const stateOf = async (laptop: Laptop, id: string): Promise<string> => (await laptop.book.caseFile(id)).status.state
const upTo = (step: Taking['step']): readonly Taking[] => listing.slice(0, listing.findIndex(one => one.step === step))
const at = (step: Taking['step'], patch: Partial<Taking> = {}): Taking => ({ ...listing.find(one => one.step === step)!, ...patch })

describe('a listing', () => {
  it('goes through every step on four laptops and makes the household a monitored one with the county’s word, in one step', async () => {
    const office = await openOffice()
    const id = await open(office)
    await go(office, id, listing.slice(0, 8))
    expect(await house(office.village)).not.toHaveProperty('monitorCategory')
    await go(office, id, listing.slice(8))
    for (const laptop of [office.village, office.other, office.county]) {
      expect(await house(laptop)).toMatchObject({
        monitorCategory: '3', monitorFrom: '2026-03', risks: ['01'], riskEliminated: false, clueOn: '2026-03-02', discoveryChannel: '01', noticeFrom: '2026-03-07', noticeTo: '2026-03-11', countyDecidedOn: '2026-03-16'
      })
      const file = await laptop.book.caseFile(id)
      expect(file.status).toMatchObject({ state: 'announced', closed: true, contested: [], misplaced: [] })
      expect(file.status.steps.map(({ step, actor, values }) => `${step} ${actor} ${String(values['actorName'])}`)).toEqual([
        'apply team1 王队长', 'analyse team1 王队长', 'verify team1 王队长', 'compare town1 赵干事', 'review team1 王队长', 'publicise team1 王队长', 'noticeEnd team1 王队长', 'township town1 赵干事', 'county county1 钱股长', 'announce team1 王队长'
      ])
      expect(file.choices).toEqual([])
      expect(file.clock).toBeNull()
      expect(file.votes.map(({ id: vote }) => vote)).toEqual([`vote-${id}`])
    }
    const [step] = await office.county.book.steps()
    expect(step).toMatchObject({ kind: 'procedure', title: '县级确定 李光明', changes: 2 })
  })

  it('what the household does later finds it monitored: no second listing, and no relisting before the risk is gone', async () => {
    const office = await openOffice()
    await go(office, await open(office), listing)
    await expect(open(office, 'identification', '2026-03-18')).rejects.toMatchObject({ code: 'step-refused', detail: { rule: 'P13' } })
    await expect(open(office, 'relisting', '2026-03-18')).rejects.toMatchObject({ code: 'step-refused', detail: { rule: 'P14' } })
  })
})

describe('refused', () => {
  it.each<[string, Taking['step'], Partial<Taking>, string]>([
    ['the township’s word by the village', 'township', { by: 'village' }, 'P01'],
    ['the county’s word by the township', 'county', { by: 'township' }, 'P01'],
    ['a step ahead of its turn', 'apply', { step: 'review', on: '2026-03-06', values: { meeting: 'meeting-one', evidence: ['minutes', 'signIn'] } }, 'P02'],
    ['an application without a fingerprint', 'apply', { values: { signed: true, evidence: ['application'] } }, 'P04'],
    ['an application nobody signed', 'apply', { values: { signed: false, evidence: ['application', 'fingerprint'] } }, 'P05'],
    ['a verification by one', 'verify', { values: { second: '王队长', income: 'income-begin', evidence: ['verifyForm', 'incomeSheet'] } }, 'P19'],
    ['a verification without an income', 'verify', { values: { second: '赵干事', evidence: ['verifyForm', 'incomeSheet'] } }, 'P05'],
    ['a verification with the income of the end', 'verify', { values: { second: '赵干事', income: 'income-end', evidence: ['verifyForm', 'incomeSheet'] } }, 'P16'],
    ['a verification with an income nobody knows', 'verify', { values: { second: '赵干事', income: 'income-none', evidence: ['verifyForm', 'incomeSheet'] } }, 'P16'],
    ['a comparison left out without 低保', 'compare', { by: 'village', outcome: 'notNeeded', values: { reason: '低保户' } }, 'P18'],
    ['a meeting nobody held', 'review', { values: { meeting: 'meeting-none', evidence: ['minutes', 'signIn'] } }, 'P17'],
    ['a notice a day too short', 'publicise', { values: { noticeFrom: '2026-03-07', noticeTo: '2026-03-10', noticePlace: '公开栏', evidence: ['noticeFirst'] } }, 'P08'],
    ['the end of a notice on its last day', 'noticeEnd', { on: '2026-03-11' }, 'P09'],
    ['a step before the one before', 'analyse', { on: '2026-03-01' }, 'P06'],
    ['a step of tomorrow', 'analyse', { on: '2026-04-02' }, 'P07']
  ])('%s, with the number of the rule, and nothing is written', async (_, step, patch, rule) => {
    const office = await openOffice()
    const id = await open(office)
    await go(office, id, upTo(step))
    dawn(office, '2026-04-01')
    const taking = at(step, patch)
    const laptop = office[taking.by]
    const before = { entries: laptop.host.journal.length, steps: await laptop.book.steps(), file: await laptop.book.caseFile(id) }
    const request = { case: id, step: taking.step, outcome: taking.outcome ?? 'pass', on: taking.on, values: taking.values ?? {} }
    const refusals = await laptop.book.tryStep(request)
    expect(refusals.map(one => one.rule)).toContain(rule)
    for (const { text, source } of refusals) expect([text.length > 8, source]).toEqual([true, expect.stringMatching(/./u)])
    await expect(laptop.book.takeStep(request)).rejects.toMatchObject({ code: 'step-refused', detail: { rule: refusals[0]!.rule, reason: refusals[0]!.text } })
    expect({ entries: laptop.host.journal.length, steps: await laptop.book.steps(), file: await laptop.book.caseFile(id) }).toEqual(before)
  })

  it('the county’s word by the account that approved at the township', async () => {
    const office = await openOffice()
    const id = await open(office)
    await go(office, id, upTo('county'))
    office.county.host.enrolled = { ...office.county.host.enrolled!, account: 'town1' }
    await office.county.lock(); await office.county.start()
    dawn(office, '2026-03-16')
    await expect(take(office, id, at('county'))).rejects.toMatchObject({ detail: { rule: 'P03' } })
  })

  it.each<[string, Values]>([['a later meeting’s', { heldOn: '2026-03-08' }], ['an earlier meeting’s', { heldOn: '2026-03-04' }], ['nobody counted', { expected: null }], ['too few came', { present: 19 }], ['more came than were called', { present: 31 }]])('a review by %s', async (_, fields) => {
    const office = await openOffice()
    const id = await open(office)
    await go(office, id, upTo('review'))
    dawn(office, '2026-03-06')
    await office.village.book.write([{ register: 'meeting', record: 'meeting-one', fields }], edit, VILLAGE)
    await expect(take(office, id, at('review'))).rejects.toMatchObject({ detail: { rule: 'P17' } })
  })

  it.each<[string, Values]>([['half is not more than half', { agree: 12, against: 12, abstain: 0 }], ['a blank is not zero', { abstain: null }], ['not one vote', { agree: 0, against: 0, abstain: 0 }], ['the meeting said otherwise', { result: '02' }], ['a vote taken back', { voided: true }]])('a review where %s', async (_, fields) => {
    const office = await openOffice()
    const id = await open(office)
    await go(office, id, upTo('review'))
    dawn(office, '2026-03-06')
    await office.village.book.write([{ register: 'meetingVote', record: `vote-${id}`, fields }], edit, VILLAGE)
    await expect(take(office, id, at('review'))).rejects.toMatchObject({ detail: { rule: 'P17' } })
  })

  it('a second case beside an open one, of a household that has gone, of a day to come, and of one that nobody knows', async () => {
    const office = await openOffice()
    await open(office)
    await expect(open(office, 'identification', '2026-03-03')).rejects.toMatchObject({ code: 'case-open-already', detail: { title: expect.stringContaining('识别纳入') } })
    const gone = await openOffice(family.map(entry => entry.register === 'household' ? { ...entry, fields: { ...entry.fields, endedOn: '2026-02-01' } } : entry))
    await expect(open(gone)).rejects.toMatchObject({ detail: { rule: 'P15' } })
    const fresh = await openOffice()
    await expect(fresh.village.book.openCase({ household: HOUSE, kind: 'identification', on: '2026-03-03', values: grounds })).rejects.toMatchObject({ detail: { rule: 'P07' } })
    await expect(fresh.village.book.openCase({ household: 'house-none', kind: 'identification', on: '2026-03-02', values: grounds })).rejects.toMatchObject({ code: 'case-missing' })
    await expect(fresh.village.book.openCase({ household: HOUSE, kind: 'identification', on: '2026-03-02', values: { nonsense: 1 } })).rejects.toMatchObject({ code: 'answer-invalid' })
    await expect(fresh.village.book.caseFile('case-none')).rejects.toMatchObject({ code: 'case-missing' })
  })

  it('a listing whose grounds were never said, before the meeting says yes', async () => {
    const office = await openOffice()
    const id = await open(office, 'identification', '2026-03-02', { channel: '01' })
    await go(office, id, upTo('review'))
    const { step, on, values = {} } = at('review')
    dawn(office, on)
    expect((await office.village.book.tryStep({ case: id, step, outcome: 'pass', on, values })).map(({ rule }) => rule)).toEqual(['R141', 'R140'])
  })
})

describe('taking back', () => {
  it('the county’s decision goes back with what it made of the household, by undo and by voiding', async () => {
    for (const how of ['undo', 'void'] as const) {
      const office = await openOffice()
      const id = await open(office)
      await go(office, id, upTo('announce'))
      const { status } = await office.county.book.caseFile(id)
      if (how === 'undo') await office.county.book.undo('')
      else await office.county.book.voidStep(status.steps.at(-1)!.id, '文号写错了')
      await rounds(office)
      const values = await house(office.village)
      expect([values['monitorCategory'], values['monitorFrom'], values['riskEliminated'], values['countyDecidedOn']]).toEqual([null, null, null, null])
      expect(await stateOf(office.village, id)).toBe('townshipApproved')
      await go(office, id, [at('county', { on: '2026-03-17' })])
      expect(await house(office.village)).toMatchObject({ monitorCategory: '3', countyDecidedOn: '2026-03-17' })
    }
  })

  it('only the last step, only by its own level, only with a reason', async () => {
    const office = await openOffice()
    const id = await open(office)
    await go(office, id, upTo('publicise'))
    const steps = (await office.village.book.caseFile(id)).status.steps
    const [verified, last] = [steps.find(({ step }) => step === 'verify')!, steps.at(-1)!]
    await expect(office.village.book.voidStep(verified.id, '办错')).rejects.toMatchObject({ code: 'step-refused', detail: { rule: 'P02' } })
    await expect(office.township.book.voidStep(last.id, '办错')).rejects.toMatchObject({ detail: { rule: 'P01' } })
    await expect(office.village.book.voidStep(last.id, '  ')).rejects.toMatchObject({ detail: { rule: 'P05' } })
    await expect(office.village.book.voidStep('step-none', '办错')).rejects.toMatchObject({ code: 'case-missing' })
    await office.village.book.voidStep(last.id, '票数记错')
    expect(await stateOf(office.village, id)).toBe('compared')
    await expect(office.village.book.voidStep(last.id, '办错')).rejects.toMatchObject({ code: 'step-refused' })
    await take(office, id, at('review'))
    expect(await stateOf(office.village, id)).toBe('reviewed')
  })

  it('undo of a step others have gone on from is refused, and so is that of the opening', async () => {
    const office = await openOffice()
    const id = await open(office)
    await go(office, id, listing.slice(0, 4))
    const steps = await office.village.book.steps()
    const [verified, opened] = [steps.find(({ title }) => title.startsWith('实地调查'))!, steps.find(({ title }) => title.startsWith('发起'))!]
    for (const { id: step } of [verified, opened]) await expect(office.village.book.undo(step)).rejects.toMatchObject({ code: 'step-refused' })
    expect(await stateOf(office.village, id)).toBe('compared')
  })
})

describe('apart', () => {
  it('two laptops that verified the same household apart leave it contested on all four, until one takes theirs back; the county’s clock decides nothing', async () => {
    const office = await openOffice()
    const id = await open(office)
    await go(office, id, upTo('verify'))
    dawn(office, '2026-03-04')
    await take(office, id, at('verify'))
    await take(office, id, at('verify', { by: 'other', outcome: 'notQualified', values: { second: '乡镇赵干事', reason: '收入不低', evidence: ['verifyForm'] } }))
    await rounds(office)
    for (const laptop of [office.village, office.other, office.township, office.county]) {
      const file = await laptop.book.caseFile(id)
      expect(file.status).toMatchObject({ state: 'toVerify', closed: false })
      expect(file.status.contested.map(({ actor, outcome }) => `${actor} ${outcome}`).toSorted()).toEqual(['team1 pass', 'team2 notQualified'])
      expect(file.choices).toEqual([])
    }
    await expect(take(office, id, at('compare'))).rejects.toMatchObject({ detail: { rule: 'P10' } })
    const rival = (await office.other.book.caseFile(id)).status.contested.find(({ actor }) => actor === 'team2')!
    await office.other.book.voidStep(rival.id, '没有见到户主')
    await rounds(office)
    for (const laptop of [office.village, office.county]) expect((await laptop.book.caseFile(id)).status).toMatchObject({ state: 'qualified', contested: [] })
    await go(office, id, listing.slice(3))
    expect(await house(office.other)).toMatchObject({ monitorCategory: '3' })
  })

  it('a comparison and a verification taken apart hinder each other in neither order', async () => {
    for (const first of ['village', 'township'] as const) {
      const office = await openOffice()
      const id = await open(office)
      await go(office, id, upTo('verify'))
      dawn(office, '2026-03-04')
      const takings = [at('verify'), at('compare', { on: '2026-03-04' })]
      for (const taking of first === 'village' ? takings : takings.toReversed()) await take(office, id, taking)
      await rounds(office)
      expect((await office.county.book.caseFile(id)).status).toMatchObject({ state: 'compared', contested: [], misplaced: [] })
    }
  })

  it('a late answer to what others have gone on from stands aside and changes nothing', async () => {
    const office = await openOffice()
    const id = await open(office)
    await go(office, id, upTo('verify'))
    dawn(office, '2026-03-04')
    const road = office.other.host.county
    office.other.host.county = null
    await take(office, id, at('verify', { by: 'other', outcome: 'notQualified', values: { second: '乡镇赵干事', reason: '收入不低', evidence: ['verifyForm'] } }))
    await take(office, id, at('verify'))
    for (const laptop of [office.village, office.township, office.village]) await laptop.book.sync()
    await take(office, id, at('compare', { on: '2026-03-04' }))
    office.other.host.county = road
    await rounds(office)
    for (const laptop of [office.village, office.other]) {
      const { status } = await laptop.book.caseFile(id)
      expect(status).toMatchObject({ state: 'compared', contested: [] })
      expect(status.misplaced.map(({ actor }) => actor)).toEqual(['team2'])
    }
  })
})

describe('opened apart', () => {
  it('two cases for one household hold each other up until one of them is ended; then the other goes on', async () => {
    const office = await openOffice()
    dawn(office, '2026-03-02')
    const [{ id: one }, { id: two }] = [await office.village.book.openCase({ household: HOUSE, kind: 'identification', on: '2026-03-02', values: grounds }), await office.other.book.openCase({ household: HOUSE, kind: 'identification', on: '2026-03-02', values: grounds })]
    await rounds(office)
    for (const id of [one, two]) await expect(take(office, id, at('apply'))).rejects.toMatchObject({ detail: { rule: 'P12' } })
    await take(office, two, { by: 'other', step: 'withdraw', outcome: 'withdrawn', on: '2026-03-02', values: { reason: '重复发起' } })
    await rounds(office)
    await take(office, one, at('apply'))
    expect([await stateOf(office.village, one), await stateOf(office.village, two)]).toEqual(['applied', 'withdrawn'])
  })
})

describe('an elimination', () => {
  const measure: Values = { household: HOUSE, group: 'health', item: 'health.03', startedOn: '2026-03-20', status: '03' }
  const answers: Values = { dropout: false, housingUnsafe: false, waterUnsafe: false, uninsuredMember: false, rigidSolved: true, riskSolved: true, newRisk: false }
  const ending: readonly Taking[] = [
    { by: 'village', step: 'nominate', on: '2026-11-02', values: { reason: '病已治好，务工稳定' } },
    { by: 'village', step: 'verify', on: '2026-11-03', values: { second: '乡镇赵干事', income: 'income-end', evidence: ['verifyForm', 'incomeSheet'], ...answers } },
    { by: 'village', step: 'review', on: '2026-11-05', values: { meeting: 'meeting-two', evidence: ['minutes', 'signIn'] } },
    { by: 'village', step: 'publicise', on: '2026-11-06', values: { noticeFrom: '2026-11-06', noticeTo: '2026-11-10', noticePlace: '公开栏', evidence: ['noticeFirst'] } },
    { by: 'village', step: 'noticeEnd', on: '2026-11-11', values: { objections: 0, evidence: ['noticeLast'] } },
    { by: 'township', step: 'township', on: '2026-11-12', values: { opinion: '同意', evidence: ['townshipOpinion'] } },
    { by: 'county', step: 'county', on: '2026-11-16', values: { evidence: ['countyApproval'] } },
    { by: 'township', step: 'announce', on: '2026-11-17', values: { evidence: ['announcePhoto'] } }
  ]
  async function listed(): Promise<{ office: Office; id: string }> {
    const office = await openOffice()
    await go(office, await open(office), listing)
    await office.village.book.write([{ register: 'measure', record: 'measure-1000', fields: measure }, { register: 'meeting', record: 'meeting-two', fields: { heldOn: '2026-11-05', expected: 30, present: 28 } }], edit, VILLAGE)
    const id = await open(office, 'elimination', '2026-11-02', { eliminationMode: '01' })
    await office.village.book.write([{ register: 'meetingVote', record: `vote2-${id}`, fields: { household: HOUSE, meeting: 'meeting-two', case: id, agree: 28, against: 0, abstain: 0, result: '01' } }], edit, VILLAGE)
    return { office, id }
  }

  it('ends with the risk gone and what was found at the door; a relisting brings the household back', async () => {
    const { office, id } = await listed()
    await go(office, id, ending)
    expect(await house(office.other)).toMatchObject({ riskEliminated: true, eliminatedOn: '2026-11', eliminationMode: '01', afterDropout: false, afterHousingUnsafe: false, afterWaterUnsafe: false, afterUninsuredMember: false, monitorFrom: '2026-03', countyDecidedOn: '2026-03-16' })
    await office.village.book.write([{ register: 'meeting', record: 'meeting-one', fields: { heldOn: '2026-12-22' } }], edit, VILLAGE)
    const again = await open(office, 'relisting', '2026-12-21', { risks: ['03'] })
    await go(office, again, [
      { by: 'village', step: 'verify', on: '2026-12-22', values: { second: '乡镇赵干事', evidence: ['verifyForm'] } }, { by: 'village', step: 'review', on: '2026-12-22', values: { meeting: 'meeting-one', evidence: ['minutes', 'signIn'] } },
      { by: 'township', step: 'township', on: '2026-12-23', values: { opinion: '同意', evidence: ['townshipOpinion'] } }, { by: 'county', step: 'county', on: '2026-12-24', values: { evidence: ['countyApproval'] } }
    ])
    expect((await office.village.book.caseFile(again)).status).toMatchObject({ state: 'decided', closed: true })
    expect(await house(office.other)).toMatchObject({ riskEliminated: false, relistedOn: '2026-12', risks: ['03'], monitorCategory: '3' })
  })

  it('an open 三保障 problem is refused at the door and again at every step up to the county', async () => {
    const { office, id } = await listed()
    await go(office, id, ending.slice(0, 1))
    dawn(office, '2026-11-03')
    await expect(take(office, id, { ...ending[1]!, values: { ...ending[1]!.values, waterUnsafe: true } })).rejects.toMatchObject({ detail: { rule: 'R161' } })
    await go(office, id, ending.slice(1, 6))
    await office.village.book.write([{ register: 'household', record: HOUSE, fields: { dangerHouse: true } }], edit, VILLAGE)
    await rounds(office)
    dawn(office, '2026-11-16')
    await expect(take(office, id, ending[6]!)).rejects.toMatchObject({ detail: { rule: 'R161' } })
    expect(await house(office.county)).toMatchObject({ riskEliminated: false })
  })
})

describe('the list', () => {
  it('open ones first, the latest first; of one household, open or closed; sixty cases among six hundred households in no time', async () => {
    const many = Array.from({ length: 600 }, (_, at) => at)
    const laptop = newLaptop('laptop-list')
    await laptop.start()
    const { book } = laptop
    await book.write(many.flatMap(number => [
      { register: 'household', record: `house-${String(number).padStart(6, '0')}`, fields: { villagerGroup: `${number % 9 + 1}组` } },
      ...[0, 1, 2, 3].map(member => ({ register: 'person', record: `person-${number}-${member}`, fields: { household: `house-${String(number).padStart(6, '0')}`, name: `户${number}人${member}`, relation: member === 0 ? '02' : '10' } }))
    ]), edit, VILLAGE)
    laptop.clock = Date.UTC(2026, 2, 20, 2)
    for (const number of many.slice(0, 60)) {
      const { id } = await book.openCase({ household: `house-${String(number).padStart(6, '0')}`, kind: 'identification', on: `2026-03-${String(number % 20 + 1).padStart(2, '0')}`, values: grounds })
      if (number < 30) await book.takeStep({ case: id, step: 'apply', outcome: 'pass', on: '2026-03-20', values: at('apply').values! })
      if (number < 10) await book.takeStep({ case: id, step: 'withdraw', outcome: 'withdrawn', on: '2026-03-20', values: { reason: '户主撤回', signed: true } })
    }
    await book.cases()
    const began = performance.now()
    const lines = await book.cases()
    expect(performance.now() - began).toBeLessThan(400)
    expect(lines).toHaveLength(60)
    expect(lines.map(({ status }) => status.closed)).toEqual([...Array<boolean>(50).fill(false), ...Array<boolean>(10).fill(true)])
    const late = lines.slice(0, 50).map(({ clock }) => clock!.late)
    expect(late).toEqual(late.toSorted((a, b) => b - a))
    expect(late[0]).toBeGreaterThan(0)
    expect(lines[0]).toMatchObject({ headName: expect.stringMatching(/^户\d+人0$/u), category: '3', risks: ['01'], unsent: true })
    expect(await book.cases({ open: true })).toHaveLength(50)
    expect(await book.cases({ household: 'house-000003' })).toMatchObject([{ household: 'house-000003', status: { state: 'withdrawn' } }])
    expect(await book.cases({ household: 'house-000003', open: true })).toEqual([])
    expect(await book.role()).toBe('village')
  })
})
