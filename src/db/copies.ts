/**
 * 核对: the digest of each village's copy. Own changes the county has not seen are part of it, so two copies are
 * expected to be equal only when nothing is waiting on either side.
 */
import type { RecordState } from '#core/sync/change.ts'
import { copyText } from '#core/sync/digest.ts'
import { homeOf } from '#core/sync/home.ts'
import type { Copy } from './book.ts'
import type { Desk } from './desk.ts'

const hex = (bytes: ArrayBuffer): string => [...new Uint8Array(bytes)].map(byte => byte.toString(16).padStart(2, '0')).join('')

export async function copiesOf({ roster, state }: Desk): Promise<readonly Copy[]> {
  const byVillage = new Map<string, RecordState[]>(state.villages.map(village => [village.code, []]))
  for (const { record } of roster.slots()) {
    // Of a village that is not this laptop's it has those that moved there and no others: no copy to compare.
    if (roster.isAway(record)) continue
    const home = homeOf(record)
    const known = byVillage.get(home)
    if (known) known.push(record)
    else byVillage.set(home, [record])
  }
  return Promise.all([...byVillage].map(async ([code, records]) => ({
    code, name: state.villages.find(village => village.code === code)?.name ?? '', records: records.length,
    digest: hex(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(copyText(records))))
  })))
}
