import { describe, expect, it } from 'vitest'
import { AppError } from '#core/error.ts'
import { fileKind } from '../../src/workbook/file-kind.ts'
import { proveSizes, requireWhole, scanZip } from '../../src/workbook/scan-zip.ts'
import { entryOf, unfold } from '../../src/workbook/unfold.ts'
import { bareParts, line, roster, SHEET_XML, zip, type Part } from './make-files.ts'

const MB = 1024 * 1024
const ascii = (text: string): Uint8Array => new TextEncoder().encode(text)
const ole = (inside: string): Uint8Array => new Uint8Array(Buffer.concat([Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), Buffer.alloc(1024), Buffer.from(inside, 'utf16le'), Buffer.alloc(64)]))
const bytes = (...list: readonly number[]): Uint8Array => new Uint8Array(list)

function refusal(file: Uint8Array): AppError {
  try {
    if (fileKind('名册.xlsx', file).kind === 'zip') scanZip('名册.xlsx', file)
  } catch (error) {
    if (error instanceof AppError) return error
    throw error
  }
  throw new Error('not refused')
}

describe('X-05 a file that is something else is named', () => {
  it.each<[string, Uint8Array, string]>([
    ['a PDF', ascii('%PDF-1.7 …'), 'PDF'],
    ['a photograph', bytes(0xff, 0xd8, 0xff, 0xe0, 0, 16), 'JPG'],
    ['a screenshot', bytes(0x89, 0x50, 0x4e, 0x47, 13, 10), 'PNG'],
    ['a program renamed to .xlsx', bytes(0x4d, 0x5a, 0x90, 0, 3, 0), '可执行程序'],
    ['a RAR', ascii('Rar!…'), '压缩包'],
    ['a letter in UTF-8', ascii('村委会通知'), '文本文件'],
    ['a letter in UTF-16', bytes(0xff, 0xfe, 0x53, 0x59), '文本文件'],
    ['a web page named .xls', ascii('<html><table>'), '网页'],
    ['nothing', bytes(), '空文件'],
    ['noise', bytes(1, 2, 3, 4, 5), '无法识别'],
    ['an old Word document', ole('WordDocument'), '旧版 Word'],
    ['another container of that age', ole('Contents'), '无法识别'],
    ['a plain zip', zip([{ name: '照片.jpg', data: 'x' }]), '压缩包'],
    ['a Word document', zip([{ name: '[Content_Types].xml', data: 'x' }, { name: 'word/document.xml', data: 'x' }]), 'Word'],
    ['an .ods', zip([{ name: 'mimetype', data: 'x' }, { name: 'content.xml', data: 'x' }]), 'OpenDocument'],
    ['an .xlsb', zip([{ name: '[Content_Types].xml', data: 'x' }, { name: 'xl/workbook.bin', data: 'x' }]), 'xlsb']
  ])('%s', (_, file, found) => {
    const error = refusal(file)
    expect(error.code).toBe('file-not-workbook')
    expect(error.detail['found']).toContain(found)
    expect(error.detail['name']).toBe('名册.xlsx')
  })

  it('a workbook with a password to open says what to do', () => {
    expect(refusal(ole('EncryptedPackage')).code).toBe('workbook-encrypted')
  })
})

