/**
 * 程序环节: one step somebody took in a case. A step is written once; a wrong one is voided while it is the last,
 * never changed. Two laptops that each took the same step while apart leave two records: the case then stands
 * contested until a person has taken one back; no clock decides (docs/adr/0021).
 */
import { code, codes, count, date, defineRegister, flag, link, section, text } from './define.ts'
import { recordFields } from './record-fields.ts'

const open = { sensitivity: 'open' } as const
const decided = { merge: 'decided' } as const

export const caseStep = defineRegister({
  name: 'caseStep',
  title: '程序环节',
  household: 'household',
  identity: ['case', 'step', 'on'],
  fields: {
    ...section('环节', {
      household: link('所属农户', 'household'),
      case: link('监测程序', 'monitorCase'),
      step: code('环节', 'procedureStep', { ...open, ...decided, source: 'S1-09' }),
      outcome: code('结论', 'stepOutcome', { ...open, ...decided }),
      on: date('办理日期', { ...open, ...decided }),
      role: code('办理层级', 'procedureRole', { ...open, ...decided }),
      actor: text('办理账号', { ...open, ...decided }),
      actorName: text('办理人', decided),
      second: text('同办人', { source: 'W7' }),
      opinion: text('意见', { longText: true, ...decided }),
      /** The step that stood last when this one was taken, or the case where there was none: tells answers given apart. */
      after: text('前一环节', { ...open, ...decided })
    }),
    ...section('佐证', {
      evidence: codes('佐证材料', 'evidenceKind', { ...open, source: 'W7，W11' }),
      signed: flag('农户签字或按手印', { sensitivity: 'sensitive', source: 'W7' }),
      visit: link('入户走访', 'visit'),
      income: link('收入核算', 'income'),
      meeting: link('评议会', 'meeting'),
      comparison: text('信息比对结果', { sensitivity: 'sensitive', longText: true, source: 'W11' }),
      reason: text('理由', { longText: true })
    }),
    ...section('公示', {
      noticeFrom: date('公示开始日期', { ...open, ...decided, source: 'W4' }),
      noticeTo: date('公示结束日期', { ...open, ...decided, source: 'W4' }),
      noticePlace: text('公示地点', open),
      objections: count('异议数', { ...open, unit: '件' }),
      objection: text('异议内容及处理', { longText: true })
    }),
    ...section('三保障核实', {
      dropout: flag('是否失学辍学', { sensitivity: 'sensitive', source: 'G1' }),
      housingUnsafe: flag('是否住房不安全', { source: 'G1' }),
      waterUnsafe: flag('是否饮水不安全', { source: 'G1' }),
      uninsuredMember: flag('是否有人未参保', { sensitivity: 'sensitive', source: 'G1' }),
      rigidSolved: flag('大额刚性支出是否解决', { source: 'W8' }),
      riskSolved: flag('风险是否稳定消除', { source: 'W8' }),
      newRisk: flag('是否有新的风险', { source: 'W8' })
    }),
    ...recordFields
  }
})
