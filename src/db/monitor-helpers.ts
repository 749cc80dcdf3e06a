/** The book's answers about who stands by which household: read off pairings and cadres, by facts. */
import { settingOf } from '#core/checks/settings.ts'
import { subjectOf } from '#core/checks/subject.ts'
import { HEAD } from '#core/registers/person.ts'
import type { RecordState } from '#core/sync/change.ts'
import { factual } from '#core/sync/facts.ts'
import { homeOf } from '#core/sync/home.ts'
import { visitKindOf, type VisitKind } from '#core/visiting/due.ts'
import { holdsOn, inHistory, isOtherLevel, mainHelpersOn, spellOf, type Spell } from '#core/visiting/helpers.ts'
import { isEnded, PERSON, textOf } from './belongs.ts'
import type { BookHelpers, HelperLine, HelperSpell, HouseholdName, PairedHousehold, Pairings } from './book-visiting.ts'
import type { Desk } from './desk.ts'
import { dayOf } from './ledger-context.ts'
import { figuresOf } from './monitor-cases-read.ts'
import { nameOf } from './monitor-due.ts'
import { householdsOf, inSlices } from './village-pass.ts'

const PAIRING = 'pairing'
const CADRE = 'cadre'

export function helperMethods(desk: () => Desk): BookHelpers {
  return { pairings: async village => pairingsOf(desk(), village), helpersOf: async household => historyOf(desk(), household) }
}

const spellsOf = ({ roster }: Desk, household: string): readonly Spell[] =>
  roster.belonging(household).flatMap(({ record }) => record.register === PAIRING ? spellOf(factual(record)) ?? [] : [])

/** A cadre's term has ended. */
const isOver = (cadre: RecordState, today: string): boolean => { const to = textOf(cadre, 'to'); return to !== '' && to < today }

function historyOf(desk: Desk, household: string): readonly HelperSpell[] {
  const { roster, env } = desk
  const today = dayOf(env.now())
  return inHistory(spellsOf(desk, household), today).map(spell => {
    const cadre = roster.get(CADRE, spell.cadre)
    return {
      record: roster.get(PAIRING, spell.id)!, cadre: spell.cadre, cadreName: textOf(cadre, 'name'), unit: textOf(cadre, 'unit'), unitLevel: textOf(cadre, 'unitLevel'), phone: textOf(cadre, 'phone'),
      main: spell.main, from: spell.from, to: spell.to || null, endReason: spell.endReason, holds: holdsOn(spell, today)
    }
  })
}

interface House { readonly name: HouseholdName; readonly kind: VisitKind; readonly since: string; readonly spells: readonly Spell[] }

function houseOf(desk: Desk, household: RecordState): House {
  const { roster, env } = desk
  const people = roster.belonging(household.id).map(({ record }) => record).filter(record => record.register === PERSON && !isEnded(record)).map(record => factual(record))
  const head = people.find(one => textOf(one, 'relation') === HEAD) ?? people[0]
  const { values } = factual(household)
  // Only what the household itself says is asked: no income, no figures.
  const subject = subjectOf({ household: values, members: [], income: undefined, standards: [], today: dayOf(env.now()) })
  return { name: nameOf(household, textOf(head, 'name')), kind: visitKindOf(subject), since: typeof values['monitorFrom'] === 'string' ? values['monitorFrom'] : '', spells: spellsOf(desk, household.id) }
}

async function pairingsOf(desk: Desk, village: string): Promise<Pairings> {
  const { roster, env } = desk
  const today = dayOf(env.now())
  const houses = await inSlices(desk, async slice => {
    const made: House[] = []
    for (const household of householdsOf(desk, village)) {
      await slice()
      if (!isEnded(household)) made.push(houseOf(desk, household))
    }
    return made
  })
  const held = new Map<string, PairedHousehold[]>()
  for (const { name, kind, spells } of houses) for (const spell of spells) {
    if (!holdsOn(spell, today)) continue
    const own = held.get(spell.cadre) ?? []
    own.push({ ...name, kind, main: spell.main, from: spell.from, record: spell.id })
    held.set(spell.cadre, own)
  }
  const { standards } = figuresOf(roster)
  const most = settingOf(standards, village, Number(today.slice(0, 4)), 'helperHouseholdsMax')
  const mains = houses.map(house => ({ house, main: mainHelpersOn(house.spells, today) }))
  return {
    most,
    helpers: cadresOf(desk, village, held).map(cadre => helperLine(cadre, held.get(cadre.id) ?? [], most, today)).toSorted((left, right) => Number(right.households.length > 0) - Number(left.households.length > 0) || left.name.localeCompare(right.name, 'zh')),
    without: mains.filter(({ house, main }) => house.kind === 'open' && main.length === 0).map(({ house: { name, kind, since } }) => ({ ...name, kind, since })),
    doubled: mains.filter(({ main }) => main.length > 1).map(({ house: { name, kind }, main }) => ({ ...name, kind, names: main.map(({ cadre }) => textOf(roster.get(CADRE, cadre), 'name')) }))
  }
}

/** Cadres of the village, and those of elsewhere who stand by one of its households. */
const cadresOf = ({ roster }: Desk, village: string, held: ReadonlyMap<string, unknown>): readonly RecordState[] =>
  [...roster.all(CADRE)].map(({ record }) => record).filter(record => record.values['voided'] !== true && ((homeOf(record) === village && roster.isCurrent(record)) || held.has(record.id))).map(record => factual(record))

function helperLine(cadre: RecordState, own: readonly PairedHousehold[], most: number, today: string): HelperLine {
  const households = own.toSorted((left, right) => Number(right.main) - Number(left.main))
  return {
    cadre, name: textOf(cadre, 'name'), unit: textOf(cadre, 'unit'), unitLevel: textOf(cadre, 'unitLevel'), households,
    over: households.filter(({ main }) => main).length > most, most, ended: isOver(cadre, today), otherLevel: isOtherLevel(cadre.values)
  }
}
