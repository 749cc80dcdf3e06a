/**
 * Who this laptop is. The id is made before anything is written, so that changes made before enrolment keep
 * it. It and the signing key go to the disk sealed and before the county hears of them: a county that knows a
 * device whose key is lost can never take it back. A person's name is sealed too: nothing in the profile
 * names anybody in clear.
 */
import { createPrivateKey, generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto'
import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import * as z from 'zod'
import { AppError } from '#core/error.ts'
import { makeBoxKeys, type BoxKeys } from '#core/sync/package.ts'
import { Certificate, Enrolled } from '#core/sync/wire.ts'
import { asJson, readIfThere, writeAtomic } from './atomic.ts'
import { Sealed, type Box } from './box.ts'
import { openSecret } from './device-secret.ts'

const Identity = z.object({ version: z.literal(1), device: z.string().min(8).max(40) })
const EnrolmentFile = z.object({
  version: z.literal(1), address: z.string(), certificate: z.string().nullable(),
  /** As the county answered, the person left out. */
  enrolled: Enrolled,
  person: Sealed
})
const CertificateFile = z.object({
  version: z.literal(1),
  /** As the county signed it, the person left out. */
  certificate: Certificate,
  person: Sealed
})
const CountyKeyFile = z.object({ version: z.literal(1), county: z.string(), boxKey: z.string() })
const BoxKeysText = z.object({ publicKey: z.string(), privateKey: z.string() })

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
  /** What packages to this laptop are sealed to; made at the first call. Throws like signingKey(). */
  boxKeys(): Promise<BoxKeys>
  keep(enrolment: Enrolment): Promise<void>
  /** The county's word on this laptop; null before it gave one, while locked without a key store, and after another enrolment. */
  certificate(): Promise<Certificate | null>
  /** The signature has been checked by the caller. */
  keepCertificate(certificate: Certificate): Promise<void>
  /** What packages to the county are sealed to; null before it was heard. */
  countyBoxKey(): Promise<string | null>
  keepCountyBoxKey(boxKey: string): Promise<void>
  /** The vault was made or opened: what waited in memory is written now. */
  vaultOpened(): Promise<void>
}

export async function openDevice(folder: string, box: Box): Promise<Device> {
  const fileOf = (name: string): string => join(folder, 'device', `${name}.json`)
  const enrolmentFile = fileOf('enrolment')
  const certificateFile = fileOf('certificate')
  const countyKeyFile = fileOf('county-key')
  const idFiles = [fileOf('device'), join(folder, 'vault', 'device.json')]
  const id = (await knownId(idFiles)) ?? `d${randomBytes(15).toString('base64url').replace(/[-_]/g, 'x')}`
  let known: Enrolment | null = null
  let knownSaved = true
  let word: Certificate | null = null
  let wordSaved = true

  const key = openSecret<KeyObject>({
    file: fileOf('key'), box, before: saveId,
    make: () => generateKeyPairSync('ed25519').privateKey,
    pack: made => made.export({ format: 'der', type: 'pkcs8' }),
    unpack: bytes => createPrivateKey({ key: bytes, format: 'der', type: 'pkcs8' }),
    damaged: () => Promise.reject(new AppError('database-damaged', { what: 'device key' }))
  })
  const boxes = openSecret<BoxKeys>({
    file: fileOf('box'), box, before: saveId, make: makeBoxKeys,
    pack: keys => Buffer.from(JSON.stringify(keys)),
    unpack: bytes => BoxKeysText.parse(asJson(bytes)),
    // A new pair costs no more than the answers not yet read, and the county gives those again: the round goes on.
    damaged: () => rename(fileOf('box'), `${fileOf('box')}.damaged`)
  })

  /** Twice: a lost id would start a second numbering of the same person's changes. */
  async function saveId(): Promise<void> {
    for (const file of idFiles)
      if (!Identity.safeParse(asJson(await readIfThere(file))).success) await writeAtomic(file, JSON.stringify({ version: 1, device: id }))
  }
  async function saveEnrolment(): Promise<void> {
    const person = known && (await box.seal(Buffer.from(known.enrolled.person)))
    if (!known || !person) return
    await writeAtomic(enrolmentFile, JSON.stringify({
      version: 1, ...known, enrolled: { ...known.enrolled, person: '' }, person
    } satisfies z.infer<typeof EnrolmentFile>))
    knownSaved = true
  }

  async function saveCertificate(): Promise<void> {
    const person = word && (await box.seal(Buffer.from(word.person)))
    if (!word || !person) return
    await writeAtomic(certificateFile, JSON.stringify({ version: 1, certificate: { ...word, person: '' }, person } satisfies z.infer<typeof CertificateFile>))
    wordSaved = true
  }
  async function readCertificate(): Promise<Certificate | null> {
    const parsed = CertificateFile.safeParse(asJson(await readIfThere(certificateFile)))
    // A damaged one is given again by the county with the next round.
    if (!parsed.success) return null
    const person = await box.open(parsed.data.person)
    return person && { ...parsed.data.certificate, person: person.toString('utf8') }
  }
  const county = async (): Promise<string | null> => (await self.enrolment())?.enrolled.county.id ?? null

  const self: Device = {
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
    signingKey: () => key.get(),
    boxKeys: () => boxes.get(),
    async keep(enrolment) {
      known = enrolment
      knownSaved = false
      await saveEnrolment()
    },
    async certificate() {
      word ??= await readCertificate()
      return word && word.county === await county() ? word : null
    },
    async keepCertificate(certificate) {
      if (isDeepStrictEqual(word ?? await readCertificate(), certificate)) return
      word = certificate
      wordSaved = false
      await saveCertificate()
    },
    async countyBoxKey() {
      const parsed = CountyKeyFile.safeParse(asJson(await readIfThere(countyKeyFile)))
      return parsed.success && parsed.data.county === await county() ? parsed.data.boxKey : null
    },
    async keepCountyBoxKey(boxKey) {
      const id = await county()
      if (id === null || boxKey === await self.countyBoxKey()) return
      await writeAtomic(countyKeyFile, JSON.stringify({ version: 1, county: id, boxKey } satisfies z.infer<typeof CountyKeyFile>))
    },
    async vaultOpened() {
      await saveId()
      await key.save()
      await boxes.save()
      if (!knownSaved) await saveEnrolment()
      if (!wordSaved) await saveCertificate()
    }
  }
  return self
}

async function knownId(files: readonly string[]): Promise<string | null> {
  for (const file of files) {
    const parsed = Identity.safeParse(asJson(await readIfThere(file)))
    if (parsed.success) return parsed.data.device
  }
  return null
}
