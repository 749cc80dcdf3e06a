/**
 * What is the local network and what is not. The hub speaks to private and link-local addresses only: a laptop
 * that has a public address on some other line must not answer there. A visitor goes to such addresses only.
 */
import { networkInterfaces } from 'node:os'
import { BlockList, isIPv4 } from 'node:net'
import { AppError } from '#core/error.ts'

export const HUB_PORT = 8471
export const HUB_GROUP = '239.255.84.71'

/** One IPv4 address of this laptop on a local network, and where all others of it hear. */
export interface Lan { readonly address: string; readonly broadcast: string }

const local = new BlockList()
local.addSubnet('10.0.0.0', 8)
local.addSubnet('172.16.0.0', 12)
local.addSubnet('192.168.0.0', 16)
local.addSubnet('169.254.0.0', 16)
local.addSubnet('127.0.0.0', 8)

/** Also as Node writes an IPv4 address on a socket for both families. */
export function isLocal(address: string | undefined): boolean {
  const plain = (address ?? '').replace(/^::ffff:/i, '')
  return isIPv4(plain) && local.check(plain)
}

export function localNetworks(): Lan[] {
  return Object.values(networkInterfaces()).flatMap(list => list ?? [])
    .filter(({ family, internal, address }) => family === 'IPv4' && !internal && isLocal(address))
    .map(({ address, netmask }) => ({ address, broadcast: broadcastOf(address, netmask) }))
}

export function broadcastOf(address: string, netmask: string): string {
  const mask = netmask.split('.').map(Number)
  return address.split('.').map((part, i) => (Number(part) | (~(mask[i] ?? 255) & 255))).join('.')
}

/** Several laptops on one machine meet on its loopback, each hub at a port of its own; `callPort` as development names it, '' for the real networks. */
export const loopbackOnly = (callPort: string): { lans?: () => readonly Lan[]; ports?: { readonly door: readonly number[]; readonly call: number } } => callPort === '' ? {} : {
  lans: () => [{ address: '127.0.0.1', broadcast: '127.255.255.255' }], ports: { door: [0], call: Number(callPort) }
}

/** As read off the hub's screen: '192.168.43.17' or with ':8471'. A name could lead anywhere. */
export function hubAddress(text: string): { readonly host: string; readonly port: number } {
  const match = /^(?:http:\/\/)?([0-9.]+)(?:[:：]([0-9]{1,5}))?\/?$/.exec(text.trim())
  const port = Number(match?.[2] ?? HUB_PORT)
  if (!match || !isLocal(match[1]) || port < 1 || port > 65_535) throw new AppError('hub-address-invalid', { address: text.slice(0, 100) })
  return { host: match[1]!, port }
}
