/**
 * 监测程序: one going-through of the procedure for one household: listing, elimination or relisting. Where it
 * stands is not stored: it follows from its steps (caseStep) by the transition table of core/procedure.
 */
import { code, codes, date, defineRegister, flag, link, section, text } from './define.ts'
import { recordFields } from './record-fields.ts'

const open = { sensitivity: 'open' } as const
const decided = { merge: 'decided' } as const

export const monitorCase = defineRegister({
  name: 'monitorCase',
  title: '监测程序',
  household: 'household',
  identity: ['kind', 'openedOn'],
  fields: {
    ...section('程序', {
      household: link('所属农户', 'household'),
      kind: code('程序类型', 'caseKind', { ...open, ...decided, source: 'S1-09，W8' }),
      openedOn: date('发起日期', open),
      channel: code('发现渠道', 'discoveryChannel', { ...open, source: 'S4-04' }),
      clue: link('风险线索', 'clue'),
      category: code('拟定监测对象类别', 'monitorCategory', { ...open, ...decided, source: 'W6' }),
      risks: codes('拟定风险', 'riskType', { sensitivity: 'sensitive', ...decided, source: 'G1' }),
      disasterType: code('因自然灾害子项', 'disasterSubtype', { source: 'G16' }),
      riskNote: text('风险说明', { sensitivity: 'sensitive', longText: true }),
      eliminationMode: code('拟定消除方式', 'eliminationMode', { ...open, ...decided, source: 'G1' }),
      greenChannel: flag('绿色通道', { ...open, source: 'S4-10' })
    }),
    ...recordFields
  }
})
