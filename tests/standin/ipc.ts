/** The host's end of the messages: handlers by channel, and who is asking. */
import { EventEmitter } from 'node:events'
import { makeCodec } from './codec.ts'
import { strict } from './strict.ts'

export const codec = makeCodec()
type Handler = (event: object, ...args: unknown[]) => unknown

class IpcMain extends EventEmitter {
  readonly handlers = new Map<string, Handler>()
  handle(channel: string, handler: Handler): void {
    if (this.handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`)
    this.handlers.set(channel, handler)
  }
  handleOnce(channel: string, handler: Handler): void {
    this.handle(channel, (event, ...args) => {
      this.removeHandler(channel)
      return handler(event, ...args)
    })
  }
  removeHandler(channel: string): void { this.handlers.delete(channel) }
}
export const ipcMain = strict('ipcMain', new IpcMain())

/** The answer as Electron gives it: a value, or the text of an error that names the channel. */
export async function invoke(channel: string, event: object, args: string): Promise<{ ok: boolean, value: string }> {
  try {
    const handler = ipcMain.handlers.get(channel)
    if (!handler) throw new Error(`No handler registered for '${channel}'`)
    return { ok: true, value: codec.encode(await handler(event, ...codec.decode(args) as unknown[])) }
  } catch (error) {
    return { ok: false, value: `Error invoking remote method '${channel}': ${String(error)}` }
  }
}
