/** A file looked at without a window: what it is taken for and what is wrong, as the import would say it. */
import type { Values } from '#core/registers/define.ts'
import { fieldOf, labelOf } from '#core/registers/index.ts'
import { formatValue } from '#core/registers/value.ts'
import type { DroppedLine, LayoutColumn, SheetLayout } from '../db/book-imports.ts'
import { ROSTER } from './headings.ts'
import { readWorkbook } from './read-file.ts'
import { groupRows } from './roster-groups.ts'
import { rosterOf } from './roster-of.ts'
import { plainAt, valuesAt, type ParsedSheet, type Problem, type ReadOptions } from './sheet-types.ts'

export interface InspectedRow {
  /** The sheet's own number. */
  readonly row: number
  /** Ordinal of the household, from 1; 0 where lines belong to none. */
  readonly group: number
  readonly householdNo: string
  readonly village: string
  readonly headName: string
  readonly name: string
  /** null where there is none, or none that can be believed. */
  readonly idNo: string | null
  readonly birthDate: string
  readonly relation: string
  /** Everything read of the line as people see it, by register and field. */
  readonly values: Readonly<Record<string, string>>
  readonly problems: readonly Pick<Problem, 'code' | 'severity' | 'cell' | 'text'>[]
}

export interface Inspection {
  readonly file: string
  readonly layout: Omit<SheetLayout, 'columns'>
  readonly mapping: readonly LayoutColumn[]
  readonly rows: readonly InspectedRow[]
  readonly dropped: readonly DroppedLine[]
  readonly unknownHeadings: readonly string[]
  /** Of no line: hidden rows, comments, stray content. */
  readonly problems: readonly Problem[]
}

export async function inspectFile(name: string, bytes: Uint8Array, options: ReadOptions = {}): Promise<Inspection> {
  const sheet = await readWorkbook(name, bytes, options)
  const problems = problemsOf(sheet)
  const lines = new Set(sheet.rows)
  const byRow = Map.groupBy(problems.filter(({ row }) => lines.has(row)), ({ row }) => row)
  const { columns, ...layout } = sheet.layout
  return {
    file: name, layout, mapping: columns, dropped: sheet.dropped, unknownHeadings: sheet.unknownHeadings,
    rows: Array.from(sheet.rows, (row, line) => rowOf(sheet, row, line, byRow.get(row) ?? [])),
    problems: problems.filter(({ row }) => !lines.has(row))
  }
}

/** Of the cells and, for a roster, of its households. */
export const problemsOf = (sheet: ParsedSheet): readonly Problem[] =>
  sheet.layout.base === ROSTER ? groupRows(rosterOf(sheet), null).problems : sheet.problems

function rowOf(sheet: ParsedSheet, row: number, line: number, problems: readonly Problem[]): InspectedRow {
  const person = valuesAt(sheet, 'person', line), household = valuesAt(sheet, 'household', line)
  const relation = textOf(person, 'relation')
  return {
    row, group: (sheet.groups[line] ?? -1) + 1, householdNo: textOf(household, 'nationalHouseholdNo'), village: plainAt(sheet, 'village', line), headName: plainAt(sheet, 'head-name', line),
    name: textOf(person, 'name'), idNo: textOf(person, 'idNo') || null, birthDate: textOf(person, 'birthDate'), relation: relation === '' ? '' : labelOf('relation', relation),
    values: shownValues(sheet, line), problems: problems.map(({ code, severity, cell, text }) => ({ code, severity, cell, text }))
  }
}

const textOf = (values: Values, name: string): string => typeof values[name] === 'string' ? values[name] : ''

function shownValues(sheet: ParsedSheet, line: number): Readonly<Record<string, string>> {
  const shown: Record<string, string> = {}
  const registers = new Set(sheet.columns.flatMap(({ target }) => target.kind === 'field' ? [target.register] : []))
  for (const register of registers) for (const [name, value] of Object.entries(valuesAt(sheet, register, line))) {
    const field = fieldOf(register, name)
    if (field) shown[`${register}.${name}`] = formatValue(field, value)
  }
  return shown
}

/** For people: what was found, in lines. */
export function inspectionText({ file, layout, mapping, rows, dropped, problems }: Inspection): string {
  const all = [...problems, ...rows.flatMap(row => row.problems.map(problem => ({ ...problem, row: row.row })))]
  const errors = all.filter(({ severity }) => severity === 'error').length
  const found = mapping.filter(({ target }) => target !== null && target.kind !== 'ignored')
  return [
    `${file} · 工作表“${layout.sheet}” · 表头第 ${layout.headingLines.join('–')} 行${layout.others.length > 0 ? ` · 另有 ${layout.others.join('、')}` : ''}`,
    `${rows.length} 行，${new Set(rows.flatMap(({ group }) => group > 0 ? [group] : [])).size} 户，认出 ${found.length} 列，略过 ${dropped.length} 行；错误 ${errors} 处，提醒 ${all.length - errors} 处`,
    '', ...mapping.map(({ letter, heading, label, by }) => `  ${letter.padEnd(3)}${heading || '（无表头）'} → ${label || '没有认出'}${by === 'content' ? '（按内容）' : ''}`),
    ...(dropped.length > 0 ? ['', '略过的行：', ...dropped.map(({ row, why, text }) => `  第 ${row} 行 ${WHY[why]} ${text}`)] : []),
    ...(all.length > 0 ? ['', '问题：', ...all.map(({ cell, severity, text }) => `  ${cell} ${severity === 'error' ? '错误' : '提醒'}：${text}`)] : []), ''
  ].join('\n')
}

const WHY: Readonly<Record<DroppedLine['why'], string>> = { blank: '空行', subtotal: '小计', footer: '表尾', 'heading-again': '又一次表头', hidden: '隐藏行', 'not-a-line': '不是名单' }
