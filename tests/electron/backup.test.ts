import { readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openBackups, type BackupSetting } from '../../electron/main/backup.ts'
import { openDraft } from '../../electron/main/draft.ts'
import { readChosen, safeFileName, saveChosen } from '../../electron/main/files.ts'
import { openReserve } from '../../electron/main/reserve.ts'
import { codeOf, someFolder } from './folder.ts'

const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text))
const textOf = (bytes: Uint8Array | undefined): string | undefined => bytes && Buffer.from(bytes).toString()

async function desk(change: Partial<BackupSetting> = {}) {
  const folder = join(await someFolder(), '备份')
  const clock = { now: new Date(2026, 2, 1, 20, 0) }
  const backups = openBackups({ folder, device: 'dAbCdEf123', now: () => clock.now, ...change })
  const onDay = (day: number): void => { clock.now = new Date(2026, 2, day, 20, 0) }
  return { folder, backups, onDay }
}

describe('the daily copy', () => {
  it('is read back by what was written, with its day', async () => {
    const { backups, folder } = await desk()
    expect(await backups.newest()).toBeNull()
    const { file, at } = await backups.write(bytesOf('first'))
    expect(file).toBe('村册备份-dAbCdE-2026-03-01.cunce')
    const newest = await backups.newest()
    expect([textOf(newest?.bytes), newest?.at, await backups.state()]).toEqual(['first', at, { at, folder }])
  })
  it('replaces that of the same day, and seven days are kept', async () => {
    const { backups, folder, onDay } = await desk()
    for (let day = 1; day <= 9; day++) {
      onDay(day)
      await backups.write(bytesOf(`morning ${day}`))
      await backups.write(bytesOf(`evening ${day}`))
    }
    const names = (await readdir(folder)).sort()
    expect([names.length, names[0], textOf((await backups.newest())?.bytes)]).toEqual([7, '村册备份-dAbCdE-2026-03-03.cunce', 'evening 9'])
  })
  it('is not thrown away as the oldest when the clock was turned back', async () => {
    const { backups, folder, onDay } = await desk()
    for (let day = 11; day <= 18; day++) {
      onDay(day)
      await backups.write(bytesOf(`day ${day}`))
    }
    onDay(2)
    const { file } = await backups.write(bytesOf('after'))
    expect(await readdir(folder)).toContain(file)
  })
  it('leaves other laptops’ copies and other files alone', async () => {
    const { backups, folder, onDay } = await desk()
    await backups.write(bytesOf('mine'))
    const others = ['村册备份-zZzZzZ-2020-01-01.cunce', '照片.jpg', '村册备份-dAbCdE-说明.txt']
    for (const name of others) await writeFile(join(folder, name), 'x')
    for (let day = 1; day <= 9; day++) {
      onDay(day)
      await backups.write(bytesOf('mine'))
    }
    expect(await readdir(folder)).toEqual(expect.arrayContaining(others))
  })
  it('fault 16: a copy that does not read back as written is told at once and not kept', async () => {
    const { backups, folder } = await desk({ readBack: async path => (await readFile(path)).fill(0, 60, 61) })
    expect(await codeOf(backups.write(bytesOf('the whole village')))).toBe('backup-failed')
    expect(await readdir(folder)).toEqual([])
  })
  it('fault 16: whichever byte of the newest copy is damaged, the one before it is given', async () => {
    const { backups, folder, onDay } = await desk()
    await backups.write(bytesOf('sound'))
    onDay(2)
    const { file } = await backups.write(bytesOf('damaged'))
    const bytes = await readFile(join(folder, file))
    for (let at = 0; at < bytes.length; at++) {
      const turned = Buffer.from(bytes)
      turned[at]! ^= 1
      await writeFile(join(folder, file), turned)
      expect([at, textOf((await backups.newest())?.bytes)]).toEqual([at, 'sound'])
    }
    await writeFile(join(folder, file), bytes.subarray(0, -1))
    expect(textOf((await backups.newest())?.bytes)).toBe('sound')
  })
  it('a folder that cannot be written is told', async () => {
    const folder = join(await someFolder(), 'file')
    await writeFile(folder, 'x')
    expect(await codeOf((await desk({ folder })).backups.write(bytesOf('x')))).toBe('backup-failed')
  })
})

describe('the form in progress', () => {
  it('is replaced as a whole, in the order asked, and cleared', async () => {
    const folder = await someFolder()
    const draft = openDraft(folder, openReserve(join(folder, 'reserve'), folder, async () => 0))
    expect(await draft.read()).toBeNull()
    await Promise.all(['a', 'ab', 'abc'].map(text => draft.save(bytesOf(text))))
    expect(textOf((await draft.read()) ?? undefined)).toBe('abc')
    await draft.save(null)
    expect([await draft.read(), await readdir(folder)]).toEqual([null, []])
  })
})

describe('files people choose', () => {
  it.each([
    ['花名册.xlsx', '花名册.xlsx'], ['../../etc/passwd', '_.._etc_passwd'], ['C:\\Windows\\x.xlsx', 'C__Windows_x.xlsx'], ['a\0b.xlsx', 'a_b.xlsx'], ['CON.xlsx', '_CON.xlsx'],
    ['.hidden', 'hidden'], ['村册 . ', '村册'], ['', '村册'], ['gnp\u202excod.xlsx', 'gnp_xcod.xlsx'], [`${'长'.repeat(200)}.xlsx`, `${'长'.repeat(80)}.xlsx`]
  ])('%j is offered as %j', (name, offered) => expect(safeFileName(name)).toBe(offered))

  it.each([[20_000_000, 'none'], [20_000_001, 'file-too-large']])('a file of %i bytes: %s', async (size, code) => {
    const path = join(await someFolder(), 'roster.xlsx')
    await writeFile(path, Buffer.alloc(size))
    expect(await codeOf(readChosen(path))).toBe(code)
  })
  it('the name comes without its path', async () => {
    const path = join(await someFolder(), '花名册.xlsx')
    expect(await saveChosen(path, bytesOf('x'))).toEqual({ name: '花名册.xlsx' })
    expect(await readChosen(path)).toEqual({ name: '花名册.xlsx', bytes: bytesOf('x') })
  })
  it('a file that is gone, and a folder that is none, are told with their reason', async () => {
    const folder = await someFolder()
    await writeFile(join(folder, 'file'), 'x')
    expect(await codeOf(readChosen(join(folder, 'gone.xlsx')))).toBe('file-failed')
    expect(await codeOf(saveChosen(join(folder, 'file', 'x.xlsx'), bytesOf('x')))).toBe('file-failed')
  })
})
