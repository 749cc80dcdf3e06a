/**
 * The team on one hotspot. What a colleague's laptop has is taken at once, and moves no cursor; the report for the
 * county travels sealed through the hub, and only the county's receipt that comes back marks anything as sent.
 * The hub itself has no timer: it exchanges with its own host when somebody asks how it stands, and after a round.
 */
import { AppError } from '#core/error.ts'
import type { FoundHub, HubState, TeamChanges } from '#core/host.ts'
import type { Known } from '#core/sync/bundle.ts'
import type { Change } from '#core/sync/change.ts'
import { contextOf } from '#core/sync/merge.ts'
import type { TeamReport } from './book-sync.ts'
import { ask, type Desk } from './desk.ts'
import { noteOnTheWay } from './loss.ts'
import { numbersIn, questionsOf, unsentChanges } from './packages.ts'
import { takeAnswer } from './take.ts'
import { takeTeam } from './team.ts'

/** As the host takes them. */
const MOST_EXCHANGES = 40
const MOST_CHANGES = 20_000
const MOST_RANGES = 2_000

/** Hubs that called last, by address: what is of no village of theirs is not given to them. */
const found = new WeakMap<Desk, ReadonlyMap<string, FoundHub>>()

export async function findHubs(desk: Desk): Promise<readonly FoundHub[]> {
  const hubs = await ask(desk.env, 'hub:find', null)
  found.set(desk, new Map(hubs.map(hub => [hub.address, hub])))
  return hubs
}

export async function visitHub(desk: Desk, address: string): Promise<TeamReport> {
  const hub = found.get(desk)?.get(address)
  const mine = new Set(desk.state.villages.map(({ code }) => code))
  if (hub && !hub.villages.some(code => mine.has(code))) throw new AppError('hub-no-common-village')
  const unsent = await unsentChanges(desk, MOST_CHANGES)
  const exchanges = await questionsOf(desk, unsent, MOST_EXCHANGES)
  const changes = unsent.filter(change => !hub || hub.villages.includes(change.village))
  const { person, team, answers, gave } = await ask(desk.env, 'hub:visit', { address, exchanges, changes: [...changes], known: knownOf(desk) })
  await noteOnTheWay(desk, numbersIn(exchanges.flatMap(exchange => exchange.changes)))
  const took = await takeAll(desk, team)
  let confirmed = 0
  for (const answer of answers) confirmed += (await takeAnswer(desk, null, answer, 'hub')).confirmed
  return { person, gave, took, confirmed }
}

/** On the hub: own changes for the guests, and what the guests brought. How many were new here. */
export async function hubExchange(desk: Desk): Promise<number> {
  const unsent = await unsentChanges(desk, MOST_CHANGES)
  const { team } = await ask(desk.env, 'hub:exchange', { changes: [...unsent], known: knownOf(desk) })
  return takeAll(desk, team)
}

/** After a round, with what guests brought meanwhile. Nothing where no hub is open. */
export async function exchangeWithGuests(desk: Desk): Promise<void> {
  const state = await desk.env.host.call('hub:state', null)
  if (state.ok && state.value.open) await hubExchange(desk)
}

/** What was true when the hub was last exchanged with: guests come and go, and this laptop writes meanwhile. */
const exchanged = new WeakMap<Desk, string>()

export async function hubState(desk: Desk): Promise<HubState> {
  const state = await ask(desk.env, 'hub:state', null)
  if (!state.open) {
    exchanged.delete(desk)
    return state
  }
  const now = JSON.stringify([desk.state.next, ...state.guests.map(({ device, at, gave }) => [device, at, gave])])
  if (exchanged.get(desk) !== now) {
    await hubExchange(desk)
    exchanged.set(desk, now)
  }
  return state
}

async function takeAll(desk: Desk, team: readonly TeamChanges[]): Promise<number> {
  let took = 0
  for (const { device, changes } of team) took += await takeTeam(desk, device, changes.filter(change => !isHere(desk, change)))
  return took
}

/** The county's feed has brought it, or something that was written over it: kept once more it would never be dropped. */
function isHere({ roster }: Desk, { register, record, device, number, fields }: Change): boolean {
  const known = roster.get(register, record)
  return known !== undefined && Object.keys(fields).every(field => (contextOf(known, field)[device] ?? 0) >= number)
}

const knownOf = ({ state }: Desk): Known =>
  Object.fromEntries(Object.entries(state.team).map(([device, ranges]) => [device, ranges.slice(-MOST_RANGES).map(([from, to]): [number, number] => [from, to])]))
