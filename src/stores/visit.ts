/**
 * The visit in progress. Every answer goes to the book at once and by itself; a line says 已存本机 only after
 * the book's promise has resolved, and what could not be stored stays on the screen as it was typed. Writes
 * stand in a queue so that two answers to one field can never change places.
 */
import { computed, ref, shallowRef } from 'vue'
import { defineStore } from 'pinia'
import { asErrorData } from '#core/error.ts'
import { errorText } from '#core/error-texts.ts'
import { amountBounds } from '#core/income/amount.ts'
import { defaultStandards, type Standard } from '#core/registers/standard.ts'
import type { Value } from '#core/sync/change.ts'
import {
  answered, changedKeys, EDITING, fieldsOf, incomeMeter, incomeTakenOver, isChange, isHead, isSigned, LEAVING, newMemberKey, nextQuestion,
  openQuestion, parseAnswer, prefillOf, progress, questionKey, sectionAfter, sectionMarks, sectionOf,
  spared, visitChanges, visitFindings, visitSections, type Opened, type Question, type SectionId, type VisitContext, type VisitFinding, type VisitSection
} from '#core/visit/index.ts'
import { homeOf } from '#core/sync/home.ts'
import type { Draft, Entry, HouseholdFile } from '../db/book.ts'
import { useBook } from './book.ts'
import { readRules } from './measures-context.ts'
import { useProblems } from './problems.ts'
import { useSession } from './session.ts'
import { contextOf, incomeId, incomeYear, merged, visitToGoOn, wallClock, type LineState, type Overlay, type VisitIds, type VisitPhase } from './visit-record.ts'
import { makeDraftSaver, makeResume } from './visit-draft.ts'
import { memberFrom, NEW_MEMBER, traced, withHeads, type NewMember } from './visit-trace.ts'

export { NEW_MEMBER, type NewMember }

