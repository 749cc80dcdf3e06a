/**
 * What a column is by what stands in it, where its heading says nothing: certificate numbers, telephones,
 * labels of one code table, birthdays that agree with the number beside them. A person sees every such guess
 * and may correct it; a column that could be two things is left alone.
 */
import type { Field } from '#core/registers/define.ts'
import { codeOf, registerOf } from '#core/registers/index.ts'
import { birthDateOf, idNumberProblem } from '#core/registers/id-number.ts'
import { normaliseText, parseValue } from '#core/registers/value.ts'
import type { ColumnTarget, LayoutColumn } from '../db/book-imports.ts'
import type { Cells } from './cells.ts'
import type { Header } from './find-header.ts'
import { registersBeside, ROSTER, sameTarget } from './headings.ts'

const LOOK = 400
const MOST = 0.8
const FEWEST = 3
/** Of somebody else than the person of the line. */
const OTHERS = /监护|配偶|联系人|采集|代办|帮扶|责任|负责|户主|干部|亲属|担保|开户/

const field = (register: string, name: string): ColumnTarget => ({ kind: 'field', register, name })

export function guessColumn(cells: Cells, header: Header, columns: readonly LayoutColumn[], index: number, base: string): ColumnTarget | null {
  const beside = registersBeside(base)
  const lines: { readonly row: number; readonly text: string }[] = []
  for (let row = header.last + 1; row < cells.grid.rows && lines.length < LOOK; row++) if (cells.filled(row, index)) lines.push({ row, text: normaliseText(cells.text(row, index)) })
  if (lines.length < FEWEST) return null
  const isTaken = (target: ColumnTarget): boolean => columns.some(column => sameTarget(column.target, target))
  const most = (holds: (line: { readonly row: number; readonly text: string }) => boolean): boolean => lines.filter(holds).length >= lines.length * MOST
  const first = (...targets: readonly ColumnTarget[]): ColumnTarget | null => targets.find(target => !isTaken(target)) ?? null
  const people = beside.includes(ROSTER)
  const isOthers = OTHERS.test(columns[index]?.heading ?? '')

  if (most(({ text }) => isIdNumber(text))) return isOthers ? null : first(people ? field(ROSTER, 'idNo') : { kind: 'head-id' })
  if (most(({ text }) => /^1[3-9]\d{9}$/.test(text.replace(/\D/g, '')))) return isOthers ? null : first(...(people ? [field(ROSTER, 'phone')] : []), field('household', 'phone'))
  if (most(({ text }) => /^第?[一二三四五六七八九十\d]{1,3}(村民)?小?组$/.test(text))) return beside.includes('household') ? first(field('household', 'villagerGroup')) : null
  if (people && !isTaken(field(ROSTER, 'birthDate')) && isBirthday(cells, columns, lines)) return field(ROSTER, 'birthDate')
  const coded = codedField(lines.map(({ text }) => text), beside, isTaken)
  if (coded) return coded
  if (people && !isTaken(field(ROSTER, 'name')) && (columns[index]?.heading ?? '') === '' && most(({ text }) => /^\p{Script=Han}{2,4}$/u.test(text)) && new Set(lines.map(({ text }) => text)).size > lines.length / 2)
    return field(ROSTER, 'name')
  return null
}

const isIdNumber = (text: string): boolean => {
  const id = text.replace(/^['’]/, '').toUpperCase()
  return id.length === 18 && idNumberProblem(id) === null
}

function isBirthday(cells: Cells, columns: readonly LayoutColumn[], lines: readonly { readonly row: number; readonly text: string }[]): boolean {
  const idColumn = columns.find(({ target }) => sameTarget(target, field(ROSTER, 'idNo')))
  const birthDate = registerOf(ROSTER)?.fields['birthDate']
  if (!idColumn || !birthDate) return false
  const same = lines.filter(({ row, text }) => {
    const parsed = parseValue(birthDate, text)
    return parsed.ok && parsed.value !== null && parsed.value === birthDateOf(normaliseText(cells.text(row, idColumn.index)))
  })
  return same.length >= lines.length * MOST
}

/** The one field whose labels the column holds. 是 and 1 belong to a hundred columns and say nothing. */
function codedField(texts: readonly string[], beside: readonly string[], isTaken: (target: ColumnTarget) => boolean): ColumnTarget | null {
  const words = texts.filter(text => !/^[\d√✓是否有无/—-]*$/u.test(text))
  if (words.length < texts.length * MOST || new Set(words).size < 2) return null
  const found: ColumnTarget[] = []
  for (const register of beside) for (const [name, { type, codes }] of Object.entries<Field>(registerOf(register)?.fields ?? {})) {
    if ((type !== 'code' && type !== 'codes') || !codes || isTaken(field(register, name))) continue
    if (words.filter(text => codeOf(codes, text) !== undefined).length >= texts.length * MOST) found.push(field(register, name))
  }
  return found.length === 1 ? found[0]! : null
}
