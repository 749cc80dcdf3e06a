/**
 * What the board is made of. A figure and its list are one selection: a group looks at a household once and puts
 * lines under keys; the count of a key is the number of its lines and can be nothing else. What no record speaks
 * of is not 0: it is told as 没有记录.
 */
import type { SettingName } from '../checks/settings.ts'
import type { Member, Subject } from '../checks/subject.ts'
import type { RecordValues } from '../checks/subject.ts'
import type { CaseState, Clock } from '../procedure/index.ts'
import type { Standard } from '../registers/standard.ts'

export const NO_RECORD = '没有记录'

export type FigureTone = 'plain' | 'good' | 'watch' | 'bad' | 'blank'
/** green: nothing open. amber: nothing open, but not everybody asked. red: something is open. blank: nothing on record. */
export type Light = 'green' | 'amber' | 'red' | 'blank'

export interface Target {
  readonly value: number
  readonly unit: string
  readonly source: string
  /** null: what is not on record could still decide it. */
  readonly met: boolean | null
}

/** One figure and the list it counts. */
export interface Figure {
  readonly key: string
  readonly title: string
  /** Equals the length of figureList(key). */
  readonly count: number
  readonly unit: string
  /** Of a share, what it is a share of; null else. */
  readonly of: number | null
  /** Of a share, how many of those nothing is on record about. */
  readonly unknown: number
  /** What the policy asks for; null where nothing is asked. */
  readonly target: Target | null
  /** Shown instead of the count where the figure is money or a share, or nothing is on record. */
  readonly shown: string
  /** A sentence about what is counted and by which setting; '' where the title says it. */
  readonly words: string
  readonly tone: FigureTone
  readonly light: Light | null
  /** The row a figure of a group of kind 'rows' stands in; '' else. */
  readonly row: string
}

/**
 * bars: one bar each. bands: parts of one whole. lights: what is open. lane: one after the other. share: a part of
 * those it is asked of, against a target. rows: bands once for every villagers' group. list: figures alone.
 */
export type FigureKind = 'bars' | 'bands' | 'lights' | 'lane' | 'share' | 'rows' | 'list'
export interface FigureGroup { readonly key: string, readonly title: string, readonly kind: FigureKind, readonly words: string, readonly figures: readonly Figure[] }

export interface FigureLine {
  readonly household: string | null
  readonly person: string | null
  readonly case: string | null
  readonly title: string
  /** Villagers' group. */
  readonly group: string
  readonly note: string
}

export interface CaseFacts {
  readonly id: string
  readonly title: string
  readonly state: CaseState
  readonly closed: boolean
  readonly contested: boolean
  /** The limit that runs. */
  readonly clock: Clock | null
}

export interface HouseFacts {
  readonly id: string
  readonly group: string
  readonly head: string
  readonly subject: Subject
  /** Whether it is monitored is not decided: two sides say differently. */
  readonly undecided: boolean
  readonly cases: readonly CaseFacts[]
}

/** What belongs to no household, and what only the laptop knows. */
export interface VillageFacts {
  readonly records: Readonly<Record<string, readonly RecordValues[]>>
  /** Records with changes that are only on this laptop. */
  readonly unsent: readonly FigureLine[]
  readonly conflicts: readonly FigureLine[]
}

export interface World {
  /** Division code of the village. */
  readonly village: string
  readonly today: string
  readonly year: number
  readonly standards: readonly Standard[]
  readonly setting: (name: SettingName) => number
  readonly row: (name: SettingName) => Standard
  /** In which order villagers' groups stand. */
  readonly groupOrder: (group: string) => number
}

export interface Put {
  (key: string, line: FigureLine): void
  /** Something of this kind is on record in the village. */
  readonly mark: (what: string) => void
}

/** What the pass has found, for the figures. */
export interface Found {
  readonly world: World
  readonly lines: (key: string) => readonly FigureLine[]
  readonly keys: () => readonly string[]
  readonly marked: (what: string) => boolean
}

export interface GroupDefinition {
  readonly key: string
  readonly title: string
  readonly kind: FigureKind
  readonly words?: string
  /** One look at one household. */
  readonly house?: (house: HouseFacts, put: Put, world: World) => void
  readonly village?: (facts: VillageFacts, put: Put, world: World) => void
  readonly figures: (found: Found) => readonly Figure[]
}

export const houseLine = ({ id, head, group }: HouseFacts, note = ''): FigureLine =>
  ({ household: id, person: null, case: null, title: head || '（无户主）', group, note })

export const memberLine = ({ id, head, group }: HouseFacts, member: Member, note = ''): FigureLine =>
  ({ household: id, person: member.id, case: null, title: member.name === head || head === '' ? member.name : `${head} · ${member.name}`, group, note })

interface Told { readonly unit?: string, readonly tone?: FigureTone, readonly words?: string, readonly shown?: string, readonly light?: Light, readonly target?: Target, readonly row?: string }

/** A count of lines. */
export function counted({ lines }: Pick<Found, 'lines'>, key: string, title: string, told: Told = {}): Figure {
  const count = lines(key).length
  return {
    key, title, count, unit: told.unit ?? '户', of: null, unknown: 0, target: told.target ?? null, shown: told.shown ?? String(count),
    words: told.words ?? '', tone: told.tone ?? 'plain', light: told.light ?? null, row: told.row ?? ''
  }
}

/** Whether it is on record that somebody belongs to the part: yes, no, or nothing is. */
export type Sorted = 'in' | 'out' | 'unknown'
export const keyOf = (key: string, sorted: Sorted): string => (sorted === 'in' ? key : `${key}.${sorted}`)

/** Rounded down: 89.96 % must not read as the 90 that is asked. */
const percentText = (part: number, of: number): string => `${Math.floor(part * 1000 / of) / 10}%`

const metOf = (part: number, unknown: number, of: number, percent: number): boolean | null =>
  (part * 100 >= percent * of ? true : (part + unknown) * 100 < percent * of ? false : null)

interface ShareTold { readonly title: string, readonly out: string, readonly setting?: SettingName, readonly words: string, readonly unit?: string }

/**
 * A share: the part, those outside it and those nothing is known of, each with its list. The whole is all three:
 * who was never asked is not left out of it, or the fewer are asked the better it would look.
 */
export function share({ lines, world }: Found, key: string, { title, out, setting, words, unit = '人' }: ShareTold): readonly Figure[] {
  const [part, outside, unknown] = [lines(key).length, lines(keyOf(key, 'out')).length, lines(keyOf(key, 'unknown')).length]
  const of = part + outside + unknown
  const row = setting && world.row(setting)
  const percent = row?.number ?? 0
  const target: Target | null = row ? { value: percent, unit: '%', source: sourceText(row), met: of === 0 ? null : metOf(part, unknown, of, percent) } : null
  const nothing = of === 0 || unknown === of
  const told = { lines }
  return [
    { ...counted(told, key, title, { unit, words }), of, unknown, target, shown: nothing ? NO_RECORD : percentText(part, of), tone: nothing ? 'blank' : target?.met === false ? 'watch' : 'plain' },
    counted(told, keyOf(key, 'out'), out, { unit }),
    counted(told, keyOf(key, 'unknown'), NO_RECORD, { unit, tone: 'blank' })
  ]
}

export const sourceText = ({ source, assumed }: Standard): string => `${source}${assumed ? '，暂定' : ''}`
