/** A read sheet as lines of persons with their household's columns: what a roster is compared by. */
import type { Values } from '#core/registers/define.ts'
import { fieldOf } from '#core/registers/index.ts'
import type { Value } from '#core/sync/change.ts'
import type { DataRegister, ParsedRoster, RosterRow } from './roster-types.ts'
import { plainAt, type ParsedColumn, type ParsedSheet } from './sheet-types.ts'

const REGISTERS: readonly DataRegister[] = ['household', 'person', 'income']

export function rosterOf(sheet: ParsedSheet): ParsedRoster {
  const columnsOf = (register: DataRegister): readonly (readonly [string, ParsedColumn])[] =>
    sheet.columns.flatMap(column => column.target.kind === 'field' && column.target.register === register ? [[column.target.name, column] as const] : [])
  const byRegister = REGISTERS.map(columnsOf)
  const has = (kind: ParsedColumn['target']['kind']): boolean => sheet.columns.some(({ target }) => target.kind === kind)
  const plain = { village: has('village'), headName: has('head-name'), headIdNo: has('head-id') }
  const rows: RosterRow[] = Array.from(sheet.rows, (row, line) => {
    const [household = {}, person = {}, income = {}] = byRegister.map(columns => valuesOf(columns, line))
    return {
      row, group: sheet.groups[line] ?? line, household, person, income, village: plain.village ? plainAt(sheet, 'village', line) : '',
      headName: plain.headName ? plainAt(sheet, 'head-name', line) : '', headIdNo: plain.headIdNo ? plainAt(sheet, 'head-id', line) : ''
    }
  })
  const letters: Record<string, string> = {}
  for (const { letter, target } of sheet.columns) letters[target.kind === 'field' ? `${target.register}.${target.name}` : KEYS[target.kind]] ??= letter
  return {
    name: sheet.name, sheet: sheet.layout.sheet, layout: sheet.layout, dropped: sheet.dropped, villages: sheet.villages, rows, columns: letters, coarse: coarseOf(sheet),
    problems: sheet.problems, unknownHeadings: sheet.unknownHeadings
  }
}

const KEYS = { 'head-name': 'headName', 'head-id': 'headIdNo', village: 'village' } as const

/** A column in 万元 with four places says whole 元: 0.1071 is no news beside 1,070.67. */
function coarseOf({ columns, layout }: ParsedSheet): Readonly<Record<string, number>> {
  const coarse: Record<string, number> = {}
  for (const { target, letter, cells } of columns) {
    const factor = layout.columns.find(column => column.letter === letter)?.factor ?? 1
    if (target.kind !== 'field' || fieldOf(target.register, target.name)?.type !== 'amount' || factor === 1) continue
    const amounts = cells.flatMap(({ value }) => typeof value === 'number' && value !== 0 ? [value] : [])
    let step = 1
    while (step < factor * 100 && amounts.length > 0 && amounts.every(amount => amount % (step * 10) === 0)) step *= 10
    coarse[`${target.register}.${target.name}`] = step / 2
  }
  return coarse
}

/** The first column of a field is believed; several codes are joined. */
function valuesOf(columns: readonly (readonly [string, ParsedColumn])[], line: number): Values {
  const values: Record<string, Value> = {}
  for (const [name, { cells, at }] of columns) {
    const { value } = cells[at[line]!]!
    if (value === null) continue
    const before = values[name]
    if (before === undefined) values[name] = value
    else if (Array.isArray(before) && Array.isArray(value)) values[name] = [...new Set([...before, ...value])]
  }
  return values
}
