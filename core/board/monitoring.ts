/** Open risks by type, cases by where they stand, clues that wait, measures of those who are monitored. */
import { checks } from '../checks/index.ts'
import { groupOf, measuresOf } from '../checks/measures.ts'
import { dayOf, textOf } from '../checks/subject.ts'
import type { RecordValues } from '../checks/subject.ts'
import type { CaseState } from '../procedure/index.ts'
import { codeTable, labelOf } from '../registers/codes.ts'
import { counted, houseLine, NO_RECORD } from './define.ts'
import type { CaseFacts, FigureLine, GroupDefinition, HouseFacts, Put } from './define.ts'

const RISKS = codeTable('riskType')

export const risks: GroupDefinition = {
  key: 'risks', title: '没有消除的风险', kind: 'bars', words: '一户可以有几种风险',
  house(house, put) {
    const { subject } = house
    if (!subject.open || house.undecided) return
    const known = new Set(subject.risks.filter(risk => RISKS.some(({ code }) => code === risk)))
    for (const risk of known) put(`risk${risk}`, houseLine(house, labelOf('monitorCategory', subject.text('monitorCategory') ?? '')))
    if (known.size === 0) put('riskBlank', houseLine(house, '没有填风险类型'))
  },
  figures: found => [
    ...RISKS.map(({ code, label }) => counted(found, `risk${code}`, label, { tone: 'watch' })),
    counted(found, 'riskBlank', '没有填风险', { tone: 'blank', words: '监测对象没有填风险类型' })
  ]
}

/** The stations of the lane, in the order of the procedure (S1-09). */
const STATIONS: readonly (readonly [key: string, title: string, states: readonly CaseState[]])[] = [
  ['caseClue', '受理研判', ['new', 'clue', 'applied']],
  ['caseVerify', '入户核实', ['toVerify']],
  ['caseCompare', '信息比对', ['qualified']],
  ['caseReview', '民主评议', ['compared']],
  ['caseNotice', '公示', ['reviewed', 'publicising', 'objected']],
  ['caseTownship', '乡镇审核', ['publicised']],
  ['caseCounty', '县级确定', ['townshipApproved']],
  ['caseAnnounce', '公告', ['decided']]
]

const caseLine = (house: HouseFacts, { id, title, clock }: CaseFacts): FigureLine =>
  ({ ...houseLine(house, clock ? `${title}，${clock.title}${clock.late > 0 ? `逾期 ${clock.late} ${clock.unit === 'day' ? '个自然日' : '个工作日'}` : `到 ${clock.due}`}` : title), case: id })

export const cases: GroupDefinition = {
  key: 'cases', title: '监测程序', kind: 'lane',
  house(house, put) {
    for (const one of house.cases) {
      if (one.closed) continue
      const line = caseLine(house, one)
      const station = STATIONS.find(([, , states]) => states.includes(one.state))
      // A state of a newer version stands nowhere in this lane and is told all the same.
      put(station?.[0] ?? 'caseOther', line)
      if ((one.clock?.late ?? 0) > 0) put('caseLate', line)
      if (one.contested) put('caseContested', line)
    }
  },
  figures(found) {
    const other = counted(found, 'caseOther', '其他', { unit: '件' })
    return [
      ...STATIONS.map(([key, title]) => counted(found, key, title, { unit: '件' })),
      ...(other.count > 0 ? [other] : []),
      counted(found, 'caseLate', '逾期', { unit: '件', tone: 'bad', words: '正在办的一步过了期限' }),
      counted(found, 'caseContested', '两边都办了', { unit: '件', tone: 'bad', words: '同一步两台电脑各办了一次，要撤下一个' })
    ]
  }
}

/** 已转程序 and 已办结: nothing more is waited for. A case names its clue; nothing of it is written on the clue. */
const CLUE_DONE: readonly string[] = ['04', '05']

function putClue(clue: RecordValues, put: Put, today: string, line: FigureLine, taken: boolean): void {
  const { values } = clue
  put.mark('clue')
  const status = textOf(values, 'status') ?? ''
  if (taken || CLUE_DONE.includes(status)) return
  const due = dayOf(values, 'dueOn')
  const note = [labelOf('clueStatus', status || '01'), labelOf('discoveryChannel', textOf(values, 'channel') ?? ''), due && `应在 ${due} 前办结`].filter(Boolean).join('，')
  const told = { ...line, note }
  put('clueOpen', told)
  if (status === '06') put('clueUnmatched', told)
  // Who has answered in time is not late while somebody else has to close it.
  if (due !== undefined && due < (dayOf(values, 'answeredOn') ?? today)) put('clueLate', told)
}

export const clues: GroupDefinition = {
  key: 'clues', title: '风险线索', kind: 'list',
  house(house, put, { today }) {
    const taken = new Set(house.subject.entries('monitorCase').map(({ values }) => textOf(values, 'clue')))
    for (const clue of house.subject.entries('clue')) putClue(clue, put, today, { ...houseLine(house), person: clue.person?.id ?? null }, taken.has(clue.id))
  },
  village({ records }, put, { today }) {
    for (const clue of records['clue'] ?? []) if (clue.values['voided'] !== true) putClue(clue, put, today, { household: null, person: null, case: null, title: '没有匹配上的线索', group: '', note: '' }, false)
  },
  figures(found) {
    const nothing = found.marked('clue') ? {} : { shown: NO_RECORD, tone: 'blank' as const }
    return [
      counted(found, 'clueOpen', '没有办结', { unit: '条', ...nothing }), counted(found, 'clueLate', '逾期', { unit: '条', tone: 'bad', ...nothing }),
      counted(found, 'clueUnmatched', '没有匹配上', { unit: '条', tone: 'watch', ...nothing })
    ]
  }
}

const GROUPS = codeTable('measureGroup')
/** 「有劳动力、没有开发式帮扶」 as the checks say it, so that both name the same households. */
const withoutDevelopment = checks.find(({ id }) => id === 'R149')!

export const measures: GroupDefinition = {
  key: 'measures', title: '监测对象的帮扶措施', kind: 'bars', words: '没有作废、没有结束的',
  house(house, put, { today }) {
    const { subject } = house
    const all = measuresOf(subject)
    if (all.length > 0) put.mark('measure')
    if (!subject.open || house.undecided) return
    for (const measure of all) {
      if ((dayOf(measure.values, 'endedOn') ?? '9999') < today) continue
      const group = GROUPS.some(({ code }) => code === groupOf(measure)) ? groupOf(measure) : 'blank'
      const item = textOf(measure.values, 'item')
      put(`measure.${group}`, { ...houseLine(house, item === undefined ? textOf(measure.values, 'content') ?? '' : labelOf('measureItem', item)), person: measure.person?.id ?? null })
    }
    if (all.length === 0) put('measureNone', houseLine(house, subject.text('monitorFrom') === undefined ? '' : `${subject.text('monitorFrom')}识别`))
    for (const { text } of withoutDevelopment.run(subject.context)) put('measureUndeveloped', houseLine(house, text))
  },
  figures(found) {
    const blank = counted(found, 'measure.blank', '没有填类别', { unit: '项', tone: 'blank' })
    return [
      counted(found, 'measureNone', '监测对象没有措施', { tone: 'bad', ...(!found.marked('measure') && { words: '本村还没有登记过帮扶措施' }) }),
      counted(found, 'measureUndeveloped', '有劳动力没有开发式帮扶', { tone: 'watch', words: 'R149' }),
      ...GROUPS.map(({ code, label }) => counted(found, `measure.${code}`, label, { unit: '项' })),
      ...(blank.count > 0 ? [blank] : [])
    ]
  }
}
