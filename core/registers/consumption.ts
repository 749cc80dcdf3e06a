/** 消费帮扶: one sale of the village's goods to a buyer who helps by buying. */
import { amount, code, count, date, decimal, defineRegister, link, section, text } from './define.ts'
import { recordFields } from './record-fields.ts'

const open = { sensitivity: 'open' } as const

export const consumption = defineRegister({
  name: 'consumption',
  title: '消费帮扶',
  identity: ['soldOn', 'product', 'buyer'],
  fields: {
    ...section('销售', {
      product: text('产品名称', { ...open, headings: ['产品', '品名'] }),
      brand: text('品牌', { ...open, source: 'S4-21' }),
      seller: link('供货主体', 'organisation', { ...open, headings: ['销售主体', '供应商'] }),
      buyer: text('采购单位', { ...open, headings: ['购买单位', '采购方'] }),
      channel: code('销售渠道', 'saleChannel', { ...open, source: 'S4-21', headings: ['渠道'] }),
      quantity: decimal('数量', { ...open, digits: 2 }),
      unit: text('单位', open),
      amount: amount('销售金额', { ...open, unit: '元', headings: ['金额', '采购金额'] }),
      soldOn: date('销售日期', { ...open, headings: ['日期', '采购日期'] }),
      households: count('带动户数', { ...open, unit: '户', headings: ['受益户数'] }),
      monitoredHouseholds: count('其中监测户数', { ...open, unit: '户' })
    }),
    ...recordFields
  }
})
