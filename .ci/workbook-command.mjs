/** What `npm run workbook` does, on the project's own node: files and words here, everything else in src/workbook. */
import { readFileSync, writeSync } from 'node:fs'
import { basename, resolve } from 'node:path'

const { asErrorData } = await import('../core/error.ts')
const { errorText } = await import('../core/error-texts.ts')

const USAGE = '用法：npm run workbook -- inspect 文件 [--json] [--sheet=工作表] [--no-hidden]\n      npm run workbook -- check 文件 [--json] [--area=区划代码] [--today=2026-11-02]\n'
const [command, ...rest] = process.argv.slice(2)
const option = name => rest.find(part => part.startsWith(`--${name}=`))?.slice(name.length + 3)
const json = rest.includes('--json')
const file = rest.find(part => !part.startsWith('--'))
const day = new Date()
const today = option('today') ?? [day.getFullYear(), day.getMonth() + 1, day.getDate()].map(part => String(part).padStart(2, '0')).join('-')

/** All of it, also into a pipe, before the process ends. */
function print(text, to = 1) {
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length;) {
    try {
      at += writeSync(to, bytes, at)
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error
    }
  }
}

const commands = {
  async inspect(name, bytes) {
    const { inspectFile, inspectionText } = await import('../src/workbook/inspect.ts')
    const sheet = option('sheet')
    const choice = { ...(sheet !== undefined && { sheet }), ...(rest.includes('--no-hidden') && { takeHidden: false }) }
    const found = await inspectFile(name, bytes, { today, choice })
    return json ? JSON.stringify(found) : inspectionText(found)
  },
  async check(name, bytes) {
    const { checkFile, checkedText } = await import('../src/workbook/check-file.ts')
    const checked = await checkFile(name, bytes, { today, area: option('area') ?? '' })
    return json ? JSON.stringify(checked) : checkedText(checked)
  }
}

if (!file || !Object.hasOwn(commands, command)) {
  print(USAGE, 2)
  process.exit(2)
}
try {
  const text = await commands[command](basename(file), new Uint8Array(readFileSync(resolve(file))))
  print(text.endsWith('\n') ? text : `${text}\n`)
} catch (error) {
  const data = error.code === 'ENOENT' ? { code: 'file-failed', detail: { name: basename(file), reason: '找不到文件' } } : asErrorData(error)
  const text = errorText(data)
  if (json) print(`${JSON.stringify({ error: { code: data.code, text } })}\n`)
  else print(`${data.code}：${text}\n`, 2)
  process.exitCode = 1
}
