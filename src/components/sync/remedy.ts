/** What makes least work of what could be lost now: the county where it answers, else a stick or the team. */
export type Remedy = 'none' | 'enrol' | 'sync' | 'package'

export interface AtRisk { readonly changes: number; readonly attachments: number }

/** `answers`: null while it is being asked; the county is tried first then. */
export function remedyFor(loss: AtRisk | null, enrolled: boolean, answers: boolean | null): Remedy {
  if (!enrolled) return 'enrol'
  // The county may have something for this laptop even when it has nothing to tell.
  if (answers !== false) return 'sync'
  return loss && loss.changes + loss.attachments > 0 ? 'package' : 'none'
}
