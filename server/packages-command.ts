/** `package` on the county's command line: several files at once; a bad one is named and the others go on. */
import { resolve } from 'node:path'
import { AppError, asErrorData } from '#core/error.ts'
import { errorText } from '#core/error-texts.ts'
import type { Call, Flags } from './command.ts'
import type { ShownPackage, TakenPackage } from './packages-console.ts'

type Say = (line: string) => void

export async function packageVerb(call: Call, [what, ...files]: readonly string[], flags: Flags, say: Say): Promise<void> {
  const out = flags.out === undefined ? undefined : resolve(flags.out)
  if (what === 'answer') {
    if (!flags.device) throw new AppError('county-command-wrong', { reason: '应写 package answer --device 设备 [--out 文件夹]' })
    say(`已写好 ${String(await call('answerPackage', { device: flags.device, out: out ?? resolve('.') }))}`)
    return
  }
  if ((what !== 'show' && what !== 'take') || files.length === 0) throw new AppError('county-command-wrong', { reason: '应写 package show 文件 或 package take 文件 [--out 文件夹]' })
  let bad = 0
  for (const file of files) {
    try {
      const path = resolve(file)
      if (what === 'show') say(shownText(file, await call('showPackage', { path }) as ShownPackage))
      else say(takenText(file, await call('takePackage', { path, ...(out === undefined ? {} : { out }) }) as TakenPackage))
    } catch (thrown) {
      if (!(thrown instanceof AppError)) throw thrown
      bad++
      say(`${file}：${errorText(asErrorData(thrown))}`)
    }
  }
  if (bad > 0) throw new AppError('county-command-wrong', { reason: `${files.length} 个文件中有 ${bad} 个没有读入` })
}

const when = (iso: string | null): string => (iso === null || Number.isNaN(Date.parse(iso)) ? '？' : new Date(iso).toLocaleString('zh-CN', { hour12: false }))

function shownText(file: string, { header: { summary, madeAt, from }, person }: ShownPackage): string {
  return [`${file}：${person}（${from}）${when(madeAt)} 做的数据包，签名正确`,
    `  改动 ${summary.changes} 条，照片 ${summary.attachments} 张${summary.changes > 0 ? `，${when(summary.first)} 至 ${when(summary.last)}` : ''}，村 ${summary.villages.join('、') || '无'}`].join('\n')
}

function takenText(file: string, { header: { madeAt }, person, counts, answer }: TakenPackage): string {
  return [`${file}：${person} ${when(madeAt)} 做的数据包已读入`,
    `  收下 ${counts.accepted} 条，以前收过 ${counts.known} 条，待审 ${counts.quarantined} 条，退回 ${counts.refused} 条，照片 ${counts.attachments} 张`,
    answer === null ? '  没有回执：这台电脑已停用，或还没有报过收包的公钥' : `  回执写在 ${answer}，请带回给 ${person}`].join('\n')
}
