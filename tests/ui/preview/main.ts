/** The window on a fake host and a fake book, for looking at pages: ?first, ?locked (default), ?rebuilt, ?empty, ?clash=3, ?slow, ?lines=30000 (ledgers), ?real=570 (the real book), ?busy (much to synchronise; with &silent no county). */
import { mountWindow } from '../../../src/mount.ts'
import { FakeLedgerBook } from '../fake-ledger.ts'
import { fakeHost } from '../fake-host.ts'
import { BUSY } from '../fake-sync.ts'
import { realBook } from './real-book.ts'

const wish = new URLSearchParams(location.search)
const first = wish.has('first')
const picture = await paint()
mountWindow({
  host: fakeHost({ picture: asTaken(picture), vault: { state: first ? 'new' : wish.has('keys') ? 'key-store-changed' : 'locked', keyStore: wish.has('phrase') ? 'none' : 'os' }, enrolled: !first && !wish.has('alone'), offered: first && !wish.has('alone') }),
  openBook: () => wish.has('real') ? realBook(Number(wish.get('real'))) : shown(new FakeLedgerBook({
    lines: Number(wish.get('lines') ?? 300),
    ...(wish.has('busy') ? { talk: { ...BUSY, answers: !wish.has('silent'), delay: 300, picture } } : {}),
    households: wish.has('empty') ? 0 : Number(wish.get('households') ?? 570), clashing: Number(wish.get('clash') ?? 2), delay: wish.has('slow') ? 400 : 1, roundFails: wish.has('offline'),
    ...(wish.has('rebuilt') ? { report: { outcome: 'rebuilt', damage: ['database-empty'], recovered: 37, base: 'backup', backupAt: '2026-11-21T09:10:00.000Z' } } : {}),
    ...(wish.has('errors') ? { preview: { problems: [{ cell: 'F214', row: 214, code: 'id-number', severity: 'error', text: '单元格存成了数字，Excel 已丢失后三位，请按证件重新填写' }, { cell: 'F9', row: 9, code: 'x', severity: 'warning', text: '“半劳力”不在选项里' }] } } : {}),
    ...(wish.has('offline') ? { status: { lastError: { error: { code: 'county-unreachable', detail: { host: 'county.example' } }, at: Date.now() } } } : {}),
    ...(wish.has('refused') ? { status: { refused: [{ number: 44, reason: '不在授权的村', title: '李光明 · 务工时间(月)' }] } } : {})
  })).client()
}, '#app')

/** A picture to look at: a house on a slope. */
async function paint(): Promise<Uint8Array> {
  const canvas = new OffscreenCanvas(1600, 1200)
  const pen = canvas.getContext('2d')!
  for (const [colour, x, y, width, height] of [['#bcd4e6', 0, 0, 1600, 1200], ['#7a9a5b', 0, 800, 1600, 400], ['#e9dcc3', 500, 450, 650, 420], ['#8a4b32', 450, 360, 750, 110], ['#5b3a29', 760, 640, 130, 230]] as const) {
    pen.fillStyle = colour
    pen.fillRect(x, y, width, height)
  }
  return new Uint8Array(await (await canvas.convertToBlob({ type: 'image/jpeg' })).arrayBuffer())
}

/** As a telephone writes it: held upright (orientation 6), with words of where and by what it was taken. */
function asTaken(jpeg: Uint8Array): Uint8Array {
  const told = [...'Exif\0\0II*\0\b\0\0\0\u0001\0\u0012\u0001\u0003\0\u0001\0\0\0\u0006\0\0\0\0\0\0\0GPS 24.72N 99.19E telephone'].map(letter => letter.charCodeAt(0))
  return new Uint8Array([...jpeg.subarray(0, 2), 0xff, 0xe1, 0, told.length + 2, ...told, ...jpeg.subarray(2)])
}

/** For whoever looks at the page by script: what the book was asked. */
function shown<B extends object>(book: B): B {
  Object.assign(globalThis, { shownBook: book })
  return book
}
