/**
 * A disk that can lose power: an ext4 image on a loop device, shut down with EXT4_IOC_SHUTDOWN without
 * flushing its log, so that what was not fsynced is gone when it is mounted again. Needs root and loop devices.
 */
import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface LoopDisk {
  readonly folder: string
  /** Drops what was not synced; then every write fails until `powerOn`. */
  powerOff(): void
  /** The same with a hand on the switch already: thrown within a millisecond. Resolves when the disk is off. */
  arm(): Promise<() => Promise<void>>
  powerOn(): void
  close(): void
}

const run = (command: string, ...args: string[]): void => { execFileSync(command, args, { stdio: 'pipe' }) }

// _IOR('X', 125, __u32) with EXT4_GOING_FLAGS_NOLOGFLUSH; Perl is on every Debian, an ioctl is not in Node.
const SHUT = 'open(F,"<",$ARGV[0]) or die $!; $a=pack("L",2); ioctl(F,0x8004587d,$a) or die $!'

/** Who still holds a file below `folder`: no process outlives the light, and one that did would keep the dead disk mounted. */
function holders(folder: string): number[] {
  const link = (path: string): string => { try { return readlinkSync(path) } catch { return '' } }
  const names = (path: string): string[] => { try { return readdirSync(path) } catch { return [] } }
  return names('/proc').map(Number).filter(pid => pid > 1 && pid !== process.pid
    && [`/proc/${pid}/cwd`, ...['fd', 'map_files'].flatMap(kind => names(`/proc/${pid}/${kind}`).map(name => `/proc/${pid}/${kind}/${name}`))].some(path => link(path).startsWith(`${folder}/`)))
}

const wait = (milliseconds: number): void => { Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds) }

/**
 * Never lazily: a disk somebody still holds keeps its loop device, a second mount of the image joins it, and
 * the laptop would start again on the disk that was switched off (EIO on its first file).
 */
function unmount(folder: string): void {
  for (let tries = 0; ; tries++) {
    try { run('umount', folder); return } catch (error) {
      if (tries === 200) throw error
      for (const pid of holders(folder)) try { process.kill(pid, 'SIGKILL') } catch { /* gone meanwhile */ }
      wait(100)
    }
  }
}

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
    async arm() {
      const hand = spawn('perl', ['-e', `$|=1; open(F,"<",$ARGV[0]) or die $!; print "ready\n"; <STDIN>; $a=pack("L",2); ioctl(F,0x8004587d,$a) or die $!`, folder], { stdio: ['pipe', 'pipe', 'inherit'] })
      const off = new Promise<void>((resolve, reject) => hand.once('exit', code => (code === 0 ? resolve() : reject(new Error(`the switch failed: ${String(code)}`)))))
      await new Promise(resolve => hand.stdout.once('data', resolve))
      return () => {
        hand.stdin.end('\n')
        return off
      }
    },
    powerOn: () => {
      unmount(folder)
      mount()
      writeFileSync(join(folder, 'light'), 'on again')
    },
    close: () => {
      try { unmount(folder) } catch { /* already unmounted by a failed powerOn */ }
      rmSync(base, { recursive: true, force: true })
    }
  }
}
