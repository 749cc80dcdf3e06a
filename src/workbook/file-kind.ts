/**
 * What a chosen file really is, by its first bytes; the name is never believed. What is no table that can be
 * read is named to the person, so that they know what to save again and how.
 */
import { AppError } from '#core/error.ts'
import { readText } from './encoding.ts'
import { isWholeOle } from './ole.ts'
import { FILE_LIMITS } from './scan-zip.ts'

/** zip: looks like .xlsx. ole: .xls, and .et of WPS which is the same inside. text: CSV in any of its encodings. */
export type FileKind = { readonly kind: 'zip' } | { readonly kind: 'ole' } | { readonly kind: 'text'; readonly text: string }

const MB = 1024 * 1024
const starts = (bytes: Uint8Array, ...magic: readonly number[]): boolean => magic.every((byte, i) => bytes[i] === byte)
const ascii = (text: string): number[] => [...text].map(letter => letter.charCodeAt(0))
const utf16 = (text: string): number[] => [...text].flatMap(letter => [letter.charCodeAt(0), 0])

const KINDS: readonly (readonly [readonly number[], string])[] = [
  [ascii('%PDF'), 'PDF 文件'], [[0xff, 0xd8, 0xff], 'JPG 图片'], [[0x89, ...ascii('PNG')], 'PNG 图片'],
  [ascii('GIF8'), 'GIF 图片'], [ascii('BM'), 'BMP 图片'], [ascii('MZ'), '可执行程序'], [[0x7f, ...ascii('ELF')], '可执行程序'],
  [ascii('Rar!'), 'RAR 压缩包'], [ascii('7z\xbc\xaf'), '7z 压缩包'], [[0x1f, 0x8b], 'GZ 压缩包'], [ascii('SQLite'), '数据库文件']
]

function has(bytes: Uint8Array, wanted: readonly number[]): boolean {
  const [first] = wanted
  for (let at = bytes.indexOf(first!); at >= 0; at = bytes.indexOf(first!, at + 1))
    if (wanted.every((byte, i) => bytes[at + i] === byte)) return true
  return false
}

/** Throws with the name of the thing where it is no table. */
export function fileKind(name: string, bytes: Uint8Array): FileKind {
  const refuse = (found: string): never => { throw new AppError('file-not-workbook', { name, found }) }
  if (bytes.length > FILE_LIMITS.file) throw new AppError('file-too-large', { name, size: Math.ceil(bytes.length / MB), limit: FILE_LIMITS.file / MB })
  if (bytes.length === 0) refuse('空文件')
  if (starts(bytes, ...ascii('PK'), 3, 4)) return { kind: 'zip' }
  if (starts(bytes, 0xd0, 0xcf, 0x11, 0xe0)) return oleKind(name, bytes, refuse)
  const known = KINDS.find(([magic]) => starts(bytes, ...magic))
  if (known) refuse(known[1])
  const text = readText(bytes)
  if (text === undefined) return refuse('无法识别的文件')
  const head = text.slice(0, 4096).trimStart().toLowerCase()
  if (/^<(!doctype html|html|table|meta|head|style)/.test(head)) refuse('网页，请在 Excel 或 WPS 里另存为 .xlsx')
  if (head.startsWith('<?xml')) refuse('XML 文件')
  if (!/[,;\t]/.test(head)) refuse('文本文件')
  return { kind: 'text', text }
}

/** The names of streams stand in the directory of the container, in UTF-16. */
function oleKind(name: string, bytes: Uint8Array, refuse: (found: string) => never): FileKind {
  if (has(bytes, utf16('EncryptedPackage'))) throw new AppError('workbook-encrypted', { name })
  if (has(bytes, utf16('WordDocument'))) refuse('旧版 Word 文档')
  if (has(bytes, utf16('PowerPoint Document'))) refuse('旧版演示文稿')
  if (!has(bytes, utf16('Workbook\0')) && !has(bytes, utf16('Book\0'))) refuse('无法识别的文件')
  if (has(bytes, utf16('_VBA_PROJECT'))) throw new AppError('workbook-unsafe', { name, reason: '带有宏' })
  if (!isWholeOle(bytes)) throw new AppError('workbook-unsafe', { name, reason: '文件不完整' })
  return { kind: 'ole' }
}
