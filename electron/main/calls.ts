/**
 * The gate between the window and the host. Every row of the table gets one handler: who asks, is the
 * question well formed, the work, is the answer well formed. Nothing is thrown across: a failure is a Result
 * with a code. A channel that is not in the table has no handler and Electron itself refuses it.
 */
import type { IpcMain } from 'electron'
import { AppError, asErrorData } from '#core/error.ts'
import { hostCalls, type HostCallName, type HostInput, type HostOutput } from '#core/host.ts'
import { failed, ok, type Result } from '#core/result.ts'
import type { Log } from './log.ts'

export type Handlers = { readonly [N in HostCallName]: (input: HostInput<N>) => Promise<HostOutput<N>> | HostOutput<N> }

/** The part of Electron's event that says who is asking. */
export interface CallEvent {
  readonly senderFrame: { readonly url: string; readonly parent: unknown } | null
}

/** Heaviest question in bytes (texts count two per letter). Rows not named carry small things only. */
const HEAVIEST: Partial<Record<HostCallName, number>> = {
  'journal:append': 64_000_000,
  'draft:save': 4_000_000,
  'backup:write': 1_000_000_000,
  'county:exchange': 40_000_000,
  'file:save': 64_000_000,
  'print:add': 8_100_000,
  'package:save': 400_000_000,
  'hub:visit': 400_000_000,
  'hub:exchange': 400_000_000,
  'attachment:put': 21_000_000,
  'attachment:have': 6_000_000
}
const USUAL_WEIGHT = 200_000
const MOST_PARTS = 1_000_000
/** Rows that carry many changes at once may have as many parts as their weight allows. */
const WEIGHT_PER_PART = 40
const DEEPEST = 12

/** Only the top page of our own origin may ask; a frame that has gone away (null) may not (E-11). */
export function mayAsk(event: CallEvent, isPage: (url: string) => boolean): boolean {
  const frame = event.senderFrame
  return frame !== null && frame !== undefined && !frame.parent && isPage(frame.url)
}

/** Weighed before it is parsed: a schema must not be handed a cycle, a prototype key or 50 MB of text (E-10). */
export function bearable(value: unknown, heaviest: number): boolean {
  let weight = 0
  let parts = 0
  const mostParts = Math.max(MOST_PARTS, heaviest / WEIGHT_PER_PART)
  const visit = (item: unknown, depth: number): boolean => {
    if (++parts > mostParts || depth > DEEPEST) return false
    if (typeof item === 'string') weight += item.length * 2
    else if (item instanceof Uint8Array) weight += item.byteLength
    else if (typeof item === 'bigint' || typeof item === 'function' || typeof item === 'symbol') return false
    else if (Array.isArray(item)) return item.every(part => visit(part, depth + 1)) && weight <= heaviest
    else if (typeof item === 'object' && item !== null) {
      for (const key of Object.keys(item)) {
        if (key === '__proto__' || key === 'constructor' || key === 'prototype') return false
        weight += key.length * 2
        if (!visit((item as Record<string, unknown>)[key], depth + 1)) return false
      }
    }
    return weight <= heaviest
  }
  return visit(value, 0)
}

export async function answerCall<N extends HostCallName>(
  name: N, event: CallEvent, input: unknown, handlers: Handlers, isPage: (url: string) => boolean, log: Log
): Promise<Result<HostOutput<N>>> {
  const refuse = (why: string): Result<HostOutput<N>> => {
    log('message-refused', { channel: name, why })
    return failed({ code: 'message-refused', detail: { channel: name } })
  }
  try {
    if (!mayAsk(event, isPage)) return refuse('sender')
    if (!bearable(input, HEAVIEST[name] ?? USUAL_WEIGHT)) return refuse('weight')
    const question = hostCalls[name].input.safeParse(input)
    if (!question.success) return refuse('shape')
    const answer = await handlers[name](question.data as HostInput<N>)
    const checked = hostCalls[name].output.safeParse(answer)
    if (!checked.success) throw new AppError('unforeseen', { message: `${name}: answer out of shape` })
    return ok(checked.data as HostOutput<N>)
  } catch (thrown) {
    const error = asErrorData(thrown)
    log('call-failed', { channel: name, code: error.code })
    return failed(error)
  }
}

export function registerCalls(ipc: Pick<IpcMain, 'handle'>, handlers: Handlers, isPage: (url: string) => boolean, log: Log): void {
  for (const name of Object.keys(hostCalls) as HostCallName[])
    ipc.handle(name, (event, input: unknown) => answerCall(name, event, input, handlers, isPage, log))
}
