import { createHash } from 'node:crypto'
import { appendFile, readFile, readdir, stat, truncate, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { errorTexts } from '#core/error-texts.ts'
import type { JournalEntry } from '#core/host.ts'
import { encodeEntry } from '../../electron/main/journal-entry.ts'
import { openJournal, realDisk, type JournalDisk, type JournalSetting } from '../../electron/main/journal.ts'
import { openReserve } from '../../electron/main/reserve.ts'
import { codeOf, someFolder } from './folder.ts'

const entry = (from: number, to = from, size = 40): JournalEntry =>
  ({ from, to, village: '530521101200', bytes: new Uint8Array(size).map((_, i) => (i * 7 + from) % 256) })

/** What `state().hash` must be, said without the journal's code. */
function hashOf(entries: readonly JournalEntry[]): string {
  const hash = createHash('sha256')
  for (const { from, to, bytes } of entries) {
    const numbers = new DataView(new ArrayBuffer(16))
    numbers.setBigUint64(0, BigInt(from))
    numbers.setBigUint64(8, BigInt(to))
    hash.update(new Uint8Array(numbers.buffer)).update(bytes)
  }
  return hash.digest('hex')
}

const plenty = async (): Promise<number> => 1e12
const none = async (): Promise<number> => 0
async function journalIn(folder: string, change: Partial<JournalSetting> = {}, free = none) {
  const journal = await openJournal({ folder, reserve: openReserve(join(folder, 'reserve'), folder, free), now: () => Date.now(), ...change })
  onTestFinished(() => journal.close())
  return { ...journal, all: async () => {
    const entries: JournalEntry[] = []
    for (let from: number | null = 0; from !== null;) {
      const page: { entries: JournalEntry[]; next: number | null } = await journal.read(from)
      entries.push(...page.entries)
      from = page.next
    }
    return entries
  } }
}
const segmentsOf = async (folder: string): Promise<string[]> => (await readdir(folder)).filter(name => name.endsWith('.cj')).sort()

describe('what was appended is there after a restart', () => {
  it('entries, in order, to the byte, and the state says the same before and after', async () => {
    const folder = await someFolder()
    const entries = [entry(1, 3), entry(4), entry(5, 9, 0), entry(10, 10, 5000)]
    const journal = await journalIn(folder)
    for (const one of entries) await journal.append(one)
    const expected = { entries: 4, highest: 10, hash: hashOf(entries), damaged: 0, marker: true }
    expect(journal.state()).toEqual(expected)
    const again = await journalIn(folder)
    expect([again.state(), await again.all()]).toEqual([expected, entries])
  })
  it('fifty appends at once are queued, whole and in the order asked', async () => {
    const folder = await someFolder()
    const entries = Array.from({ length: 50 }, (_, i) => entry(i + 1))
    const journal = await journalIn(folder)
    const states = await Promise.all(entries.map(journal.append))
    expect(states.map(state => state.entries)).toEqual(entries.map((_, i) => i + 1))
    expect(await (await journalIn(folder)).all()).toEqual(entries)
  })
  it('each append is synced before it resolves', async () => {
    const steps: string[] = []
    const disk: JournalDisk = {
      write: async (...args) => { await realDisk.write(...args); steps.push('write') },
      sync: async file => { await realDisk.sync(file); steps.push('sync') }
    }
    const journal = await journalIn(await someFolder(), { disk })
    await journal.append(entry(1)).then(() => steps.push('said'))
    await journal.append(entry(2)).then(() => steps.push('said'))
    expect(steps).toEqual(['write', 'sync', 'said', 'write', 'sync', 'said'])
  })
  it('pages hold as much as fits and never less than one entry', async () => {
    const journal = await journalIn(await someFolder(), { pageBytes: 300, segmentBytes: 500 })
    const entries = [entry(1, 1, 100), entry(2, 2, 100), entry(3, 3, 1000), entry(4, 4, 10)]
    for (const one of entries) await journal.append(one)
    const page = await journal.read(0)
    expect([page.entries.length, page.next]).toEqual([2, 2])
    expect([(await journal.read(2)).entries.length, (await journal.read(2)).next]).toEqual([1, 3])
    expect([await journal.all(), await journal.read(4), await journal.read(99)]).toEqual([entries, { entries: [], next: null }, { entries: [], next: null }])
  })
  it('a new segment is begun rather than one of more than its size', async () => {
    const folder = await someFolder()
    const size = encodeEntry(entry(1)).length
    const journal = await journalIn(folder, { segmentBytes: size * 2 })
    for (const number of [1, 2]) await journal.append(entry(number))
    expect(await segmentsOf(folder)).toEqual(['000001.cj'])
    await journal.append(entry(3))
    expect(await segmentsOf(folder)).toEqual(['000001.cj', '000002.cj'])
    expect(await (await journalIn(folder, { segmentBytes: size * 2 })).all()).toEqual([1, 2, 3].map(number => entry(number)))
  })
  it('the marker tells an emptied profile from a first run', async () => {
    const folder = await someFolder()
    expect((await journalIn(folder)).state().marker).toBe(false)
    await (await journalIn(folder)).mark()
    expect((await journalIn(folder)).state()).toMatchObject({ marker: true, entries: 0 })
  })
})

describe('faults 1, 2, 13 and D-05: a kill or power cut in the middle of an append', () => {
  it('cut at every byte of the last entry, all before it is read and the next append stands after it', async () => {
    const size = encodeEntry(entry(3)).length
    for (let kept = 0; kept < size; kept++) {
      const folder = await someFolder()
      const journal = await journalIn(folder)
      for (const number of [1, 2, 3]) await journal.append(entry(number))
      await truncate(join(folder, '000001.cj'), size * 2 + kept)
      const again = await journalIn(folder)
      expect(again.state()).toMatchObject({ entries: 2, damaged: 0, highest: 2, hash: hashOf([entry(1), entry(2)]) })
      await again.append(entry(3, 4))
      expect(await (await journalIn(folder)).all()).toEqual([entry(1), entry(2), entry(3, 4)])
    }
  })
  it.each([1, 30, 4096])('the length came to the disk and the last %i bytes did not', async lost => {
    const folder = await someFolder()
    const journal = await journalIn(folder)
    await journal.append(entry(1))
    await journal.append(entry(2, 2, 5000))
    const path = join(folder, '000001.cj')
    const bytes = await readFile(path)
    await writeFile(path, Buffer.concat([bytes.fill(0, bytes.length - Math.max(lost, 8)), Buffer.alloc(100)]))
    expect((await journalIn(folder)).state()).toMatchObject({ entries: 1, damaged: 0, highest: 1 })
  })
  it('a new segment of which nothing was written', async () => {
    const folder = await someFolder()
    await (await journalIn(folder)).append(entry(1))
    await writeFile(join(folder, '000002.cj'), '')
    const again = await journalIn(folder)
    await again.append(entry(2))
    expect(await (await journalIn(folder)).all()).toEqual([entry(1), entry(2)])
  })
})

describe('fault 14: damage in the middle', () => {
  it('whichever byte of the middle entry is turned, the others are read and one is counted', async () => {
    const size = encodeEntry(entry(2)).length
    const folder = await someFolder()
    const journal = await journalIn(folder)
    for (const number of [1, 2, 3]) await journal.append(entry(number))
    const sound = await readFile(join(folder, '000001.cj'))
    for (let at = size; at < size * 2; at++) {
      const bytes = Buffer.from(sound)
      bytes[at]! ^= 0xff
      await writeFile(join(folder, '000001.cj'), bytes)
      const again = await journalIn(folder)
      expect([at, again.state().damaged, await again.all()]).toEqual([at, 1, [entry(1), entry(3)]])
    }
  })
  it('an entry that carries another entry inside is still one entry', async () => {
    const folder = await someFolder()
    const outer = { ...entry(1), bytes: new Uint8Array(encodeEntry(entry(77))) }
    await (await journalIn(folder)).append(outer)
    expect(await (await journalIn(folder)).all()).toEqual([outer])
  })
  it('a damaged first segment does not hide the second', async () => {
    const folder = await someFolder()
    const journal = await journalIn(folder, { segmentBytes: 10 })
    for (const number of [1, 2]) await journal.append(entry(number))
    await truncate(join(folder, '000001.cj'), 20)
    const named: unknown[] = []
    const again = await journalIn(folder, { damage: (...where) => void named.push(where) })
    expect([again.state(), named]).toMatchObject([{ entries: 1, damaged: 1, highest: 2 }, [['000001.cj', 0]]])
  })
  it('rubbish behind the last entry is counted and never written over', async () => {
    const folder = await someFolder()
    await (await journalIn(folder)).append(entry(1))
    await appendFile(join(folder, '000001.cj'), 'rubbish that is no entry')
    const again = await journalIn(folder)
    await again.append(entry(2))
    expect([again.state().damaged, await (await journalIn(folder)).all()]).toEqual([1, [entry(1), entry(2)]])
  })
})

/** A disk with room for this many more bytes, unless the reserve is given up. */
function fullDisk(folder: string) {
  const self = { room: 0, full: true }
  const disk: JournalDisk = {
    sync: realDisk.sync,
    async write(file, bytes, position) {
      const freed = (await stat(join(folder, 'reserve')).catch(() => null)) === null
      if (!self.full || freed || bytes.length <= self.room) return realDisk.write(file, bytes, position)
      await realDisk.write(file, bytes.subarray(0, self.room), position)
      throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' })
    }
  }
  return Object.assign(self, { disk })
}

describe('faults 19 and 20: the disk is full', () => {
  const held = async (folder: string): Promise<number> => (await stat(join(folder, 'reserve')).catch(() => null))?.size ?? 0
  async function filled() {
    const folder = await someFolder()
    const roomy = await journalIn(folder, {}, plenty)
    await roomy.append(entry(1))
    await expect.poll(() => held(folder)).toBe(2_000_000)
    const full = fullDisk(folder)
    return { folder, full, journal: await journalIn(folder, { disk: full.disk }) }
  }
  it.each([0, 1, 7, 8, 30])('with room for %i bytes the open form is still saved, by giving up the reserve', async room => {
    const { folder, full, journal } = await filled()
    full.room = room
    expect(await journal.append(entry(2))).toMatchObject({ entries: 2, highest: 2 })
    expect(await held(folder)).toBe(0)
    expect(await (await journalIn(folder)).all()).toEqual([entry(1), entry(2)])
  })
  it('an import does not eat the reserve: it is refused, nothing earlier is lost, and the form is then saved', async () => {
    const { folder, full, journal } = await filled()
    full.room = 10_000
    expect(await codeOf(journal.append(entry(2, 900, 1_000_000)))).toBe('disk-full')
    expect([await held(folder), journal.state().entries]).toEqual([2_000_000, 1])
    full.room = 20
    await journal.append(entry(2))
    expect(await (await journalIn(folder)).all()).toEqual([entry(1), entry(2)])
  })
  it('refused without a reserve: no torn entry stays, and it succeeds after room is made', async () => {
    const folder = await someFolder()
    const size = encodeEntry(entry(1)).length
    const state = { full: false }
    const disk: JournalDisk = {
      sync: realDisk.sync,
      async write(file, bytes, position) {
        if (!state.full) return realDisk.write(file, bytes, position)
        await realDisk.write(file, bytes.subarray(0, 25), position)
        throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' })
      }
    }
    const journal = await journalIn(folder, { disk })
    await journal.append(entry(1))
    state.full = true
    expect(await codeOf(journal.append(entry(2)))).toBe('disk-full')
    expect([(await stat(join(folder, '000001.cj'))).size, journal.state()]).toEqual([size, { entries: 1, highest: 1, hash: hashOf([entry(1)]), damaged: 0, marker: true }])
    state.full = false
    await journal.append(entry(2))
    expect(await (await journalIn(folder)).all()).toEqual([entry(1), entry(2)])
  })
  it('the reserve is taken again when there is room', async () => {
    const { folder, full, journal } = await filled()
    await journal.append(entry(2))
    expect(await held(folder)).toBe(0)
    full.full = false
    await (await journalIn(folder, {}, plenty)).append(entry(3))
    await expect.poll(() => held(folder)).toBe(2_000_000)
  })
  it('a disk that fails otherwise is told apart', async () => {
    const disk: JournalDisk = { ...realDisk, sync: async () => { throw Object.assign(new Error('EIO'), { code: 'EIO' }) } }
    const folder = await someFolder()
    expect(await codeOf((await journalIn(folder, { disk })).append(entry(1)))).toBe('journal-write-failed')
    expect((await journalIn(folder)).state().entries).toBe(0)
  })
})

describe('fault 59: another program holds the journal', () => {
  function heldDisk(times: number, code: string): JournalDisk & { tries: number } {
    const disk = {
      ...realDisk, tries: 0,
      async write(file: Parameters<JournalDisk['write']>[0], bytes: Uint8Array, position: number) {
        // What was written of it before the lock stands in the way of the next try.
        await realDisk.write(file, bytes.subarray(0, 9), position)
        if (disk.tries++ < times) throw Object.assign(new Error(code), { code })
        await realDisk.write(file, bytes, position)
      }
    }
    return disk
  }
  it.each(['EBUSY', 'EPERM', 'EACCES'])('%s for a while: it is waited for, the entry is stored once and whole', async code => {
    const folder = await someFolder()
    const disk = heldDisk(3, code)
    const journal = await journalIn(folder, { disk, platform: 'win32' })
    await Promise.all([journal.append(entry(1)), journal.append(entry(2))])
    expect(disk.tries).toBe(5)
    expect(await (await journalIn(folder)).all()).toEqual([entry(1), entry(2)])
  })
  it('held for longer than anybody waits: refused in words that name the other program, nothing is torn, and it is stored afterwards', async () => {
    const folder = await someFolder()
    const disk = heldDisk(99, 'EBUSY')
    const journal = await journalIn(folder, { disk, platform: 'win32', patienceMs: 60 })
    expect(await codeOf(journal.append(entry(1)))).toBe('journal-held')
    expect(errorTexts['journal-held']).toMatch(/别的程序.*再按一次保存/)
    expect((await stat(join(folder, '000001.cj'))).size).toBe(0)
    disk.tries = 99
    await journal.append(entry(1))
    expect(await (await journalIn(folder)).all()).toEqual([entry(1)])
  })
})

describe('what the county has confirmed', () => {
  const DAY = 24 * 3600 * 1000
  async function threeSegments(age: number) {
    const folder = await someFolder()
    const journal = await journalIn(folder, { segmentBytes: 10 })
    for (const number of [1, 2, 3]) await journal.append(entry(number * 2 - 1, number * 2))
    const then = new Date(Date.now() - age)
    for (const name of await segmentsOf(folder)) await utimes(join(folder, name), then, then)
    return { folder, journal }
  }
  it.each([[13.9, [1, 2, 3]], [14.1, [2, 3]]])('after %f days, segments %j remain of a confirmed first', async (days, kept) => {
    const { folder, journal } = await threeSegments(days * DAY)
    await journal.confirm([[1, 2]])
    expect(await segmentsOf(folder)).toEqual(kept.map(number => `00000${number}.cj`))
    expect((await journal.all()).map(one => one.from)).toEqual(kept.map(number => number * 2 - 1))
  })
  it('a segment of which one number is not confirmed stays', async () => {
    const { folder, journal } = await threeSegments(30 * DAY)
    await journal.confirm([[1, 1], [3, 4]])
    expect(await segmentsOf(folder)).toEqual(['000001.cj', '000003.cj'])
  })
  it('ranges told one by one, over a restart, add up', async () => {
    const { folder, journal } = await threeSegments(30 * DAY)
    await journal.confirm([[2, 2]])
    await (await journalIn(folder)).confirm([[1, 1]])
    expect(await segmentsOf(folder)).toEqual(['000002.cj', '000003.cj'])
  })
  it('the last segment stays, and the highest number is never forgotten', async () => {
    const { folder, journal } = await threeSegments(30 * DAY)
    await journal.confirm([[1, 6]])
    expect(await segmentsOf(folder)).toEqual(['000003.cj'])
    await journal.append(entry(7))
    expect((await journalIn(folder)).state()).toMatchObject({ highest: 7, entries: 2, hash: hashOf([entry(5, 6), entry(7)]) })
  })
  it('a damaged note of what is confirmed deletes nothing', async () => {
    const { folder, journal } = await threeSegments(30 * DAY)
    await journal.close()
    await writeFile(join(folder, 'confirmed.json'), '[[1,9999')
    await (await journalIn(folder)).confirm([])
    expect((await segmentsOf(folder)).length).toBe(3)
  })
})
