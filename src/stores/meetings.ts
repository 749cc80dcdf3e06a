/** 评议会: those that were held or are being prepared, and a new one with its agenda of cases that stand before review. */
import { computed, shallowRef } from 'vue'
import { defineStore } from 'pinia'
import { attendanceOf, totalsOf, type Attendance } from '#core/notice/index.ts'
import { labelOf } from '#core/registers/codes.ts'
import { isDay } from '#core/registers/calendar.ts'
import { factual } from '#core/sync/facts.ts'
import { homeOf } from '#core/sync/home.ts'
import type { RecordState } from '#core/sync/change.ts'
import type { Entry } from '../db/book.ts'
import type { CaseLine } from '../db/book-monitor.ts'
import { useBook } from './book.ts'
import { oneWish } from './one-wish.ts'
import { useVillage } from './village.ts'

export type { CaseLine }
export interface MeetingLine { readonly record: RecordState; readonly attendance: Attendance; readonly cases: number; readonly voted: number; readonly conclusion: string; readonly notice: 'none' | 'running' | 'over' }
export interface NewMeeting { readonly kind: string; readonly on: string; readonly place: string; readonly chair: string; readonly recorder: string; readonly cases: readonly string[]; readonly copyFrom: string }

const text = (record: RecordState, field: string): string => typeof record.values[field] === 'string' ? record.values[field] : ''
export const isStanding = ({ values }: RecordState): boolean => values['voided'] !== true
/** By the table of the procedure, not by a list of states: a relisting is voted on without a comparison. */
export const isBeforeReview = ({ choices }: CaseLine): boolean => choices.some(({ transition }) => transition.step === 'review')

export function newMeetingProblem({ kind, on, place, cases }: NewMeeting, today: string): string {
  if (kind === '') return '请选会议类型'
  if (!isDay(on)) return '开会日期不是真实的日子'
  if (on < '2014-01-01') return '开会日期太早，请核对年份'
  if (on > nextYear(today)) return '开会日期在一年以后，请核对年份'
  if (place.trim() === '') return '请填会议地点'
  return cases.length === 0 ? '请至少选一户来评议' : ''
}
const nextYear = (day: string): string => `${Number(day.slice(0, 4)) + 1}${day.slice(4)}`

export const useMeetings = defineStore('meetings', () => {
  const books = useBook()
  const villages = useVillage()
  const all = shallowRef<readonly MeetingLine[] | null>(null)
  const waiting = shallowRef<readonly CaseLine[]>([])
  let turn = 0

  const lines = computed(() => all.value ?? [])

  async function load(today: string): Promise<void> {
    const mine = ++turn
    const book = books.book()
    const [meetings, people, votes, cases] = await Promise.all([book.records('meeting'), book.records('attendee'), book.records('meetingVote'), book.cases({ open: true })])
    if (mine !== turn) return
    const here = villages.current?.code
    const [peopleOf, votesOf] = [Map.groupBy(people.filter(isStanding), one => text(one, 'meeting')), Map.groupBy(votes.filter(isStanding).map(vote => factual(vote)), one => text(one, 'meeting'))]
    all.value = meetings.filter(record => isStanding(record) && (!here || homeOf(record) === here)).map(record => factual(record))
      .map(record => lineOf(record, peopleOf.get(record.id) ?? [], votesOf.get(record.id) ?? [], today)).toSorted((a, b) => text(b.record, 'heldOn').localeCompare(text(a.record, 'heldOn')))
    waiting.value = cases.filter(one => isBeforeReview(one) && (!here || one.village === here))
  }

  /** The new one's id. */
  const create = oneWish(async (wish: NewMeeting): Promise<string> => {
    const book = books.book()
    const chosen = waiting.value.filter(({ id }) => wish.cases.includes(id))
    const village = chosen[0]?.village ?? villages.current?.code ?? ''
    const id = crypto.randomUUID()
    const copied = wish.copyFrom === '' ? [] : (await book.records('attendee')).filter(one => isStanding(one) && text(one, 'meeting') === wish.copyFrom).toSorted((a, b) => Number(a.values['order'] ?? 0) - Number(b.values['order'] ?? 0))
    const entries: Entry[] = [
      { register: 'meeting', record: id, fields: { kind: wish.kind, heldOn: wish.on, place: wish.place.trim(), chair: wish.chair.trim() || null, recorder: wish.recorder.trim() || null, topic: '监测对象民主评议', households: chosen.map(({ headName }) => headName).join('、') } },
      ...chosen.map((one, at): Entry => ({ register: 'meetingVote', record: crypto.randomUUID(), fields: { household: one.household, meeting: id, case: one.id, order: at + 1 } })),
      // Who was called last time is called again; that they came last time says nothing about today.
      ...copied.map(({ values }, at): Entry => ({ register: 'attendee', record: crypto.randomUUID(), fields: { meeting: id, name: values['name'] ?? '', role: values['role'] ?? null, votes: values['votes'] ?? true, present: false, order: at + 1 } }))
    ]
    await book.act({ kind: 'procedure', title: `新开${labelOf('meetingKind', wish.kind)} ${wish.on}，${chosen.length} 户`, origin: { kind: 'meeting' } }, entries, village)
    return id
  })

  function leave(): void {
    turn++
    all.value = null
    waiting.value = []
  }
  books.onClose(leave)
  return { all, lines, waiting, load, create, leave }
})

function lineOf(record: RecordState, people: readonly RecordState[], votes: readonly RecordState[], today: string): MeetingLine {
  const voted = votes.filter(({ values }) => typeof values['agree'] === 'number').length
  const [from, to] = [text(record, 'noticeFrom'), text(record, 'noticeTo')]
  return { record, attendance: attendanceOf(people), cases: votes.length, voted, conclusion: votes.length > 0 && voted === votes.length ? totalsOf(votes).conclusion : '', notice: from === '' ? 'none' : to < today ? 'over' : 'running' }
}
