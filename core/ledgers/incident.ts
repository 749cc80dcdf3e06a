/** L29 自然灾害/突发事件受灾户. */
import { defineLedger, stored, storedAll } from './build.ts'
import { ofHousehold, written } from './common.ts'
import { isMonitored, memberCount } from './worked-out.ts'

export const incident = defineLedger({
  name: 'incident', code: 'L29', title: '自然灾害/突发事件受灾户', scope: 'E', base: 'incident',
  common: ofHousehold,
  columns: [
    { ...memberCount, total: 'none' }, isMonitored, ...storedAll('incident', 'happenedOn', 'kind', 'injured', 'dead'), stored('incident', 'cropMu', { total: 'sum' }),
    ...storedAll('incident', 'houseDamage', 'waterDamaged', 'loss', 'rehoused', 'relief', 'reliefOn', 'insurancePaid', 'greenChannel', 'risky', 'handling')
  ],
  trailing: written
})
