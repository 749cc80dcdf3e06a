/** Names of files made from the book: what, of where, of which day; 脱敏 where the screens' secrets are hidden in it. */
import type { Desk } from './desk.ts'
import { dayOf } from './ledger-context.ts'

/** The village of a request, and what the window calls it while the county has not named it. */
export interface Asked { readonly village?: string | undefined; readonly villageName?: string | undefined }

export interface FileTitle extends Asked {
  readonly what: string
  readonly masked: boolean
  readonly changesOnly?: boolean
}

/** Letters no disk takes, and ends Windows drops. */
export const safeName = (name: string): string =>
  name.toWellFormed().replace(/[\\/:*?"<>|\p{Cc}\p{Cf}]/gu, ' ').replace(/\s+/gu, ' ').trim().replace(/[. ]+$/u, '').slice(0, 100) || '文件'

/** The one village asked for, or the only one there is; '' for several. */
export function villageName(desk: Desk, { village, villageName: said = '' }: Asked): string {
  const { villages } = desk.state
  const known = village !== undefined ? villages.find(({ code }) => code === village) : villages.length === 1 ? villages[0] : undefined
  return known?.name ?? (villages.length > 1 ? '' : said)
}

export const fileName = (desk: Desk, { what, masked, changesOnly = false, ...asked }: FileTitle): string =>
  `${safeName([villageName(desk, asked), what, changesOnly ? '仅变化' : '', masked ? '脱敏' : '', dayOf(desk.env.now())].filter(part => part !== '').join(' '))}.xlsx`
