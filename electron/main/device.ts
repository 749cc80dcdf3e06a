/**
 * Who this laptop is. The id is made before anything is written, so that changes made before enrolment keep
 * it. It and the signing key go to the disk sealed and before the county hears of them: a county that knows a
 * device whose key is lost can never take it back. A person's name is sealed too: nothing in the profile
 * names anybody in clear.
 */
import { createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto'
import { join } from 'node:path'
import * as z from 'zod'
import { AppError } from '#core/error.ts'
import { Enrolled } from '#core/sync/wire.ts'
import { readIfThere, writeAtomic } from './atomic.ts'
import { Sealed, type Box } from './box.ts'

const Identity = z.object({ version: z.literal(1), device: z.string().min(8).max(40) })
const KeyFile = Sealed.extend({ version: z.literal(1) })
const EnrolmentFile = z.object({
  version: z.literal(1), address: z.string(), certificate: z.string().nullable(),
  /** As the county answered, the person left out. */
  enrolled: Enrolled,
  person: Sealed
})

export interface Enrolment {
  readonly address: string
  /** sha-256 of the certificate accepted at enrolment; null over http. */
  readonly certificate: string | null
  /** `person` is blank while locked on a machine without a key store. */
  readonly enrolled: Enrolled
}

export interface Device {
  readonly id: string
  enrolment(): Promise<Enrolment | null>
  /** The key requests are signed with; made at the first call. Throws 'locked' while it cannot be opened. */
  signingKey(): Promise<KeyObject>
  keep(enrolment: Enrolment): Promise<void>
  /** The vault was made or opened: what waited in memory is written now. */
  vaultOpened(): Promise<void>
}

export const publicKeyOf = (key: KeyObject): string => createPublicKey(key).export({ format: 'jwk' }).x ?? ''
export const signText = (key: KeyObject, text: string): string => sign(null, Buffer.from(text), key).toString('base64url')

export async function openDevice(folder: string, box: Box): Promise<Device> {
  const enrolmentFile = join(folder, 'device', 'enrolment.json')
  const keyFile = join(folder, 'device', 'key.json')
  const idFiles = [join(folder, 'device', 'device.json'), join(folder, 'vault', 'device.json')]
  const id = (await knownId(idFiles)) ?? `d${randomBytes(15).toString('base64url').replace(/[-_]/g, 'x')}`
  let key: KeyObject | null = null
  let keySaved = false
  let known: Enrolment | null = null
  let knownSaved = true

  /** Twice: a lost id would start a second numbering of the same person's changes. */
  async function saveId(): Promise<void> {
    for (const file of idFiles)
      if (!Identity.safeParse(asJson(await readIfThere(file))).success) await writeAtomic(file, JSON.stringify({ version: 1, device: id }))
  }
  async function saveKey(): Promise<void> {
    const sealed = key && (await box.seal(key.export({ format: 'der', type: 'pkcs8' })))
    if (!sealed) return
    await saveId()
    await writeAtomic(keyFile, JSON.stringify({ version: 1, ...sealed } satisfies z.infer<typeof KeyFile>))
    keySaved = true
  }
  async function saveEnrolment(): Promise<void> {
    const person = known && (await box.seal(Buffer.from(known.enrolled.person)))
    if (!known || !person) return
    await writeAtomic(enrolmentFile, JSON.stringify({
      version: 1, ...known, enrolled: { ...known.enrolled, person: '' }, person
    } satisfies z.infer<typeof EnrolmentFile>))
    knownSaved = true
  }

  return {
    id,
    async enrolment() {
      if (known) return known
      const bytes = await readIfThere(enrolmentFile)
      if (!bytes) return null
      const parsed = EnrolmentFile.safeParse(asJson(bytes))
      if (!parsed.success) throw new AppError('database-damaged', { what: 'enrolment' })
      const { address, certificate, enrolled, person } = parsed.data
      const name = await box.open(person)
      const found = { address, certificate, enrolled: { ...enrolled, person: name?.toString('utf8') ?? '' } }
      if (name) known = found
      return found
    },
    async signingKey() {
      if (key) return key
      const bytes = await readIfThere(keyFile)
      if (!bytes) {
        key = generateKeyPairSync('ed25519').privateKey
        await saveKey()
        return key
      }
      const parsed = KeyFile.safeParse(asJson(bytes))
      if (!parsed.success) throw new AppError('database-damaged', { what: 'device key' })
      const secret = await box.open(parsed.data)
      if (!secret) throw new AppError(parsed.data.box === 'os' ? 'key-store-changed' : 'locked')
      key = createPrivateKey({ key: secret, format: 'der', type: 'pkcs8' })
      secret.fill(0)
      keySaved = true
      return key
    },
    async keep(enrolment) {
      known = enrolment
      knownSaved = false
      await saveEnrolment()
    },
    async vaultOpened() {
      await saveId()
      if (key && !keySaved) await saveKey()
      if (!knownSaved) await saveEnrolment()
    }
  }
}

async function knownId(files: readonly string[]): Promise<string | null> {
  for (const file of files) {
    const parsed = Identity.safeParse(asJson(await readIfThere(file)))
    if (parsed.success) return parsed.data.device
  }
  return null
}

function asJson(bytes: Buffer | null): unknown {
  try {
    return bytes && JSON.parse(bytes.toString('utf8'))
  } catch {
    return null
  }
}
