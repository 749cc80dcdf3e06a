/** Names of files made from the book: what, of where, of which day; 脱敏 where the screens' secrets are hidden in it. */
import type { Desk } from './desk.ts'
import { dayOf } from './ledger-context.ts'

export interface FileTitle {
  readonly village?: string | undefined
  readonly what: string
  readonly masked: boolean
  readonly changesOnly?: boolean
}

/** Letters no disk takes, and ends Windows drops. */
export const safeName = (name: string): string =>
  name.toWellFormed().replace(/[\\/:*?"<>|\p{Cc}\p{Cf}]/gu, ' ').replace(/\s+/gu, ' ').trim().replace(/[. ]+$/u, '').slice(0, 100) || '文件'

/** The one village asked for, or the only one there is; '' for several. */
export function villageName(desk: Desk, village: string | undefined): string {
  const { villages } = desk.state
  if (village !== undefined) return villages.find(({ code }) => code === village)?.name ?? ''
  return villages.length === 1 ? villages[0]!.name : ''
}

export const fileName = (desk: Desk, { village, what, masked, changesOnly = false }: FileTitle): string =>
  `${safeName([villageName(desk, village), what, changesOnly ? '仅变化' : '', masked ? '脱敏' : '', dayOf(desk.env.now())].filter(part => part !== '').join(' '))}.xlsx`
