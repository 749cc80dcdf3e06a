/** 受灾户: what befell a household, what it lost and what help came first (绿色通道). */
import { amount, code, count, date, decimal, defineRegister, flag, link, section, text } from './define.ts'
import { recordFields } from './record-fields.ts'

const money = { sensitivity: 'sensitive', unit: '元' } as const

export const incident = defineRegister({
  name: 'incident',
  title: '受灾',
  household: 'household',
  identity: ['happenedOn', 'kind'],
  fields: {
    ...section('灾情', {
      household: link('受灾农户', 'household'),
      disaster: link('群体事件', 'disaster'),
      happenedOn: date('发生日期', { headings: ['受灾日期', '发生时间', '受灾时间'] }),
      kind: code('事件类型', 'incidentKind', { source: 'G16', headings: ['灾害类型', '灾种'] }),
      place: text('发生地点'),
      injured: count('受伤人数', { unit: '人', sensitivity: 'sensitive' }),
      dead: count('死亡人数', { unit: '人', sensitivity: 'sensitive' }),
      cropMu: decimal('受灾面积', { unit: '亩', digits: 2, headings: ['受灾面积(亩)'] }),
      livestock: count('损失畜禽', { unit: '头只' }),
      houseDamage: code('房屋受损', 'houseDamage', { headings: ['房屋损毁情况'] }),
      waterDamaged: flag('饮水设施是否损毁'),
      loss: amount('直接经济损失', { ...money, headings: ['经济损失', '损失金额'] })
    }),
    ...section('救助', {
      rehoused: flag('是否转移安置', { headings: ['转移安置'] }),
      relief: amount('救助金额', { ...money, headings: ['救灾资金', '已救助金额'] }),
      reliefOn: date('救助日期'),
      insurancePaid: amount('保险理赔', { ...money, headings: ['理赔金额'] }),
      greenChannel: flag('是否启动绿色通道', { source: 'S4-10', headings: ['绿色通道'] }),
      risky: flag('是否有返贫风险', { headings: ['返贫风险'] }),
      handling: code('处置', 'handleStatus', { headings: ['处置情况'] }),
      closedOn: date('办结日期')
    }),
    ...recordFields
  }
})
