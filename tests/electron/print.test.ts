/** The host's part of printing, with a window that is not there. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openPrinting, PRINT_POLICY, type Printing, type PrintWindow } from '../../electron/main/print.ts'

let folder: string
beforeAll(async () => { folder = await mkdtemp(join(tmpdir(), 'cunce-print-')) })
afterAll(() => rm(folder, { recursive: true, force: true }))

interface Seen { loaded: string[]; closed: number; opened: number; landscape: boolean[]; body: string; status: number; during: ((print: Printing) => void) | null; save: string | null; asked: string[] }
let seen: Seen
let printing: Printing
beforeEach(() => { ({ seen, printing } = host()) })

function host(given: Partial<PrintWindow> = {}, longestMs = 60_000): { seen: Seen; printing: Printing } {
  const seen: Seen = { loaded: [], closed: 0, opened: 0, landscape: [], body: '', status: 0, during: null, save: join(folder, '对照表.pdf'), asked: [] }
  const printing = openPrinting({
    documents: folder, longestMs,
    dialog: { showSaveDialog: async (options: { defaultPath?: string }) => { seen.asked.push(options.defaultPath ?? ''); return { canceled: seen.save === null, filePath: seen.save ?? '' } } } as never,
    openWindow: () => {
      seen.opened++
      return {
        async load(url) {
          seen.loaded.push(url)
          const response = printing.serve(url)
          seen.status = response.status
          seen.body = await response.text()
        },
        pdf: async () => { seen.during?.(printing); return new TextEncoder().encode('%PDF-1.4') },
        paper: async landscape => { seen.landscape.push(landscape); return true },
        close: () => { seen.closed++ },
        ...given
      }
    }
  })
  return { seen, printing }
}
const begun = async (title = '对照表'): Promise<string> => (await printing.beginPdf(title))!.job

describe('a PDF', () => {
  it('is the pieces in their order, typeset once and written whole where the person chose', async () => {
    const job = await begun()
    for (const piece of ['<!doctype html>', '<p>一</p>', '<p>二</p>']) printing.add(job, piece)
    expect(await printing.finish(job)).toEqual({ name: '对照表.pdf', size: 8, printed: true })
    expect([seen.body, seen.status, seen.opened]).toEqual(['<!doctype html><p>一</p><p>二</p>', 200, 1])
    expect(await readFile(join(folder, '对照表.pdf'), 'utf8')).toBe('%PDF-1.4')
    expect((await readdir(folder)).filter(name => name.endsWith('.tmp'))).toEqual([])
    expect(seen.closed).toBeGreaterThan(0)
  })
  it('is not begun when the dialog is closed', async () => {
    seen.save = null
    expect(await printing.beginPdf('x')).toBe(null)
  })
  it('E-24: the offered name is a file’s name whatever the title says', async () => {
    await printing.beginPdf('../../etc/名册:<1>')
    expect(seen.asked[0]!.startsWith(folder)).toBe(true)
    expect(seen.asked[0]!.slice(folder.length + 1)).not.toMatch(/[/\\:<>]/)
  })
  it('a folder that cannot be written says so, and nothing is left', async () => {
    seen.save = join(folder, '对照表.pdf', 'inside.pdf')
    const job = await begun()
    await expect(printing.finish(job)).rejects.toMatchObject({ code: 'file-failed' })
    expect(seen.closed).toBeGreaterThan(0)
  })
})

describe('what the hidden window may load', () => {
  it('only the job that is being typeset, and only then', async () => {
    const job = await begun()
    const url = `app://print/${job}`
    expect([printing.serve(url).status, printing.mayLoad('app://print/other'), printing.mayLoad('app://cunce/index.html'), printing.mayLoad('https://example.org/')]).toEqual([404, false, false, false])
    await printing.finish(job)
    expect([printing.serve(url).status, printing.mayLoad(url)]).toEqual([404, false])
  })
  it('E-01: a page without scripts, pictures, fonts or addresses from anywhere, refusals too', async () => {
    const headers = printing.serve('app://print/x').headers
    expect(headers.get('content-security-policy')).toBe(PRINT_POLICY)
    for (const rule of ["default-src 'none'", "script-src 'none'", "connect-src 'none'", 'img-src data:', "form-action 'none'", "frame-ancestors 'none'", 'sandbox']) expect(PRINT_POLICY.split('; ')).toContain(rule)
    expect(PRINT_POLICY).not.toMatch(/https?:|\*|unsafe-eval/)
  })
})

describe('stopping', () => {
  it('K-12: locked while it is typeset: the window goes, the caller is told, no file is written', async () => {
    const name = '锁定.pdf'
    seen.save = join(folder, name)
    const job = await begun()
    seen.during = print => print.drop()
    await expect(printing.finish(job)).rejects.toMatchObject({ code: 'print-stopped' })
    // A later job is written whole; by then the stopped one had its time too.
    seen.during = null
    seen.save = join(folder, '之后.pdf')
    await printing.finish(await begun())
    expect((await readdir(folder)).filter(file => file === name || file.includes('锁定'))).toEqual([])
    expect(seen.closed).toBeGreaterThan(0)
  })
  it('a typesetting that never ends is ended', async () => {
    ;({ seen, printing } = host({ pdf: () => new Promise(() => undefined) }, 30))
    await expect(printing.finish(await begun())).rejects.toMatchObject({ code: 'print-timeout' })
    expect(seen.closed).toBeGreaterThan(0)
  })
  it('a window that fails says why', async () => {
    ;({ seen, printing } = host({ load: () => Promise.reject(new Error('ERR_ABORTED (-3)')) }))
    await expect(printing.finish(await begun())).rejects.toMatchObject({ code: 'print-failed', detail: { reason: 'ERR_ABORTED (-3)' } })
  })
  it('a job that was cancelled, finished, or put aside by a new one takes nothing more', async () => {
    const first = await begun()
    const second = await begun()
    expect(() => printing.add(first, 'x')).toThrow('print-stopped')
    printing.cancel(second)
    expect(() => printing.add(second, 'x')).toThrow('print-stopped')
    const third = await begun()
    printing.cancel(first)
    printing.add(third, 'x')
    await printing.finish(third)
    await expect(printing.finish(third)).rejects.toMatchObject({ code: 'print-stopped' })
  })
  it('while one is typeset nothing can be slipped into it', async () => {
    const job = await begun()
    let caught: unknown
    seen.during = print => { try { print.add(job, '<script>') } catch (thrown) { caught = thrown } }
    await printing.finish(job)
    expect(caught).toMatchObject({ code: 'print-stopped' })
  })
  it('E-10: a page of more than sixty million letters is refused, just one below is not', async () => {
    const job = await begun()
    const piece = 'x'.repeat(4_000_000)
    for (let i = 0; i < 15; i++) printing.add(job, piece)
    expect(() => printing.add(job, 'x')).toThrow('print-too-large')
    expect(() => printing.add(job, 'x')).toThrow('print-stopped')
  })
})

describe('paper', () => {
  it('goes to the system’s dialog, lying or standing; no file is written', async () => {
    for (const landscape of [true, false]) {
      const { job } = printing.beginPaper('台账', landscape)
      printing.add(job, '<p>x</p>')
      expect(await printing.finish(job)).toEqual({ name: '', size: 0, printed: true })
    }
    expect(seen.landscape).toEqual([true, false])
  })
  it('a dialog that was closed is no failure', async () => {
    ;({ seen, printing } = host({ paper: async () => false }))
    expect(await printing.finish(printing.beginPaper('x', false).job)).toMatchObject({ printed: false })
  })
})
