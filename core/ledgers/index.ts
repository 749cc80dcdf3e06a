/**
 * The thirty ledgers of the village, the roster before them and the lists that belong to them behind: a list
 * of grants behind the schooling, a list of inspections behind the houses. A new ledger is one file and one
 * line here.
 */
import { asset } from './asset.ts'
import { attendance, attendanceMonth } from './attendance.ts'
import { briefing } from './briefing.ts'
import { collective } from './collective.ts'
import { consumption } from './consumption.ts'
import type { Ledger } from './define.ts'
import { education, educationAids } from './education.ts'
import { employment, workPlans, workStays } from './employment.ts'
import { exitedHousehold } from './exited-household.ts'
import { householdPlan, measures } from './household-plan.ts'
import { housing, housingChecks } from './housing.ts'
import { incident } from './incident.ts'
import { industry, organisations } from './industry.ts'
import { insurance, insuranceYears, treatments } from './insurance.ts'
import { loan } from './loan.ts'
import { meeting } from './meeting.ts'
import { monitored } from './monitored.ts'
import { cadres, pairing } from './pairing.ts'
import { platformRequest } from './platform-request.ts'
import { policyPayment } from './policy-payment.ts'
import { problem } from './problem.ts'
import { project } from './project.ts'
import { postContracts, postPays, publicPost } from './public-post.ts'
import { imports, reveal } from './records.ts'
import { resettlement } from './resettlement.ts'
import { roster } from './roster.ts'
import { selfChecks } from './self-check.ts'
import { socialAid } from './social-aid.ts'
import { talent } from './talent.ts'
import { training } from './training.ts'
import { villageProfile } from './village-profile.ts'
import { screening, visit } from './visit.ts'
import { water, waterChecks } from './water.ts'
import { workshop } from './workshop.ts'

export const ledgers: readonly Ledger[] = [
  roster, exitedHousehold, monitored, employment, workStays, workPlans, publicPost, postContracts, postPays, education, educationAids,
  loan, housing, housingChecks, water, waterChecks, insurance, insuranceYears, treatments, socialAid, industry, organisations,
  asset, collective, visit, screening, problem, selfChecks, meeting, attendance, attendanceMonth, resettlement, platformRequest, policyPayment,
  training, project, workshop, talent, consumption, householdPlan, measures, villageProfile, briefing, incident, pairing, cadres,
  reveal, imports
]

const byName: ReadonlyMap<string, Ledger> = new Map(ledgers.map(ledger => [ledger.name, ledger]))

/** undefined where there is no such ledger: an address may be old. */
export const ledgerOf = (name: string): Ledger | undefined => byName.get(name)
