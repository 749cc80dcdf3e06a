/** L25 消费帮扶. */
import { defineLedger, stored, storedAll } from './build.ts'
import { place, written } from './common.ts'

export const consumption = defineLedger({
  name: 'consumption', code: 'L25', title: '消费帮扶', scope: 'E', base: 'consumption',
  common: place,
  columns: [...storedAll('consumption', 'soldOn', 'product', 'brand', 'seller', 'buyer', 'channel', 'quantity', 'unit', 'amount'), stored('consumption', 'households', { total: 'sum' }), stored('consumption', 'monitoredHouseholds', { total: 'sum' })],
  trailing: written
})
