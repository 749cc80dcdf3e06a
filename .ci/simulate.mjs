/** `npm run simulate -- …`: set-up, then tests/sync/simulate.ts on the project's own node 24. Arguments go through. */
import { at, exitCodeOf, node24, run } from './project.mjs'
import { setup } from './setup.mjs'

await setup({ electron: false })
process.exitCode = exitCodeOf(await run(node24(), ['--no-warnings', at('tests/sync/simulate.ts'), ...process.argv.slice(2)]))
