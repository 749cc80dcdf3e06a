/** `npm run faults`: set-up and build, then kills in hundreds and power cuts in dozens. Arguments go through. */
import { at, exitCodeOf, node24, run } from './project.mjs'
import { build } from './build.mjs'
import { setup } from './setup.mjs'

await setup({ electron: false })
process.exitCode = await build() ? exitCodeOf(await run(node24(), ['--disable-warning=ExperimentalWarning', at('tests/faults/main.ts'), ...process.argv.slice(2)])) : 1
