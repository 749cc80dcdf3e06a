/** 一户一档 of one household: what is there and missing, and the whole of it as one file, masked or, for a purpose, whole. */
import { computed, shallowRef } from 'vue'
import { defineStore } from 'pinia'
import { completenessOf } from '#core/dossier/index.ts'
import { labelOf } from '#core/registers/codes.ts'
import { HEAD } from '#core/registers/index.ts'
import { factual } from '#core/sync/facts.ts'
import type { RecordState } from '#core/sync/change.ts'
import type { HouseholdFile } from '../db/book.ts'
import type { DossierLine } from '../db/book-monitor.ts'
import { dossierPages, incomePages, picturePage, recordPages, stepTitle, type DossierPart } from '../print/dossier.ts'
import { householdPages } from '../print/household.ts'
import { minutesPages, signInPages } from '../print/meeting.ts'
import { categoryWords, type PrintMeta } from '../print/meta.ts'
import type { Element } from '../print/tree.ts'
import { useBook } from './book.ts'
import { isEnded } from './household.ts'
import { useMeetingPrint, type TellPages } from './meeting-print.ts'
import { encodePicture, type Encode } from './attachments-encode.ts'
import { ballotOf } from './meeting.ts'
import { todayText } from './paper-records.ts'
import { hostCall } from './ports.ts'
import { useSession } from './session.ts'
import { useVillage } from './village.ts'
import { wallClock } from './visit-record.ts'

export type { DossierLine }
export const STATE_WORDS = { there: '齐', partly: '不齐', missing: '缺', 'not-needed': '不需要' } as const
const RANK = { missing: 0, partly: 1, there: 2, 'not-needed': 3 } as const

let encode: Encode = encodePicture
/** A test has no canvas. */
export function provideDossierEncoder(other: Encode): void { encode = other }

const text = (record: RecordState | undefined, field: string): string => typeof record?.values[field] === 'string' ? record.values[field] : ''

