/**
 * Paper in again (读/录/核): a sheet is opened by its code, the first person types what the pen changed, a second
 * one goes over that and nothing else. Every answer is in the book at once, with the sheet as its origin; the
 * lines keep the order they were printed in, whatever the answers do to the household meanwhile.
 */
import { computed, shallowRef } from 'vue'
import { defineStore } from 'pinia'
import { AppError, asErrorData } from '#core/error.ts'
import { errorText } from '#core/error-texts.ts'
import { approved, changedSince, entered, isName, isSamePerson, mended, readChanges, readShown, sheetState, writeChanges, type PaperChange } from '#core/paper/changes.ts'
import { codeProblemText, fromVillage, readSheetCode } from '#core/paper/code.ts'
import { paperBlocks, type PaperBlock } from '#core/paper/sheet.ts'
import { amountBounds } from '#core/income/amount.ts'
import { fieldOf } from '#core/registers/index.ts'
import { isDay } from '#core/registers/calendar.ts'
import { isMaskedByDefault } from '#core/registers/show.ts'
import type { Values } from '#core/registers/define.ts'
import type { RecordState, Value } from '#core/sync/change.ts'
import { homeOf } from '#core/sync/home.ts'
import { fieldsOf, incomeHeader, incomeTakenOver, newMemberKey, parseAnswer, sectionMarks, sectionOf, type Question, type SectionId, type AnswerRules, type VisitContext } from '#core/visit/index.ts'
import type { Entry, HouseholdFile, HouseholdRow } from '../db/book.ts'
import { useBook } from './book.ts'
import { plainRules, readRules, type Rules } from './measures-context.ts'
import { useProblems } from './problems.ts'
import { asPrinted, sheetContext, todayText } from './paper-records.ts'
import { useSession } from './session.ts'
import { useVillage } from './village.ts'
import { incomeYear, merged, wallClock } from './visit-record.ts'
import { memberFrom, type NewMember } from './visit-trace.ts'

export type PaperPhase = 'choosing' | 'entering' | 'entered' | 'checking' | 'checked'

/** One line while it is typed; the book's value is looked up, never kept. */
export type LineState = { readonly kind: 'saving' } | { readonly kind: 'saved' } | { readonly kind: 'failed'; readonly reason: string; readonly raw: string; readonly again?: boolean }

export interface WaitingSheet { readonly sheet: RecordState; readonly row: HouseholdRow | undefined }

