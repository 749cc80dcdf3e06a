/** L16 公示评议记录. */
import { defineLedger, stored, storedAll } from './build.ts'
import { place, written } from './common.ts'

export const meeting = defineLedger({
  name: 'meeting', code: 'L16', title: '公示评议记录', scope: 'E', base: 'meeting',
  common: place,
  columns: [
    stored('meeting', 'kind'), stored('meeting', 'heldOn', { title: '时间' }), stored('meeting', 'place', { title: '地点' }), stored('meeting', 'expected', { title: '应到' }), stored('meeting', 'present', { title: '实到' }),
    stored('meeting', 'chair', { title: '主持' }), stored('meeting', 'recorder', { title: '记录' }), ...storedAll('meeting', 'households', 'speeches', 'agree', 'against', 'abstain'),
    stored('meeting', 'conclusion', { title: '结论' }), ...storedAll('meeting', 'signInPhotos', 'noticePlace', 'noticeFrom', 'noticeTo', 'noticePhotoFirst', 'noticePhotoLast', 'objections', 'noticeText')
  ],
  trailing: written
})
