/**
 * 入户走访: one record per visit to a household. What was changed at the door stands in the other registers
 * with this visit as origin; here stands only that the visit happened, how, and what was concluded.
 * startedAt and finishedAt are local wall-clock text, 'YYYY-MM-DD HH:mm'.
 */
import { code, codes, count, date, defineRegister, drawing, flag, link, section, text } from './define.ts'
import { recordFields } from './record-fields.ts'

const unchanged = (title: string) => flag(`${title}：情况无变化`, { sensitivity: 'open' })

export const visit = defineRegister({
  name: 'visit',
  title: '入户走访',
  household: 'household',
  fields: {
    ...section('走访', {
      household: link('走访农户', 'household'),
      visitor: text('走访人', { source: 'W16c', headings: ['走访人员'] }),
      companion: text('同行人', { source: 'W5' }),
      startedAt: text('开始时间', { sensitivity: 'open', headings: ['走访时间', '日期时间'] }),
      mode: code('走访方式', 'visitMode', { sensitivity: 'open', source: 'W16c', headings: ['方式'] }),
      metHead: flag('是否见到户主'),
      finishedAt: text('结束时间', { sensitivity: 'open' }),
      // Of visits written up from paper; at the door it is the time between the two above.
      minutes: count('停留分钟', { sensitivity: 'open', unit: '分钟', headings: ['停留时间'] }),
      topics: codes('走访事项', 'visitTopic', { sensitivity: 'open', headings: ['核对事项'] }),
      photos: text('走访照片', { sensitivity: 'sensitive', headings: ['照片'] }),
      // When the camera says the first of them was taken, 'YYYY-MM-DD HH:mm'.
      photoTakenAt: text('照片拍摄时间', { sensitivity: 'open', headings: ['拍照时间'] }),
      location: text('走访定位', { sensitivity: 'sensitive', headings: ['定位', '走访位置'] })
    }),
    ...section('逐项核对', {
      unchangedIdentity: unchanged('基本情况'),
      unchangedMembers: unchanged('家庭成员'),
      unchangedEducation: unchanged('教育'),
      unchangedHealth: unchanged('健康与劳动力'),
      unchangedWork: unchanged('务工与岗位'),
      unchangedInsurance: unchanged('参保与救助'),
      unchangedIncome: unchanged('家庭收入'),
      unchangedProduction: unchanged('生产条件'),
      unchangedLiving: unchanged('生活条件'),
      unchangedWater: unchanged('饮水安全'),
      unchangedSafeguards: unchanged('三保障与饮水'),
      unchangedRisk: unchanged('监测与风险'),
      unchangedNeeds: unchanged('需求与措施')
    }),
    ...section('研判', {
      opinion: code('研判意见', 'visitOpinion', { source: 'G7', headings: ['调查人意见', '结论'] }),
      problems: text('发现问题', { longText: true }),
      needs: text('帮扶需求', { longText: true }),
      handling: code('处理去向', 'visitHandling', { headings: ['问题去向', '处理情况'] }),
      remark: text('走访记录', { longText: true, headings: ['走访内容'] }),
      // Old values of what the visit changed, as JSON by register:record:field (core/visit/changes.ts).
      changedFrom: text('改动前内容', { sensitivity: 'sensitive', longText: true })
    }),
    ...section('排查', {
      round: text('排查批次', { sensitivity: 'open', source: 'W17', headings: ['批次', '排查轮次'] }),
      focusGroups: codes('重点人群', 'focusGroup', { sensitivity: 'sensitive', source: 'W5', headings: ['重点人群类别', '必访类别'] }),
      atRisk: flag('是否有风险', { sensitivity: 'sensitive', source: 'G20', headings: ['是否存在返贫风险', '是否存在风险'] }),
      firstScreener: text('排查人', { source: 'W5', headings: ['排查人1', '排查人一'] }),
      secondScreener: text('第二排查人', { source: 'W5', headings: ['排查人2', '排查人二'] }),
      screenersSigned: flag('排查人签字', { sensitivity: 'sensitive', source: 'W5', headings: ['排查人是否签字'] })
    }),
    ...section('宣讲与签字', {
      policyAware: flag('是否知晓监测帮扶政策'),
      platformInstalled: flag('是否会用救助平台自主申报', { source: 'W45' }),
      satisfaction: code('满意度', 'satisfaction'),
      signedBy: text('签字人'),
      signature: drawing('农户签字', { sensitivity: 'sensitive', source: 'W16c', headings: ['户主签字'] }),
      fingerprinted: flag('是否按手印', { sensitivity: 'sensitive', source: 'W7', headings: ['手印'] }),
      nextVisitOn: date('下次走访日', { sensitivity: 'open', headings: ['下次走访日期'] })
    }),
    ...recordFields
  }
})
