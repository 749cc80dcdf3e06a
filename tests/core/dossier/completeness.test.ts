import { describe, expect, it } from 'vitest'
import { completenessOf, dossierOf, dossierPapers, type DossierFacts, type PaperLine } from '#core/dossier/index.ts'
import { caseStatus, type CaseKind, type StepName, type TakenStep } from '#core/procedure/index.ts'
import type { Values } from '#core/registers/define.ts'

let ids = 0
const ROLES: Readonly<Partial<Record<StepName, TakenStep['role']>>> = { compare: 'township', township: 'township', county: 'county' }
const step = (name: StepName, on: string, values: Values = {}, outcome: TakenStep['outcome'] = 'pass'): TakenStep => ({ id: `s${++ids}`, step: name, outcome, role: ROLES[name] ?? 'village', actor: 'u', on, values })
const WAY: readonly TakenStep[] = [
  step('apply', '2026-03-01', { evidence: ['application', 'fingerprint'] }), step('analyse', '2026-03-02', { evidence: ['analysisNote'] }), step('verify', '2026-03-03', { evidence: ['verifyForm', 'incomeSheet'], income: 'i1' }),
  step('compare', '2026-03-04', { evidence: ['comparison'] }), step('review', '2026-03-05', { evidence: ['minutes', 'signIn'] }), step('publicise', '2026-03-05', { evidence: ['noticeFirst'] }), step('noticeEnd', '2026-03-10', { evidence: ['noticeLast'], objections: 0 }),
  step('township', '2026-03-11', { evidence: ['townshipOpinion'] }), step('county', '2026-03-12', { evidence: ['countyApproval'] }), step('announce', '2026-03-13', { evidence: ['announcePhoto'] })]
const caseOf = (kind: CaseKind, steps: readonly TakenStep[], values: Values = {}, id: string = kind) => ({ id, status: caseStatus(kind, '2026-03-01', steps.map((one, at) => ({ ...one, device: 'd', after: steps[at - 1]?.id ?? id, values: { case: id, ...one.values } }))), values })
const picture = (field: string, record = 'identification', register = 'monitorCase') => ({ id: `a${++ids}`, values: { subjectRegister: register, subjectRecord: record, subjectField: field } })
const facts = (more: Partial<DossierFacts> = {}): DossierFacts => ({ household: { monitorCategory: '1' }, cases: [caseOf('identification', WAY)], records: {}, people: 3, today: '2026-06-01', ...more })
const of = (lines: readonly PaperLine[], key: string): PaperLine => lines.find(({ paper }) => paper.key === key)!

