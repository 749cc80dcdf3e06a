/**
 * What the start scripts share: where things are, and how a tool is run. These scripts run before anything is
 * installed, on the system's node 20: they import nothing but node itself, and every tool of the project is
 * run with the project's own node 24.
 */
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { delimiter, dirname, join, resolve } from 'node:path'

export const root = resolve(import.meta.dirname, '..')
export const at = (...parts) => join(root, ...parts)
export const windows = process.platform === 'win32'
export const say = line => void process.stdout.write(`${line}\n`)

/** Node 24 as the lockfile pins it. Not the link in .bin: on Windows that is a script. */
export function node24() {
  const folder = at('node_modules', `node-${windows ? 'win' : process.platform}-${process.arch}`, 'bin')
  return join(folder, windows ? 'node.exe' : 'node')
}

/** The script behind a command of an installed package. */
export function command(pkg, name = pkg) {
  const { bin } = JSON.parse(readFileSync(at('node_modules', pkg, 'package.json'), 'utf8'))
  return at('node_modules', pkg, typeof bin === 'string' ? bin : bin[name])
}

/** What is running and must end when we do. */
export const children = new Set()

/** Runs a program to its end and gives its exit code. `quiet` collects the output instead of showing it. */
export function run(program, args, { env = {}, quiet = false, seconds = 0, cwd = root } = {}) {
  return new Promise(done => {
    const path = [at('node_modules/.bin'), dirname(node24()), process.env.PATH].join(delimiter)
    const child = spawn(program, args, {
      cwd, env: { ...process.env, PATH: path, ...env }, stdio: quiet ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
      shell: windows && program === 'npm'
    })
    children.add(child)
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', chunk => { output += chunk })
    const timer = seconds ? setTimeout(() => child.kill('SIGKILL'), seconds * 1000) : null
    const end = code => {
      if (timer) clearTimeout(timer)
      children.delete(child)
      done({ code, output })
    }
    child.once('error', error => end(String(error)))
    child.once('close', (code, signal) => end(code ?? signal))
  })
}

/** What a script ends with. A program that was killed has a signal instead of a number, and one that did not start a sentence: both are failures. */
export const exitCodeOf = ({ code }) => typeof code === 'number' ? code : 1

export const runTool = (pkg, args, options = {}) => run(node24(), [command(pkg, options.name), ...args], options)

/** Electron's executable where the real runtime is installed, else null. */
export function electronPath() {
  const dist = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? at('node_modules/electron/dist')
  const name = { win32: 'electron.exe', darwin: 'Electron.app/Contents/MacOS/Electron' }[process.platform] ?? 'electron'
  return existsSync(join(dist, name)) ? join(dist, name) : null
}
