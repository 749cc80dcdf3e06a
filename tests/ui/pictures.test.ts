// @vitest-environment jsdom
/** a picture is judged by its first bytes before anything decodes it; then what is stored, shown, fetched and stopped. */
import { mount } from '@vue/test-utils'
import ElementPlus from 'element-plus'
import { describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import AddPicture from '../../src/components/attachments/AddPicture.vue'
import PictureStrip from '../../src/components/attachments/PictureStrip.vue'
import { PICTURE_STATES } from '../../src/components/attachments/picture-words.ts'
import { encodePicture, type EncodeWorker } from '../../src/stores/attachments-encode.ts'
import { readHeader } from '../../src/stores/attachments-header.ts'
import type { EncodeAnswer } from '../../src/stores/attachments-worker.ts'
import { provideEncoder, useAttachments } from '../../src/stores/attachments.ts'
import { useProblems } from '../../src/stores/problems.ts'
import { attachment, BUSY } from './fake-sync.ts'
import { unlocked } from './setting.ts'

const ascii = (text: string): number[] => [...text].map(letter => letter.charCodeAt(0))
const big = (n: number): number[] => [n >>> 24, (n >>> 16) & 255, (n >>> 8) & 255, n & 255]
const png = (width: number, height: number): Uint8Array => new Uint8Array([0x89, ...ascii('PNG\r\n\x1a\n'), ...big(13), ...ascii('IHDR'), ...big(width), ...big(height), 8, 6, 0, 0, 0, 0, 0, 0, 0])
const jpeg = (width: number, height: number): Uint8Array => new Uint8Array([0xff, 0xd8, 0xff, 0xe1, 0, 8, ...ascii('Exif\0\0'), 0xff, 0xc2, 0, 17, 8, ...big(height).slice(2), ...big(width).slice(2), 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1, 0xff, 0xda])
const webp = (chunk: string, rest: number[]): Uint8Array => new Uint8Array([...ascii('RIFF'), 0, 0, 0, 0, ...ascii('WEBP'), ...ascii(chunk), 0, 0, 0, 0, ...rest, ...Array<number>(20).fill(0)])

describe('X-22 the header', () => {
  it.each([
    ['png', png(4032, 3024), 4032, 3024], ['jpeg', jpeg(4032, 3024), 4032, 3024],
    ['webp', webp('VP8X', [0, 0, 0, 0, 0xbf, 0x0f, 0, 0xcf, 0x0b, 0]), 4032, 3024],
    ['webp', webp('VP8 ', [0, 0, 0, 0x9d, 1, 0x2a, 0xc0, 0x0f, 0xd0, 0x0b]), 4032, 3024],
    ['webp', webp('VP8L', [0x2f, 0xbf, 0xcf, 0xf3, 0x02]), 4032, 3024]
  ] as const)('%s says its size', (kind, bytes, width, height) => expect(readHeader(bytes)).toEqual({ ok: true, header: { kind, width, height } }))
  it.each([
    ['50,000 × 50,000', png(50_000, 50_000), '像素太多'], ['41 megapixels', jpeg(8200, 5000), '像素太多'], ['long and thin', png(40_000, 100), '像素太多'],
    ['nothing', new Uint8Array(), '空的'], ['no height', png(100, 0), '不完整'], ['cut in its header', png(10, 10).slice(0, 20), '不完整'], ['a JPEG without a frame', jpeg(10, 10).slice(0, 12), '不完整'],
    ['an SVG with a script', new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg"><script>1</' + 'script></svg>'), '不是图片'],
    ['HTML by the name of .jpg', new TextEncoder().encode('<!doctype html>'), '不是图片'],
    ['HEIC', new Uint8Array([0, 0, 0, 24, ...ascii('ftypheic'), 0, 0, 0, 0]), '兼容性最佳'], ['GIF', new TextEncoder().encode('GIF89a......'), 'GIF'], ['PDF', new TextEncoder().encode('%PDF-1.7'), 'PDF']
  ])('%s is refused unopened, in words', (_, bytes, words) => {
    const outcome = readHeader(bytes)
    expect(outcome.ok ? '' : outcome.reason).toContain(words)
  })
  it('exactly 40 megapixels are opened', () => expect(readHeader(png(8000, 5000)).ok).toBe(true))
})

describe('X-22 re-encoding', () => {
  const picture = { mime: 'image/jpeg' as const, bytes: new Uint8Array([1]), width: 1600, height: 1200 }
  function worker(answer: EncodeAnswer | 'never' | 'crash'): EncodeWorker & { asked: number; ended: number } {
    const made: EncodeWorker & { asked: number; ended: number } = {
      asked: 0, ended: 0, onmessage: null, onerror: null, terminate() { made.ended++ },
      postMessage() {
        made.asked++
        if (answer === 'crash') queueMicrotask(() => made.onerror?.(new Event('error') as ErrorEvent))
        else if (answer !== 'never') queueMicrotask(() => made.onmessage?.({ data: answer } as MessageEvent<EncodeAnswer>))
      }
    }
    return made
  }
  it('gives both pictures and ends the worker', async () => {
    const made = worker({ ok: true, full: picture, thumb: picture })
    expect((await encodePicture('a.jpg', jpeg(10, 10), () => made)).full).toBe(picture)
    expect(made.ended).toBe(1)
  })
  it('a bomb starts no worker', async () => {
    const start = vi.fn()
    await expect(encodePicture('b.png', png(50_000, 50_000), start)).rejects.toMatchObject({ code: 'attachment-unreadable', detail: { name: 'b.png' } })
    await expect(encodePicture('c.jpg', new Uint8Array(40_000_001), start)).rejects.toMatchObject({ code: 'attachment-too-large', detail: { limit: 40 } })
    expect(start).not.toHaveBeenCalled()
  })
  it.each([['takes too long', 'never'], ['crashes', 'crash'], ['cannot open it', { ok: false, reason: '图片损坏，解不开' }]] as const)('a worker that %s is ended, and the person told', async (_, answer) => {
    const made = worker(answer)
    await expect(encodePicture('a.jpg', jpeg(10, 10), () => made, 20)).rejects.toMatchObject({ code: 'attachment-unreadable' })
    expect(made.ended).toBe(1)
  })
})

describe('S6 pictures of a household', () => {
  const good = { mime: 'image/jpeg' as const, bytes: new Uint8Array([1, 2]), width: 800, height: 600 }
  const what = { household: 'household-0001', kind: '01', title: '厨房' }
  it('U-06: two clicks ask for one file and store one picture, which then stands in the list', async () => {
    provideEncoder(async () => ({ full: good, thumb: good }))
    const { book } = await unlocked({ talk: { attachments: [], delay: 3 } })
    const store = useAttachments()
    await store.show('household-0001')
    await Promise.all([store.add(what), store.add(what)])
    expect(book.talk.calls).toEqual(['addAttachment household-0001 01 厨房'])
    expect(store.list).toHaveLength(1)
  })
  it('what cannot be read is not stored', async () => {
    provideEncoder(encodePicture)
    const { book } = await unlocked({ talk: { attachments: [] } })
    const store = useAttachments()
    await expect(store.add(what)).rejects.toMatchObject({ code: 'attachment-unreadable' })
    expect(book.talk.calls).toEqual([])
    expect(store.adding).toBe(false)
  })
  it('pictures of the household before are not shown under the next one', async () => {
    const { book } = await unlocked({ talk: BUSY })
    const store = useAttachments()
    await store.show('household-0001')
    const late = Promise.withResolvers<never[]>()
    vi.spyOn(book.talk, 'attachmentsOf').mockImplementationOnce(() => late.promise)
    const slow = store.show('household-0002')
    expect(store.list).toBeNull()
    await store.show('household-0001')
    late.resolve([])
    await slow
    expect(store.list!.length).toBeGreaterThan(0)
  })
  it('the states are told apart, and only one says 已到县里', () => {
    const labels = Object.values(PICTURE_STATES).map(({ label }) => label)
    expect(new Set(labels).size).toBe(labels.length)
    expect(labels.filter(label => label.includes('到县里'))).toEqual([PICTURE_STATES.sent.label])
    expect(PICTURE_STATES.here.label).toBe('在本机')
  })
  it('arrows walk the strip, Enter stays in it', async () => {
    const around = vi.fn()
    const strip = mount(PictureStrip, { props: { list: [...BUSY.attachments!], thumb: async () => ({ mime: 'image/jpeg', bytes: new Uint8Array() }) }, attachTo: document.body })
    document.body.addEventListener('keydown', around)
    const buttons = strip.findAll('button')
    await buttons[0]!.trigger('keydown', { key: 'ArrowRight' })
    expect(document.activeElement).toBe(buttons[1]!.element)
    await buttons[1]!.trigger('keydown', { key: 'Enter' })
    expect(around).not.toHaveBeenCalled()
    document.body.removeEventListener('keydown', around)
    strip.unmount()
  })
  it('U-01: an Enter of the input method adds nothing', async () => {
    const form = mount(AddPicture, { props: { busy: false }, global: { plugins: [ElementPlus] } })
    await form.get('[data-testid=picture-title]').trigger('keydown', { key: 'Enter', isComposing: true })
    expect(form.emitted('add')).toBeUndefined()
    await form.get('[data-testid=picture-title]').trigger('keydown', { key: 'Enter' })
    expect(form.emitted('add')).toEqual([['01', '']])
  })
})

describe('fault 23: pictures that are named and not here', () => {
  const away = ['a', 'b', 'c'].map(name => attachment(`attachment-000${name}`, { state: 'away' }))
  it('are listed and fetched one after the other', async () => {
    await unlocked({ talk: { attachments: away } })
    const store = useAttachments()
    await store.loadMissing()
    expect(store.missing).toHaveLength(3)
    await store.fetchAll()
    expect(store.missing).toHaveLength(0)
  })
  it('stopped after the first the rest stays listed', async () => {
    const { book } = await unlocked({ talk: { attachments: away, delay: 15 } })
    const store = useAttachments()
    await store.loadMissing()
    const going = store.fetchAll()
    await nextTick()
    await store.stop()
    await going
    expect(book.talk.calls).toHaveLength(1)
    expect(store.missing).toHaveLength(2)
    expect(store.fetching).toBeNull()
  })
  it('without a county it ends at the first and says so once, calmly', async () => {
    const { book } = await unlocked({ talk: { attachments: away, answers: false } })
    const store = useAttachments()
    await store.loadMissing()
    await store.fetchAll()
    expect(book.talk.calls).toHaveLength(1)
    expect(useProblems().list).toMatchObject([{ code: 'county-unreachable', tone: 'calm', times: 1 }])
  })
  it('one the county has not got either does not stop the others', async () => {
    const { book } = await unlocked({ talk: { attachments: away } })
    const { fetchAttachment } = book.talk
    const { AppError } = await import('#core/error.ts')
    vi.spyOn(book.talk, 'fetchAttachment').mockImplementation(record => record.endsWith('a') ? Promise.reject(new AppError('attachment-missing')) : fetchAttachment(record))
    const store = useAttachments()
    await store.loadMissing()
    await store.fetchAll()
    expect(store.missing!.map(({ record }) => record)).toEqual(['attachment-000a'])
  })
})
