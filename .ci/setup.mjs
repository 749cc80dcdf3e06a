/**
 * Brings everything the project needs, and does nothing when it is there: packages from the lockfile, node 24,
 * Debian's Chromium, fonts and PostgreSQL programs, and the real Electron where it can be had. What cannot be
 * had is said in one line with the command that mends it; only missing packages stop the work.
 */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { at, electronPath, node24, run, say, windows } from './project.mjs'

const NODE = 'v24.'
const digest = createHash('sha256').update(readFileSync(at('package-lock.json'))).update(process.platform + process.arch).digest('hex')
const stamp = at('node_modules/.cunce-setup'), electronStamp = at('node_modules/.cunce-electron')
const stamped = file => existsSync(file) && readFileSync(file, 'utf8') === digest

/** Whether what npm last wrote is what the lockfile asks for; optional packages of other machines are not there. */
function asLocked() {
  const written = at('node_modules/.package-lock.json')
  if (!existsSync(written)) return false
  const { packages: wanted } = JSON.parse(readFileSync(at('package-lock.json'), 'utf8'))
  const { packages: found } = JSON.parse(readFileSync(written, 'utf8'))
  return Object.entries(wanted).every(([path, { optional, integrity }]) =>
    path === '' || (optional && !found[path]) || (found[path]?.integrity === integrity && existsSync(at(path, 'package.json'))))
}

const hasNode24 = async () => existsSync(node24()) && (await run(node24(), ['--version'], { quiet: true })).output.startsWith(NODE)

async function installPackages() {
  if (stamped(stamp) && existsSync(node24())) return
  if (!asLocked() || !await hasNode24()) {
    say('setup: npm ci …')
    const { code } = await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'])
    if (code !== 0) throw new Error('npm ci 没有完成，请检查网络后再运行一次。 npm ci failed: check the road to the npm registry and run again.')
  }
  if (!await hasNode24()) {
    throw new Error(`${node24()} 不在：package-lock.json 里没有这台电脑（${process.platform}-${process.arch}）用的 Node 24。 No Node 24 for this machine in the lockfile.`)
  }
  // `npm run` finds node 24 by this link; npm 10 does not always make it.
  if (!windows && !existsSync(at('node_modules/.bin/node'))) {
    rmSync(at('node_modules/.bin/node'), { force: true })
    symlinkSync(node24(), at('node_modules/.bin/node'))
  }
  writeFileSync(stamp, digest)
}

const debian = {
  'chromium': () => existsSync('/usr/bin/chromium'),
  'fonts-noto-cjk': () => existsSync('/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc'),
  'postgresql': () => existsSync('/usr/lib/postgresql') && readdirSync('/usr/lib/postgresql').some(v => existsSync(`/usr/lib/postgresql/${v}/bin/initdb`))
}

/** No cluster is made and no service started: the tests start PostgreSQL themselves, in a folder of their own. */
const aptScript = packages => `set -e
export DEBIAN_FRONTEND=noninteractive
mkdir -p /etc/postgresql-common
[ -e /etc/postgresql-common/createcluster.conf ] || echo 'create_main_cluster = false' > /etc/postgresql-common/createcluster.conf
made=
if [ ! -e /usr/sbin/policy-rc.d ]; then printf '#!/bin/sh\\nexit 101\\n' > /usr/sbin/policy-rc.d; chmod 755 /usr/sbin/policy-rc.d; made=1; fi
trap '[ -z "$made" ] || rm -f /usr/sbin/policy-rc.d' EXIT
apt-get update -q
apt-get install -q -y --no-install-recommends -o Dpkg::Options::=--force-confold ${packages.join(' ')}`

async function installDebian() {
  if (process.platform !== 'linux') return
  const missing = Object.keys(debian).filter(name => !debian[name]())
  if (missing.length === 0) return
  const apt = existsSync('/usr/bin/apt-get')
  const asRoot = process.getuid() === 0 ? ['sh'] : (await run('sudo', ['-n', 'true'], { quiet: true })).code === 0 ? ['sudo', '-n', 'sh'] : null
  if (apt && asRoot) {
    say(`setup: apt-get install ${missing.join(' ')} …`)
    const { code, output } = await run(asRoot[0], [...asRoot.slice(1), '-c', aptScript(missing)], { quiet: true })
    if (code === 0) return
    say(output.split('\n').slice(-12).join('\n'))
  }
  const wanted = Object.keys(debian).filter(name => !debian[name]()).join(' ')
  say(`setup: 还缺 ${wanted}，请运行： sudo apt-get install -y --no-install-recommends ${wanted}`)
  say(`setup: missing ${wanted}: run the command above, then this one again`)
}

/** Asked once for a lockfile: a closed network must not cost time at every start. */
async function fetchElectron() {
  if (electronPath() || process.env.ELECTRON_SKIP_BINARY_DOWNLOAD || stamped(electronStamp)) return
  writeFileSync(electronStamp, digest)
  const mirror = process.env.ELECTRON_MIRROR ?? process.env.npm_config_electron_mirror ?? 'https://github.com/electron/electron/releases/'
  const reachable = await fetch(mirror, { method: 'HEAD', signal: AbortSignal.timeout(6000) }).then(() => true, () => false)
  const result = reachable ? await run(process.execPath, [at('node_modules/electron/install.js')], { quiet: true, seconds: 300 }) : null
  if (result?.code === 0 && electronPath()) say('setup: Electron is there')
  else say(`setup: Electron 下载不到（${new URL(mirror).host}），改用本机的 Chromium。 Electron cannot be had from here; going on with Chromium.`)
}

export async function setup({ electron }) {
  await installPackages()
  if (electron) await fetchElectron()
  await installDebian()
}

if (process.argv[1] === import.meta.filename || (windows && import.meta.filename.toLowerCase() === process.argv[1]?.toLowerCase())) {
  try {
    await setup({ electron: true })
    say('setup: 已就绪。 Ready.')
  } catch (error) {
    say(error.message)
    process.exitCode = 1
  }
}
