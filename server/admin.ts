/**
 * The way of the command line into a running server: PGlite's folder must not be opened twice. It listens on
 * the loopback at a port of its own, never on the county's address, and asks for a token that only those who
 * may read the data folder can know.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto'
import { readFileSync, unlinkSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import * as z from 'zod'
import { AppError, asErrorData } from '#core/error.ts'
import type { ErrorCode } from '#core/error-texts.ts'
import { callConsole, consoleCalls, type Console, type ConsoleCall } from './console.ts'

const FILE = 'admin.json'
const TOKEN_HEADER = 'x-cunce-admin'
const LONGEST = 100_000

const Door = z.object({ port: z.int(), token: z.string() })
const Question = z.object({ call: z.string(), input: z.unknown() })
const Answer = z.object({ value: z.unknown().optional(), error: z.object({ code: z.string(), detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])) }).optional() })

export async function openAdmin(folder: string, console: Console): Promise<{ close(): Promise<void> }> {
  const token = randomBytes(32).toString('base64url')
  const server = http.createServer((request, response) => {
    void answer(request, token, console).then(({ status, body }) => {
      response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' }).end(JSON.stringify(body))
    })
  })
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve))
  const file = join(folder, FILE)
  writeFileSync(file, JSON.stringify({ port: (server.address() as AddressInfo).port, token }), { mode: 0o600 })
  return {
    async close() {
      unlinkSync(file)
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    }
  }
}

async function answer(request: http.IncomingMessage, token: string, console: Console): Promise<{ status: number, body: z.infer<typeof Answer> }> {
  const given = Buffer.from(String(request.headers[TOKEN_HEADER] ?? ''))
  const wanted = Buffer.from(token)
  // A page in a browser could reach the loopback too: it cannot know the token, and its Origin gives it away.
  if (request.method !== 'POST' || request.headers.origin !== undefined || given.length !== wanted.length || !timingSafeEqual(given, wanted))
    return { status: 404, body: {} }
  try {
    let text = ''
    for await (const chunk of request.setEncoding('utf8')) {
      text += String(chunk)
      if (text.length > LONGEST) return { status: 413, body: {} }
    }
    const { call, input } = Question.parse(JSON.parse(text))
    if (!Object.hasOwn(consoleCalls, call)) return { status: 404, body: {} }
    return { status: 200, body: { value: await callConsole(console, call as ConsoleCall, input) } }
  } catch (thrown) {
    return { status: 200, body: { error: thrown instanceof AppError ? asErrorData(thrown) : { code: 'county-fault', detail: {} } } }
  }
}

/** The console of the server that runs on this folder. */
export function remoteConsole(folder: string): (call: ConsoleCall, input: unknown) => Promise<unknown> {
  const { port, token } = Door.parse(JSON.parse(readFileSync(join(folder, FILE), 'utf8')))
  return async (call, input) => {
    const response = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', headers: { [TOKEN_HEADER]: token }, body: JSON.stringify({ call, input }) })
    const { value, error } = Answer.parse(await response.json())
    if (error) throw new AppError(error.code as ErrorCode, error.detail)
    return value
  }
}
