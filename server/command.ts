/**
 * The county's command line. While a server runs on a PGlite folder every other command goes through it;
 * otherwise the command opens the database itself. It is judged as far as possible before anything is opened.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { AppError } from '#core/error.ts'
import { codeOf, labelOf } from '#core/registers/index.ts'
import { checkCode } from '#core/sync/digest.ts'
import { remoteConsole } from './admin.ts'
import { CERTIFICATE_DAYS } from './certificate.ts'
import { callConsole, type ConsoleCall, type CountyStatus, type DeviceLine, type VillageCopy } from './console.ts'
import { DATA_DIR, openCounty, startCounty, type County } from './county.ts'
import { holderOf } from './lock.ts'
import { packageVerb } from './packages-command.ts'
import { holidayVerb, standardVerb } from './published-command.ts'
import { receiptsHtml, receiptsText, type Delivery } from './receipts.ts'
import { dayRange, reviewed } from './review-command.ts'

const HELP = `县服务器

  npm run county -- serve [--port 8470] [--host 127.0.0.1] [--data 文件夹] [--tls-cert 文件 --tls-key 文件] [--certificate-days 30]
                                   启动县服务器。设了 DATABASE_URL 就用 PostgreSQL，否则用文件夹里的试用库
  npm run county -- village add 编码 名称
                                   添加一个村（12 位区划代码）
  npm run county -- enrol --village 编码[,编码] --person 姓名 --account 账号 [--role 村级|乡镇|县级] [--hours 24]
                                   发一个一次性登记码，用电话告诉驻村工作队；层级决定监测程序里能办哪一步，不写是村级
  npm run county -- enrol --replaces 设备
                                   给换下的电脑发登记码：新电脑得到它的村和账号，旧电脑停用，旧电脑未上报的内容进入待审
  npm run county -- grant 设备 [--village 编码[,编码]] [--role 村级|乡镇|县级]
                                   改一台电脑能看能写的村和层级；离线写在别的村的内容进入待审
  npm run county -- standard 名称 数值 --area 区划 --year 年度 --source 来源
                                   公布一项标准或期限（如 monitorLine 9000），发到这个区划的每个村；不写名称就列出可用的名称
  npm run county -- holiday 日期[..日期] --kind 放假|上班 --title 节日 --source 来源
                                   公布节假日安排或调休上班日，发到每个村
  npm run county -- household move 户编号 --from 编码 --to 编码
                                   一户迁到另一个村：历史跟着走，路上的改动也会转过去
  npm run county -- quarantine list [设备] [--all]
                                   待审的内容；--all 连同已经处理的
  npm run county -- quarantine show 设备 编号
  npm run county -- quarantine release 设备 [编号] [--note 说明]
                                   审过，放进村里的记录；不写编号就是这台电脑的全部
  npm run county -- quarantine reject 设备 [编号] [--note 说明]
                                   审过，不放进去；内容仍然保存
  npm run county -- receipts 设备 [--from 日期] [--to 日期] [--html 文件]
                                   交割单，县里一联
  npm run county -- devices        登记过的电脑：最近联系、未上报数、版本、时钟偏差
  npm run county -- status         各村数据和待人工处理的内容
  npm run county -- check          各村核对码：和电脑“同步与备份”页上的一样，内容就一字不差
  npm run county -- revoke 设备    停用一台电脑，它未上报的内容进入待审
  npm run county -- practice       载入练习村
  npm run county -- restored       数据库从备份恢复之后执行一次（先停服务器），各电脑会补报缺少的内容
  npm run county -- package show 文件…
                                   看数据包是谁、什么时候做的，有多少内容，签名对不对
  npm run county -- package take 文件… [--out 文件夹]
                                   读入数据包，回执写在旁边（或 --out）；重复读入没有影响
  npm run county -- package answer --device 设备 [--out 文件夹]
                                   给不能联网的电脑做一个数据包，带上它还没有的内容
  npm run county -- help           显示这一页

所有命令都可以加 --data 文件夹（默认 ${DATA_DIR}）。
`

export interface Terminal {
  readonly databaseUrl?: string
  /** For people. */
  say(line: string): void
  /** For the log: codes, no content. */
  log(line: string): void
}

export type Call = (name: ConsoleCall, input: unknown) => Promise<unknown>

