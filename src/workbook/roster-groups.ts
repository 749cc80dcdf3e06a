/**
 * Rows of persons gathered into households, with everything about the workbook itself that is wrong: lines
 * without a key, a number twice, a member in two households, lines of a household that disagree. An error
 * stops the whole import; a household taken half is worse than one not taken.
 */
import type { Values } from '#core/registers/define.ts'
import { birthDateOf } from '#core/registers/id-number.ts'
import { fieldOf, HEAD } from '#core/registers/index.ts'
import type { Value } from '#core/sync/change.ts'
import { sameValue } from '#core/sync/merge.ts'
import type { DataRegister, ParsedRoster, Problem, RosterRow } from './roster-types.ts'

export interface HouseholdRows {
  readonly number: string
  readonly village: string
  /** Head's name, for people. */
  readonly title: string
  readonly rows: readonly RosterRow[]
  readonly household: Values
  readonly incomes: readonly { readonly year: number; readonly values: Values }[]
}

export interface Grouped {
  readonly households: readonly HouseholdRows[]
  readonly rows: number
  readonly problems: Problem[]
}

export function groupRows(parsed: ParsedRoster, villages: readonly string[] | null): Grouped {
  const taken = parsed.rows.filter(row => villages === null || villages.includes(row.village))
  const here = new Set(taken.map(row => row.row))
  const left = new Map<string, RosterRow[]>()
  for (const row of parsed.rows) if (!here.has(row.row)) pushTo(left, row.village, row)
  const away = new Set([...left.values()].flatMap(rows => rows.map(({ row }) => row)))
  const problems: Problem[] = parsed.problems.filter(({ row }) => !away.has(row))
  const say: Say = (row, key, code, severity, text) =>
    problems.push({ cell: `${parsed.columns[key] ?? 'A'}${row.row}`, row: row.row, code, severity, text })

  for (const [village, rows] of left) say(rows[0]!, 'village', 'other-village', 'warning', `“${village || '（空）'}”的 ${rows.length} 行不在本机的村里，没有读入`)
  const broken = new Set(problems.filter(({ severity }) => severity === 'error').map(({ cell }) => cell))
  const unread: Unread = (row, key) => broken.has(`${parsed.columns[key]}${row.row}`)
  checkPeople(taken, say, unread)
  // Where the workbook has no 户编号 its own division holds: merged cells, 户主 lines.
  const isNumbered = 'household.nationalHouseholdNo' in parsed.columns
  const houses = new Map<string | number, RosterRow[]>()
  for (const row of taken) {
    const number = row.household['nationalHouseholdNo']
    if (!isNumbered) pushTo(houses, row.group, row)
    else if (typeof number === 'string') pushTo(houses, number, row)
    else if (!unread(row, 'household.nationalHouseholdNo'))
      say(row, 'household.nationalHouseholdNo', 'household-no-missing', 'error', '没有户编号，不知道是哪一户')
  }
  const households = [...houses].map(([number, rows]) => gather(typeof number === 'string' ? number : '', rows, parsed, say))
  return { households, rows: taken.length, problems }
}

function pushTo<K>(lists: Map<K, RosterRow[]>, key: K, row: RosterRow): void {
  const rows = lists.get(key)
  if (rows) rows.push(row)
  else lists.set(key, [row])
}

/** The cell is named already: one mistake is told once. */
type Unread = (row: RosterRow, key: string) => boolean
type Say = (row: RosterRow, key: string, code: string, severity: Problem['severity'], text: string) => void

/** Every line needs something to know the person by, and every person stands in the list once. */
function checkPeople(rows: readonly RosterRow[], say: Say, unread: Unread): void {
  const byId = new Map<string, RosterRow>()
  const byName = new Map<string, RosterRow>()
  // Within a household a name that stands there once is enough to know its member by (R210).
  const nameOf = (row: RosterRow): string => `${String(row.household['nationalHouseholdNo'] ?? `group ${row.group}`)} ${String(row.person['name'])}`
  const named = Map.groupBy(rows, nameOf)
  const isOnlyOne = (row: RosterRow): boolean =>
    typeof row.person['name'] === 'string' && (typeof row.household['nationalHouseholdNo'] === 'string' || row.group >= 0) && named.get(nameOf(row))?.length === 1
  for (const row of rows) {
    const { idNo, name, birthDate } = row.person
    if (typeof name !== 'string' && !unread(row, 'person.name')) say(row, 'person.name', 'name-missing', 'error', '没有姓名')
    const key = typeof idNo === 'string' ? idNo : typeof birthDate === 'string' ? `${String(name)} ${birthDate}` : undefined
    if (typeof idNo !== 'string' && unread(row, 'person.idNo')) continue
    const byNameOnly = key === undefined && isOnlyOne(row)
    if (typeof idNo !== 'string') say(row, 'person.idNo', 'id-missing', 'warning', byNameOnly ? '没有证件号码，按本户的姓名认人' : key === undefined ? '没有证件号码' : '没有证件号码，按姓名和出生日期认人')
    if (key === undefined) {
      if (!byNameOnly) say(row, 'person.idNo', 'row-without-key', 'error', '没有能用的证件号码，也没有写到日的出生日期，本户又有同名的人，认不出是谁')
      continue
    }
    const seen = typeof idNo === 'string' ? byId : byName
    const first = seen.get(key)
    if (!first) seen.set(key, row)
    else {
      const other = `第 ${first.row} 行（${String(first.person['name'])}）`
      const same = first.person['name'] === name
      if (first.household['nationalHouseholdNo'] === row.household['nationalHouseholdNo']) say(row, 'person.idNo', 'id-duplicate', 'error', same ? `与${other}重复` : `证件号码与${other}相同`)
      else if (same) say(row, 'person.idNo', 'person-in-two-households', 'error', `与${other}是同一个人，却在另一户`)
      // Two people to the system the file came from: both are taken, and R001 stays on the list until it is put right there.
      else say(row, 'person.idNo', 'id-shared', 'warning', `证件号码与另一户${other}相同（R001），按两个人导入，请核对`)
    }
  }
}

