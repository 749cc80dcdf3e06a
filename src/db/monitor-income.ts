/**
 * The book's answers about households near the line and the figures in force. One pass over the village's
 * incomes; a decided field that clashes counts as unknown.
 */
import { settingOf, settingRow } from '#core/checks/settings.ts'
import { countedMembers, lineFor, nearnessOf } from '#core/income/index.ts'
import { codeTable } from '#core/registers/codes.ts'
import { unitsText } from '#core/registers/exact.ts'
import { HEAD } from '#core/registers/person.ts'
import { settingNames, type Standard } from '#core/registers/standard.ts'
import { factual } from '#core/sync/facts.ts'
import type { RecordState } from '#core/sync/change.ts'
import { homeOf } from '#core/sync/home.ts'
import { HOUSEHOLD, householdOf, INCOME, isEnded, PERSON, textOf } from './belongs.ts'
import type { BookIncome, NearLine, SettingLine } from './book-monitor.ts'
import type { Desk } from './desk.ts'
import { figuresOf, todayAt } from './monitor-cases-read.ts'

export function incomeMethods(desk: () => Desk): BookIncome {
  return {
    nearLine: async year => nearLines(desk(), year ?? Number(todayAt(desk()).slice(0, 4))),
    settings: async year => settingLines(desk(), year)
  }
}

function nearLines(desk: Desk, year: number): readonly NearLine[] {
  const { roster } = desk
  const { standards } = figuresOf(roster)
  const today = todayAt(desk)
  const annual = new Map<string, RecordState>()
  for (const { record } of roster.all(INCOME)) {
    const { values } = record
    const household = householdOf(record)
    if (household !== null && values['voided'] !== true && values['year'] === year && (values['kind'] ?? 'annual') === 'annual') annual.set(household, record)
  }
  const members = Map.groupBy([...roster.all(PERSON)].map(({ record }) => factual(record)), record => householdOf(record) ?? '')
  return [...annual].flatMap(([id, income]): NearLine[] => {
    const stored = roster.get(HOUSEHOLD, id)
    if (!stored || isEnded(stored) || !roster.isCurrent(stored)) return []
    const [household, family, area] = [factual(stored), members.get(id) ?? [], homeOf(stored)]
    const line = lineFor(standards, area, year)
    const near = line && nearnessOf(factual(income).values, line.amount, settingOf(standards, area, year, 'nearLinePercent'), countedMembers(family, today))
    if (!near) return []
    const head = family.find(one => textOf(one, 'relation') === HEAD && !isEnded(one)) ?? family.find(one => !isEnded(one))
    return [{
      household: id, headName: textOf(head, 'name'), group: textOf(household, 'villagerGroup'), year,
      perCapita: near.perCapita, rangePerCapita: near.rangePerCapita, line: near.line, lineYear: line.year, below: near.below, rangeBelow: near.rangeBelow, tips: near.tips,
      monitored: textOf(household, 'monitorCategory') !== '' && household.values['riskEliminated'] !== true
    }]
  }).toSorted((left, right) => left.perCapita - right.perCapita)
}

const LINES = ['monitorLine', 'oldLine'] as const

function settingLines({ roster }: Desk, year: number): readonly SettingLine[] {
  const { standards } = figuresOf(roster)
  const [household] = roster.all(HOUSEHOLD)
  const area = household ? homeOf(household.record) : '530521'
  const labels = new Map(codeTable('standardName').map(({ code, label }) => [code, label]))
  return [
    ...LINES.flatMap(name => {
      const line = lineFor(standards, area, year, name)
      return line ? [lineOf(labels.get(name) ?? name, { name, ...line })] : []
    }),
    ...settingNames.map(name => lineOf(labels.get(name) ?? name, settingRow(standards, area, year, name)))
  ]
}

/** 「评议公示天数(天)」: the unit stands behind its figure. */
function lineOf(written: string, { name, amount, number, year, area, source, assumed }: Standard): SettingLine {
  const [, label = written, unit = ''] = /^(.*?)[(（](.*)[)）]$/u.exec(written) ?? []
  return { name, label, value: amount === undefined ? String(number ?? '') : unitsText(amount, 2).replace(/\.00$/, ''), unit, year, area, source, assumed: assumed ?? false }
}
