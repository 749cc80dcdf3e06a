/**
 * What happens to an IndexedDB folder in the field, done to the files of a closed profile
 * (faults 11 and 12). Chromium answers most of these with an empty database and no error.
 */
import { existsSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { filesUnder } from './profile-scan.ts'

/** The LevelDB (or SQLite) folder of the app's own origin. */
export function indexedDbFolder(profile: string): string {
  const found = filesUnder(profile).map(file => /^(.*\/IndexedDB\/[^/]*cunce[^/]*\.indexeddb\.leveldb)\//.exec(file)?.[1]).find(Boolean)
    ?? filesUnder(profile).map(file => /^(.*\/IndexedDB)\//.exec(file)?.[1]).find(Boolean)
  if (!found) throw new Error(`no IndexedDB folder under ${profile}`)
  return found
}

const biggest = (folder: string, match: RegExp): string => {
  const files = readdirSync(folder).filter(name => match.test(name)).map(name => join(folder, name))
  files.sort((a, b) => readFileSync(b).length - readFileSync(a).length)
  if (!files[0]) throw new Error(`nothing like ${match} in ${folder}`)
  return files[0]
}

const flip = (file: string, at: number): void => {
  const bytes = readFileSync(file)
  bytes[at] = bytes[at]! ^ 0xff
  bytes[at + 1] = bytes[at + 1]! ^ 0xff
  writeFileSync(file, bytes)
}

export const damages = {
  'folder deleted': (folder: string) => rmSync(folder, { recursive: true }),
  'CURRENT emptied': (folder: string) => writeFileSync(join(folder, 'CURRENT'), ''),
  'CURRENT removed': (folder: string) => rmSync(join(folder, 'CURRENT')),
  'MANIFEST flipped by two bytes': (folder: string) => { const file = biggest(folder, /^MANIFEST/); flip(file, Math.floor(readFileSync(file).length / 2)) },
  'MANIFEST removed': (folder: string) => rmSync(biggest(folder, /^MANIFEST/)),
  'log flipped by two bytes': (folder: string) => { const file = biggest(folder, /\.log$/); flip(file, Math.floor(readFileSync(file).length / 2)) },
  'log emptied': (folder: string) => writeFileSync(biggest(folder, /\.log$/), ''),
  'log without its last 20 bytes': (folder: string) => { const file = biggest(folder, /\.log$/); truncateSync(file, Math.max(0, readFileSync(file).length - 20)) },
  'log with its last 4,096 bytes zeroed': (folder: string) => {
    const file = biggest(folder, /\.log$/)
    const bytes = readFileSync(file)
    bytes.fill(0, Math.max(0, bytes.length - 4096))
    writeFileSync(file, bytes)
  },
  'table flipped by two bytes': (folder: string) => {
    if (!readdirSync(folder).some(name => name.endsWith('.ldb'))) return flip(biggest(folder, /\.log$/), 64)
    const file = biggest(folder, /\.ldb$/)
    flip(file, Math.floor(readFileSync(file).length / 2))
  }
} as const satisfies Record<string, (folder: string) => void>

export type Damage = keyof typeof damages

export function damage(profile: string, kind: Damage): void {
  const folder = indexedDbFolder(profile)
  if (!existsSync(folder)) throw new Error(`${folder} is not there to damage`)
  damages[kind](folder)
}
