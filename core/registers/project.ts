/** 项目: from the county's library to acceptance. What has been paid may not pass what was planned (R208). */
import { amount, code, codes, count, date, decimal, defineRegister, section, text, year } from './define.ts'
import { recordFields } from './record-fields.ts'

const open = { sensitivity: 'open' } as const
const money = { ...open, unit: '元' } as const

export const project = defineRegister({
  name: 'project',
  title: '项目',
  identity: ['name', 'listedYear'],
  fields: {
    ...section('项目', {
      name: text('项目名称', { ...open, headings: ['名称'] }),
      listedYear: year('入库年度', { ...open, source: 'S4-19', headings: ['年度'] }),
      class: code('项目类别', 'projectClass', { ...open, headings: ['类别', '项目类型'] }),
      content: text('建设内容', { ...open, longText: true, headings: ['建设内容及规模'] }),
      location: text('建设地点', { ...open, headings: ['地点', '实施地点'] }),
      households: count('受益户数', { ...open, unit: '户', headings: ['受益户'] }),
      exitedHouseholds: count('受益脱贫户数', { ...open, unit: '户', headings: ['其中脱贫户', '脱贫户'] }),
      monitoredHouseholds: count('受益监测户数', { ...open, unit: '户', headings: ['其中监测户', '监测户'] }),
      people: count('受益人数', { ...open, unit: '人', headings: ['受益人', '受益人口'] }),
      unit: text('实施单位', { ...open, headings: ['责任单位'] }),
      goals: text('绩效目标', { ...open, longText: true })
    }),
    ...section('资金', {
      investment: amount('投资', { ...money, headings: ['总投资', '项目投资', '投资额'] }),
      funds: codes('资金来源', 'fundSource', { ...open, headings: ['投资来源'] }),
      paid: amount('已支付金额', { ...money, headings: ['已支付', '支付金额'] }),
      industryShare: decimal('产业资金占比', { ...open, unit: '%', digits: 2, source: 'S0-29' })
    }),
    ...section('进度', {
      status: code('项目状态', 'projectStatus', { ...open, headings: ['状态'] }),
      plannedFrom: date('计划开工日期', { ...open, headings: ['计划开工', '计划开工时间'] }),
      plannedTo: date('计划竣工日期', { ...open, headings: ['计划竣工', '计划完工时间'] }),
      startedOn: date('实际开工日期', { ...open, headings: ['实际开工', '开工时间'] }),
      finishedOn: date('实际竣工日期', { ...open, headings: ['实际竣工', '完工时间'] }),
      acceptedOn: date('验收日期', { ...open, merge: 'decided', headings: ['验收时间'] }),
      changeReason: text('调整原因', { ...open, longText: true, headings: ['项目调整原因'] }),
      publicResult: code('公示结论', 'publicResult', { ...open, merge: 'decided' })
    }),
    ...recordFields
  }
})
