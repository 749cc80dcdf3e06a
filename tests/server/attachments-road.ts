/** A laptop that sends and fetches blobs, piece by piece, and can lie about them. */
import { createHash } from 'node:crypto'
import { PATHS } from '#core/sync/wire.ts'
import { VILLAGE, type Laptop, type Reply, type Sending } from './laptop.ts'

export const NOTHING = new Uint8Array()
export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
export const metadata = (pairs: Readonly<Record<string, string>>): string => Object.entries(pairs).map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`).join(',')
export const uploadOf = (digest: string, village = VILLAGE): string => PATHS.upload(village, digest)

const TUS = { 'tus-resumable': '1.0.0' }

export interface Claim { readonly village?: string, readonly sha256?: string, readonly bytes?: string, readonly length?: string }

export const begin = (laptop: Laptop, blob: Uint8Array, claim: Claim = {}): Promise<Reply> => {
  const bytes = claim.bytes ?? String(blob.length)
  return laptop.send(PATHS.attachments, {
    method: 'POST',
    headers: { ...TUS, 'upload-length': claim.length ?? bytes, 'upload-metadata': metadata({ village: claim.village ?? VILLAGE, sha256: claim.sha256 ?? sha256(blob), bytes }) }
  })
}

export const append = (laptop: Laptop, path: string, piece: Uint8Array, offset: number | string, more: Sending = {}): Promise<Reply> => laptop.send(path, {
  method: 'PATCH', body: piece, signedBody: NOTHING, ...more,
  headers: { ...TUS, 'content-type': 'application/offset+octet-stream', 'content-encoding': 'identity', 'upload-offset': String(offset), ...more.headers }
})

export const standing = (laptop: Laptop, path: string): Promise<Reply> => laptop.send(path, { method: 'HEAD', headers: TUS })

/** The whole way: begins, asks how far it is, sends the rest. */
export async function upload(laptop: Laptop, blob: Uint8Array, village = VILLAGE): Promise<Reply> {
  const begun = await begin(laptop, blob, { village })
  if (begun.status !== 201 || begun.headers.get('upload-offset') === String(blob.length)) return begun
  const offset = Number(begun.headers.get('upload-offset'))
  return append(laptop, begun.headers.get('location')!, blob.subarray(offset), offset)
}

export const fetchBlob = (laptop: Laptop, digest: string, { village = VILLAGE, range, headers = {} }: { village?: string, range?: string, headers?: Record<string, string> } = {}): Promise<Reply> =>
  laptop.send(PATHS.attachment(village, digest), { headers: { ...(range ? { range } : {}), ...headers } })
