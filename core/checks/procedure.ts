/**
 * 程序与消除: that the steps of listing stand in their order, and that what was found solved is on record.
 * A household's steps stand with it, a meeting's with the meeting; 公示 counts its first and its last day.
 */
import { amountOf } from '../income/index.ts'
import { dayNumber } from '../registers/calendar.ts'
import type { Values } from '../registers/define.ts'
import type { IncomeGroup } from '../registers/income.ts'
import { incomeGroups } from '../registers/income.ts'
import { family, isBlank } from './check.ts'
import type { Check, Rule, Said, VillageCheck } from './check.ts'
import { hasMeasure, measuresOf } from './measures.ts'
import { dayOf, incomeAt, monthOf, textOf } from './subject.ts'
import type { Subject } from './subject.ts'

const { household, village } = family('程序与消除')

type Steps = readonly (readonly [field: string, title: string])[]

const ofHousehold: Steps = [['clueOn', '线索'], ['noticeFrom', '公示开始'], ['noticeTo', '公示结束'], ['countyDecidedOn', '县级确定']]
const ofMeeting: Steps = [['heldOn', '会议'], ['noticeFrom', '公示开始'], ['noticeTo', '公示结束'], ['townshipOn', '乡镇审核'], ['countyOn', '县级确定']]

/** The first step that stands before an earlier one. Steps without a day are passed over. */
function outOfOrder(values: Values, steps: Steps): { readonly text: string, readonly field: string } | undefined {
  let last: { readonly day: string, readonly title: string } | undefined
  for (const [field, title] of steps) {
    const day = dayOf(values, field)
    if (day === undefined) continue
    if (last && day < last.day) return { text: `${title}${day}，早于${last.title}${last.day}`, field }
    last = { day, title }
  }
  return undefined
}

function tooShort(values: Values, least: number): { readonly text: string, readonly field: string } | undefined {
  const [from, to] = [dayOf(values, 'noticeFrom'), dayOf(values, 'noticeTo')]
  if (from === undefined || to === undefined) return undefined
  const days = dayNumber(to) - dayNumber(from) + 1
  return days < least ? { text: `公示${from}至${to}，共${days}天，不足${least}天`, field: 'noticeTo' } : undefined
}

/** A month beside the day of the decision: listed in an earlier month than decided, or over before it was listed. */
function monthsOutOfOrder({ household: values }: Subject): { readonly text: string, readonly field: string } | undefined {
  const [decided, from, over] = [dayOf(values, 'countyDecidedOn'), monthOf(values, 'monitorFrom'), monthOf(values, 'eliminatedOn')]
  if (decided !== undefined && from !== undefined && from < decided.slice(0, 7)) return { text: `识别时间${from}，早于县级确定${decided}`, field: 'monitorFrom' }
  return from !== undefined && over !== undefined && over < from ? { text: `消除时间${over}，早于识别时间${from}`, field: 'eliminatedOn' } : undefined
}

const order: Rule = {
  id: 'R156', severity: 'E', source: 'd,W4', sentence: '线索、评议、公示、审核、确定的日期应有先后，公示不少于规定天数（默认5天，首尾都算）',
  fields: ['noticeFrom', 'noticeTo', 'countyDecidedOn', 'monitorFrom', 'eliminatedOn']
}

/** The clue's own day, else the earliest request to the platform that was taken for one. */
function clueOf({ household: values, entries }: Subject): string | undefined {
  const requests = entries('platformRequest').flatMap(({ values: request }) => request['becameClue'] === true ? [dayOf(request, 'submittedOn')] : [])
  return dayOf(values, 'clueOn') ?? requests.filter(day => day !== undefined).toSorted()[0]
}

const after = ['afterDropout', 'afterHousingUnsafe', 'afterWaterUnsafe', 'afterUninsuredMember']

