/** `npm run county -- …`: the county's commands on the project's own node 24; sets up first where nothing is there yet. */
import { existsSync } from 'node:fs'
import { at, exitCodeOf, node24, run } from './project.mjs'

if (!existsSync(node24())) await (await import('./setup.mjs')).setup({ electron: false })
process.exitCode = exitCodeOf(await run(node24(), [at('server/main.ts'), ...process.argv.slice(2)]))
