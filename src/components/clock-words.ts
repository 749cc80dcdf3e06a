/** Moments as people say them, always in Beijing time: a laptop set to another zone must not move a visit by a day. */
const ZONE = 8 * 3600_000
const two = (n: number): string => String(n).padStart(2, '0')

export const clockTime = (ms: number): string => {
  const at = new Date(ms + ZONE)
  return `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`
}
export const dayOf = (ms: number): string => new Date(ms + ZONE).toISOString().slice(0, 10)

/** 2026-03-05 10:32 */
export const moment = (ms: number): string => `${dayOf(ms)} ${clockTime(ms)}`

/** Today by the clock, yesterday by name, older by date. */
export function ago(ms: number, now: number): string {
  const days = Math.round((Date.parse(dayOf(now)) - Date.parse(dayOf(ms))) / 86_400_000)
  if (days <= 0) return clockTime(ms)
  if (days === 1) return `昨天 ${clockTime(ms)}`
  return days < 60 ? `${days} 天前` : dayOf(ms)
}

/** A moment that may be long past: 今天 05:01, 昨天 05:01, 2026-03-05 10:32（3 天前）. */
export function momentAgo(ms: number, now: number): string {
  const said = ago(ms, now)
  return said === clockTime(ms) ? `今天 ${said}` : said.startsWith('昨天') ? said : said === dayOf(ms) ? moment(ms) : `${moment(ms)}（${said}）`
}

export const bytesWords = (bytes: number): string =>
  bytes < 1024 ? `${bytes} 字节` : bytes < 1024 * 1024 ? `${(bytes / 1024).toFixed(1)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`
