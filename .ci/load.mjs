/** `npm run load`: the laptops of a county end their day, on a PostgreSQL of the run's own. Arguments go through. */
import { at, exitCodeOf, node24, run } from './project.mjs'
import { setup } from './setup.mjs'

await setup({ electron: false })
process.exitCode = exitCodeOf(await run(node24(), ['--disable-warning=ExperimentalWarning', at('tests/bench/load.ts'), ...process.argv.slice(2)]))
