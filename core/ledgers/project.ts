/** L22 项目库与项目台账. */
import { numberOf } from '../checks/subject.ts'
import { divideRounded } from '../income/index.ts'
import { decimal } from '../registers/define.ts'
import { defineLedger, stored, storedAll, workedOut } from './build.ts'
import { place, written } from './common.ts'

/** Percent with one place: paid of what was planned. Nothing planned has no share. */
const paidShare = workedOut('paidShare', decimal('支付进度', { sensitivity: 'open', unit: '%', digits: 1 }), ({ base: { values } }) => {
  const [paid, planned] = [numberOf(values, 'paid'), numberOf(values, 'investment')]
  return paid === undefined || planned === undefined || planned <= 0 ? undefined : divideRounded(paid * 1000, planned) / 10
})

export const project = defineLedger({
  name: 'project', code: 'L22', title: '项目库与项目台账', scope: 'A', base: 'project',
  common: place,
  columns: [
    ...storedAll('project', 'listedYear', 'name'), stored('project', 'class', { title: '类别' }), ...storedAll('project', 'content', 'location'),
    stored('project', 'households', { title: '受益户', total: 'sum' }), stored('project', 'people', { title: '受益人', total: 'sum' }),
    stored('project', 'exitedHouseholds', { title: '其中脱贫户', total: 'sum' }), stored('project', 'monitoredHouseholds', { title: '其中监测户', total: 'sum' }),
    stored('project', 'investment'), stored('project', 'funds', { title: '资金来源' }), ...storedAll('project', 'unit', 'goals'), stored('project', 'status', { title: '状态' }),
    ...storedAll('project', 'plannedFrom', 'plannedTo', 'startedOn', 'finishedOn', 'paid'), paidShare, stored('project', 'changeReason')
  ],
  trailing: written
})
