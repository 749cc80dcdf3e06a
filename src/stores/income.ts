/** Households near the line and the figures in force, for the year on the screen. */
import { shallowRef } from 'vue'
import { defineStore } from 'pinia'
import type { NearLine, SettingLine } from '../db/book-monitor.ts'
import { useBook } from './book.ts'

export const useIncomeLists = defineStore('income-lists', () => {
  const books = useBook()
  /** null until read. */
  const near = shallowRef<readonly NearLine[] | null>(null)
  const settings = shallowRef<readonly SettingLine[] | null>(null)
  const year = shallowRef(0)
  let shown: 'near' | 'settings' | null = null
  let turn = 0

  async function readNear(of: number): Promise<void> {
    const mine = ++turn
    shown = 'near'
    year.value = of
    const got = await books.book().nearLine(of)
    if (mine === turn) near.value = got
  }
  async function readSettings(of: number): Promise<void> {
    const mine = ++turn
    shown = 'settings'
    year.value = of
    const got = await books.book().settings(of)
    if (mine === turn) settings.value = got
  }
  function leave(): void {
    turn++
    shown = null
    near.value = null
    settings.value = null
  }
  books.onChange(() => {
    if (shown === 'near') void readNear(year.value)
    else if (shown === 'settings') void readSettings(year.value)
  })
  books.onClose(leave)
  return { near, settings, year, readNear, readSettings, leave }
})