function gather(number: string, rows: readonly RosterRow[], parsed: ParsedRoster, say: Say): HouseholdRows {
  const [first] = rows as [RosterRow, ...RosterRow[]]
  for (const row of rows) if (row.village !== first.village) say(row, 'village', 'household-in-two-villages', 'error', `同一户（第 ${first.row} 行）写在“${first.village}”`)
  const heads = rows.filter(row => row.person['relation'] === HEAD)
  const [head] = heads
  if ('person.relation' in parsed.columns) {
    if (!head) say(first, 'person.relation', 'household-without-head', 'warning', '这一户没有“户主”')
    for (const other of heads.slice(1)) say(other, 'person.relation', 'household-two-heads', 'warning', `这一户有两个“户主”（第 ${head!.row} 行也是）`)
  }
  if (head) for (const row of rows) {
    if (isOlderThanHead(row, head)) say(row, 'person.relation', 'child-older', 'warning', `写的是户主的子女，却比户主（第 ${head.row} 行）大，请核对关系和出生日期`)
    if (row.headName !== '' && row.headName !== head.person['name']) say(row, 'headName', 'head-differs', 'warning', `户主姓名写的是“${row.headName}”，与户主那一行不同，以那一行为准`)
    else if (row.headIdNo !== '' && typeof head.person['idNo'] === 'string' && row.headIdNo.toUpperCase() !== head.person['idNo']) say(row, 'headIdNo', 'head-differs', 'warning', '户主证件号码与户主那一行不同，以那一行为准')
  }
  return {
    number, village: first.village, rows, title: String(head?.person['name'] ?? (first.headName || first.person['name'] || number)),
    household: agreed('household', rows, rows, say), incomes: incomesOf(rows, first === parsed.rows[0] || 'income.year' in parsed.columns, say)
  }
}

const CHILDREN = /^[23]/
const bornOn = ({ person: { birthDate, idNo } }: RosterRow): string | undefined =>
  typeof birthDate === 'string' ? birthDate : typeof idNo === 'string' ? birthDateOf(idNo) : undefined

/** Relations 20–39 are sons and daughters. */
function isOlderThanHead(row: RosterRow, head: RosterRow): boolean {
  const relation = row.person['relation'], born = bornOn(row), headBorn = bornOn(head)
  return typeof relation === 'string' && CHILDREN.test(relation) && born !== undefined && headBorn !== undefined && born <= headBorn
}

/** The first line that says something is believed; lines that say otherwise are named. */
function agreed(register: DataRegister, rows: readonly RosterRow[], of: readonly RosterRow[], say: Say): Values {
  const values: Record<string, Value> = {}
  for (const row of of) for (const name of Object.keys(row[register])) {
    const value = row[register][name]!
    if (!Object.hasOwn(values, name)) values[name] = value
    else if (!sameValue(values[name]!, value)) say(row, `${register}.${name}`, 'household-rows-disagree', 'warning', `“${fieldOf(register, name)?.label ?? name}”与本户前面的行（第 ${rows[0]!.row} 行起）不同，以前面的为准`)
  }
  return values
}

/** `isFirst`: where no line of the sheet has a year it is said once. */
function incomesOf(rows: readonly RosterRow[], isFirst: boolean, say: Say): HouseholdRows['incomes'] {
  const years = new Map<number, RosterRow[]>()
  for (const row of rows) {
    const { year, ...amounts } = row.income
    if (Object.keys(amounts).length === 0) continue
    if (typeof year === 'number') years.set(year, [...(years.get(year) ?? []), row])
    else if (row === rows[0] && isFirst) say(row, 'income.year', 'income-without-year', 'warning', '没有“年度”，不知道是哪年的收入，收入没有读入')
  }
  return [...years].map(([year, of]) => ({ year, values: agreed('income', rows, of, say) }))
}
