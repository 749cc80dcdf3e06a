/**
 * What is there of each paper of a dossier, what is missing, and why one is not asked for: by where the cases of the
 * household stand, whether its risk went of itself, and whether help came first. A paper is there when its step was
 * taken with its proof; of a household listed before this program, when its original was photographed.
 */
import type { CaseKind, CaseStatus, EvidenceKind, TakenStep } from '../procedure/define.ts'
import { labelOf } from '../registers/codes.ts'
import type { Values } from '../registers/define.ts'
import { incomeTotals } from '../income/index.ts'
import { dossierPapers, type DossierPaper } from './order.ts'

export interface DossierCase { readonly id: string; readonly status: CaseStatus; readonly values: Values }
type Listed = { readonly id: string; readonly values: Values }
export interface DossierFacts {
  readonly household: Values
  /** Oldest first; withdrawn and refused ones too. */
  readonly cases: readonly DossierCase[]
  /** plan, measure, visit, income, attachment: what is not voided. */
  readonly records: Readonly<Record<string, readonly Listed[]>>
  readonly people: number
  readonly today: string
}

export type PaperState = 'there' | 'partly' | 'missing' | 'not-needed'
export interface PaperLine {
  readonly paper: DossierPaper
  readonly state: PaperState
  readonly text: string
  /** The case it belongs to; '' where there is none. */
  readonly case: string
  /** Attachments that show it. */
  readonly pictures: readonly string[]
}

/** Cases that came to nothing leave no dossier behind. */
const NOTHING: ReadonlySet<string> = new Set(['notNeeded', 'rejected', 'withdrawn'])
const caseOf = ({ cases }: DossierFacts, kind: CaseKind): DossierCase | undefined => cases.findLast(({ status }) => status.kind === kind && !NOTHING.has(status.state))
const of = ({ records }: DossierFacts, register: string): readonly Listed[] => (records[register] ?? []).filter(({ values }) => values['voided'] !== true)
const isFilled = (value: unknown): boolean => value !== undefined && value !== null && value !== ''

/** Of this case; of none: taken of the household itself, as somebody does who files old papers. */
function pictures(facts: DossierFacts, kinds: readonly string[], owner: string | undefined, subject = 'monitorCase'): readonly Listed[] {
  return of(facts, 'attachment').filter(({ values }) => kinds.includes(String(values['subjectField'] ?? ''))
    && (values['subjectRegister'] === subject ? owner === undefined || values['subjectRecord'] === owner : values['subjectRegister'] === 'household' && (subject !== 'monitorCase' || owner === undefined)))
}

const names = (kinds: readonly EvidenceKind[]): string => kinds.map(kind => labelOf('evidenceKind', kind)).join('、')
const line = (paper: DossierPaper, state: PaperState, text: string, owner = '', shown: readonly Listed[] = []): PaperLine => ({ paper, state, text, case: owner, pictures: shown.map(({ id }) => id) })

/** Why a paper is not asked for as things stand; '' = it is. */
function spared(paper: DossierPaper, facts: DossierFacts): string {
  const ended = caseOf(facts, 'elimination')
  const relisted = caseOf(facts, 'relisting')
  if (paper.part === 'elimination' && !ended && facts.household['riskEliminated'] !== true) return '风险没有消除，也没有提名，还不用'
  if (paper.part === 'relisting' && !relisted) return '没有再标注过，不用'
  // Who died or moved away as a whole household: there is nobody left whose income could be asked.
  if (paper.key === 'D18' && naturally(facts, ended)) return '自然消除（如整户死亡、迁出），不用消除时收入核算'
  return ''
}
const naturally = ({ household }: DossierFacts, ended: DossierCase | undefined): boolean => (ended?.values['eliminationMode'] ?? household['eliminationMode']) === '02'

/** Which states a case passes before a step is due, so that what is not yet to be had is not called missing. */
const WAY: readonly string[] = ['new', 'clue', 'applied', 'toVerify', 'matched', 'qualified', 'compared', 'reviewed', 'publicising', 'objected', 'publicised', 'townshipApproved', 'decided', 'announced']
const DUE: Readonly<Record<string, string>> = {
  nominate: 'toVerify', apply: 'applied', analyse: 'toVerify', verify: 'qualified', compare: 'compared', review: 'reviewed', publicise: 'publicising', noticeEnd: 'publicised', township: 'townshipApproved', county: 'decided', announce: 'announced'
}
const isDue = (status: CaseStatus, step: string): boolean => WAY.indexOf(status.state) >= WAY.indexOf(DUE[step] ?? 'new')

