/** Text to the clipboard: the window may write it (and never read it), on a person's own click or key. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    // Refused where the window has just lost the focus to a dialog; the old way asks nobody.
    return copyBySelection(text)
  }
}

function copyBySelection(text: string): boolean {
  const box = document.createElement('textarea')
  box.value = text
  box.setAttribute('aria-hidden', 'true')
  box.style.cssText = 'position:fixed;left:-999px'
  const before = document.activeElement
  document.body.append(box)
  box.select()
  try {
    return document.execCommand('copy')
  } finally {
    box.remove()
    if (before instanceof HTMLElement) before.focus()
  }
}