describe('一户一档', () => {
  it('every paper has a number of its own, in order', () => {
    expect(dossierPapers.map(({ key }) => key)).toEqual(dossierPapers.map((_, at) => `D${String(at + 1).padStart(2, '0')}`))
  })
  it('who is not watched over has no dossier', () => {
    expect(dossierOf(facts({ household: {}, cases: [] }))).toEqual([])
    expect(dossierOf(facts({ household: {}, cases: [caseOf('identification', [step('apply', '2026-03-01'), step('analyse', '2026-03-02', {}, 'notNeeded')])] }))).toEqual([])
    expect(dossierOf(facts({ household: {}, cases: [caseOf('identification', WAY.slice(0, 2))] }))).toHaveLength(dossierPapers.length)
  })
  it('a step with its proof is there; without its photograph only partly', () => {
    const lines = dossierOf(facts({ records: { attachment: [picture('noticeFirst')] } }))
    for (const key of ['D01', 'D02', 'D03', 'D05', 'D06', 'D07', 'D09', 'D10']) expect(of(lines, key).state, key).toBe('there')
    expect(of(lines, 'D08')).toMatchObject({ state: 'partly', text: expect.stringContaining('末日') as string })
    expect(of(lines, 'D11').state).toBe('partly')
  })
  it('what is lacking of a step is named', () => {
    const steps = WAY.map(one => one.step === 'review' ? { ...one, values: { evidence: ['minutes'] } } : one)
    expect(of(dossierOf(facts({ cases: [caseOf('identification', steps)] })), 'D06')).toMatchObject({ state: 'partly', text: expect.stringContaining('缺签到表') as string })
    expect(of(dossierOf(facts({ cases: [caseOf('identification', steps)], records: { attachment: [picture('signIn')] } })), 'D06').state).toBe('there')
    expect(of(dossierOf(facts({ cases: [caseOf('identification', steps)], records: { attachment: [picture('signIn', 'another-case')] } })), 'D06').state).toBe('partly')
  })
  it('what the case has not come to is not missing; with help first it says why', () => {
    const lines = dossierOf(facts({ cases: [caseOf('identification', WAY.slice(0, 4))] }))
    for (const key of ['D06', 'D07', 'D10']) expect(of(lines, key)).toMatchObject({ state: 'not-needed', case: 'identification' })
    const green = dossierOf(facts({ cases: [caseOf('identification', [...WAY.slice(0, 1), step('green', '2026-03-02', { reason: '火灾' })])] }))
    expect(of(green, 'D06')).toMatchObject({ state: 'not-needed', text: expect.stringContaining('绿色通道') as string })
  })
  it('listed before this program: the originals are photographed', () => {
    const lines = dossierOf(facts({ cases: [] }))
    expect(of(lines, 'D01')).toMatchObject({ state: 'missing', text: expect.stringContaining('原件') as string })
    const kept = dossierOf(facts({ cases: [], records: { attachment: [picture('application', 'h', 'household'), picture('fingerprint', 'h', 'household'), picture('minutes', 'h', 'household')] } }))
    expect(of(kept, 'D01').state).toBe('there')
    expect(of(kept, 'D06').state).toBe('partly')
  })
  it('elimination is asked for once there is one; of one that came of itself no income', () => {
    expect(of(dossierOf(facts()), 'D17').state).toBe('not-needed')
    const ended = [step('nominate', '2026-05-01'), step('verify', '2026-05-02', { evidence: ['verifyForm', 'incomeSheet'] })]
    const helped = dossierOf(facts({ cases: [caseOf('identification', WAY), caseOf('elimination', ended, { eliminationMode: '01' })] }))
    expect([of(helped, 'D16').state, of(helped, 'D17').state, of(helped, 'D18').state]).toEqual(['there', 'there', 'missing'])
    const natural = dossierOf(facts({ cases: [caseOf('identification', WAY), caseOf('elimination', ended, { eliminationMode: '02' })] }))
    expect(of(natural, 'D18')).toMatchObject({ state: 'not-needed', text: expect.stringContaining('自然消除') as string })
    expect(of(dossierOf(facts({ cases: [], household: { riskEliminated: true } })), 'D17').state).toBe('missing')
  })
  it('plan, measures, visits and income by the year', () => {
    const bare = dossierOf(facts())
    expect(['D12', 'D13', 'D14', 'D15'].map(key => of(bare, key).state)).toEqual(['missing', 'missing', 'missing', 'missing'])
    const old = dossierOf(facts({ records: { plan: [{ id: 'p', values: { year: 2025 } }], measure: [{ id: 'm', values: { group: '01' } }], visit: [{ id: 'v', values: { finishedAt: '2025-12-31 10:00' } }], income: [{ id: 'i', values: { kind: 'annual', year: 2024 } }] } }))
    expect(['D12', 'D13', 'D14', 'D15'].map(key => of(old, key).state)).toEqual(['partly', 'partly', 'partly', 'missing'])
    const good = dossierOf(facts({ records: { plan: [{ id: 'p', values: { year: 2026, targetIncome: 1_000_000, steps: '务工', responsible: '王', dueOn: '2026-12-01' } }], measure: [{ id: 'm', values: { group: '01', evidence: '合同' } }], visit: [{ id: 'v', values: { finishedAt: '2026-01-01 10:00' } }] } }))
    expect(['D12', 'D13', 'D14'].map(key => of(good, key).state)).toEqual(['there', 'there', 'there'])
    expect(of(dossierOf(facts({ records: { visit: [{ id: 'v', values: { finishedAt: '2026-01-01 10:00', voided: true } }, { id: 'w', values: { startedAt: '2026-01-01' } }] } })), 'D14').state).toBe('missing')
  })
  it('the figures of a dossier leave out what is not asked for', () => {
    expect(completenessOf([{ state: 'there' }, { state: 'partly' }, { state: 'missing' }, { state: 'not-needed' }, { state: 'there' }])).toEqual({ needed: 4, there: 2, partly: 1, missing: 1 })
  })
})
