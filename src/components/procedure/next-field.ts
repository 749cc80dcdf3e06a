/** Enter goes to the next field of a form; on the last one to its button. It never presses a button nobody is on. */
const FIELDS = 'input, select, textarea, [data-store]'

export function nextField(event: KeyboardEvent, form: HTMLElement): void {
  const from = event.target as HTMLElement
  if (!from.matches('input, select, textarea') || (from instanceof HTMLTextAreaElement && event.shiftKey)) return
  event.preventDefault()
  event.stopPropagation()
  const radio = from instanceof HTMLInputElement && from.type === 'radio' ? from.name : ''
  const fields = [...form.querySelectorAll<HTMLElement>(FIELDS)].filter(one => !(one as HTMLInputElement).disabled)
  // The rest of one group of choices is one question.
  fields.slice(fields.indexOf(from) + 1).find(one => !(radio && one instanceof HTMLInputElement && one.name === radio))?.focus()
}
