/** How a round stands, in words: colours and bars never say it alone. */
import { daysLeft, type CampaignState, type RoundState } from '#core/visiting/campaign.ts'

export interface Progress { readonly total: number; readonly done: number; readonly begun: number; readonly atRisk: number }

/** 剩 7 天, 今天截止, 过期 3 天. */
export function timeWord({ state, from, to, closedOn }: { readonly state: CampaignState; readonly from: string; readonly to: string; readonly closedOn: string | null }, today: string): string {
  if (state === 'closed') return `${closedOn} 结束`
  if (state === 'planned') return `${from} 开始`
  const left = daysLeft(to, today)
  if (left === undefined) return '没有写截止日期'
  return left < 0 ? `过期 ${-left} 天` : left === 0 ? '今天截止' : `剩 ${left} 天`
}

export const stateWords: Readonly<Record<CampaignState, { readonly label: string; readonly tone: string }>> = {
  planned: { label: '未开始', tone: 'outlined' }, running: { label: '进行中', tone: 'teal' }, late: { label: '过期未结束', tone: 'red' }, closed: { label: '已结束', tone: 'outlined' }
}

export const roundWords: Readonly<Record<RoundState, { readonly label: string; readonly tone: string }>> = {
  done: { label: '已排查', tone: 'teal' }, begun: { label: '进行中', tone: 'amber' }, waiting: { label: '未排查', tone: 'outlined' }, missed: { label: '漏排查', tone: 'red' }
}

/** Whole percent, down: 99.6 is not yet everybody. */
export const percentOf = ({ total, done }: Progress): number => total === 0 ? 0 : Math.floor(done * 100 / total)
