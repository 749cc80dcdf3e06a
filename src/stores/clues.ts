/**
 * The clues of this laptop and what a person does with one: takes it on, gives it to somebody, says whose it is, answers
 * it from the door, hands it to a procedure. Every deed is one step that can be taken back.
 */
import { computed, shallowRef } from 'vue'
import { defineStore } from 'pinia'
import { dayInChina } from '#core/registers/calendar.ts'
import type { Values } from '#core/registers/define.ts'
import type { Entry, HouseholdRow } from '../db/book.ts'
import type { ClueBatchLine, ClueLine, SuggestionLine } from '../db/book-monitor.ts'
import { useBook } from './book.ts'
import { oneWish } from './one-wish.ts'
import { useProblems } from './problems.ts'
import { useReveal } from './reveal.ts'
import { useSession } from './session.ts'
import { useVillage } from './village.ts'

export type { ClueBatchLine, ClueLine, SuggestionLine }
export type CluesShow = 'new' | 'assigned' | 'late' | 'unmatched' | 'answered' | 'closed'
export interface CluesFilter { readonly show: CluesShow | 'all'; readonly text: string; readonly group: string; readonly batch: string }

export const CLUES_DELAY_MS = 800
const PICKED = 8
const isOpen = ({ status }: ClueLine): boolean => status !== '04' && status !== '05'
const isLateClue = (line: ClueLine): boolean => isOpen(line) && line.status !== '03' && (line.clock?.late ?? 0) > 0
const SHOWS: Readonly<Record<CluesShow, (line: ClueLine) => boolean>> = {
  new: line => line.status === '01', assigned: line => line.status === '02', late: isLateClue, unmatched: line => line.status === '06', answered: line => line.status === '03' || line.status === '', closed: line => !isOpen(line)
}
const NOTHING: CluesFilter = { show: 'all', text: '', group: '', batch: '' }
const text = (values: Values, field: string): string => (typeof values[field] === 'string' ? values[field] : '')

/** Texts out of JSON that another laptop has written. */
function textsIn(json: string, key?: string): readonly string[] {
  try {
    const parsed: unknown = JSON.parse(json)
    const list: unknown = key === undefined ? parsed : (parsed as Record<string, unknown> | null)?.[key]
    return Array.isArray(list) ? list.map(one => (typeof one === 'string' ? one : '')) : []
  } catch {
    return []
  }
}

export interface ClueAnswer { readonly answer: string; readonly answerText: string; readonly evidence: string; readonly answeredBy: string; readonly answeredOn: string; readonly visit: string; readonly corrected: boolean }
export interface NewClue { readonly household: string; readonly person: string; readonly channel: string; readonly content: string; readonly receivedOn: string; readonly department: string }

const today = (): string => dayInChina(Date.now()) ?? ''

