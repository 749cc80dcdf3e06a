/**
 * The checks at the door, on the household as it would become: this year's answers over last year's lines
 * where nobody has asked yet. They inform; nothing here stops an answer. Each finding names the question
 * where it can be put right.
 */
import { checkHousehold, checkOf } from '../checks/index.ts'
import type { Severity } from '../checks/index.ts'
import type { Values } from '../registers/define.ts'
import type { Standard } from '../registers/standard.ts'
import { identityRules, leavingRules } from './people.ts'
import { answered, questionKey } from './question.ts'
import type { Opened, VisitContext } from './question.ts'
import { visitSections } from './sections.ts'
import type { SectionId } from './sections.ts'
import { homeOf } from '../sync/home.ts'

export interface VisitFinding {
  /** R003 … */
  readonly rule: string
  readonly severity: Severity
  readonly text: string
  /** The rule as a sentence, with its source. */
  readonly why: string
  /** Where it can be put right in the visit; null when no question of it can. */
  readonly place: { readonly section: SectionId, readonly key: string, readonly open: { readonly member: string, readonly as: Opened } | null } | null
}

const EXPORTED_NET = ['netTotal', 'perCapitaTotal']

/** This year's income if the lines not yet asked stay as they were. */
function incomeAsItWouldBe({ income, lastIncome }: VisitContext): Values | undefined {
  const begun = Object.entries(income.values).some(([field, value]) => /^[A-E]\d/u.test(field) && answered(value))
  if (!begun) return lastIncome?.values
  const last = Object.entries(lastIncome?.values ?? {}).filter(([field]) => !EXPORTED_NET.includes(field) && field !== 'countedMembers')
  return { ...Object.fromEntries(last), ...Object.fromEntries(Object.entries(income.values).filter(([, value]) => answered(value))) }
}

export function visitFindings(context: VisitContext, standards: readonly Standard[]): readonly VisitFinding[] {
  const { household, members, income, lastIncome, today } = context
  const places = new Map(visitSections.flatMap(section => section.questions(context).map(({ key }) => [key, section.id] as const)))
  const found = checkHousehold({
    household: household.values, members, today, standards,
    income: incomeAsItWouldBe(context), lastIncome: lastIncome?.values,
    householdId: household.id, incomeId: income.id, area: homeOf(household), visiting: true
  })
  return found.map(({ id, severity, text, register, record, field }) => {
    const rule = checkOf(id)
    return { rule: id, severity, text, why: rule ? `${rule.sentence}（${rule.source}）` : '', place: placeOf(register, record, field, places) }
  })
}

function placeOf(register: string, record: string, field: string, places: ReadonlyMap<string, SectionId>): VisitFinding['place'] {
  const key = questionKey(register, record, field)
  const section = places.get(key)
  if (section) return { section, key, open: null }
  if (register !== 'person' || !places.has(questionKey('person', record, 'presence'))) return null
  if (identityRules.some(rule => rule.field === field)) return { section: 'members', key, open: { member: record, as: 'editing' } }
  if (leavingRules.some(rule => rule.field === field)) return { section: 'members', key, open: { member: record, as: 'leaving' } }
  return null
}
