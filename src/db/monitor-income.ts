/**
 * The book's answers about households near the line and the figures in force. One pass over the
 * households, in slices; who or what was taken back and a decided field that clashes count as unknown.
 */
import { settingOf, settingRow, settingRows } from '#core/checks/settings.ts'
import { countedMembers, lineFor, nearnessOf } from '#core/income/index.ts'
import { codeTable } from '#core/registers/codes.ts'
import { unitsText } from '#core/registers/exact.ts'
import { HEAD } from '#core/registers/person.ts'
import { defaultStandards, settingNames, type Standard } from '#core/registers/standard.ts'
import { factual, isUndecided } from '#core/sync/facts.ts'
import type { RecordState } from '#core/sync/change.ts'
import { homeOf } from '#core/sync/home.ts'
import { HOUSEHOLD, INCOME, isEnded, PERSON, textOf } from './belongs.ts'
import type { BookIncome, NearLine, SettingLine } from './book-monitor.ts'
import type { Desk } from './desk.ts'
import { figuresOf, todayAt } from './monitor-cases-read.ts'
import { inSlices } from './village-pass.ts'

export function incomeMethods(desk: () => Desk): BookIncome {
  return {
    nearLine: async year => nearLines(desk(), year ?? Number(todayAt(desk()).slice(0, 4))),
    settings: async year => settingLines(desk(), year)
  }
}

const nearLines = (desk: Desk, year: number): Promise<readonly NearLine[]> => inSlices(desk, async slice => {
  const figures = { ...figuresOf(desk.roster), year, today: todayAt(desk) }
  const found: NearLine[] = []
  // A copy: a household written while this waits would go on the end of what is being walked.
  for (const { record } of [...desk.roster.all(HOUSEHOLD)]) {
    await slice()
    const near = nearOf(desk, record.id, figures)
    if (near) found.push(near)
  }
  return found.toSorted((left, right) => left.perCapita - right.perCapita)
})

function nearOf({ roster }: Desk, id: string, { standards, year, today }: { readonly standards: readonly Standard[]; readonly year: number; readonly today: string }): NearLine | undefined {
  const stored = roster.get(HOUSEHOLD, id)
  if (!stored || !roster.isCurrent(stored)) return undefined
  const belonging = roster.belonging(id).map(slot => factual(slot.record)).filter(({ values }) => values['voided'] !== true)
  const income = belonging.find(one => one.register === INCOME && isAnnualOf(one, year))
  const [household, family, area] = [factual(stored), belonging.filter(({ register }) => register === PERSON), homeOf(stored)]
  const line = lineFor(standards, area, year)
  const near = income && line && nearnessOf(income.values, line.amount, settingOf(standards, area, year, 'nearLinePercent'), countedMembers(family, today))
  if (!near) return undefined
  const head = family.find(one => textOf(one, 'relation') === HEAD && !isEnded(one)) ?? family.find(one => !isEnded(one))
  return {
    household: id, headName: textOf(head, 'name'), group: textOf(household, 'villagerGroup'), year,
    perCapita: near.perCapita, rangePerCapita: near.rangePerCapita, line: near.line, lineYear: line.year, below: near.below, rangeBelow: near.rangeBelow, tips: near.tips,
    monitored: isMonitored(stored)
  }
}

/** null: two sides say differently, and neither is shown as what holds. */
function isMonitored(household: RecordState): boolean | null {
  if (isUndecided(household, 'monitorCategory')) return null
  if (textOf(household, 'monitorCategory') === '') return false
  return isUndecided(household, 'riskEliminated') ? null : household.values['riskEliminated'] !== true
}

const isAnnualOf = ({ values }: RecordState, year: number): boolean => values['year'] === year && (values['kind'] ?? 'annual') === 'annual'

const LINES = ['monitorLine', 'oldLine'] as const

function settingLines({ roster }: Desk, year: number): readonly SettingLine[] {
  const { standards } = figuresOf(roster)
  const [household] = roster.all(HOUSEHOLD)
  const area = household ? homeOf(household.record) : '530521'
  const labels = new Map(codeTable('standardName').map(({ code, label }) => [code, label]))
  const lineOf = (name: string, rows: readonly Standard[]): readonly SettingLine[] => {
    const [row, ...overruled] = rows
    if (!row) return []
    const { label, unit } = labelAndUnit(labels.get(name) ?? name)
    return [{ name, label, unit, ...figureOf(row), assumed: row.assumed ?? false, own: !builtIn.has(row), overruled: overruled.map(figureOf) }]
  }
  return [
    ...LINES.flatMap(name => lineOf(name, settingRows(standards, area, year, name))),
    ...settingNames.flatMap(name => {
      const rows = settingRows(standards, area, year, name)
      return lineOf(name, rows.length > 0 ? rows : [settingRow(standards, area, year, name)])
    })
  ]
}

const builtIn: ReadonlySet<Standard> = new Set(defaultStandards)

const figureOf = ({ amount, number, year, area, source }: Standard): Pick<SettingLine, 'value' | 'year' | 'area' | 'source'> =>
  ({ value: amount === undefined ? String(number ?? '') : unitsText(amount, 2).replace(/\.00$/, ''), year, area, source })

/** 「评议公示天数(天)」: the unit stands behind its figure. */
function labelAndUnit(written: string): { readonly label: string; readonly unit: string } {
  const [, label = written, unit = ''] = /^(.*?)[(（](.*)[)）]$/u.exec(written) ?? []
  return { label, unit }
}
