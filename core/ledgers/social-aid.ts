/** L10 低保特困残疾台账: who has one of them; amounts and dates from the person's aid record. */
import { isAided } from '../checks/subject.ts'
import { defineLedger, stored, storedAll } from './build.ts'
import { ofPerson, written } from './common.ts'
import { memberOf } from './house.ts'

export const socialAid = defineLedger({
  name: 'socialAid', code: 'L10', title: '低保特困残疾台账', scope: 'P', base: 'person',
  includes: row => {
    const member = memberOf(row)
    return member !== undefined
      && (isAided(member, 'dibao') || isAided(member, 'tekun') || member.disabled || member.values['orphanLike'] === true || row.of('socialAid').length > 0)
  },
  common: ofPerson,
  columns: [
    stored('person', 'dibao', { title: '低保类别' }), ...storedAll('socialAid', 'dibaoMembers', 'dibaoTopUp', 'approvedOn', 'reviewedOn'),
    stored('person', 'tekun', { title: '特困类别' }), stored('socialAid', 'supportMode'), stored('socialAid', 'careLevel'), stored('socialAid', 'tekunMonthly', { title: '月金额' }),
    stored('person', 'disabilityCertNo', { title: '残疾证号' }), stored('person', 'disabilityType', { title: '类别' }), stored('person', 'disabilityLevel', { title: '等级' }),
    stored('person', 'disabilityCertOn', { title: '发证日期' }), ...storedAll('socialAid', 'hardshipSubsidy', 'careSubsidy'),
    stored('person', 'orphanLike', { aside: true }), ...storedAll('socialAid', 'childKind', 'temporaryReason', 'temporaryAmount', 'temporaryOn'),
    stored('socialAid', 'ageSubsidy', { title: '高龄' }), stored('socialAid', 'watchClass')
  ],
  trailing: written
})
