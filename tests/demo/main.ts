/**
 * `npm run demo -- --roster FILE --out DIR [--visits N]`: the story of story.ts without a window. The last line is one
 * JSON object of figures; exit code 1 when anything was lost, unequal, or not taken up again after the kill.
 */
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { RosterRefused, tellStory } from './story.ts'

const { values } = parseArgs({ options: { roster: { type: 'string' }, out: { type: 'string' }, visits: { type: 'string', default: '25' } } })
if (!values.roster || !values.out) {
  process.stderr.write('用法：npm run demo -- --roster 花名册.xlsx --out 图片目录 [--visits 每台电脑走访户数]\n')
  process.exit(2)
}
try {
  const figures = await tellStory({
    roster: resolve(values.roster), out: resolve(values.out), visits: Number(values.visits),
    say: line => void process.stderr.write(`${line}\n`)
  })
  process.stdout.write(`${JSON.stringify(figures)}\n`)
  process.exit(figures.lost === 0 && figures.equal && figures.resumed ? 0 : 1)
} catch (thrown) {
  if (!(thrown instanceof RosterRefused)) throw thrown
  process.stderr.write(`花名册有错误，没有导入：${thrown.message}\n`)
  process.stdout.write(`${JSON.stringify({ households: 0, people: 0, rejected: thrown.rejected, visits: 0, changes: 0, conflicts: 0, lost: 0, equal: true })}\n`)
  process.exit(1)
}
