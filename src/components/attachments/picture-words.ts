/** Where a picture is, in people's words. `sent` is said of one the county has confirmed. */
import { codeTable, labelOf } from '#core/registers/codes.ts'

export const PICTURE_STATES = {
  here: { label: '在本机', tone: 'outlined' }, sent: { label: '已到县里', tone: 'teal' }, away: { label: '还没取到', tone: 'amber' }, awaited: { label: '县里还没有', tone: 'amber' }, lost: { label: '找不到了', tone: 'red' }
} as const
export type PictureState = keyof typeof PICTURE_STATES

export const pictureKinds = (): readonly { readonly code: string; readonly label: string }[] => codeTable('attachmentKind')
export const kindLabel = (kind: string): string => labelOf('attachmentKind', kind)
export const PHOTO = '01'

/** What to call it where nobody gave it a name. */
export const pictureName = ({ title, kind }: { readonly title: string; readonly kind: string }): string => title.trim() || kindLabel(kind)
