/** `npm run bench`: set-up and build, then tests/bench. Arguments go through (--rounds=5 --households=4000). */
import { at, exitCodeOf, node24, run } from './project.mjs'
import { build } from './build.mjs'
import { setup } from './setup.mjs'

await setup({ electron: false })
process.exitCode = await build() ? exitCodeOf(await run(node24(), [at('tests/bench/main.ts'), ...process.argv.slice(2)])) : 1
