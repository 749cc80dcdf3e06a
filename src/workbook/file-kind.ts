/**
 * What a chosen file really is, by its first bytes; the name is never believed. Anything but a plain .xlsx
 * is named to the person, so that they know what to save again and how.
 */
import { AppError } from '#core/error.ts'

const starts = (bytes: Uint8Array, ...magic: readonly number[]): boolean => magic.every((byte, i) => bytes[i] === byte)
const ascii = (text: string): number[] => [...text].map(letter => letter.charCodeAt(0))
const utf16 = (text: string): number[] => [...text].flatMap(letter => [letter.charCodeAt(0), 0])

const KINDS: readonly (readonly [readonly number[], string])[] = [
  [ascii('%PDF'), 'PDF 文件'], [[0xff, 0xd8, 0xff], 'JPG 图片'], [[0x89, ...ascii('PNG')], 'PNG 图片'],
  [ascii('GIF8'), 'GIF 图片'], [ascii('BM'), 'BMP 图片'], [ascii('MZ'), '可执行程序'], [[0x7f, ...ascii('ELF')], '可执行程序'],
  [ascii('Rar!'), 'RAR 压缩包'], [ascii('7z'), '7z 压缩包'], [[0x1f, 0x8b], 'GZ 压缩包'], [ascii('SQLite'), '数据库文件']
]

function has(bytes: Uint8Array, wanted: readonly number[]): boolean {
  const [first] = wanted
  for (let at = bytes.indexOf(first!); at >= 0; at = bytes.indexOf(first!, at + 1))
    if (wanted.every((byte, i) => bytes[at + i] === byte)) return true
  return false
}

function textKind(bytes: Uint8Array): string | undefined {
  const head = bytes.subarray(0, 4096)
  if (starts(head, 0xff, 0xfe) || starts(head, 0xfe, 0xff)) return '文本文件（UTF-16）'
  if (head.some(byte => byte < 9 || (byte > 13 && byte < 32))) return undefined
  const text = new TextDecoder('latin1').decode(head).trimStart().toLowerCase()
  if (/^(ï»¿)?<(!doctype html|html|table)/.test(text)) return '网页'
  if (/^(ï»¿)?<\?xml/.test(text)) return 'XML 文件'
  return text.includes(',') || text.includes('\t') ? '文本或 CSV 文件' : '文本文件'
}

/** Throws unless it begins like a zip; what is in the zip is scan-zip.ts's matter. */
export function requireZip(name: string, bytes: Uint8Array): void {
  if (starts(bytes, ...ascii('PK'), 3, 4)) return
  if (bytes.length === 0) throw new AppError('file-not-workbook', { name, found: '空文件' })
  if (starts(bytes, 0xd0, 0xcf, 0x11, 0xe0)) {
    if (has(bytes, utf16('EncryptedPackage'))) throw new AppError('workbook-encrypted', { name })
    const found = has(bytes, utf16('WordDocument')) ? '旧版 Word 文档' : '旧版 .xls 工作簿，请另存为 .xlsx'
    throw new AppError('file-not-workbook', { name, found })
  }
  const known = KINDS.find(([magic]) => starts(bytes, ...magic))
  throw new AppError('file-not-workbook', { name, found: known?.[1] ?? textKind(bytes) ?? '无法识别的文件' })
}
