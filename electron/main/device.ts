/**
 * Who this laptop is. The id is made before anything is written, so that changes made before enrolment keep
 * it. The signing key is made at enrolment and sealed by the key store, or, where there is none, by a key
 * drawn from the data key; without that it stays in memory until the vault is made. A person's name is
 * sealed with it: nothing in the profile names anybody in clear.
 */
import { createCipheriv, createDecipheriv, createPrivateKey, generateKeyPairSync, hkdfSync, randomBytes, sign, type KeyObject } from 'node:crypto'
import { join } from 'node:path'
import * as z from 'zod'
import { AppError } from '#core/error.ts'
import { Enrolled } from '#core/sync/wire.ts'
import { readIfThere, writeAtomic } from './atomic.ts'
import type { KeyStore } from './key-store.ts'

const Identity = z.object({ version: z.literal(1), device: z.string().min(8).max(40) })

const EnrolmentFile = z.object({
  version: z.literal(1), address: z.string(), certificate: z.string().nullable(),
  /** As the county answered, the person left out. */
  enrolled: Enrolled,
  box: z.enum(['os', 'vault']), sealed: z.string()
})
const Secret = z.object({ person: z.string(), key: z.string() })

export interface Enrolment {
  readonly address: string
  readonly certificate: string | null
  readonly enrolled: Enrolled
  /** null while it cannot be opened: locked, or the key store has changed. */
  readonly key: KeyObject | null
}

export interface Device {
  readonly id: string
  enrolment(): Promise<Enrolment | null>
  keep(enrolment: Enrolment & { readonly key: KeyObject }): Promise<void>
  /** The vault was made or opened: what waited in memory can be sealed now. */
  vaultOpened(): Promise<void>
}

export interface DeviceSetting {
  readonly folder: string
  readonly keyStore: KeyStore
  readonly vaultKey: () => Uint8Array | null
}

export const makeSigningKey = (): { readonly privateKey: KeyObject; readonly publicKey: string } => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  return { privateKey, publicKey: publicKey.export({ format: 'jwk' }).x ?? '' }
}

export const signText = (key: KeyObject, text: string): string => sign(null, Buffer.from(text), key).toString('base64url')

export async function openDevice({ folder, keyStore, vaultKey }: DeviceSetting): Promise<Device> {
  const file = join(folder, 'device', 'enrolment.json')
  const id = await identity(join(folder, 'device', 'device.json'), join(folder, 'vault', 'device.json'))
  let known: Enrolment | null = null
  let unsaved = false

  async function save(enrolment: Enrolment & { readonly key: KeyObject }): Promise<boolean> {
    const secret = Buffer.from(JSON.stringify({
      person: enrolment.enrolled.person, key: enrolment.key.export({ format: 'der', type: 'pkcs8' }).toString('base64')
    }))
    const box = (await keyStore.backend()) ? 'os' : 'vault'
    const dataKey = vaultKey()
    if (box === 'vault' && !dataKey) return false
    const sealed = box === 'os' ? await keyStore.seal(secret) : sealWith(dataKey!, secret)
    await writeAtomic(file, JSON.stringify({
      version: 1, address: enrolment.address, certificate: enrolment.certificate,
      enrolled: { ...enrolment.enrolled, person: '' }, box, sealed
    } satisfies z.infer<typeof EnrolmentFile>))
    return true
  }

  async function load(): Promise<Enrolment | null> {
    const bytes = await readIfThere(file)
    if (!bytes) return null
    const parsed = EnrolmentFile.safeParse(asJson(bytes))
    if (!parsed.success) throw new AppError('database-damaged', { what: 'enrolment' })
    const { address, certificate, enrolled, box, sealed } = parsed.data
    const dataKey = vaultKey()
    const opened = box === 'os' ? (await keyStore.open(sealed))?.secret ?? null : dataKey && openWith(dataKey, sealed)
    const secret = opened && Secret.safeParse(asJson(opened))
    if (!secret?.success) return { address, certificate, enrolled, key: null }
    const key = createPrivateKey({ key: Buffer.from(secret.data.key, 'base64'), format: 'der', type: 'pkcs8' })
    return { address, certificate, enrolled: { ...enrolled, person: secret.data.person }, key }
  }

  return {
    id,
    async enrolment() {
      if (!known?.key) known = await load()
      return known
    },
    async keep(enrolment) {
      known = enrolment
      unsaved = !(await save(enrolment))
    },
    async vaultOpened() {
      if (unsaved && known?.key) unsaved = !(await save({ ...known, key: known.key }))
    }
  }
}

/** Kept twice: a lost id would start a second numbering of the same person's changes. */
async function identity(...places: readonly string[]): Promise<string> {
  let id: string | null = null
  const missing: string[] = []
  for (const place of places) {
    const bytes = await readIfThere(place)
    const parsed = bytes ? Identity.safeParse(asJson(bytes)) : null
    if (parsed?.success) id ??= parsed.data.device
    else missing.push(place)
  }
  id ??= `d${randomBytes(15).toString('base64url').replace(/[-_]/g, 'x')}`
  for (const place of missing) await writeAtomic(place, JSON.stringify({ version: 1, device: id }))
  return id
}

function asJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return null
  }
}

const boxKey = (dataKey: Uint8Array): Buffer => Buffer.from(hkdfSync('sha256', dataKey, Buffer.alloc(0), 'cunce-device-1', 32))

function sealWith(dataKey: Uint8Array, secret: Uint8Array): string {
  const iv = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', boxKey(dataKey), iv)
  return Buffer.concat([iv, cipher.update(secret), cipher.final(), cipher.getAuthTag()]).toString('base64')
}

function openWith(dataKey: Uint8Array, sealed: string): Buffer | null {
  try {
    const all = Buffer.from(sealed, 'base64')
    const decipher = createDecipheriv('aes-256-gcm', boxKey(dataKey), all.subarray(0, 12), { authTagLength: 16 })
    decipher.setAuthTag(all.subarray(-16))
    return Buffer.concat([decipher.update(all.subarray(12, -16)), decipher.final()])
  } catch {
    return null
  }
}
