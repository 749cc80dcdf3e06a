/**
 * 排查批次 of the village: the rounds, the households of the one that is shown, and what is written about them. How far
 * a round is the book works out of the visits; here is only chosen, asked and told.
 */
import { computed, shallowRef } from 'vue'
import { defineStore } from 'pinia'
import type { Values } from '#core/registers/define.ts'
import { factual } from '#core/sync/facts.ts'
import { campaignOf, campaignRefusals, closingRefusals, renameRefusals, type Campaign, type CampaignProblem } from '#core/visiting/campaign.ts'
import type { Entry } from '../db/book.ts'
import type { CampaignHousehold, CampaignLine } from '../db/book-visiting.ts'
import { useBook } from './book.ts'
import { useLastStep } from './last-step.ts'
import { todayHere } from './measures-context.ts'
import { useProblems } from './problems.ts'
import { useVillage } from './village.ts'

export type { CampaignHousehold, CampaignLine }
export type HouseholdShow = 'waiting' | 'begun' | 'done' | 'risk' | 'all'

/** Changes come in storms while a round takes what the county has. */
export const CAMPAIGNS_DELAY_MS = 800

const SHOWS: Readonly<Record<HouseholdShow, (line: CampaignHousehold) => boolean>> = {
  waiting: ({ state }) => state === 'waiting' || state === 'missed', begun: ({ state }) => state === 'begun', done: ({ state }) => state === 'done', risk: ({ atRisk }) => atRisk, all: () => true
}

