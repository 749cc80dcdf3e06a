/** 台账: loans and problems of a household; attendance, assets, projects and what the village itself earns. */
import { amountOf } from '../income/index.ts'
import { ageOn, monthsAfter, yearOf } from '../registers/calendar.ts'
import { labelOf } from '../registers/codes.ts'
import type { Values } from '../registers/define.ts'
import { unitsText } from '../registers/exact.ts'
import { acceptsOwn } from '../selfcheck/hands.ts'
import { family, isBlank } from './check.ts'
import type { Check, Rule, VillageCheck } from './check.ts'
import { dayOf, numberOf, textOf } from './subject.ts'
import type { RecordValues, Subject } from './subject.ts'
import { grouped } from './village-subject.ts'
import type { Village } from './village-subject.ts'

const { entries, village } = family('台账')

const yuan = (units: number): string => `${unitsText(units, 2)}元`
const joined = (parts: readonly (string | undefined)[]): string => parts.filter(part => part !== undefined).join('；')

// 户借户用户还: 小额信贷 alone is bound to amount, term and age; a kind never answered is taken for it.
const isMicro = (values: Values): boolean => isBlank(values, 'kind') || values['kind'] === '01'
const SETTLED = ['02', '04', '05']

function loanText(values: Values, birth: string | undefined, { setting }: Subject): { readonly text: string, readonly field: string } | undefined {
  const [amount, from, due] = [amountOf(values['amount']), dayOf(values, 'from'), dayOf(values, 'dueOn')]
  const [most, months, youngest, oldest] = [setting('loanMax'), setting('loanMonths'), setting('loanAgeMin'), setting('loanAgeMax')]
  if (amount !== undefined && amount > most) return { text: `贷款${yuan(amount)}，超过${yuan(most)}`, field: 'amount' }
  if (from !== undefined && due !== undefined && due > monthsAfter(from, months)) return { text: `${from}发放，${due}到期，超过${months}个月`, field: 'dueOn' }
  if (birth === undefined || from === undefined || birth > from) return undefined
  const age = ageOn(birth, from)
  return age < youngest || age > oldest ? { text: `发放时借款人${age}岁，应在${youngest}至${oldest}岁`, field: 'borrower' } : undefined
}

function overdueText(values: Values, today: string): { readonly text: string, readonly field: string } | undefined {
  const [status, balance] = [textOf(values, 'status') ?? '', amountOf(values['balance'])]
  if (status === '03') return { text: `贷款逾期${balance ? `，余额${yuan(balance)}` : ''}`, field: 'status' }
  const due = dayOf(values, 'renewedTo') ?? dayOf(values, 'dueOn')
  if (due === undefined || due >= today || SETTLED.includes(status) || !isBlank(values, 'repaidOn') || balance === 0) return undefined
  return { text: `贷款${due}到期，${balance === undefined ? '没有填还清日期' : `余额还有${yuan(balance)}`}`, field: 'status' }
}

const closing: Rule = { id: 'R207', severity: 'E', source: 'd', sentence: '问题销号应有佐证；超过时限完成的应有逾期原因；整改的人不能自己验收', fields: ['evidence', 'lateReason', 'closedOn', 'acceptedBy'] }

function closingText(values: Values): { readonly text: string, readonly field: string } | undefined {
  const closed = dayOf(values, 'closedOn') ?? dayOf(values, 'doneOn')
  if (closed === undefined && values['status'] !== '04') return undefined
  const title = `问题${textOf(values, 'problemNo') ?? ''}已${closed === undefined || !isBlank(values, 'closedOn') ? '销号' : '完成'}`
  if (isBlank(values, 'evidence')) return { text: `${title}，没有佐证`, field: 'evidence' }
  const [due, done] = [dayOf(values, 'dueOn'), dayOf(values, 'doneOn') ?? closed]
  return due !== undefined && done !== undefined && done > due && isBlank(values, 'lateReason') ? { text: `${title}，${done}完成，超过时限${due}，没有逾期原因`, field: 'lateReason' } : undefined
}

/** The screen lets nobody accept what he put right himself; a cell of the ledger and a workbook's row ask nobody. */
function acceptedText(values: Values): { readonly text: string, readonly field: string } | undefined {
  return acceptsOwn(values) ? { text: `问题${textOf(values, 'problemNo') ?? ''}的验收人${textOf(values, 'acceptedBy') ?? ''}就是整改的人或责任人`, field: 'acceptedBy' } : undefined
}

export const ledgers: readonly Check[] = [
  entries('loan', { id: 'R205', severity: 'W', source: 'W35,W37', sentence: '小额信贷应在额度、期限、年龄以内（默认5万元、3年、18至65岁），贷款不应逾期', fields: ['amount', 'dueOn', 'borrower', 'status'] },
    ({ values, person }, subject) => overdueText(values, subject.today) ?? (isMicro(values) ? loanText(values, person?.birth, subject) : undefined)),
  entries('problem', closing, ({ values }) => closingText(values) ?? acceptedText(values))
]

