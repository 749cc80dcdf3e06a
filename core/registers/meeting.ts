/**
 * 公示评议: one meeting and the notice that followed. Votes and the conclusion are what the meeting decided,
 * so a later typist must not win over them. A notice carries open fields only (masked by declaration).
 */
import { code, count, date, defineRegister, section, text } from './define.ts'
import { recordFields } from './record-fields.ts'

const open = { sensitivity: 'open' } as const
const people = { ...open, unit: '人' } as const
const decided = { merge: 'decided' } as const

export const meeting = defineRegister({
  name: 'meeting',
  title: '公示评议',
  identity: ['heldOn', 'kind'],
  fields: {
    ...section('会议', {
      kind: code('会议类型', 'meetingKind', { ...open, source: 'G8' }),
      heldOn: date('会议时间', { ...open, headings: ['时间', '会议日期', '评议时间'] }),
      place: text('会议地点', { ...open, headings: ['地点'] }),
      expected: count('应到人数', { ...people, headings: ['应到'] }),
      present: count('实到人数', { ...people, headings: ['实到'] }),
      chair: text('主持人', { headings: ['主持'] }),
      recorder: text('记录人', { headings: ['记录'] }),
      topic: text('议题', { ...open, headings: ['会议议题'] }),
      households: text('议题户名单', { longText: true, headings: ['评议户名单', '户名单'] }),
      speeches: text('发言要点', { longText: true }),
      signInPhotos: text('签到照片', { sensitivity: 'sensitive' })
    }),
    ...section('表决', {
      agree: count('同意', { ...people, ...decided, source: 'G8', headings: ['同意票'] }),
      against: count('反对', { ...people, ...decided, source: 'G8', headings: ['反对票'] }),
      abstain: count('弃权', { ...people, ...decided, source: 'G8', headings: ['弃权票'] }),
      conclusion: code('评议结论', 'meetingResult', { ...open, ...decided, headings: ['结论', '评议结果'] })
    }),
    ...section('公示', {
      noticePlace: text('公示地点', open),
      noticeFrom: date('公示开始日期', { ...open, source: 'W4', headings: ['公示起', '公示开始时间'] }),
      noticeTo: date('公示结束日期', { ...open, source: 'W4', headings: ['公示止', '公示结束时间'] }),
      noticeText: text('公示内容', { ...open, longText: true, source: 'W6' }),
      noticePhotoFirst: text('公示照片(首日)', { sensitivity: 'sensitive' }),
      noticePhotoLast: text('公示照片(末日)', { sensitivity: 'sensitive' }),
      objections: text('异议及处理', { longText: true, headings: ['异议'] }),
      noticeResult: code('公示结论', 'publicResult', { ...open, ...decided })
    }),
    ...section('审核确定', {
      townshipReview: code('乡镇审核', 'reviewResult', { ...open, ...decided, source: 'S1-09' }),
      townshipOn: date('乡镇审核日期', { ...open, ...decided }),
      countyReview: code('县级确定', 'reviewResult', { ...open, ...decided, source: 'S1-09' }),
      countyOn: date('县级确定日期', { ...open, ...decided })
    }),
    ...recordFields
  }
})
