/** The county as a program of its own, as it runs at the county seat. */
import { spawn, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'

export interface CountyProcess { readonly child: ChildProcess, readonly url: string, kill(): Promise<void> }

export async function startCountyProcess(databaseUrl: string, dataDir: string): Promise<CountyProcess> {
  const child = spawn(process.execPath, [join(import.meta.dirname, '../../server/main.ts'), 'serve', '--port', '0', '--data', dataDir], {
    env: { ...process.env, DATABASE_URL: databaseUrl, NODE_NO_WARNINGS: '1' }, stdio: ['ignore', 'pipe', 'inherit']
  })
  const gone = new Promise<void>(resolve => child.once('exit', () => resolve()))
  const url = await new Promise<string>((resolve, reject) => {
    let said = ''
    child.stdout.on('data', (part: Buffer) => {
      said += part.toString()
      const ready = /已启动：(\S+)/.exec(said)
      if (ready) resolve(ready[1]!)
    })
    void gone.then(() => reject(new Error('the county ended before it listened')))
  })
  return {
    child, url,
    kill() {
      child.kill('SIGKILL')
      return gone
    }
  }
}
