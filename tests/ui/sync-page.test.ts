// @vitest-environment jsdom
/** What the page of synchronising says and does: nothing is claimed without a receipt, nothing is done twice by a double click. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { mount } from '@vue/test-utils'
import ElementPlus from 'element-plus'
import { describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import AsideList from '../../src/components/sync/AsideList.vue'
import HubVisit from '../../src/components/sync/HubVisit.vue'
import LossCard from '../../src/components/sync/LossCard.vue'
import PackageRead from '../../src/components/sync/PackageRead.vue'
import StatusLine from '../../src/components/StatusLine.vue'
import { shortRanges } from '../../src/components/sync/number-ranges.ts'
import { KNOWN_REASONS, reasonWords } from '../../src/components/sync/reason-words.ts'
import { remedyFor } from '../../src/components/sync/remedy.ts'
import { useBook } from '../../src/stores/book.ts'
import { useHub } from '../../src/stores/hub.ts'
import { usePackages } from '../../src/stores/packages.ts'
import { useSession } from '../../src/stores/session.ts'
import { useSync } from '../../src/stores/sync.ts'
import { useAside } from '../../src/stores/sync-aside.ts'
import { aside, BUSY } from './fake-sync.ts'
import { unlocked } from './setting.ts'

const NOW = Date.UTC(2026, 10, 22, 4)
const NONE = { changes: 0, households: 0, since: null, attachments: 0, attachmentBytes: 0, draft: false, trial: 0, setAside: 0, onTheWay: null }
const plugins = { global: { plugins: [ElementPlus] } }

describe('S7 what would be lost now', () => {
  const card = (loss: object | null, more: object = {}) => mount(LossCard, { ...plugins, props: { loss: loss && { ...NONE, ...loss }, enrolled: true, answers: true, confirmed: true, running: false, now: NOW, ...more } as never })
  it('counts changes, households, the oldest, photographs and bytes, half a sentence', () => {
    const text = card({ changes: 37, households: 12, since: NOW - 2 * 86_400_000, attachments: 6, attachmentBytes: 1_572_864, draft: true, setAside: 3, onTheWay: { changes: 20, at: NOW } }).text()
    for (const words of ['掉进河里，会丢', '37 笔改动', '12 户', '2026-11-20', '6 张照片', '1.5 MB', '半句话', '20 笔', '县里还没有回执', '3 笔县里没有收下']) expect(text).toContain(words)
  })
  it('is never called safe before it was counted', () => expect(card(null).text()).not.toContain('不会丢'))
  it('says that nothing would be lost only where a receipt lies here', () => {
    expect(card({}).text()).toContain('不会丢改动')
    const without = card({}, { confirmed: false }).text()
    expect(without).not.toContain('不会丢')
    expect(without).not.toContain('回执')
  })
  it('a trial county\'s word is worth what it is', () => {
    const text = card({ trial: 812 }).text()
    expect(text).toContain('试用')
    expect(text).toContain('断电可能丢')
    expect(text).not.toContain('不会丢改动')
  })
  it.each([
    ['the county answers', { changes: 3, attachments: 0 }, true, true, 'sync'],
    ['it is still being asked', { changes: 3, attachments: 0 }, true, null, 'sync'],
    ['it is silent and there is something to save', { changes: 3, attachments: 0 }, true, false, 'package'],
    ['it is silent and there are only photographs', { changes: 0, attachments: 1 }, true, false, 'package'],
    ['it is silent and nothing is only here', { changes: 0, attachments: 0 }, true, false, 'none'],
    ['there is no county yet', { changes: 3, attachments: 0 }, false, true, 'enrol']
  ] as const)('the button that helps when %s', (_, loss, enrolled, answers, remedy) => expect(remedyFor(loss, enrolled, answers)).toBe(remedy))
  it('is counted anew after a round and forgotten at a lock', async () => {
    const { book } = await unlocked({ talk: { loss: { changes: 2 } } })
    const sync = useSync()
    await sync.readLoss()
    expect(sync.loss?.changes).toBe(2)
    const again = vi.spyOn(book.talk, 'loss')
    await sync.round()
    expect(again).toHaveBeenCalled()
    await useSession().lock()
    expect(sync.loss).toBeNull()
  })
})

describe('the status line and photographs', () => {
  const line = (props: object) => mount(StatusLine, { props: { enrolled: true, unsent: 0, trial: 0, conflicts: 0, refused: 0, lastContact: NOW, now: NOW, round: null, failure: null, ...props }, global: { stubs: { RouterLink: { template: '<a><slot /></a>' } } } }).text()
  it('a photograph only here is in sight, and not all is at the county then', () => {
    expect(line({ photos: 2 })).toContain('照片 2')
    expect(line({ photos: 2 })).not.toContain('已全部到县里')
  })
  it('without a receipt nothing is said to have arrived', () => expect(line({ confirmed: false })).not.toContain('到县里'))
})

describe('set-aside changes', () => {
  it('every reason the county can give has words and a way out', () => {
    const judge = readFileSync(resolve(import.meta.dirname, '../../server/judge.ts'), 'utf8')
    const codes = [...judge.slice(judge.indexOf('export type Reason'), judge.indexOf('export interface Sent')).matchAll(/'([a-z-]+)'/gu)].map(([, code]) => code!)
    expect(codes.length).toBeGreaterThan(7)
    for (const code of [...codes, 'body-too-large']) {
      expect(KNOWN_REASONS).toContain(code)
      expect(reasonWords(code).todo.length).toBeGreaterThan(8)
    }
  })
  it('a reason of a newer county is shown as it came', () => expect(reasonWords('toString').what).toContain('toString'))

  const list = (items = BUSY.aside!) => mount(AsideList, { ...plugins, attachTo: document.body, props: { list: items, withdrawn: null, busy: false } })
  it('keys: arrows move, Enter opens at the field, R sends again, W asks and only then takes back, Esc lets it be', async () => {
    const shown = list()
    const items = shown.findAll('[data-testid=aside-item]')
    await items[0]!.trigger('keydown', { key: 'Enter' })
    expect(shown.emitted('open')?.[0]).toEqual([BUSY.aside![0]])
    await items[0]!.trigger('keydown', { key: 'r' })
    expect(shown.emitted('again')).toEqual([[44]])
    await items[0]!.trigger('keydown', { key: 'ArrowDown' })
    await nextTick()
    expect(document.activeElement?.id).toBe('aside-1')
    await items[1]!.trigger('keydown', { key: 'w' })
    expect(shown.emitted('withdraw')).toBeUndefined()
    await items[1]!.trigger('keydown', { key: 'Escape' })
    expect(shown.find('[data-testid=aside-withdraw-yes]').exists()).toBe(false)
    await items[1]!.trigger('keydown', { key: 'w' })
    await shown.get('[data-testid=aside-withdraw-yes]').trigger('click')
    expect(shown.emitted('withdraw')).toEqual([[45]])
    shown.unmount()
  })
  it('what is too large is not offered to be sent as it is, by button or key', async () => {
    const shown = list([aside(45, 'body-too-large')])
    await shown.get('[data-testid=aside-item]').trigger('keydown', { key: 'r' })
    expect(shown.emitted('again')).toBeUndefined()
    expect(shown.find('[data-testid=aside-again]').exists()).toBe(false)
    shown.unmount()
  })
  it('an identity number in one is hidden', () => {
    const shown = list([aside(46, 'device-revoked', { fields: { idNo: '530521199004050021' } })])
    expect(shown.text()).not.toContain('199004050021')
    shown.unmount()
  })
  it('U-06: a double click sends again once, and the state is told after it is stored', async () => {
    const { book } = await unlocked({ talk: { ...BUSY, delay: 5 } })
    const store = useAside()
    await store.load()
    await Promise.all([store.sendAgain(44), store.sendAgain(44)])
    expect(book.talk.calls).toEqual(['sendAgain 44'])
    expect(store.list!.find(({ number }) => number === 44)!.state).toBe('sent-again')
    expect(store.ordered.slice(0, 2).every(({ state }) => state === 'waiting')).toBe(true)
  })
  it('taking back says what it restored and what it left', async () => {
    await unlocked({ talk: BUSY })
    const store = useAside()
    await store.load()
    await store.withdraw(45)
    expect(store.withdrawn).toEqual({ number: 45, restored: 1, left: 1 })
    await expect(store.withdraw(45)).rejects.toMatchObject({ code: 'aside-gone' })
  })
})

describe('packages on a stick', () => {
  const read = (state: object, more: object = {}) => mount(PackageRead, { ...plugins, props: { state, busy: false, answers: true, villageName: (code: string) => code, ...more } as never })
  const answer = { kind: 'answer', name: 'a.cunce', from: '施甸县', madeAt: NOW, receipts: 2, confirmed: 37, changes: 112, gap: false, seen: false }
  it('an answer is looked at before it is taken in; one read before and one with a gap say so', () => {
    expect(read({ kind: 'chosen', file: answer }).text()).toContain('确认本机 37 笔')
    expect(read({ kind: 'chosen', file: { ...answer, seen: true } }).get('[data-testid=package-seen]').text()).toContain('读过')
    expect(read({ kind: 'chosen', file: { ...answer, gap: true } }).get('[data-testid=package-gap]').text()).toContain('接不上')
  })
  it('a courier without a line is told before trying', () => {
    expect(read({ kind: 'chosen', file: BUSY.chosen! }, { answers: false }).find('[data-testid=package-no-line]').exists()).toBe(true)
    expect(read({ kind: 'chosen', file: BUSY.chosen! }).find('[data-testid=package-no-line]').exists()).toBe(false)
  })
  it('S4: a report is carried, counted, and its answer saved; a double click carries once', async () => {
    const { book } = await unlocked({ talk: { ...BUSY, delay: 5 } })
    const store = usePackages()
    await Promise.all([store.choose(), store.choose()])
    expect(book.talk.calls).toEqual(['choosePackage'])
    await Promise.all([store.act(), store.act()])
    store.putAway()
    expect(store.reading.kind).toBe('carried')
    await store.saveAnswer()
    expect(book.talk.calls.slice(1)).toEqual(['carryPackage t', 'saveAnswer a'])
    expect(store.reading).toMatchObject({ kind: 'carried', by: '段丽华', done: { accepted: 200, known: 12 }, answerName: '回执-段丽华.cunce' })
  })
  it('without a line the report stays chosen, to be carried later', async () => {
    await unlocked({ talk: { ...BUSY, answers: false } })
    const store = usePackages()
    await store.choose()
    await expect(store.act()).rejects.toMatchObject({ code: 'package-needs-county' })
    expect(store.reading).toMatchObject({ kind: 'chosen', file: { token: 't' } })
  })
  it('a closed dialog leaves what was there; a lock forgets the token', async () => {
    const { book } = await unlocked({ talk: BUSY })
    const store = usePackages()
    await store.choose()
    vi.spyOn(book.talk, 'choosePackage').mockResolvedValue(null)
    await store.choose()
    expect(store.reading.kind).toBe('chosen')
    await useBook().close()
    expect(store.reading).toEqual({ kind: 'none' })
  })
  it('saving that fails does not look saved', async () => {
    const { book } = await unlocked({ talk: BUSY })
    vi.spyOn(book.talk, 'savePackage').mockRejectedValue(new Error('stick'))
    const store = usePackages()
    await expect(store.save()).rejects.toThrow('stick')
    expect(store.saving).toEqual({ kind: 'idle' })
  })
})

describe('the team\'s hub', () => {
  it('S5: found ones stay to be tried again when a visit fails', async () => {
    await unlocked({ talk: BUSY })
    const hub = useHub()
    await hub.find()
    await expect(hub.visit('10.0.0.1')).rejects.toMatchObject({ code: 'hub-unreachable' })
    expect(hub.visiting).toMatchObject({ kind: 'found' })
    await hub.visit(' 192.168.43.17:8471 ')
    expect(hub.visiting).toMatchObject({ kind: 'visited', report: { gave: 37, took: 214 } })
  })
  it('opens once by a double click, and closed it is shown closed', async () => {
    const { book } = await unlocked({ talk: { delay: 5 } })
    const hub = useHub()
    await Promise.all([hub.open(), hub.open()])
    expect(book.talk.calls).toEqual(['openHub'])
    expect(hub.state?.open).toBe(true)
    await hub.close()
    expect(hub.state?.open).toBe(false)
  })
  it.each([['192.168.43.1:8471', '192.168.43.1:8471'], ['１９２.168.43.1', '192.168.43.1'], ['http://evil/x', null], ['192.168.43.1;rm', null], ['<b>', null]])('the address %s is taken as %s', async (typed, taken) => {
    const shown = mount(HubVisit, { ...plugins, props: { state: { kind: 'none' }, villageName: (code: string) => code } })
    await shown.get('[data-testid=hub-address-input]').setValue(typed)
    await shown.get('[data-testid=hub-address-input]').trigger('keydown', { key: 'Enter' })
    expect(shown.emitted('visit') ?? null).toEqual(taken === null ? null : [[taken]])
    if (taken === null) expect(shown.get('[role=alert]').text()).toContain('192.168.43.1:8471')
  })
  it('U-01: Enter of the input method visits nobody', async () => {
    const shown = mount(HubVisit, { ...plugins, props: { state: { kind: 'none' }, villageName: (code: string) => code } })
    await shown.get('[data-testid=hub-address-input]').setValue('192.168.43.1')
    await shown.get('[data-testid=hub-address-input]').trigger('keydown', { key: 'Enter', isComposing: true })
    expect(shown.emitted('visit')).toBeUndefined()
  })
})

it('long lists of numbers are cut in sight', () => {
  expect(shortRanges([[1, 8], [10, 10]])).toBe('1–8、10')
  expect(shortRanges([[1, 8], [10, 10], [12, 12], [14, 14], [16, 16]])).toContain('等 5 段')
})
