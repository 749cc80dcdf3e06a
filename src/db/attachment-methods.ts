/** The book's answers about attachments. */
import { AppError } from '#core/error.ts'
import type { BookSync } from './book-sync.ts'
import type { Desk } from './desk.ts'

export type AttachmentMethods = Pick<BookSync, 'addAttachment' | 'attachmentsOf' | 'attachmentContent' | 'missingAttachments' | 'fetchAttachment'>

export function attachmentMethods(desk: () => Desk, tell: () => void): AttachmentMethods {
  const missing = async (): Promise<never> => {
    tell()
    throw new AppError('unforeseen', { message: desk().identity.device })
  }
  return { addAttachment: missing, attachmentsOf: missing, attachmentContent: missing, missingAttachments: missing, fetchAttachment: missing }
}
