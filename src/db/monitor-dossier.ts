/** The book's answers about what a household’s dossier holds: worked out from its records, by the papers of core/dossier. */
import { AppError } from '#core/error.ts'
import { dossierOf, type DossierFacts, type DossierPaper, type PaperLine } from '#core/dossier/index.ts'
import type { RecordState } from '#core/sync/change.ts'
import { factual } from '#core/sync/facts.ts'
import { HOUSEHOLD, isEnded, PERSON } from './belongs.ts'
import type { BookDossier, DossierLine } from './book-monitor.ts'
import type { Desk } from './desk.ts'
import { dayOf } from './ledger-context.ts'
import { standingsOf } from './monitor-cases-read.ts'

/** It writes nothing, so it has nothing to tell. */
export function dossierMethods(...[desk]: [desk: () => Desk, tell: () => void]): BookDossier {
  return {
    async dossier(household) {
      return dossierOf(factsOf(desk(), household)).map((line, at) => asLine(line, at))
    }
  }
}

function factsOf(desk: Desk, id: string): DossierFacts {
  const { roster, env } = desk
  const household = roster.get(HOUSEHOLD, id)
  if (!household) throw new AppError('record-missing')
  const own = roster.belonging(id).map(({ record }) => record).filter(record => roster.isCurrent(record))
  const records: Record<string, readonly RecordState[]> = {}
  for (const register of ['plan', 'measure', 'visit', 'income', 'attachment']) records[register] = own.filter(record => record.register === register).map(record => factual(record)).toSorted(oldestFirst)
  return {
    household: factual(household).values, people: own.filter(record => record.register === PERSON && !isEnded(record)).length, today: dayOf(env.now()), records,
    cases: standingsOf(desk, id).map(({ record, status }) => ({ id: record.id, status, values: factual(record).values })).toSorted((a, b) => a.status.openedOn < b.status.openedOn ? -1 : a.status.openedOn > b.status.openedOn ? 1 : 0)
  }
}
const yearOf = ({ values }: RecordState): number => typeof values['year'] === 'number' ? values['year'] : 0
const oldestFirst = (a: RecordState, b: RecordState): number => yearOf(a) - yearOf(b) || (a.id < b.id ? -1 : 1)

const asLine = ({ paper, state, text, case: owner, pictures }: PaperLine, at: number): DossierLine =>
  ({ key: paper.key, title: paper.title, order: at + 1, state, text, mend: mendOf(paper, owner), part: paper.part, evidence: paper.evidence ?? [], case: owner, pictures })

/** An address of the window, or the household's tab by its name. */
const mendOf = (paper: DossierPaper, owner: string): string => paper.mend === 'case' ? owner ? `/monitor/case/${owner}` : 'tab:photos' : `tab:${paper.mend}`
