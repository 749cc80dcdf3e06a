/** A key store that can be absent, changed, broken or silent, as the real ones are. */
export interface FakeSafe {
  available: boolean
  backend: 'basic_text' | 'gnome_libsecret' | 'kwallet6' | 'unknown'
  /** Which machine and account it belongs to: another one opens nothing. */
  owner: string
  silent: boolean
  broken: boolean
  stale: boolean
  sealedTimes: number
}

export function fakeSafe(change: Partial<FakeSafe> = {}) {
  const state: FakeSafe = { available: true, backend: 'gnome_libsecret', owner: 'this laptop', silent: false, broken: false, stale: false, sealedTimes: 0, ...change }
  const work = async <T>(value: () => T): Promise<T> => {
    if (state.silent) return await new Promise<T>(() => undefined)
    if (state.broken) throw new Error('Error while using safeStorage')
    return value()
  }
  return {
    state,
    isAsyncEncryptionAvailable: () => work(() => state.available),
    getSelectedStorageBackend: () => state.backend,
    encryptStringAsync: (text: string) => work(() => {
      state.sealedTimes++
      return Buffer.from(Buffer.from(`${state.owner}\n${text}`).map(byte => byte ^ 0x5a))
    }),
    decryptStringAsync: (sealed: Buffer) => work(() => {
      const [owner, text] = Buffer.from(sealed.map(byte => byte ^ 0x5a)).toString().split('\n')
      if (owner !== state.owner || text === undefined) throw new Error('Error while decrypting the ciphertext')
      return { result: text, shouldReEncrypt: state.stale }
    })
  }
}
