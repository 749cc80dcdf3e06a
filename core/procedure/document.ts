/**
 * docs/procedure.md as text, made from the table and the rules so that it cannot say anything else.
 * `npx vitest run --config tests/vitest.config.ts tests/core/procedure/document.test.ts -u` rewrites the file.
 */
import { labelOf } from '../registers/codes.ts'
import { defaultStandards } from '../registers/standard.ts'
import type { SettingName } from '../registers/standard.ts'
import type { CaseKind, CaseState, Transition } from './define.ts'
import { procedureRules, titleOfField } from './rules.ts'
import { transitionTitle } from './status.ts'
import { transitions } from './table.ts'

const STATES: Readonly<Record<CaseState, string>> = {
  new: '刚发起', clue: '线索已受理', applied: '已申报', toVerify: '待入户核实', matched: '已比对，待入户核实', qualified: '核实符合', compared: '核实、比对都已完成', reviewed: '评议通过', publicising: '公示中', objected: '有异议，待处理',
  publicised: '公示期满', townshipApproved: '乡镇已审核', decided: '县级已确定', announced: '已公告，办结', notNeeded: '无需纳入，办结', rejected: '不予确定，办结', withdrawn: '已终止'
}
const KINDS: readonly CaseKind[] = ['identification', 'elimination', 'relisting']

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ')
const line = (...cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string => [line(...head), `|${head.map(() => '---').join('|')}|`, ...rows.map(cells => line(...cells))].join('\n')

const limit = (name: SettingName | undefined): string => name === undefined ? '' : `${labelOf('standardName', name)} \`${name}\``
const rowText = ({ id, from, step, outcome, to, roles, evidence, demands, within, source }: Transition): readonly string[] => [
  id, from.map(state => STATES[state]).join('；'), transitionTitle({ step, outcome }), STATES[to], roles.map(role => labelOf('procedureRole', role)).join('、'),
  evidence.map(kind => labelOf('evidenceKind', kind)).join('、'), demands.map(titleOfField).join('、'), limit(within), source
]

const HEAD = ['编号', '从', '环节', '到', '谁办', '佐证', '必填', '期限', '依据']
/** Rows that only differ by the state they come back to are said once. */
const shown = (kind: CaseKind): readonly (readonly string[])[] => {
  const own = transitions.filter(row => row.kinds.includes(kind))
  const green = own.filter(({ step }) => step === 'green')
  const [first, last] = [green[0], green.at(-1)]
  return [...own.filter(({ step }) => step !== 'green').map(rowText), ...(first && last ? [[`${first.id}–${last.id}`, '乡镇审核以前的任何一步', transitionTitle(first), '不变', ...rowText(first).slice(4)]] : [])]
}

const figure = (name: SettingName): readonly string[] => {
  const { number, source, assumed } = defaultStandards.find(row => row.name === name && row.area === '')!
  return [`\`${name}\``, labelOf('standardName', name), String(number), source, assumed ? '暂定' : '']
}
const FIGURES: readonly SettingName[] = ['publicityDays', 'decisionDays', 'procedureWorkdays', 'clueAcceptDays', 'analyseDays', 'verifyDays', 'compareDays', 'reviewDays', 'objectionDays', 'townshipDays', 'countyDays', 'announceDays', 'eliminationMonths', 'meetingQuorumPercent', 'meetingAgreePercent']

export const procedureText = (): string => `${[
  '# 监测程序',
  '本文由 `core/procedure` 生成，不要手改。村、乡镇、县的电脑和县服务器用的是同一张表：程序走到哪一步，由办过的环节按表推出来，不另外存。表上没有的，谁也办不了；编号永远不变。',
  ...KINDS.flatMap(kind => [`## ${labelOf('caseKind', kind)} \`${kind}\``, table(HEAD, shown(kind))]),
  '## 规则',
  '县服务器照同样的规则审 P01–P11；要看这一户资料的规则（P12 以后和 R 开头的校验规则）在办理的电脑上审。',
  table(['编号', '规则'], Object.entries(procedureRules)),
  '风险消除另看：R141 有识别时间，R152 每个风险有落实的措施，R160 有消除方式，R161 三保障和饮水没有问题，R162 帮扶消除有落实的措施，R163 满规定月数，R164 不在识别当月和次月，R165 人均纯收入不低于当年监测线且核算期够长，R166 整户无劳动力的「暂不标注」。自然消除不看措施、月数和监测线。提名、核实、评议、乡镇、县级每一步都看一次。',
  '## 期限和比例',
  '都是县、年度的设置；下面是没有设置时的默认。每一步的期限从前一步办理的那天起算，工作日按国务院办公厅的节假日安排（`resources/holidays.json` 和县里发布的节假日）；安排还没有公布的年度只除去周末。从线索到县级确定同时看日历天和工作日两个期限。',
  table(['设置', '名称', '默认', '依据', ''], FIGURES.map(figure)),
  '## 两边分开办了同一步',
  '每一步记着办的时候看到的上一步（`caseStep.after`）。两台电脑没有见到对方，各自办了同一个环节，或者办了不能并存的两个环节，两个都留着，程序停下来，直到有人撤回一个；不看哪边的时间晚。能并存的（信息比对和入户核实）两个都算。有人已经接着其中一个往下办了，另一个放在一边。',
  '撤回只能撤最后一步，由办这一步的层级撤，要写理由；县级确定撤回时，农户上由它定下的内容一起改回。'
].join('\n\n')}\n`
