/**
 * Hidden values that a person has opened on this page, and what for. Nothing is shown before the note of it
 * is stored; leaving the page closes all of them, locking forgets the purpose too.
 */
import { shallowRef } from 'vue'
import { defineStore } from 'pinia'
import type { ValuePlace } from '#core/registers/show.ts'
import { useBook } from './book.ts'

export const PURPOSES = ['入户核实', '更正信息', '办理业务', '上级核查', '整理台账', '其他'] as const

const keyOf = ({ register, record, field }: ValuePlace): string => `${register}\n${record}\n${field}`

export const useReveal = defineStore('reveal', () => {
  const books = useBook()
  const opened = shallowRef<ReadonlySet<string>>(new Set())
  const purpose = shallowRef('')
  const asking = shallowRef(false)
  const opening = new Map<string, Promise<boolean>>()
  let waiting: Promise<string> | null = null
  let answer: (purpose: string) => void = () => undefined

  const isOpen = (place: ValuePlace): boolean => opened.value.has(keyOf(place))

  /** '' when the person closed the question. Two fields clicked one after the other are one question. */
  function ask(): Promise<string> {
    waiting ??= new Promise<string>(resolve => { answer = resolve }).finally(() => {
      waiting = null
      asking.value = false
    })
    asking.value = true
    return waiting
  }

  const say = (chosen: string): void => {
    if (chosen) purpose.value = chosen
    answer(chosen)
  }

  /** A double click is one opening. */
  function open(place: ValuePlace): Promise<boolean> {
    if (isOpen(place)) return Promise.resolve(true)
    const key = keyOf(place)
    const going = opening.get(key) ?? openNow(place).finally(() => opening.delete(key))
    opening.set(key, going)
    return going
  }
  async function openNow(place: ValuePlace): Promise<boolean> {
    const what = purpose.value || await ask()
    if (!what) return false
    await books.book().reveal(place.register, place.record, place.field, what)
    opened.value = new Set([...opened.value, keyOf(place)])
    return true
  }

  /** For what leaves the screen whole, a file or paper: noted like an opened value, but for this once. */
  async function note(place: ValuePlace): Promise<boolean> {
    const what = purpose.value || await ask()
    if (what) await books.book().reveal(place.register, place.record, place.field, what)
    return what !== ''
  }

  /** The next value opened asks again. */
  const changePurpose = (): void => void ask()

  function forget(): void {
    if (opened.value.size > 0) opened.value = new Set()
  }

  books.onClose(() => {
    say('')
    forget()
    purpose.value = ''
  })

  return { purpose, asking, opened, isOpen, open, note, say, changePurpose, forget }
})
