/** Every state × step × outcome × level: allowed is exactly what stands here, written apart from the table; all else is refused. */
import { describe, expect, it } from 'vitest'
import { caseStatus, choicesOf, refusalByCounty, transitionFor, transitions, transitionsFrom } from '#core/procedure/index.ts'
import type { CaseKind, Role } from '#core/procedure/index.ts'
import { fieldOf } from '#core/registers/index.ts'
import { codeTable } from '#core/registers/codes.ts'
import { settingNames } from '#core/registers/standard.ts'
import { ACCOUNT, OUTCOMES, proposal, ROLES, standing, STATES, STEPS } from './cases.ts'

// state step.outcome levels(v t c) > state
const LISTING = `
new clue.pass t > clue · new clue.duplicate t > notNeeded · new clue.notRural t > notNeeded · new apply.pass v > applied · clue apply.pass v > applied
applied analyse.pass v > toVerify · applied analyse.notNeeded v > notNeeded
toVerify verify.pass v > qualified · matched verify.pass v > compared · toVerify verify.notQualified v > notNeeded · matched verify.notQualified v > notNeeded · toVerify verify.doubtful v > toVerify · matched verify.doubtful v > matched
toVerify compare.pass tc > matched · qualified compare.pass tc > compared · toVerify compare.notNeeded vtc > matched · qualified compare.notNeeded vtc > compared · toVerify compare.doubtful tc > toVerify · qualified compare.doubtful tc > toVerify
compared review.pass v > reviewed · compared review.notQualified v > rejected · compared review.doubtful v > toVerify
new withdraw.withdrawn v > withdrawn · clue withdraw.withdrawn v > withdrawn`
const NOTICE = `
reviewed publicise.pass v > publicising · publicising objection.doubtful v > objected · publicising objection.upheld v > toVerify · objected objection.upheld v > toVerify
publicising objection.dismissed v > publicising · objected objection.dismissed v > publicising · publicising noticeEnd.pass v > publicised
publicised township.pass t > townshipApproved · publicised township.returned t > toVerify · publicised township.rejected t > rejected · decided announce.pass vtc > announced`
const COUNTY = `
townshipApproved county.pass c > decided · townshipApproved county.returned c > toVerify · townshipApproved county.rejected c > rejected`
const ENDING = `
new nominate.pass v > toVerify · toVerify verify.pass v > qualified · toVerify verify.notQualified v > rejected · toVerify verify.doubtful v > toVerify
qualified review.pass v > reviewed · qualified review.notQualified v > rejected · qualified review.doubtful v > toVerify · new withdraw.withdrawn v > withdrawn · clue withdraw.withdrawn v > withdrawn`
const AGAIN = `
new verify.pass v > qualified · toVerify verify.pass v > qualified · new verify.notQualified v > notNeeded · toVerify verify.notQualified v > notNeeded · new verify.doubtful v > toVerify · toVerify verify.doubtful v > toVerify
qualified review.pass v > reviewed · qualified review.notQualified v > rejected · qualified review.doubtful v > toVerify
reviewed township.pass t > townshipApproved · reviewed township.returned t > toVerify · reviewed township.rejected t > rejected · new withdraw.withdrawn v > withdrawn · clue withdraw.withdrawn v > withdrawn`
const OPEN = ['new', 'clue', 'applied', 'toVerify', 'matched', 'qualified', 'compared', 'reviewed', 'publicising', 'objected', 'publicised']
const GREEN = OPEN.map(state => `${state} green.pass vt > ${state}`).join(' · ')
const GIVEN_UP = [...OPEN.slice(2), 'townshipApproved'].map(state => `${state} withdraw.withdrawn v > withdrawn`).join(' · ')

const LETTER: Readonly<Record<Role, string>> = { village: 'v', township: 't', county: 'c' }
/** 'state step.outcome level' → where to. */
const parse = (...texts: readonly string[]): ReadonlyMap<string, string> => new Map(texts.join(' · ').split(/·|\n/u).map(text => text.trim()).filter(Boolean).flatMap(text => {
  const [state, way, levels, , to] = text.split(' ')
  return [...levels!].map(level => [`${state} ${way} ${level}`, to!] as const)
}))
const EXPECTED: Readonly<Record<CaseKind, ReadonlyMap<string, string>>> = {
  identification: parse(LISTING, NOTICE, COUNTY, GREEN, GIVEN_UP), elimination: parse(ENDING, NOTICE, COUNTY, GIVEN_UP), relisting: parse(AGAIN, COUNTY, GREEN, GIVEN_UP)
}
const KINDS = Object.keys(EXPECTED) as CaseKind[]
const county = { today: '2026-03-20', setting: () => 5 } as const

describe.each(KINDS)('%s', kind => {
  it.each(STATES)('from %s, every step with every outcome by every level: exactly what the list says', state => {
    const status = standing(kind, state)
    const expected = EXPECTED[kind]
    for (const step of STEPS) for (const outcome of OUTCOMES) for (const role of ROLES) {
      const key = `${state} ${step}.${outcome} ${LETTER[role]}`
      const refusal = refusalByCounty(status, proposal(step, role, { outcome, on: '2026-03-16', values: { case: 'case-1' } }), { ...county, role, deviceAccounts: [ACCOUNT[role]] })
      expect([key, refusal === undefined]).toEqual([key, expected.has(key)])
      if (expected.has(key)) expect([key, transitionFor(kind, state, step, outcome)?.to]).toEqual([key, expected.get(key)])
      else expect([key, refusal?.rule]).toEqual([key, ROLES.some(other => expected.has(`${state} ${step}.${outcome} ${LETTER[other]}`)) ? 'P01' : 'P02'])
    }
  })

  it.each(STATES)('from %s, what is offered is what is allowed, mine where it is mine', state => {
    const status = { ...standing(kind, state), closed: false }
    for (const role of ROLES) {
      const mine = choicesOf(status, role).filter(choice => choice.mine).map(({ transition }) => `${state} ${transition.step}.${transition.outcome} ${LETTER[role]}`)
      expect(mine.toSorted()).toEqual([...EXPECTED[kind].keys()].filter(key => key.startsWith(`${state} `) && key.endsWith(` ${LETTER[role]}`)).toSorted())
    }
  })

  it('every state that is not an end can be left for the decision', () => {
    const open = new Set([...EXPECTED[kind].keys()].map(key => key.split(' ')[0]!))
    for (const state of open) expect([state, transitionsFrom(kind, state as (typeof STATES)[number]).length > 0]).toEqual([state, true])
    expect(caseStatus(kind, '2026-03-02', []).closed).toBe(false)
  })
})

it('ids are for ever and there is one row for one way', () => {
  expect(new Set(transitions.map(({ id }) => id)).size).toBe(transitions.length)
  for (const kind of KINDS) for (const state of STATES) {
    const ways = transitionsFrom(kind, state).map(({ step, outcome }) => `${step}.${outcome}`)
    expect(new Set(ways).size).toBe(ways.length)
  }
})

it('speaks of declared fields, codes and settings only, and every row has a source', () => {
  const steps = codeTable('procedureStep').map(({ code }) => code)
  const papers = codeTable('evidenceKind').map(({ code }) => code)
  const outcomes = codeTable('stepOutcome').map(({ code }) => code)
  for (const { step, outcome, evidence, demands, within, source, roles } of transitions) {
    expect([steps.includes(step), outcomes.includes(outcome), evidence.every(kind => papers.includes(kind)), demands.every(field => fieldOf('caseStep', field) !== undefined), within === undefined || settingNames.includes(within), source !== '', roles.length > 0]).toEqual(Array(7).fill(true))
  }
})
