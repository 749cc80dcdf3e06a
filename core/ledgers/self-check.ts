/** 后评估自查: each answer of a round, with what was found and the problem it became. */
import { textOf } from '../checks/subject.ts'
import { code, text } from '../registers/define.ts'
import { selfCheckItem } from '../selfcheck/items.ts'
import { defineLedger, storedAll, workedOut } from './build.ts'
import { place, written } from './common.ts'

const itemOf = (values: Parameters<typeof textOf>[0]) => selfCheckItem(textOf(values, 'item') ?? '')
const dimension = workedOut('dimension', code('方面', 'problemClass', { sensitivity: 'open' }), row => itemOf(row.base.values)?.dimension)
const title = workedOut('itemTitle', text('自查内容', { sensitivity: 'open', longText: true }), row => itemOf(row.base.values)?.title)

export const selfChecks = defineLedger({
  name: 'selfCheck', code: 'L15.1', title: '后评估自查', scope: 'V', base: 'selfCheck',
  common: place,
  columns: [...storedAll('selfCheck', 'round', 'item'), dimension, title, ...storedAll('selfCheck', 'result', 'finding', 'checkedOn', 'checkedBy', 'problem')],
  trailing: written
})
