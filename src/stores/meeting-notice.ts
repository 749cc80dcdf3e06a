/**
 * What follows a meeting: the notice on the board for those who passed, what the village objects, and its end; later
 * the announcement of what the county decided. Each is a step of every case concerned; a picture of the board is asked
 * for as the procedure asks for it.
 */
import { computed, shallowRef } from 'vue'
import { defineStore } from 'pinia'
import { openLine, type OpenLine } from '#core/notice/index.ts'
import { earliestNoticeEnd, type StepName } from '#core/procedure/index.ts'
import { labelOf } from '#core/registers/codes.ts'
import { HEAD } from '#core/registers/index.ts'
import { dayNumber, isDay } from '#core/registers/calendar.ts'
import { factual } from '#core/sync/facts.ts'
import type { StepRequest } from '../db/book-monitor.ts'
import { boardPages, boardProblem, minutesPages, signInPages } from '../print/meeting.ts'
import type { Element } from '../print/tree.ts'
import { encodePicture, type Encode } from './attachments-encode.ts'
import { useBook } from './book.ts'
import { isEnded } from './household.ts'
import { ballotOf, useMeeting, type Item, type Refused } from './meeting.ts'
import { useMeetingPrint } from './meeting-print.ts'
import { oneWish } from './one-wish.ts'
import { todayText } from './paper-records.ts'
import { hostCall } from './ports.ts'
import { useVillage } from './village.ts'

export interface BoardForm { readonly from: string; readonly to: string; readonly place: string; readonly phone: string; readonly supervising: string; readonly wholeNames: boolean }
export type MeetingPaper = 'sign-in' | 'minutes' | 'notice' | 'announcement'
const PAPER_WORDS: Readonly<Record<MeetingPaper, string>> = { 'sign-in': '签到表', minutes: '评议记录', notice: '公示', announcement: '公告' }

let encode: Encode = encodePicture
/** A test has no canvas. */
export function provideMeetingEncoder(other: Encode): void { encode = other }

