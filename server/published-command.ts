/** The command line's verbs for what the county publishes. */
import { AppError } from '#core/error.ts'
import { codeOf, codeTable } from '#core/registers/index.ts'
import type { Call, Flags } from './command.ts'

const wrong = (reason: string): AppError => new AppError('county-command-wrong', { reason })

export async function standardVerb(call: Call, [name, value]: readonly string[], { area = '', year = '', source = '' }: Flags, say: (line: string) => void): Promise<void> {
  if (!name) {
    say(codeTable('standardName').map(item => `${item.code}  ${item.label}`).join('\n'))
    return
  }
  if (!value || !/^\d{4}$/.test(year) || source === '') throw wrong('应写 standard 名称 数值 --area 区划 --year 年度 --source 来源')
  const villages = await call('standard', { name, value, area, year: Number(year), source })
  say(`已公布到 ${String(villages)} 个村，各电脑下次同步时生效`)
}

export async function holidayVerb(call: Call, [days = '']: readonly string[], { kind = '', title = '', source = '' }: Flags, say: (line: string) => void): Promise<void> {
  const [from = '', to = from] = days.split('..')
  const code = codeOf('calendarDayKind', kind)
  if (from === '' || code === undefined || source === '') throw wrong('应写 holiday 日期[..日期] --kind 放假|上班 --title 节日 --source 来源')
  const villages = await call('holiday', { from, to, kind: code, title, source })
  say(`已公布到 ${String(villages)} 个村，各电脑下次同步时生效`)
}
