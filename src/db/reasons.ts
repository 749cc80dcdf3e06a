/**
 * Why a finding stands although it was looked at. A reason belongs to rule, record and field: it holds however the
 * figures in the text change, and falls away with the finding. What the county refuses (E) cannot be reasoned away.
 */
import { AppError } from '#core/error.ts'
import type { Finding } from '#core/checks/index.ts'
import { stampTime } from '#core/sync/clock.ts'
import { headsOf } from '#core/sync/merge.ts'
import { textOf } from './belongs.ts'
import type { VillageFinding } from './book-checks.ts'
import type { Desk } from './desk.ts'
import { dayOf } from './ledger-context.ts'
import { write } from './write.ts'

export const CHECK_REASON = 'checkReason'
export type Reason = NonNullable<VillageFinding['reason']>
type Placed = Finding & { readonly village: string }

/** What has no record yet is known by its household, what has no household by its village. */
export const keyOf = ({ id, record, field, household, village }: Placed): string => `${id}/${record || household || village}/${field}`

const kept = new WeakMap<Desk, { readonly version: number; readonly reasons: ReadonlyMap<string, Reason> }>()

export function reasonsOf(desk: Desk): ReadonlyMap<string, Reason> {
  const version = desk.roster.versionOf(CHECK_REASON)
  const known = kept.get(desk)
  if (known?.version === version) return known.reasons
  const reasons = new Map<string, Reason>()
  for (const { record } of desk.roster.all(CHECK_REASON)) {
    const text = textOf(record, 'text')
    const head = headsOf(record, 'text')[0]
    if (text !== '' && head) reasons.set(`${textOf(record, 'rule')}/${textOf(record, 'record')}/${textOf(record, 'field')}`, { text, by: textOf(record, 'by') || head.by, at: stampTime(head.stamp) })
  }
  kept.set(desk, { version, reasons })
  return reasons
}

/** '' takes it back. */
export async function giveReason(desk: Desk, finding: Placed, text: string): Promise<void> {
  if (finding.severity === 'E') throw new AppError('reason-refused', { rule: finding.id })
  const { id: rule, register, field, household, village } = finding
  const record = finding.record || household || village
  const known = [...desk.roster.all(CHECK_REASON)].map(slot => slot.record)
    .find(one => textOf(one, 'rule') === rule && textOf(one, 'record') === record && textOf(one, 'field') === field)
  const said = { text: text.trim() === '' ? null : text.trim(), by: desk.identity.account, on: dayOf(desk.env.now()) }
  const made = known ? {} : { ...(household !== '' && { about: household }), rule, register, record, field }
  await write(desk, [{ register: CHECK_REASON, record: known?.id ?? desk.env.newId(), fields: { ...made, ...said } }], { kind: 'edit' }, village)
}
