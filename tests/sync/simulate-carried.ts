/**
 * What goes another way than the line: packages on a stick (kept, carried by anybody, replayed, late, out of order),
 * a visit to a laptop of the team that opened itself as a hub, photographs; and what the county's own people do.
 */
import { AppError } from '#core/error.ts'
import type { RealCounty } from './county-real.ts'
import { Wrong, type Oracle } from './oracle.ts'
import type { Step } from './script.ts'
import type { SimLaptop } from './simulate-laptop.ts'

export interface Around {
  readonly county: RealCounty
  readonly oracle: Oracle
  readonly fleet: readonly SimLaptop[]
  readonly retired: readonly SimLaptop[]
  /** Files that lie about. */
  readonly stick: Map<string, Uint8Array>
  restart(laptop: SimLaptop): Promise<void>
}
type Of<K extends Step['do']> = Extract<Step, { do: K }>

/** A round may fail in a way a person is told of; what nobody foresaw may not happen. */
export function foreseen(thrown: unknown): void {
  if (!(thrown instanceof AppError)) throw thrown
  if (thrown.code === 'unforeseen') throw new Wrong('unforeseen', String(thrown.detail['message']))
}

/** Whatever has just been carried, the county has it now. */
async function hear({ county, oracle, fleet, retired }: Around): Promise<void> {
  for (const { device } of [...fleet, ...retired]) oracle.hears(device, await county.numbersOf(device))
}

/** Every file of the stick keeps a name of its own, so that old ones can be carried again. */
function keepFile({ stick }: Around, name: string, as: string): void {
  const file = stick.get(name)
  if (!file) return
  stick.delete(name)
  stick.set(`${stick.size}-${as}`, file)
}

export async function savePackage(around: Around, laptop: SimLaptop): Promise<void> {
  if (laptop.plan.old) return
  const saved = await laptop.book.savePackage().catch(foreseen)
  if (saved) keepFile(around, saved.name, `report-${laptop.device}`)
}

const filesOf = ({ stick }: Around, kind: string): readonly string[] => [...stick.keys()].filter(name => name.includes(kind))

export async function carry(around: Around, { which }: Of<'carry'>, courier: SimLaptop): Promise<void> {
  const files = filesOf(around, '-report-')
  const name = files[files.length - 1 - which % Math.max(1, files.length)]
  if (name === undefined || courier.plan.old) return
  courier.host.choice = name
  const read = await courier.book.choosePackage().catch(foreseen)
  if (read?.kind !== 'courier') return
  const carried = await courier.book.carryPackage(read.token).catch(foreseen)
  await hear(around)
  if (!carried?.answer) return
  const answer = await courier.book.saveAnswer(carried.answer.token).catch(foreseen)
  if (answer) keepFile(around, answer.name, `answer-${name.slice(name.indexOf('-report-') + 8)}`)
}

export async function takePackage(around: Around, { which }: Of<'take-package'>, laptop: SimLaptop): Promise<void> {
  const files = filesOf(around, `-answer-${laptop.device}`)
  const name = files[which % Math.max(1, files.length)]
  if (name === undefined || laptop.plan.old) return
  laptop.host.choice = name
  const read = await laptop.book.choosePackage().catch(foreseen)
  if (read?.kind === 'answer') await laptop.book.takePackage(read.token).catch(foreseen)
}

export async function hub(around: Around, { fault }: Of<'hub'>, open: SimLaptop, guests: readonly SimLaptop[]): Promise<void> {
  if (open.plan.old || !await open.book.openHub().catch(foreseen)) return
  const visit = async (guest: SimLaptop): Promise<void> => {
    guest.host.nearby = [open.host]
    await guest.book.visitHub(open.device).catch(foreseen)
  }
  for (const guest of guests) {
    if (guest.plan.old) continue
    if (fault === 'guest-dies') guest.host.before = name => { if (name.startsWith('hub:')) guest.beforeCommit = () => guest.kill() }
    await visit(guest)
    guest.calm()
    if (!guest.alive) await around.restart(guest)
    await open.book.hubState().catch(foreseen)
  }
  await open.book.sync().catch(foreseen)
  await hear(around)
  // They come by once more for what the county said.
  for (const guest of guests) if (!guest.plan.old) await visit(guest)
  await open.book.closeHub().catch(foreseen)
}

const PICTURE = (kind: string, serial: number): { mime: 'image/jpeg'; bytes: Uint8Array; width: number; height: number } =>
  ({ mime: 'image/jpeg', bytes: new TextEncoder().encode(`${kind} ${serial} `.repeat(40)), width: 40, height: 30 })

/** Only whoever has the household on the screen can take a picture for it. */
export async function photo(laptop: SimLaptop, household: string, serial: number): Promise<boolean> {
  if (laptop.plan.old || !await laptop.book.household(household).catch(() => null)) return false
  return laptop.book.addAttachment({ household, kind: '01', title: `照片${serial}` }, PICTURE('photo', serial), PICTURE('thumb', serial)).then(() => true, thrown => { foreseen(thrown); return false })
}

export async function review({ county }: Around, { which, released }: Of<'review'>): Promise<void> {
  const waiting = await county.console.aside({})
  const row = waiting[which % Math.max(1, waiting.length)]
  if (!row) return
  const decision = { device: row.device, number: row.number, note: '看过' }
  await (released ? county.console.release(decision) : county.console.reject(decision)).catch(foreseen)
}
