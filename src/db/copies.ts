/**
 * 核对: the digest of each village's copy. Own changes the county has not seen are part of it, so two copies are
 * expected to be equal only when nothing is waiting on either side.
 */
import type { RecordState } from '#core/sync/change.ts'
import { copyText } from '#core/sync/digest.ts'
import type { Copy } from './book.ts'
import type { Desk } from './desk.ts'

const hex = (bytes: ArrayBuffer): string => [...new Uint8Array(bytes)].map(byte => byte.toString(16).padStart(2, '0')).join('')

export async function copiesOf({ roster, state }: Desk): Promise<readonly Copy[]> {
  const byVillage = new Map<string, RecordState[]>(state.villages.map(village => [village.code, []]))
  for (const { record } of roster.slots()) {
    const known = byVillage.get(record.village)
    if (known) known.push(record)
    else byVillage.set(record.village, [record])
  }
  return Promise.all([...byVillage].map(async ([code, records]) => ({
    code, name: state.villages.find(village => village.code === code)?.name ?? '', records: records.length,
    digest: hex(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(copyText(records))))
  })))
}
