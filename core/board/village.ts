/** What the village has as a whole: leaders, the collective's income; and what this laptop still has to send or to settle. */
import { dayOf, numberOf, textOf } from '../checks/subject.ts'
import type { RecordValues } from '../checks/subject.ts'
import { amountOf } from '../income/index.ts'
import { unitsText } from '../registers/exact.ts'
import { labelOf } from '../registers/codes.ts'
import { counted, houseLine, memberLine, NO_RECORD, sourceText } from './define.ts'
import type { Figure, FigureLine, Found, GroupDefinition, Put, Target, World } from './define.ts'

const LEADER = '01'
const bare = (title: string, note: string): FigureLine => ({ household: null, person: null, case: null, title, group: '', note })

function isLeading({ values }: RecordValues, today: string): boolean {
  const ended = dayOf(values, 'endedOn')
  return textOf(values, 'kind') === LEADER && (ended === undefined || ended > today)
}

function putLeader(one: RecordValues, put: Put, today: string, line: FigureLine): void {
  put.mark('talent')
  if (isLeading(one, today)) put('leaders', { ...line, note: [textOf(one.values, 'skill'), numberOf(one.values, 'ledHouseholds') === undefined ? '' : `带动 ${numberOf(one.values, 'ledHouseholds')} 户`].filter(Boolean).join('，') })
}

function leaders(found: Found): Figure {
  const { world: { setting, row } } = found
  const [least, most] = [setting('leadersMin'), setting('leadersMax')]
  const known = found.marked('talent')
  const count = found.lines('leaders').length
  const target: Target = { value: least, unit: '人', source: sourceText(row('leadersMin')), met: known ? count >= least : null }
  return counted(found, 'leaders', '致富带头人', {
    unit: '人', target, words: `每村 ${least} 至 ${most} 人`, tone: !known ? 'blank' : count < least ? 'watch' : 'good', ...(!known && { shown: NO_RECORD })
  })
}

interface Booked { readonly year: number, readonly amount: number, readonly lines: readonly FigureLine[] }

/** Of one year: the village table's own figure where there is one, else the sum of what was booked as income. As R209. */
function collectiveOf(records: Readonly<Record<string, readonly RecordValues[]>>, year: number): Booked | undefined {
  const standing = (register: string): readonly RecordValues[] => (records[register] ?? []).filter(({ values }) => values['voided'] !== true)
  const told = standing('villageProfile').find(({ values }) => numberOf(values, 'year') === year && amountOf(values['collectiveIncome']) !== undefined)
  const toldAmount = amountOf(told?.values['collectiveIncome'])
  if (toldAmount !== undefined) return { year, amount: toldAmount, lines: [bare('村情概况', `${year} 年 ${unitsText(toldAmount, 2)} 元`)] }
  const booked = standing('collective').filter(({ values }) => textOf(values, 'expenseKind') === undefined && dayOf(values, 'bookedOn')?.startsWith(String(year)) === true && amountOf(values['amount']) !== undefined)
  if (booked.length === 0) return undefined
  return {
    year, amount: booked.reduce((sum, { values }) => sum + (amountOf(values['amount']) ?? 0), 0),
    lines: booked.map(({ values }) => bare(textOf(values, 'item') ?? '（没有填项目）', [dayOf(values, 'bookedOn'), labelOf('collectiveIncome', textOf(values, 'incomeKind') ?? ''), `${unitsText(amountOf(values['amount']) ?? 0, 2)} 元`].filter(Boolean).join('，')))
  }
}

/** Kept by the line of its list, so that what is shown and what is listed are of one reading. */
const readings = new WeakMap<FigureLine, Booked>()

function collective(found: Found): Figure {
  const [first] = found.lines('collective')
  const booked = first && readings.get(first)
  const [row, least] = [found.world.row('collectiveIncome'), found.world.setting('collectiveIncome')]
  const target = (met: boolean | null): Target => ({ value: least / 1_000_000, unit: '万元', source: sourceText(row), met })
  if (!booked) return counted(found, 'collective', '村集体经济收入', { unit: '笔', tone: 'blank', shown: NO_RECORD, target: target(null) })
  const reached = booked.amount >= least
  // A year that is not over has not missed anything.
  const met = reached ? true : booked.year < found.world.year ? false : null
  // Rounded down, so that 9.999 does not read as the 10 that is asked.
  return counted(found, 'collective', `村集体经济收入（${booked.year} 年）`, {
    unit: '笔', shown: `${unitsText(Math.floor(booked.amount / 10_000), 2)} 万元`, target: target(met), tone: met === false ? 'watch' : met ? 'good' : 'plain'
  })
}

function putCollective(records: Parameters<typeof collectiveOf>[0], put: Put, { year }: World): void {
  const booked = collectiveOf(records, year) ?? collectiveOf(records, year - 1)
  for (const line of booked?.lines ?? []) {
    readings.set(line, booked!)
    put('collective', line)
  }
}

export const village: GroupDefinition = {
  key: 'village', title: '村级', kind: 'list',
  house(house, put, { today }) {
    for (const one of house.subject.entries('talent')) putLeader(one, put, today, one.person ? memberLine(house, one.person) : houseLine(house))
  },
  village({ records }, put, world) {
    for (const one of records['talent'] ?? []) if (one.values['voided'] !== true) putLeader(one, put, world.today, bare('（没有填是谁）', ''))
    putCollective(records, put, world)
  },
  figures: found => [leaders(found), collective(found)]
}

export const data: GroupDefinition = {
  key: 'data', title: '数据', kind: 'list',
  village({ unsent, conflicts }, put) {
    for (const line of unsent) put('unsent', line)
    for (const line of conflicts) put('conflicts', line)
  },
  figures: found => [
    counted(found, 'unsent', '没有上报的记录', { unit: '条', words: '改动还只在本机' }),
    counted(found, 'conflicts', '没有处理的冲突', { unit: '处', tone: 'bad', words: '两边填的不同' })
  ]
}
