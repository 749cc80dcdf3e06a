/** 就业帮扶车间: a workshop near the door and how many of whom it employs. */
import { amount, code, count, date, defineRegister, flag, link, phone, section, text } from './define.ts'
import { recordFields } from './record-fields.ts'

const open = { sensitivity: 'open' } as const
const people = { ...open, unit: '人' } as const

export const workshop = defineRegister({
  name: 'workshop',
  title: '就业帮扶车间',
  identity: ['name'],
  fields: {
    ...section('车间', {
      name: text('车间名称', { ...open, headings: ['名称', '帮扶车间名称'] }),
      operator: link('经营主体', 'organisation', { ...open, headings: ['运营主体', '承办企业'] }),
      location: text('车间地址', { ...open, headings: ['地址', '坐落'] }),
      business: text('生产内容', { ...open, headings: ['主要产品', '经营内容'] }),
      leader: text('车间负责人', { headings: ['负责人'] }),
      leaderPhone: phone('车间负责人电话', { headings: ['负责人电话'] }),
      recognisedOn: date('认定日期', { ...open, merge: 'decided', headings: ['认定时间'] }),
      status: code('车间状态', 'assetStatus', { ...open, headings: ['状态', '运行状态'] }),
      batch: code('四个一批分类', 'fourBatchClass', { ...open, source: 'S4-26', headings: ['四个一批'] }),
      nearHome: flag('是否家门口务工车间', { ...open, source: 'S4-26' })
    }),
    ...section('吸纳就业', {
      workers: count('吸纳就业人数', { ...people, headings: ['就业人数'] }),
      exitedWorkers: count('其中脱贫劳动力', { ...people, headings: ['脱贫劳动力人数'] }),
      monitoredWorkers: count('其中监测对象', { ...people, headings: ['监测对象人数'] }),
      resettledWorkers: count('其中易地搬迁劳动力', { ...people, headings: ['搬迁劳动力人数'] }),
      monthlyPay: amount('人均月工资', { ...open, unit: '元', headings: ['月工资'] }),
      subsidy: amount('吸纳奖补', { ...open, unit: '元', source: 'S4-31', headings: ['奖补金额'] })
    }),
    ...recordFields
  }
})
