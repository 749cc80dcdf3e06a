/** What a decision makes of the household: written in the same step as the decision, by nobody's hand. */
import type { Values } from '../registers/define.ts'
import type { Value } from '../sync/change.ts'
import type { CaseStatus, Proposal, World } from './define.ts'
import { SAFEGUARDS } from './table.ts'

const filled = (values: Readonly<Record<string, Value | undefined>>): Readonly<Record<string, string | boolean | readonly string[]>> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== null && value !== '')) as Readonly<Record<string, string | boolean | readonly string[]>>

const AFTER = { dropout: 'afterDropout', housingUnsafe: 'afterHousingUnsafe', waterUnsafe: 'afterWaterUnsafe', uninsuredMember: 'afterUninsuredMember' } as const

/** What was found at the door the last time somebody passed it. */
const lastVerified = ({ steps }: CaseStatus): Values => steps.findLast(({ step, outcome }) => step === 'verify' && outcome === 'pass')?.values ?? {}
const lastNotice = ({ steps }: CaseStatus): Values => steps.findLast(({ step }) => step === 'publicise')?.values ?? {}

/** What the household's own fields become when this step has been taken (listed, eliminated, relisted); {} for most. */
export function outcomeFor(status: CaseStatus, { step, outcome, on }: Proposal, world: World): Readonly<Record<string, string | boolean | null | readonly string[]>> {
  if (step !== 'county' || outcome !== 'pass') return {}
  const month = on.slice(0, 7)
  const { category, risks, disasterType, riskNote, channel, eliminationMode } = world.case
  const found = { monitorCategory: category, risks, disasterType, riskNote, discoveryChannel: channel }
  switch (status.kind) {
    case 'identification': {
      const { noticeFrom, noticeTo } = lastNotice(status)
      return filled({ ...found, monitorFrom: month, riskEliminated: false, clueOn: status.openedOn, noticeFrom, noticeTo, countyDecidedOn: on })
    }
    case 'elimination': {
      const verified = lastVerified(status)
      const after = Object.fromEntries(SAFEGUARDS.map(field => [AFTER[field], verified[field]]))
      // The days of the listing stay as they are: they are of another decision.
      return filled({ riskEliminated: true, eliminatedOn: month, eliminationMode, ...after })
    }
    case 'relisting': return filled({ ...found, riskEliminated: false, relistedOn: month })
  }
}

const LISTED = ['monitorCategory', 'monitorFrom', 'riskEliminated', 'clueOn', 'noticeFrom', 'noticeTo', 'countyDecidedOn'] as const
const ENDED = ['eliminatedOn', 'eliminationMode', ...Object.values(AFTER)] as const

/** What undoes an outcome when its decision is taken back: as it was before, so far as only the decision could have said it. */
export function outcomeTakenBack(kind: CaseStatus['kind'], made: Values): Values {
  const blank = (fields: readonly string[]): Values => Object.fromEntries(fields.filter(field => field in made).map(field => [field, null]))
  if (Object.keys(made).length === 0) return {}
  switch (kind) {
    case 'identification': return blank(LISTED)
    case 'elimination': return { riskEliminated: false, ...blank(ENDED) }
    case 'relisting': return { riskEliminated: true, ...blank(['relistedOn']) }
  }
}
