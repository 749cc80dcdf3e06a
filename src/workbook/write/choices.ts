/**
 * Drop-downs. A short list stands in the rule itself; a long one, or one with a comma in a choice, lies on a
 * hidden sheet, for Excel takes 255 characters there and cuts at commas. What is offered is text like all else.
 */
import { columnLetter } from '../grid.ts'
import type { ColumnSpec, Line, SheetHead, SheetSpec } from './spec.ts'
import { escapeAttribute, escapeXml } from './xml-text.ts'

export const CHOICES_SHEET = '选项'
const IN_RULE = 255
const PROMPT = 255

export interface Lists {
  /** By the list joined: the column of the hidden sheet. */
  readonly columns: ReadonlyMap<string, number>
  readonly sheet: SheetSpec | null
}

const keyOf = (choices: readonly string[]): string => choices.join('\n')
const inRule = (choices: readonly string[]): boolean => choices.join(',').length <= IN_RULE && !choices.some(choice => /[,"]|^\s|\s$/.test(choice))

/** The long lists of all sheets, each once. */
export function listsOf(sheets: readonly SheetHead[]): Lists {
  const lists = new Map<string, readonly string[]>()
  for (const { columns } of sheets) for (const { choices } of columns) if (choices && !inRule(choices)) lists.set(keyOf(choices), choices)
  const all = [...lists.values()]
  const count = Math.max(0, ...all.map(list => list.length))
  const lines: Line[] = Array.from({ length: count }, (_, i) => all.map(list => list[i] ?? ''))
  return {
    columns: new Map([...lists.keys()].map((key, i) => [key, i])),
    sheet: all.length === 0 ? null : { name: CHOICES_SHEET, titles: [], columns: all.map((_, i) => ({ heading: `列表${i + 1}`, width: 12 })), count, lines }
  }
}

/** `from`, `to`: 1-based rows the rules are for. */
export function rulesXml(columns: readonly ColumnSpec[], lists: Lists, from: number, to: number): string {
  const rules = columns.flatMap((column, i) => (column.choices || column.hint ? [ruleXml(column, `${columnLetter(i)}${from}:${columnLetter(i)}${to}`, lists)] : []))
  return rules.length === 0 ? '' : `<dataValidations count="${rules.length}">${rules.join('')}</dataValidations>`
}

function ruleXml({ heading, choices, several = false, hint }: ColumnSpec, where: string, lists: Lists): string {
  const prompt = hint ? ` showInputMessage="1" promptTitle="${escapeAttribute(heading.slice(0, 32))}" prompt="${escapeAttribute(hint.slice(0, PROMPT))}"` : ''
  if (!choices) return `<dataValidation allowBlank="1"${prompt} sqref="${where}"/>`
  const refuse = several ? '' : ` showErrorMessage="1" errorTitle="不在选项里" error="${escapeAttribute(`“${heading.slice(0, 60)}”请从下拉选项里选；不知道就留空。`)}"`
  return `<dataValidation type="list" allowBlank="1"${prompt}${refuse} sqref="${where}"><formula1>${escapeXml(sourceOf(choices, lists))}</formula1></dataValidation>`
}

function sourceOf(choices: readonly string[], lists: Lists): string {
  const column = lists.columns.get(keyOf(choices))
  if (column === undefined) return `"${choices.join(',')}"`
  const letter = columnLetter(column)
  // Below the heading of the hidden sheet.
  return `${CHOICES_SHEET}!$${letter}$2:$${letter}$${choices.length + 1}`
}
