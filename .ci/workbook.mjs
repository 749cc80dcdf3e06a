/**
 * `npm run workbook -- inspect FILE [--json]` and `… check FILE [--json]`: a clerk's file read by the same code as
 * in the window. With --json stdout holds one object and nothing else; a file that cannot be read ends with 1.
 */
import { existsSync } from 'node:fs'
import { at, exitCodeOf, node24, run } from './project.mjs'

if (!existsSync(node24())) await (await import('./setup.mjs')).setup({ electron: false })
process.exitCode = exitCodeOf(await run(node24(), ['--disable-warning=ExperimentalWarning', at('.ci/workbook-command.mjs'), ...process.argv.slice(2)], { cwd: process.env.INIT_CWD ?? process.cwd() }))