const options = {
  port: { type: 'string' }, host: { type: 'string' }, data: { type: 'string' }, name: { type: 'string' }, 'tls-cert': { type: 'string' }, 'tls-key': { type: 'string' },
  role: { type: 'string' }, area: { type: 'string' }, year: { type: 'string' }, source: { type: 'string' }, kind: { type: 'string' }, title: { type: 'string' },
  replaces: { type: 'string' }, from: { type: 'string' }, to: { type: 'string' }, note: { type: 'string' }, html: { type: 'string' }, all: { type: 'boolean' },
  'certificate-days': { type: 'string' }, village: { type: 'string' }, person: { type: 'string' }, account: { type: 'string' }, device: { type: 'string' }, out: { type: 'string' }, hours: { type: 'string' }
} as const

export type Flags = { readonly [K in keyof typeof options]?: (typeof options)[K]['type'] extends 'boolean' ? boolean : string }

function readCommand(args: readonly string[]): { readonly flags: Flags, readonly words: readonly string[] } {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
    return { flags: values, words: positionals }
  } catch (thrown) {
    throw new AppError('county-command-wrong', { reason: (thrown as Error).message })
  }
}

async function serve(flags: Flags, { databaseUrl, say, log }: Terminal): Promise<County> {
  if (!flags['tls-cert'] !== !flags['tls-key']) throw new AppError('county-command-wrong', { reason: '--tls-cert 和 --tls-key 要一起写' })
  const tls = flags['tls-cert'] && flags['tls-key'] ? { cert: readFileSync(flags['tls-cert']), key: readFileSync(flags['tls-key']) } : undefined
  const port = Number(flags.port ?? 8470)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new AppError('county-command-wrong', { reason: `端口“${flags.port}”` })
  const certificateDays = Number(flags['certificate-days'] ?? CERTIFICATE_DAYS)
  if (!Number.isInteger(certificateDays) || certificateDays < 1 || certificateDays > 366) throw new AppError('county-command-wrong', { reason: '--certificate-days 应在 1 到 366 之间' })
  const county = await startCounty({ certificateDays, databaseUrl, dataDir: flags.data, name: flags.name, host: flags.host, port, tls, log })
  if (county.engine === 'pglite') say('这是试用库：断电可能丢失最近的内容，电脑上会一直保留日志。正式使用请用 PostgreSQL（设置 DATABASE_URL）。')
  else if (county.kept === 'trial') say('注意：这个 PostgreSQL 关闭了 fsync 或 synchronous_commit，断电可能丢失内容，回执按试用处理。')
  say(`县服务器已启动：${county.url}`)
  return county
}

async function withConsole(flags: Flags, databaseUrl: string | undefined, work: (call: Call) => Promise<void>): Promise<void> {
  const dataDir = flags.data ?? DATA_DIR
  if (!databaseUrl && holderOf(dataDir) !== undefined) {
    await work(runningServer(dataDir))
    return
  }
  const { console, database } = await openCounty({ databaseUrl, dataDir, name: flags.name })
  try {
    await work((name, input) => callConsole(console, name, input))
  } finally {
    await database.close()
  }
}

function runningServer(dataDir: string): Call {
  try {
    return remoteConsole(dataDir)
  } catch {
    // The holder is another command, or a server that is only starting.
    throw new AppError('county-folder-in-use', { folder: dataDir, pid: holderOf(dataDir) ?? 0 })
  }
}

/** By its label or its code. */
function roleOf({ role }: Flags): { readonly role?: string } {
  if (role === undefined) return {}
  const code = codeOf('procedureRole', role)
  if (code === undefined) throw new AppError('county-command-wrong', { reason: `层级“${role}”应为 村级、乡镇 或 县级` })
  return { role: code }
}

const when = (ms: number | null): string => (ms === null ? '从未' : new Date(ms).toLocaleString('zh-CN', { hour12: false }))

function deviceLine(device: DeviceLine): string {
  const offset = Math.round(device.clockOffset / 1000)
  return [device.id, device.person || device.name, device.villages.join(','), labelOf('procedureRole', device.role), device.revoked ? '已停用' : '在用', `最近联系 ${when(device.seenAt)}`,
    `未上报 ${device.unsent}`, `已收到 ${device.highest}`, `版本 ${device.version || '?'}`, `时钟 ${offset >= 0 ? '+' : ''}${offset} 秒`, `待审或退回 ${device.refusals}`].join('  ')
}

function statusText(status: CountyStatus): string {
  return [`${status.name}（${status.county}，${status.engine === 'pglite' ? 'PGlite 试用库' : 'PostgreSQL'}，回执：${status.kept === 'durable' ? '可靠' : '试用'}）`,
    ...status.villages.map(village => `  ${village.code} ${village.name}：变更 ${village.last} 条，记录 ${village.records} 条`),
    `在用电脑 ${status.devices} 台，待人工处理 ${status.quarantined} 条，最近一刻钟登记码输错 ${status.wrongCodes} 次`].join('\n')
}

