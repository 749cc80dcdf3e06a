/** The form in progress: typed, not yet an answer. Sealed, and kept by the host as one file that is replaced whole. */
import type { Draft } from './book.ts'
import { ask, type Desk } from './desk.ts'

const NAME = 'draft'

export async function saveDraft(desk: Desk, draft: Draft | null): Promise<void> {
  const bytes = draft && (await desk.envelopes.named(NAME, 0, draft, 'draft')).bytes
  await ask(desk.env, 'draft:save', { bytes })
}

export async function readDraft(desk: Desk): Promise<Draft | null> {
  const { bytes } = await ask(desk.env, 'draft:read', null)
  return bytes && desk.envelopes.openNamed<Draft>(NAME, { revision: 0, bytes }, 'draft')
}
