import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { checkFile } from '../../src/workbook/check-file.ts'
import { inspectFile, inspectionText } from '../../src/workbook/inspect.ts'
import { IDS, line, roster } from './make-files.ts'

const root = join(import.meta.dirname, '../..')
const folder = mkdtempSync(join(tmpdir(), 'workbook-'))
afterAll(() => rmSync(folder, { recursive: true }))
const command = (...args: readonly string[]): { readonly status: number | null; readonly stdout: string; readonly stderr: string } =>
  spawnSync('node', [join(root, '.ci/workbook.mjs'), ...args], { cwd: folder, encoding: 'utf8', env: { ...process.env, INIT_CWD: folder } })
const file = (name: string, bytes: Uint8Array | string): string => {
  writeFileSync(join(folder, name), bytes)
  return name
}

const good = roster([line(0), line(1, 1, { 证件号码: '530521195501086145' }), line(3, 2, { 与户主关系: '户主' })])

describe('npm run workbook', () => {
  it('inspect --json prints one object and nothing else: layout, mapping, rows by the sheet\'s own numbers, dropped', () => {
    const { status, stdout, stderr } = command('inspect', file('名册.xlsx', good), '--json')
    expect([status, stderr]).toEqual([0, ''])
    const { layout, mapping, rows, dropped } = JSON.parse(stdout) as Record<string, unknown>
    expect(layout).toMatchObject({ sheet: 'Sheet1', headingLines: [2, 2], base: 'person' })
    expect((mapping as readonly unknown[])[3]).toMatchObject({ letter: 'D', heading: '证件号码', target: { kind: 'field', register: 'person', name: 'idNo' } })
    expect(rows).toMatchObject([{ row: 3, name: '寸杰', idNo: IDS[0], problems: [] }, { row: 4, idNo: '530521195501086145', problems: [{ code: 'id-checksum', cell: 'D4' }] }, { row: 5, group: 2 }])
    expect(dropped).toEqual([])
  })

  it('check --json runs the checks of households and village, each finding with its line', () => {
    const { status, stdout } = command('check', file('名册.xlsx', good), '--json', '--today=2026-11-02')
    expect(status).toBe(0)
    const { households, findings } = JSON.parse(stdout) as { households: number; findings: readonly { readonly id: string; readonly severity: string; readonly text: string; readonly row: number }[] }
    expect(households).toBe(2)
    expect(findings.find(({ id }) => id === 'R003')).toMatchObject({ row: 4 })
    expect(findings.every(({ severity, text, row }) => ['E', 'W', 'I'].includes(severity) && text !== '' && Number.isInteger(row))).toBe(true)
  })

  it('a file that is refused ends with 1, its code and the words for it', () => {
    const json = command('inspect', file('照片.xlsx', new Uint8Array([0xff, 0xd8, 0xff, 0xe0])), '--json')
    expect(json.status).toBe(1)
    expect(JSON.parse(json.stdout)).toEqual({ error: { code: 'file-not-workbook', text: '“照片.xlsx”不是能读的表格（JPG 图片）。请选择 .xlsx、.xls、.et 或 .csv 文件。' } })
    const words = command('check', '没有这个.xlsx')
    expect([words.status, words.stdout]).toEqual([1, ''])
    expect(words.stderr).toContain('file-failed：')
  })

  it('without a command it says how it is called', () => {
    const { status, stderr } = command('burn', 'x')
    expect(status).toBe(2)
    expect(stderr).toContain('npm run workbook -- inspect')
  })
})

it('for people the same is said in lines', async () => {
  const text = inspectionText(await inspectFile('名册.xlsx', good))
  expect(text).toContain('3 行，2 户')
  expect(text).toContain('D  证件号码 → 证件号码')
  expect(text).toContain('D4 提醒：')
})

it('X-17 what the checks say of a file stands at the line of the person it is about', async () => {
  const { findings } = await checkFile('名册.xlsx', roster([line(0, 1, { 与户主关系: '配偶' }), line(1, 1, { 与户主关系: '配偶' })]), { today: '2026-11-02', area: '' })
  expect(findings.length).toBeGreaterThan(0)
  expect(findings.every(({ row }) => [0, 3, 4].includes(row))).toBe(true)
})
