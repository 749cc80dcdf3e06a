/**
 * 附件: a photograph, signature or scan. The picture itself is a sealed blob beside the database; here stand its
 * digest and the key that opens it, so that whoever holds the record can read it and whoever holds only the
 * blob (a stick, a hub, the county's disk) cannot. A record never names a blob that was not stored first.
 */
import { code, count, defineRegister, link, section, text } from './define.ts'
import { recordFields } from './record-fields.ts'

const open = { sensitivity: 'open' } as const

export const attachment = defineRegister({
  name: 'attachment',
  title: '附件',
  household: 'household',
  person: 'person',
  identity: ['sha256'],
  fields: {
    ...section('附件', {
      household: link('所属农户', 'household'),
      person: link('所属人员', 'person'),
      kind: code('附件类型', 'attachmentKind', open),
      title: text('附件说明'),
      // Local wall-clock text, 'YYYY-MM-DD HH:mm'.
      takenAt: text('拍摄时间', open)
    }),
    ...section('对应记录', {
      subjectRegister: text('对应台账', open),
      subjectRecord: text('对应记录', open),
      subjectField: text('对应字段', open)
    }),
    ...section('文件', {
      mime: text('文件格式', open),
      bytes: count('文件大小', { ...open, unit: '字节' }),
      width: count('宽', { ...open, unit: '像素' }),
      height: count('高', { ...open, unit: '像素' }),
      // Of the sealed bytes: the name the blob goes by everywhere.
      sha256: text('文件校验码', open),
      thumbSha256: text('缩略图校验码', open),
      thumbBytes: count('缩略图大小', { ...open, unit: '字节' }),
      contentKey: text('文件密钥', { sensitivity: 'sensitive', secret: true })
    }),
    ...recordFields
  }
})
