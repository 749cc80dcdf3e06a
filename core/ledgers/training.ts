/** L21 技能培训与持证. */
import { defineLedger, stored, storedAll } from './build.ts'
import { ofPerson, written } from './common.ts'

export const training = defineLedger({
  name: 'training', code: 'L21', title: '技能培训与持证', scope: 'P', base: 'training',
  common: ofPerson,
  columns: [
    ...storedAll('training', 'kind', 'trade', 'institution', 'from', 'to', 'hours'), stored('training', 'subsidy', { title: '补贴' }),
    ...storedAll('training', 'certificate', 'certificateLevel', 'certificateNo'), stored('training', 'certificateOn', { title: '证书日期' }), stored('training', 'employed')
  ],
  trailing: written
})