/** The step that holds: after a return or an objection the later one. */
const lastTaken = (status: CaseStatus, step: string): TakenStep | undefined => status.steps.findLast(taken => taken.step === step && (taken.outcome === 'pass' || (step === 'compare' && taken.outcome === 'notNeeded')))

function ofProcedure(paper: DossierPaper, facts: DossierFacts): PaperLine {
  const found = caseOf(facts, paper.of!)
  const asked = paper.evidence ?? []
  const shown = pictures(facts, asked, found?.id)
  if (!found) return shown.length > 0 ? line(paper, kindsShown(shown, asked) ? 'there' : 'partly', `原件照片${shown.length}张（在本系统以前办理）`, '', shown) : line(paper, 'missing', '不是在本系统办理的，没有记录。请把原件拍照附上')
  const { status } = found
  const taken = lastTaken(status, paper.step!)
  if (!taken) {
    if (shown.length > 0) return line(paper, 'partly', `有照片${shown.length}张，“${labelOf('procedureStep', paper.step!)}”还没有办`, found.id, shown)
    if (isDue(status, paper.step!)) return line(paper, 'missing', `没有“${labelOf('procedureStep', paper.step!)}”的记录。请拍照附上或补办`, found.id)
    return line(paper, 'not-needed', status.green && paper.part === 'listing' ? '绿色通道：先帮扶，程序后补，办到这一步时归档' : '程序还没有办到这一步', found.id)
  }
  const held = new Set([...(Array.isArray(taken.values['evidence']) ? taken.values['evidence'] : []), ...shown.map(({ values }) => String(values['subjectField']))])
  const lacking = taken.outcome === 'notNeeded' ? [] : asked.filter(kind => !held.has(kind))
  const photo = asked.filter(kind => PHOTOS.has(kind) && !shown.some(({ values }) => values['subjectField'] === kind))
  const done = `${taken.on}办理${shown.length > 0 ? `，照片${shown.length}张` : ''}`
  if (lacking.length > 0) return line(paper, 'partly', `${done}，缺${names(lacking)}`, found.id, shown)
  return photo.length > 0 ? line(paper, 'partly', `${done}，${names(photo)}没有附上`, found.id, shown) : line(paper, 'there', done, found.id, shown)
}
/** Of these a tick is not enough: the picture is the paper. */
const PHOTOS: ReadonlySet<EvidenceKind> = new Set(['noticeFirst', 'noticeLast', 'announcePhoto'])
const kindsShown = (shown: readonly Listed[], kinds: readonly string[]): boolean => kinds.every(kind => shown.some(({ values }) => values['subjectField'] === kind))

const INCOME_OF: Readonly<Record<string, string>> = { D04: 'identification', D15: 'annual', D18: 'elimination' }
function ofIncome(paper: DossierPaper, facts: DossierFacts): PaperLine {
  const kind = INCOME_OF[paper.key]!
  const found = paper.of ? caseOf(facts, paper.of) : undefined
  const shown = pictures(facts, paper.evidence ?? [], found?.id)
  const year = Number(facts.today.slice(0, 4))
  const taken = found && lastTaken(found.status, 'verify')?.values['income']
  const all = of(facts, 'income').filter(({ id, values }) => values['kind'] === kind || (taken !== undefined && id === taken))
  const last = kind === 'annual' ? all.filter(({ values }) => Number(values['year']) >= year - 1).at(-1) : all.find(({ id }) => id === taken) ?? all.at(-1)
  const owner = found?.id ?? ''
  if (!last) {
    if (shown.length > 0) return line(paper, 'partly', `有照片${shown.length}张，收入没有录入`, owner, shown)
    if (found && !isDue(found.status, 'verify')) return line(paper, 'not-needed', '程序还没有办到入户核实', owner)
    return line(paper, 'missing', kind === 'annual' ? `没有${year}年或${year - 1}年的收入核算。请到“收支”录入` : `没有${labelOf('incomeKind', kind)}的收入核算。请到“收支”录入`, owner)
  }
  const { perCapita } = incomeTotals(last.values, facts.people)
  if (perCapita === undefined) return line(paper, 'partly', '收入没有填齐，算不出人均', owner, shown)
  return line(paper, 'there', `${isFilled(last.values['year']) ? `${String(last.values['year'])}年，` : ''}人均已算出`, owner, shown)
}

