/**
 * What the window stands on: the host and the book. Given once at start, so that a test or a preview can
 * give its own. Nothing but a store may ask for them; a view that holds the book holds records after a lock.
 */
import { AppError } from '#core/error.ts'
import type { HostBridge, HostCallName, HostInput, HostOutput } from '#core/host.ts'
import type { BookClient } from '../db/client.ts'

export interface Ports {
  readonly host: HostBridge
  openBook(host: HostBridge): BookClient
}

let given: Ports | null = null

export function providePorts(ports: Ports): void {
  given = ports
}

export function ports(): Ports {
  if (!given) throw new Error('providePorts() comes before the first store')
  return given
}

/** A host call whose foreseen failure is nobody's here to mend: it becomes an AppError. */
export async function hostCall<N extends HostCallName>(name: N, input: HostInput<N>): Promise<HostOutput<N>> {
  const result = await ports().host.call(name, input)
  if (!result.ok) throw new AppError(result.error.code, result.error.detail)
  return result.value
}