type Verb = (call: Call, words: readonly string[], flags: Flags, say: (line: string) => void) => Promise<void>

const verbs: Readonly<Record<string, Verb>> = {
  async village(call, [what, code, name], _flags, say) {
    if (what !== 'add' || !code || !name) throw new AppError('county-command-wrong', { reason: '应写 village add 编码 名称' })
    await call('addVillage', { code, name })
    say(`已添加 ${code} ${name}`)
  },
  async enrol(call, _words, flags, say) {
    const code = await call('issueCode', {
      villages: (flags.village ?? '').split(',').filter(Boolean), person: flags.person ?? '', account: flags.account ?? '',
      ...(flags.hours ? { hours: Number(flags.hours) } : {}), ...roleOf(flags), ...(flags.replaces ? { replaces: flags.replaces } : {})
    })
    say(`登记码：${String(code)}`)
    say(`${flags.hours ?? 24} 小时内有效，只能用一次。`)
  },
  async devices(call, _words, _flags, say) {
    const devices = await call('devices', {}) as readonly DeviceLine[]
    say(devices.length > 0 ? devices.map(deviceLine).join('\n') : '还没有登记过的电脑')
  },
  async status(call, _words, _flags, say) { say(statusText(await call('status', {}) as CountyStatus)) },
  async check(call, _words, _flags, say) {
    const copies = await call('copies', {}) as readonly VillageCopy[]
    say(copies.map(copy => `${copy.code} ${copy.name}：核对码 ${checkCode(copy.digest)}，${copy.records} 条`).join('\n') || '还没有村')
  },
  async revoke(call, [device = ''], _flags, say) {
    await call('revoke', { device })
    say(`已停用 ${device}`)
  },
  async grant(call, [device = ''], flags, say) {
    const villages = flags.village === undefined ? undefined : flags.village.split(',').filter(Boolean)
    const role = roleOf(flags)
    if (villages === undefined && role.role === undefined) throw new AppError('county-command-wrong', { reason: '应写 --village 或 --role' })
    await call('grant', { device, ...(villages && { villages }), ...role })
    if (villages) say(`${device} 现在能看能写：${villages.join('，') || '没有'}`)
    if (role.role) say(`${device} 现在是${labelOf('procedureRole', role.role)}`)
  },
  standard: standardVerb,
  holiday: holidayVerb,
  async household(call, [what, household], flags, say) {
    if (what !== 'move' || !household || !flags.from || !flags.to) throw new AppError('county-command-wrong', { reason: '应写 household move 户编号 --from 编码 --to 编码' })
    const records = await call('move', { household, from: flags.from, to: flags.to })
    say(records ? `已迁出 ${household}，${String(records)} 条记录从 ${flags.from} 到 ${flags.to}` : `${household} 已经在 ${flags.to}，没有再改动`)
  },
  async quarantine(call, words, flags, say) {
    say(await reviewed(call, words, flags))
  },
  async receipts(call, [device = ''], flags, say) {
    const sheet = await call('receipts', { device, ...dayRange(flags) }) as Delivery
    if (flags.html) writeFileSync(flags.html, receiptsHtml(sheet))
    say(flags.html ? `已写出 ${flags.html}` : receiptsText(sheet))
  },
  async practice(call, _words, _flags, say) {
    const changes = await call('practice', {})
    say(changes ? `练习村已载入（${String(changes)} 条变更）` : '没有附带练习村')
  },
  package: packageVerb,
  async restored(call, _words, _flags, say) {
    await call('renewEpoch', {})
    say('已换新纪元，各电脑下次同步会补报缺少的内容')
  }
}

/** The county that now serves; undefined when the command is done. */
export async function runCommand(args: readonly string[], terminal: Terminal): Promise<County | undefined> {
  const { flags, words: [command = 'help', ...words] } = readCommand(args)
  if (command === 'serve') return serve(flags, terminal)
  if (command === 'help') terminal.say(HELP)
  else {
    const verb = Object.hasOwn(verbs, command) ? verbs[command] : undefined
    if (!verb) throw new AppError('county-command-wrong', { reason: `没有“${command}”这个命令` })
    if (command === 'restored' && !terminal.databaseUrl && holderOf(flags.data ?? DATA_DIR) !== undefined)
      throw new AppError('county-command-wrong', { reason: '请先停止县服务器' })
    await withConsole(flags, terminal.databaseUrl, call => verb(call, words, flags, terminal.say))
  }
  return undefined
}
