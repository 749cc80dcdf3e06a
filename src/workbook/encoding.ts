/**
 * Bytes of a text file as text. A CSV does not say how it is written: Excel in China saves GBK, WPS and
 * others UTF-8, "Unicode text" is UTF-16. Each is tried strictly, so that a wrong guess fails and does not
 * turn names into other names.
 */
const strictly = (encoding: string, bytes: Uint8Array): string | undefined => {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

const LOOK = 4096
/** Separators, digits and line ends are ASCII: in UTF-16 every other byte of them is nought. */
const SOME = 0.1

const isForeign = (letter: string): boolean => letter < '\t' || (letter > '\r' && letter < ' ')

/** undefined: no text in any of the encodings. A mark at the beginning is taken off. */
export function readText(bytes: Uint8Array): string | undefined {
  const text = decode(bytes)
  // Of the invisible only tab, line feed, form feed and return belong into a text.
  return text === undefined || [...text.slice(0, LOOK)].some(isForeign) ? undefined : text.replace(/^\ufeff/, '')
}

function decode(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return strictly('utf-16le', bytes)
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return strictly('utf-16be', bytes)
  const noughts = [0, 0]
  const head = bytes.subarray(0, LOOK)
  for (const [at, byte] of head.entries()) if (byte === 0) noughts[at % 2]! += 1
  const [even = 0, odd = 0] = noughts
  if (even + odd > 0) {
    if (bytes.length % 2 === 1) return undefined
    if (odd > (head.length / 2) * SOME && even <= odd / 8) return strictly('utf-16le', bytes)
    if (even > (head.length / 2) * SOME && odd <= even / 8) return strictly('utf-16be', bytes)
    return undefined
  }
  return strictly('utf-8', bytes) ?? strictly('gb18030', bytes)
}
