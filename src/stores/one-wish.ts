/**
 * One wish at a time: who asks again while the first is under way gets the first one's answer. A double click
 * on 重新上报 would else send twice, and a second file dialog would open over the first (U-06).
 */
export function oneWish<I extends readonly unknown[], O>(act: (...input: I) => Promise<O>): (...input: I) => Promise<O> {
  let going: Promise<O> | null = null
  return (...input) => {
    going ??= act(...input).finally(() => { going = null })
    return going
  }
}
