/** The checks over a roster that is in no book yet: what the county would say of it if it were imported as it is. */
import { checkHousehold, type HouseholdContext } from '#core/checks/index.ts'
import { checkVillage } from '#core/checks/village.ts'
import type { Values } from '#core/registers/define.ts'
import { defaultStandards } from '#core/registers/index.ts'
import { AppError } from '#core/error.ts'
import { ROSTER } from './headings.ts'
import { readWorkbook } from './read-file.ts'
import { groupRows, type HouseholdRows } from './roster-groups.ts'
import { rosterOf } from './roster-of.ts'

export interface FileFinding {
  readonly id: string
  readonly severity: 'E' | 'W' | 'I'
  readonly text: string
  /** Line of the sheet it is about: the member's, else the first of the household; 0 for the village as a whole. */
  readonly row: number
  readonly household: string
  readonly register: string
  readonly field: string
}

export interface CheckedFile {
  readonly file: string
  readonly households: number
  readonly people: number
  readonly findings: readonly FileFinding[]
  /** Households whose lines could not be read whole are checked all the same. */
  readonly problems: number
}

export interface CheckOptions {
  /** 'YYYY-MM-DD' */
  readonly today: string
  /** Division code of the village, for its lines and settings; '' when not known. */
  readonly area: string
}

export async function checkFile(name: string, bytes: Uint8Array, { today, area }: CheckOptions): Promise<CheckedFile> {
  const sheet = await readWorkbook(name, bytes, { today })
  if (sheet.layout.base !== ROSTER) throw new AppError('workbook-no-header', { name })
  const { households, rows, problems } = groupRows(rosterOf(sheet), null)
  const contexts = households.map((house, at): HouseholdContext => ({
    household: house.household, householdId: `house-${at}`, incomeId: `income-${at}`, income: latestIncome(house), standards: defaultStandards, today, area,
    members: house.rows.map(row => ({ id: `row-${row.row}`, values: row.person }))
  }))
  const found = [...contexts.flatMap(context => checkHousehold(context)), ...checkVillage({ village: area, households: contexts, records: {}, standards: defaultStandards, today })]
  const ordinal = (id: string): number => /^(house|income)-/.test(id) ? Number(id.replace(/^\w+-/, '')) : -1
  const findings = found.map(({ id, severity, text, register, record, field, household }): FileFinding => {
    const house = households[Math.max(ordinal(record), ordinal(household))]
    return { id, severity, text, register, field, household: house?.title ?? '', row: record.startsWith('row-') ? Number(record.slice(4)) : house?.rows[0]?.row ?? 0 }
  })
  return { file: name, households: households.length, people: rows, findings: findings.sort((left, right) => left.row - right.row || left.id.localeCompare(right.id)), problems: problems.length }
}

const latestIncome = ({ incomes }: HouseholdRows): Values | undefined => {
  const latest = incomes.toSorted((left, right) => right.year - left.year)[0]
  return latest && { ...latest.values, year: latest.year }
}

const WORDS = { E: '错误', W: '要说明', I: '提示' } as const

export function checkedText({ file, households, people, findings, problems }: CheckedFile): string {
  const count = (severity: FileFinding['severity']): number => findings.filter(finding => finding.severity === severity).length
  return [
    `${file}：${households} 户 ${people} 人；错误 ${count('E')} 条，要说明 ${count('W')} 条，提示 ${count('I')} 条${problems > 0 ? `；另有 ${problems} 处读取问题，见 inspect` : ''}`, '',
    ...findings.map(({ id, severity, text, row, household }) => `  ${row > 0 ? `第 ${row} 行` : '全村'} ${household} ${id} ${WORDS[severity]}：${text}`), ''
  ].join('\n')
}
