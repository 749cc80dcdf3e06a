/**
 * 务工记录: one stay at work from one month to another; a person's stays must not overlap (R091). Where the
 * person works today, for whom, in what trade and for how many months stands with the person, because the
 * door asks it there; `pastEmployer` keeps the name when the stay is over and the person's has moved on.
 */
import { amount, code, codes, date, defineRegister, flag, link, month, section, text } from './define.ts'
import { recordFields } from './record-fields.ts'

const open = { sensitivity: 'open' } as const

export const work = defineRegister({
  name: 'work',
  title: '务工记录',
  household: 'household',
  person: 'person',
  identity: ['from', 'county'],
  fields: {
    ...section('务工', {
      household: link('所属农户', 'household'),
      person: link('务工人员', 'person'),
      worked: flag('是否已务工', { source: 'G1', headings: ['是否务工', '是否外出务工'] }),
      from: month('开始时间', { source: 'G1', headings: ['务工开始时间', '外出时间', '务工起始时间'] }),
      to: month('结束时间', { source: 'G1', headings: ['务工结束时间', '返乡时间', '务工截止时间'] }),
      province: text('务工所在省', { source: 'G1', headings: ['务工地(省)', '务工地省', '务工省份', '务工所在地(省)'] }),
      city: text('务工所在市', { source: 'G1', headings: ['务工地(市)', '务工地市', '务工市', '务工所在地(市)'] }),
      county: text('务工所在县', { source: 'G1', headings: ['务工地(县)', '务工地县', '务工县', '务工所在地(县)'] }),
      post: text('岗位', { headings: ['工种', '务工岗位', '从事岗位'] }),
      pointToPoint: flag('是否点对点输送', { source: 'G1', headings: ['是否点对点', '点对点输送'] }),
      monthlyIncome: amount('务工月收入', { unit: '元', source: 'G1', headings: ['月收入', '务工月收入(元)', '月工资', '月工资收入'] }),
      pastEmployer: text('原务工企业名称', { source: 'G1', headings: ['原企业名称', '原务工单位'] })
    }),
    ...section('补助与核实', {
      transportSubsidy: amount('年度交通费补助', { unit: '元', source: 'G1', headings: ['交通补助', '交通补助(年度)', '外出务工交通补助', '一次性交通补助'] }),
      servicesGiven: codes('已提供就业服务', 'serviceNeed', { headings: ['就业服务'] }),
      verifyMode: code('核实方式', 'verifyMode', { ...open, headings: ['核实渠道'] }),
      verifiedOn: date('核实日期', { ...open, headings: ['核实时间'] }),
      verifiedBy: text('核实人')
    }),
    ...recordFields
  }
})
