/** All ledgers by kind, found by name, number or the initials of their pinyin, with how many lines each has. */
import { computed, shallowRef } from 'vue'
import { defineStore } from 'pinia'
import type { Ledger } from '#core/ledgers/define.ts'
import { ledgers } from '#core/ledgers/index.ts'
import { pinyinForms, FORM } from '../db/pinyin.ts'
import { useBook } from './book.ts'
import { useVillage } from './village.ts'

const GROUPS: readonly { readonly title: string; readonly codes: readonly number[] }[] = [
  { title: '农户与人员', codes: [0, 1, 2, 24, 26, 29, 30] },
  { title: '收入就业', codes: [3, 4, 6, 20, 21, 23] },
  { title: '保障', codes: [5, 7, 8, 9, 10, 18, 19] },
  { title: '产业资产', codes: [11, 12, 13, 22, 25] },
  { title: '工作', codes: [14, 15, 16, 17, 27, 28] },
  { title: '程序记下的', codes: [31, 32] }
]
const numberOf = ({ code }: Ledger): number => Number(/\d+(\.\d+)?/u.exec(code)?.[0] ?? Infinity)
const groupOf = (ledger: Ledger): string => GROUPS.find(({ codes }) => codes.includes(Math.floor(numberOf(ledger))))?.title ?? '工作'

export interface LedgerCard { readonly name: string; readonly code: string; readonly title: string; readonly lines: number | null }

export function fits(ledger: Pick<Ledger, 'title' | 'code'>, text: string): boolean {
  const word = text.trim().toLowerCase().replaceAll("'", '')
  return word === '' || ledger.title.toLowerCase().includes(word) || ledger.code.toLowerCase() === word || ledger.code.toLowerCase() === `l${word}`
    || (/^[a-z]+$/u.test(word) && pinyinForms(ledger.title).includes(FORM + word))
}

export const useLedgerList = defineStore('ledger-list', () => {
  const books = useBook()
  const villages = useVillage()
  const text = shallowRef('')
  const counts = shallowRef<ReadonlyMap<string, number>>(new Map())
  let turn = 0

  const groups = computed(() => {
    const shown = ledgers.filter(ledger => fits(ledger, text.value)).sort((a, b) => numberOf(a) - numberOf(b))
    const byGroup = Map.groupBy(shown, groupOf)
    return GROUPS.flatMap(({ title }) => {
      const cards = byGroup.get(title)?.map(({ name, code, title: of }): LedgerCard => ({ name, code, title: of, lines: counts.value.get(name) ?? null })) ?? []
      return cards.length > 0 ? [{ title, cards }] : []
    })
  })

  /** One after the other, so that the worker can answer a search in between. */
  async function count(): Promise<void> {
    const mine = ++turn
    for (const { name } of ledgers) {
      const village = villages.current?.code
      const { total } = await books.book().ledger({ ledger: name, text: '', ...(village ? { village } : {}), filters: {}, sort: null, columns: [], withEnded: false })
      if (mine !== turn) return
      counts.value = new Map([...counts.value, [name, total]])
    }
  }
  const leave = (): void => void turn++
  const setText = (value: string): void => void (text.value = value)
  books.onClose(() => { leave(); counts.value = new Map(); text.value = '' })

  return { text, groups, count, leave, setText }
})
