/** What stands on every paper besides its content: where, when, by whom, and whether anything is hidden. */
import { paperField } from '#core/paper/hidden.ts'
import { household as register } from '#core/registers/index.ts'
import type { RecordState } from '#core/sync/change.ts'
import { isHead, activeMembers, type VisitContext } from '#core/visit/index.ts'

export interface PrintMeta {
  readonly village: string
  /** 'YYYY-MM-DD' */
  readonly printedOn: string
  readonly printedBy: string
  /** Numbers and sicknesses are printed whole; somebody has said what for. */
  readonly whole: boolean
  readonly purpose: string
}

export const hiddenNote = ({ whole, purpose }: PrintMeta): string => whole ? ` · 含完整号码，用途：${purpose}，用后收回` : ' · 号码已打码'

/** What the household counts as on paper: its category of monitoring, or else its type. */
export const categoryWords = (household: RecordState): string =>
  paperField(household, 'monitorCategory', register.fields.monitorCategory, true) || paperField(household, 'householdType', register.fields.householdType, true)

/** 村 组 户主 人口 户编号 类别, for the head of a sheet. */
export function householdWords(context: Pick<VisitContext, 'household' | 'members'> & Partial<VisitContext>, { village }: PrintMeta): string {
  const { values } = context.household
  const members = activeMembers(context as VisitContext)
  const head = members.find(isHead) ?? members[0]
  const text = (field: string): string => typeof values[field] === 'string' ? values[field] : ''
  const kind = categoryWords(context.household)
  return [village, text('villagerGroup'), `户主 ${String(head?.values['name'] ?? '（未登记）')}`, `${members.length} 人`, text('nationalHouseholdNo') && `户编号 ${text('nationalHouseholdNo')}`, kind]
    .filter(Boolean).join('　')
}
