/** `npm run demo`: set-up and build, then the story of tests/demo on the built app. Arguments go through. */
import { at, exitCodeOf, node24, run } from './project.mjs'
import { build } from './build.mjs'
import { setup } from './setup.mjs'

await setup({ electron: false })
process.exitCode = await build() ? exitCodeOf(await run(node24(), [at('tests/demo/main.ts'), ...process.argv.slice(2)])) : 1
