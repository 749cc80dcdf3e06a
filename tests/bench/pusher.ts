/** Puts a township's changes into a county over HTTP, as the laptop that imported them would. */
import { LIMITS } from '#core/sync/wire.ts'
import type { County } from '../../server/county.ts'
import { bareDevice } from './bare-device.ts'
import type { Township } from './township.ts'

/** Milliseconds it took. */
export async function pushAll(county: County, township: Township, say: (line: string) => void): Promise<number> {
  const device = bareDevice(township.changes[0]!.device)
  try {
    await device.enrol(county.url, await county.issueCode({ villages: [township.village.code], account: 'bench', person: '导入', hours: 1 }))
    const start = performance.now()
    for (let at = 0; at < township.changes.length; at += LIMITS.changesPerPush)
      await device.exchange(township.changes.slice(at, at + LIMITS.changesPerPush), {})
    const ms = Math.round(performance.now() - start)
    say(`county took ${township.changes.length} changes in ${ms} ms`)
    return ms
  } finally {
    device.close()
  }
}
