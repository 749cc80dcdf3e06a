/** Packages by USB stick: a report sealed to the county, somebody's report carried to it, the county's answer read. */
import { AppError } from '#core/error.ts'
import type { HostCallName } from '#core/host.ts'
import type { Handlers } from './calls.ts'

export type PackageHandlers = Pick<Handlers, Extract<HostCallName, `package:${string}`>>

const missing = (): never => { throw new AppError('unforeseen', { message: 'package' }) }

export const packageHandlers = (): PackageHandlers => ({
  'package:save': missing, 'package:choose': missing, 'package:carry': missing, 'package:save-answer': missing
})
