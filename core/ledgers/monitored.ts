/**
 * L2 监测对象台账: who is or was monitored. What was so when the household was taken in, and when it was let
 * go, is read from the income record of that kind and from the two safeguard records of the household.
 */
import { listOf, textOf } from '../checks/subject.ts'
import { incomeTotals } from '../income/index.ts'
import { amount, code } from '../registers/define.ts'
import type { Values } from '../registers/define.ts'
import { defineLedger, stored, storedAll, workedOut } from './build.ts'
import { ofHousehold, without, written } from './common.ts'
import type { LedgerColumn, LedgerContext } from './define.ts'
import { helper, isExited, labourCount, lastNeeds, lastVisitOn, measures, memberCount } from './worked-out.ts'

type Kind = 'identification' | 'elimination'

const incomeAt = (row: LedgerContext, kind: Kind): Values | undefined => row.of('income').find(({ values }) => values['kind'] === kind)?.values

const perCapitaAt = (kind: Kind, title: string): LedgerColumn => workedOut(`${kind}PerCapita`, amount(title, { unit: '元' }), row => {
  const values = incomeAt(row, kind)
  if (!values) return undefined
  return incomeTotals(values).perCapita ?? values['perCapitaTotal']
}, { total: 'none' })

const amountAt = (kind: Kind, field: string, title: string): LedgerColumn =>
  workedOut(`${kind}.${field}`, amount(title, { unit: '元', sensitivity: 'sensitive' }), row => incomeAt(row, kind)?.[field], { total: 'none' })

const risk = (place: number): LedgerColumn => workedOut(`risk${place}`, code(`风险${place}`, 'riskType', { sensitivity: 'sensitive' }),
  row => row.household && listOf(row.household.values, 'risks')[place - 1], { aside: place > 2 })

export const monitored = defineLedger({
  name: 'monitored', code: 'L2', title: '监测对象台账', scope: 'H', base: 'household',
  includes: ({ base }) => textOf(base.values, 'monitorCategory') !== undefined,
  common: without(ofHousehold, 'household.monitorCategory'),
  columns: [
    stored('household', 'monitorCategory'), isExited, memberCount, labourCount('劳动力'),
    stored('household', 'monitorFrom', { title: '识别时间' }), stored('household', 'discoveryChannel'),
    stored('household', 'risks', { title: '风险(主/次)' }), ...[1, 2, 3, 4, 5].map(risk), stored('household', 'disasterType', { title: '灾害子项' }), stored('household', 'riskNote'),
    perCapitaAt('identification', '识别时人均纯收入'), amountAt('identification', 'insurancePayout', '识别时理赔'), amountAt('identification', 'compliantSelfPay', '识别时合规自付'),
    ...storedAll('household', 'dropout', 'housingUnsafe', 'waterUnsafe', 'uninsuredMember', 'wholeNoLabour'),
    lastNeeds, measures, stored('household', 'responsibleDepartment'), ...helper, ...storedAll('household', 'monitorContact', 'monitorContactPhone'),
    stored('household', 'noticeFrom'), stored('household', 'noticeTo'), stored('household', 'countyDecidedOn'),
    stored('household', 'riskEliminated'), stored('household', 'eliminationMode', { title: '消除方式' }), stored('household', 'eliminatedOn', { title: '消除时间' }),
    perCapitaAt('elimination', '消除时人均纯收入'),
    ...storedAll('household', 'afterDropout', 'afterHousingUnsafe', 'afterWaterUnsafe', 'afterUninsuredMember'),
    stored('household', 'relistedOn', { title: '风险再标注' }), { ...lastVisitOn, aside: true }
  ],
  trailing: written
})
