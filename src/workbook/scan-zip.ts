/**
 * Looks at the zip before anything opens it: a workbook of 400 KB may unfold to 400 MB. Directory and local
 * headers must agree, because a reader behind us believes the local ones. The scanner takes parts in pieces
 * and may have large ones; SheetJS holds everything at once, so what goes to it must be smaller and is
 * unfolded once before, to prove its sizes.
 */
import { AppError } from '#core/error.ts'
import { unfold } from './unfold.ts'

const MB = 1024 * 1024
export const FILE_LIMITS = { file: 20 * MB, entries: 200, total: 200 * MB, entry: 160 * MB, ratio: 100, ratioFrom: MB } as const
/** What a reader may unfold that holds it all in memory. */
export const WHOLE_LIMITS = { total: 60 * MB, entry: 40 * MB } as const

export interface ZipEntry {
  readonly name: string
  readonly method: number
  readonly packed: number
  readonly size: number
  /** Where the packed data begins. */
  readonly at: number
}

const END = 0x06054b50, CENTRAL = 0x02014b50, LOCAL = 0x04034b50
const END_SIZE = 22, CENTRAL_SIZE = 46, LOCAL_SIZE = 30
const ENCRYPTED = 0x2041, DESCRIPTOR = 8
const STORED = 0, DEFLATED = 8

type Refuse = (reason: string) => never

/** The directory, checked; throws AppError with the limit that was passed. Nothing is unfolded yet. */
export function scanZip(name: string, bytes: Uint8Array): readonly ZipEntry[] {
  const refuse: Refuse = reason => { throw new AppError('workbook-unsafe', { name, reason }) }
  const entries = readDirectory(bytes, refuse)
  requireWorkbook(name, entries, refuse)
  requireSizes(entries, FILE_LIMITS, refuse)
  for (const entry of entries) if (entry.size > FILE_LIMITS.ratioFrom && entry.size > entry.packed * FILE_LIMITS.ratio) refuse(`“${entry.name}”压缩比超过 ${FILE_LIMITS.ratio}`)
  return entries
}

/** Throws where the parts are more than may be held in memory at once. */
export const requireWhole = (name: string, entries: readonly ZipEntry[]): void =>
  requireSizes(entries, WHOLE_LIMITS, reason => { throw new AppError('workbook-unsafe', { name, reason }) })

function requireSizes(entries: readonly ZipEntry[], limits: { readonly total: number; readonly entry: number }, refuse: Refuse): void {
  for (const entry of entries) if (entry.size > limits.entry) refuse(`解开后“${entry.name}”有 ${Math.ceil(entry.size / MB)} MB，上限 ${limits.entry / MB} MB`)
  const total = entries.reduce((sum, entry) => sum + entry.size, 0)
  if (total > limits.total) refuse(`解开后共 ${Math.ceil(total / MB)} MB，上限 ${limits.total / MB} MB`)
}

function readDirectory(bytes: Uint8Array, refuse: Refuse): readonly ZipEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let end = bytes.length - END_SIZE
  while (end >= 0 && view.getUint32(end, true) !== END) end -= 1
  if (end < 0) refuse('压缩目录不完整')
  const count = view.getUint16(end + 10, true)
  const start = view.getUint32(end + 16, true)
  if (view.getUint16(end + 4, true) !== 0 || count === 0xffff || start === 0xffffffff) refuse('不支持的压缩格式')
  if (count > FILE_LIMITS.entries) refuse(`内含 ${count} 个部件，上限 ${FILE_LIMITS.entries} 个`)
  const entries: ZipEntry[] = []
  const names = new Set<string>()
  let at = start
  for (let i = 0; i < count; i++) {
    if (at + CENTRAL_SIZE > bytes.length || view.getUint32(at, true) !== CENTRAL) refuse('压缩目录不完整')
    const nameLength = view.getUint16(at + 28, true)
    const entry = readEntry(bytes, view, at, nameLength, refuse)
    if (names.has(entry.name.toLowerCase())) refuse(`部件“${entry.name}”重名`)
    names.add(entry.name.toLowerCase())
    entries.push(entry)
    at += CENTRAL_SIZE + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true)
  }
  return entries
}

