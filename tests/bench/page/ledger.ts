/**
 * A ledger's answers from the book's worker, with the way there and back, beside what no table can go below: the
 * same texts in one array, filtered and sorted on the page's thread.
 */
import { ledgerOf } from '#core/ledgers/index.ts'
import type { Book } from '../../../src/db/book.ts'
import type { LedgerQuery } from '../../../src/db/book-ledgers.ts'
import { timed } from './timed.ts'

const SLICE = 2000
const SCREEN = 64
const TIMES = 9
const collator = new Intl.Collator('zh-Hans-CN', { numeric: true })

/** `filter` is a column of plain text: what is stored is what is shown. */
export interface LedgerAsk { readonly ledger: string, readonly sort: string, readonly filter: string, readonly choice: string, readonly word: string }

export const ledgerBench = (book: () => Book) => ({
  async ledgerTimes({ ledger, sort, filter, choice, word }: LedgerAsk) {
    const columns = ledgerOf(ledger)!.columns.filter(({ aside }) => aside !== true).map(({ key }) => key)
    const plain: LedgerQuery = { ledger, text: '', filters: {}, sort: null, columns, withEnded: false }
    const sorted: LedgerQuery = { ...plain, sort: { column: sort, down: false }, filters: { [filter]: { kind: 'one-of', choices: [choice] } } }
    const ours = async (work: () => Promise<unknown>): Promise<number[]> => {
      const times: number[] = []
      for (let i = 0; i < TIMES; i++) times.push((await timed(work))[0])
      return times
    }
    const [openMs, list] = await timed(() => book().ledger(plain))
    const [firstSortMs] = await timed(() => book().ledger({ ...plain, sort: sorted.sort }))
    const sortFilter = await ours(() => book().ledger(sorted))
    const search = await ours(() => book().ledger({ ...plain, text: word }))
    const choices = await ours(() => book().ledgerChoices(plain, sort))
    const lines = await ours(() => book().ledgerLines(plain, list.ids.slice(5000, 5000 + SCREEN)))
    const found = (await book().ledger({ ...plain, text: word })).total
    const filtered = (await book().ledger(sorted)).total

    const texts: string[][] = []
    for (let at = 0; at < list.ids.length; at += SLICE)
      for (const { values } of await book().ledgerLines(plain, list.ids.slice(at, at + SLICE))) texts.push(columns.map(key => String(values[key] ?? '')))
    const [by, of] = [columns.indexOf(sort), columns.indexOf(filter)]
    const bare = (work: () => unknown): Promise<number[]> => ours(async () => work())
    return {
      total: list.total, columns: columns.length, found, filtered, openMs, firstSortMs, sortFilter, search, choices, lines,
      bareSortFilter: await bare(() => texts.filter(cells => cells[of] === choice).sort((a, b) => collator.compare(a[by]!, b[by]!))),
      bareSort: await bare(() => [...texts].sort((a, b) => collator.compare(a[by]!, b[by]!))),
      bareSearch: await bare(() => texts.filter(cells => cells.some(text => text.includes(word)))),
      bareChoices: await bare(() => [...Map.groupBy(texts, cells => cells[by]!)].map(([text, all]) => ({ text, lines: all.length })).sort((a, b) => b.lines - a.lines)),
      bareLines: await bare(() => structuredClone(texts.slice(5000, 5000 + SCREEN)))
    }
  }
})
