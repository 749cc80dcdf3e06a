/** L26 一户一策: the plan of a year, with the measures that stand for it in a list of their own. */
import { textOf } from '../checks/subject.ts'
import { text } from '../registers/define.ts'
import { labelOf } from '../registers/index.ts'
import { defineLedger, stored, storedAll, workedOut } from './build.ts'
import { ofHousehold, written } from './common.ts'
import { perCapita } from './worked-out.ts'

const measureList = workedOut('measureList', text('措施清单', { longText: true }), row => {
  const items = row.of('measure').flatMap(({ values }) => {
    const [item, group] = [textOf(values, 'item'), textOf(values, 'group')]
    return item !== undefined ? labelOf('measureItem', item) : group !== undefined ? labelOf('measureGroup', group) : []
  })
  return items.length > 0 ? [...new Set(items)].join('、') : undefined
})

export const householdPlan = defineLedger({
  name: 'householdPlan', code: 'L26', title: '一户一策(帮扶计划)', scope: 'H', base: 'plan',
  common: ofHousehold,
  columns: [
    stored('plan', 'year'), { ...perCapita, aside: true }, stored('plan', 'targetIncome', { total: 'none' }), stored('plan', 'weakness'), measureList,
    ...storedAll('plan', 'steps', 'responsible', 'department', 'dueOn', 'status', 'outcome')
  ],
  trailing: written
})

export const measures = defineLedger({
  name: 'measures', code: 'L26.1', title: '帮扶措施', scope: 'E', base: 'measure',
  common: ofHousehold,
  columns: storedAll('measure', 'person', 'group', 'item', 'content', 'startedOn', 'endedOn', 'amount', 'department', 'responsible', 'status'),
  trailing: written
})
