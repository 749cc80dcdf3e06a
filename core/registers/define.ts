/**
 * A register (台账) is a declaration: forms, tables, workbooks, masks, the wire and the county's acceptance
 * derive from it. A field that has been synced is for ever: never renamed, removed or given another meaning;
 * a new meaning is a new field (docs/adr/0004).
 */
import type { Value } from '../sync/change.ts'
import type { CodeTableName } from './codes.ts'

/**
 * text     string                    count   whole number >= 0
 * decimal  number, `digits` places   amount  whole 分 (shown as 元 with 2 places)
 * date     'YYYY-MM-DD'              month   'YYYY-MM'              year  whole number
 * flag     boolean 是/否              code    a code of `codes`      codes several of them, in order
 * idNumber 18, 20 or 22 characters   phone   digits                 link  id of a record of `target`
 * drawing  signature strokes as SVG path text
 */
export type FieldType = 'text' | 'count' | 'decimal' | 'amount' | 'date' | 'month' | 'year' | 'flag' | 'code' | 'codes' | 'idNumber' | 'phone' | 'link' | 'drawing'

/** open: may stand on a notice. personal: masked for strangers. sensitive: PIPL art. 28, masked by default. */
export type Sensitivity = 'open' | 'personal' | 'sensitive'

/**
 * latest: of answers that clash, the latest stamp is shown and the clash is listed for a person.
 * decided: a decision of a procedure; nothing is shown as decided until a person has chosen.
 */
export type MergeRule = 'latest' | 'decided'

export interface Field {
  readonly type: FieldType
  /** Chinese label as the national system writes it. */
  readonly label: string
  /** Group on the household page and in the visit. */
  readonly section: string
  readonly sensitivity: Sensitivity
  readonly merge: MergeRule
  /** Headings it goes by in workbooks besides the label, as written there (normalised on matching). */
  readonly headings: readonly string[]
  readonly codes?: CodeTableName
  readonly unit?: string
  readonly digits?: number
  readonly target?: string
  /** Key of docs/domain sources: R-rule, S-seed, G/W source. */
  readonly source?: string
  readonly longText?: boolean
  /** For the program alone: no screen, list, file or sheet says it, and nobody can open it. */
  readonly secret?: boolean
}

export interface Register {
  readonly name: string
  readonly title: string
  /** Field names in the order people see them. */
  readonly fields: Readonly<Record<string, Field>>
  /** The field that holds the owning household's id; absent for households and standards. */
  readonly household?: string
  /** The field that holds the person's id, where a row belongs to a person. */
  readonly person?: string
  /**
   * Fields that tell one record of the same owner from another: a work record by its start and place, an
   * insurance record by its year. Import matches and duplicates are found by them. Absent: one per owner.
   */
  readonly identity?: readonly string[]
}

/** Values of one record by field name; a field never answered is absent, an emptied one is null. */
export type Values = Readonly<Record<string, Value>>

type FieldOptions = Partial<Omit<Field, 'type' | 'label' | 'section'>>

/** Declares fields of one section: `section('基本情况', { name: text('姓名') })`. */
export const section = <F extends Record<string, Omit<Field, 'section'>>>(title: string, fields: F): { [K in keyof F]: Field } =>
  Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, { ...field, section: title }])) as { [K in keyof F]: Field }

const field = (type: FieldType) => (label: string, options: FieldOptions = {}): Omit<Field, 'section'> =>
  ({ type, label, sensitivity: 'personal', merge: 'latest', headings: [], ...options })

export const text = field('text')
export const count = field('count')
export const decimal = field('decimal')
export const amount = field('amount')
export const date = field('date')
export const month = field('month')
export const year = field('year')
export const flag = field('flag')
export const idNumber = field('idNumber')
export const phone = field('phone')
export const drawing = field('drawing')
export const code = (label: string, codes: CodeTableName, options: FieldOptions = {}) => field('code')(label, { ...options, codes })
export const codes = (label: string, table: CodeTableName, options: FieldOptions = {}) => field('codes')(label, { ...options, codes: table })
export const link = (label: string, target: string, options: FieldOptions = {}) => field('link')(label, { ...options, target })

export interface RegisterDeclaration<F extends Record<string, Field>> {
  readonly name: string
  readonly title: string
  readonly fields: F
  readonly household?: keyof F & string
  readonly person?: keyof F & string
  readonly identity?: readonly (keyof F & string)[]
}

/** A declaration with its field names known to the compiler. */
export const defineRegister = <F extends Record<string, Field>>(declaration: RegisterDeclaration<F>): RegisterDeclaration<F> & Register => declaration
