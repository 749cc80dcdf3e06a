/**
 * Paper out: what is printed, for whom, seen before it is printed. The preview is the very pages that are
 * typeset; a 对照表 gets its code and its record when it is really printed, and loses them again when the
 * printing fails or is stopped.
 */
import { computed, shallowRef } from 'vue'
import { defineStore } from 'pinia'
import { AppError } from '#core/error.ts'
import { ledgerOf } from '#core/ledgers/index.ts'
import { shownText } from '#core/paper/changes.ts'
import { isDay } from '#core/registers/calendar.ts'
import { HEAD } from '#core/registers/index.ts'
import { makeSheetCode } from '#core/paper/code.ts'
import { paperBlocks } from '#core/paper/sheet.ts'
import { undecidedFields } from '#core/sync/facts.ts'
import type { Entry, HouseholdFile, HouseholdQuery } from '../db/book.ts'
import type { LedgerLine, LedgerQuery } from '../db/book-ledgers.ts'
import { comparisonPages } from '../print/comparison.ts'
import { DOCUMENT_END, documentHead, pieces } from '../print/document.ts'
import { householdPages } from '../print/household.ts'
import { ledgerPages, rosterPages } from '../print/lists.ts'
import type { PrintMeta } from '../print/meta.ts'
import { noticeLine, noticePages, noticeProblem } from '../print/notice.ts'
import type { Element } from '../print/tree.ts'
import { useBook } from './book.ts'
import { hostCall } from './ports.ts'
import { sheetContext, todayText } from './paper-records.ts'
import { useSession } from './session.ts'
import { useVillage } from './village.ts'
import { wallClock } from './visit-record.ts'

export type PaperKind = 'comparison' | 'household' | 'roster' | 'ledger' | 'notice'
export type PaperScope =
  | { readonly kind: 'household'; readonly id: string; readonly name: string }
  | { readonly kind: 'groups'; readonly groups: readonly string[] }
  | { readonly kind: 'unvisited' | 'monitored' | 'all' }

export interface NoticeForm { readonly title: string; readonly result: string; readonly from: string; readonly to: string; readonly phone: string }

export type PaperJob =
  | { readonly kind: 'idle' }
  | { readonly kind: 'running'; readonly stage: 'collecting' | 'typesetting'; readonly done: number; readonly total: number }
  | { readonly kind: 'saved'; readonly name: string; readonly pages: number; readonly size: number }
  | { readonly kind: 'printed'; readonly pages: number }
  | { readonly kind: 'closed' }

/** Households shown before printing; the whole file is made when it is asked for. */
const PREVIEWED = 4
const PIECE = 1_500_000
const SLICE = 200

interface Sheet { readonly file: HouseholdFile; readonly id: string; readonly code: string; readonly shown: string }

