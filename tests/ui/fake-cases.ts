/**
 * Cases made by hand for the screens: any state, any level, any lateness, without going there step by step. The table
 * is the procedure's own; what the book would work out is said outright.
 */
import { AppError } from '#core/error.ts'
import { transitions } from '#core/procedure/table.ts'
import type { CaseKind, CaseState, CaseStatus, Choice, Clock, Refusal, Role, StepName, TakenStep } from '#core/procedure/index.ts'
import type { RecordState } from '#core/sync/change.ts'
import type { BookMonitor, CaseFile, CaseLine, StepRequest } from '../../src/db/book-monitor.ts'
import { quietMonitor } from './fake-monitor.ts'
import { makeChange, VILLAGE } from './fake-village.ts'
import { applyChange } from '#core/sync/merge.ts'

let ids = 0
export const taken = (step: StepName, on: string, more: Partial<TakenStep> = {}): TakenStep =>
  ({ id: `step-${++ids}`, step, outcome: 'pass', role: 'village', actor: 'u1', on, values: { actorName: '王建军', ...more.values }, ...Object.fromEntries(Object.entries(more).filter(([key]) => key !== 'values')) })

export const clock = (step: StepName | 'whole', more: Partial<Clock> = {}): Clock =>
  ({ step, title: '入户核查期限', from: '2026-11-16', due: '2026-11-19', workdays: 3, unit: 'workday', setting: 'verifyDays', source: 'W11', assumed: true, late: 0, left: 3, ...more })

export const statusOf = (state: CaseState, steps: readonly TakenStep[] = [], more: Partial<CaseStatus> = {}): CaseStatus =>
  ({ kind: 'identification', state, steps, contested: [], misplaced: [], green: false, closed: ['announced', 'notNeeded', 'rejected', 'withdrawn'].includes(state), openedOn: '2026-11-16', ...more })

/** By the table, for whoever is enrolled as `role`. */
export const choicesFor = ({ kind, state, closed, contested }: CaseStatus, role: Role): readonly Choice[] => closed || contested.length > 0 ? []
  : transitions.filter(row => row.kinds.includes(kind) && row.from.includes(state)).map(transition => ({ transition, title: '', mine: transition.roles.includes(role) }))

export interface Made { readonly id: string; readonly household: string; readonly headName?: string; readonly status: CaseStatus; readonly clocks?: readonly Clock[]; readonly category?: string; readonly risks?: readonly string[]; readonly unsent?: boolean; readonly kind?: CaseKind; readonly votes?: readonly RecordState[] }

/** The answers of a book that holds these cases; what it was asked to write is kept. */
export class FakeCases implements Pick<BookMonitor, 'role' | 'cases' | 'caseFile' | 'openCase' | 'tryStep' | 'takeStep' | 'voidStep' | 'settings'> {
  made: Made[]
  level: Role
  refuse: (request: StepRequest) => readonly Refusal[] = () => []
  /** What a step brings the case to; absent: it stays. */
  after: (made: Made, request: StepRequest) => Made = made => made
  readonly asked: StepRequest[] = []
  readonly stored: StepRequest[] = []
  readonly opened: Parameters<BookMonitor['openCase']>[0][] = []
  readonly voided: (readonly [string, string])[] = []

  constructor(made: readonly Made[], level: Role = 'village') {
    this.made = [...made]
    this.level = level
  }
  monitor(): BookMonitor {
    return { ...quietMonitor, role: () => this.role(), cases: of => this.cases(of), caseFile: id => this.caseFile(id), openCase: what => this.openCase(what), tryStep: one => this.tryStep(one), takeStep: one => this.takeStep(one), voidStep: (id, reason) => this.voidStep(id, reason), settings: () => this.settings() }
  }

  async role(): Promise<Role> { return this.level }
  #line({ id, household, headName, status, clocks = [], category = '1', risks = ['01'], unsent = false, kind }: Made): CaseLine {
    return { id, village: VILLAGE.code, household, headName: headName ?? `户主${id}`, group: '3组', kind: kind ?? status.kind, status, choices: choicesFor(status, this.level), clock: status.closed ? null : clocks.find(one => one.doneOn === undefined && one.step !== 'whole') ?? null, category, risks, green: status.green, unsent }
  }
  async cases(of?: { readonly household?: string }): Promise<readonly CaseLine[]> {
    return this.made.filter(one => of?.household === undefined || one.household === of.household).map(one => this.#line(one))
  }
  async caseFile(id: string): Promise<CaseFile> {
    const made = this.made.find(one => one.id === id)
    if (!made) throw new AppError('case-missing')
    const record = applyChange(undefined, makeChange('laptop-one', ++ids, Date.UTC(2026, 10, 16), 'monitorCase', id, { household: made.household, kind: made.status.kind, openedOn: made.status.openedOn }))
    return { ...this.#line(made), record, clocks: made.clocks ?? [], votes: made.votes ?? [] }
  }
  async openCase(what: Parameters<BookMonitor['openCase']>[0]): ReturnType<BookMonitor['openCase']> {
    this.opened.push(what)
    const id = `case-new-${this.opened.length}`
    this.made.push({ id, household: what.household, status: statusOf('new', [], { kind: what.kind, openedOn: what.on }) })
    return { id, step: STEP }
  }
  async tryStep(request: StepRequest): Promise<readonly Refusal[]> {
    this.asked.push(request)
    return this.refuse(request)
  }
  async takeStep(request: StepRequest): ReturnType<BookMonitor['takeStep']> {
    const [first] = this.refuse(request)
    if (first) throw new AppError('step-refused', { reason: first.text, rule: first.rule })
    this.stored.push(request)
    this.made = this.made.map(one => one.id === request.case ? this.after(one, request) : one)
    return STEP
  }
  async voidStep(id: string, reason: string): ReturnType<BookMonitor['voidStep']> {
    this.voided.push([id, reason])
    return STEP
  }
  async settings(): ReturnType<BookMonitor['settings']> {
    const line = (name: string, value: string, source: string) => ({ name, label: name, value, unit: '天', year: 2021, area: '', source, assumed: true })
    return [line('publicityDays', '5', 'W4'), line('verifyDays', '3', 'W11'), line('compareDays', '5', 'W11'), line('reviewDays', '5', 'W11'), line('townshipDays', '3', '通行做法，县里可改'), line('countyDays', '5', '通行做法，县里可改'), line('announceDays', '3', '通行做法，县里可改')]
  }
}
const STEP: Awaited<ReturnType<BookMonitor['takeStep']>> = { id: 'written', kind: 'procedure', title: '', at: 0, changes: 1, undone: false }

export const refusal = (rule: string, text: string, field = '', source = 'W7'): Refusal => ({ rule, text, source, field })
