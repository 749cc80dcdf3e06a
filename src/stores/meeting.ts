/**
 * One 评议会 while it is held and written up: who came, how each case was voted on, what was said. Every answer is one
 * step of the book; the procedure's own steps are taken only when all are voted, and refused as the procedure refuses.
 */
import { computed, shallowRef } from 'vue'
import { defineStore } from 'pinia'
import { settingOf } from '#core/checks/settings.ts'
import { allowedResults, attendanceOf, ballotProblems, FAILED, PASSED, quorumProblem, resultOf, totalsOf, type Ballot, type Shares } from '#core/notice/index.ts'
import type { StepOutcome } from '#core/procedure/index.ts'
import type { Values } from '#core/registers/define.ts'
import { factual } from '#core/sync/facts.ts'
import { homeOf } from '#core/sync/home.ts'
import type { RecordState } from '#core/sync/change.ts'
import type { CaseFile, StepRequest } from '../db/book-monitor.ts'
import { useBook } from './book.ts'
import { readRules } from './measures-context.ts'
import { isStanding } from './meetings.ts'
import { oneWish } from './one-wish.ts'
import { todayText } from './paper-records.ts'

export interface Item { readonly vote: RecordState; readonly file: CaseFile | null; readonly people: number }
/** What kept something from being stored: each with whom it is about and by which rule. */
export interface Refused { readonly who: string; readonly text: string; readonly rule: string }

const text = (record: RecordState | null | undefined, field: string): string => typeof record?.values[field] === 'string' ? record.values[field] : ''
const count = (values: Values, field: string): number | null => typeof values[field] === 'number' ? values[field] : null
export const ballotOf = ({ values }: RecordState): Ballot => ({ agree: count(values, 'agree'), against: count(values, 'against'), abstain: count(values, 'abstain') })
const OUTCOMES: Readonly<Record<string, StepOutcome>> = { [PASSED]: 'pass', [FAILED]: 'notQualified', '03': 'doubtful' }
const byOrder = (a: RecordState, b: RecordState): number => Number(a.values['order'] ?? 0) - Number(b.values['order'] ?? 0) || (a.id < b.id ? -1 : 1)

