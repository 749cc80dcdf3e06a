/**
 * What may be kept as a picture: a JPEG or WebP that is nothing else besides. The window has encoded it anew, so
 * whatever else stands in it (where it was taken, a second file behind the end, a script) did not come from our
 * own hand and is refused, not mended: mending would hide that the window let it through.
 */
import { AppError } from '#core/error.ts'
import type { Picture } from './book-sync.ts'

/** `side` and `bytes`: the most of either; a photograph is encoded to 1,600 pixels and some hundred kilobytes. */
export interface PictureLimit { readonly side: number; readonly bytes: number }
export const FULL: PictureLimit = { side: 8_192, bytes: 15_000_000 }
export const THUMB: PictureLimit = { side: 1_024, bytes: 300_000 }

interface Size { readonly width: number; readonly height: number }

/** Throws 'attachment-unreadable' with the reason, 'attachment-too-large'. */
export function demandPicture(name: string, { mime, bytes, width, height }: Picture, limit: PictureLimit): void {
  if (bytes.length > limit.bytes) throw new AppError('attachment-too-large', { name, size: Math.ceil(bytes.length / 1e6), limit: limit.bytes / 1e6 })
  const size = sizeOf(mime, bytes)
  const reason = typeof size === 'string' ? size
    : size.width !== width || size.height !== height ? '大小和说的不一样'
      : size.width > limit.side || size.height > limit.side || size.width < 1 || size.height < 1 ? `边长不在 1 到 ${limit.side} 像素之间` : ''
  if (reason !== '') throw new AppError('attachment-unreadable', { name, reason })
}

/** Whether opened bytes are what the record says: a record of another laptop is not believed. */
export const isPicture = (mime: string, bytes: Uint8Array): mime is Picture['mime'] => typeof sizeOf(mime, bytes) !== 'string'

/** The size in pixels, or why it is no such picture. */
function sizeOf(mime: string, bytes: Uint8Array): Size | string {
  if (mime === 'image/jpeg') return jpegSize(bytes)
  if (mime === 'image/webp') return webpSize(bytes)
  return '不是 JPEG 或 WebP'
}

const CUT = '文件不完整'
const MORE = '后面还接着别的内容'
const EXTRA = '带有拍摄信息，没有重新编码'
const OTHER = '内容和格式不符'

const u16 = (bytes: Uint8Array, at: number): number => (bytes[at]! << 8) | bytes[at + 1]!
const startsWith = (bytes: Uint8Array, at: number, text: string): boolean => [...text].every((sign, i) => bytes[at + i] === sign.charCodeAt(0))

const SOS = 0xda
const EOI = 0xd9
/** Start of frame, whatever the coding; C4, C8 and CC are other things. */
const isFrame = (marker: number): boolean => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
/** JFIF, a colour profile, Adobe's note on colours: what an encoder of today writes. Exif, XMP, comments and the rest are not. */
const isPlain = (bytes: Uint8Array, marker: number, at: number): boolean =>
  marker === 0xe0 ? startsWith(bytes, at, 'JFIF\0') : marker === 0xe2 ? startsWith(bytes, at, 'ICC_PROFILE\0') : marker === 0xee ? startsWith(bytes, at, 'Adobe')
    : marker < 0xe0 || marker === 0xff

function jpegSize(bytes: Uint8Array): Size | string {
  if (bytes.length < 4 || u16(bytes, 0) !== 0xffd8) return OTHER
  let size: Size | null = null
  for (let at = 2; ;) {
    if (at + 4 > bytes.length && !(at + 2 === bytes.length && u16(bytes, at) === 0xff00 + EOI)) return CUT
    if (bytes[at] !== 0xff) return OTHER
    const marker = bytes[at + 1]!
    if (marker === EOI) return at + 2 < bytes.length ? MORE : size ?? OTHER
    const length = u16(bytes, at + 2)
    if (length < 2 || at + 2 + length > bytes.length) return CUT
    if (!isPlain(bytes, marker, at + 4)) return EXTRA
    if (isFrame(marker)) {
      if (size) return OTHER
      size = { height: u16(bytes, at + 5), width: u16(bytes, at + 7) }
    }
    at += 2 + length
    if (marker === SOS) at = endOfScan(bytes, at)
  }
}

/** The next marker that is none of the coded picture itself. */
function endOfScan(bytes: Uint8Array, from: number): number {
  let at = bytes.indexOf(0xff, from)
  while (at >= 0 && at + 1 < bytes.length && (bytes[at + 1] === 0 || (bytes[at + 1]! >= 0xd0 && bytes[at + 1]! <= 0xd7))) at = bytes.indexOf(0xff, at + 2)
  return at < 0 ? bytes.length : at
}

const u24le = (bytes: Uint8Array, at: number): number => bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16)
const u32le = (bytes: Uint8Array, at: number): number => (u24le(bytes, at) + bytes[at + 3]! * 0x1000000)

function webpSize(bytes: Uint8Array): Size | string {
  if (bytes.length < 20 || !startsWith(bytes, 0, 'RIFF') || !startsWith(bytes, 8, 'WEBP')) return OTHER
  const end = u32le(bytes, 4) + 8
  if (end > bytes.length) return CUT
  if (end < bytes.length) return MORE
  let canvas: Size | null = null
  let size: Size | null = null
  for (let at = 12; at < end;) {
    if (at + 8 > end) return CUT
    const kind = String.fromCharCode(...bytes.subarray(at, at + 4))
    const length = u32le(bytes, at + 4)
    const body = at + 8
    if (body + length > end) return CUT
    if (kind === 'VP8X') canvas = { width: u24le(bytes, body + 4) + 1, height: u24le(bytes, body + 7) + 1 }
    else if (kind === 'VP8 ' || kind === 'VP8L') {
      if (size) return OTHER
      size = kind === 'VP8 ' ? lossySize(bytes, body, length) : losslessSize(bytes, body, length)
      if (!size) return OTHER
    } else if (kind !== 'ALPH' && kind !== 'ICCP') return EXTRA
    at = body + length + (length & 1)
  }
  if (!size || (canvas && (canvas.width !== size.width || canvas.height !== size.height))) return OTHER
  return size
}

const lossySize = (bytes: Uint8Array, at: number, length: number): Size | null => length < 10 || u24le(bytes, at + 3) !== 0x2a019d ? null
  : { width: (bytes[at + 6]! | (bytes[at + 7]! << 8)) & 0x3fff, height: (bytes[at + 8]! | (bytes[at + 9]! << 8)) & 0x3fff }

function losslessSize(bytes: Uint8Array, at: number, length: number): Size | null {
  if (length < 5 || bytes[at] !== 0x2f) return null
  const bits = u32le(bytes, at + 1)
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }
}
