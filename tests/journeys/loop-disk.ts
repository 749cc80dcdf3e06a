/**
 * A disk that can lose power: an ext4 image on a loop device, shut down with EXT4_IOC_SHUTDOWN without
 * flushing its log, so that what was not fsynced is gone when it is mounted again. Needs root and loop devices.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface LoopDisk {
  readonly folder: string
  /** Drops what was not synced; then every write fails until `powerOn`. */
  powerOff(): void
  powerOn(): void
  close(): void
}

const run = (command: string, ...args: string[]): void => { execFileSync(command, args, { stdio: 'pipe' }) }

// _IOR('X', 125, __u32) with EXT4_GOING_FLAGS_NOLOGFLUSH; Perl is on every Debian, an ioctl is not in Node.
const SHUT = 'open(F,"<",$ARGV[0]) or die $!; $a=pack("L",2); ioctl(F,0x8004587d,$a) or die $!'

/** null where this machine does not allow mounting. */
export function openLoopDisk(megabytes: number): LoopDisk | null {
  const base = mkdtempSync(join(tmpdir(), 'cunce-disk-'))
  const image = join(base, 'image')
  const folder = join(base, 'disk')
  const mount = (): void => run('mount', '-o', 'loop', image, folder)
  try {
    mkdirSync(folder)
    run('truncate', '-s', `${megabytes}M`, image)
    run('mkfs.ext4', '-q', '-F', image)
    mount()
  } catch {
    rmSync(base, { recursive: true, force: true })
    return null
  }
  return {
    folder,
    powerOff: () => run('perl', '-e', SHUT, folder),
    powerOn: () => { run('umount', '-l', folder); mount() },
    close: () => {
      try { run('umount', '-l', folder) } catch { /* already unmounted by a failed powerOn */ }
      rmSync(base, { recursive: true, force: true })
    }
  }
}
