/** What has to be remembered while a line is asked; only lines where people go wrong have one. */
import { settingOf } from '../checks/settings.ts'
import type { SettingName, Standard } from '../registers/standard.ts'

const sold = '只算卖出去的部分；自家吃的按市价折算'
const cost = '只填卖出部分的成本；自家的工夫不算'
const grant = '一次性救济、慰问金、危房改造和易地搬迁补助等专款不算收入'

export const incomePrompts: Readonly<Record<string, string>> = {
  A1: '扣去在外的房租和日常生活费后带回来的',
  B1: '自种自吃的粮食、蔬菜按市价折算计入',
  B2: sold, B3: '自家吃的按市价折算计入',
  C1: '按实际分到手的计', C3: '贷款本金不是收入，只填收益',
  D6h: grant, D6m: grant, D6o: '一次性的捐赠、赔偿不算，只填经常性的',
  D6j: '子女经常给的才算', D6p: grant,
  E1: cost, E2: cost, E3: cost, E5: '可以不填：农机、圈舍等一年的折旧'
}

/** Sources differ on these; the county says which holds. 1 counts, 0 does not. */
const chosen: Readonly<Record<string, { readonly setting: SettingName, readonly what: string }>> = {
  C5: { setting: 'countLandCompensation', what: '征地补偿' },
  D6n: { setting: 'countInsurance', what: '防贫保险、理赔' },
  D6g: { setting: 'countEducationAid', what: '教育扶持' }
}

/** The line's prompt with what the county chose; '' where nothing has to be said. */
export function promptOf(field: string, standards: readonly Standard[], area: string, year: number): string {
  const choice = chosen[field]
  if (!choice) return incomePrompts[field] ?? ''
  return settingOf(standards, area, year, choice.setting) > 0 ? `${choice.what}按县里规定计入收入` : `${choice.what}按县里规定不计入，不要填在这里`
}
