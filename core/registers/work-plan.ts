/** 计划务工: who means to go to work, where, and what help is asked for. One per person and year. */
import { code, codes, defineRegister, flag, link, month, section, text, year } from './define.ts'
import { recordFields } from './record-fields.ts'

export const workPlan = defineRegister({
  name: 'workPlan',
  title: '计划务工',
  household: 'household',
  person: 'person',
  identity: ['year'],
  fields: {
    ...section('计划', {
      household: link('所属农户', 'household'),
      person: link('务工人员', 'person'),
      year: year('年度', { sensitivity: 'open' }),
      planned: flag('是否计划务工', { source: 'G1', headings: ['是否计划外出务工', '计划务工'] }),
      province: text('计划务工所在省', { source: 'G1', headings: ['计划务工地(省)'] }),
      city: text('计划务工所在市', { source: 'G1', headings: ['计划务工地(市)'] }),
      county: text('计划务工所在县', { source: 'G1', headings: ['计划务工地', '计划务工地(县)'] }),
      plannedFrom: month('计划外出时间', { headings: ['计划务工时间'] }),
      post: text('意向岗位', { headings: ['意向工种'] }),
      serviceNeeds: codes('就业服务需求', 'serviceNeed', { source: 'G1', headings: ['就业需求', '服务需求'] }),
      outcome: code('落实情况', 'planStatus')
    }),
    ...recordFields
  }
})