const onLeave = ['04', '05', '06']
/** Trips and training that were reported count as duty. */
const onDuty = ['01', '02', '03']
const halves = ['morning', 'afternoon', 'overnight']
const wasThere = (values: Values): boolean => halves.some(half => values[half] === true) || !isBlank(values, 'signedAt')
const served = ({ values }: RecordValues): boolean => isBlank(values, 'state') ? wasThere(values) : onDuty.includes(textOf(values, 'state') ?? '')

function* attendance({ entries: recordsOf, setting, today }: Village) {
  const cadres = new Map(recordsOf('cadre').map(({ id, values }) => [id, values]))
  const days = recordsOf('attendance').filter(({ values }) => dayOf(values, 'date') !== undefined)
  for (const { id, values } of days) {
    const state = textOf(values, 'state') ?? ''
    if (onLeave.includes(state) && wasThere(values)) yield { text: `${dayOf(values, 'date') ?? ''}登记${labelOf('dutyState', state)}，又登记了在岗`, record: id }
  }
  const monthOfDay = ({ values }: RecordValues) => (dayOf(values, 'date') ?? '').slice(0, 7)
  for (const own of grouped(days, ({ values }) => textOf(values, 'cadre'))) {
    const cadre = cadres.get(textOf(own[0]?.values ?? {}, 'cadre') ?? '') ?? {}
    const name = textOf(cadre, 'name') ?? '驻村人员'
    // Of a month in which somebody came or left nothing can be asked but the days there were.
    const partial = [dayOf(cadre, 'from')?.slice(0, 7), dayOf(cadre, 'to')?.slice(0, 7), today.slice(0, 7)]
    const full = grouped(own, monthOfDay).filter(([first]) => first && !partial.includes(monthOfDay(first)))
    for (const days of full) yield* few(days, monthOfDay, '月', name, (year: number) => setting('attendanceMonth', year))
    for (const months of grouped(full, ([first]) => first && monthOfDay(first).slice(0, 4))) {
      if (months.length === 12) yield* few(months.flat(), one => monthOfDay(one).slice(0, 4), '年', name, year => setting('attendanceYear', year))
    }
  }
}

/** Too few days on duty in a month or a year, shown at its last day. */
function* few(days: readonly RecordValues[], spanOf: (one: RecordValues) => string, unit: string, name: string, leastOf: (year: number) => number) {
  const last = days.reduce((one, other) => (dayOf(other.values, 'date') ?? '') > (dayOf(one.values, 'date') ?? '') ? other : one)
  const span = spanOf(last)
  const [count, least] = [new Set(days.filter(served).map(({ values }) => dayOf(values, 'date'))).size, leastOf(yearOf(span))]
  if (count < least) yield { text: `${name}${span}在岗${count}天，每${unit}应不少于${least}天`, record: last.id }
}

const EARNING = '01'
const HOUSE_OWNED = '03'

function* assets({ entries: recordsOf, setting, today }: Village) {
  const earning = new Set(recordsOf('collective').flatMap(({ values }) => isBlank(values, 'incomeKind') ? [] : [textOf(values, 'asset')]))
  for (const { id, values } of recordsOf('asset')) {
    // What belongs to a household is not managed by the village.
    const wanted = values['class'] === HOUSE_OWNED ? { owner: '产权归属' } : { owner: '产权归属', titleNo: '确权证号', keeper: '管护责任人' }
    const blank = Object.entries(wanted).filter(([field]) => isBlank(values, field))
    const unearned = values['class'] === EARNING && ['received', 'due', 'yearlyRent', 'shared'].every(field => isBlank(values, field)) && !earning.has(id)
    const [since, months] = [dayOf(values, 'idleSince'), setting('idleMonths')]
    const idle = values['status'] === '03' && since !== undefined && monthsAfter(since, months) < today
    if (blank.length === 0 && !unearned && !idle) continue
    const text = joined([
      blank.length > 0 ? `没有填${blank.map(([, title]) => title).join('、')}` : undefined,
      unearned ? '是经营性资产，没有收益记录' : undefined,
      idle ? `${since}起闲置，超过${months}个月` : undefined
    ])
    yield { text: `${textOf(values, 'name') ?? '资产'}：${text}`, record: id, field: blank[0]?.[0] ?? (unearned ? 'yearlyRent' : 'idleSince') }
  }
}

const INDUSTRY = '03'
// 储备 and 出库: no money has been given to it.
const unfunded = ['01', '06']
const villageOfRecord = ({ village: own }: RecordValues): string => own ?? ''

