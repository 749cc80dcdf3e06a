/** Builds the app when a source is newer than what was built. */
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { at, runTool, say } from './project.mjs'

const SOURCES = ['core', 'electron', 'src', 'resources', 'electron.vite.config.ts', 'package.json', 'package-lock.json']
const BUILT = ['out/main/index.js', 'out/preload/index.cjs', 'out/renderer/index.html']
// Written by the build itself.
const WRITTEN = new Set(['auto-imports.d.ts', 'components.d.ts'])

function newest(path) {
  const seen = statSync(path)
  if (!seen.isDirectory()) return seen.mtimeMs
  return Math.max(0, ...readdirSync(path).filter(name => !WRITTEN.has(name)).map(name => newest(join(path, name))))
}

export function isBuilt() {
  if (!BUILT.every(file => existsSync(at(file)))) return false
  const oldest = Math.min(...BUILT.map(file => statSync(at(file)).mtimeMs))
  return SOURCES.filter(path => existsSync(at(path))).every(path => newest(at(path)) <= oldest)
}

export async function build() {
  if (isBuilt()) return true
  say('build …')
  const { code, output } = await runTool('electron-vite', ['build'], { quiet: true })
  if (code !== 0) say(output)
  return code === 0
}