export const usePaperEntry = defineStore('paper-entry', () => {
  const books = useBook()
  const problems = useProblems()
  const session = useSession()
  const phase = shallowRef<PaperPhase>('choosing')
  const sheet = shallowRef<RecordState | null>(null)
  const file = shallowRef<HouseholdFile | null>(null)
  const rules = shallowRef<Rules>(plainRules())
  const context = shallowRef<VisitContext | null>(null)
  const blocks = shallowRef<readonly PaperBlock[]>([])
  const lines = shallowRef<ReadonlyMap<string, LineState>>(new Map())
  /** Why the code, a name or the day was not taken. */
  const refusal = shallowRef('')
  const checker = shallowRef('')
  const sheets = shallowRef<readonly RecordState[]>([])
  const rows = shallowRef<ReadonlyMap<string, HouseholdRow>>(new Map())
  let queue: Promise<void> = Promise.resolve()
  let turn = 0

  const changes = computed<readonly PaperChange[]>(() => readChanges(sheet.value?.values['changed']))
  const shown = computed(() => readShown(sheet.value?.values['shown']))
  const withRows = (list: readonly RecordState[]): readonly WaitingSheet[] => list.map(one => ({ sheet: one, row: rows.value.get(String(one.values['household'])) }))
  const newestFirst = (list: readonly RecordState[]): readonly RecordState[] => list.toSorted((a, b) => String(b.values['printedAt']).localeCompare(String(a.values['printedAt'])))
  const out = computed(() => withRows(newestFirst(sheets.value.filter(one => ['out', 'entering'].includes(sheetState(one))))))
  const waiting = computed(() => withRows(newestFirst(sheets.value.filter(one => sheetState(one) === 'waiting'))))

  /** What the book holds now for a line. */
  function heldOf({ register, record, field }: Pick<Question, 'register' | 'record' | 'field'>): Value {
    const now = context.value
    const found = now && [now.household, now.income, now.visit, ...now.members].find(one => one.register === register && one.id === record)
    return found?.values[field] ?? null
  }
  const isStale = (question: Question): boolean =>
    question.register !== 'income' && question.register !== 'visit' && shown.value.size > 0 && changedSince(shown.value, question.key, heldOf(question), changes.value)

  async function refreshSheets(): Promise<void> {
    const list = await books.book().records('paperSheet')
    const open = list.filter(one => sheetState(one) !== 'checked')
    const missing = [...new Set(open.map(one => String(one.values['household'])))]
    const got = missing.length > 0 ? await books.book().rows(missing, { text: '' }) : []
    rows.value = new Map(got.map(row => [row.id, row]))
    sheets.value = list
  }

  /** By typing or scanning; the reason stays beside the field when it is none of ours. */
  async function openCode(raw: string): Promise<void> {
    refusal.value = ''
    const read = readSheetCode(raw)
    if (!read.ok) return void (refusal.value = codeProblemText(read.error))
    await refreshSheets()
    const found = sheets.value.find(one => one.values['code'] === read.value)
    if (!found) {
      const ours = useVillage().list.some(({ code }) => fromVillage(read.value, code))
      return void (refusal.value = errorText({ code: ours ? 'paper-unknown' : 'paper-other-village', detail: { code: read.value } }))
    }
    if (sheetState(found) === 'checked') {
      const { checkedAt, checkedBy } = found.values
      return void (refusal.value = errorText({ code: 'paper-finished', detail: { code: read.value, at: String(checkedAt), name: String(checkedBy) } }))
    }
    await open(found)
  }

  async function open(found: RecordState): Promise<void> {
    const mine = ++turn
    const book = books.book()
    const [opened, figures] = await Promise.all([book.household(String(found.values['household'])), readRules(book)])
    const now = await sheetContext(opened, found.id)
    if (mine !== turn) return
    sheet.value = found
    file.value = opened
    rules.value = figures
    context.value = now
    blocks.value = paperBlocks(asPrinted(now, changes.value))
    lines.value = new Map()
    refusal.value = ''
    checker.value = ''
    phase.value = sheetState(found) === 'waiting' ? 'entered' : 'entering'
  }

  function setLine(key: string, state: LineState | null): void {
    const map = new Map(lines.value)
    if (state) map.set(key, state)
    else map.delete(key)
    lines.value = map
  }

  /** An amount that stands refused on its line as too large, typed again, is meant. */
  function answerRules(key: string, raw: string): AnswerRules {
    const state = lines.value.get(key)
    const bounds = amountBounds(rules.value.standards, homeOf(file.value!.household), incomeYear(context.value!.today))
    return { bounds, sure: state?.kind === 'failed' && state.raw === raw && state.again === true }
  }

  /** Takes what was typed on a line. Untouched and unchanged are the same: nothing is written. */
  function answer(question: Question, raw: string): boolean {
    const held = heldOf(question)
    const live = { ...question, value: held }
    const parsed = parseAnswer(live, raw, answerRules(question.key, raw))
    if (!parsed.ok) {
      setLine(question.key, { kind: 'failed', reason: parsed.error.reason, raw, ...(parsed.error.again && { again: true }) })
      return false
    }
    store(question.key, question.label, held, parsed.value, { register: question.register, record: question.record, fields: fieldsOf(live, parsed.value) }, raw)
    return true
  }

  function store(key: string, label: string, held: Value, value: Value, entry: Entry, raw: string): void {
    setLine(key, { kind: 'saving' })
    write(`录纸表 ${label}`, () => [entry], now => entered(now, key, held, value), key, raw)
  }

  /** One step in the book: the answer, and the sheet's own lines about it, or a kill between the two would part them. */
  function write(title: string, given: () => readonly Entry[], next: (now: readonly PaperChange[]) => readonly PaperChange[], line: string, raw = '', more: Values = {}): void {
    const mine = turn
    const { id } = sheet.value!
    queue = queue.then(async () => {
      if (mine !== turn) return
      try {
        const list = next(changes.value)
        const own: Entry = {
          register: 'paperSheet', record: id,
          fields: { changed: writeChanges(list), changes: list.length, ...(sheet.value!.values['enteredBy'] ? {} : { enteredBy: enterer.value }), ...more }
        }
        await books.book().act({ kind: 'paper', title, origin: { kind: 'paper', ref: id } }, merged([...heads(given()), own]), file.value!.household.village)
        await reread(mine)
        if (line) setLine(line, { kind: 'saved' })
      } catch (thrown) {
        if (mine !== turn) return
        if (line) setLine(line, { kind: 'failed', reason: errorText(asErrorData(thrown)), raw })
        problems.report(thrown)
      }
    })
  }

  const enterer = shallowRef('')
  const setEnterer = (name: string): void => void (enterer.value = name.trim())

  /** A visit or income that the book does not hold yet comes with its head. */
  function heads(entries: readonly Entry[]): readonly Entry[] {
    const { household, visits, incomes } = file.value!
    const { visit, income, today } = context.value!
    const named = (register: string, id: string): boolean => entries.some(entry => entry.register === register && entry.record === id)
    return [
      ...(named('visit', visit.id) && !visits.some(({ id }) => id === visit.id)
        ? [{ register: 'visit', record: visit.id, fields: { household: household.id, mode: '01', startedAt: String(sheet.value!.values['printedAt']).slice(0, 10) } }] : []),
      ...(named('income', income.id) && !incomes.some(({ id }) => id === income.id)
        ? [{ register: 'income', record: income.id, fields: incomeHeader(household.id, incomeYear(today)) }] : []),
      ...entries
    ]
  }

  async function reread(mine = turn): Promise<void> {
    const id = sheet.value!.id
    const [fresh, list] = await Promise.all([books.book().household(file.value!.household.id), books.book().records('paperSheet')])
    const now = await sheetContext(fresh, id)
    if (mine !== turn) return
    file.value = fresh
    context.value = now
    sheets.value = list
    sheet.value = list.find(one => one.id === id) ?? sheet.value
  }

  /** □ 本栏无变化 is ticked on paper: the visit says so, and income takes the year before over. */
  function unchanged(section: SectionId): void {
    const now = context.value!
    const taken = section === 'income' ? incomeTakenOver(now) : {}
    write('录纸表 本栏无变化', () => [
      { register: 'visit', record: now.visit.id, fields: sectionMarks(sectionOf(section)!, true) },
      ...(Object.keys(taken).length > 0 ? [{ register: 'income', record: now.income.id, fields: taken }] : [])
    ], list => list, `unchanged:${section}`)
  }
  const isUnchanged = (section: SectionId): boolean =>
    sectionOf(section)!.unchanged.length > 0 && sectionOf(section)!.unchanged.every(field => context.value?.visit.values[field] === true)

  /** Somebody the pen added; a problem by field, or nothing when it is on its way. */
  async function addMember(form: NewMember): Promise<Readonly<Record<string, string>>> {
    const { values, wrong } = memberFrom(form, file.value!.household.id)
    if (Object.keys(wrong).length > 0) return wrong
    const id = crypto.randomUUID()
    write(`录纸表 增加 ${form.name}`, () => [{ register: 'person', record: id, fields: values }], list => entered(list, newMemberKey(id), null, form.name), newMemberKey(id))
    await queue
    blocks.value = paperBlocks(asPrinted(context.value!, changes.value))
    return {}
  }

  /** All is typed. The visit that the sheet was carried on is in the book with it. */
  async function finishEntry(day: string, visitor: string): Promise<boolean> {
    refusal.value = ''
    await queue
    if ([...lines.value.values()].some(({ kind }) => kind === 'failed')) return refuse('还有没存上的行（红色），先改好再录完')
    if (!isName(enterer.value)) return refuse('请填录入人的姓名')
    if (!isDay(day)) return refuse('采集日期请写成 2026-11-20')
    if (day > todayText()) return refuse('采集日期在今天之后，请对照纸表')
    if (!isName(visitor)) return refuse('请填采集人（纸表上签字的人）')
    const visit = context.value!.visit.id
    write('纸表录完', () => [{ register: 'visit', record: visit, fields: { household: file.value!.household.id, mode: '01', visitor: visitor.trim(), startedAt: day, finishedAt: day } }], list => list, '', '',
      { enteredBy: enterer.value, enteredAt: wallClock(Date.now()), returned: day })
    await queue
    if (sheet.value && sheetState(sheet.value) === 'waiting') phase.value = 'entered'
    await refreshSheets()
    return phase.value === 'entered'
  }
  function refuse(why: string): false {
    refusal.value = why
    return false
  }

  /** A second person, by name. Who entered may not check (four eyes). What is masked is opened with a note of it. */
  async function startCheck(name: string): Promise<boolean> {
    refusal.value = ''
    if (!isName(name)) return refuse('请填核对人的姓名')
    const by = String(sheet.value!.values['enteredBy'] ?? '')
    if (isSamePerson(name, by)) return refuse(errorText({ code: 'paper-same-person', detail: { name: by } }))
    for (const { key } of changes.value) {
      const [register = '', record = '', field = ''] = key.split(':')
      const declared = fieldOf(register, field)
      if (declared && isMaskedByDefault(declared)) await books.book().reveal(register, record, field, '核对纸表录入')
    }
    checker.value = name.trim()
    phase.value = 'checking'
    return true
  }

  const approve = (key: string): void => write('核对纸表', () => [], list => approved(list, key), key)

  /** 不对: mended at once. The first value stays in the history and on the sheet. */
  function mend(question: Question, raw: string): boolean {
    const live = { ...question, value: heldOf(question) }
    const parsed = parseAnswer(live, raw, answerRules(question.key, raw))
    if (!parsed.ok) {
      setLine(question.key, { kind: 'failed', reason: parsed.error.reason, raw, ...(parsed.error.again && { again: true }) })
      return false
    }
    write(`核对纸表 改 ${question.label}`, () => [{ register: question.register, record: question.record, fields: fieldsOf(live, parsed.value) }], list => mended(list, question.key, parsed.value), question.key, raw)
    return true
  }

  async function finishCheck(): Promise<boolean> {
    refusal.value = ''
    await queue
    const open = changes.value.filter(({ verdict }) => verdict === 'open').length
    if (open > 0) return refuse(`还有 ${open} 项没有核对`)
    write('纸表核对完', () => [], list => list, '', '', { checkedBy: checker.value, checkedAt: wallClock(Date.now()), matched: changes.value.every(({ verdict }) => verdict === 'right') })
    await queue
    if (!sheet.value || sheetState(sheet.value) !== 'checked') throw new AppError('record-missing')
    phase.value = 'checked'
    await refreshSheets()
    return true
  }

  function close(): void {
    turn++
    phase.value = 'choosing'
    sheet.value = null
    file.value = null
    context.value = null
    blocks.value = []
    lines.value = new Map()
    refusal.value = ''
    checker.value = ''
  }

  const begin = (): void => { if (!enterer.value) enterer.value = session.enrolled?.person ?? '' }

  books.onChange(households => {
    if (!file.value || (households !== 'all' && !households.includes(file.value.household.id))) return
    queue = queue.then(() => file.value ? reread() : undefined).catch(problems.report)
  })
  books.onClose(() => {
    close()
    sheets.value = []
    rows.value = new Map()
    enterer.value = ''
  })
  useSession().beforeLock(() => queue)

  return {
    phase, sheet, file, context, blocks, lines, refusal, checker, enterer, changes, out, waiting,
    heldOf, isStale, isUnchanged, refreshSheets, openCode, open, answer, unchanged, addMember, setEnterer, finishEntry, startCheck, approve, mend, finishCheck, close, begin
  }
})
