/**
 * 标准: yearly figures such as the monitoring line. A figure is a record, not a constant: the new year's
 * line arrives from the county without a release. A year without a published line has no row here.
 */
import { amount, code, decimal, defineRegister, flag, section, text, year } from './define.ts'

const open = { sensitivity: 'open', merge: 'decided' } as const

export const standard = defineRegister({
  name: 'standard',
  title: '标准',
  fields: section('标准', {
    name: code('标准名称', 'standardName', open),
    area: text('适用地区', open),
    year: year('年度', open),
    amount: amount('金额', { ...open, unit: '元' }),
    number: decimal('数值', { ...open, digits: 2 }),
    text: text('内容', { ...open, longText: true }),
    source: text('来源', open),
    assumed: flag('是否暂定', open)
  })
})

export interface Standard {
  readonly name: string
  /** Division code: 53 Yunnan, 530521 施甸; it holds for every division whose code begins with it. */
  readonly area: string
  readonly year: number
  /** Whole 分. */
  readonly amount?: number
  readonly number?: number
  readonly text?: string
  readonly source: string
  readonly assumed?: boolean
}

/** What is published at the time of writing. No Yunnan line before 2025 and none for 2026 was found. */
export const defaultStandards: readonly Standard[] = [
  { name: 'monitorLine', area: '53', year: 2025, amount: 870_000, source: '云农办通〔2025〕1号（S4-01，W27）' },
  { name: 'monitorLine', area: '530521', year: 2025, amount: 870_000, source: '施甸县2025年工作要点（S4-01，W27）' },
  { name: 'oldLine', area: '', year: 2020, amount: 400_000, source: '2020年脱贫标准（Gz3_11_010）' }
]
