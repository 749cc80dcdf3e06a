/**
 * The county as a program: `node server/main.ts help`. What a command does is in command.ts; here are only the
 * terminal, the environment and the signals.
 */
import { asErrorData } from '#core/error.ts'
import { errorText } from '#core/error-texts.ts'
import { runCommand } from './command.ts'

try {
  const county = await runCommand(process.argv.slice(2), {
    databaseUrl: process.env['DATABASE_URL'] || undefined,
    say: line => void process.stdout.write(`${line}\n`),
    log: line => void process.stderr.write(`${line}\n`)
  })
  const stop = (): void => void county?.close().then(() => process.exit(0), () => process.exit(1))
  if (county) {
    process.once('SIGINT', stop)
    process.once('SIGTERM', stop)
  }
} catch (thrown) {
  process.stderr.write(`${errorText(asErrorData(thrown))}\n`)
  process.exitCode = 1
}