describe('X-03 X-04 what would unfold too large is refused before it is unfolded', () => {
  const claiming = (size: number, data: Part['data'] = 'x'): Uint8Array => zip(bareParts(SHEET_XML(''), [{ name: 'xl/sharedStrings.xml', data, size }]))
  const random = (length: number): Uint8Array => {
    let state = 1
    return Uint8Array.from({ length }, () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) >>> 24)
  }

  it('a file of 20 MB may be looked at, one byte more may not', () => {
    expect(refusal(new Uint8Array(20 * MB)).code).toBe('file-not-workbook')
    expect(refusal(new Uint8Array(20 * MB + 1)).code).toBe('file-too-large')
  })

  it('200 parts pass, 201 do not', () => {
    const parts = (count: number): Part[] => [...bareParts(), ...Array.from({ length: count - 5 }, (_, i) => ({ name: `xl/media/${i}.xml`, data: 'x' }))]
    expect(scanZip('名册.xlsx', zip(parts(200)))).toHaveLength(200)
    expect(refusal(zip(parts(201))).detail['reason']).toContain('200')
  })

  it('a sheet of 400 MB in 413 KB is refused by what it declares', () => {
    const error = refusal(claiming(400 * MB))
    expect(error.code).toBe('workbook-unsafe')
    expect(error.detail['reason']).toContain('160 MB')
  })

  it.each<[string, number, boolean]>([
    ['1 MB out of a few bytes is small enough to let be', MB, true],
    ['a byte more at such a ratio is not', MB + 1, false]
  ])('%s', (_, size, passes) => {
    if (passes) expect(scanZip('名册.xlsx', claiming(size))).toHaveLength(6)
    else expect(refusal(claiming(size)).detail['reason']).toContain('压缩比')
  })

  it('two sheets that are each within bounds are over them together', () => {
    const half = random(1_100_000)
    const parts = (size: number): Part[] => [1, 2].map(n => ({ name: `xl/worksheets/big${n}.xml`, data: half, size: size * MB }))
    expect(refusal(zip(bareParts(SHEET_XML(''), parts(101)))).detail['reason']).toContain('200 MB')
    expect(scanZip('名册.xlsx', zip(bareParts(SHEET_XML(''), parts(99))))).toHaveLength(7)
  })

  it('what a reader that holds everything may have is less', () => {
    const entry = (size: number) => ({ name: 'xl/worksheets/sheet1.xml', method: 8, packed: size, size, at: 0 })
    expect(() => requireWhole('名册.xlsx', [entry(40 * MB)])).not.toThrow()
    expect(() => requireWhole('名册.xlsx', [entry(40 * MB + 1)])).toThrow('workbook-unsafe')
    expect(() => requireWhole('名册.xlsx', [entry(30 * MB), entry(30 * MB)])).not.toThrow()
    expect(() => requireWhole('名册.xlsx', [entry(30 * MB), entry(30 * MB + 1)])).toThrow('workbook-unsafe')
  })

  it('a sheet that declares less than it holds is found out while it unfolds', async () => {
    const file = zip(bareParts(SHEET_XML(''), [{ name: 'xl/sharedStrings.xml', data: new Uint8Array(30 * MB), size: 1000 }]))
    const entries = scanZip('名册.xlsx', file)
    await expect(proveSizes('名册.xlsx', file, entries, () => undefined)).rejects.toMatchObject({ code: 'workbook-unsafe' })
  })

  it('and no more of it is unfolded than it declared', async () => {
    const bytes = zip(bareParts(SHEET_XML(''), [{ name: 'xl/sharedStrings.xml', data: new Uint8Array(30 * MB), size: 1000 }]))
    const from = { name: '名册.xlsx', bytes, entries: scanZip('名册.xlsx', bytes) }
    let given = 0
    const all = async (): Promise<void> => {
      for await (const piece of unfold(from, entryOf(from, 'xl/sharedStrings.xml')!)) given += piece.length
    }
    await expect(all()).rejects.toMatchObject({ code: 'workbook-unsafe' })
    expect(given).toBeLessThanOrEqual(1000)
  })

  it('a sheet that declares more than it holds too, and a damaged one', async () => {
    const file = zip(bareParts(SHEET_XML(''), [{ name: 'xl/sharedStrings.xml', data: 'x', size: 5 }]))
    await expect(proveSizes('名册.xlsx', file, scanZip('名册.xlsx', file), () => undefined)).rejects.toMatchObject({ code: 'workbook-unsafe' })
    const broken = zip(bareParts())
    const entry = scanZip('名册.xlsx', broken).at(-1)!
    broken.fill(0xff, entry.at, entry.at + entry.packed)
    await expect(proveSizes('名册.xlsx', broken, scanZip('名册.xlsx', broken), () => undefined)).rejects.toMatchObject({ code: 'workbook-unsafe' })
  })

  it('directory and local header must tell the same', () => {
    const part = { name: 'xl/sharedStrings.xml', data: 'x' }
    expect(refusal(zip(bareParts(SHEET_XML(''), [{ ...part, localSize: 99 }]))).detail['reason']).toContain('大小')
    expect(refusal(zip(bareParts(SHEET_XML(''), [{ ...part, localName: 'xl/sharedStrings.xmm' }]))).detail['reason']).toContain('名称')
  })
})

describe('parts that have no business in a roster', () => {
  it.each<[string, Part, string]>([
    ['a path out of the folder', { name: 'xl/../../evil.xml', data: 'x' }, '不合规'],
    ['a path from the root', { name: '/etc/evil', data: 'x' }, '不合规'],
    ['a path with a drive', { name: 'C:/evil', data: 'x' }, '不合规'],
    ['a backslash', { name: 'xl\\evil.xml', data: 'x' }, '不合规'],
    ['a second part of the same name', { name: 'XL/workbook.xml', data: 'x' }, '重名'],
    ['macros', { name: 'xl/vbaProject.bin', data: 'x' }, '宏'],
    ['links to other files', { name: 'xl/externalLinks/externalLink1.xml', data: 'x' }, '链接'],
    ['an encrypted part', { name: 'xl/secret.xml', data: 'x', flags: 1 }, '加了密'],
    ['an unknown way of packing', { name: 'xl/odd.xml', data: 'x', method: 14 }, '压缩方法']
  ])('%s', (_, part, reason) => {
    const error = refusal(zip(bareParts(SHEET_XML(''), [part])))
    expect(error.code).toBe('workbook-unsafe')
    expect(error.detail['reason']).toContain(reason)
  })

  it('a DTD', async () => {
    const file = zip(bareParts('<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><worksheet/>'))
    await expect(proveSizes('名册.xlsx', file, scanZip('名册.xlsx', file), () => undefined)).rejects.toMatchObject({ code: 'workbook-unsafe', detail: { reason: expect.stringContaining('DTD') as string } })
  })

  it('a file cut in the middle', () => {
    const file = roster([line(0)])
    expect(refusal(file.subarray(0, file.length - 30)).code).toBe('workbook-unsafe')
    expect(refusal(file.subarray(0, 60)).code).toBe('workbook-unsafe')
  })

  it('an honest workbook passes whole', async () => {
    const file = roster([line(0)])
    const entries = scanZip('名册.xlsx', file)
    let done = 0
    await proveSizes('名册.xlsx', file, entries, n => { done = n })
    expect(done).toBe(entries.length)
  })
})
