/** L23 就业帮扶车间. */
import { defineLedger, stored, storedAll } from './build.ts'
import { place, written } from './common.ts'

export const workshop = defineLedger({
  name: 'workshop', code: 'L23', title: '就业帮扶车间', scope: 'A', base: 'workshop',
  common: place,
  columns: [
    ...storedAll('workshop', 'name', 'operator', 'location', 'business', 'leader', 'leaderPhone', 'recognisedOn'), stored('workshop', 'workers', { total: 'sum' }),
    stored('workshop', 'exitedWorkers', { total: 'sum' }), stored('workshop', 'monitoredWorkers', { total: 'sum' }), stored('workshop', 'resettledWorkers', { total: 'sum' }),
    stored('workshop', 'monthlyPay', { total: 'none' }), ...storedAll('workshop', 'subsidy', 'status', 'batch')
  ],
  trailing: written
})
