/** A ledger as a file: as it is shown, masked unless somebody says what the whole is for; and its empty template. */
import { computed, shallowRef } from 'vue'
import { defineStore } from 'pinia'
import type { FileRequest } from '../db/book-checks.ts'
import { useBook } from './book.ts'
import { hostCall } from './ports.ts'
import { useLedger } from './ledger.ts'
import { useLedgerWork } from './ledger-work.ts'
import { useReveal } from './reveal.ts'

/** Shown only when it takes longer. */
const SOON = 1000

export const useLedgerFiles = defineStore('ledger-files', () => {
  const books = useBook()
  const list = useLedger()
  const work = useLedgerWork()
  const reveal = useReveal()
  const busy = shallowRef(false)
  const slow = shallowRef(false)
  const progress = computed(() => slow.value ? books.making : null)

  async function save(request: FileRequest): Promise<void> {
    if (busy.value) return
    busy.value = true
    const timer = setTimeout(() => { slow.value = true }, SOON)
    try {
      const file = await books.book().makeFile(request)
      slow.value = false
      const kept = await hostCall('file:save', { name: file.name, bytes: file.bytes })
      if (kept) work.say(request.kind === 'template' ? `模板已保存：${kept.name}` : `已导出 ${file.lines} 行：${kept.name}`, 'stored')
    } finally {
      clearTimeout(timer)
      slow.value = false
      busy.value = false
    }
  }

  async function exportShown(masked: boolean): Promise<void> {
    const { query, ledger } = list
    if (!query || !ledger) return
    if (!masked && !await reveal.note({ register: ledger.base, record: ledger.name, field: `导出 ${ledger.title}` })) return
    await save({ kind: 'ledger', query, masked })
  }
  const template = async (): Promise<void> => { if (list.ledger) await save({ kind: 'template', ledger: list.ledger.name }) }

  return { busy, slow, progress, exportShown, template }
})
