/**
 * The bundle (一叠改动): changes of one laptop that others of its team pass on among themselves before the
 * county has them. Signed by the laptop that made the changes and carried with its certificate, so that whoever
 * gets it third-hand still knows whose it is. A bundle moves no cursor and gives no receipt: only the county does.
 */
import * as z from 'zod'
import type { Change } from './change.ts'
import { packChanges, unpackChanges } from './pack.ts'
import { Certificate } from './wire.ts'

export const Bundle = z.object({
  certificate: Certificate,
  /** JSON of packChanges(). */
  changes: z.string().max(20_000_000),
  /** Ed25519 by the laptop over bundleText(). */
  signature: z.string().max(120)
})
export type Bundle = z.infer<typeof Bundle>

export const packedText = (changes: readonly Change[]): string => JSON.stringify(packChanges(changes))

/** The changes of a bundle whose signatures have been checked: only its own device's, only of villages it is granted. */
export const changesOf = ({ certificate, changes }: Bundle): Change[] =>
  unpackChanges(JSON.parse(changes)).filter(change => change.device === certificate.device && certificate.villages.includes(change.village))

/** What a laptop has of each other laptop's changes, as inclusive ranges of numbers. */
export const Known = z.record(z.string().max(40), z.array(z.tuple([z.int().min(1), z.int().min(1)])).max(2_000))
export type Known = z.infer<typeof Known>
