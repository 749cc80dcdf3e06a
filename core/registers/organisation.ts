/** 经营主体: an enterprise, cooperative, family farm or leader that takes households along. */
import { code, count, date, defineRegister, flag, phone, section, text } from './define.ts'
import { recordFields } from './record-fields.ts'

const open = { sensitivity: 'open' } as const

export const organisation = defineRegister({
  name: 'organisation',
  title: '经营主体',
  identity: ['creditCode', 'name'],
  fields: {
    ...section('主体', {
      name: text('主体名称', { ...open, headings: ['经营主体名称', '名称', '单位名称'] }),
      creditCode: text('统一社会信用代码', { ...open, headings: ['信用代码', '社会信用代码'] }),
      kind: code('主体类型', 'organisationType', { ...open, source: 'S4-17', headings: ['经营主体类型', '类型'] }),
      business: text('主营业务', { ...open, headings: ['经营内容'] }),
      leader: text('负责人', { headings: ['法人代表', '负责人姓名'] }),
      leaderPhone: phone('负责人电话'),
      foundedOn: date('成立日期', { ...open, headings: ['成立时间'] }),
      staff: count('从业人数', { ...open, unit: '人' }),
      demonstration: flag('是否示范主体', { ...open, headings: ['示范社'] }),
      endedOn: date('注销日期', { ...open })
    }),
    ...recordFields
  }
})
