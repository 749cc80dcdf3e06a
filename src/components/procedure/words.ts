/** Cases, steps and limits as people say them. Lateness is a word and a sign, never a colour alone. */
import type { CaseState, CaseStatus, Choice, Clock, Role, StepName, StepOutcome, TakenStep } from '#core/procedure/index.ts'
import { mainOffers } from '#core/procedure/offers.ts'
import { labelOf } from '#core/registers/codes.ts'

const STATES: Readonly<Record<CaseState, string>> = {
  new: '刚发起', clue: '线索已受理', applied: '已申报', toVerify: '待入户核实', matched: '已比对，待入户核实', qualified: '核实符合', compared: '已比对', reviewed: '评议通过',
  publicising: '公示中', objected: '有异议，待处理', publicised: '公示期满', townshipApproved: '乡镇已审核', decided: '县级已确定', announced: '已公告，办结',
  notNeeded: '无需纳入，办结', rejected: '不予确定，办结', withdrawn: '已终止'
}
export const stateWord = (status: CaseStatus): string => status.contested.length > 0 ? '两边都办了，待定' : STATES[status.state]
export const kindWord = (kind: string): string => labelOf('caseKind', kind)
export const stepWord = (step: StepName | 'whole'): string => step === 'whole' ? '全程' : labelOf('procedureStep', step)
export const outcomeWord = (outcome: StepOutcome): string => labelOf('stepOutcome', outcome)
/** As the button of one conclusion says it: 通过, 退回, 低保户已核对，不再比对. */
export function choiceWord({ title, transition: { step, outcome } }: Choice): string {
  const name = stepWord(step)
  return title === '' || title === name ? outcomeWord(outcome) : title.startsWith(`${name}：`) ? title.slice(name.length + 1) : title
}
export const roleWord = (role: Role): string => labelOf('procedureRole', role)
export const evidenceWord = (kind: string): string => labelOf('evidenceKind', kind)

/** Who took it: the name where it was written, else the account. */
export const takerWord = (step: TakenStep): string => {
  const name = step.values['actorName']
  return [roleWord(step.role), typeof name === 'string' && name !== '' ? name : step.actor].filter(Boolean).join(' ')
}

/** 'late' over the limit, 'soon' on its last two days, 'calm' else. */
export type Haste = 'late' | 'soon' | 'calm'
const SOON = 1
export const hasteOf = (clock: Clock): Haste => clock.late > 0 ? 'late' : clock.doneOn === undefined && clock.left <= SOON ? 'soon' : 'calm'

/** 工作日, or 自然日 of the one limit that counts every day: beside the others a bare 天 would be read as 工作日. */
const daysOf = ({ unit }: Clock): string => unit === 'day' ? '个自然日' : '个工作日'
export function limitWord(clock: Clock): string {
  const days = daysOf(clock)
  if (clock.late > 0) return `${clock.doneOn === undefined ? '逾期' : '超期'} ${clock.late} ${days}`
  if (clock.doneOn !== undefined) return '按时'
  return clock.left === 0 ? '今天到期' : `还剩 ${clock.left} ${days}`
}
export const lengthWord = (clock: Clock): string => `${clock.workdays} ${daysOf(clock)}`
/** How long it took of how long it may take. */
export const usedWord = (clock: Clock): string => `用 ${clock.late > 0 ? clock.workdays + clock.late : Math.max(0, clock.workdays - clock.left)}／${lengthWord(clock)}`
export const sourceOf = ({ source, assumed }: { readonly source: string; readonly assumed: boolean }): string => `依据 ${source}${assumed ? '，暂定' : ''}`

/** 信息比对 或 民主评议 · 县级; of those this laptop's level may take, where there are any. */
export function nextWords(standing: Parameters<typeof mainOffers>[0]): { readonly step: string; readonly who: string; readonly mine: boolean } {
  const offers = mainOffers(standing)
  const mine = offers.filter(offer => offer.mine)
  const of = mine.length > 0 ? mine : offers
  return { step: of.map(({ step }) => stepWord(step)).join(' 或 '), who: [...new Set(of.flatMap(({ roles }) => roles))].map(roleWord).join('、'), mine: mine.length > 0 }
}
/** 等乡镇审核; 等乡镇、县级办信息比对. */
export const waitWord = ({ step, who }: { readonly step: string; readonly who: string }): string => step.startsWith(who) ? `等${step}` : `等${who}办${step}`
