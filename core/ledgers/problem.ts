/** L15 问题整改台账. */
import { defineLedger, stored, storedAll } from './build.ts'
import { place, written } from './common.ts'

export const problem = defineLedger({
  name: 'problem', code: 'L15', title: '问题整改台账', scope: 'E', base: 'problem',
  common: place,
  columns: [
    stored('problem', 'problemNo'), stored('problem', 'from'), stored('problem', 'reportedOn'), stored('problem', 'class', { title: '类别' }), stored('problem', 'description'),
    ...storedAll('problem', 'villages', 'households', 'people', 'amount', 'measures', 'unit', 'responsible', 'dueOn', 'status', 'evidence', 'doneOn', 'acceptedBy', 'closedOn', 'generalised'),
    stored('problem', 'relapsed', { title: '返潮' })
  ],
  trailing: written
})
