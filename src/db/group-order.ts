/** 村民小组 as a number, however it is written: '3组', '第三组', '三社', '十二组'. */

const DIGITS: Readonly<Record<string, number>> = { 〇: 0, 零: 0, 一: 1, 二: 2, 两: 2, 三: 3, 四: 4, 五: 5, 六: 6, 七: 7, 八: 8, 九: 9 }
export const NO_GROUP = Number.MAX_SAFE_INTEGER

/** Up to 99, which no village's groups pass. */
export function chineseNumber(text: string): number | undefined {
  const ten = text.indexOf('十')
  if (ten < 0) {
    const digits = [...text].map(sign => DIGITS[sign])
    return digits.length === 0 || digits.some(digit => digit === undefined) ? undefined : digits.reduce<number>((sum, digit) => sum * 10 + digit!, 0)
  }
  const tens = ten === 0 ? 1 : DIGITS[text.slice(0, ten)]
  const ones = ten === text.length - 1 ? 0 : DIGITS[text.slice(ten + 1)]
  return tens === undefined || ones === undefined ? undefined : tens * 10 + ones
}

const GROUP = /(\d{1,3}|[〇零一二两三四五六七八九十]{1,3})(?:村民)?(?:小组|组|社|队)?/u

export function groupNumber(text: string): number {
  const found = GROUP.exec(text.normalize('NFKC'))?.[1]
  if (found === undefined) return NO_GROUP
  return /^\d/.test(found) ? Number(found) : chineseNumber(found) ?? NO_GROUP
}

/** '3组李' or '三组' at the start of a query: which group, and what is left to search. */
export function groupInQuery(query: string): { readonly group: number | null; readonly rest: string } {
  const found = /^第?(\d{1,3}|[〇零一二两三四五六七八九十]{1,3})(?:村民小组|小组|组|社|队)/u.exec(query)
  if (!found) return { group: null, rest: query }
  return { group: groupNumber(found[1]!), rest: query.slice(found[0].length) }
}
