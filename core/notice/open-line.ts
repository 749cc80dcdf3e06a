/**
 * What of a household may hang on the village board: made field by field from what is open, so that nothing a record
 * holds comes along by itself, and what is free text (a name, a group) is looked through for numbers and sicknesses.
 */
import { labelOf } from '../registers/codes.ts'
import type { Values } from '../registers/define.ts'

export interface OpenLine {
  readonly group: string
  readonly name: string
  readonly people: number
  readonly category: string
  /** Kinds of help, by the table of groups: never an amount, a project's name or what it is for. */
  readonly measures: string
  readonly result: string
}

/** 段*华, 李*, 欧阳*华 stays as long as it was: of a name, its first and its last letter. */
export function partName(name: string): string {
  const letters = [...name.normalize('NFKC').replace(/\s/gu, '')].filter(letter => /[\p{L}·]/u.test(letter))
  if (letters.length <= 1) return letters.join('')
  return letters.length === 2 ? `${letters[0]!}*` : `${letters[0]!}${'*'.repeat(letters.length - 2)}${letters.at(-1)!}`
}

/** A name is letters. Whatever else was typed into it (a number, a sickness in brackets) does not get out. */
export const wholeName = (name: string): string => /^[\p{L}·]+/u.exec(name.normalize('NFKC').replace(/\s/gu, ''))?.[0]?.slice(0, 20) ?? ''

/** 3组, 大寨子组: not more than a name of a place has. */
const groupName = (value: unknown): string => typeof value === 'string' && !SECRET_LETTERS.test(value) ? /^[\p{L}\d]{1,20}/u.exec(value.normalize('NFKC').replace(/\d{4,}/gu, ''))?.[0] ?? '' : ''

const SECRET_LETTERS = /癌|瘤|尿毒|白血|精神|艾滋|肝炎|结核|透析|心脏|糖尿|残疾|瘫|毒|病/u

export interface OpenParts {
  readonly household: Values
  readonly headName: string
  readonly people: number
  /** Code of `monitorCategory`. */
  readonly category: string
  /** Codes of `measureGroup`. */
  readonly measures: readonly string[]
  readonly result: string
  readonly whole: boolean
}

export function openLine({ household, headName, people, category, measures, result, whole }: OpenParts): OpenLine {
  const name = SECRET_LETTERS.test(headName) ? headName.split(SECRET_LETTERS)[0] ?? '' : headName
  return {
    group: groupName(household['villagerGroup']), name: whole ? wholeName(name) : partName(wholeName(name)), people,
    category: known('monitorCategory', category), measures: [...new Set(measures.map(code => known('measureGroup', code)).filter(Boolean))].join('、'), result
  }
}

/** A code that no table knows would be shown as it was typed. */
function known(table: 'monitorCategory' | 'measureGroup', code: string): string {
  const label = labelOf(table, code)
  return label === code ? '' : label
}
