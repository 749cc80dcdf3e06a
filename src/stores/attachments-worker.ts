/**
 * Where a stranger's picture is decoded: a worker of its own that holds no key and no record and is thrown away.
 * What comes out is drawn anew, turned as it was held and without a word of where and by what it was taken.
 */
import type { Picture } from '../db/book-sync.ts'

export interface EncodeQuestion { readonly mime: string; readonly bytes: Uint8Array<ArrayBuffer> }
export type EncodeAnswer = { readonly ok: true; readonly full: Picture; readonly thumb: Picture } | { readonly ok: false; readonly reason: string }

export const FULL_SIDE = 1600
export const THUMB_SIDE = 200

async function drawn(bitmap: ImageBitmap, side: number, quality: number): Promise<Picture> {
  const scale = Math.min(1, side / Math.max(bitmap.width, bitmap.height))
  const width = Math.max(1, Math.round(bitmap.width * scale))
  const height = Math.max(1, Math.round(bitmap.height * scale))
  const canvas = new OffscreenCanvas(width, height)
  const pen = canvas.getContext('2d')!
  // A transparent scan would else come out black.
  pen.fillStyle = '#fff'
  pen.fillRect(0, 0, width, height)
  pen.imageSmoothingQuality = 'high'
  pen.drawImage(bitmap, 0, 0, width, height)
  const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality })
  return { mime: 'image/jpeg', bytes: new Uint8Array(await blob.arrayBuffer()), width, height }
}

async function encode({ mime, bytes }: EncodeQuestion): Promise<EncodeAnswer> {
  const bitmap = await createImageBitmap(new Blob([bytes], { type: mime }), { imageOrientation: 'from-image' })
  try {
    return { ok: true, full: await drawn(bitmap, FULL_SIDE, 0.8), thumb: await drawn(bitmap, THUMB_SIDE, 0.7) }
  } finally {
    bitmap.close()
  }
}

self.onmessage = (event: MessageEvent<EncodeQuestion>) => {
  const answer = (message: EncodeAnswer): void => self.postMessage(message, { transfer: message.ok ? [message.full.bytes.buffer, message.thumb.bytes.buffer] : [] })
  encode(event.data).then(answer, () => answer({ ok: false, reason: '图片损坏，解不开' }))
}
