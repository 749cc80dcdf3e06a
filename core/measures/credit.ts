/**
 * 小额信贷: the limits R205 goes by, said where 金融帮扶 is chosen and not only when the loan stands in its ledger.
 * Whether the policy still runs on a day is the county's to say: the document's last day was 2025-12-31 (W35).
 */
import type { Member, Subject } from '../checks/subject.ts'
import { monthNumber } from '../registers/calendar.ts'
import { unitsText } from '../registers/exact.ts'
import type { Values } from '../registers/define.ts'
import { creditItems } from './catalogue.ts'

/** Printed last day of the document found. */
export const CREDIT_FROM = '2021-03-04'
export const CREDIT_UNTIL = '2025-12-31'

export interface CreditLimits {
  /** 分 */
  readonly most: number
  readonly months: number
  readonly ageMin: number
  readonly ageMax: number
  readonly source: string
  /** Who of the household is of the age to borrow. */
  readonly borrowers: readonly Member[]
  readonly text: string
}

const ofAge = ({ age }: Member, min: number, max: number): boolean => age !== undefined && age >= min && age <= max

export function creditLimits(subject: Subject): CreditLimits {
  const [most, months, ageMin, ageMax] = [subject.setting('loanMax'), subject.setting('loanMonths'), subject.setting('loanAgeMin'), subject.setting('loanAgeMax')]
  const borrowers = subject.active.filter(member => ofAge(member, ageMin, ageMax))
  const who = borrowers.length > 0 ? `本户符合年龄的有${borrowers.map(({ name }) => name).join('、')}` : '本户没有符合年龄的人'
  const ended = subject.today > CREDIT_UNTIL ? `；查到的文件有效期到${CREDIT_UNTIL}，是否延续请问县里` : ''
  return {
    most, months, ageMin, ageMax, source: 'R205（W35，W37）', borrowers,
    text: `小额信贷：每户不超过${unitsText(most, 2).replace(/\.00$/u, '')}元、${months}个月，借款人${ageMin}至${ageMax}岁，免担保免抵押，户借户用户还，不得用于建房、结婚；${who}${ended}`
  }
}

export interface CreditProblem { readonly field: 'amount' | 'endedOn' | 'person', readonly text: string }

/** What of a measure of 小额信贷 lies beyond the limits; blank says nothing. */
export function creditProblems(values: Values, subject: Subject): readonly CreditProblem[] {
  if (!creditItems.includes(String(values['item'] ?? ''))) return []
  const { most, months, ageMin, ageMax } = creditLimits(subject)
  const { amount, startedOn, endedOn, person } = values
  const found: CreditProblem[] = []
  if (typeof amount === 'number' && amount > most) found.push({ field: 'amount', text: `贷款${unitsText(amount, 2)}元，超过${unitsText(most, 2)}元` })
  if (typeof startedOn === 'string' && typeof endedOn === 'string') {
    const term = monthNumber(endedOn) - monthNumber(startedOn) + (endedOn.slice(8) > startedOn.slice(8) ? 1 : 0)
    if (term > months) found.push({ field: 'endedOn', text: `期限超过${months}个月` })
  }
  const borrower = subject.active.find(({ id }) => id === person)
  if (borrower?.age !== undefined && !ofAge(borrower, ageMin, ageMax)) found.push({ field: 'person', text: `${borrower.name}${borrower.age}岁，不在${ageMin}至${ageMax}岁` })
  return found
}