export const useMeetingNotice = defineStore('meeting-notice', () => {
  const books = useBook()
  const meeting = useMeeting()
  const villages = useVillage()
  const printing = useMeetingPrint()
  const form = shallowRef<BoardForm>({ from: '', to: '', place: '', phone: '', supervising: '', wholeNames: false })
  /** Pictures by case and what they prove. */
  const pictures = shallowRef<ReadonlyMap<string, number>>(new Map())

  const text = (field: string): string => { const value = meeting.record?.values[field]; return typeof value === 'string' ? value : '' }
  const today = todayText
  const allows = ({ file }: Item, step: StepName): boolean => file?.choices.some(({ transition, mine }) => transition.step === step && mine) === true
  const toPublicise = computed(() => meeting.items.filter(item => allows(item, 'publicise')))
  const hanging = computed(() => meeting.items.filter(item => allows(item, 'noticeEnd') || allows(item, 'objection')))
  const decided = computed(() => meeting.items.filter(({ file }) => file?.status.state === 'decided' || file?.status.state === 'announced'))
  const earliestEnd = computed(() => isDay(form.value.from) && meeting.publicityDays > 0 ? earliestNoticeEnd(form.value.from, meeting.publicityDays) : '')
  /** What keeps the notice from being hung; '' = it may. */
  const obstacle = computed(() => {
    const { from, to, place } = form.value
    if (!isDay(from) || !isDay(to)) return '请填公示的开始和结束日期'
    if (to < from) return '结束日期早于开始日期'
    const days = dayNumber(to) - dayNumber(from) + 1
    if (days < meeting.publicityDays) return `公示${days}天，不足${meeting.publicityDays}天（首尾都算），最早到${earliestEnd.value}（规则P08）`
    return place.trim() === '' ? '请填公示地点' : boardProblem(form.value)
  })

  /** As the meeting's record has it, else a proposal: from today, for as long as the county says. */
  function open(): void {
    const from = text('noticeFrom') || (text('heldOn') > today() ? text('heldOn') : today())
    form.value = { ...form.value, from, to: text('noticeTo') || (meeting.publicityDays > 0 ? earliestNoticeEnd(from, meeting.publicityDays) : from), place: text('noticePlace') || form.value.place || '村务公开栏' }
  }
  const put = (patch: Partial<BoardForm>): void => {
    const next = { ...form.value, ...patch }
    form.value = patch.from !== undefined && isDay(patch.from) && next.to < patch.from && meeting.publicityDays > 0 ? { ...next, to: earliestNoticeEnd(patch.from, meeting.publicityDays) } : next
  }

  async function lookAtPictures(): Promise<void> {
    const found = new Map<string, number>()
    for (const record of await books.book().records('attachment')) {
      const { subjectRegister, subjectRecord, subjectField, voided } = record.values
      if (subjectRegister !== 'monitorCase' || voided === true) continue
      const key = `${String(subjectRecord)}/${String(subjectField)}`
      found.set(key, (found.get(key) ?? 0) + 1)
    }
    pictures.value = found
  }
  const picturesOf = (items: readonly Item[], kind: string): number => items.length === 0 ? 0 : Math.min(...items.map(({ file }) => pictures.value.get(`${file?.id ?? ''}/${kind}`) ?? 0))

  /** One picture, chosen and drawn anew once, into the dossier of each household it speaks of. */
  const addPicture = oneWish(async (kind: string, items: readonly Item[]): Promise<number> => {
    const chosen = await hostCall('file:open', { kind: 'picture' })
    if (!chosen) return 0
    const { full, thumb } = await encode(chosen.name, chosen.bytes)
    const own = items.flatMap(({ file }) => file ? [file] : [])
    for (const file of own) await books.book().addAttachment({ household: file.household, kind: kind === 'minutes' || kind === 'signIn' ? '06' : '05', title: labelOf('evidenceKind', kind), subject: { register: 'monitorCase', record: file.id, field: kind } }, full, thumb)
    await lookAtPictures()
    meeting.say(`照片已存本机，归入 ${own.length} 户的档案`)
    return own.length
  })

  /** Each on its own: one that is refused keeps no other back. */
  async function takeAll(items: readonly Item[], request: (item: Item) => StepRequest, done: string): Promise<number> {
    const no: Refused[] = []
    let taken = 0
    for (const item of items) {
      const wish = request(item)
      const [first] = await books.book().tryStep(wish)
      if (first) no.push({ who: item.file!.headName, text: first.text, rule: first.rule })
      else { await books.book().takeStep(wish); taken++ }
    }
    await meeting.reload()
    meeting.refuse(no)
    meeting.say(taken > 0 ? `${done} ${taken} 户` : '')
    return taken
  }
  const proof = (item: Item, kind: string): readonly string[] => picturesOf([item], kind) > 0 ? [kind] : []

  const publicise = oneWish(async (): Promise<number> => {
    if (obstacle.value) { meeting.refuse([{ who: '', text: obstacle.value, rule: 'P08' }]); return 0 }
    const { from, to, place } = form.value
    const items = toPublicise.value
    const taken = await takeAll(items, item => ({ case: item.file!.id, step: 'publicise', outcome: 'pass', on: today(), values: { noticeFrom: from, noticeTo: to, noticePlace: place.trim(), evidence: [...proof(item, 'noticeFirst')] } }), '已公示')
    const no = meeting.refused
    if (taken > 0) await meeting.save({ noticeFrom: from, noticeTo: to, noticePlace: place.trim(), noticeText: (await openLines(items)).map(({ group, name, category, result }) => [group, name, category, result].filter(Boolean).join(' ')).join('；') }, `公示 ${from} 至 ${to}`)
    meeting.refuse(no)
    return taken
  })

  /** `who` is nobody's duty to say. doubtful: noted and to be looked into. */
  async function object(item: Item, what: string, who: string, handling: string, outcome: 'doubtful' | 'dismissed' | 'upheld'): Promise<number> {
    const refuse = (words: string): number => { meeting.refuse([{ who: item.file?.headName ?? '', text: words, rule: 'P05' }]); return 0 }
    const known = item.file?.status.steps.findLast(({ step }) => step === 'objection')?.values['objection']
    const before = item.file?.status.state === 'objected' && typeof known === 'string' ? known : ''
    if (what.trim() === '' && before === '') return refuse('请写异议的内容')
    if (outcome !== 'doubtful' && handling.trim() === '') return refuse('请写怎么核实、处理的')
    const words = [what.trim() || before, who.trim() && `反映人：${who.trim()}`, handling.trim() && `处理：${handling.trim()}`].filter(Boolean).join('\n')
    return takeAll([item], ({ file }) => ({ case: file!.id, step: 'objection', outcome, on: today(), values: { objection: words } }), outcome === 'doubtful' ? '已记下异议' : '已处理异议')
  }
  /** Each objection was noted or dismissed at once; one that was noted first and dismissed then is still one. */
  const objectionsOf = ({ file }: Item): number => {
    const steps = file?.status.steps ?? []
    const since = steps.slice(steps.findLastIndex(({ step }) => step === 'publicise') + 1).filter(({ step }) => step === 'objection')
    return since.filter(({ outcome }, at) => outcome === 'doubtful' || since[at - 1]?.outcome !== 'doubtful').length
  }

  const end = oneWish(async (): Promise<number> => {
    const items = hanging.value
    const objections = items.reduce((sum, item) => sum + objectionsOf(item), 0)
    const taken = await takeAll(items, item => ({ case: item.file!.id, step: 'noticeEnd', outcome: 'pass', on: today(), values: { objections: objectionsOf(item), evidence: [...proof(item, 'noticeLast')] } }), '公示期满')
    const no = meeting.refused
    if (taken > 0) await meeting.save({ objections: objections === 0 ? '无异议' : `异议 ${objections} 件，已处理` }, '公示期满')
    meeting.refuse(no)
    return taken
  })

  async function openLines(items: readonly Item[]): Promise<readonly OpenLine[]> {
    return Promise.all(items.map(async ({ vote, file }): Promise<OpenLine> => {
      const house = await books.book().household(file!.household)
      const present = house.members.filter(member => !isEnded(member))
      const head = present.find(({ values }) => values['relation'] === HEAD) ?? present[0]
      const household = factual(house.household).values
      return openLine({
        household, headName: String(head?.values['name'] ?? ''), people: present.length, category: file!.category ?? String(household['monitorCategory'] ?? ''), whole: form.value.wholeNames,
        measures: house.others.filter(({ register, values }) => register === 'measure' && values['voided'] !== true).map(({ values }) => String(values['group'] ?? '')),
        result: file!.status.state === 'decided' || file!.status.state === 'announced' ? labelOf('caseKind', file!.kind) : labelOf('meetingResult', String(vote.values['result'] ?? ''))
      })
    }))
  }

  async function pagesOf(paper: MeetingPaper): Promise<readonly Element[]> {
    const village = villages.current?.name ?? ''
    const head = { village, kind: labelOf('meetingKind', text('kind')), on: text('heldOn'), place: text('place'), chair: text('chair'), recorder: text('recorder'), expected: meeting.attendance.expected, present: meeting.attendance.present }
    if (paper === 'sign-in') return signInPages(head, meeting.people.map(({ values }) => ({ name: String(values['name'] ?? ''), role: values['role'] ? labelOf('attendeeRole', String(values['role'])) : '', present: values['present'] === true })))
    if (paper === 'minutes') return minutesPages(head, meeting.items.map(({ vote, file }) => ({
      group: file?.group ?? '', name: file?.headName ?? '', kind: file ? labelOf('caseKind', file.kind) : '', category: file?.category ? labelOf('monitorCategory', file.category) : '', ...ballotOf(vote),
      result: vote.values['result'] ? labelOf('meetingResult', String(vote.values['result'])) : '', opinion: String(vote.values['opinion'] ?? '') })), text('speeches'), text('conclusion') ? labelOf('meetingResult', text('conclusion')) : '')
    const items = paper === 'announcement' ? decided.value : toPublicise.value.length > 0 ? toPublicise.value : hanging.value
    return boardPages({ ...form.value, village, kind: paper, lines: await openLines(items), on: paper === 'announcement' ? today() : form.value.from })
  }
  /** What keeps a paper from being printed. */
  const whyNotPrint = (paper: MeetingPaper): string => {
    if (paper === 'announcement') return decided.value.length === 0 ? '还没有县级确定的户' : boardProblem(form.value)
    return paper === 'notice' ? obstacle.value || (toPublicise.value.length + hanging.value.length === 0 ? '还没有评议通过、记入程序的户' : '') : ''
  }
  async function print(paper: MeetingPaper, to: 'pdf' | 'paper'): Promise<boolean> {
    const why = whyNotPrint(paper)
    if (why) { meeting.refuse([{ who: PAPER_WORDS[paper], text: why, rule: '' }]); return false }
    meeting.refuse([])
    return printing.run([villages.current?.name ?? '', '评议会', PAPER_WORDS[paper], text('heldOn')].filter(Boolean).join(' '), to, () => pagesOf(paper))
  }

  return { form, pictures, toPublicise, hanging, decided, earliestEnd, obstacle, open, put, lookAtPictures, picturesOf, addPicture, publicise, object, objectionsOf, end, openLines, pagesOf, whyNotPrint, print }
})
