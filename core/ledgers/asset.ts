/** L12 帮扶项目资产台账. */
import { defineLedger, stored, storedAll } from './build.ts'
import { place, written } from './common.ts'

export const asset = defineLedger({
  name: 'asset', code: 'L12', title: '帮扶项目资产台账', scope: 'A', base: 'asset',
  common: place,
  columns: [
    ...storedAll('asset', 'assetNo', 'name'), stored('asset', 'class', { title: '类别' }), stored('asset', 'subclass', { title: '细类' }),
    ...storedAll('asset', 'project', 'funds', 'cost', 'netValue', 'formedOn', 'location', 'quantity', 'unit', 'owner', 'titleNo', 'handedOn', 'operator', 'contractFrom', 'contractTo', 'yearlyRent', 'due', 'received'),
    ...storedAll('asset', 'sharePlan', 'sharedHouseholds', 'shared', 'welfareFund', 'keeper', 'keeperPhone', 'upkeep'), stored('asset', 'status', { title: '状态' }),
    ...storedAll('asset', 'batch', 'countedOn', 'photos', 'decidedInVillage', 'publicResult')
  ],
  trailing: written
})
