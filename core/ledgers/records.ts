/** What the program keeps of its own doings, to be read by the first secretary: who looked at what, and what was imported. */
import { defineLedger, storedAll } from './build.ts'
import { ofHousehold, place } from './common.ts'

export const reveal = defineLedger({
  name: 'reveal', code: 'L31', title: '查看记录', scope: 'E', base: 'reveal', adds: 'none',
  common: ofHousehold.filter(({ key }) => key !== 'household.phone'),
  columns: storedAll('reveal', 'at', 'by', 'purpose', 'register', 'field')
})

export const imports = defineLedger({
  name: 'import', code: 'L32', title: '导入记录', scope: 'E', base: 'importBatch', adds: 'none',
  common: place,
  columns: storedAll('importBatch', 'at', 'by', 'fileName', 'sheet', 'rows', 'households', 'people', 'records', 'changes', 'undone')
})
