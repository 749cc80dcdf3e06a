/** 致富带头人、乡村工匠、退役军人: people who take others along; three to five leaders a village are wanted. */
import { amount, code, count, date, defineRegister, flag, link, section, text } from './define.ts'
import { recordFields } from './record-fields.ts'

export const talent = defineRegister({
  name: 'talent',
  title: '致富带头人与乡村工匠',
  household: 'household',
  person: 'person',
  identity: ['kind'],
  fields: {
    ...section('人才', {
      household: link('所属农户', 'household'),
      person: link('人才姓名', 'person'),
      kind: code('人才类别', 'talentKind', { source: 'S4-18', headings: ['类别'] }),
      skill: text('特长', { headings: ['技能特长', '从事产业', '技艺'] }),
      recognisedOn: date('认定日期', { merge: 'decided', headings: ['认定时间'] }),
      recognisedBy: text('认定部门'),
      organisation: link('领办主体', 'organisation', { headings: ['所在主体', '领办创办主体'] }),
      trained: flag('是否参加培训'),
      ledHouseholds: count('带动户数', { unit: '户', headings: ['带动农户数'] }),
      ledExited: count('带动脱贫户和监测户数', { unit: '户', headings: ['带动脱贫户数'] }),
      yearlyGain: amount('带动户均增收', { unit: '元', headings: ['户均增收'] }),
      loan: amount('创业担保贷款', { sensitivity: 'sensitive', unit: '元', source: 'S4-30' }),
      endedOn: date('退出日期')
    }),
    ...recordFields
  }
})