/** What a measure should have brought is 0 in the income at elimination. An amount never asked is not 0. */
function bringsNothing(subject: Subject, group: IncomeGroup, names: readonly string[], title: string): Said {
  if (!subject.eliminated || !hasMeasure(subject, ...names)) return undefined
  const income = incomeAt(subject, 'elimination')
  if (income?.totals.groups[group]?.amount !== 0) return undefined
  const { title: groupTitle, total, lines } = incomeGroups[group]
  const field = lines.find(line => amountOf(income.values[line]) === 0) ?? total
  return { text: `有${title}，消除时的${groupTitle}却是0`, register: 'income', record: income.id, field }
}

const textBlanks: readonly (readonly [field: string, title: string])[] = [['eliminationMode', '消除方式'], ['eliminatedOn', '消除时间'], ['monitorContact', '监测联系人'], ['monitorContactPhone', '监测联系人电话']]

export const procedure: readonly Check[] = [
  household(order, subject => outOfOrder(subject.household, ofHousehold) ?? tooShort(subject.household, subject.setting('publicityDays')) ?? monthsOutOfOrder(subject)),
  household({ id: 'R157', severity: 'W', source: 'W4', sentence: '从线索到县级确定不应超过规定天数（默认15天）', fields: ['countyDecidedOn', 'clueOn'] },
    subject => {
      const [clue, decided, most] = [clueOf(subject), dayOf(subject.household, 'countyDecidedOn'), subject.setting('decisionDays')]
      if (clue === undefined || decided === undefined) return undefined
      const days = dayNumber(decided) - dayNumber(clue)
      return days > most ? `线索${clue}，县级确定${decided}，用了${days}天，超过${most}天` : undefined
    }),
  household({ id: 'R160', severity: 'E', source: 'Gz1_11_004/011', sentence: '风险消除的户应有消除方式、时间、监测联系人和消除后的收入、三保障情况', fields: ['eliminationMode', 'eliminatedOn', 'monitorContact', 'monitorContactPhone', ...after] },
    subject => {
      if (!subject.eliminated) return undefined
      const { household: values } = subject
      const missing = [
        ...textBlanks.filter(([field]) => isBlank(values, field)).map(([field, title]) => ({ field, title })),
        ...(after.every(field => isBlank(values, field)) ? [{ field: 'afterDropout', title: '消除后的三保障情况' }] : []),
        // The income is added on the same page; the household is where it is missing.
        ...(incomeAt(subject, 'elimination') === null ? [{ field: 'riskEliminated', title: '消除时的收入' }] : [])
      ]
      return missing[0] && { field: missing[0].field, text: `风险已标注消除，没有填${missing.map(({ title }) => title).join('、')}` }
    }),
  household({ id: 'R162', severity: 'E', source: 'Gz1_11_009', sentence: '帮扶消除的户应有帮扶措施', fields: ['eliminationMode'] },
    subject => subject.eliminated && subject.recordsKnown && textOf(subject.household, 'eliminationMode') === '01' && measuresOf(subject).length === 0
      ? '消除方式是帮扶消除，没有帮扶措施' : undefined),
  household({ id: 'R167', severity: 'W', source: 'Gz4_11_012', sentence: '有就业或公益岗位帮扶的户，消除时工资性收入不应为0', fields: ['wageTotal'] },
    subject => bringsNothing(subject, 'wage', ['employment', 'publicPost'], '就业或公益岗位帮扶')),
  household({ id: 'R168', severity: 'W', source: 'Gz4_11_013', sentence: '有低保、特困、残疾补贴的户，消除时转移性收入不应为0', fields: ['transferTotal'] },
    subject => bringsNothing(subject, 'transfer', ['comprehensive.01', 'comprehensive.02', 'comprehensive.03'], '低保、特困或残疾人补贴')),
  household({ id: 'R169', severity: 'W', source: 'Gz5_11_013', sentence: '有产业帮扶的户，消除时生产经营性收入不应为0', fields: ['businessTotal'] },
    subject => bringsNothing(subject, 'business', ['industry'], '产业帮扶'))
]

export const meetingOrder: readonly VillageCheck[] = [
  village('meeting', order, function* ({ entries, setting }) {
    for (const { id, values } of entries('meeting')) {
      const said = outOfOrder(values, ofMeeting) ?? tooShort(values, setting('publicityDays'))
      if (said) yield { ...said, record: id }
    }
  })
]
