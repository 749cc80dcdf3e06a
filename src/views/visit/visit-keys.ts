/**
 * Which key does what during a visit, in one place so that the key sheet, the buttons and the tests agree.
 * A key pressed while the input method is composing belongs to the input method alone: Enter chooses a
 * character then, and taking it for an answer would store half a name.
 */
export type VisitAction =
  | 'take' | 'previous' | 'unchanged' | 'all-unchanged' | 'section-before' | 'section-after' | 'finish' | 'leave' | 'new-member' | 'clues' | 'newline'

export interface KeyPress {
  readonly key: string
  readonly keyCode?: number
  readonly isComposing?: boolean
  readonly ctrlKey?: boolean
  readonly altKey?: boolean
  readonly shiftKey?: boolean
  readonly metaKey?: boolean
}

/** `typing`: the caret is in a text input, where 0 is a digit. */
export function actionOf(press: KeyPress, typing: boolean): VisitAction | null {
  if (press.isComposing || press.keyCode === 229 || press.metaKey) return null
  const { key, ctrlKey = false, altKey = false, shiftKey = false } = press
  if (key === 'Enter') {
    if (ctrlKey) return 'finish'
    if (altKey) return 'newline'
    return shiftKey ? 'previous' : 'take'
  }
  if (key === '0') {
    // Ctrl+0 is the window's own zoom: it must never say something about a family.
    return !ctrlKey && (altKey || !typing) ? 'unchanged' : null
  }
  if (altKey && !ctrlKey && key.toLowerCase() === 'a') return 'all-unchanged'
  // X of 线索.
  if (altKey && !ctrlKey && key.toLowerCase() === 'x') return 'clues'
  if (key === 'Insert' || (altKey && key.toLowerCase() === 'n')) return 'new-member'
  if (ctrlKey || altKey) return null
  if (key === 'PageUp') return 'section-before'
  if (key === 'PageDown') return 'section-after'
  return key === 'Escape' ? 'leave' : null
}