export const useCampaigns = defineStore('campaigns', () => {
  const books = useBook()
  const villages = useVillage()
  /** null until asked for. */
  const all = shallowRef<readonly CampaignLine[] | null>(null)
  const chosen = shallowRef<string | null>(null)
  /** Of `chosen`; null while they are read. */
  const households = shallowRef<readonly CampaignHousehold[] | null>(null)
  const show = shallowRef<HouseholdShow>('waiting')
  /** null: all of them. */
  const group = shallowRef<string | null>(null)
  /** Row of the household last opened, and which it was: a walk goes on there. */
  const at = shallowRef(0)
  const last = shallowRef('')
  /** Names to be suggested where one says who goes. */
  const cadres = shallowRef<readonly string[]>([])
  const watching = shallowRef(false)
  let turn = 0
  let queue: Promise<unknown> = Promise.resolve()
  let timer: ReturnType<typeof setTimeout> | undefined

  const village = computed(() => villages.current?.code ?? '')
  const { said, lastStep, busy, act, undo, forget: forgetStep } = useLastStep(() => village.value, () => load())
  const current = computed(() => all.value?.find(({ record }) => record.id === chosen.value) ?? null)
  const inGroup = computed(() => (households.value ?? []).filter(one => group.value === null || one.group === group.value))
  const lines = computed(() => inGroup.value.filter(SHOWS[show.value]))
  const counts = computed(() => Object.fromEntries(Object.entries(SHOWS).map(([key, holds]) => [key, inGroup.value.filter(holds).length])) as Record<HouseholdShow, number>)

  /** Where the mark begins: at the household one stood at last; if the list no longer has it, at who comes after it in the walk. */
  const start = computed(() => {
    const order = new Map(inGroup.value.map(({ household }, place) => [household, place]))
    const place = order.get(last.value)
    if (place === undefined) return at.value
    const found = lines.value.findIndex(({ household }) => order.get(household)! >= place)
    return found < 0 ? lines.value.length - 1 : found
  })

  async function load(): Promise<void> {
    const mine = ++turn
    const of = village.value
    const [got, people] = of === '' ? [[], []] : await Promise.all([books.book().campaigns(of), books.book().records('cadre')])
    if (mine !== turn) return
    const known = got.find(({ record }) => record.id === chosen.value) ?? got[0]
    const own = known ? await books.book().campaignHouseholds(known.record.id) : null
    if (mine !== turn) return
    if (known?.record.id !== chosen.value) begin()
    chosen.value = known?.record.id ?? null
    all.value = got
    households.value = own
    cadres.value = [...new Set(people.filter(({ values }) => values['voided'] !== true).map(({ values }) => String(values['name'] ?? '')))].filter(Boolean)
  }
  async function enter(): Promise<void> {
    watching.value = true
    await load()
  }
  function leave(): void {
    watching.value = false
    clearTimeout(timer)
    forgetStep()
  }
  function begin(): void {
    show.value = 'waiting'
    group.value = null
    at.value = 0
    last.value = ''
  }
  async function choose(id: string): Promise<void> {
    if (id === chosen.value) return
    chosen.value = id
    households.value = null
    begin()
    await load()
  }
  /** Back from a household of a round: its list, at the household one stood at. */
  function returnTo(id: string, household: string): void {
    if (id !== chosen.value) { begin(); households.value = null }
    chosen.value = id
    last.value = household
  }
  function narrow(patch: { readonly show?: HouseholdShow; readonly group?: string | null }): void {
    if (patch.show !== undefined) show.value = patch.show
    if (patch.group !== undefined) group.value = patch.group
    at.value = 0
    last.value = ''
  }

  const rounds = (): readonly Campaign[] => (all.value ?? []).flatMap(({ record }) => campaignOf(factual(record)) ?? [])
  const titles = computed(() => (all.value ?? []).map(({ title }) => title))

  /** One after the other: a share typed while the one before is on its way is not lost. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = queue.then(work)
    queue = done.catch(() => undefined)
    return done
  }

  /** A new round, or another word on one that stands. [] once it is stored. */
  const save = (wanted: Campaign): Promise<readonly CampaignProblem[]> => inTurn(async () => {
    const known = all.value?.find(({ record }) => record.id === wanted.id)
    const refused = [...campaignRefusals(wanted, rounds()), ...(known ? renameRefusals(known.title, wanted.title, known.done + known.begun) : [])]
    if (refused.length > 0) return refused
    const { title, kind, from, to, form, requirement } = wanted
    const fields: Values = { title: title.trim(), kind, from, to, scope: [...wanted.scope], form, requirement: requirement.trim() || null }
    if (!known) { chosen.value = wanted.id; begin() }
    await act(`${known ? '改' : '新'}批次 ${title.trim()}`, [{ register: 'campaign', record: wanted.id, fields }], `${title.trim()}，${from} 至 ${to}`)
    return []
  })

  /** Who goes to which groups; blank takes it back. One record for each group, whoever writes; several are one step. */
  const share = (of: string | readonly string[], people: string): Promise<void> => inTurn(async () => {
    const line = current.value
    const names = people.trim()
    const changed = line?.groups.filter(one => (typeof of === 'string' ? one.group === of : of.includes(one.group)) && one.people !== names) ?? []
    if (!line || changed.length === 0) return
    const where = changed.map(one => one.group || '未分组').join('、')
    await act(`分工 ${line.title} ${where}`, changed.map(({ group: own, assignment }): Entry => ({
      register: 'assignment', record: assignment?.id ?? crypto.randomUUID(),
      fields: assignment ? { people: names || null } : { campaign: line.record.id, group: own, people: names }
    })), `${where}：${names || '没有负责人'}`)
  })

  /** [] once it is stored. */
  const close = (closedOn: string): Promise<readonly CampaignProblem[]> => inTurn(async () => {
    const line = current.value
    if (!line) return []
    const refused = closingRefusals({ from: line.from, closedOn }, todayHere())
    if (refused.length > 0) return refused
    const missed = line.total - line.done
    await act(`结束批次 ${line.title}`, [{ register: 'campaign', record: line.record.id, fields: { closedOn } }], `${line.title} 已结束，已排查 ${line.done} 户${missed > 0 ? `，还有 ${missed} 户没有完成` : ''}`)
    return []
  })
  /** A slip: its visits stay, they only name a round that counts no more. */
  const drop = (reason: string): Promise<void> => inTurn(async () => {
    const line = current.value
    if (!line || reason.trim() === '') return
    await act(`作废批次 ${line.title}`, [{ register: 'campaign', record: line.record.id, fields: { voided: true, voidReason: reason.trim() } }], `${line.title} 已作废`)
  })

  function forget(): void {
    turn++
    leave()
    all.value = null
    chosen.value = null
    households.value = null
    begin()
  }
  books.onChange(() => {
    if (!watching.value) return
    clearTimeout(timer)
    timer = setTimeout(() => { if (watching.value) load().catch(useProblems().report) }, CAMPAIGNS_DELAY_MS)
  })
  books.onClose(forget)

  return { all, chosen, current, households, lines, counts, show, group, at, last, start, titles, cadres, said, lastStep, busy, today: todayHere, load, enter, leave, choose, returnTo, narrow, save, share, close, drop, undo }
})
