import { describe, expect, it } from 'vitest'
import { judgePlace, placeText, type Surroundings } from '../../electron/main/profile-place.ts'

const windows = (env: Surroundings['env'] = {}): Surroundings => ({ platform: 'win32', env, kind: () => null, exists: () => false })
const linux = (kind: number | null, exists: Surroundings['exists'] = () => false): Surroundings => ({ platform: 'linux', env: {}, kind: () => kind, exists })

describe('fault 60: the profile on a network drive or in a folder that is synchronised', () => {
  it.each([
    [String.raw`\\server\share\cunce`, windows(), 'network'],
    [String.raw`\\?\C:\Users\zhang\AppData\Roaming\cunce`, windows(), null],
    [String.raw`C:\Users\zhang\AppData\Roaming\cunce`, windows({ OneDrive: String.raw`C:\Users\zhang\OneDrive` }), null],
    [String.raw`C:\Users\zhang\OneDrive\cunce`, windows({ OneDrive: String.raw`C:\Users\zhang\OneDrive` }), 'cloud'],
    [String.raw`D:\工作\资料\cunce`, windows({ OneDriveCommercial: 'D:\\工作\\' }), 'cloud'],
    [String.raw`D:\工作资料\cunce`, windows({ OneDriveCommercial: 'D:\\工作' }), null],
    [String.raw`C:\Users\zhang\OneDrive - 施甸县\cunce`, windows(), 'cloud'],
    [String.raw`D:\我的坚果云\cunce`, windows(), 'cloud'],
    [String.raw`D:\BaiduSyncdisk\村\cunce`, windows(), 'cloud'],
    ['/home/zhang/.config/cunce', linux(0xef53), null],
    ['/home/zhang/.config/cunce', linux(null), null],
    ['/home/zhang/.config/cunce', linux(0x6969), 'network'],
    ['/mnt/share/cunce', linux(-11317950), 'network'],
    ['/mnt/ntfs/cunce', linux(0x65735546), null],
    ['/home/zhang/Dropbox/cunce', linux(0xef53), 'cloud'],
    ['/home/zhang/sync/cunce', linux(0xef53, path => path === '/home/zhang/sync/.nutstore'), 'cloud']
  ] as const)('%s', (folder, surroundings, found) => {
    expect(judgePlace(folder, surroundings)).toBe(found)
  })
  it('says which folder, that nothing was touched, and the way out', () => {
    for (const problem of ['network', 'cloud'] as const) {
      const text = placeText(problem, '/x/y')
      expect(text).toContain('/x/y')
      expect(text).toMatch(/没有改动任何文件.*--user-data-dir/)
    }
  })
})
