/**
 * The list of all registers. A new ledger is one file and one line here; tables, forms, workbooks, wire and
 * the county follow by themselves.
 */
import { attendee } from './attendee.ts'
import { calendarDay } from './calendar-day.ts'
import { caseStep } from './case-step.ts'
import { clueBatch } from './clue-batch.ts'
import { clue } from './clue.ts'
import { disaster } from './disaster.ts'
import { meetingVote } from './meeting-vote.ts'
import { monitorCase } from './monitor-case.ts'
import { selfCheck } from './self-check.ts'
import { assignment, campaign } from './campaign.ts'
import { asset } from './asset.ts'
import { attachment } from './attachment.ts'
import { attendance } from './attendance.ts'
import { briefing } from './briefing.ts'
import { cadre } from './cadre.ts'
import { checkReason } from './check-reason.ts'
import { collective } from './collective.ts'
import { consumption } from './consumption.ts'
import type { Field, Register } from './define.ts'
import { educationAid } from './education-aid.ts'
import { household } from './household.ts'
import { housing } from './housing.ts'
import { importBatch } from './import-batch.ts'
import { incident } from './incident.ts'
import { income } from './income.ts'
import { industry } from './industry.ts'
import { insurance } from './insurance.ts'
import { lifeEvent } from './life-event.ts'
import { loan } from './loan.ts'
import { measure } from './measure.ts'
import { meeting } from './meeting.ts'
import { organisation } from './organisation.ts'
import { pairing } from './pairing.ts'
import { paperSheet } from './paper-sheet.ts'
import { person } from './person.ts'
import { plan } from './plan.ts'
import { platformRequest } from './platform-request.ts'
import { policyPayment } from './policy-payment.ts'
import { postPay } from './post-pay.ts'
import { problem } from './problem.ts'
import { project } from './project.ts'
import { publicPost } from './public-post.ts'
import { resettlement } from './resettlement.ts'
import { reveal } from './reveal.ts'
import { socialAid } from './social-aid.ts'
import { standard } from './standard.ts'
import { talent } from './talent.ts'
import { training } from './training.ts'
import { treatment } from './treatment.ts'
import { villageProfile } from './village-profile.ts'
import { visit } from './visit.ts'
import { water } from './water.ts'
import { workPlan } from './work-plan.ts'
import { work } from './work.ts'
import { workbookLayout } from './workbook-layout.ts'
import { workshop } from './workshop.ts'

export { derivedHeadings, household, placeHeadings } from './household.ts'
export { HEAD, person, SPOUSE } from './person.ts'
export { income, incomeGroups } from './income.ts'
export { visit } from './visit.ts'
export { defaultStandards, standard } from './standard.ts'
export { codeOf, codeTable, currentCodes, labelOf, systemRelationCodes } from './codes.ts'

/** What the village knows. */
export const registers = {
  household, person, income, visit, standard,
  work, workPlan, publicPost, postPay, educationAid, loan, housing, water, insurance, treatment, socialAid,
  industry, organisation, asset, collective, problem, meeting, cadre, attendance, resettlement,
  platformRequest, policyPayment, training, project, workshop, talent, consumption, plan, measure,
  villageProfile, briefing, incident, pairing,
  monitorCase, caseStep, clue, clueBatch, disaster, meetingVote, attendee, campaign, assignment, selfCheck, calendarDay,
  // What the program keeps of its own doings; synced like the rest.
  checkReason, reveal, paperSheet, workbookLayout, importBatch, lifeEvent,
  attachment
} as const
export type RegisterName = keyof typeof registers

const byName: ReadonlyMap<string, Register> = new Map(Object.entries(registers))

/** undefined for a register this version does not know yet; its records are kept and passed on unread. */
export const registerOf = (name: string): Register | undefined => byName.get(name)

export const fieldOf = (register: string, field: string): Field | undefined => {
  const fields = byName.get(register)?.fields
  return fields && Object.hasOwn(fields, field) ? fields[field] : undefined
}

/** Every heading a field goes by, the label first. */
export const headingsOf = (field: Field): readonly string[] => [...new Set([field.label, ...field.headings])]

/** Brackets, spaces and case differ from workbook to workbook: 务工时间（月） is 务工时间(月). */
export const headingKey = (heading: string): string => heading.normalize('NFKC').replace(/[\s\p{Cf}]/gu, '').toLowerCase()

/** Field of a register by workbook heading; the first field that claims a heading has it. */
export const fieldByHeading = (register: Register, heading: string): string | undefined => {
  const wanted = headingKey(heading)
  return Object.entries(register.fields).find(([, field]) => headingsOf(field).some(known => headingKey(known) === wanted))?.[0]
}
