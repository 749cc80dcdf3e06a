/** The book's answers about attachments. */
import { addAttachment, attachmentContent, attachmentsOf, fetchAttachment, missingAttachments } from './attachments.ts'
import type { BookSync } from './book-sync.ts'
import type { Desk } from './desk.ts'

export type AttachmentMethods = Pick<BookSync, 'addAttachment' | 'attachmentsOf' | 'attachmentContent' | 'missingAttachments' | 'fetchAttachment'>

export function attachmentMethods(desk: () => Desk, tell: () => void): AttachmentMethods {
  return {
    async addAttachment(what, picture, thumb) {
      const added = await addAttachment(desk(), what, picture, thumb)
      tell()
      return added
    },
    attachmentsOf: household => attachmentsOf(desk(), household),
    attachmentContent: (record, size) => attachmentContent(desk(), record, size),
    missingAttachments: () => missingAttachments(desk()),
    async fetchAttachment(record) {
      await fetchAttachment(desk(), record)
      tell()
    }
  }
}