function ofPlan(paper: DossierPaper, facts: DossierFacts): PaperLine {
  const year = Number(facts.today.slice(0, 4))
  const all = of(facts, 'plan')
  const plan = all.find(({ values }) => values['year'] === year)
  if (!plan) return all.length > 0 ? line(paper, 'partly', `有以前年度的计划，没有${year}年的。请到“帮扶措施”制定`) : line(paper, 'missing', '没有一户一策。请到“帮扶措施”制定')
  const lacking = ([['targetIncome', '目标收入'], ['steps', '计划措施'], ['responsible', '责任人'], ['dueOn', '时限']] as const).filter(([field]) => !isFilled(plan.values[field])).map(([, word]) => word)
  return lacking.length > 0 ? line(paper, 'partly', `${year}年的计划没有填${lacking.join('、')}`) : line(paper, 'there', `${year}年的计划`)
}

function ofMeasures(paper: DossierPaper, facts: DossierFacts): PaperLine {
  const all = of(facts, 'measure')
  if (all.length === 0) return line(paper, 'missing', '没有帮扶措施。请到“帮扶措施”登记')
  const proofs = of(facts, 'attachment').filter(({ values }) => values['subjectRegister'] === 'measure' || values['subjectField'] === 'measureProof')
  const bare = all.filter(({ id, values }) => !isFilled(values['evidence']) && !proofs.some(proof => proof.values['subjectRecord'] === id)).length
  const general = proofs.some(({ values }) => values['subjectRegister'] !== 'measure')
  return bare > 0 && !general ? line(paper, 'partly', `措施${all.length}项，其中${bare}项没有佐证`, '', proofs) : line(paper, 'there', `措施${all.length}项，佐证齐`, '', proofs)
}

function ofVisits(paper: DossierPaper, facts: DossierFacts): PaperLine {
  const done = of(facts, 'visit').filter(({ values }) => isFilled(values['finishedAt'])).map(({ id, values }) => ({ id, on: String(values['finishedAt']).slice(0, 10) })).toSorted((a, b) => a.on < b.on ? -1 : 1)
  if (done.length === 0) return line(paper, 'missing', '没有走访记录。请入户走访')
  const own = of(facts, 'attachment').filter(({ values }) => values['subjectRegister'] === 'visit')
  const year = facts.today.slice(0, 4)
  const since = done.filter(({ on }) => on.startsWith(year)).length
  return since > 0 ? line(paper, 'there', `${done.length}次，最近${done.at(-1)!.on}`, '', own) : line(paper, 'partly', `${year}年没有走访过，最近${done.at(-1)!.on}`, '', own)
}

function lineOf(paper: DossierPaper, facts: DossierFacts): PaperLine {
  const why = spared(paper, facts)
  if (why) return line(paper, 'not-needed', why)
  switch (paper.register) {
    case 'income': return ofIncome(paper, facts)
    case 'plan': return ofPlan(paper, facts)
    case 'measure': return ofMeasures(paper, facts)
    case 'visit': return ofVisits(paper, facts)
    default: return ofProcedure(paper, facts)
  }
}

/** A household is watched over, was, or is on its way there: else there is no dossier to be complete. */
export const hasDossier = ({ household, cases }: Pick<DossierFacts, 'household' | 'cases'>): boolean => isFilled(household['monitorCategory']) || household['riskEliminated'] === true || cases.some(({ status }) => !NOTHING.has(status.state))

/** In the official order; [] for a household that is not watched over. */
export const dossierOf = (facts: DossierFacts): readonly PaperLine[] => hasDossier(facts) ? dossierPapers.map(paper => lineOf(paper, facts)) : []

export interface Completeness { readonly needed: number; readonly there: number; readonly partly: number; readonly missing: number }
export function completenessOf(lines: readonly { readonly state: PaperState }[]): Completeness {
  const count = (state: PaperState): number => lines.filter(one => one.state === state).length
  const [there, partly, missing] = [count('there'), count('partly'), count('missing')]
  return { needed: there + partly + missing, there, partly, missing }
}
