/**
 * One secret of this laptop in a file of its own: made once, sealed, whole or absent after a power cut. What
 * cannot be sealed yet waits in memory until the vault is opened.
 */
import * as z from 'zod'
import { AppError } from '#core/error.ts'
import { asJson, readIfThere, writeAtomic } from './atomic.ts'
import { Sealed, type Box } from './box.ts'

const SecretFile = Sealed.extend({ version: z.literal(1) })

export interface Secret<T> {
  /** Throws 'locked' or 'key-store-changed' while it cannot be opened. */
  get(): Promise<T>
  /** Writes what waits in memory. */
  save(): Promise<void>
}

export interface SecretSetting<T> {
  readonly file: string
  readonly box: Box
  readonly make: () => T | Promise<T>
  readonly pack: (secret: T) => Buffer
  readonly unpack: (bytes: Buffer) => T
  /** Runs before the secret goes to the disk: a key without the id it belongs to is worth nothing. */
  readonly before: () => Promise<void>
  /** What to do with a file that is no secret any more: throw, or return to have a new one made. */
  readonly damaged: () => Promise<void>
}

export function openSecret<T>({ file, box, make, pack, unpack, before, damaged }: SecretSetting<T>): Secret<T> {
  let secret: T | null = null
  let saved = false
  /** Two who ask at once get the same one, never two of which one is lost. */
  let coming: Promise<T> | null = null

  async function save(): Promise<void> {
    if (secret === null || saved) return
    const sealed = await box.seal(pack(secret))
    if (!sealed) return
    await before()
    await writeAtomic(file, JSON.stringify({ version: 1, ...sealed } satisfies z.infer<typeof SecretFile>))
    saved = true
  }
  async function find(): Promise<T> {
    const bytes = await readIfThere(file)
    if (bytes) {
      const parsed = SecretFile.safeParse(asJson(bytes))
      if (parsed.success) {
        const opened = await box.open(parsed.data)
        if (!opened) throw new AppError(parsed.data.box === 'os' ? 'key-store-changed' : 'locked')
        secret = unpack(opened)
        opened.fill(0)
        saved = true
        return secret
      }
      await damaged()
    }
    secret = await make()
    await save()
    return secret
  }
  return {
    save,
    async get() {
      if (secret !== null) return secret
      coming ??= find().finally(() => { coming = null })
      return await coming
    }
  }
}
