/** Amounts and names of income lines as the screen writes them. */
import { income } from '#core/registers/income.ts'
import { unitsText } from '#core/registers/exact.ts'

export const yuan = (units: number | undefined): string => units === undefined ? '—' : unitsText(units, 2).replace(/\.00$/, '').replace(/\B(?=(\d{3})+(?!\d))/g, ',')
/** 多 1,200 · 少 300 · 持平; '' where either year is not known. */
export function changeText(now: number | undefined, then: number | undefined): string {
  if (now === undefined || then === undefined) return ''
  return now === then ? '持平' : `${now > then ? '多' : '少'} ${yuan(Math.abs(now - then))}`
}
export const lineLabel = (field: string): string => (income.fields as Readonly<Record<string, { readonly label: string }>>)[field]?.label ?? field

/** Settings by what they are about, in the order people ask; whatever is named nowhere is 其他. */
export const SETTING_AREAS: readonly { readonly title: string; readonly holds: (name: string) => boolean }[] = [
  { title: '收入与监测线', holds: name => /^(monitorLine|oldLine|nearLine|income|highPerCapita|wageTolerance|transferShare|identificationWage|count[A-Z]|monthlyPay)/.test(name) },
  { title: '评议公示', holds: name => /^(publicity|meeting|announce|objection|review)/.test(name) },
  { title: '程序期限', holds: name => /^(decision|clue|analyse|verify|compare|township|county|procedure|elimination|doubt|problem|plan)[A-Z]/.test(name) },
  { title: '预警线', holds: name => name.startsWith('alert') },
  { title: '走访', holds: name => /^(visit|photo|copied|helper)/.test(name) },
  { title: '帮扶', holds: name => /^(measure|developmental|publicPost|posts|loan|attendance|idle)/.test(name) },
  { title: '后评估指标', holds: name => /^(industry|collective|employment|twoLeaver|vocational|yulu|skill|leaders|resettled)/.test(name) },
  { title: '其他', holds: () => true }
]
