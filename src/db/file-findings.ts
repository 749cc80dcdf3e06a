/** What the checks have found, as a workbook: each finding with its reason, and how many there are by rule. */
import { fieldOf } from '#core/registers/index.ts'
import type { SheetSpec } from '../workbook/write/spec.ts'
import type { FileRequest, VillageFinding } from './book-checks.ts'
import { dayOf } from './ledger-context.ts'
import type { Draft, FileSources } from './file-methods.ts'
import { fileName } from './file-name.ts'

const PAGE = 1000
const SEVERITY: Readonly<Record<string, string>> = { E: '错误', W: '需说明', I: '提示' }

export async function findingsFile({ desk: at, findings }: FileSources, { filter, masked, villageName }: Extract<FileRequest, { kind: 'findings' }>): Promise<Draft> {
  const desk = at()
  const found: VillageFinding[] = []
  for (let page = await findings(filter, 0, PAGE); page.lines.length > 0; page = await findings(filter, found.length, PAGE)) {
    found.push(...page.lines)
    if (found.length >= page.total) break
  }
  const names = new Map(desk.state.villages.map(({ code, name }) => [code, name]))
  const shown = (text: string): string => (masked ? maskNumbers(text) : text)
  const lines = found.map(({ rule, severity, village, group, title, person, text, register, field, why, reason }) => [
    rule, SEVERITY[severity] ?? severity, names.get(village) ?? '', group, title, person ?? '', shown(text), fieldOf(register, field)?.label ?? field, why,
    reason ? shown(reason.text) : '', reason?.by ?? '', reason ? dayOf(reason.at) : ''
  ])
  const list: SheetSpec = {
    name: '问题清单', titles: ['数据核查问题清单', `核查时间：${dayOf(desk.env.now())}    共 ${lines.length} 条`], count: lines.length, lines,
    columns: [['规则', 4], ['级别', 4], ['行政村', 6], ['组', 4], ['户主', 5], ['姓名', 5], ['问题', 30], ['字段', 10], ['依据', 26], ['说明', 16], ['说明人', 6], ['说明日期', 6]].map(([heading, width]) => ({ heading: String(heading), width: Number(width) }))
  }
  return { name: fileName(desk, { village: filter.village, villageName, what: '问题清单', masked }), spec: { sheets: [list, byRule(found)] }, lines: lines.length }
}

function byRule(found: readonly VillageFinding[]): SheetSpec {
  const rules = new Map<string, VillageFinding[]>()
  for (const finding of found) {
    const known = rules.get(finding.rule)
    if (known) known.push(finding)
    else rules.set(finding.rule, [finding])
  }
  const lines = [...rules].sort(([a], [b]) => (a < b ? -1 : 1)).map(([rule, of]) => [
    rule, SEVERITY[of[0]!.severity] ?? '', of[0]!.why, String(of.length), String(new Set(of.map(finding => finding.household)).size), String(of.filter(finding => finding.reason).length)
  ])
  return {
    name: '按规则', titles: ['按规则汇总'], count: lines.length, lines,
    columns: [['规则', 4], ['级别', 4], ['依据', 30], ['条数', 4], ['户数', 4], ['已说明', 4]].map(([heading, width]) => ({ heading: String(heading), width: Number(width) }))
  }
}

/** Sentences of the checks name numbers: hidden as on every screen. */
export const maskNumbers = (text: string): string =>
  text.replace(/(?<!\d)(\d{6})[\dXx]{8,12}([\dXx]{4})(?!\d)/gu, '$1********$2').replace(/(?<!\d)(1\d{2})\d{4}(\d{4})(?!\d)/gu, '$1****$2')
