/**
 * L3 务工就业台账: everybody who works or could work. Where and for whom stands with the person, as the door
 * asks it; the stay itself is the latest work record. Earlier stays are in 务工月监测, plans in 计划务工.
 */
import { codes } from '../registers/define.ts'
import { defineLedger, stored, workedOut } from './build.ts'
import { ofPerson, without, written } from './common.ts'
import type { LedgerContext } from './define.ts'
import { memberOf } from './house.ts'
import { ageColumn, hasLabour, hasWork, isExited, withoutWork } from './worked-out.ts'

function groupsOf(row: LedgerContext): readonly string[] {
  const { household, person } = row
  const found: string[] = []
  if (isExited.from.kind === 'computed' && isExited.from.read(row) === true) found.push('01')
  if (household?.values['monitorCategory']) found.push('02')
  if (person?.values['resettled'] === true || household?.values['inResettlement'] === true) found.push('03')
  return found
}

const group = workedOut('employmentGroup', codes('人群', 'employmentGroup'), row => {
  const found = groupsOf(row)
  return found.length > 0 ? [...found] : undefined
})

const byWork = [
  stored('work', 'worked'), stored('work', 'from', { title: '开始时间' }), stored('work', 'to', { title: '结束时间' }),
  stored('work', 'province', { title: '务工地(省)' }), stored('work', 'city', { title: '务工地(市)' }), stored('work', 'county', { title: '务工地(县)' })
]

export const employment = defineLedger({
  name: 'employment', code: 'L3', title: '务工就业台账', scope: 'P', base: 'person',
  includes: row => {
    const member = memberOf(row)
    return member !== undefined && (hasLabour(member) || hasWork(member) || row.of('work').length > 0)
  },
  common: ofPerson,
  columns: [
    stored('person', 'sex'), ageColumn, stored('person', 'education'), stored('person', 'labour'), group, stored('person', 'workIntent'),
    ...byWork, stored('person', 'workPlace', { aside: true }), stored('person', 'jobRegion', { title: '区域' }),
    stored('person', 'employer', { title: '企业名称' }), stored('person', 'workIndustry', { title: '行业' }), stored('work', 'post'),
    stored('person', 'jobChannel'), stored('work', 'pointToPoint', { title: '是否点对点' }), stored('work', 'monthlyIncome', { title: '月收入', total: 'none' }),
    stored('person', 'workMonths', { title: '年务工月数' }), stored('work', 'transportSubsidy', { title: '交通补助(年度)' }), withoutWork(),
    stored('workPlan', 'serviceNeeds'), stored('work', 'verifyMode'), stored('work', 'verifiedOn')
  ],
  trailing: written
})

export const workStays = defineLedger({
  name: 'workStays', code: 'L3.1', title: '务工月监测', scope: 'E', base: 'work',
  common: ofPerson,
  columns: [...byWork, stored('work', 'post'), stored('work', 'pointToPoint'), stored('work', 'monthlyIncome', { title: '月收入', total: 'none' }), stored('work', 'transportSubsidy')],
  trailing: written
})

export const workPlans = defineLedger({
  name: 'workPlans', code: 'L3.2', title: '计划务工', scope: 'P', base: 'workPlan',
  common: without(ofPerson, 'person.relation'),
  columns: [stored('workPlan', 'year'), stored('workPlan', 'planned'), stored('workPlan', 'county'), stored('workPlan', 'serviceNeeds')],
  trailing: written
})
