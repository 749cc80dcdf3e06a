/** L1 脱贫户台账. */
import { textOf } from '../checks/subject.ts'
import { defineLedger, stored } from './build.ts'
import { ofHousehold, without, written } from './common.ts'
import { allInsured, grade, helper, isMonitored, labourCount, lastVisitOn, mainIncome, memberCount, netIncome, pensions, perCapita, policies, schooling, waterSafe } from './worked-out.ts'

export const exitedHousehold = defineLedger({
  name: 'exitedHousehold', code: 'L1', title: '脱贫户台账', scope: 'H', base: 'household',
  // 03: exited, but no longer entitled to the policies.
  includes: ({ base }) => ['01', '03'].includes(textOf(base.values, 'householdType') ?? ''),
  common: without(ofHousehold, 'household.householdType'),
  columns: [
    stored('household', 'householdType'), stored('household', 'povertyAttribute', { title: '属性' }), memberCount, labourCount(),
    stored('household', 'identifiedYear'), stored('household', 'exitYear'), stored('household', 'originalCause'), mainIncome, netIncome, perCapita,
    grade(), waterSafe, allInsured, schooling, pensions, policies, ...helper, isMonitored, lastVisitOn
  ],
  trailing: written
})
