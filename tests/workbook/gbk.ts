/** GBK, as WPS and Excel write a CSV on a Chinese Windows: TextEncoder knows only UTF-8. */
const GBK = new Map<string, readonly [number, number]>()
for (let high = 0x81; high <= 0xfe; high++) for (let low = 0x40; low <= 0xfe; low++) {
  const letter = new TextDecoder('gbk').decode(Uint8Array.of(high, low))
  if (letter.length === 1 && letter !== '\ufffd' && !GBK.has(letter)) GBK.set(letter, [high, low])
}
export const gbk = (text: string): Uint8Array => Uint8Array.from([...text].flatMap(letter => letter < '\x80' ? [letter.charCodeAt(0)] : [...GBK.get(letter)!]))