/** How much of a project's money goes to industry, in percent; undefined where nobody has said. */
const shareOf = ({ values }: RecordValues): number | undefined => numberOf(values, 'industryShare') ?? (isBlank(values, 'class') ? undefined : values['class'] === INDUSTRY ? 100 : 0)

function* projects({ entries: recordsOf, setting }: Village) {
  const all = recordsOf('project')
  for (const { id, values } of all) {
    const [paid, planned] = [amountOf(values['paid']), amountOf(values['investment'])]
    if (paid !== undefined && planned !== undefined && paid > planned) yield { text: `${textOf(values, 'name') ?? '项目'}：已支付${yuan(paid)}，超过投资${yuan(planned)}`, record: id, field: 'paid' }
  }
  const funded = all.filter(({ values }) => !unfunded.includes(textOf(values, 'status') ?? '') && numberOf(values, 'listedYear') !== undefined)
  for (const year of grouped(funded, one => `${villageOfRecord(one)} ${numberOf(one.values, 'listedYear') ?? ''}`)) {
    const parts = year.map(one => ({ money: amountOf(one.values['investment']) ?? 0, share: shareOf(one) }))
    const [total, unknown] = [parts.reduce((sum, { money }) => sum + money, 0), parts.some(({ share }) => share === undefined)]
    const listed = numberOf(year[0]?.values ?? {}, 'listedYear') ?? 0
    const least = setting('industrySharePercent', listed)
    const industry = parts.reduce((sum, { money, share }) => sum + money * (share ?? 0) / 100, 0)
    if (total > 0 && !unknown && industry * 100 < total * least) {
      yield { text: `${listed}年项目投资${yuan(total)}，用于产业的占${Math.floor(industry * 1000 / total) / 10}%，低于${least}%`, record: year[0]?.id ?? '', field: 'industryShare' }
    }
  }
}

const booked = ({ values }: RecordValues): string | undefined => isBlank(values, 'incomeKind') ? undefined : dayOf(values, 'bookedOn')?.slice(0, 4)

/** The village table's own figure where there is one; else the sum of the booked incomes of a year that is over. */
function* collectiveIncome({ entries: recordsOf, setting, today }: Village) {
  const told = new Set<string>()
  for (const one of recordsOf('villageProfile')) {
    const [year, amount] = [numberOf(one.values, 'year'), amountOf(one.values['collectiveIncome'])]
    if (year === undefined || amount === undefined) continue
    told.add(`${villageOfRecord(one)} ${year}`)
    const least = setting('collectiveIncome', year)
    if (amount < least) yield { text: `${year}年村集体经济收入${yuan(amount)}，低于${yuan(least)}`, record: one.id, register: 'villageProfile', field: 'collectiveIncome' }
  }
  for (const year of grouped(recordsOf('collective'), one => { const at = booked(one); return at && `${villageOfRecord(one)} ${at}` })) {
    const [first] = year
    const of = Number(first && booked(first))
    if (!first || of >= yearOf(today) || told.has(`${villageOfRecord(first)} ${of}`)) continue
    const [sum, least] = [year.reduce((all, { values }) => all + (amountOf(values['amount']) ?? 0), 0), setting('collectiveIncome', of)]
    if (sum < least) yield { text: `${of}年入账的村集体经济收入${yuan(sum)}，低于${yuan(least)}`, record: first.id, field: 'amount' }
  }
}

export const ledgersOfVillage: readonly VillageCheck[] = [
  village('attendance', { id: 'R204', severity: 'W', source: 'W41,d', sentence: '请假的日子不应又在岗；驻村每月、每年在岗天数应够（默认20天、200天）', fields: ['state', 'date'] }, attendance),
  village('asset', { id: 'R206', severity: 'W', source: 'W38,d', sentence: '资产应有产权、确权证和管护人，经营性资产应有收益，闲置不应过久（默认12个月）', fields: ['owner', 'titleNo', 'keeper', 'yearlyRent', 'idleSince'] }, assets),
  village('problem', closing, function* ({ entries: recordsOf }) {
    for (const { id, values } of recordsOf('problem')) {
      const said = closingText(values) ?? acceptedText(values)
      if (said) yield { ...said, record: id }
    }
  }),
  village('project', { id: 'R208', severity: 'W', source: 'S0-29,d', sentence: '项目支付不应超过投资，当年用于产业的资金不应低于规定的比例（默认50%）', fields: ['paid', 'investment', 'industryShare'] }, projects),
  village('collective', { id: 'R209', severity: 'W', source: 'S1-30', sentence: '村集体经济年收入应达到目标（默认10万元）', fields: ['amount', 'collectiveIncome'] }, collectiveIncome)
]
