/**
 * Why a procedure cannot be started, said before anything is written: of the household by the procedure's own rules
 * (an open one, nothing to eliminate, nobody who can work), of the form by what such a case must say.
 */
import { openingRefusals, workCalendar } from '#core/procedure/index.ts'
import type { CaseKind, Refusal } from '#core/procedure/index.ts'
import { DECIDING } from '#core/procedure/household-rules.ts'
import type { Values } from '#core/registers/define.ts'
import type { RecordState } from '#core/sync/change.ts'
import { factual, undecidedFields } from '#core/sync/facts.ts'
import { kindWord } from './words.ts'

export interface StartAnswers {
  readonly kind: CaseKind; readonly on: string; readonly channel: string; readonly category: string
  readonly risks: readonly string[]; readonly disasterType: string; readonly riskNote: string; readonly mode: string; readonly greenChannel: boolean
}
export const noAnswers = (on: string, kind: CaseKind = 'identification'): StartAnswers =>
  ({ kind, on, channel: '', category: '', risks: [], disasterType: '', riskNote: '', mode: '', greenChannel: false })

const DISASTER = '02'
const OTHER_RISK = '99'
const refusal = (rule: string, text: string, source: string, field = ''): Refusal => ({ rule, text, source, field })

interface House { readonly household: RecordState; readonly members: readonly RecordState[] }

/** What the procedure's own rules say; those of a day are typed, the others nothing in the form mends. */
function openings(kind: CaseKind, on: string, { household, members }: House, open: readonly { readonly kind: CaseKind }[], today: string): readonly Refusal[] {
  const unclear = undecidedFields(household)
  return openingRefusals(kind, on, {
    today, area: '', standards: [], calendar: workCalendar(), case: {}, household: factual(household).values, members: members.map(member => factual(member)), records: {},
    undecided: DECIDING.filter(field => unclear.includes(field)), otherCases: open.map(one => kindWord(one.kind))
  })
}
export const householdRefusals = (kind: CaseKind, house: House, open: readonly { readonly kind: CaseKind }[], today: string): readonly Refusal[] => openings(kind, today, house, open, today)

/** Of what is typed. */
export function answerRefusals(answers: StartAnswers, today: string): readonly Refusal[] {
  const needs = answers.kind !== 'elimination'
  return [
    ...(answers.on ? [] : [refusal('P07', '请填发起日期', 'S1-09', 'on')]),
    ...(answers.on > today ? [refusal('P07', `发起日期${answers.on}还没有到`, 'S1-09', 'on')] : []),
    ...(needs && !answers.channel ? [refusal('P05', '请选从哪里发现的', 'S4-04', 'channel')] : []),
    ...(needs && !answers.category ? [refusal('R141', '请选拟定的监测对象类别', 'W6', 'category')] : []),
    ...(needs && answers.risks.length === 0 ? [refusal('R140', '至少选一项风险', 'Gz1_11_001', 'risks')] : []),
    ...(needs && answers.risks.includes(DISASTER) && !answers.disasterType ? [refusal('R144', '因自然灾害，要选是哪一种', 'Gz2_11_005', 'disasterType')] : []),
    ...(needs && answers.risks.includes(OTHER_RISK) && !answers.riskNote.trim() ? [refusal('R144', '选了“其他”，要写明是什么风险', 'Gz2_11_004', 'riskNote')] : []),
    ...(!needs && !answers.mode ? [refusal('R160', '请选消除方式', 'Gz1_11_004', 'mode')] : [])
  ]
}

/** What of the answers is written: a sub-item of a risk that is not chosen is none. */
export function startValues(answers: StartAnswers): Values {
  if (answers.kind === 'elimination') return { eliminationMode: answers.mode }
  const { channel, category, risks, disasterType, riskNote, greenChannel } = answers
  return {
    channel, category, risks: [...risks],
    ...(risks.includes(DISASTER) && disasterType ? { disasterType } : {}), ...(riskNote.trim() ? { riskNote: riskNote.trim() } : {}), ...(greenChannel ? { greenChannel } : {})
  }
}
