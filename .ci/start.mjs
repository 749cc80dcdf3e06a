/**
 * `npm start`: sets up, builds, starts a county of its own with the practice village, and opens the app on it.
 * Everything it makes lies in .local: the county's data, the desk's profile, the port they agreed on. Ending the
 * app or Ctrl+C ends all of it.
 */
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { at, children, electronPath, node24, run, say, windows } from './project.mjs'
import { build } from './build.mjs'
import { setup } from './setup.mjs'

const data = at('.local/county'), desk = at('.local/desk'), portFile = at('.local/county-port')
const DEFAULT_PORT = 8470
const ANY_VILLAGE = ['530521203999', '练习村']

let ending = false
function end(code) {
  if (ending) return
  ending = true
  process.exitCode = code
  for (const child of children) child.kill('SIGTERM')
  setTimeout(() => { for (const child of children) child.kill('SIGKILL') }, 8000).unref()
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => end(130))

const free = port => new Promise(done => {
  const server = createServer().once('error', () => done(0)).listen(port, '127.0.0.1', () => {
    const { port: got } = server.address()
    server.close(() => done(got))
  })
})

/** The desk keeps the county's address, so the port of the first start is kept too. */
async function countyPort() {
  const known = existsSync(portFile) ? Number(readFileSync(portFile, 'utf8')) : 0
  const port = await free(known || DEFAULT_PORT) || await free(0)
  if (known && port !== known) say(`端口 ${known} 被占用，县服务器这次用 ${port}；这台电脑记的还是 ${known}，同步要等它空出来。 Port ${known} is taken; the enrolled desk cannot sync until it is free.`)
  if (!known) writeFileSync(portFile, String(port))
  return port
}

const county = (...args) => run(node24(), [at('server/main.ts'), ...args, '--data', data], { quiet: true, env: { DATABASE_URL: '' } })
const must = async (...args) => {
  const { code, output } = await county(...args)
  if (code !== 0) throw new Error(`county ${args.join(' ')}: ${output}`)
  return output
}

function serve(port) {
  return new Promise((done, failed) => {
    const child = spawn(node24(), [at('server/main.ts'), 'serve', '--port', String(port), '--data', data],
      { cwd: at('.'), env: { ...process.env, DATABASE_URL: '' }, stdio: ['ignore', 'pipe', 'inherit'] })
    children.add(child)
    child.stdout.on('data', chunk => {
      const address = /https?:\/\/\S+/.exec(String(chunk))
      if (address) done(address[0])
    })
    child.once('exit', code => {
      children.delete(child)
      failed(new Error(`the county did not start (${code})`))
      // The desk goes on without it: that is what it is made for.
      if (!ending) say('县服务器停了；村册可以照常使用，之后再同步。 The county has ended; the app goes on without it.')
    })
  })
}

async function villageAndCode() {
  await must('practice')
  const line = /^ {2}(\d{9,12}) /m
  let village = line.exec(await must('status'))?.[1]
  if (!village) {
    await must('village', 'add', ...ANY_VILLAGE)
    village = ANY_VILLAGE[0]
  }
  if (existsSync(`${desk}/device/enrolment.json`)) return null
  const output = await must('enrol', '--village', village, '--person', '练习员', '--account', 'practice')
  const code = /登记码：(\S+)/.exec(output)?.[1]
  if (!code) throw new Error(`no enrolment code in: ${output}`)
  return code
}

function openApp(address, code) {
  const electron = electronPath()
  say(electron ? `打开村册（Electron）。 Opening the app in Electron.`
    : '打开村册（本机没有 Electron，用 Chromium 代替）。 No Electron here: the same built app opens over Chromium.')
  const args = [at('.'), `--user-data-dir=${desk}`, ...code ? [`--practice-county=${address}`, `--practice-code=${code}`] : []]
  if (!windows && process.getuid() === 0) args.push('--no-sandbox')
  return run(electron ?? at('tests/standin/electron'), args, { env: { ...electron ? {} : { STANDIN_HEADED: 'app://cunce' }, CUNCE_BACKUP_DIR: at('.local/backup') } })
}

async function withoutDisplay() {
  say('没有显示器，改为自动演示：两台电脑入户、断网、同步。 No display: running the demo instead.')
  const { code } = await run(node24(), [at('.ci/demo.mjs'), '--roster', at('resources/practice/roster.xlsx'), '--out', at('.local/demo')])
  say(`画面在 ${at('.local/demo')}。 The pictures are there.`)
  end(code === 0 ? 0 : 1)
}

try {
  await setup({ electron: true })
  if (!await build()) throw new Error('村册没有编译成功。 The build failed.')
  mkdirSync(at('.local'), { recursive: true })
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) await withoutDisplay()
  else {
    const address = await serve(await countyPort())
    const code = await villageAndCode()
    say(`练习用的县：${address}${code ? `，一次性登记码 ${code}` : '，这台电脑已经登记过'}`)
    const result = await openApp(address, code)
    end(result.code === 0 ? 0 : 1)
  }
} catch (error) {
  if (!ending) say(error.message)
  end(1)
}
