/** L28 培训宣传记录. */
import { defineLedger, stored, storedAll } from './build.ts'
import { place, written } from './common.ts'

export const briefing = defineLedger({
  name: 'briefing', code: 'L28', title: '培训宣传记录', scope: 'E', base: 'briefing',
  common: place,
  columns: [...storedAll('briefing', 'heldOn', 'kind', 'topic', 'place', 'speaker', 'audience'), stored('briefing', 'attended', { total: 'sum' }), stored('briefing', 'handouts', { total: 'sum' }), ...storedAll('briefing', 'content', 'photos')],
  trailing: written
})
