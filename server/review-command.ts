/** What the command line says about set-aside changes, and how it reads days. */
import { AppError } from '#core/error.ts'
import type { Call, Flags } from './command.ts'
import type { AsideLine, Left, Outcome } from './quarantine.ts'

const DAY_MS = 24 * 3600 * 1000
/** The county's day, wherever its server's clock stands. */
const ZONE = '+08:00'

const outcomes: Readonly<Record<Outcome, string>> = { '': '待审', released: '已放行', rejected: '未放行', withdrawn: '电脑上已撤回' }

/** Codes of judge.ts and quarantine.ts. */
const reasons: Readonly<Record<string, string>> = {
  malformed: '格式不对', 'bad-name': '名称不合规定', 'other-account': '不是这台电脑的账号', 'county-origin': '冒称县里的来源',
  'village-not-granted': '没有这个村的权限', 'move-not-granted': '没有迁入村的权限', 'device-revoked': '电脑已停用', 'number-reused': '编号重复', 'village-unknown': '县里没有这个村',
  'decided-by-procedure': '应由监测程序决定', 'case-unknown': '没有这个监测程序', 'step-changed': '改了已经办过的环节', 'step-built-on': '撤回了后面已经有办理的环节'
}
const reasonText = (code: string): string => reasons[code] ?? code.replace(/^step-refused /u, '不合监测程序的规则 ')

const lineOf = (line: AsideLine): string =>
  [line.device, `第 ${line.number} 号`, line.person, reasonText(line.reason), outcomes[line.outcome], new Date(line.receivedAt).toLocaleString('zh-CN', { hour12: false, timeZone: 'Asia/Shanghai' }), line.note].filter(Boolean).join('  ')

export async function reviewed(call: Call, [what, device, number]: readonly string[], flags: Flags): Promise<string> {
  const of = { ...(device ? { device } : {}) }
  const one = number === undefined ? {} : { number: Number(number) }
  if (what === 'list') {
    const lines = await call('aside', { ...of, all: flags.all ?? false }) as readonly AsideLine[]
    return lines.map(lineOf).join('\n') || '没有待审的内容'
  }
  if (what === 'show' && device && number) {
    const lines = (await call('aside', { ...of, all: true }) as readonly AsideLine[]).filter(line => line.number === Number(number))
    if (lines.length === 0) throw new AppError('county-command-wrong', { reason: `设备 ${device} 的第 ${number} 号没有搁置过` })
    return lines.map(line => `${lineOf(line)}\n${JSON.stringify(JSON.parse(line.body), null, 2)}`).join('\n')
  }
  if ((what === 'release' || what === 'reject') && device) {
    const done = await call(what, { device, ...one, ...(flags.note ? { note: flags.note } : {}) })
    if (what === 'reject') return `${String(done)} 条没有放行，内容仍然保存`
    const { released, left } = done as { released: number, left: readonly Left[] }
    return [`${released} 条已放进村里的记录`, ...left.map(one => `第 ${one.number} 号放不进去：${reasonText(one.why)}，仍然待审`)].join('\n')
  }
  throw new AppError('county-command-wrong', { reason: '应写 quarantine list、show、release 或 reject' })
}

/** Whole days of the county's own zone, both included. */
export function dayRange({ from, to }: Flags): { from?: number, to?: number } {
  const start = (day: string): number => {
    const at = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00${ZONE}`) : NaN
    if (Number.isNaN(at)) throw new AppError('county-command-wrong', { reason: `日期“${day}”应写成 2026-06-09` })
    return at
  }
  return { ...(from ? { from: start(from) } : {}), ...(to ? { to: start(to) + DAY_MS - 1 } : {}) }
}
