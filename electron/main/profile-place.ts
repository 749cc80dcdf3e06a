/**
 * Where the profile lies (fault 60). A folder that another program copies away while it is written, or that lies on
 * another machine, breaks what fsync promises and lets two laptops write one store: the app does not start there.
 */
import { existsSync, statfsSync } from 'node:fs'
import { dirname, join } from 'node:path'

export type PlaceProblem = 'network' | 'cloud'

export interface Surroundings {
  readonly platform: NodeJS.Platform
  readonly env: Readonly<Record<string, string | undefined>>
  /** Number of the file system's kind, as statfs gives it; null where it cannot be asked. */
  readonly kind: (folder: string) => number | null
  readonly exists: (path: string) => boolean
}

/** NFS, SMB1, CIFS, SMB2, Coda, AFS, Ceph, as Linux numbers them. */
const NETWORK_KINDS = new Set([0x6969, 0x517b, 0xff534d42, 0xfe534d42, 0x73757245, 0x5346414f, 0x00c36400])

/** Windows tells of OneDrive in the environment; of the others only the names of their folders. */
const CLOUD_VARIABLES = ['OneDrive', 'OneDriveConsumer', 'OneDriveCommercial'] as const
const CLOUD_FOLDERS = new Set(['onedrive', 'dropbox', 'google drive', 'baidusyncdisk', '百度网盘同步空间', 'nutstore', '我的坚果云', 'wps云盘', 'wpsdrive', '腾讯微云'])
const CLOUD_MARKERS = ['.dropbox', '.nutstore', '.sync.ffs_db'] as const

const real: Surroundings = {
  platform: process.platform, env: process.env, exists: existsSync,
  kind(folder) {
    try { return statfsSync(folder).type } catch { return null }
  }
}

const parts = (folder: string): string[] => folder.toLowerCase().split(/[\\/]+/)
const within = (folder: string, parent: string): boolean => {
  const [inner, outer] = [parts(folder), parts(parent).filter((part, i) => part !== '' || i === 0)]
  return outer.length > 0 && outer.every((part, i) => inner[i] === part)
}

/** null where the profile may lie. */
export function judgePlace(folder: string, { platform, env, kind, exists }: Surroundings = real): PlaceProblem | null {
  if (platform === 'win32' && /^(\\\\|\/\/)(?![?.]\\[a-z]:)/i.test(folder)) return 'network'
  // 32-bit kinds come signed or unsigned.
  const number = platform === 'linux' ? kind(folder) : null
  if (number !== null && NETWORK_KINDS.has(number >>> 0)) return 'network'
  if (CLOUD_VARIABLES.some(name => env[name] && within(folder, env[name]))) return 'cloud'
  if (parts(folder).some(part => CLOUD_FOLDERS.has(part) || part.startsWith('onedrive - '))) return 'cloud'
  for (let at = folder; ; at = dirname(at)) {
    if (CLOUD_MARKERS.some(marker => exists(join(at, marker)))) return 'cloud'
    if (dirname(at) === at) return null
  }
}

export const placeText = (problem: PlaceProblem, folder: string): string => problem === 'network'
  ? `数据文件夹在网络盘上（${folder}）。断网时会丢内容，所以没有打开，也没有改动任何文件。请把村册的数据文件夹放到本机硬盘（用 --user-data-dir=本机文件夹 启动）。`
  : `数据文件夹在网盘的同步目录里（${folder}）。同步软件会在填写时改动数据库，所以没有打开，也没有改动任何文件。请把它移出同步目录（用 --user-data-dir=本机文件夹 启动），再打开。`
