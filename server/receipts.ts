/**
 * 交割单, the county's side: every receipt a device was given, word for word as it was signed, so that the laptop's
 * sheet and this one can be laid side by side. On paper it is one self-contained page: no script, nothing fetched.
 */
import { sql } from 'kysely'
import { AppError } from '#core/error.ts'
import type { Receipt } from '#core/sync/wire.ts'
import { rowsOf, type Database } from './database.ts'
import type { Identity } from './identity.ts'

export interface Delivery {
  readonly county: string, readonly countyName: string, readonly publicKey: string
  readonly device: string, readonly deviceName: string, readonly account: string, readonly person: string
  readonly villages: readonly { readonly code: string, readonly name: string }[]
  readonly receipts: readonly Receipt[]
  readonly changes: number
  /** Of this device, set aside and not decided yet. */
  readonly waiting: number
  readonly madeAt: string
}

interface Row { readonly epoch: string, readonly made_at: number, readonly numbers: string, readonly count: number, readonly digest: string, readonly kept: Receipt['kept'], readonly signature: string }

/** `from` and `to` in ms, both included. */
export async function receiptsOf(database: Database, identity: Identity, asked: { readonly device: string, readonly from?: number, readonly to?: number }, now: number): Promise<Delivery> {
  return database.transaction(async db => {
    const [device] = await rowsOf(db, sql<{ name: string, home: string, account: string, person: string, villages: string[] }>`
      select name, home, coalesce(account, '') as account, coalesce((select person from account a where a.account = d.account), '') as person, villages
      from device d where id = ${asked.device}`)
    if (!device) throw new AppError('county-command-wrong', { reason: `没有设备 ${asked.device}` })
    const rows = await rowsOf(db, sql<Row>`select epoch, made_at, numbers, count, digest, kept, signature from receipt
      where village = ${device.home} and device = ${asked.device} and made_at between ${asked.from ?? 0} and ${asked.to ?? Number.MAX_SAFE_INTEGER} order by made_at`)
    const villages = await rowsOf(db, sql<{ code: string, name: string }>`select code, name from village where code = any(${device.villages}::text[]) order by code`)
    const [aside] = await rowsOf(db, sql<{ waiting: number }>`
      select count(*)::int as waiting from quarantine where village = ${device.home} and device = ${asked.device} and outcome = ''`)
    const receipts = rows.map(({ epoch, made_at, numbers, count, digest, kept, signature }): Receipt => ({
      // One of before the epoch was kept with it: of the epoch that stands, or of one nobody can name any more.
      county: identity.id, epoch: epoch || identity.epoch, device: asked.device, numbers: JSON.parse(numbers) as [number, number][], count, digest, kept, at: new Date(made_at).toISOString(), signature
    }))
    return {
      county: identity.id, countyName: identity.name, publicKey: identity.publicKey, device: asked.device, deviceName: device.name,
      account: device.account, person: device.person, villages: [...villages], receipts, changes: receipts.reduce((sum, { count }) => sum + count, 0),
      waiting: aside!.waiting, madeAt: new Date(now).toISOString()
    }
  })
}

const time = (iso: string): string => new Date(iso).toLocaleString('zh-CN', { hour12: false, timeZone: 'Asia/Shanghai' })
const numbersText = (numbers: Receipt['numbers']): string => numbers.map(([from, to]) => (from === to ? String(from) : `${from}–${to}`)).join('、')
const keptText = (kept: Receipt['kept']): string => (kept === 'durable' ? '可靠' : '试用')

const headOf = (sheet: Delivery): readonly (readonly [string, string])[] => [
  ['县', `${sheet.countyName}（${sheet.county}）`], ['电脑', `${sheet.deviceName}（${sheet.device}）`], ['交出人', `${sheet.person}（${sheet.account}）`],
  ['村', sheet.villages.map(({ code, name }) => `${name} ${code}`).join('，') || '现在没有'],
  ['合计', `回执 ${sheet.receipts.length} 张，变更 ${sheet.changes} 条（重报的重复计），待审 ${sheet.waiting} 条`], ['打印时间', time(sheet.madeAt)]
]

export const receiptsText = (sheet: Delivery): string => [
  '交割单（县里一联）', ...headOf(sheet).map(([label, text]) => `${label}：${text}`),
  ...sheet.receipts.map(({ at, numbers, count, kept, digest, signature }) => `${time(at)}  第 ${numbersText(numbers)} 号  ${count} 条  ${keptText(kept)}\n  摘要 ${digest}\n  签名 ${signature}`),
  `县公钥 ${sheet.publicKey}`
].join('\n')

const escaped = (text: string): string => text.replace(/[&<>"']/g, letter => `&#${letter.charCodeAt(0)};`)

export const receiptsHtml = (sheet: Delivery): string => `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>交割单</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<style>
@page { size: A4; margin: 15mm }
body { font: 10.5pt/1.5 "Noto Serif CJK SC", SimSun, serif; margin: 0 }
h1 { font-size: 16pt; text-align: center }
table { border-collapse: collapse; width: 100%; table-layout: fixed }
th, td { border: 1px solid #000; padding: 2pt 4pt; text-align: left; vertical-align: top; overflow-wrap: anywhere }
thead { display: table-header-group }
tr { break-inside: avoid }
.code { font: 8pt monospace }
dl { display: grid; grid-template-columns: 6em 1fr; margin: 0 0 8pt }
dd { margin: 0 }
.sign { margin-top: 24pt; display: flex; justify-content: space-between }
</style></head><body>
<h1>交割单（县里一联）</h1>
<dl>${headOf(sheet).map(([label, text]) => `<dt>${escaped(label)}</dt><dd>${escaped(text)}</dd>`).join('')}</dl>
<table><thead><tr><th style="width:24mm">时间</th><th style="width:26mm">编号</th><th style="width:12mm">条数</th><th style="width:14mm">县库</th><th>摘要和签名</th></tr></thead><tbody>
${sheet.receipts.map(({ at, numbers, count, kept, digest, signature }) => `<tr><td>${escaped(time(at))}</td><td>${escaped(numbersText(numbers))}</td><td>${count}</td><td>${keptText(kept)}</td><td class="code">${escaped(digest)}<br>${escaped(signature)}</td></tr>`).join('\n')}
</tbody></table>
<p class="code">县公钥 ${escaped(sheet.publicKey)}</p>
<p class="sign"><span>交出人：＿＿＿＿＿＿＿＿</span><span>接收人：＿＿＿＿＿＿＿＿</span><span>日期：＿＿＿＿＿＿＿＿</span></p>
</body></html>
`
