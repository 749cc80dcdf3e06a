/**
 * What the household shown asks of the platform: the gaps, the words for the form, and the requests until they are
 * closed. The words leave the program whole only after a person has said what for, and that is noted.
 */
import { computed, shallowRef } from 'vue'
import { defineStore } from 'pinia'
import { platformGaps, platformText, platformVersion, requestState, type PlatformGap } from '#core/measures/index.ts'
import { labelOf } from '#core/registers/index.ts'
import type { RecordState } from '#core/sync/change.ts'
import { useBook } from './book.ts'
import { useMeasures } from './measures.ts'
import { todayHere } from './measures-context.ts'
import { useReveal } from './reveal.ts'

const textOf = (record: RecordState | undefined, field: string): string => {
  const value = record?.values[field]
  return typeof value === 'string' ? value : ''
}
const keyOf = (gap: PlatformGap): string => `${gap.item}/${gap.person ?? ''}/${gap.why}`

export interface GapLine extends PlatformGap {
  readonly key: string
  readonly name: string
  readonly masked: string
  /** The latest request for it by the same person; null: none was made. */
  readonly request: RecordState | null
  readonly state: string
}

export const usePlatform = defineStore('measures-platform', () => {
  const books = useBook()
  const measures = useMeasures()
  const reveal = useReveal()
  /** Copied last, by key: said beside it. */
  const copied = shallowRef('')

  const requests = computed(() => [...measures.of('platformRequest')].sort((left, right) => textOf(right, 'submittedOn').localeCompare(textOf(left, 'submittedOn'))))
  const open = computed(() => requests.value.filter(({ values }) => requestState(values).key !== 'closed'))
  const closed = computed(() => requests.value.filter(({ values }) => requestState(values).key === 'closed'))
  const stateOf = (request: RecordState): string => requestState(request.values).label
  const gaps = computed<readonly GapLine[]>(() => {
    const { subject } = measures
    if (!subject) return []
    return platformGaps(subject).map(gap => {
      const request = requests.value.find(({ values }) => values['item'] === gap.item && (values['person'] ?? null) === gap.person) ?? null
      return { ...gap, key: keyOf(gap), name: measures.nameOf(gap.person), masked: platformText(subject, gap, false), request, state: request ? stateOf(request) : '' }
    })
  })
  const version = platformVersion()

  /** The whole words, noted; '' when the person closed the question. */
  async function wholeText(gap: PlatformGap): Promise<string> {
    const { subject } = measures
    if (!subject || !gap.person || !await reveal.note({ register: 'person', record: gap.person, field: 'idNo' })) return ''
    return platformText(subject, gap, true)
  }
  function sayCopied(gap: PlatformGap, worked: boolean): void {
    copied.value = worked ? keyOf(gap) : ''
    measures.tell(worked ? `已复制“${gap.label}”的申请文字，到平台上粘贴` : '没能自动复制，请在打开的框里按 Ctrl+C', worked ? 'back' : 'refused')
  }
  async function record(gap: PlatformGap): Promise<string | null> {
    if (!measures.file) return null
    const id = crypto.randomUUID()
    await measures.act(`登记申请 ${measures.nameOf(gap.person)} ${gap.label}`, [{
      register: 'platformRequest', record: id,
      fields: { household: measures.file.household.id, ...(gap.person && { person: gap.person }), item: gap.item, by: '01', channel: '01', submittedOn: todayHere(), note: gap.why }
    }], `${gap.label}，今天提交`)
    return id
  }
  /** Closed with a result; the day is today's unless it is there. */
  const close = (request: RecordState, result: string): Promise<void> => measures.act(`办结申请 ${labelOf('assistanceServiceItem', textOf(request, 'item'))}`, [{
    register: 'platformRequest', record: request.id, fields: { result, doneOn: textOf(request, 'doneOn') || todayHere(), ...(result === '03' && { becameClue: true }) }
  }], `${labelOf('assistanceServiceItem', textOf(request, 'item'))}已办结`)

  books.onClose(() => { copied.value = '' })
  return { requests, open, closed, gaps, version, copied, stateOf, wholeText, sayCopied, record, close }
})
