/** The hub of the team on a local network: opened here, found and visited elsewhere. */
import { AppError } from '#core/error.ts'
import type { HostCallName } from '#core/host.ts'
import type { Handlers } from './calls.ts'

export type HubHandlers = Pick<Handlers, Extract<HostCallName, `hub:${string}`>>

const missing = (): never => { throw new AppError('unforeseen', { message: 'hub' }) }

export const hubHandlers = (): HubHandlers => ({
  'hub:open': missing, 'hub:close': () => null, 'hub:find': missing, 'hub:visit': missing, 'hub:exchange': missing,
  'hub:state': () => ({ open: false, port: 0, addresses: [], guests: [], held: { packages: 0, bytes: 0 } }),
  'hub:forward': () => ({ carried: 0, left: 0 })
})
