/** Gzip with the platform's own streams: the same in the worker, in Node and in tests. */

const through = async (bytes: Uint8Array, stream: CompressionStream | DecompressionStream): Promise<Uint8Array> =>
  new Uint8Array(await new Response(new Blob([bytes as Uint8Array<ArrayBuffer>]).stream().pipeThrough(stream)).arrayBuffer())

export const gzip = (bytes: Uint8Array): Promise<Uint8Array> => through(bytes, new CompressionStream('gzip'))
export const gunzip = (bytes: Uint8Array): Promise<Uint8Array> => through(bytes, new DecompressionStream('gzip'))

const PLAIN = 0
const GZIP = 1
/** Below this a gzip header costs more than it saves. */
const SMALL = 600

/** What is sealed: one byte of codec, then the content. */
export async function encode(text: string): Promise<Uint8Array> {
  const bytes = new TextEncoder().encode(text)
  return bytes.length < SMALL ? withCodec(PLAIN, bytes) : withCodec(GZIP, await gzip(bytes))
}

/** A county's chunk is gzip already; it is kept as it came. */
export const encodeGzipped = (bytes: Uint8Array): Uint8Array => withCodec(GZIP, bytes)

export async function decode(bytes: Uint8Array): Promise<string> {
  const content = bytes.subarray(1)
  if (bytes[0] === GZIP) return new TextDecoder().decode(await gunzip(content))
  return new TextDecoder().decode(content)
}

function withCodec(codec: number, bytes: Uint8Array): Uint8Array {
  const framed = new Uint8Array(bytes.length + 1)
  framed[0] = codec
  framed.set(bytes, 1)
  return framed
}
