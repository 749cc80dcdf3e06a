/**
 * Why a procedure cannot be started for a household, said before anything is written: an open one, nothing to
 * eliminate, a household without labour that stays 「暂不标注」. What is not decided yet is no ground to start on.
 */
import type { CaseKind, Refusal } from '#core/procedure/index.ts'
import type { Values } from '#core/registers/define.ts'
import type { RecordState } from '#core/sync/change.ts'
import { factOf, isUndecided } from '#core/sync/facts.ts'
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

/** Of the household: nothing that is typed in the form mends it. */
export function householdRefusals(kind: CaseKind, household: RecordState, open: readonly { readonly kind: CaseKind }[]): readonly Refusal[] {
  const [running] = open
  if (running) return [refusal('P12', `这一户已有一个没有办结的程序（${kindWord(running.kind)}），请接着办那一个`, 'S1-09')]
  const unclear = ['monitorCategory', 'riskEliminated'].filter(field => isUndecided(household, field))
  if (unclear.length > 0) return [refusal('P20', '监测类别或风险是否消除未定，两边不同；请先到“冲突”里选定', 'S1-09')]
  const monitored = typeof factOf(household, 'monitorCategory') === 'string' && factOf(household, 'monitorCategory') !== ''
  const gone = monitored && factOf(household, 'riskEliminated') === true
  if (typeof factOf(household, 'endedOn') === 'string' && factOf(household, 'endedOn') !== '') return [refusal('P15', '这一户已销户', 'S1-09')]
  if (kind === 'identification' && gone) return [refusal('P13', '风险已消除的监测对象再有风险，用“风险再标注”', 'W26')]
  if (kind === 'identification' && monitored) return [refusal('P13', '这一户已是监测对象，风险还没有消除，不用再识别', 'S1-09')]
  if (kind === 'relisting' && !gone) return [refusal('P14', monitored ? '风险还没有消除，不用再标注' : '这一户不是风险已消除的监测对象；新发现的风险用“识别纳入”', 'W26')]
  if (kind !== 'elimination') return []
  if (!monitored) return [refusal('P14', '这一户不是监测对象，没有风险可消除', 'W8')]
  if (gone) return [refusal('P14', '这一户的风险已经消除', 'W8')]
  return factOf(household, 'wholeNoLabour') === true ? [refusal('R166', '整户无劳动能力：落实兜底保障后继续监测，暂不标注风险消除', 'W6，Gz4_11_011')] : []
}

/** Of what is typed. */
export function answerRefusals(answers: StartAnswers): readonly Refusal[] {
  const needs = answers.kind !== 'elimination'
  return [
    ...(answers.on ? [] : [refusal('P07', '请填发起日期', 'W8', 'on')]),
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
