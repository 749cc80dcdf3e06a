/** L11 产业发展/利益联结台账, and the organisations that take households along. */
import { numberOf } from '../checks/subject.ts'
import { amount, count } from '../registers/define.ts'
import { defineLedger, storedAll, workedOut } from './build.ts'
import { ofHousehold, place, written } from './common.ts'

export const industry = defineLedger({
  name: 'industry', code: 'L11', title: '产业发展/利益联结台账', scope: 'H', base: 'industry',
  common: ofHousehold,
  columns: [
    ...storedAll('industry', 'year', 'kind', 'product', 'scale', 'scaleUnit', 'yieldText', 'output', 'cost'),
    workedOut('netOutput', amount('净收入', { unit: '元' }), ({ base: { values } }) => {
      const [output, cost] = [numberOf(values, 'output'), numberOf(values, 'cost')]
      return output === undefined || cost === undefined ? undefined : output - cost
    }),
    ...storedAll('industry', 'subsidyRule', 'subsidy', 'subsidyOn', 'courtyard', 'guidance', 'organisation', 'linkModes', 'agreementNo', 'agreedFrom', 'agreedTo', 'yearlyGain', 'dividend', 'doubleLed', 'threeMusts')
  ],
  trailing: written
})

export const organisations = defineLedger({
  name: 'organisations', code: 'L11.1', title: '经营主体', scope: 'V', base: 'organisation',
  common: place,
  columns: [
    ...storedAll('organisation', 'name', 'creditCode', 'kind', 'business', 'leader', 'leaderPhone'),
    workedOut('linkedHouseholds', count('联结户数', { sensitivity: 'open', unit: '户' }), row =>
      new Set(row.inVillage('industry').filter(({ values }) => values['organisation'] === row.base.id).map(({ values }) => values['household'])).size, { total: 'sum' })
  ],
  trailing: written
})
