import { AppError } from '#core/error.ts'
import type { RoundReport } from './book.ts'
import type { Desk } from './desk.ts'
import type { Passing } from './status.ts'

export interface Syncing {
  run(): Promise<RoundReport>
  cancel(): void
}

export function makeSyncing(desk: Desk, passing: Passing, hooks: { tell(): void; backUp(): Promise<unknown> }): Syncing {
  void desk; void passing; void hooks
  return { run: async () => { throw new AppError('county-not-enrolled') }, cancel: () => undefined }
}
