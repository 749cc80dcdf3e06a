/**
 * Values with bytes in them as one binary body, for the bench page and its host: a JSON head in which each
 * Uint8Array is a place, then the bytes one after another.
 */
export function pack(value: unknown): Uint8Array<ArrayBuffer> {
  const blobs: Uint8Array[] = []
  const head = new TextEncoder().encode(JSON.stringify(value, (_, item: unknown) => (item instanceof Uint8Array ? { $bytes: [blobs.push(item) - 1, item.length] } : item)))
  const out = new Uint8Array(4 + head.length + blobs.reduce((sum, blob) => sum + blob.length, 0))
  new DataView(out.buffer).setUint32(0, head.length)
  out.set(head, 4)
  let at = 4 + head.length
  for (const blob of blobs) { out.set(blob, at); at += blob.length }
  return out
}

export function unpack(bytes: Uint8Array): unknown {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0)
  const starts: number[] = []
  let at = 4 + length
  const sizes: number[] = []
  const head = new TextDecoder().decode(bytes.subarray(4, 4 + length))
  for (const [, , size] of head.matchAll(/"\$bytes":\[(\d+),(\d+)\]/g)) { sizes.push(Number(size)); starts.push(at); at += Number(size) }
  return JSON.parse(head, (_, item: unknown) => {
    const place = (item as { $bytes?: [number, number] } | null)?.$bytes
    return place ? bytes.slice(starts[place[0]], starts[place[0]]! + sizes[place[0]]!) : item
  })
}
