/** Puts a township's changes into a county over HTTP, as the laptop that imported them would. */
import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { brotliCompressSync, constants } from 'node:zlib'
import { exchangeText } from '#core/sync/body.ts'
import { requestText, SIGNED_HEADERS } from '#core/sync/signing.ts'
import { LIMITS, PROTOCOL } from '#core/sync/wire.ts'
import type { County } from '../../server/county.ts'
import type { Township } from './township.ts'

export async function pushAll(county: County, township: Township, say: (line: string) => void): Promise<void> {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const device = township.changes[0]!.device
  const code = await county.issueCode({ villages: [township.village.code], account: 'bench', person: '导入', hours: 1 })
  const enrolled = await fetch(`${county.url}/v1/enrol`, {
    method: 'POST', headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ protocol: PROTOCOL, code, publicKey: publicKey.export({ format: 'jwk' }).x, device, name: 'bench', version: 'bench' })
  })
  if (!enrolled.ok) throw new Error(`enrol: ${enrolled.status} ${await enrolled.text()}`)
  const start = performance.now()
  for (let at = 0; at < township.changes.length; at += LIMITS.changesPerPush) {
    const changes = township.changes.slice(at, at + LIMITS.changesPerPush)
    const text = exchangeText({ protocol: PROTOCOL, changes, cursors: {}, health: { unsent: 0, version: 'bench', clock: Date.now() } })
    const body = brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } })
    const time = String(Date.now())
    const nonce = randomBytes(12).toString('base64url')
    const digest = createHash('sha256').update(body).digest('hex')
    const signature = sign(null, Buffer.from(requestText('POST', '/v1/exchange', device, time, nonce, digest)), privateKey).toString('base64url')
    const answer = await fetch(`${county.url}/v1/exchange`, {
      method: 'POST', body,
      headers: { 'content-type': 'application/json', 'content-encoding': 'br', [SIGNED_HEADERS.device]: device, [SIGNED_HEADERS.time]: time, [SIGNED_HEADERS.nonce]: nonce, [SIGNED_HEADERS.signature]: signature }
    })
    if (!answer.ok) throw new Error(`push: ${answer.status} ${await answer.text()}`)
    await answer.arrayBuffer()
  }
  say(`county took ${township.changes.length} changes in ${Math.round(performance.now() - start)} ms`)
}