export const useClues = defineStore('clues', () => {
  const books = useBook()
  const villages = useVillage()
  const session = useSession()
  const reveal = useReveal()
  /** null until asked for. */
  const all = shallowRef<readonly ClueLine[] | null>(null)
  const suggestions = shallowRef<readonly SuggestionLine[] | null>(null)
  const filter = shallowRef<CluesFilter>(NOTHING)
  const watching = shallowRef(false)
  const rows = shallowRef<readonly HouseholdRow[]>([])
  /** Visits and members of the household a clue is about, for its answer. */
  const about = shallowRef<{ readonly household: string; readonly headName: string; readonly members: readonly { readonly id: string; readonly name: string }[]; readonly visits: readonly { readonly id: string; readonly label: string }[] } | null>(null)
  const busy = shallowRef(false)
  let asked = 0
  let searched = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  const here = computed(() => (all.value ?? []).filter(({ village }) => !villages.current || village === villages.current.code))
  const counts = computed(() => Object.fromEntries(Object.entries(SHOWS).map(([show, holds]) => [show, here.value.filter(holds).length])) as Record<CluesShow, number>)
  const open = computed(() => here.value.filter(isOpen).length)
  const groups = computed(() => [...new Set(here.value.filter(isOpen).map(({ group }) => group).filter(group => group !== ''))].sort((a, b) => a.localeCompare(b, 'zh', { numeric: true })))
  const me = computed(() => session.enrolled?.person ?? '')
  const lines = computed(() => {
    const { show, text: wanted, group, batch } = filter.value
    const sought = wanted.trim()
    return here.value.filter(line => (show === 'all' ? batch !== '' || isOpen(line) : SHOWS[show](line)) && (group === '' || line.group === group) && (batch === '' || line.record.values['batch'] === batch) &&
      (sought === '' || [line.headName, line.personName, line.group, line.title, text(line.record.values, 'assignedTo')].some(part => part.includes(sought))))
  })
  const lineOf = (id: string): ClueLine | undefined => (all.value ?? []).find(({ record }) => record.id === id)
  const ofHousehold = (household: string): readonly ClueLine[] => (all.value ?? []).filter(({ record }) => record.values['household'] === household)
  /** Nobody has said yet what is true of them; the most pressing first. */
  const unansweredOf = (household: string): readonly ClueLine[] => ofHousehold(household).filter(({ status }) => status === '01' || status === '02').toSorted((a, b) => (a.clock?.left ?? 0) - (b.clock?.left ?? 0))

  async function load(): Promise<void> {
    const turn = ++asked
    const got = await books.book().clues()
    if (turn === asked) all.value = got
  }
  async function enter(): Promise<void> {
    watching.value = true
    await load()
  }
  /** Looks at every household: asked for when somebody wants to see them. */
  async function suggest(): Promise<void> {
    suggestions.value = (await books.book().suggestions()).filter(({ village }) => !villages.current || village === villages.current.code)
  }
  const choose = (patch: Partial<CluesFilter>): void => { filter.value = { ...filter.value, ...patch } }

  async function search(wanted: string): Promise<void> {
    const turn = ++searched
    const query = { text: wanted.trim(), ...(villages.current ? { village: villages.current.code } : {}) }
    const ids = query.text === '' ? [] : (await books.book().search(query)).ids
    const got = await books.book().rows(ids.slice(0, PICKED), query)
    if (turn === searched) rows.value = got
  }
  async function look(household: string): Promise<void> {
    const file = await books.book().household(household)
    rows.value = []
    const name = (values: Values): string => text(values, 'name')
    const head = file.members.find(member => member.values['relation'] === '02') ?? file.members[0]
    about.value = {
      household, headName: head ? name(head.values) : '', members: file.members.filter(member => text(member.values, 'endedOn') === '').map(member => ({ id: member.id, name: name(member.values) })),
      visits: file.visits.map(visit => ({ id: visit.id, label: (text(visit.values, 'finishedAt') || text(visit.values, 'startedAt')).slice(0, 16), done: text(visit.values, 'finishedAt') !== '' })).filter(({ label, done }) => label !== '' && done).sort((a, b) => (a.label < b.label ? 1 : -1)).slice(0, 10)
    }
  }
  const leaveAbout = (): void => {
    about.value = null
    rows.value = []
  }

  /** The line as the sender wrote it, heading by heading; opened like any hidden value. null: not opened. */
  async function rawOf({ record }: ClueLine): Promise<readonly { readonly heading: string; readonly text: string }[] | null> {
    if (!await reveal.open({ register: 'clue', record: record.id, field: 'raw' })) return null
    const batch = (await books.book().batches()).find(one => one.record.id === record.values['batch'])
    const headings = textsIn(text(batch?.record.values ?? {}, 'layout'), 'headings')
    return textsIn(text(record.values, 'raw')).map((cell, at) => ({ heading: headings[at] || `第 ${at + 1} 列`, text: cell })).filter(one => one.text !== '')
  }

  const village = (): string => villages.current?.code ?? ''
  async function act(title: string, entries: readonly Entry[], of = village()): Promise<void> {
    await doing(async () => { await books.book().act({ kind: 'clue', title, origin: { kind: 'clue' } }, entries, of) })
  }
  async function doing(work: () => Promise<void>): Promise<void> {
    busy.value = true
    try {
      await work()
      await load()
    } finally {
      busy.value = false
    }
  }
  const entry = ({ record }: ClueLine, fields: Values): Entry => ({ register: 'clue', record: record.id, fields })

  const assign = oneWish(async (chosen: readonly ClueLine[], to: string): Promise<void> => {
    const name = to.trim()
    if (chosen.length === 0 || name === '') return
    await act(`交办线索 ${name} ${chosen.length} 条`, chosen.map(line => entry(line, { assignedTo: name, assignedOn: today(), ...(line.status === '01' && { status: '02' }) })))
  })
  /** 有风险 goes on to a procedure; every other answer ends it. */
  const answer = oneWish(async (line: ClueLine, { visit, corrected, ...said }: ClueAnswer): Promise<void> => {
    await act(`核实线索 ${line.personName || line.headName}`, [entry(line, {
      answer: said.answer, answerText: said.answerText.trim() || null, evidence: said.evidence.trim() || null, answeredBy: said.answeredBy.trim() || null, answeredOn: said.answeredOn || today(), visit: visit || null,
      ...(corrected && { corrected: true }), status: said.answer === '01' ? '03' : '05'
    })], line.record.village)
  })
  const match = oneWish(async (line: ClueLine, household: string, person: string): Promise<void> =>
    doing(async () => { await books.book().matchClue(line.record.id, household, person || null) }))
  const add = oneWish(async ({ household, person, channel, content, receivedOn, department }: NewClue): Promise<void> => {
    const { dueOn } = await due(receivedOn)
    await act('登记线索', [{ register: 'clue', record: crypto.randomUUID(), fields: { ...(household !== '' && { household }), ...(person !== '' && { person }), channel, content: content.trim(), receivedOn, dueOn, ...(department !== '' && { department }), status: household === '' ? '06' : '01' } }])
  })
  /** A suggestion somebody has looked at; it is nobody's clue before that. */
  const take = oneWish(async (chosen: readonly SuggestionLine[]): Promise<void> => {
    if (chosen.length === 0) return
    const on = today(), { dueOn } = await due(on)
    await act(`自动发现转为线索 ${chosen.length} 条`, chosen.map(one => ({
      register: 'clue', record: crypto.randomUUID(),
      fields: { household: one.household, ...(one.person && { person: one.person }), channel: '06', department: '本村数据比对', rule: one.rule, content: one.text, receivedOn: on, dueOn, status: '01', ...(one.figure !== null && { figure: one.figure }) }
    })))
    await suggest()
  })
  const due = async (receivedOn: string): Promise<{ readonly dueOn: string }> => ({ dueOn: await books.book().clueDue(receivedOn) })

  function forget(): void {
    asked++
    searched++
    clearTimeout(timer)
    watching.value = false
    all.value = null
    suggestions.value = null
    filter.value = NOTHING
    leaveAbout()
  }
  books.onChange(() => {
    if (!watching.value) return
    clearTimeout(timer)
    timer = setTimeout(() => { if (watching.value) load().catch(useProblems().report) }, CLUES_DELAY_MS)
  })
  books.onClose(forget)

  return { all, here, lines, counts, open, groups, filter, suggestions, rows, about, busy, me, lineOf, ofHousehold, unansweredOf, load, enter, suggest, choose, search, look, leaveAbout, rawOf, assign, answer, match, add, take }
})
