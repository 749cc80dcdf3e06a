/** S-19: the county answers programs, never pages of other origins, and says so in its headers, wherever it is asked. */
import { mkdtempSync, rmSync } from 'node:fs'
import { request as plain } from 'node:http'
import { request as secure } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { PATHS } from '#core/sync/wire.ts'
import { startCounty } from '../../server/county.ts'
import * as certificates from '../electron/certificates.ts'
import { placePglite } from './engines.ts'

const ask = (url: string, method: string, headers: Record<string, string>): Promise<{ status: number, headers: Record<string, unknown> }> => new Promise((done, failed) => {
  const going = (url.startsWith('https') ? secure : plain)(url, { method, headers, rejectUnauthorized: false } as never, answer => {
    answer.resume()
    answer.once('end', () => done({ status: answer.statusCode!, headers: answer.headers }))
  })
  going.once('error', failed)
  going.end()
})

it.each([['http', undefined], ['https', certificates.county]] as const)('S-19: over %s no path allows another origin, a preflight is refused, and every answer is strict', async (scheme, tls) => {
  const folder = mkdtempSync(join(tmpdir(), 'cunce-origins-'))
  const county = await startCounty({ ...await placePglite(join(folder, 'county')), port: 0, ...tls && { tls } })
  try {
    const paths = [PATHS.health, PATHS.exchange, PATHS.enrol, PATHS.snapshot('530521101200'), PATHS.chunk('530521101200', 1, 0), PATHS.attachments, '/', '/admin', '/v1/none']
    for (const path of paths) for (const method of ['GET', 'POST', 'OPTIONS', 'HEAD']) {
      const { status, headers } = await ask(`${county.url}${path}`, method, {
        origin: 'https://evil.example', 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type', ...(method === 'POST' && { 'content-type': 'text/plain' })
      })
      const at = `${method} ${path}`
      expect(Object.keys(headers).filter(name => name.startsWith('access-control')), at).toEqual([])
      expect(headers, at).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
      expect(headers['strict-transport-security'], at).toBe(scheme === 'https' ? 'max-age=31536000' : undefined)
      expect([headers['x-powered-by'], headers['server'], headers['set-cookie']], at).toEqual([undefined, undefined, undefined])
      if (method === 'OPTIONS') expect([404, 405, 401, 400, 415], at).toContain(status)
      if (method === 'GET' && path !== PATHS.health) expect(status, at).toBeGreaterThanOrEqual(400)
    }
    // Asked without TLS where it speaks TLS, it says nothing at all.
    if (tls) await expect(ask(county.url.replace('https', 'http') + PATHS.health, 'GET', {})).rejects.toBeDefined()
  } finally {
    await county.close()
    rmSync(folder, { recursive: true, force: true })
  }
})
