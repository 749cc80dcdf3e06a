/**
 * 预警规则: what a department's figure, or what the village's own records say, must be before somebody goes and
 * looks. A rule is data: whom it is about, which setting is its threshold, which risk it suggests. It decides
 * nothing: what fires is a clue (线索), and a person at the door says what it is worth.
 */
import type { SettingName } from '../registers/standard.ts'

/** What a department's list tells of the people on it. */
export type AlertSubject = 'inpatient' | 'outpatient' | 'admission' | 'schoolCost' | 'perCapita' | 'event'

/** Whose household it is. A household that is monitored is asked as such, whatever it was before. */
export type AlertAudience = 'exited' | 'ordinary' | 'monitored'

export type AlertTest =
  /** `reached`: the figure itself fires; else only what is above it. */
  | { readonly kind: 'amount'; readonly subject: Exclude<AlertSubject, 'event' | 'perCapita'>; readonly setting: SettingName; readonly reached: boolean }
  /** Income a head below the year's monitoring line, or below so many percent of it. */
  | { readonly kind: 'line'; readonly percent: SettingName | null }
  /** That the line is there at all; `words`: one of them stands in it where one list holds several matters. */
  | { readonly kind: 'event'; readonly words: readonly string[] }

export interface AlertRule {
  /** A01… for ever. */
  readonly id: string
  readonly department: string
  readonly indicator: string
  readonly test: AlertTest
  readonly appliesTo: readonly AlertAudience[]
  /** Code of `riskType` it suggests. */
  readonly risk: string
  readonly source: string
  /** Of several that fire the one with the lowest number is the clue's. */
  readonly weight: number
}

/** What a line of a list says, as far as it says it. */
export interface AlertFigures {
  readonly subject: AlertSubject
  /** Whole 分. */
  readonly amount: number | null
  /** 住院次数; null where the list does not say. */
  readonly times: number | null
  /** Words of the line: 事项, 病种, 类型. */
  readonly matter: string
  /** Said by a person: every line of the list is about this rule. */
  readonly rule: string | null
}

export interface Fired {
  readonly rule: AlertRule
  /** Why, with figure and threshold, in words. */
  readonly text: string
  /** Whole 分; null for an event. */
  readonly limit: number | null
}
