/**
 * The one place where an error becomes words on the screen. A problem stays until a person closes it, the
 * same one again only counts up: no storm of toasts. Whoever catches an error elsewhere hides it.
 */
import { computed, shallowRef } from 'vue'
import { defineStore } from 'pinia'
import { asErrorData, type AppErrorData } from '#core/error.ts'
import { errorText } from '#core/error-texts.ts'

export interface Problem {
  readonly text: string
  readonly code: string
  readonly times: number
  /** calm: being offline is an ordinary part of the day. attention: a person can mend it. grave: something is wrong. */
  readonly tone: 'calm' | 'attention' | 'grave'
}

const CALM: ReadonlySet<string> = new Set(['county-unreachable', 'county-not-enrolled', 'package-needs-county', 'hub-unreachable'])
const ORDINARY: ReadonlySet<string> = new Set([
  'pin-wrong', 'pin-delayed', 'pin-weak', 'enrol-code-invalid',
  'enrol-address-invalid', 'file-not-workbook', 'answer-invalid', 'import-stale',
  'package-not-one', 'package-cut', 'package-other-reader', 'package-other-county', 'package-too-large', 'package-empty', 'package-no-key',
  'hub-no-certificate', 'hub-expired', 'hub-not-open', 'hub-no-common-village',
  'attachment-unreadable', 'attachment-too-large', 'attachment-missing', 'aside-gone', 'decision-gone', 'decision-undone', 'decision-overtaken'
])

export const useProblems = defineStore('problems', () => {
  const list = shallowRef<readonly Problem[]>([])
  const first = computed(() => list.value[0] ?? null)

  function report(thrown: unknown): void {
    const data: AppErrorData = isErrorData(thrown) ? thrown : asErrorData(thrown)
    // Locking ends the worker; what was still on the way to it fails, and that is as it should be.
    if (data.code === 'locked') return
    const text = errorText(data)
    const known = list.value.find(problem => problem.text === text)
    const problem: Problem = { text, code: data.code, times: (known?.times ?? 0) + 1, tone: CALM.has(data.code) ? 'calm' : ORDINARY.has(data.code) ? 'attention' : 'grave' }
    list.value = [problem, ...list.value.filter(other => other !== known)].slice(0, 5)
  }

  function dismiss(problem: Problem): void {
    list.value = list.value.filter(other => other !== problem)
  }

  return { list, first, report, dismiss }
})

const isErrorData = (thrown: unknown): thrown is AppErrorData =>
  typeof thrown === 'object' && thrown !== null && !(thrown instanceof Error) && 'code' in thrown && 'detail' in thrown
