/** Sealed blobs on this laptop's disk and their road to and from the county. */
import { AppError } from '#core/error.ts'
import type { HostCallName } from '#core/host.ts'
import type { Handlers } from './calls.ts'

export type AttachmentHandlers = Pick<Handlers, Extract<HostCallName, `attachment:${string}`>>

const missing = (): never => { throw new AppError('unforeseen', { message: 'attachment' }) }

export const attachmentHandlers = (): AttachmentHandlers => ({
  'attachment:put': missing, 'attachment:read': () => null, 'attachment:have': () => ({ sha256: [] }), 'attachment:send': missing,
  'attachment:fetch': missing, 'attachment:progress': () => null
})
