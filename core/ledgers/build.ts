/**
 * How a ledger is put together: columns of stored fields, columns worked out, and the rest of the base
 * record put aside. A field column names its field to the compiler, so that a ledger cannot show a field
 * that is not there.
 */
import type { Field } from '../registers/define.ts'
import { fieldOf, registerOf } from '../registers/index.ts'
import type { RegisterName, registers } from '../registers/index.ts'
import type { Value } from '../sync/change.ts'
import type { Ledger, LedgerColumn, LedgerContext } from './define.ts'

type FieldName<R extends RegisterName> = keyof (typeof registers)[R]['fields'] & string
type Options = Partial<Pick<LedgerColumn, 'title' | 'aside' | 'width' | 'total'>>
/** A field as the field builders of the registers give it. */
type Plain = Omit<Field, 'section'>

const widths: Readonly<Record<Field['type'], number>> = {
  text: 7, count: 4, decimal: 5, amount: 6, date: 6, month: 5, year: 4, flag: 4, code: 6, codes: 9, idNumber: 10, phone: 7, link: 6, drawing: 4
}
const widthOf = (field: Plain): number => (field.longText ? 14 : widths[field.type])


function placed(key: string, field: Field, from: LedgerColumn['from'], options: Options): LedgerColumn {
  // Sums of money are asked for; a sum of ages or rates would be nonsense, so the others say it themselves.
  return { key, title: field.label, field, from, total: field.type === 'amount' ? 'sum' : 'none', aside: false, width: widthOf(field), ...options }
}

export function stored<R extends RegisterName>(register: R, name: FieldName<R>, options: Options = {}): LedgerColumn {
  const field = fieldOf(register, name)
  if (!field) throw new Error(`${register} has no field ${name}`)
  return placed(`${register}.${name}`, field, { kind: 'field', register, name }, options)
}

/** Several of one register in the order named. */
export const storedAll = <R extends RegisterName>(register: R, ...names: readonly FieldName<R>[]): readonly LedgerColumn[] => names.map(name => stored(register, name))

export const aside = (columns: readonly LedgerColumn[]): readonly LedgerColumn[] => columns.map(column => ({ ...column, aside: true }))

export const workedOut = (key: string, field: Plain, read: (row: LedgerContext) => Value | undefined, options: Options = {}): LedgerColumn =>
  placed(key, { ...field, section: '计算' }, { kind: 'computed', read }, options)

const LAST = ['dataSource', 'note', 'voided', 'voidReason']

/** The base's fields no column shows yet, put aside; whose record it is and what was noted last come from elsewhere. */
function rest(base: string, columns: readonly LedgerColumn[]): readonly LedgerColumn[] {
  const register = registerOf(base)
  if (!register) throw new Error(`no register ${base}`)
  const shown = new Set(columns.map(({ key }) => key))
  const owners = new Set([register.household, register.person])
  return Object.entries(register.fields)
    .filter(([name]) => !owners.has(name) && !shown.has(`${base}.${name}`) && !LAST.includes(name))
    .map(([name, field]) => placed(`${base}.${name}`, field, { kind: 'field', register: base, name }, { aside: true }))
}

/** Source, note and voiding of a record; of households and persons only the note. */
function last(base: string): readonly LedgerColumn[] {
  return LAST.flatMap(name => {
    const field = fieldOf(base, name)
    return field ? [placed(`${base}.${name}`, field, { kind: 'field', register: base, name }, { aside: name !== 'note' })] : []
  })
}

export interface LedgerDeclaration extends Pick<Ledger, 'name' | 'code' | 'title' | 'scope'> {
  readonly base: RegisterName
  readonly includes?: Ledger['includes']
  /** Whose the line is: columns every ledger of that kind has. */
  readonly common: readonly LedgerColumn[]
  /** Columns at the end, such as who filled it in and when. */
  readonly trailing?: readonly LedgerColumn[]
  readonly columns: readonly LedgerColumn[]
  readonly adds?: Ledger['adds']
}

/** A ledger with lines of its own shows all of its base; one that looks at the roster only what it names. */
export function defineLedger({ common, columns, trailing = [], includes = () => true, adds, ...ledger }: LedgerDeclaration): Ledger {
  const onRoster = ledger.base === 'household' || ledger.base === 'person'
  const named = [...common, ...columns]
  const all = [...named, ...(onRoster ? [] : rest(ledger.base, named)), ...last(ledger.base).filter(({ key }) => named.every(column => column.key !== key)), ...trailing]
  return { ...ledger, includes, columns: all, adds: adds ?? (onRoster ? 'none' : 'record') }
}
