/** A village, its township and its county, each with a laptop, and a household whose case they take from step to step. */
import type { CaseKind, Role, StepName, StepOutcome } from '#core/procedure/index.ts'
import type { Values } from '#core/registers/define.ts'
import type { Entry } from '../../src/db/book.ts'
import type { Step } from '../../src/db/book-ledgers.ts'
import { testCounty } from '../sync/county.ts'
import { newLaptop, VILLAGE, type Laptop } from './laptop.ts'

export const HOUSE = 'house-1000'
export const edit = { kind: 'edit' } as const
const DAY_MS = 86_400_000
const START = Date.UTC(2026, 2, 2, 2)

export interface Office { readonly village: Laptop; readonly other: Laptop; readonly township: Laptop; readonly county: Laptop }

const PEOPLE: Readonly<Record<keyof Office, { readonly role: Role; readonly account: string; readonly person: string }>> = {
  village: { role: 'village', account: 'team1', person: '王队长' }, other: { role: 'village', account: 'team2', person: '李队员' },
  township: { role: 'township', account: 'town1', person: '赵干事' }, county: { role: 'county', account: 'county1', person: '钱股长' }
}

/** 李光明 and his wife; she cannot work. Income of the listing 5000 yuan a head, of the end 9000. */
export const family: readonly Entry[] = [
  { register: 'household', record: HOUSE, fields: { villagerGroup: '3组', householdType: '02' } },
  { register: 'person', record: 'person-1000', fields: { household: HOUSE, name: '李光明', relation: '02', labour: '01' } },
  { register: 'person', record: 'person-1001', fields: { household: HOUSE, name: '王秀英', relation: '10', labour: '05' } },
  { register: 'income', record: 'income-begin', fields: { household: HOUSE, year: 2026, kind: 'identification', from: '2025-03', to: '2026-02', A1: 1_000_000, countedMembers: 2 } },
  { register: 'income', record: 'income-end', fields: { household: HOUSE, year: 2026, kind: 'elimination', from: '2026-03', to: '2026-10', A1: 1_800_000, countedMembers: 2 } },
  { register: 'meeting', record: 'meeting-one', fields: { kind: '01', heldOn: '2026-03-06', expected: 30, present: 25 } }
]

export async function openOffice(entries: readonly Entry[] = family): Promise<Office> {
  const post = testCounty()
  const laptops = Object.fromEntries(await Promise.all(Object.entries(PEOPLE).map(async ([name, person]) => {
    const laptop = newLaptop(`laptop-${name}`)
    laptop.host.enrolled = { ...post.enrol(laptop.device, [VILLAGE]), ...person }
    laptop.host.county = post.road(laptop.device)
    laptop.clock = START
    await laptop.start()
    return [name, laptop] as const
  }))) as unknown as Office
  await laptops.village.book.write(entries, edit, VILLAGE)
  await rounds(laptops)
  return laptops
}

export const all = ({ village, other, township, county }: Office): readonly Laptop[] => [village, other, township, county]
/** Twice: what the last one sends the first one has not heard in one round. */
export async function rounds(office: Office): Promise<void> {
  for (let turn = 0; turn < 2; turn++) for (const laptop of all(office)) await laptop.book.sync()
}
/** All clocks to the morning of that day in China. */
export function dawn(office: Office, day: string): void {
  for (const laptop of all(office)) laptop.clock = Date.parse(`${day}T02:00:00Z`)
}
export const later = (office: Office, days: number): void => { for (const laptop of all(office)) laptop.clock += days * DAY_MS }

export interface Taking { readonly by: keyof Office; readonly step: StepName; readonly on: string; readonly outcome?: StepOutcome; readonly values?: Values }

export const take = (office: Office, id: string, { by, step, on, outcome = 'pass', values = {} }: Taking): Promise<Step> => office[by].book.takeStep({ case: id, step, outcome, on, values })

/** On its day, and then all have heard of it. */
export async function go(office: Office, id: string, takings: readonly Taking[]): Promise<void> {
  for (const taking of takings) {
    dawn(office, taking.on)
    await take(office, id, taking)
    await rounds(office)
  }
}

export const grounds: Values = { channel: '01', category: '3', risks: ['01'] }

export async function open(office: Office, kind: CaseKind = 'identification', on = '2026-03-02', values: Values = grounds): Promise<string> {
  dawn(office, on)
  const { id } = await office.village.book.openCase({ household: HOUSE, kind, on, values })
  await office.village.book.write([{ register: 'meetingVote', record: `vote-${id}`, fields: { household: HOUSE, meeting: 'meeting-one', case: id, agree: 20, against: 3, abstain: 2, result: '01' } }], edit, VILLAGE)
  await rounds(office)
  return id
}

/** 2026-03-02 is a Monday. */
export const listing: readonly Taking[] = [
  { by: 'village', step: 'apply', on: '2026-03-02', values: { signed: true, evidence: ['application', 'fingerprint'] } },
  { by: 'village', step: 'analyse', on: '2026-03-03', values: { evidence: ['analysisNote'] } },
  { by: 'village', step: 'verify', on: '2026-03-04', values: { second: '乡镇赵干事', income: 'income-begin', evidence: ['verifyForm', 'incomeSheet'] } },
  { by: 'township', step: 'compare', on: '2026-03-05', values: { comparison: '无车、无房、无工商登记', evidence: ['comparison'] } },
  { by: 'village', step: 'review', on: '2026-03-06', values: { meeting: 'meeting-one', evidence: ['minutes', 'signIn'] } },
  { by: 'village', step: 'publicise', on: '2026-03-07', values: { noticeFrom: '2026-03-07', noticeTo: '2026-03-11', noticePlace: '村务公开栏', evidence: ['noticeFirst'] } },
  { by: 'village', step: 'noticeEnd', on: '2026-03-12', values: { objections: 0, evidence: ['noticeLast'] } },
  { by: 'township', step: 'township', on: '2026-03-13', values: { opinion: '情况属实，同意', evidence: ['townshipOpinion'] } },
  { by: 'county', step: 'county', on: '2026-03-16', values: { evidence: ['countyApproval'] } },
  { by: 'village', step: 'announce', on: '2026-03-17', values: { evidence: ['announcePhoto'] } }
]
