/**
 * The book's answers about the figures of a village. One pass in slices, so that no door waits for it; what it
 * found is kept until something changes. What is unsent or clashes changes without a record changing, and is
 * small: it is looked at each time anew.
 */
import { AppError } from '#core/error.ts'
import { subjectOf } from '#core/checks/subject.ts'
import { makeTally, type Board, type CaseFacts, type FigureLine, type HouseFacts, type VillageFacts } from '#core/board/index.ts'
import { labelOf } from '#core/registers/codes.ts'
import { fieldOf, registerOf } from '#core/registers/index.ts'
import type { Standard } from '#core/registers/standard.ts'
import type { RecordState } from '#core/sync/change.ts'
import { isUndecided } from '#core/sync/facts.ts'
import { homeOf } from '#core/sync/home.ts'
import { HOUSEHOLD, householdOf, personOf, PERSON, textOf } from './belongs.ts'
import type { BookBoard, CaseLine } from './book-monitor.ts'
import { householdContext, recordsOfNone } from './check-contexts.ts'
import { conflictFields, listConflicts, titleOf } from './conflicts.ts'
import type { Desk } from './desk.ts'
import { groupNumber } from './group-order.ts'
import { dayOf } from './ledger-context.ts'
import { nameOfRecord } from './ledger-links.ts'
import { recordKey } from './roster.ts'
import { caseLines, figuresOf } from './monitor-cases-read.ts'
import { householdsOf, inSlices, type Slice } from './village-pass.ts'

interface Kept { readonly mark: string; readonly board: Promise<Board> }
/** With the book: after a lock nothing is left of it. */
const kept = new WeakMap<Desk, Map<string, Kept>>()

export function boardMethods(desk: () => Desk): BookBoard {
  return {
    board: async village => (await boardOf(desk(), village)).groups,
    async figureList(village, key) {
      const lines = (await boardOf(desk(), village)).lines(key)
      if (!lines) throw new AppError('record-missing')
      return lines
    }
  }
}

function boardOf(desk: Desk, village: string): Promise<Board> {
  const boards = kept.get(desk) ?? new Map<string, Kept>()
  kept.set(desk, boards)
  const [known, mark] = [boards.get(village), markOf(desk)]
  if (known?.mark === mark) return known.board
  const board = readVillage(desk, village)
  boards.set(village, { mark, board })
  // A pass that was broken off by a lock is no answer for whoever asks next.
  board.catch(() => { if (boards.get(village)?.board === board) boards.delete(village) })
  return board
}

/** Whatever a figure is made of: the records, what waits to be sent, decisions taken back, the day. */
const markOf = (desk: Desk): string => [desk.roster.version, desk.waiting.size, desk.waiting.since(), conflictFields(desk), dayOf(desk.env.now())].join('/')

async function readVillage(desk: Desk, village: string): Promise<Board> {
  const { roster, env } = desk
  const today = dayOf(env.now())
  const { standards } = figuresOf(roster)
  const cases = Map.groupBy(caseLines(desk), ({ household }) => household)
  return inSlices(desk, async slice => {
    const tally = makeTally({ village, today, standards, groupOrder: groupNumber })
    for (const household of householdsOf(desk, village)) {
      await slice()
      tally.house(houseFacts(desk, household, standards, today, cases.get(household.id) ?? []))
    }
    await slice()
    const facts = await villageFacts(desk, village, slice)
    await slice()
    return tally.finish(facts)
  })
}

function houseFacts({ roster }: Desk, household: RecordState, standards: readonly Standard[], today: string, cases: readonly CaseLine[]): HouseFacts {
  const subject = subjectOf(householdContext(roster, household, standards, today))
  return {
    id: household.id, group: textOf(household, 'villagerGroup'), head: subject.head?.name ?? subject.active[0]?.name ?? '', subject,
    undecided: isUndecided(household, 'monitorCategory') || isUndecided(household, 'riskEliminated'),
    cases: cases.map(caseFacts)
  }
}

const caseFacts = ({ id, kind, status, clock }: CaseLine): CaseFacts =>
  ({ id, title: labelOf('caseKind', kind), state: status.state, closed: status.closed, contested: status.contested.length > 0, clock })

async function villageFacts(desk: Desk, village: string, slice: Slice): Promise<VillageFacts> {
  const { roster } = desk
  const records = Object.fromEntries(Object.entries(recordsOfNone(roster)).map(([register, all]) =>
    [register, all.filter(({ id }) => { const record = roster.get(register, id); return record !== undefined && homeOf(record) === village })]))
  await slice()
  return { records, unsent: await unsentOf(desk, village, slice), conflicts: conflictsOf(desk, village) }
}

/** After an import everything is unsent: thousands of lines. */
async function unsentOf({ roster, waiting }: Desk, village: string, slice: Slice): Promise<readonly FigureLine[]> {
  const lines: FigureLine[] = []
  for (const { register, record: id } of [...waiting.places()]) {
    await slice()
    const record = roster.get(register, id)
    if (!record || homeOf(record) !== village) continue
    const own = waiting.of(recordKey(register, id))
    lines.push({ ...placeOf(roster, record), title: titleOf(roster, record) || nameOfRecord(roster, record), note: `${registerOf(register)?.title ?? register}，${own} 笔改动` })
  }
  return lines
}

const conflictsOf = (desk: Desk, village: string): readonly FigureLine[] => listConflicts(desk).filter(conflict => conflict.village === village).map(conflict => {
  const record = desk.roster.get(conflict.register, conflict.record)
  const field = fieldOf(conflict.register, conflict.field)?.label ?? conflict.field
  return { ...(record ? placeOf(desk.roster, record) : NOWHERE), title: conflict.title, note: `${registerOf(conflict.register)?.title ?? ''}：${field}` }
})

const NOWHERE = { household: null, person: null, case: null, group: '' }

function placeOf(roster: Desk['roster'], record: RecordState): Omit<FigureLine, 'title' | 'note'> {
  const household = householdOf(record)
  return {
    household, person: record.register === PERSON ? record.id : personOf(record), case: record.register === 'monitorCase' ? record.id : null,
    group: household === null ? '' : textOf(roster.get(HOUSEHOLD, household), 'villagerGroup')
  }
}
