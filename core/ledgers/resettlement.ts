/** L18 易地搬迁后续扶持台账: who lives on a resettlement site or has a record of having moved. */
import { defineLedger, stored, storedAll } from './build.ts'
import { ofHousehold, written } from './common.ts'
import { labourCount, withoutWork, workerCount } from './worked-out.ts'

export const resettlement = defineLedger({
  name: 'resettlement', code: 'L18', title: '易地搬迁后续扶持台账', scope: 'H', base: 'household',
  includes: row => row.base.values['inResettlement'] === true || row.of('resettlement').length > 0 || row.members.some(({ values }) => values['resettled'] === true),
  common: ofHousehold,
  columns: [
    stored('resettlement', 'origin'), stored('household', 'resettlementSite', { title: '安置点' }), stored('household', 'settleMode'), stored('household', 'moveMode', { aside: true }),
    stored('resettlement', 'building'), stored('resettlement', 'areaM2', { title: '面积' }), ...storedAll('resettlement', 'movedOn', 'titleStatus', 'titleNo', 'oldHouse', 'registered'),
    workerCount, labourCount('劳动力'), withoutWork('零就业'), ...storedAll('resettlement', 'schooling', 'insuranceMoved', 'landLeased', 'industry', 'propertyFee', 'grid', 'occupied', 'hazards', 'hazardNote', 'inspectedOn', 'handling')
  ],
  trailing: written
})