export const useDossier = defineStore('dossier', () => {
  const books = useBook()
  const villages = useVillage()
  const session = useSession()
  const printing = useMeetingPrint()
  const lines = shallowRef<readonly DossierLine[] | null>(null)
  const order = shallowRef<'official' | 'missing'>('missing')
  const whole = shallowRef(false)
  const purpose = shallowRef('')
  const said = shallowRef('')
  let wanted = ''
  let turn = 0

  const completeness = computed(() => completenessOf(lines.value ?? []))
  const shown = computed(() => order.value === 'official' ? lines.value ?? [] : (lines.value ?? []).toSorted((a, b) => RANK[a.state] - RANK[b.state] || a.order - b.order))
  const obstacle = computed(() => whole.value && purpose.value.trim().length < 2 ? '印完整号码要先写明用途，会记入查看记录' : '')

  async function load(household: string): Promise<void> {
    const mine = ++turn
    if (wanted !== household) { lines.value = null; said.value = '' }
    wanted = household
    const got = await books.book().dossier(household)
    if (mine === turn) lines.value = got
  }

  /** The original, photographed: filed under what it proves, with the case where there is one. */
  async function addPicture(line: DossierLine, evidence: string): Promise<boolean> {
    const chosen = await hostCall('file:open', { kind: 'picture' })
    if (!chosen) return false
    const { full, thumb } = await encode(chosen.name, chosen.bytes)
    await books.book().addAttachment({ household: wanted, kind: '03', title: `${line.title} ${labelOf('evidenceKind', evidence)}`.slice(0, 60), subject: { register: line.case ? 'monitorCase' : 'household', record: line.case || wanted, field: evidence } }, full, thumb)
    await load(wanted)
    said.value = `照片已存本机：${line.title}`
    return true
  }

  const meta = (): PrintMeta => ({ village: villages.current?.name ?? '', printedOn: todayText(), printedBy: session.enrolled?.person ?? '', whole: whole.value, purpose: purpose.value.trim() })

  async function pages(id: string, tell: TellPages): Promise<readonly Element[]> {
    const file = await books.book().household(id)
    const own = await books.book().dossier(id)
    const how = meta()
    const present = file.members.filter(member => !isEnded(member))
    const head = present.find(({ values }) => values['relation'] === HEAD) ?? present[0]
    const words = [text(file.household, 'villagerGroup'), text(head, 'name')].filter(Boolean).join(' ')
    const parts: DossierPart[] = [{ key: '', title: '农户信息表', pages: householdPages({ ...file, incomes: file.incomes.toSorted((a, b) => Number(b.values['year'] ?? 0) - Number(a.values['year'] ?? 0)), meta: how }) }]
    for (const [at, line] of own.entries()) {
      tell(at, own.length)
      const made = await papersOf(line, file, words, present.length, how)
      if (made.length > 0) parts.push({ key: line.key, title: line.title, pages: made })
    }
    const cover = { headName: text(head, 'name'), group: text(file.household, 'villagerGroup'), category: categoryWords(file.household), householdNo: text(file.household, 'nationalHouseholdNo'), lines: own.map(({ key, title, state, text: why }) => ({ key, title, word: STATE_WORDS[state], text: why })) }
    return dossierPages(cover, parts, how)
  }

  const standing = ({ values }: RecordState): boolean => values['voided'] !== true
  async function papersOf(line: DossierLine, file: HouseholdFile, words: string, people: number, how: PrintMeta): Promise<readonly Element[]> {
    const records = [...file.others, ...file.visits].filter(standing)
    const of = (register: string): readonly RecordState[] => records.filter(record => record.register === register)
    const made: Element[] = []
    const steps = of('caseStep').filter(step => step.values['case'] === line.case && line.case !== '')
    const kinds = STEPS[line.key] ?? []
    const taken = steps.filter(step => kinds.includes(text(step, 'step')))
    if (taken.length > 0) made.push(...recordPages(line.title, words, taken.map(record => ({ title: stepTitle(record), record })), how))
    if (kinds.includes('review')) for (const meeting of [...new Set(taken.map(step => text(step, 'meeting')).filter(Boolean))]) made.push(...await meetingPapers(meeting, file, words, how))
    const income = INCOME[line.key]
    if (income) for (const record of file.incomes.filter(one => standing(one) && one.values['kind'] === income)) made.push(...incomePages(line.title, `${words} ${String(record.values['year'] ?? '')}年`, record, people, how))
    const register = REGISTERS[line.key]
    if (register) {
      const all = of(register).filter(record => register !== 'visit' || text(record, 'finishedAt') !== '').toSorted((a, b) => dayOf(a).localeCompare(dayOf(b)))
      if (all.length > 0) made.push(...recordPages(line.title, words, all.map((record, at) => ({ title: `${at + 1}. ${dayOf(record)}`, record })), how))
    }
    for (const picture of line.pictures) made.push(picturePage(await pictureOf(picture, file), how))
    return made
  }

  /** Only this household's vote: what was voted on others is none of its dossier. */
  async function meetingPapers(id: string, file: HouseholdFile, words: string, { village }: PrintMeta): Promise<readonly Element[]> {
    const [meetings, people] = await Promise.all([books.book().records('meeting'), books.book().records('attendee')])
    const found = meetings.find(one => one.id === id)
    if (!found) return []
    const meeting = factual(found)
    const head = { village, kind: labelOf('meetingKind', text(meeting, 'kind')), on: text(meeting, 'heldOn'), place: text(meeting, 'place'), chair: text(meeting, 'chair'), recorder: text(meeting, 'recorder'), expected: Number(meeting.values['expected'] ?? 0), present: Number(meeting.values['present'] ?? 0) }
    const votes = file.others.filter(one => one.register === 'meetingVote' && standing(one) && one.values['meeting'] === id).map(vote => factual(vote))
    const called = people.filter(one => standing(one) && one.values['meeting'] === id).toSorted((a, b) => Number(a.values['order'] ?? 0) - Number(b.values['order'] ?? 0))
    const [group = '', name = ''] = words.split(' ')
    return [
      ...minutesPages(head, votes.map(vote => ({ group, name, kind: '', category: categoryWords(file.household), ...ballotOf(vote), result: vote.values['result'] ? labelOf('meetingResult', text(vote, 'result')) : '', opinion: text(vote, 'opinion') })), text(meeting, 'speeches'), text(meeting, 'conclusion') ? labelOf('meetingResult', text(meeting, 'conclusion')) : ''),
      ...signInPages(head, called.map(({ values }) => ({ name: String(values['name'] ?? ''), role: values['role'] ? labelOf('attendeeRole', String(values['role'])) : '', present: values['present'] === true })))]
  }

  async function pictureOf(id: string, file: HouseholdFile): Promise<Parameters<typeof picturePage>[0]> {
    const record = file.others.find(one => one.id === id)
    const about = { title: text(record, 'title') || '照片', taken: text(record, 'takenAt'), width: Number(record?.values['width'] ?? 4), height: Number(record?.values['height'] ?? 3) }
    try {
      const { mime, bytes } = await books.book().attachmentContent(id, 'full')
      return { ...about, mime, base64: base64Of(bytes) }
    } catch {
      // Not on this laptop, or damaged: the page stands there and says so.
      return { ...about, mime: '', base64: '' }
    }
  }

  async function print(to: 'pdf' | 'paper'): Promise<boolean> {
    if (obstacle.value || wanted === '') { said.value = obstacle.value; return false }
    const id = wanted
    const title = [villages.current?.name ?? '', '一户一档', todayText()].filter(Boolean).join(' ')
    return printing.run(title, to, async tell => {
      // Noted before it is there, as everything that leaves whole.
      if (whole.value) await books.book().reveal('household', id, `一户一档 ${wallClock(Date.now())}`, `打印：${purpose.value.trim()}`)
      return pages(id, tell)
    })
  }

  function leave(): void {
    turn++
    wanted = ''
    lines.value = null
    whole.value = false
    purpose.value = ''
    said.value = ''
  }
  books.onChange(households => { if (wanted && (households === 'all' || households.includes(wanted))) void load(wanted) })
  books.onClose(leave)
  return { lines, shown, order, whole, purpose, said, completeness, obstacle, load, addPicture, pages, print, leave }
})

