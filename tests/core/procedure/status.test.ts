/** Where a case stands by its steps: in order, out of order, apart, voided, from another version. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { caseStatus, choicesOf, refusalByCounty, stepOf, takenSteps, transitionTitle } from '#core/procedure/index.ts'
import type { CaseKind, CaseStatus, TakenStep } from '#core/procedure/index.ts'
import type { Change, RecordState } from '#core/sync/change.ts'
import { applyChange, sawFor } from '#core/sync/merge.ts'
import { ACCOUNT, before, CASE, inTurn, next, OPENED, OUTCOMES, proposal, ROLES, STEPS, taken, unlinked, way, WAYS } from './cases.ts'

const KINDS: readonly CaseKind[] = ['identification', 'elimination', 'relisting']
const ids = (steps: readonly TakenStep[]): readonly string[] => steps.map(({ id }) => id)

describe.each(KINDS)('%s', kind => {
  it('comes to its decision by the whole way, and is closed at its end', () => {
    const steps = way(kind)
    const status = caseStatus(kind, OPENED, steps)
    expect(status).toMatchObject({ state: kind === 'relisting' ? 'decided' : 'announced', closed: true, contested: [], misplaced: [], green: false })
    expect(ids(status.steps)).toEqual(ids(steps))
    expect(ROLES.flatMap(role => choicesOf(status, role))).toEqual([])
  })

  it('a step left out leaves it and what follows out of place', () => {
    const steps = way(kind)
    for (let gone = 0; gone < steps.length; gone++) {
      const step = steps[gone]!.step
      // Who applies needs nobody to pass them on; a comparison waits for no visit.
      if (step === 'clue') continue
      const stands = gone + (step === 'verify' && kind === 'identification' ? 1 : 0)
      const left = steps.toSpliced(gone, 1)
      const status = caseStatus(kind, OPENED, left)
      expect([step, status.steps.length, status.misplaced.length]).toEqual([step, stands, left.length - stands])
    }
  })

  it('a step by the wrong level does not count', () => {
    for (const [at, [step, role]] of WAYS[kind].entries()) {
      if (step === 'announce' || step === 'clue') continue
      const wrong = ROLES.find(other => other !== role && !(step === 'compare' && other === 'township'))!
      const status = caseStatus(kind, OPENED, way(kind).map((one, place) => place === at ? { ...one, role: wrong } : one))
      expect([step, status.steps.length]).toEqual([step, step === 'verify' && kind === 'identification' ? at + 1 : at])
    }
  })
})

describe('taken apart', () => {
  const basis = way('identification', 'verify')
  const ground = basis.at(-1)!.id
  const apart = (...steps: readonly TakenStep[]): readonly TakenStep[] => steps.map(step => ({ ...step, after: step.after ?? ground }))
  const bothOrders = (one: TakenStep, other: TakenStep, ...rest: readonly TakenStep[]): readonly CaseStatus[] => [[one, other], [other, one]].map(pair => caseStatus('identification', OPENED, [...basis, ...apart(...pair), ...rest]))

  it.each<[string, TakenStep, TakenStep]>([
    ['the same answer', taken('verify', 'village'), taken('verify', 'village', { device: 'two' })],
    ['different answers', taken('verify', 'village'), taken('verify', 'village', { device: 'two', outcome: 'notQualified' })],
    ['answers that lead nowhere else', taken('verify', 'village', { outcome: 'doubtful' }), taken('verify', 'village', { device: 'two', outcome: 'doubtful' })]
  ])('%s to one question stand contested, in whatever order they come', (_, one, other) => {
    for (const status of bothOrders(one, other)) {
      expect(status).toMatchObject({ state: 'toVerify', closed: false, misplaced: [] })
      expect(ids(status.contested).toSorted()).toEqual([one.id, other.id].toSorted())
      expect(choicesOf(status, 'village')).toEqual([])
      expect(refusalByCounty(status, proposal('compare', 'township', { values: { case: CASE } }), { today: '2026-03-20', setting: () => 5, role: 'township', deviceAccounts: [ACCOUNT.township] })?.rule).toBe('P10')
    }
  })

  it('a third answer stands beside the two', () => {
    const [one, two, three] = [taken('verify', 'village'), taken('verify', 'village'), taken('verify', 'village', { outcome: 'doubtful' })]
    expect(ids(caseStatus('identification', OPENED, [...basis, ...apart(one, two, three)]).contested).toSorted()).toEqual([one.id, two.id, three.id].toSorted())
  })

  it('two ways that cannot both be gone stand contested: the objection upheld here, the notice over there', () => {
    const steps = way('identification', 'noticeEnd')
    const pair = [taken('objection', 'village', { outcome: 'upheld', after: steps.at(-1)!.id }), taken('noticeEnd', 'village', { after: steps.at(-1)!.id })]
    for (const order of [pair, pair.toReversed()]) expect(caseStatus('identification', OPENED, [...steps, ...order])).toMatchObject({ state: 'publicising', contested: [{}, {}], misplaced: [] })
  })

  it('a comparison and a verification hinder each other in neither order', () => {
    for (const status of bothOrders(taken('verify', 'village'), taken('compare', 'county'))) expect(status).toMatchObject({ state: 'compared', contested: [], misplaced: [] })
  })

  it('what was given up stays given up, though a comparison came back apart', () => {
    for (const status of bothOrders(taken('withdraw', 'village', { outcome: 'withdrawn' }), taken('compare', 'county'))) expect(status).toMatchObject({ state: 'withdrawn', closed: true, contested: [], misplaced: [] })
  })

  it('gone on with by a person is chosen: the other stands aside; gone on with on both sides is not', () => {
    const [one, other] = [taken('verify', 'village'), taken('verify', 'village', { outcome: 'notQualified' })]
    const more = taken('compare', 'county', { after: one.id })
    for (const status of bothOrders(one, other, more)) {
      expect(status).toMatchObject({ state: 'compared', contested: [] })
      expect(ids(status.misplaced)).toEqual([other.id])
    }
    const two = taken('verify', 'village')
    for (const status of bothOrders(one, two, more, taken('compare', 'township', { after: two.id }))) {
      expect(ids(status.contested).toSorted()).toEqual([one.id, two.id].toSorted())
      expect(status.misplaced).toHaveLength(2)
    }
  })

  it('the first step of all, taken twice', () => {
    const pair = [taken('apply', 'village', { after: CASE }), taken('apply', 'village', { after: CASE, device: 'two' })]
    expect(caseStatus('identification', OPENED, pair)).toMatchObject({ state: 'new', contested: [{}, {}], steps: [] })
  })

  it('records that do not say what they saw: the same step from another laptop is contested, from the same one out of place', () => {
    const plain = (device: string): TakenStep => taken('apply', 'village', { device })
    expect(caseStatus('identification', OPENED, [plain('one'), plain('two')])).toMatchObject({ contested: [{}, {}], misplaced: [] })
    expect(caseStatus('identification', OPENED, [plain('one'), plain('one')])).toMatchObject({ contested: [], misplaced: [{}], state: 'applied' })
  })

  it('the county takes an answer given apart while nobody has gone on, and not after', () => {
    const asked = { today: '2026-03-20', setting: () => 5, role: 'village', deviceAccounts: ['team2'] } as const
    const steps = way('identification', 'compare')
    const late = proposal('verify', 'village', { actor: 'team2', on: '2026-03-06', values: { case: CASE, after: steps.at(-2)!.id } })
    expect(refusalByCounty(caseStatus('identification', OPENED, steps), late, asked)).toBeUndefined()
    expect(refusalByCounty(caseStatus('identification', OPENED, way('identification', 'review')), late, asked)?.rule).toBe('P02')
    const further = way('identification', 'review')
    expect(refusalByCounty(caseStatus('identification', OPENED, further), { ...late, values: { ...late.values, after: further[2]!.id } }, asked)?.rule).toBe('P02')
    expect(refusalByCounty(caseStatus('identification', OPENED, steps), { ...late, values: { ...late.values, after: 'step-unknown' } }, asked)?.rule).toBe('P02')
  })
})

it('green changes no state, is taken once, and ends with the township’s word', () => {
  const steps = way('identification', 'township')
  for (let at = 0; at <= steps.length; at++) {
    const status = caseStatus('identification', OPENED, inTurn(...steps.slice(0, at).map(unlinked), taken('green', 'village')))
    expect([at, status.green, status.misplaced]).toEqual([at, true, []])
    expect(choicesOf(status, 'village').filter(({ transition }) => transition.step === 'green')).toEqual([])
  }
  expect(choicesOf(before('identification', 'county'), 'village').map(({ transition }) => transition.step)).not.toContain('green')
})

describe('steps from records', () => {
  const change = (fields: Change['fields'], patch: Partial<Change> = {}): Change => ({ device: 'laptop-one', number: 1, village: '530521101201', register: 'caseStep', record: 'step-0000001', stamp: '0000000010000', by: '', origin: { kind: 'procedure' }, fields, saw: {}, ...patch })
  const fields = { case: CASE, step: 'apply', outcome: 'pass', role: 'village', on: '2026-03-02', actor: 'team1', after: CASE }
  const record = (more: Change['fields'] = {}, patch: Partial<Change> = {}): RecordState => applyChange(undefined, change({ ...fields, ...more }, patch))

  it('oldest first by stamp, whatever order they are handed over in', () => {
    const [one, two] = [record({}, { record: 'step-bbbbbbb', stamp: '0000000010000' }), record({ step: 'analyse' }, { record: 'step-aaaaaaa', stamp: '0000000020000', number: 2 })]
    expect(takenSteps([two, one]).map(({ step, after, device }) => [step, after, device])).toEqual([['apply', CASE, 'laptop-one'], ['analyse', CASE, 'laptop-one']])
  })

  it('voided ones, unfinished ones and those of which two sides say different things are left out', () => {
    const clashing = applyChange(record(), change({ outcome: 'notNeeded' }, { device: 'laptop-two', stamp: '0000000030000' }))
    expect(takenSteps([record({ voided: true }), clashing, record({ on: null }), record({ on: '2026-02-30' }), record({ step: null }), record({ role: '' })])).toEqual([])
    expect(stepOf(record())).toMatchObject({ step: 'apply', outcome: 'pass', role: 'village', actor: 'team1', on: '2026-03-02' })
    expect(stepOf({ ...record(), register: 'visit' })).toBeUndefined()
  })

  it('evidence that is added later moves a step nowhere', () => {
    const one = record({}, { record: 'step-1111111' })
    const grown = applyChange(one, change({ evidence: ['photos'] }, { record: 'step-1111111', number: 9, stamp: '0000000090000', saw: sawFor(one, ['evidence']) }))
    const two = record({ step: 'analyse' }, { record: 'step-2222222', number: 2, stamp: '0000000020000' })
    expect(takenSteps([grown, two]).map(({ step }) => step)).toEqual(['apply', 'analyse'])
  })
})

it('every way has words of its own in its state', () => {
  expect([transitionTitle({ step: 'verify', outcome: 'pass' }), transitionTitle({ step: 'verify', outcome: 'doubtful' }), transitionTitle({ step: 'objection', outcome: 'doubtful' })]).toEqual(['实地调查', '实地调查：存疑，重新核实', '收到异议，正在核实'])
})

describe('no sequence of accepted steps reaches the decision without every step in order', () => {
  const NEEDED: Readonly<Record<CaseKind, readonly string[]>> = {
    identification: ['apply', 'analyse', 'verify', 'review', 'publicise', 'noticeEnd', 'township', 'county'], elimination: ['nominate', 'verify', 'review', 'publicise', 'noticeEnd', 'township', 'county'], relisting: ['verify', 'review', 'township', 'county']
  }
  // Mostly the way on, sometimes another outcome, sometimes anything at all by anybody.
  const move = fc.record({ kind: fc.constantFrom('on', 'on', 'on', 'other', 'any'), pick: fc.nat(1000), step: fc.constantFrom(...STEPS), outcome: fc.constantFrom(...OUTCOMES), role: fc.constantFrom(...ROLES) })
  const closing = new Set(['withdraw', 'clue'])

  it.each(KINDS)('%s', kind => {
    let reached = 0
    fc.assert(fc.property(fc.array(move, { minLength: 8, maxLength: 40 }), moves => {
      const steps: TakenStep[] = []
      for (const { kind: how, pick, step, outcome, role } of moves) {
        const status = caseStatus(kind, OPENED, steps)
        const choices = ROLES.flatMap(level => choicesOf(status, level).filter(({ mine }) => mine).map(({ transition }) => ({ step: transition.step, outcome: transition.outcome, role: level })))
        const forward = choices.filter(one => !closing.has(one.step) && one.step !== 'green' && (one.outcome === 'pass' || one.outcome === 'dismissed'))
        const from = how === 'on' ? forward : choices
        const wish = how === 'any' || from.length === 0 ? { step, outcome, role } : from[pick % from.length]!
        const notice = { noticeFrom: '2026-03-10', noticeTo: '2026-03-14', objections: steps.slice(steps.findLastIndex(one => one.step === 'publicise') + 1).some(one => one.step === 'objection') ? 1 : 0 }
        const asked = proposal(wish.step, wish.role, { outcome: wish.outcome, on: wish.step === 'noticeEnd' || steps.some(one => one.step === 'noticeEnd') ? '2026-03-16' : '2026-03-10', values: { ...notice, case: CASE, after: steps.at(-1)?.id ?? CASE } })
        if (steps.some(one => one.on === '2026-03-16') && wish.step === 'publicise') continue
        const refusal = refusalByCounty(status, asked, { today: '2026-03-20', setting: () => 5, role: wish.role, deviceAccounts: [ACCOUNT[wish.role]] })
        if (refusal === undefined) steps.push({ ...asked, id: `made-${steps.length}`, device: wish.role, after: steps.at(-1)?.id ?? CASE })
      }
      const status = caseStatus(kind, OPENED, steps)
      // What was accepted counts: nothing lies beside the way.
      expect([status.contested, status.misplaced]).toEqual([[], []])
      if (status.state !== 'decided' && status.state !== 'announced') return
      reached++
      const passed = status.steps.filter(({ outcome }) => outcome === 'pass' || outcome === 'notNeeded')
      let at = passed.length
      for (const step of NEEDED[kind].toReversed()) {
        at = passed.findLastIndex((one, place) => place < at && one.step === step)
        expect([step, at >= 0]).toEqual([step, true])
      }
      const last = passed.findLastIndex(({ step }) => step === 'review')
      if (kind === 'identification') expect(passed.slice(0, last).some(({ step }) => step === 'compare')).toBe(true)
    }), { numRuns: 400 })
    expect(reached).toBeGreaterThan(20)
  })
})

it('the next step of each kind is taken on its day', () => {
  for (const kind of KINDS) for (const [step, role] of WAYS[kind])
    expect([kind, step, refusalByCounty(before(kind, step), next(kind, step, { values: { case: CASE } }), { today: '2026-03-20', setting: () => 5, role, deviceAccounts: [ACCOUNT[role]] })]).toEqual([kind, step, undefined])
})
