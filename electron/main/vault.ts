/**
 * The data key: made once, wrapped by PIN and key store, handed to the window only while unlocked. Nothing
 * here ever deletes a vault, whatever went wrong: a key store may come back, a county may recover.
 */
import { randomBytes } from 'node:crypto'
import { AppError } from '#core/error.ts'
import type { VaultStatus } from '#core/host.ts'
import { openAttempts, type Attempts } from './attempts.ts'
import { ownBytes } from './atomic.ts'
import { checkOf, loadEnvelope, saveEnvelope, unwrap, wrap, type Envelope, type EnvelopeHead } from './envelope.ts'
import { calibrate, FAST_COST, isCheap, wrappingKey, type Cost } from './kdf.ts'
import type { KeyStore } from './key-store.ts'
import { demandStrongPin, normalPin, SHORTEST_PASSPHRASE, SHORTEST_PIN } from './pin.ts'

export interface Vault {
  status(): Promise<VaultStatus>
  create(pin: string): Promise<Uint8Array>
  unlock(pin: string): Promise<Uint8Array>
  lock(): void
  /** The data key while unlocked, for what the host itself seals; never written, never logged. */
  key(): Uint8Array | null
}

export interface VaultSetting {
  readonly folder: string
  readonly keyStore: KeyStore
  /** Seconds since the machine started. */
  readonly uptime: () => number
  readonly clock: () => number
  /** Tests only; refused when packaged. */
  readonly fast: boolean
  /** A journal or database was here before: a missing vault is then damage, not a first run. */
  readonly hadData: () => Promise<boolean>
  readonly created: () => Promise<void>
}

type Opened = { readonly envelope: Envelope; readonly secret: Buffer; readonly attempts: Attempts }

export function openVault(setting: VaultSetting): Vault {
  const { folder, keyStore, uptime, clock, fast } = setting
  let dataKey: Buffer | null = null
  let queue: Promise<unknown> = Promise.resolve()
  // One at a time: two unlocks at once would share one counted attempt.
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const run = queue.then(work, work)
    queue = run.catch(() => undefined)
    return run
  }

  /** The envelope with its key-store half, 'changed' when that half cannot be had, null when there is no vault. */
  async function open(): Promise<Opened | 'changed' | null> {
    const envelope = await loadEnvelope(folder)
    if (envelope === null) return (await setting.hadData()) ? 'changed' : null
    if (envelope === 'unreadable') return 'changed'
    const salt = Buffer.from(envelope.salt, 'base64')
    if (envelope.keyStore.kind === 'none') return { envelope, secret: Buffer.alloc(0), attempts: openAttempts(folder, salt, uptime) }
    const found = await keyStore.open(envelope.keyStore.sealed)
    if (!found || checkOf(found.secret) !== envelope.keyStore.check) return 'changed'
    if (found.stale) await resealed(envelope, found.secret)
    return { envelope, secret: found.secret, attempts: openAttempts(folder, found.secret, uptime) }
  }

  async function resealed(envelope: Envelope, secret: Buffer): Promise<void> {
    try {
      await saveEnvelope(folder, { ...envelope, keyStore: { ...envelope.keyStore, sealed: await keyStore.seal(secret) } })
    } catch {
      // The old seal still opens; the next start asks again.
    }
  }

  async function create(pin: string): Promise<Uint8Array> {
    const there = await open()
    if (there === 'changed') throw new AppError('key-store-changed')
    if (there) throw new AppError('message-refused', { channel: 'vault:create' })
    const backend = await keyStore.backend()
    const normal = normalPin(pin)
    demandStrongPin(normal, backend ? SHORTEST_PIN : SHORTEST_PASSPHRASE)
    const secret = backend ? randomBytes(32) : Buffer.alloc(0)
    const sealed = backend ? await keyStore.seal(secret) : ''
    const kdf: Cost = fast ? FAST_COST : await calibrate(clock)
    const salt = randomBytes(16)
    const head: EnvelopeHead = { version: 1, alg: 'aes-256-gcm', kdf, salt: salt.toString('base64'), kind: backend ? 'os' : 'none' }
    const wrapping = await wrappingKey(normal, salt, kdf, secret)
    const fresh = randomBytes(32)
    const { version, alg } = head
    // The counter first: a vault without one looks tampered with.
    await openAttempts(folder, backend ? secret : salt, uptime).succeeded()
    await saveEnvelope(folder, {
      version, alg, kdf, salt: head.salt, ...wrap(fresh, wrapping, head),
      keyStore: { kind: head.kind, backend: backend ?? 'none', sealed, check: backend ? checkOf(secret) : '' }
    })
    wrapping.fill(0)
    dataKey = fresh
    await setting.created()
    return ownBytes(fresh)
  }

  async function unlock(pin: string): Promise<Uint8Array> {
    const there = await open()
    if (there === 'changed') throw new AppError('key-store-changed')
    if (!there) throw new AppError('vault-missing')
    const { envelope, secret, attempts } = there
    if (!fast && isCheap(envelope.kdf)) throw new AppError('key-store-changed')
    const { wait } = await attempts.state()
    if (wait > 0) throw new AppError('pin-delayed', { wait })
    await attempts.begin()
    const wrapping = await wrappingKey(normalPin(pin), Buffer.from(envelope.salt, 'base64'), envelope.kdf, secret)
    const found = unwrap(envelope, wrapping)
    wrapping.fill(0)
    if (!found) throw new AppError('pin-wrong', { wait: (await attempts.state()).wait })
    await attempts.succeeded()
    dataKey?.fill(0)
    dataKey = found
    return ownBytes(found)
  }

  async function status(): Promise<VaultStatus> {
    const there = await open()
    if (there === null) return { state: 'new', keyStore: (await keyStore.backend()) ? 'os' : 'none', wait: 0, attempts: 0 }
    if (there === 'changed') {
      const envelope = await loadEnvelope(folder)
      const kind = envelope && envelope !== 'unreadable' ? envelope.keyStore.kind : 'os'
      return { state: 'key-store-changed', keyStore: kind, wait: 0, attempts: 0 }
    }
    const { failed, wait } = await there.attempts.state()
    return { state: dataKey ? 'unlocked' : 'locked', keyStore: there.envelope.keyStore.kind, wait, attempts: failed }
  }

  return {
    status: () => inTurn(status),
    create: pin => inTurn(() => create(pin)),
    unlock: pin => inTurn(() => unlock(pin)),
    lock() {
      dataKey?.fill(0)
      dataKey = null
    },
    key: () => dataKey
  }
}
