/** L4 公益性岗位台账: who holds a post, under the latest contract. Pay is a row per month in 岗位补贴发放. */
import { amount, date, text } from '../registers/define.ts'
import { yearOf } from '../registers/calendar.ts'
import { numberOf, textOf } from '../checks/subject.ts'
import { defineLedger, stored, storedAll, workedOut } from './build.ts'
import { ofPerson, written } from './common.ts'
import type { LedgerContext } from './define.ts'
import { memberOf } from './house.ts'
import { ageColumn, figureOf } from './worked-out.ts'

const YOUNGEST = 16

const paidThisYear = (row: LedgerContext) => row.of('postPay').filter(({ values }) => textOf(values, 'month')?.startsWith(String(yearOf(row.today))))

const ageCheck = workedOut('ageCheck', text('年龄校验'), row => {
  const age = memberOf(row)?.age
  if (age === undefined) return undefined
  const oldest = figureOf(row, 'publicPostAge')
  return age < YOUNGEST ? `不满${YOUNGEST}岁` : age >= oldest ? `已满${oldest}岁` : '符合'
})

export const publicPost = defineLedger({
  name: 'publicPost', code: 'L4', title: '公益性岗位台账', scope: 'P', base: 'person',
  includes: row => (memberOf(row)?.list('publicPost').length ?? 0) > 0 || row.of('publicPost').length > 0,
  common: ofPerson,
  columns: [
    ageColumn, stored('person', 'publicPost', { title: '岗位类型' }), stored('person', 'publicPostMonths'),
    ...storedAll('publicPost', 'funder', 'contractNo', 'from', 'to'), stored('publicPost', 'monthlyPay', { total: 'none' }), stored('publicPost', 'payMonths'),
    workedOut('paidThisYear', amount('实发金额(本年)', { sensitivity: 'sensitive', unit: '元' }), row => {
      const paid = paidThisYear(row).flatMap(({ values }) => numberOf(values, 'paid') ?? [])
      return paid.length > 0 ? paid.reduce((sum, one) => sum + one, 0) : undefined
    }),
    workedOut('lastPaidOn', date('实发日期(最近)'), row => row.of('postPay').flatMap(({ values }) => textOf(values, 'paidOn') ?? []).toSorted().at(-1)),
    ...storedAll('publicPost', 'duty', 'accidentInsured', 'inPost', 'leftReason'), ageCheck
  ],
  trailing: written
})

export const postContracts = defineLedger({
  name: 'postContracts', code: 'L4.1', title: '公益性岗位聘用', scope: 'P', base: 'publicPost',
  common: ofPerson,
  columns: [
    ...storedAll('publicPost', 'post', 'funder', 'contractNo', 'from', 'to'), stored('publicPost', 'monthlyPay', { total: 'none' }),
    ...storedAll('publicPost', 'announcedOn', 'appliedOn', 'reviewedOn', 'reviewResult', 'publicOn', 'publicResult', 'trainedOn', 'inPost')
  ],
  trailing: written
})

export const postPays = defineLedger({
  name: 'postPays', code: 'L4.2', title: '岗位补贴发放', scope: 'E', base: 'postPay',
  common: ofPerson, columns: storedAll('postPay', 'post', 'month', 'due', 'paid', 'paidOn', 'status'), trailing: written
})
