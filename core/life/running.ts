/**
 * What still runs in the ledgers for somebody who is gone, or for a household that is closed. A line that knows
 * an end gets it when a person agrees; one that knows none (低保 already granted, a loan not paid back) is named,
 * because ending it is done in another office.
 */
import type { Values } from '../registers/define.ts'
import { registerOf } from '../registers/index.ts'
import { unitsText } from '../registers/exact.ts'
import { labelOf } from '../registers/codes.ts'
import type { LifeRecord, Running } from './define.ts'

const text = (values: Values, field: string): string => typeof values[field] === 'string' ? values[field] : ''
const isOpen = (values: Values, field: string, on: string): boolean => text(values, field) === '' || text(values, field) > on
/** 死亡 and 其他 of postExitReason. */
const EXIT = { dead: '08', left: '09' } as const
const REPAID = ['02', '05']

interface Case { readonly on: string; readonly dead: boolean; readonly name: string }

type Rule = (values: Values, of: Case) => Omit<Running, 'register' | 'record'> | undefined

const named = (register: string, what: string): string => [registerOf(register)?.title ?? register, what].filter(Boolean).join('：')

/** Of a person. */
const PERSONAL: Readonly<Record<string, Rule>> = {
  publicPost: (values, { on, dead }) => values['inPost'] === false || !isOpen(values, 'leftOn', on) || !isOpen(values, 'to', on) ? undefined : {
    text: named('publicPost', text(values, 'post') && labelOf('publicPostType', text(values, 'post'))),
    fields: { inPost: false, leftOn: on, leftReason: dead ? EXIT.dead : EXIT.left }
  },
  work: (values, { on }) => isOpen(values, 'to', on.slice(0, 7)) && text(values, 'from') !== '' && text(values, 'from') <= on.slice(0, 7)
    ? { text: named('work', [text(values, 'from'), text(values, 'county') || text(values, 'city')].filter(Boolean).join(' ')), fields: { to: on.slice(0, 7) } } : undefined,
  talent: (values, { on }) => isOpen(values, 'endedOn', on) ? { text: named('talent', ''), fields: { endedOn: on } } : undefined,
  measure: (values, { on }) => isOpen(values, 'endedOn', on) ? { text: named('measure', text(values, 'content').slice(0, 20)), fields: { endedOn: on } } : undefined,
  insurance: (values, { on, dead }) => dead && values['year'] === Number(on.slice(0, 4)) && values['medKind'] !== undefined && values['medKind'] !== null
    ? { text: `${named('insurance', `${values['year']} 年`)}，请到医保办停保`, fields: null } : undefined,
  socialAid: (values, { dead }) => ['dibaoTopUp', 'tekunMonthly', 'hardshipSubsidy', 'careSubsidy', 'childMonthly', 'ageSubsidy'].some(field => Number(values[field] ?? 0) > 0)
    ? { text: `${named('socialAid', '')}，请报民政${dead ? '停发' : '核减'}`, fields: null } : undefined
}

const loanOf: Rule = (values, { name }) => REPAID.includes(text(values, 'status')) || text(values, 'repaidOn') !== '' ? undefined : {
  text: `${named('loan', '')}还有 ${unitsText(Number(values['balance'] ?? values['amount'] ?? 0), 2)} 元没还清${name && `（${name}借）`}，仍记在原户`, fields: null
}

/** Of a household that is closed. */
const OF_HOUSE: Readonly<Record<string, Rule>> = {
  pairing: (values, { on }) => isOpen(values, 'to', on) ? { text: named('pairing', ''), fields: { to: on, endReason: '已销户' } } : undefined,
  measure: (values, of) => text(values, 'person') === '' ? PERSONAL['measure']!(values, of) : undefined,
  loan: loanOf
}

function found(rules: Readonly<Record<string, Rule>>, record: LifeRecord, of: Case): readonly Running[] {
  if (record.values['voided'] === true || !Object.hasOwn(rules, record.register)) return []
  const running = rules[record.register]!(record.values, of)
  return running ? [{ register: record.register, record: record.id, ...running }] : []
}

export const runningOfPerson = (records: readonly LifeRecord[], person: string, of: Case): readonly Running[] => records.flatMap(record => {
  if (record.register === 'loan') return record.values['borrower'] === person ? found({ loan: loanOf }, record, of) : []
  return record.values['person'] === person ? found(PERSONAL, record, of) : []
})

export const runningOfHouse = (records: readonly LifeRecord[], of: Omit<Case, 'name'>): readonly Running[] =>
  records.flatMap(record => found(OF_HOUSE, record, { ...of, name: '' }))
