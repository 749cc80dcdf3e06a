/**
 * 帮扶结对 of the village: who stands by whom, and every change of it as one step. What may be written is decided by
 * core/visiting/helpers.ts; here it is asked for, stored and told.
 */
import { computed, shallowRef } from 'vue'
import { defineStore } from 'pinia'
import type { Values } from '#core/registers/define.ts'
import { beginPairing, endPairing, endRefusals, pairingRefusals, pairingWarnings, planHandOver, planMany, type PairingEntry, type PairingFacts, type PairingProblem, type Plan, type Spell } from '#core/visiting/helpers.ts'
import type { HelperLine, HelperSpell, Pairings } from '../db/book-visiting.ts'
import type { Entry } from '../db/book.ts'
import { useBook } from './book.ts'
import { useLastStep } from './last-step.ts'
import { todayHere } from './measures-context.ts'
import { useProblems } from './problems.ts'
import { useVillage } from './village.ts'

export type { HelperLine, HelperSpell, Pairings }

/** Who it shall be: one of the list, or somebody registered with the same step. */
export interface PairingDraft {
  readonly cadre: string
  readonly fresh: { readonly name: string; readonly unit: string; readonly unitLevel: string; readonly phone: string } | null
  readonly main: boolean
  readonly from: string
  readonly reason: string
}
/** A household to be paired: whether it is watched over decides only a warning. */
export interface Wanted { readonly household: string; readonly headName: string; readonly monitored: boolean; readonly closed?: boolean }
export interface Judged {
  readonly plans: readonly Plan[]
  readonly refusals: readonly PairingProblem[]
  readonly warnings: readonly PairingProblem[]
  /** Households that are refused for what they themselves hold, and could be left out; 0 where that would not help. */
  readonly leavable: number
}

const DELAY_MS = 600
/** Refused for what stands at the household, not for what was asked of all of them. */
const OF_HOUSEHOLD: ReadonlySet<string> = new Set(['H01', 'H06', 'H07', 'H10'])
const canBeWritten = ({ refusals }: Plan): boolean => refusals.length === 0
function leavableOf(plans: readonly Plan[]): number {
  const refused = plans.filter(plan => !canBeWritten(plan))
  return refused.length < plans.length && refused.every(({ refusals }) => refusals.every(({ rule }) => OF_HOUSEHOLD.has(rule))) ? refused.length : 0
}
/** Registered with the pairing: its id is only given when it is stored. */
const FRESH = 'fresh-cadre'
/** Code of `cadreRole`. */
const HELPER_ROLE = '04'
const spellOfLine = ({ record, cadre, main, from, to, endReason }: HelperSpell): Spell => ({ id: record.id, household: String(record.values['household']), cadre, main, from, to: to ?? '', endReason })