export const usePaper = defineStore('paper', () => {
  const books = useBook()
  const villages = useVillage()
  const session = useSession()
  const kind = shallowRef<PaperKind>('comparison')
  const scope = shallowRef<PaperScope>({ kind: 'all' })
  const ledger = shallowRef<LedgerQuery | null>(null)
  const whole = shallowRef(false)
  const purpose = shallowRef('')
  const notice = shallowRef<NoticeForm>({ title: '防止返贫监测对象评议结果公示', result: '同意', from: todayText(), to: addDays(todayText(), 5), phone: '' })
  const preview = shallowRef<{ readonly pages: readonly Element[]; readonly shown: number; readonly total: number } | null>(null)
  const job = shallowRef<PaperJob>({ kind: 'idle' })
  let turn = 0
  let stopped = false
  let going = ''

  const isRunning = computed(() => job.value.kind === 'running')
  const village = computed(() => villages.current?.name ?? '')
  /** What keeps it from being printed; '' when nothing does. */
  const obstacle = computed(() => {
    if (kind.value === 'ledger' && !ledger.value) return '请先打开一本台账，再点“打印”'
    if (whole.value && kind.value !== 'notice' && purpose.value.trim().length < 2) return '打印完整号码要先写明用途，会记入查看记录'
    return kind.value === 'notice' ? noticeObstacle(notice.value) : ''
  })

  const meta = (): PrintMeta => ({ village: village.value, printedOn: todayText(), printedBy: session.enrolled?.person ?? '', whole: whole.value, purpose: purpose.value.trim() })

  async function idsInScope(): Promise<readonly string[]> {
    const at = scope.value
    if (at.kind === 'household') return [at.id]
    const query: HouseholdQuery = { text: '', ...(villages.current ? { village: villages.current.code } : {}), show: at.kind === 'unvisited' || at.kind === 'monitored' ? at.kind : 'all' }
    const lists = await Promise.all((at.kind === 'groups' ? at.groups : ['']).map(group => books.book().search(group ? { ...query, group } : query)))
    return lists.flatMap(({ ids }) => ids)
  }
  const scopeWords = computed(() => {
    const at = scope.value
    return at.kind === 'household' ? at.name : at.kind === 'groups' ? at.groups.join('、') : { unvisited: '未走访', monitored: '监测对象', all: '全村' }[at.kind]
  })
  const title = computed(() => {
    const what = kind.value === 'ledger' && ledger.value ? ledgerOf(ledger.value.ledger)?.title ?? '台账' : { comparison: '信息采集对照表', household: '户表', roster: '花名册', ledger: '台账', notice: '公示' }[kind.value]
    return [village.value, what, kind.value === 'ledger' ? '' : scopeWords.value, todayText()].filter(Boolean).join(' ')
  })

  const oldestLast = (file: HouseholdFile): HouseholdFile => ({ ...file, incomes: [...file.incomes].sort((a, b) => Number(b.values['year'] ?? 0) - Number(a.values['year'] ?? 0)) })

  /** The pages of one household by itself: 户表, 对照表. */
  async function ownPages(id: string, code: string, sheet: string): Promise<{ readonly pages: readonly Element[]; readonly file: HouseholdFile; readonly shown: string }> {
    const file = oldestLast(await books.book().household(id))
    if (kind.value === 'household') return { pages: householdPages({ ...file, meta: meta() }), file, shown: '' }
    const context = await sheetContext(file, sheet)
    return { pages: comparisonPages({ context, code, meta: meta() }), file, shown: shownText(paperBlocks(context)) }
  }

  /** The pages that need all households at once: 花名册, 公示. */
  async function listPages(ids: readonly string[], tell: (done: number) => void): Promise<readonly Element[]> {
    const files: HouseholdFile[] = []
    for (const id of ids) {
      check()
      files.push(await books.book().household(id))
      tell(files.length)
    }
    if (kind.value === 'roster') return rosterPages(files, [village.value, scopeWords.value, `${files.length} 户`].filter(Boolean).join('　'), meta())
    const { result, ...form } = notice.value
    if (isRunning.value) refuseUndecided(files)
    return noticePages({ ...form, lines: files.map(file => noticeLine(village.value, file.household, file.members, result)), village: village.value, on: todayText() })
  }

  async function printedLedger(asked: LedgerQuery, most: number, tell: (done: number, total: number) => void): Promise<{ readonly pages: readonly Element[]; readonly total: number; readonly households: readonly string[] }> {
    const declared = ledgerOf(asked.ledger)
    if (!declared) throw new AppError('record-missing')
    const list = await books.book().ledger(asked)
    const lines: LedgerLine[] = []
    for (let at = 0; at < Math.min(list.ids.length, most); at += SLICE) {
      check()
      lines.push(...await books.book().ledgerLines(asked, list.ids.slice(at, Math.min(at + SLICE, most))))
      tell(lines.length, list.ids.length)
    }
    const columns = asked.columns.flatMap(key => declared.columns.find(column => column.key === key) ?? [])
    const filtered = asked.text !== '' || Object.keys(asked.filters).length > 0
    const households = [...new Set(lines.flatMap(({ household }) => household ?? []))]
    return { households, pages: ledgerPages(declared.title, columns, lines, list.totals, [village.value, `${list.ids.length} 行`, filtered ? '（筛选后）' : ''].filter(Boolean).join('　'), meta()), total: list.ids.length }
  }

  /** The first pages as they will be; a later wish overtakes an earlier one. */
  async function look(): Promise<void> {
    const mine = ++turn
    const show = (pages: readonly Element[], shown: number, total: number): void => { if (mine === turn) preview.value = { pages, shown, total } }
    if (kind.value === 'ledger') {
      if (!ledger.value) return show([], 0, 0)
      const { pages, total } = await printedLedger(ledger.value, SLICE, () => undefined)
      return show(pages, Math.min(SLICE, total), total)
    }
    const ids = await idsInScope()
    const first = ids.slice(0, kind.value === 'roster' || kind.value === 'notice' ? 60 : PREVIEWED)
    if (kind.value === 'roster' || kind.value === 'notice') return show(await listPages(first, () => undefined), first.length, ids.length)
    const pages: Element[] = []
    for (const id of first) {
      pages.push(...(await ownPages(id, '', 'preview')).pages)
      if (mine !== turn) return
    }
    show(pages, first.length, ids.length)
  }

  function check(): void {
    if (stopped) throw new AppError('print-stopped')
  }
  const tell = (done: number, total: number): void => void (job.value = { kind: 'running', stage: 'collecting', done, total })

  async function send(pages: readonly Element[]): Promise<void> {
    for (const html of pieces(pages, PIECE)) {
      check()
      await hostCall('print:add', { job: going, html })
    }
  }

  /** Collects, sends and remembers; the number of pages, and the step to take back when it goes wrong. */
  async function collect(): Promise<{ readonly pages: number; readonly steps: readonly string[] }> {
    if (kind.value === 'ledger') {
      const { pages, households } = await printedLedger(ledger.value!, Infinity, tell)
      await send(pages)
      await noteWhole(households)
      return { pages: pages.length, steps: [] }
    }
    const ids = await idsInScope()
    tell(0, ids.length)
    if (kind.value === 'roster' || kind.value === 'notice') {
      const pages = await listPages(ids, done => tell(done, ids.length))
      await send(pages)
      if (kind.value === 'roster') await noteWhole(ids)
      return { pages: pages.length, steps: [] }
    }
    const taken = kind.value === 'comparison' ? new Set((await books.book().records('paperSheet')).map(({ values }) => String(values['code'] ?? ''))) : new Set<string>()
    const sheets: Sheet[] = []
    let count = 0
    let waiting: Element[] = []
    for (const [at, id] of ids.entries()) {
      check()
      const sheet = crypto.randomUUID()
      const code = kind.value === 'comparison' ? freshCode(taken) : ''
      const { pages, file, shown } = await ownPages(id, code, sheet)
      if (code) sheets.push({ file, id: sheet, code, shown })
      count += pages.length
      waiting.push(...pages)
      if (waiting.length >= 40) {
        await send(waiting)
        waiting = []
      }
      tell(at + 1, ids.length)
    }
    await send(waiting)
    await noteWhole(ids)
    return { pages: count, steps: await remember(sheets) }
  }

  function freshCode(taken: Set<string>): string {
    for (;;) {
      const code = makeSheetCode(villages.current?.code ?? '', [...crypto.getRandomValues(new Uint8Array(6))])
      if (taken.has(code)) continue
      taken.add(code)
      return code
    }
  }

  /** The sheets are in the book before they are on paper: a sheet that nobody knows cannot come back. */
  async function remember(sheets: readonly Sheet[]): Promise<readonly string[]> {
    const steps: string[] = []
    const at = wallClock(Date.now())
    for (const [own, list] of Map.groupBy(sheets, ({ file }) => file.household.village)) {
      const entries = list.map(({ file, id, code, shown }): Entry => ({
        register: 'paperSheet', record: id,
        fields: { household: file.household.id, code, kind: '信息采集对照表', printedAt: at, printedBy: session.enrolled?.person ?? '', shown }
      }))
      const { id } = await books.book().act({ kind: 'paper', title: `打印对照表 ${list.length} 户`, origin: { kind: 'paper' } }, entries, own)
      steps.push(id)
    }
    return steps
  }

  /** Whole numbers on paper are noted like whole numbers opened on the screen, before they are there. */
  async function noteWhole(ids: readonly string[]): Promise<void> {
    if (!whole.value) return
    const what = kind.value === 'roster' ? '花名册' : kind.value === 'ledger' ? '台账' : '纸表'
    // With the moment: each sheet that leaves is noted, though one look at a value is noted once.
    const at = wallClock(Date.now())
    for (const id of ids) await books.book().reveal('household', id, `${what} ${at}`, `打印：${purpose.value.trim()}`)
  }

  async function run(begin: () => Promise<{ readonly job: string } | null>): Promise<void> {
    if (obstacle.value || isRunning.value) return
    const begun = await begin()
    if (!begun) return
    going = begun.job
    stopped = false
    let steps: readonly string[] = []
    job.value = { kind: 'running', stage: 'collecting', done: 0, total: 0 }
    try {
      await hostCall('print:add', { job: going, html: documentHead(title.value) })
      const made = await collect()
      steps = made.steps
      await hostCall('print:add', { job: going, html: DOCUMENT_END })
      check()
      job.value = { kind: 'running', stage: 'typesetting', done: made.pages, total: made.pages }
      const done = await hostCall('print:finish', { job: going })
      if (!done.printed) throw new AppError('print-stopped')
      job.value = done.name ? { kind: 'saved', name: done.name, pages: made.pages, size: done.size } : { kind: 'printed', pages: made.pages }
    } catch (thrown) {
      await hostCall('print:cancel', { job: going })
      if (books.isOpen) for (const step of steps) await books.book().undo(step)
      job.value = { kind: 'idle' }
      if (thrown instanceof AppError && thrown.code === 'print-stopped') job.value = { kind: 'closed' }
      else throw thrown
    } finally {
      if (job.value.kind === 'running') job.value = { kind: 'idle' }
      going = ''
    }
  }

  const savePdf = (): Promise<void> => run(() => hostCall('print:pdf', { title: title.value.slice(0, 100) }))
  const print = (): Promise<void> => run(() => hostCall('print:paper', { title: title.value.slice(0, 100), landscape: kind.value === 'ledger' }))
  async function stop(): Promise<void> {
    stopped = true
    if (going) await hostCall('print:cancel', { job: going })
  }

  function choose(wish: PaperKind): void {
    kind.value = wish
    job.value = { kind: 'idle' }
  }
  function chooseScope(wish: PaperScope): void {
    scope.value = wish
    job.value = { kind: 'idle' }
  }
  /** The household's head by name, for the words and the file's name. */
  async function chooseHousehold(id: string): Promise<void> {
    const [row] = await books.book().rows([id], { text: '' })
    chooseScope({ kind: 'household', id, name: row?.headName ?? '' })
  }
  /** From a ledger's own page: these lines, in this order, with these columns. */
  function printLedger(asked: LedgerQuery): void {
    ledger.value = asked
    choose('ledger')
  }
  /** By its name alone: all lines, with the columns it is first shown with. A question asked before stands. */
  function openLedger(name: string): void {
    const declared = ledgerOf(name)
    if (!declared) throw new AppError('record-missing')
    if (ledger.value?.ledger === name) return choose('ledger')
    printLedger({
      ledger: name, text: '', ...(villages.current ? { village: villages.current.code } : {}), filters: {}, sort: null,
      columns: declared.columns.filter(({ aside }) => !aside).map(({ key }) => key), withEnded: false
    })
  }
  function printWhole(wish: boolean): void {
    whole.value = wish
  }

  books.onClose(() => {
    turn++
    preview.value = null
    ledger.value = null
    purpose.value = ''
    whole.value = false
    scope.value = { kind: 'all' }
    if (going) void stop()
  })

  return {
    kind, scope, ledger, whole, purpose, notice, preview, job, isRunning, obstacle, title, scopeWords, village,
    look, savePdf, print, stop, choose, chooseScope, chooseHousehold, printLedger, openLedger, printWhole
  }
})

function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}

/** The board tells the village what was decided: who is not decided yet is named to the clerk, and not hung up. */
function refuseUndecided(files: readonly HouseholdFile[]): void {
  const open = files.filter(({ household }) => undecidedFields(household).length > 0)
  if (open.length === 0) return
  const names = open.map(({ members }) => String((members.find(({ values }) => values['relation'] === HEAD) ?? members[0])?.values['name'] ?? '（无户主）'))
  throw new AppError('notice-undecided', { count: open.length, names: names.slice(0, 5).join('、') })
}

function noticeObstacle({ title, result, from, to, phone }: NoticeForm): string {
  if (title.trim() === '') return '请填公示标题'
  if (!isDay(from) || !isDay(to) || to < from) return '公示期不对：开始日期要在结束日期之前，如 2026-11-22'
  if (!/^[\d-]{7,13}$/u.test(phone)) return '请填监督电话（单位的电话，如 0875-8120317）'
  const problem = noticeProblem(title) || noticeProblem(result)
  return problem && `标题或评议结果${problem}`
}
