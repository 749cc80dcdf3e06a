/** L8 饮水安全台账: the state as the household has it, the rest from the latest inspection. */
import { defineLedger, stored, storedAll } from './build.ts'
import { ofHousehold, written } from './common.ts'

export const water = defineLedger({
  name: 'water', code: 'L8', title: '饮水安全台账', scope: 'H', base: 'household',
  common: ofHousehold,
  columns: [
    stored('household', 'waterSource'), stored('household', 'supplyType', { title: '集中/分散' }), stored('household', 'waterInHouse', { title: '是否入户' }),
    stored('household', 'litersPerDay', { title: '水量(升/人/天)' }), stored('household', 'waterQuality', { title: '水质判定' }),
    stored('household', 'fetchMinutes', { title: '取水往返时间' }), stored('water', 'fetchMeters', { title: '取水距离' }), stored('household', 'shortDays', { title: '年断水天数' }),
    stored('water', 'reliability', { title: '保证率' }), stored('water', 'fee'), stored('household', 'waterVerdict', { title: '结论' }), stored('household', 'safeWater', { aside: true }),
    ...storedAll('water', 'problem', 'mendedOn', 'keeper')
  ],
  trailing: written
})

export const waterChecks = defineLedger({
  name: 'waterChecks', code: 'L8.1', title: '饮水排查记录', scope: 'E', base: 'water',
  common: ofHousehold, columns: storedAll('water', 'inspectedOn', 'inspector', 'problem', 'handling', 'mendedOn', 'keeper'), trailing: written
})
