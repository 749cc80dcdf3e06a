/** What the screens say of clues. */
import type { AlertSubject } from '#core/alerts/index.ts'
import type { Clock } from '#core/procedure/index.ts'
import { labelOf } from '#core/registers/codes.ts'

export const SUBJECT_WORDS: Readonly<Record<AlertSubject, string>> = {
  inpatient: '住院自付（累计）', admission: '住院自付（单次）', outpatient: '门诊、门特自付（当月）', schoolCost: '教育自付费用', perCapita: '人均纯收入', event: '发生了什么事（没有金额线）'
}
export const SUBJECTS = Object.keys(SUBJECT_WORDS) as readonly AlertSubject[]
export const statusWord = (status: string): string => (status === '' ? '两边不同，未定' : labelOf('clueStatus', status))

export interface ClockWords { readonly text: string; readonly haste: 'late' | 'soon' | 'calm' | 'done'; readonly basis: string }

const SOON = 1
export function clockWords(clock: Clock | null, done: boolean): ClockWords | null {
  if (!clock) return null
  const basis = `${clock.title}：${clock.from} 收到，${clock.workdays} 个工作日，到 ${clock.due}。依据 ${clock.source || '—'}${clock.assumed ? '（暂定，县里可改）' : ''}`
  if (clock.doneOn !== undefined) return { text: clock.late > 0 ? `${clock.doneOn} 核实，逾期 ${clock.late} 天` : `${clock.doneOn} 核实`, haste: 'done', basis }
  if (done) return null
  if (clock.late > 0) return { text: `逾期 ${clock.late} 个工作日`, haste: 'late', basis }
  return { text: clock.left === 0 ? '今天到期' : `还有 ${clock.left} 个工作日`, haste: clock.left <= SOON ? 'soon' : 'calm', basis }
}