export const useVisit = defineStore('visit', () => {
  const books = useBook()
  const problems = useProblems()
  const phase = ref<VisitPhase>('closed')
  const file = shallowRef<HouseholdFile | null>(null)
  const ids = shallowRef<VisitIds>({ visit: '', income: '' })
  const overlay = shallowRef<Overlay>([])
  const opened = shallowRef<ReadonlyMap<string, Opened>>(new Map())
  const passed = shallowRef<ReadonlySet<string>>(new Set())
  const lines = shallowRef<ReadonlyMap<string, LineState>>(new Map())
  const standards = shallowRef<readonly Standard[]>(defaultStandards)
  const today = ref('')
  const section = ref<SectionId>('members')
  const key = ref('')
  const raw = ref('')
  const problem = ref('')
  const drafts = makeDraftSaver(draft => books.book().saveDraft(draft), problems.report)
  const resumeDraft = makeResume(() => books.book().readDraft())
  let durable = new Set<string>()
  let queue: Promise<void> = Promise.resolve()
  let turn = 0

  const context = computed<VisitContext | null>(() =>
    file.value ? { ...contextOf(file.value, ids.value, overlay.value, opened.value, today.value), standards: standards.value } : null)
  const sections = computed(() => {
    const now = context.value
    return now ? visitSections.map(each => ({ id: each.id, title: each.title, canBeUnchanged: each.unchanged.length > 0, ...progress(each, now, passed.value) })) : []
  })
  const questions = computed<readonly Question[]>(() => context.value ? sectionOf(section.value)!.questions(context.value) : [])
  const question = computed<Question | null>(() => questions.value.find(each => each.key === key.value) ?? null)
  const findings = computed(() => context.value ? visitFindings(context.value, standards.value) : [])
  const meter = computed(() => context.value ? incomeMeter(context.value, standards.value, incomeYear(today.value)) : null)
  const changes = computed(() => context.value ? visitChanges(context.value) : [])
  const saved = computed(() => context.value ? spared(context.value) : { known: 0, asked: 0 })
  const saving = computed(() => overlay.value.length > 0)
  const failures = computed(() => [...lines.value].filter(([, { kind }]) => kind === 'failed').map(([failed]) => failed))
  const headName = computed(() => String(context.value?.members.find(isHead)?.values['name'] ?? ''))
  const changedNow = computed(() => context.value ? changedKeys(context.value) : new Set<string>())

  /** Opens the household's unfinished visit, or a new one; a draft of it brings back field and text. `round`: whose round it is. */
  async function start(household: string, round: unknown = ''): Promise<void> {
    const mine = ++turn
    const book = books.book()
    const [opening, draft, campaigns, rules] = await Promise.all([book.household(household), book.readDraft(), book.records('campaign'), readRules(book)])
    const day = wallClock(Date.now()).slice(0, 10)
    const year = incomeYear(day)
    const kept = draft?.household === household ? draft : null
    const income = await incomeId(opening, year)
    if (mine !== turn) return
    forget()
    standards.value = rules.standards
    today.value = day
    // A draft may be older than the visit's last answer: a finished visit is not opened again by it.
    const finished = opening.visits.some(({ id, values }) => id === kept?.visit && answered(values['finishedAt']))
    const { visit: open, ...named } = visitToGoOn(opening, campaigns, typeof round === 'string' ? round.trim() : '')
    const begun = opening.visits.some(({ id }) => id === kept?.visit)
    ids.value = { visit: open?.id ?? (kept && !begun ? kept.visit : crypto.randomUUID()), income, ...named }
    durable = new Set([...opening.visits, ...opening.incomes].map(({ id }) => id))
    file.value = opening
    phase.value = 'asking'
    if (!kept || finished || !restore(kept)) enterSection(firstOpenSection())
  }

  function restore(draft: Draft): boolean {
    const found = sectionOf(draft.section)
    if (!found || !context.value) return false
    const member = draft.question.split(':')[1] ?? ''
    section.value = found.id
    let list = found.questions(context.value)
    if (!list.some(each => each.key === draft.question) && draft.question.startsWith('person:') && found.id === 'members') {
      opened.value = new Map([[member, /:(endReason|endedOn)$/.test(draft.question) ? 'leaving' : 'editing']])
      list = found.questions(context.value)
    }
    const at = list.findIndex(each => each.key === draft.question)
    if (at < 0 && draft.question !== NEW_MEMBER) return false
    key.value = at < 0 ? NEW_MEMBER : draft.question
    // What stood before the caret had been gone past.
    passed.value = new Set(list.slice(0, Math.max(0, at)).map(each => each.key))
    raw.value = draft.raw
    return true
  }

  const firstOpenSection = (): SectionId => sections.value.find(({ state }) => state === 'untouched' || state === 'going')?.id ?? 'signature'

  /** Enter on an amount that was asked about just now, unchanged, means it. */
  const answerRules = (asking: Question, sure = false) => ({ bounds: amountBounds(standards.value, homeOf(file.value!.household), incomeYear(today.value)), sure: sure && askedOf.key === asking.key && askedOf.raw === raw.value })
  let askedOf = { key: '', raw: '' }

  /** Going elsewhere without Enter loses nothing: what reads as an answer is one, the rest stays on its line. */
  function keepOpenAnswer(): void {
    const asking = question.value
    if (!asking || asking.type === 'presence' || raw.value === prefillOf(asking)) return
    const parsed = parseAnswer(asking, raw.value, answerRules(asking))
    if (!parsed.ok) return setLine(asking.key, { kind: 'failed', reason: parsed.error.reason, raw: raw.value })
    passed.value = new Set([...passed.value, asking.key])
    if (isChange(asking, parsed.value)) answer(asking, parsed.value, raw.value)
    raw.value = question.value ? prefillOf(question.value) : ''
  }

  function enterSection(id: SectionId): void {
    keepOpenAnswer()
    section.value = id
    moveTo(openQuestion(questions.value, passed.value)?.key ?? '')
  }

  function moveTo(next: string): void {
    keepOpenAnswer()
    key.value = next
    problem.value = ''
    const failed = lines.value.get(next)
    raw.value = failed?.kind === 'failed' ? failed.raw : question.value ? prefillOf(question.value) : ''
    if (failed?.kind === 'failed') problem.value = failed.reason
    if (file.value) void drafts.now(draft())
  }

  function type(text: string): void {
    raw.value = text
    problem.value = ''
    drafts.soon(draft())
  }

  const draft = (): Draft => ({ visit: ids.value.visit, household: file.value!.household.id, section: section.value, question: key.value, raw: raw.value })

  /** Takes what stands in the input and goes on; a problem stays beside the field and nothing is stored. */
  function take(): void {
    const asking = question.value
    if (!asking) return next()
    const parsed = parseAnswer(asking, raw.value, answerRules(asking, true))
    askedOf = { key: asking.key, raw: raw.value }
    if (!parsed.ok) return void (problem.value = parsed.error.reason)
    passed.value = new Set([...passed.value, asking.key])
    if (asking.type === 'presence') takePresence(asking, String(parsed.value))
    else if (isChange(asking, parsed.value)) answer(asking, parsed.value, raw.value)
    else setLine(asking.key, null)
    next()
  }

  function takePresence({ record }: Question, choice: string): void {
    const member = context.value!.members.find(({ id }) => id === record)
    const map = new Map(opened.value)
    if (choice === LEAVING) map.set(record, 'leaving')
    else if (choice === EDITING) map.set(record, 'editing')
    else map.delete(record)
    opened.value = map
    // 在 after all: the day of leaving that this visit gave is taken back.
    if (choice !== LEAVING && (answered(member?.values['endedOn']) || answered(member?.values['endReason']))) {
      write([{ register: 'person', record, fields: { endedOn: null, endReason: null } }], questionKey('person', record, 'presence'), '')
    }
  }

  function answer(asking: Question, value: Value, typed: string): void {
    write([{ register: asking.register, record: asking.record, fields: fieldsOf(asking, value) }], asking.key, typed)
  }

  function write(given: readonly Entry[], line: string, typed: string): void {
    const household = file.value!.household
    const entries = traced(given, context.value!, sectionOf(section.value)!)
    const visitor = useSession().enrolled?.person ?? ''
    const { visit: seen, income } = context.value!
    const laid = { entries: withHeads(entries, household.id, ids.value, today.value, visitor, record => [seen, income].some(({ id, values }) => id === record && answered(values['household']))) }
    overlay.value = [...overlay.value, laid]
    setLine(line, { kind: 'saving' })
    const { visit, round } = ids.value
    const mine = turn
    const day = today.value
    queue = queue.then(async () => {
      try {
        // The visit's own head goes with the first write that reaches the journal, whichever that is.
        const whole = withHeads(entries, household.id, { visit, income: income.id, ...(round && { round }) }, day, visitor, record => durable.has(record))
        await books.book().write(whole, { kind: 'visit', ref: visit }, household.village)
        for (const { record } of whole) durable.add(record)
        const fresh = await books.book().household(household.id)
        if (mine !== turn) return
        file.value = fresh
        ids.value = { visit, income: income.id }
        setLine(line, { kind: 'saved' })
      } catch (thrown) {
        if (mine !== turn) return
        fail(line, thrown, typed)
      }
      overlay.value = overlay.value.filter(other => other !== laid)
    })
  }

  function fail(line: string, thrown: unknown, typed: string): void {
    const reason = errorText(asErrorData(thrown))
    setLine(line, { kind: 'failed', reason, raw: typed })
    passed.value = new Set([...passed.value].filter(other => other !== line))
    if (question.value?.key === line) problem.value = reason
    problems.report(thrown)
  }

  function setLine(line: string, state: LineState | null): void {
    const map = new Map(lines.value)
    if (state) map.set(line, state)
    else map.delete(line)
    lines.value = map
  }

  function next(): void {
    const following = nextQuestion(questions.value, key.value)
    if (following) return moveTo(following.key)
    closeSection()
    const after = sectionAfter(section.value)
    if (after) enterSection(after.id)
  }

  /** Gone through to the end: whether anything was different is known now. */
  function closeSection(): void {
    const here = sectionOf(section.value)!
    const gone = questions.value.every(each => passed.value.has(each.key))
    if (!gone || here.unchanged.every(field => typeof context.value!.visit.values[field] === 'boolean')) return
    const changed = questions.value.some(each => changedNow.value.has(each.key))
    write([{ register: 'visit', record: ids.value.visit, fields: sectionMarks(here, !changed) }], `section:${here.id}`, '')
  }

  function previous(): void {
    keepOpenAnswer()
    const before = nextQuestion(questions.value, key.value, -1)
    if (before) return moveTo(before.key)
    const above = sectionAfter(section.value, -1)
    if (!above) return
    section.value = above.id
    moveTo(questions.value.at(-1)?.key ?? '')
  }

  /** 情况无变化: the rest of the section stands as it is; income takes last year's lines over. */
  function unchangedFields(here: VisitSection): readonly Entry[] {
    const now = context.value!
    const list = here.questions(now)
    const changed = list.some(each => changedNow.value.has(each.key))
    const repeated = list.filter(each => each.register === 'visit' && each.value === undefined && each.previous)
    const visit = { ...sectionMarks(here, !changed), ...Object.fromEntries(repeated.map(each => [each.field, each.previous!.value])) }
    const taken = here.id === 'income' ? incomeTakenOver(now) : {}
    return [
      { register: 'visit', record: ids.value.visit, fields: visit },
      ...(Object.keys(taken).length > 0 ? [{ register: 'income', record: ids.value.income, fields: taken }] : [])
    ]
  }

  function unchanged(): void {
    const here = sectionOf(section.value)!
    if (here.unchanged.length === 0) return
    keepOpenAnswer()
    closeHalfOpened()
    write(unchangedFields(here), `section:${here.id}`, '')
    passed.value = new Set([...passed.value, ...questions.value.map(each => each.key)])
    enterSection(sectionAfter(section.value)!.id)
  }

  /** Nothing has changed in the whole house: all that is left is to read back and sign. */
  function allUnchanged(): void {
    keepOpenAnswer()
    closeHalfOpened()
    const open = visitSections.filter(({ id, unchanged: marks }) => marks.length > 0 && !['unchanged', 'done'].includes(sections.value.find(each => each.id === id)!.state))
    if (open.length > 0) write(merged(open.flatMap(unchangedFields)), 'section:all', '')
    passed.value = new Set([...passed.value, ...open.flatMap(each => each.questions(context.value!)).map(each => each.key)])
    enterSection('signature')
  }

  function goTo({ place }: VisitFinding): void {
    if (!place) return
    keepOpenAnswer()
    if (place.open) opened.value = new Map(opened.value).set(place.open.member, place.open.as)
    section.value = place.section
    moveTo(place.key)
  }

  /** A line opened and left without an answer says nothing. */
  function closeHalfOpened(): void {
    const gone = new Set(context.value!.members.filter(({ values }) => answered(values['endedOn']) || answered(values['endReason'])).map(({ id }) => id))
    opened.value = new Map([...opened.value].filter(([member, as]) => as === 'leaving' && gone.has(member)))
  }

  const step = (by: 1 | -1): void => {
    const to = sectionAfter(section.value, by)
    if (to) enterSection(to.id)
  }

  function openMemberForm(): void {
    keepOpenAnswer()
    section.value = 'members'
    key.value = NEW_MEMBER
    raw.value = ''
    problem.value = ''
  }

  /** A problem by field, or nothing when the member is on the way to the book. */
  function addMember(form: NewMember): Readonly<Record<string, string>> {
    const id = crypto.randomUUID()
    const { values, wrong } = memberFrom(form, file.value!.household.id)
    if (Object.keys(wrong).length > 0) return wrong
    write([{ register: 'person', record: id, fields: values }], newMemberKey(id), JSON.stringify(form))
    moveTo(questionKey('person', id, 'presence'))
    return {}
  }

  function sign(path: string, signedBy: string): void {
    write([{ register: 'visit', record: ids.value.visit, fields: { signature: path || null, signedBy } }], questionKey('visit', ids.value.visit, 'signature'), '')
  }

  /** Whoever names this visit waits until it is in the book; '' when it could not be stored. */
  async function begun(): Promise<string> {
    const { visit } = ids.value, line = questionKey('visit', visit, 'startedAt')
    if (!durable.has(visit)) write([], line, '')
    await queue
    // Not a question of the visit: one that failed must not keep the visit from being finished.
    setLine(line, null)
    return durable.has(visit) ? visit : ''
  }

  /** Waits for every answer on its way; false when one of them is not stored or the visit stays open. */
  async function finish(): Promise<boolean> {
    await queue
    if (failures.value.length > 0) return showFailure()
    const finishing = questionKey('visit', ids.value.visit, 'finishedAt')
    write([{ register: 'visit', record: ids.value.visit, fields: { finishedAt: wallClock(Date.now()) } }], finishing, '')
    await queue
    if (failures.value.length > 0) return showFailure()
    await drafts.clear()
    phase.value = 'finished'
    return true
  }

  function showFailure(): false {
    const first = failures.value[0]!
    const home = visitSections.find(each => each.questions(context.value!).some(asked => asked.key === first))
    if (home) section.value = home.id
    if (home) moveTo(first)
    return false
  }

  /** Leaving the page: answers are stored already; a half-typed one stays as the draft. */
  async function leave(): Promise<void> {
    if (phase.value !== 'asking') return forget()
    const half = question.value !== null && raw.value !== prefillOf(question.value)
    await Promise.all([queue, half || key.value === NEW_MEMBER ? drafts.now(draft()) : drafts.clear()])
    turn++
    forget()
  }

  function forget(): void {
    phase.value = 'closed'
    file.value = null
    overlay.value = []
    opened.value = new Map()
    passed.value = new Set()
    lines.value = new Map()
    for (const text of [raw, problem, key]) text.value = ''
    section.value = 'members'
  }

  async function refresh(): Promise<void> {
    if (!file.value || overlay.value.length > 0) return
    const mine = turn
    const fresh = await books.book().household(file.value.household.id)
    if (mine === turn && overlay.value.length === 0) file.value = fresh
  }

  const keepTyped = async (): Promise<void> => {
    if (phase.value === 'asking') await Promise.all([queue, drafts.now(draft())])
  }
  useSession().beforeLock(keepTyped)
  books.onChange(households => {
    if (file.value && (households === 'all' || households.includes(file.value.household.id))) void refresh().catch(problems.report)
  })
  books.onClose(() => {
    turn++
    forget()
  })

  return {
    phase, file, context, sections, section, questions, passed, changed: changedNow, question, key, raw, problem, lines, opened, findings, meter, changes, saved, saving, failures,
    headName, today, start, resumeDraft, enterSection, moveTo, type, take, previous, step, goTo, unchanged, allUnchanged, openMemberForm, addMember,
    sign, begun, finish, leave, isSigned: computed(() => context.value ? isSigned(context.value.visit.values) : false)
  }
})
