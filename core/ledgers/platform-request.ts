/** L19 救助平台申请事项台账. */
import { defineLedger, stored, storedAll } from './build.ts'
import { ofPerson, written } from './common.ts'

export const platformRequest = defineLedger({
  name: 'platformRequest', code: 'L19', title: '救助平台申请事项台账', scope: 'E', base: 'platformRequest',
  common: ofPerson.map(column => (column.key === 'person.name' ? { ...column, title: '申请人' } : column)),
  columns: [
    stored('platformRequest', 'item', { title: '事项' }), stored('platformRequest', 'by'), stored('platformRequest', 'channel', { title: '渠道' }),
    ...storedAll('platformRequest', 'submittedOn', 'acceptedOn', 'department', 'handler', 'verified', 'doneOn'), stored('platformRequest', 'result', { title: '结果' }),
    ...storedAll('platformRequest', 'becameClue', 'rating')
  ],
  trailing: written
})
