/** `npm run load`: the laptops of a county end their day, on a PostgreSQL of the run's own. Arguments go through. */
import { at, node24, run } from './project.mjs'
import { setup } from './setup.mjs'

await setup({ electron: false })
const { code } = await run(node24(), ['--disable-warning=ExperimentalWarning', at('tests/bench/load.ts'), ...process.argv.slice(2)])
process.exitCode = typeof code === 'number' ? code : 1
