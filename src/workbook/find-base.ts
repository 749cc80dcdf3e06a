/**
 * Whose lines a sheet has. What it says of itself comes first, its title or its name; then the register that
 * explains the most columns. A roster explains itself; another register must explain two columns more. Where two
 * explain it equally well a person is asked: loans written among the repairs are found by nobody again.
 */
import type { Ledger } from '#core/ledgers/define.ts'
import { headingKey, registerOf } from '#core/registers/index.ts'
import type { Cells } from './cells.ts'
import type { Header } from './find-header.ts'
import { dataRegisters, meaningOf, registersBeside, ROSTER, sameTarget, type Meaning } from './headings.ts'
import { namedIn } from './own-ledgers.ts'

const SOME = 2
const HOUSEHOLD = 'household'
/** A list of households names its heads; one with these is of persons, also where their names are missing. */
const PEOPLES = ['name', 'relation'] as const

export interface FoundBase {
  readonly base: string
  /** All that explain the sheet equally well, `base` first. */
  readonly bases: readonly string[]
  /** The ledger of ours the sheet is called after. */
  readonly ledger: Ledger | null
}

interface Score {
  readonly name: string
  /** Different columns it explains, those of the owner among them. */
  readonly count: number
  /** Columns of its own. */
  readonly own: number
  /** Of the fields that tell its records apart, how many are there. */
  readonly telling: number
}

export function findBase(cells: Cells, header: Header): FoundBase {
  const isPeople = header.paths.some(path => PEOPLES.some(name => isField(meaningOf(path, ROSTER), name)))
  const least = scoreOf(header, ROSTER)
  const plain = isPeople ? least : scoreOf(header, HOUSEHOLD)
  const scores = dataRegisters.filter(({ name }) => name !== ROSTER && name !== HOUSEHOLD && name !== 'income').map(({ name }) => scoreOf(header, name)).filter(({ own }) => own >= SOME)
  const most = Math.max(plain.count, ...scores.map(({ count }) => count))
  // Named, it need not explain more than another, but it must explain the sheet.
  for (const { base, ledger } of namedIn(titlesOf(cells, header)))
    if (scores.some(({ name, count }) => name === base && count * 2 >= most)) return { base, bases: [base], ledger }
  const found = scores.filter(({ count }) => count >= least.count + SOME && count > plain.count).sort((a, b) => b.count - a.count || b.telling - a.telling)
  const [best] = found
  if (!best) return { base: plain.name, bases: [plain.name], ledger: null }
  return { base: best.name, bases: found.filter(({ count, telling }) => count === best.count && telling === best.telling).map(({ name }) => name), ledger: null }
}

function scoreOf({ paths }: Header, base: string): Score {
  const targets = paths.map(path => meaningOf(path, base)?.target ?? null).filter(target => target !== null && target.kind !== 'ignored' && target.kind !== 'place')
  const different = targets.filter((target, i) => !targets.slice(0, i).some(other => sameTarget(other, target)))
  const names = paths.flatMap(path => { const meaning = meaningOf(path, base); return isOwn(meaning, base) && meaning?.target.kind === 'field' ? [meaning.target.name] : [] })
  const identity = registerOf(base)?.identity ?? []
  return { name: base, count: different.length, own: names.length, telling: identity.filter(name => names.includes(name)).length }
}

const isField = (meaning: Meaning | undefined, name: string): boolean => meaning?.target.kind === 'field' && meaning.target.register === ROSTER && meaning.target.name === name
const isOwn = (meaning: Meaning | undefined, register: string): boolean => meaning?.target.kind === 'field' && meaning.target.register === register && registersBeside(register)[0] === register

function titlesOf(cells: Cells, header: Header): readonly string[] {
  const titles = [headingKey(cells.grid.title)]
  for (let row = 0; row < header.first; row++) titles.push(headingKey(cells.span(row, 0) || cells.span(row, 1)))
  return titles
}