export const useMeeting = defineStore('meeting', () => {
  const books = useBook()
  const record = shallowRef<RecordState | null>(null)
  const missing = shallowRef(false)
  const people = shallowRef<readonly RecordState[]>([])
  const items = shallowRef<readonly Item[]>([])
  const shares = shallowRef<Shares>({ quorumPercent: 0, agreePercent: 0 })
  const publicityDays = shallowRef(0)
  const refused = shallowRef<readonly Refused[]>([])
  const said = shallowRef('')
  let wanted = ''
  let turn = 0

  const attendance = computed(() => attendanceOf(people.value))
  const shortage = computed(() => quorumProblem(attendance.value, shares.value))
  const village = computed(() => record.value ? homeOf(record.value) : '')
  const isVoted = ({ vote }: Item): boolean => ballotProblems(ballotOf(vote), attendance.value.voters).length === 0 && allowedResults(ballotOf(vote), shares.value).includes(text(vote, 'result'))
  const voted = computed(() => items.value.filter(isVoted).length)
  const reviewOf = ({ file }: Item) => file?.status.steps.findLast(({ step, values }) => step === 'review' && values['meeting'] === wanted)
  const entered = computed(() => items.value.filter(item => reviewOf(item) !== undefined).length)
  /** '' = the votes may go into the procedure. */
  const obstacle = computed(() => {
    if (items.value.length === 0) return '这次会没有评议的户'
    if (shortage.value) return shortage.value
    const open = items.value.filter(item => !isVoted(item))
    return open.length > 0 ? `还有 ${open.length} 户没有表决好：${open.slice(0, 3).map(({ file }) => file?.headName ?? '').join('、')}` : ''
  })

  async function load(id: string): Promise<void> {
    const mine = ++turn
    if (wanted !== id) clear()
    wanted = id
    const book = books.book()
    const [meetings, attendees, votes, rules] = await Promise.all([book.records('meeting'), book.records('attendee'), book.records('meetingVote'), readRules(book)])
    const own = votes.filter(vote => isStanding(vote) && vote.values['meeting'] === id).map(vote => factual(vote)).toSorted(byOrder)
    const made = await Promise.all(own.map(async (vote): Promise<Item> => {
      const file = await book.caseFile(text(vote, 'case')).catch(() => null)
      const house = file && await book.household(file.household).catch(() => null)
      return { vote, file, people: house?.members.filter(({ values }) => !values['endedOn']).length ?? 0 }
    }))
    if (mine !== turn) return
    const found = meetings.find(one => one.id === id && isStanding(one))
    record.value = found ? factual(found) : null
    missing.value = !found
    people.value = attendees.filter(one => isStanding(one) && one.values['meeting'] === id).toSorted(byOrder)
    items.value = made
    const year = Number((text(found, 'heldOn') || todayText()).slice(0, 4))
    const figure = (name: Parameters<typeof settingOf>[3]): number => settingOf(rules.standards, found ? homeOf(found) : '', year, name)
    shares.value = { quorumPercent: figure('meetingQuorumPercent'), agreePercent: figure('meetingAgreePercent') }
    publicityDays.value = figure('publicityDays')
  }

  async function write(title: string, register: string, id: string, fields: Values): Promise<void> {
    await books.book().act({ kind: 'procedure', title, origin: { kind: 'meeting' } }, [{ register, record: id, fields }], village.value)
    await load(wanted)
    said.value = `已存本机：${title}`
  }
  const save = (fields: Values, title = '改评议会'): Promise<void> => write(title, 'meeting', wanted, fields)

  /** Names as they are typed or pasted, one to a line or parted by 、. Who is called already is not called twice. */
  async function call(names: string, role: string): Promise<void> {
    const known = new Set(people.value.map(one => text(one, 'name')))
    const fresh = [...new Set(names.split(/[\n、,，;；\t]+/u).map(name => name.trim()).filter(name => name !== '' && name.length <= 20 && !known.has(name)))]
    if (fresh.length === 0) return void (said.value = '没有新的名字：空着，或已经在名单里')
    const from = people.value.reduce((most, { values }) => Math.max(most, Number(values['order'] ?? 0)), 0)
    const entries = fresh.map((name, at) => ({ register: 'attendee', record: crypto.randomUUID(), fields: { meeting: wanted, name, role: role || null, present: false, votes: role !== '06', order: from + at + 1 } }))
    await books.book().act({ kind: 'procedure', title: `登记应到 ${fresh.length} 人`, origin: { kind: 'meeting' } }, entries, village.value)
    await load(wanted)
    said.value = `已登记 ${fresh.length} 人`
  }
  const attend = (one: RecordState, present: boolean): Promise<void> => write(`${text(one, 'name')} ${present ? '到会' : '未到'}`, 'attendee', one.id, { present })
  const mayVote = (one: RecordState, votes: boolean): Promise<void> => write(`${text(one, 'name')} ${votes ? '参加表决' : '不参加表决'}`, 'attendee', one.id, { votes })
  const uncall = (one: RecordState): Promise<void> => write(`移出 ${text(one, 'name')}`, 'attendee', one.id, { voided: true, voidReason: '登记错了' })

  function whyNot(item: Item, ballot: Ballot, result: string): readonly { readonly text: string; readonly rule: string }[] {
    if (reviewOf(item)) return [{ text: '这一户的评议已经记入程序。要改，先在程序里撤回“民主评议”', rule: 'P02' }]
    if (shortage.value) return [{ text: shortage.value, rule: 'P17' }]
    const problems = ballotProblems(ballot, attendance.value.voters)
    if (problems.length > 0 || result === '' || allowedResults(ballot, shares.value).includes(result)) return problems
    return [{ text: result === PASSED ? `同意没有超过${shares.value.agreePercent}%，不能作“通过”` : `同意超过${shares.value.agreePercent}%，不能作“不通过”`, rule: 'P17' }]
  }

  /** false: refused, `refused` says why. A figure that does not fit is stored nowhere. */
  async function vote(item: Item, ballot: Ballot, result = '', opinion = text(item.vote, 'opinion')): Promise<boolean> {
    const who = item.file?.headName ?? ''
    const problems = whyNot(item, ballot, result)
    refused.value = problems.map(one => ({ who, text: one.text, rule: one.rule }))
    if (problems.length > 0) return false
    await write(`${who} 表决`, 'meetingVote', item.vote.id, { ...ballot, result: result || resultOf(ballot, shares.value), opinion: opinion.trim() || null })
    return true
  }

  function requestOf({ vote, file }: Item): StepRequest {
    const result = text(vote, 'result')
    const words = text(vote, 'opinion')
    const { agree, against, abstain } = ballotOf(vote)
    return {
      case: file!.id, step: 'review', outcome: OUTCOMES[result] ?? 'doubtful', on: text(record.value, 'heldOn'),
      values: { meeting: wanted, evidence: ['minutes', 'signIn'], ...(words && { opinion: words }), ...(result !== PASSED && { reason: words || `评议同意${agree ?? 0}票、反对${against ?? 0}票、弃权${abstain ?? 0}票` }) }
    }
  }

  /** The meeting's own totals first: the procedure reads who was there from the meeting. */
  const enter = oneWish(async (): Promise<number> => {
    if (obstacle.value) { refused.value = [{ who: '', text: obstacle.value, rule: 'P17' }]; return 0 }
    const open = items.value.filter(item => item.file && !reviewOf(item))
    const { expected, present } = attendance.value
    const totals = totalsOf(items.value.map(({ vote: one }) => one))
    await save({ expected, present, agree: totals.agree, against: totals.against, abstain: totals.abstain, conclusion: totals.conclusion || null, households: items.value.map(({ file }) => file?.headName ?? '').join('、') }, '评议会汇总')
    const no: Refused[] = []
    let done = 0
    for (const item of open) {
      const request = requestOf(item)
      const [first] = await books.book().tryStep(request)
      if (first) no.push({ who: item.file!.headName, text: first.text, rule: first.rule })
      else { await books.book().takeStep(request); done++ }
    }
    await load(wanted)
    refused.value = no
    said.value = done > 0 ? `已记入程序 ${done} 户` : no.length > 0 ? '' : '都已经记入程序'
    return done
  })

  function clear(): void {
    record.value = null
    missing.value = false
    people.value = []
    items.value = []
    refused.value = []
    said.value = ''
  }
  function leave(): void { turn++; wanted = ''; clear() }
  const reload = async (): Promise<void> => { if (wanted) await load(wanted) }
  const refuse = (list: readonly Refused[]): void => void (refused.value = list)
  const say = (words: string): void => void (said.value = words)
  books.onClose(leave)
  return { record, missing, people, items, shares, publicityDays, refused, said, attendance, shortage, village, voted, entered, obstacle, isVoted, reviewOf, load, reload, save, call, attend, mayVote, uncall, vote, enter, refuse, say, leave }
})
