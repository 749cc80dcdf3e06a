/**
 * 易地搬迁后续扶持: the flat, the old house and what came after the move. One per household; where it is and
 * how it was settled stand with the household; jobs are counted from its members.
 */
import { amount, code, codes, date, decimal, defineRegister, flag, link, section, text } from './define.ts'
import { recordFields } from './record-fields.ts'

export const resettlement = defineRegister({
  name: 'resettlement',
  title: '易地搬迁后续扶持',
  household: 'household',
  fields: {
    ...section('搬迁', {
      household: link('所属农户', 'household'),
      origin: text('迁出地', { headings: ['迁出地址'] }),
      building: text('楼栋房号', { headings: ['房号', '楼栋'] }),
      areaM2: decimal('安置房面积', { unit: '㎡', digits: 2, headings: ['面积', '安置面积'] }),
      movedOn: date('入住日期', { headings: ['入住时间', '搬迁入住时间'] }),
      titleStatus: code('不动产权证办理', 'handledState', { headings: ['不动产权证', '不动产权证(办理)'] }),
      titleNo: text('不动产权证号', { sensitivity: 'sensitive', headings: ['证号', '不动产证号'] }),
      oldHouse: code('旧房拆除/复垦', 'oldHouseState', { headings: ['旧房拆除', '复垦', '旧房情况'] }),
      registered: flag('户籍是否迁移', { headings: ['户籍迁移'] })
    }),
    ...section('后续扶持', {
      schooling: text('子女入学', { headings: ['子女就学'] }),
      insuranceMoved: flag('医保/养老转移', { headings: ['医保养老转移'] }),
      landLeased: flag('土地流转', { headings: ['是否土地流转'] }),
      industry: text('产业配套', { headings: ['配套产业'] }),
      propertyFee: amount('物业费', { unit: '元', headings: ['物业费(元)'] }),
      grid: text('社区网格', { headings: ['网格', '网格员'] })
    }),
    ...section('隐患排查', {
      occupied: flag('是否实际入住', { headings: ['入住率', '入住情况'] }),
      hazards: codes('隐患排查', 'resettlementHazard', { source: 'S4-33', headings: ['安置点隐患', '隐患类型'] }),
      hazardNote: text('隐患说明', { longText: true }),
      inspectedOn: date('排查日期', { headings: ['隐患排查日期'] }),
      handling: code('处置', 'handleStatus', { headings: ['处置情况'] })
    }),
    ...recordFields
  }
})
