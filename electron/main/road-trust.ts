/**
 * Whom the road talks to. A connection is handed out only after its certificate was judged: known to the
 * system, or the very one whose fingerprint came with the enrolment code. Nothing is written before (E-19).
 */
import { createHash, type X509Certificate } from 'node:crypto'
import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import type { Duplex } from 'node:stream'
import * as net from 'node:net'
import * as tls from 'node:tls'
import { AppError } from '#core/error.ts'
import { fingerprintLetters } from './enrol-code.ts'

/** `letters`: first 50 bits, from the code. `sha256`: all of it, kept once enrolled. Both null: the system's trust alone. */
export interface Trust { readonly letters: string | null; readonly sha256: string | null }

export interface RoadLimits { readonly connectMs: number; readonly idleMs: number }

export function fits(trust: Trust, sha256: string): boolean {
  if (trust.sha256) return trust.sha256 === sha256
  return trust.letters !== null && trust.letters === fingerprintLetters(sha256)
}

type Handed = (error: Error | null, socket: Duplex) => void

/** Keeps connections alive between requests; `seen` tells the fingerprint of the certificate that was accepted. */
export function agentFor(address: URL, trust: Trust, limits: RoadLimits, seen: (sha256: string) => void): HttpAgent | HttpsAgent {
  const secure = address.protocol === 'https:'
  const host = address.hostname.replace(/^\[|\]$/g, '')
  const port = Number(address.port || (secure ? 443 : 80))
  const agent = secure ? new HttpsAgent({ keepAlive: true, maxSockets: 2 }) : new HttpAgent({ keepAlive: true, maxSockets: 2 })

  agent.createConnection = (_options: unknown, callback?: Handed) => {
    const hand = callback as Handed
    let given = false
    const give = (error: Error | null): void => {
      if (given) return
      given = true
      clearTimeout(timer)
      if (error) socket.destroy()
      hand(error, socket)
    }
    const socket = secure
      ? tls.connect({ host, port, servername: net.isIP(host) ? '' : host, rejectUnauthorized: false, minVersion: 'TLSv1.2', ca: systemRoots() })
      : net.connect({ host, port })
    const timer = setTimeout(() => give(new AppError('county-unreachable', { host: address.host })), limits.connectMs)
    socket.once('error', cause => give(cause))
    socket.once('close', () => give(new AppError('county-unreachable', { host: address.host })))
    socket.once(secure ? 'secureConnect' : 'connect', () => {
      if (!(socket instanceof tls.TLSSocket)) return give(null)
      const certificate: X509Certificate | undefined = socket.getPeerX509Certificate()
      if (!certificate) return give(new AppError('county-certificate', { host: address.host }))
      const sha256 = createHash('sha256').update(certificate.raw).digest('hex')
      if (!socket.authorized && !fits(trust, sha256)) return give(new AppError('county-certificate', { host: address.host }))
      seen(sha256)
      give(null)
    })
    return undefined
  }
  return agent
}

/** Node's own list and, where this runtime can read it, the system's: a county may run its own authority. */
function systemRoots(): string[] {
  try {
    return [...tls.getCACertificates('default'), ...tls.getCACertificates('system')]
  } catch {
    return [...tls.rootCertificates]
  }
}