function readEntry(bytes: Uint8Array, view: DataView, at: number, nameLength: number, refuse: Refuse): ZipEntry {
  const name = new TextDecoder().decode(bytes.subarray(at + CENTRAL_SIZE, at + CENTRAL_SIZE + nameLength))
  if (name.startsWith('/') || /^[a-z]:/i.test(name) || name.includes('\\') || name.includes('\0') || name.split('/').includes('..')) refuse(`部件名“${name.slice(0, 60)}”不合规`)
  const flags = view.getUint16(at + 8, true), method = view.getUint16(at + 10, true)
  const packed = view.getUint32(at + 20, true), size = view.getUint32(at + 24, true), local = view.getUint32(at + 42, true)
  if (flags & ENCRYPTED) refuse(`部件“${name}”加了密`)
  if (method !== STORED && method !== DEFLATED) refuse(`部件“${name}”的压缩方法不支持`)
  const link = view.getUint32(at + 38, true) >>> 28
  if (link === 0xa) refuse(`部件“${name}”是链接`)
  if (local + LOCAL_SIZE > bytes.length || view.getUint32(local, true) !== LOCAL) refuse(`部件“${name}”找不到内容`)
  const localName = view.getUint16(local + 26, true), localExtra = view.getUint16(local + 28, true)
  const data = local + LOCAL_SIZE + localName + localExtra
  const localPacked = view.getUint32(local + 18, true), localSize = view.getUint32(local + 22, true)
  const later = (view.getUint16(local + 6, true) & DESCRIPTOR) !== 0 && method === DEFLATED && localPacked === 0 && localSize === 0
  const same = bytes.subarray(local + LOCAL_SIZE, local + LOCAL_SIZE + localName).every((byte, i) => byte === bytes[at + CENTRAL_SIZE + i])
  if (localName !== nameLength || !same || view.getUint16(local + 8, true) !== method) refuse(`部件“${name}”前后名称不一致`)
  if (!later && (localPacked !== packed || localSize !== size)) refuse(`部件“${name}”前后大小不一致`)
  if (hasWideSizes(view, local + LOCAL_SIZE + localName, localExtra) || hasWideSizes(view, at + CENTRAL_SIZE + nameLength, view.getUint16(at + 30, true))) refuse('不支持的压缩格式')
  if (data + packed > bytes.length || (method === STORED && packed !== size)) refuse(`部件“${name}”的大小不对`)
  return { name, method, packed, size, at: data }
}

/** A zip64 field would put other sizes in the place of those we checked. */
function hasWideSizes(view: DataView, at: number, length: number): boolean {
  const end = at + length
  for (let i = at; i + 4 <= end && i + 4 <= view.byteLength; i += 4 + view.getUint16(i + 2, true)) if (view.getUint16(i, true) === 1) return true
  return false
}

function requireWorkbook(name: string, entries: readonly ZipEntry[], refuse: Refuse): void {
  const names = new Set(entries.map(entry => entry.name.toLowerCase()))
  const inside = (part: string): boolean => [...names].some(entry => entry.startsWith(part))
  if (!names.has('[content_types].xml') || !names.has('xl/workbook.xml')) {
    const found = names.has('xl/workbook.bin') ? '.xlsb 工作簿，请另存为 .xlsx'
      : inside('word/') ? 'Word 文档' : inside('ppt/') ? '演示文稿' : names.has('content.xml') ? 'OpenDocument 文件，请另存为 .xlsx' : '压缩包'
    throw new AppError('file-not-workbook', { name, found })
  }
  if ([...names].some(entry => entry.endsWith('vbaproject.bin'))) refuse('带有宏')
  if (inside('xl/externallinks/')) refuse('链接了别的文件')
}

/** Unfolds every entry once, never beyond what it declared: before the whole file goes to a reader that trusts it. */
export async function proveSizes(name: string, bytes: Uint8Array, entries: readonly ZipEntry[], onProgress: (done: number) => void): Promise<void> {
  for (const [i, entry] of entries.entries()) {
    for await (const piece of unfold({ name, bytes, entries }, entry)) void piece
    onProgress(i + 1)
  }
}
