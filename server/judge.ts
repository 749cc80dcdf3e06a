/**
 * One change as it arrived, judged by itself before any SQL: may it go into the village's log, is it set aside
 * with a reason for a person to look at, or is it not this device's to send at all? Registers and fields this
 * version does not know are no reason: they are kept and passed on. Reasons are codes; nothing is thrown away
 * that a laptop once showed as stored.
 */
import { Change } from '#core/sync/change.ts'
import { MOVED_TO } from '#core/sync/home.ts'
import { canonicalJson } from '#core/sync/signing.ts'
import type { Device } from './devices.ts'
import { sha256 } from './identity.ts'

export type Reason =
  | 'other-device' | 'malformed' | 'bad-name' | 'other-account' | 'county-origin'
  | 'village-not-granted' | 'move-not-granted' | 'device-revoked' | 'number-reused'
  // Of the procedure (procedure.ts); the rule's number stands behind the word.
  | 'decided-by-procedure' | 'case-unknown' | 'step-changed' | 'step-built-on' | `step-refused ${string}`

/** As it arrived: keys this version does not know are part of it. */
export interface Sent {
  readonly number: number
  readonly change: Change
  /** Canonical JSON: what is logged, and what the receipt's digest is made of. */
  readonly body: string
  readonly digest: string
  readonly reason: Reason | ''
}

/** Names become keys of objects on every laptop and columns here. */
const NAME = /^[0-9A-Za-z_.:-]{1,60}$/
const isName = (text: string): boolean => NAME.test(text) && !(text in {})
const AS_SENT = Change.loose()

/** undefined when it does not even have a number to answer to. */
export function judge(raw: unknown, device: Device): Sent | undefined {
  const number = (raw as { number?: unknown } | null)?.number
  if (typeof number !== 'number' || !Number.isSafeInteger(number) || number < 1) return undefined
  const body = canonicalJson(raw)
  const parsed = AS_SENT.safeParse(raw)
  const change = parsed.success ? parsed.data : raw as Change
  return { number, change, body, digest: sha256(body), reason: parsed.success ? reasonOf(parsed.data, device) : 'malformed' }
}

/** What could be logged at all, whoever sent it and whatever he may; else why not. */
export function loggable(raw: unknown): Change | 'malformed' | 'bad-name' {
  const parsed = AS_SENT.safeParse(raw)
  if (!parsed.success) return 'malformed'
  return hasNames(parsed.data) ? parsed.data : 'bad-name'
}

function hasNames({ village, register, record, fields, saw }: Change): boolean {
  const seen = Object.entries(saw).flatMap(([field, context]) => [field, ...Object.keys(context)])
  return [village, register, record, ...Object.keys(fields), ...seen].every(isName)
}

function reasonOf(change: Change, device: Device): Reason | '' {
  if (change.device !== device.id) return 'other-device'
  if (device.revoked) return 'device-revoked'
  if (!hasNames(change)) return 'bad-name'
  if (change.by !== '' && !device.accounts.includes(change.by)) return 'other-account'
  if (change.origin.kind === 'county' && !device.id.startsWith('county-')) return 'county-origin'
  if (!device.villages.includes(change.village)) return 'village-not-granted'
  return !Object.hasOwn(change.fields, MOVED_TO) || device.villages.some(village => village === change.fields[MOVED_TO]) ? '' : 'move-not-granted'
}
