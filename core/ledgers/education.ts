/** L5 雨露计划/教育台账: everybody at school, just out of it or helped. Each grant is a row in 教育资助发放. */
import { numberOf, textOf } from '../checks/subject.ts'
import { amount, flag } from '../registers/define.ts'
import type { Values } from '../registers/define.ts'
import { defineLedger, stored, storedAll, workedOut } from './build.ts'
import { ofPerson, written } from './common.ts'
import type { LedgerColumn, LedgerContext } from './define.ts'
import { memberOf } from './house.ts'

const RAIN = '01'
const SPRING = '01'

const sumOf = (row: LedgerContext, fits: (values: Values) => boolean): number | undefined => {
  const found = row.of('educationAid').filter(({ values }) => fits(values)).flatMap(({ values }) => numberOf(values, 'amount') ?? [])
  return found.length > 0 ? found.reduce((sum, one) => sum + one, 0) : undefined
}
// The year the latest grant is of: a spring term is paid in one year and asked for in the next.
const latestYear = (row: LedgerContext): number | undefined =>
  row.of('educationAid').flatMap(({ values }) => numberOf(values, 'year') ?? []).reduce<number | undefined>((latest, year) => Math.max(latest ?? year, year), undefined)
const term = (key: string, title: string, which: string): LedgerColumn => workedOut(key, amount(title, { sensitivity: 'sensitive', unit: '元' }), row => {
  const year = latestYear(row)
  return sumOf(row, values => values['kind'] === RAIN && values['year'] === year && values['term'] === which)
})

export const education = defineLedger({
  name: 'education', code: 'L5', title: '雨露计划/教育台账', scope: 'P', base: 'person',
  includes: row => {
    const { text } = memberOf(row) ?? {}
    return text !== undefined && (['schoolStage', 'dropoutReason', 'graduateDestination'].some(field => text(field) !== undefined) || row.of('educationAid').length > 0)
  },
  common: ofPerson,
  columns: [
    stored('person', 'schoolName', { title: '学校' }), stored('person', 'schoolStage', { title: '学段年级' }), stored('person', 'studentNo'),
    ...storedAll('person', 'enrolledOn', 'graduatesOn', 'major', 'vocationalCandidate'),
    term('rainSpring', '雨露计划(春)', SPRING), term('rainAutumn', '雨露计划(秋)', '02'),
    stored('educationAid', 'paidOn', { title: '发放日期' }), stored('educationAid', 'bank', { title: '银行' }),
    workedOut('otherAid', amount('其他资助', { sensitivity: 'sensitive', unit: '元' }), row => {
      const year = latestYear(row)
      return sumOf(row, values => values['kind'] !== RAIN && values['year'] === year)
    }),
    workedOut('droppedOut', flag('是否失学辍学', { sensitivity: 'sensitive' }), row => {
      const { values } = row.base
      if (textOf(values, 'dropoutReason') !== undefined) return true
      return textOf(values, 'schoolStage') === undefined ? undefined : false
    }),
    ...storedAll('person', 'dropoutReason', 'returnRecord', 'homeTeaching', 'graduateDestination'), stored('person', 'employer', { title: '就业单位' })
  ],
  trailing: written
})

export const educationAids = defineLedger({
  name: 'educationAids', code: 'L5.1', title: '教育资助发放', scope: 'E', base: 'educationAid',
  common: ofPerson,
  columns: [
    stored('person', 'schoolName', { title: '学校' }), stored('person', 'schoolStage', { title: '学段年级' }),
    ...storedAll('educationAid', 'kind', 'year', 'term', 'amount', 'paidOn', 'bank', 'villageReview', 'townshipReview', 'countyReview')
  ],
  trailing: written
})