const STEPS: Readonly<Record<string, readonly string[]>> = {
  D01: ['apply'], D02: ['analyse'], D03: ['verify'], D05: ['compare'], D06: ['review'], D07: ['publicise'], D08: ['objection', 'noticeEnd'], D09: ['township'], D10: ['county'], D11: ['announce'],
  D16: ['nominate'], D17: ['verify'], D19: ['review'], D20: ['publicise'], D21: ['objection', 'noticeEnd'], D22: ['township'], D23: ['county'], D24: ['announce'], D25: ['verify'], D26: ['review'], D27: ['township'], D28: ['county']
}
const INCOME: Readonly<Record<string, string>> = { D04: 'identification', D15: 'annual', D18: 'elimination' }
const REGISTERS: Readonly<Record<string, string>> = { D12: 'plan', D13: 'measure', D14: 'visit' }
const dayOf = (record: RecordState): string => (text(record, 'finishedAt') || text(record, 'startedOn') || String(record.values['year'] ?? '')).slice(0, 10)
/** In slices: a whole picture at once is more arguments than a call takes. */
function base64Of(bytes: Uint8Array): string {
  let letters = ''
  for (let at = 0; at < bytes.length; at += 0x8000) letters += String.fromCharCode(...bytes.subarray(at, at + 0x8000))
  return btoa(letters)
}
