/** 评议表决: how one meeting voted on one case. */
import { code, count, defineRegister, link, section, text } from './define.ts'
import { recordFields } from './record-fields.ts'

const decided = { sensitivity: 'open', merge: 'decided', unit: '票' } as const

export const meetingVote = defineRegister({
  name: 'meetingVote',
  title: '评议表决',
  household: 'household',
  identity: ['meeting', 'case'],
  fields: {
    ...section('表决', {
      household: link('评议农户', 'household'),
      meeting: link('评议会', 'meeting'),
      case: link('监测程序', 'monitorCase'),
      order: count('次序', { sensitivity: 'open' }),
      agree: count('同意', decided),
      against: count('反对', decided),
      abstain: count('弃权', decided),
      result: code('结论', 'meetingResult', { sensitivity: 'open', merge: 'decided' }),
      opinion: text('评议意见', { longText: true })
    }),
    ...recordFields
  }
})