export const usePairing = defineStore('pairing', () => {
  const books = useBook()
  const villages = useVillage()
  /** null until read. */
  const all = shallowRef<Pairings | null>(null)
  /** By household, of those asked for. */
  const histories = shallowRef<ReadonlyMap<string, readonly HelperSpell[]>>(new Map())
  const watching = shallowRef(false)
  let asked = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  const village = computed(() => villages.current?.code ?? '')
  const { said, lastStep, busy, act, undo, forget } = useLastStep(() => village.value, reload)
  const helpers = computed(() => all.value?.helpers ?? [])
  const most = computed(() => all.value?.most ?? 0)
  const helperOf = (cadre: string): HelperLine | undefined => helpers.value.find(one => one.cadre.id === cadre)
  const nameOf = (cadre: string): string => helperOf(cadre)?.name || '（没有姓名的干部）'
  const historyOf = (household: string): readonly HelperSpell[] => histories.value.get(household) ?? []
  const spellsOf = (household: string): readonly Spell[] => historyOf(household).map(spellOfLine)

  async function reload(): Promise<void> {
    const mine = ++asked
    const book = books.book()
    const households = [...histories.value.keys()]
    const [got, ...own] = await Promise.all([book.pairings(village.value), ...households.map(id => book.helpersOf(id))] as const)
    if (mine !== asked) return
    all.value = got
    histories.value = new Map(households.map((id, at) => [id, own[at]!]))
  }
  /** `households`: whose dated history is needed beside the village's list. */
  async function enter(households: readonly string[] = []): Promise<void> {
    watching.value = true
    histories.value = new Map(households.map(id => [id, historyOf(id)]))
    await reload()
  }
  function leave(): void {
    watching.value = false
    clearTimeout(timer)
    histories.value = new Map()
    forget()
  }
  /** Reads what a plan for these needs, beside what is read already. */
  async function look(households: readonly string[]): Promise<void> {
    const missing = households.filter(id => !histories.value.has(id))
    if (missing.length === 0) return
    const own = await Promise.all(missing.map(id => books.book().helpersOf(id)))
    histories.value = new Map([...histories.value, ...missing.map((id, at) => [id, own[at]!] as const)])
  }

  const cadreValues = ({ cadre, fresh }: Pick<PairingDraft, 'cadre' | 'fresh'>): Values | undefined =>
    fresh ? (fresh.name.trim() === '' ? undefined : { name: fresh.name.trim(), unit: fresh.unit.trim(), unitLevel: fresh.unitLevel }) : helperOf(cadre)?.cadre.values
  function factsOf(draft: Pick<PairingDraft, 'cadre' | 'fresh'>, { household, monitored, closed = false }: Wanted): PairingFacts {
    const own = helperOf(draft.cadre)?.households.filter(one => one.main && one.household !== household) ?? []
    return {
      today: todayHere(), spells: spellsOf(household), cadre: cadreValues(draft), closed, monitored, load: own.length, most: most.value,
      nameOf: cadre => cadre === FRESH ? draft.fresh?.name.trim() || '新登记的干部' : nameOf(cadre)
    }
  }
  const spellFor = (household: string, { cadre, fresh, main, from }: PairingDraft): Spell =>
    ({ id: crypto.randomUUID(), household, cadre: fresh ? FRESH : cadre, main, from, to: '', endReason: '' })

  /** What it would write and why not, each household for itself. */
  function judge(draft: PairingDraft, wanted: readonly Wanted[]): Judged {
    const of = new Map(wanted.map(one => [one.household, one]))
    const spells = wanted.map(({ household }) => spellFor(household, draft))
    const plans = draft.main ? planMany(spells, draft.reason, household => factsOf(draft, of.get(household)!))
      : spells.map((spell): Plan => ({ household: spell.household, entries: [beginPairing(spell)], refusals: pairingRefusals(spell, factsOf(draft, of.get(spell.household)!)) }))
    const load = helperOf(draft.cadre)?.households.filter(one => one.main).length ?? 0
    // Of many, the load is warned of once, as it is at the last of those that can be written.
    const able = plans.filter(canBeWritten).length
    const warned = spells.flatMap(spell => pairingWarnings(spell, { ...factsOf(draft, of.get(spell.household)!), load: load + (draft.main ? Math.max(0, able - 1) : 0) }))
    return { plans, refusals: named(plans, of), warnings: once(warned), leavable: leavableOf(plans) }
  }
  const named = (plans: readonly Plan[], of: ReadonlyMap<string, Wanted>): readonly PairingProblem[] => once(plans.flatMap(({ household, refusals }) =>
    refusals.map(one => plans.length > 1 && OF_HOUSEHOLD.has(one.rule) ? { ...one, text: `${of.get(household)?.headName ?? ''}：${one.text}` } : one)))
  const once = (problems: readonly PairingProblem[]): readonly PairingProblem[] => [...new Map(problems.map(one => [`${one.rule} ${one.text}`, one])).values()]

  /** What may be written of it: nothing as long as a household is refused and nobody said to leave it out. */
  const allowed = ({ plans, refusals, leavable }: Judged, leaveOut: boolean): readonly Plan[] => refusals.length === 0 || (leaveOut && leavable > 0) ? plans.filter(canBeWritten) : []
  const leftWords = ({ leavable }: Judged): string => leavable > 0 ? `；${leavable} 户没有动` : ''

  /** All of them and, with them, a new cadre are one step. */
  async function pair(draft: PairingDraft, wanted: readonly Wanted[], leaveOut = false): Promise<boolean> {
    const judged = judge(draft, wanted)
    const plans = allowed(judged, leaveOut)
    if (plans.length === 0) return false
    const id = crypto.randomUUID()
    const name = draft.fresh ? draft.fresh.name.trim() : nameOf(draft.cadre)
    const cadre: readonly Entry[] = draft.fresh ? [{ register: 'cadre', record: id, fields: freshFields(draft.fresh) }] : []
    const who = wanted.length === 1 ? wanted[0]!.headName : `${plans.length} 户`
    await act(`结对 ${who} ${name}`, [...cadre, ...plans.flatMap(({ entries }) => entries.map(entry => withId(entry, id)))], `${who}的帮扶责任人 ${name}${leftWords(judged)}`)
    return true
  }
  const withId = (entry: PairingEntry, id: string): PairingEntry => entry.fields['cadre'] === FRESH ? { ...entry, fields: { ...entry.fields, cadre: id } } : entry
  const freshFields = ({ name, unit, unitLevel, phone }: NonNullable<PairingDraft['fresh']>): Values =>
    ({ name: name.trim(), role: HELPER_ROLE, ...(unit.trim() && { unit: unit.trim() }), ...(unitLevel && { unitLevel }), ...(phone.trim() && { phone: phone.trim() }) })

  const endProblems = (line: HelperSpell, to: string, reason: string): readonly PairingProblem[] => endRefusals(spellOfLine(line), to, reason, todayHere())
  async function end(line: HelperSpell, to: string, reason: string): Promise<boolean> {
    if (endProblems(line, to, reason).length > 0) return false
    await act(`结束结对 ${line.cadreName}`, [endPairing(spellOfLine(line), to, reason.trim())], `${line.cadreName}的结对到 ${to}`)
    return true
  }

  /** All that one holds goes to the other. */
  function judgeHandOver(from: HelperLine, to: string, day: string, reason: string): Judged {
    const draft = { cadre: to, fresh: null }
    const wanted = new Map(from.households.map(one => [one.household, { household: one.household, headName: one.headName, monitored: one.kind === 'open' }]))
    const held = from.households.flatMap(one => spellsOf(one.household).find(({ id }) => id === one.record) ?? [])
    const plans = planHandOver(held, to, day, reason, () => crypto.randomUUID(), household => factsOf(draft, wanted.get(household)!))
    const load = helperOf(to)?.households.filter(one => one.main).length ?? 0
    const last = held.filter(({ main }) => main).at(-1)
    const warnings = last ? pairingWarnings({ ...last, cadre: to }, { ...factsOf(draft, wanted.get(last.household)!), load: load + held.filter(({ main }) => main).length - 1 }).filter(({ rule }) => rule !== 'W03') : []
    const same = to === from.cadre.id
    return { plans, refusals: same ? [{ rule: 'H10', field: 'cadre', text: '移交给另一名干部' }] : named(plans, wanted), warnings: once(warnings), leavable: same ? 0 : leavableOf(plans) }
  }
  async function handOver(from: HelperLine, to: string, day: string, reason: string, leaveOut = false): Promise<boolean> {
    const judged = judgeHandOver(from, to, day, reason)
    const plans = allowed(judged, leaveOut)
    if (plans.length === 0) return false
    await act(`移交 ${from.name} → ${nameOf(to)}`, plans.flatMap(({ entries }) => entries), `${from.name}的 ${plans.length} 户交给${nameOf(to)}${leftWords(judged)}`)
    return true
  }

  books.onChange(() => {
    if (!watching.value || busy.value) return
    clearTimeout(timer)
    timer = setTimeout(() => { if (watching.value) reload().catch(useProblems().report) }, DELAY_MS)
  })
  books.onClose(() => {
    leave()
    asked++
    all.value = null
  })
  return { all, helpers, most, said, lastStep, busy, helperOf, nameOf, historyOf, enter, leave, look, judge, pair, endProblems, end, judgeHandOver, handOver, undo }
})
