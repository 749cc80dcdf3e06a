/** L7 住房安全台账: the house as the household has it, the appraisal and inspection as the latest record. */
import { defineLedger, stored, storedAll } from './build.ts'
import { ofHousehold, written } from './common.ts'

const house = [
  stored('household', 'houseStructure', { title: '结构' }), stored('household', 'builtYear', { title: '建成年' }), stored('household', 'houseAreaM2', { title: '面积' })
]
const renovated = [stored('household', 'renovationYear'), ...storedAll('housing', 'renovationMode', 'renovationAid', 'acceptedOn')]

export const housing = defineLedger({
  name: 'housing', code: 'L7', title: '住房安全台账', scope: 'H', base: 'household',
  common: ofHousehold,
  columns: [
    stored('housing', 'kind'), ...house, stored('housing', 'storeys'), stored('household', 'dangerLevel', { title: '等级' }), stored('household', 'dangerHouse'),
    ...storedAll('housing', 'method', 'appraisedOn', 'appraiser', 'onlyHome'), ...renovated, ...storedAll('housing', 'hazards', 'inspectedOn', 'handling')
  ],
  trailing: written
})

export const housingChecks = defineLedger({
  name: 'housingChecks', code: 'L7.1', title: '住房鉴定与排查记录', scope: 'E', base: 'housing',
  common: ofHousehold,
  columns: [...storedAll('housing', 'inspectedOn', 'hazards', 'hazardNote', 'inspector', 'handling', 'method', 'appraisedOn', 'appraiser')],
  trailing: written
})
