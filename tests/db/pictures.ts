/** Pictures as an encoder writes them, byte by byte, and what an enemy adds to them. */
import type { Picture } from '../../src/db/book-sync.ts'

const ascii = (text: string): number[] => [...text].map(sign => sign.charCodeAt(0))
export const segment = (marker: number, body: readonly number[]): number[] => [0xff, marker, (body.length + 2) >> 8, (body.length + 2) & 255, ...body]
const u16 = (n: number): number[] => [n >> 8, n & 255]

export interface Extra { readonly segments?: readonly number[]; readonly behind?: readonly number[]; readonly scan?: readonly number[] }

export function jpeg(width: number, height: number, { segments = [], behind = [], scan = [] }: Extra = {}): Picture {
  const bytes = new Uint8Array([
    0xff, 0xd8, ...segment(0xe0, [...ascii('JFIF\0'), 1, 1, 0, 0, 1, 0, 1, 0, 0]), ...segments,
    ...segment(0xdb, new Array<number>(65).fill(1)), ...segment(0xc0, [8, ...u16(height), ...u16(width), 1, 1, 0x11, 0]),
    ...segment(0xda, [1, 1, 0, 0, 63, 0]), 0x12, 0xff, 0x00, 0x34, 0xff, 0xd0, 0x56, ...scan, 0xff, 0xd9, ...behind
  ])
  return { mime: 'image/jpeg', bytes, width, height }
}

const le32 = (n: number): number[] => [n & 255, (n >> 8) & 255, (n >> 16) & 255, (n >>> 24) & 255]
const chunk = (kind: string, body: readonly number[]): number[] => [...ascii(kind), ...le32(body.length), ...body, ...(body.length % 2 ? [0] : [])]

export function webp(width: number, height: number, chunks: readonly (readonly [string, readonly number[]])[] = [], behind: readonly number[] = []): Picture {
  const body = [...ascii('WEBP'), ...chunks.flatMap(([kind, bytes]) => chunk(kind, bytes)), ...chunk('VP8 ', [0x10, 0, 0, 0x9d, 0x01, 0x2a, width & 255, width >> 8, height & 255, height >> 8, 7, 7])]
  return { mime: 'image/webp', bytes: new Uint8Array([...ascii('RIFF'), ...le32(body.length), ...body, ...behind]), width, height }
}

export const exif = segment(0xe1, [...ascii('Exif\0\0'), 0x4d, 0x4d, 0, 42])
export const thumbOf = (): Picture => jpeg(160, 120)
