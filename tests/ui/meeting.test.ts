// @vitest-environment jsdom
import { Blob as NodeBlob } from 'node:buffer'
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import ElementPlus from 'element-plus'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createMemoryHistory, createRouter, type Router } from 'vue-router'
import { useMeeting } from '../../src/stores/meeting.ts'
import { provideMeetingEncoder, useMeetingNotice } from '../../src/stores/meeting-notice.ts'
import { newMeetingProblem, useMeetings } from '../../src/stores/meetings.ts'
import { useDossier } from '../../src/stores/dossier.ts'
import { providePorts } from '../../src/stores/ports.ts'
import { useVillage } from '../../src/stores/village.ts'
import { useSession } from '../../src/stores/session.ts'
import type { BookClient } from '../../src/db/client.ts'
import { textOf } from '../../src/print/tree.ts'
import MeetingScreen from '../../src/views/meeting/MeetingScreen.vue'
import MeetingView from '../../src/views/meeting/MeetingView.vue'
import HouseholdDossier from '../../src/views/household/HouseholdDossier.vue'
import { dawn, family, go, HOUSE, listing, openOffice, rounds, grounds, type Office } from '../db/case-desk.ts'
import { fakeHost } from './fake-host.ts'
import { PIN } from './setting.ts'

vi.stubGlobal('ResizeObserver', class { observe(): void { /* nothing is laid out here */ } disconnect(): void { /* nor here */ } })
// The page's own Blob has no stream here, and the book packs its records through one.
vi.stubGlobal('Blob', NodeBlob)
const ID_NO = '530521198611220015'
const SECRETS = [ID_NO, '13987500001', '6223200012345678', '尿毒症']
let office: Office
let caseId: string
let router: Router
const shown: VueWrapper[] = []

/** To that day, for the laptops and for the window. */
function at(day: string): void {
  dawn(office, day)
  vi.setSystemTime(Date.parse(`${day}T02:00:00Z`))
}
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  const rich = family.map(entry => entry.register === 'person' && entry.record === 'person-1000' ? { ...entry, fields: { ...entry.fields, idNo: ID_NO, phone: '13987500001', illness: '尿毒症', bankAccount: '6223200012345678' } } : entry).filter(({ register }) => register !== 'meeting')
  office = await openOffice(rich.map(entry => ({ ...entry, fields: Object.fromEntries(Object.entries(entry.fields).filter(([field]) => field !== 'bankAccount')) })))
  at('2026-03-02')
  caseId = (await office.village.book.openCase({ household: HOUSE, kind: 'identification', on: '2026-03-02', values: grounds })).id
  await rounds(office)
  await go(office, caseId, listing.slice(0, 4))
  at('2026-03-06')
  localStorage.clear()
  setActivePinia(createPinia())
  const report = office.village.report
  const client = { book: { ...office.village.book, open: async () => report }, on: () => () => undefined, terminate: () => undefined } as unknown as BookClient
  providePorts({ host: fakeHost({ vault: { state: 'locked' }, enrolled: true }), openBook: () => client })
  const session = useSession()
  await session.start()
  await session.unlock(PIN)
  useVillage().nameOwn('万兴村', '530521101201')
  router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/:rest(.*)*', component: { template: '<i />' } }] })
})
afterEach(() => {
  for (const view of shown.splice(0)) view.unmount()
  document.body.replaceChildren()
  vi.useRealTimers()
})
async function show(component: object, props: object): Promise<VueWrapper> {
  const view = mount(component, { props, global: { plugins: [ElementPlus, router] }, attachTo: document.body })
  shown.push(view)
  for (let i = 0; i < 12; i++) { await new Promise(resolve => setTimeout(resolve, 5)); await flushPromises() }
  return view
}
async function held(people = 6): Promise<string> {
  const meetings = useMeetings()
  await meetings.load('2026-03-06')
  const id = await meetings.create({ kind: '04', on: '2026-03-06', place: '村委会', chair: '王队长', recorder: '李队员', cases: meetings.waiting.map(one => one.id), copyFrom: '' })
  const meeting = useMeeting()
  await meeting.load(id)
  await meeting.call(Array.from({ length: people }, (_, one) => `代表${String.fromCharCode(0x7532 + one)}`).join('、'), '01')
  return id
}
const come = async (count: number): Promise<void> => { for (let i = 0; i < count; i++) await useMeeting().attend(useMeeting().people[i]!, true) }

describe('a new meeting', () => {
  const wish = { kind: '04', on: '2026-03-06', place: '村委会', chair: '', recorder: '', cases: ['c'], copyFrom: '' }
  it.each([[{}, ''], [{ kind: '' }, '类型'], [{ on: '2026-02-30' }, '真实的日子'], [{ on: '2099-01-01' }, '一年以后'], [{ place: ' ' }, '地点'], [{ cases: [] }, '至少选一户']])('%o: %s', (patch, want) => { expect(newMeetingProblem({ ...wish, ...patch }, '2026-03-06')).toContain(want) })
  it('offers the cases that stand before review, and no other', async () => {
    const meetings = useMeetings()
    await meetings.load('2026-03-06')
    expect(meetings.waiting.map(({ id }) => id)).toEqual([caseId])
    await held()
    const meeting = useMeeting()
    expect(meeting.items.map(({ file }) => file?.headName)).toEqual(['李光明'])
    expect(meeting.people).toHaveLength(6)
    await meeting.call('代表甲、新人\n新人', '01')
    expect(meeting.people.map(({ values }) => values['name']).filter(name => name === '代表甲' || name === '新人')).toHaveLength(2)
    const next = await meetings.load('2026-03-06').then(() => meetings.create({ ...wish, cases: [caseId], copyFrom: meetings.lines[0]!.record.id }))
    await meeting.load(next)
    expect(meeting.people).toHaveLength(7)
    expect(meeting.attendance.present).toBe(0)
  })
})

describe('a meeting', () => {
  it('too few: no vote, no step, with the rule; enough: votes that fit, then the procedure', async () => {
    const id = await held()
    const meeting = useMeeting()
    await come(4)
    expect(meeting.shortage).toBe('')
    await meeting.attend(meeting.people[3]!, false)
    expect(meeting.shortage).toContain('P17')
    expect(await meeting.vote(meeting.items[0]!, { agree: 3, against: 0, abstain: 0 })).toBe(false)
    await meeting.attend(meeting.people[3]!, true)
    for (const ballot of [{ agree: 5, against: 0, abstain: 0 }, { agree: 3, against: 0, abstain: 0 }, { agree: -1, against: 4, abstain: 1 }, { agree: 4, against: 0, abstain: null }]) {
      expect(await meeting.vote(meeting.items[0]!, ballot)).toBe(false)
      expect(meeting.refused[0]?.rule).toBe('P17')
    }
    expect(await meeting.vote(meeting.items[0]!, { agree: 2, against: 1, abstain: 1 }, '01')).toBe(false)
    expect(await meeting.enter()).toBe(0)
    expect(await meeting.vote(meeting.items[0]!, { agree: 3, against: 1, abstain: 0 }, '', '情况属实')).toBe(true)
    expect(await meeting.enter()).toBe(1)
    const file = await office.village.book.caseFile(caseId)
    expect(file.status.state).toBe('reviewed')
    expect(file.status.steps.at(-1)?.values).toMatchObject({ meeting: id, evidence: ['minutes', 'signIn'] })
    const record = (await office.village.book.records('meeting')).find(one => one.id === id)
    expect(record?.values).toMatchObject({ expected: 6, present: 4, agree: 3, against: 1, abstain: 0, conclusion: '01', households: '李光明' })
    expect(await meeting.vote(meeting.items[0]!, { agree: 4, against: 0, abstain: 0 })).toBe(false)
    expect(meeting.refused[0]?.text).toContain('撤回')
    expect(await meeting.enter()).toBe(0)
  })
  it('who did not pass ends there, with the votes as the reason', async () => {
    await held()
    await come(6)
    const meeting = useMeeting()
    expect(await meeting.vote(meeting.items[0]!, { agree: 3, against: 3, abstain: 0 })).toBe(true)
    expect(await meeting.enter()).toBe(1)
    expect((await office.village.book.caseFile(caseId)).status.state).toBe('rejected')
  })
  it('space ticks who came, arrows move; figures that do not fit are said beside them', async () => {
    const id = await held()
    await come(3)
    const view = await show(MeetingView, { id })
    await view.findAll('[data-testid=attendee]')[3]!.trigger('keydown', { key: ' ' })
    await vi.waitFor(() => expect(view.get('[data-testid=meeting-count]').text()).toContain('实到 4'))
    await view.get('[data-testid=vote-agree]').setValue('9')
    await view.get('[data-testid=vote-against]').setValue('0')
    await view.get('[data-testid=vote-abstain]').setValue('0')
    await view.get('[data-testid=vote-form]').trigger('submit')
    expect(view.get('[data-testid=vote-problem]').text()).toContain('多于到会参加表决的4人')
  })
  it('the projector shows names in part and votes, nothing that is nobody’s business; Esc leaves', async () => {
    const id = await held()
    await come(5)
    await useMeeting().vote(useMeeting().items[0]!, { agree: 4, against: 1, abstain: 0 })
    await show(MeetingScreen, { id })
    const key = async (name: string): Promise<void> => { window.dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true, cancelable: true })); await flushPromises() }
    const words = (): string => document.querySelector('[data-testid=meeting-projector]')!.textContent
    expect(words()).toContain('李*明')
    await key('ArrowRight')
    expect(document.querySelector('[data-testid=projector-agree]')?.textContent).toBe('4')
    expect(document.querySelector('[data-testid=projector-result]')?.textContent).toBe('通过')
    for (const secret of [...SECRETS, '李光明', '因病']) expect(words()).not.toContain(secret)
    await key('ArrowRight')
    expect(document.querySelector('[data-testid=projector-one]')).not.toBeNull()
    await key('Home')
    expect(document.querySelector('[data-testid=projector-all]')).not.toBeNull()
    await key('Escape')
    expect(router.currentRoute.value.path).toBe(`/monitor/meeting/${id}`)
  })
})

describe('the notice', () => {
  async function passed(): Promise<ReturnType<typeof useMeetingNotice>> {
    await held()
    await come(5)
    await useMeeting().vote(useMeeting().items[0]!, { agree: 5, against: 0, abstain: 0 })
    await useMeeting().enter()
    const notice = useMeetingNotice()
    notice.open()
    return notice
  }
  const attach = (field: string) => office.village.book.addAttachment({ household: HOUSE, kind: '05', title: '公示', subject: { register: 'monitorCase', record: caseId, field } }, { mime: 'image/jpeg', bytes: new Uint8Array([1, 2, 3]), width: 4, height: 3 }, { mime: 'image/jpeg', bytes: new Uint8Array([1]), width: 4, height: 3 }).catch(() => null)

  it('a day too short, without a place, with a private telephone: refused; then it hangs, is objected to, and ends', async () => {
    const notice = await passed()
    expect(notice.form).toMatchObject({ from: '2026-03-06', to: '2026-03-10' })
    notice.put({ phone: '13987500001' })
    expect(notice.obstacle).toContain('异议电话')
    notice.put({ phone: '0875-8120317', to: '2026-03-09' })
    expect(notice.obstacle).toMatch(/4天，不足5天.*2026-03-10.*P08/u)
    expect(await notice.publicise()).toBe(0)
    notice.put({ to: '2026-03-10' })
    expect(await notice.publicise()).toBe(0)
    expect(useMeeting().refused[0]).toMatchObject({ rule: 'P04' })
    const office1 = office.village.book
    if (!await attach('noticeFirst')) await office1.write([{ register: 'attachment', record: 'picture-first-0', fields: { household: HOUSE, kind: '05', subjectRegister: 'monitorCase', subjectRecord: caseId, subjectField: 'noticeFirst' } }], { kind: 'edit' }, '530521101201')
    await notice.lookAtPictures()
    expect(await notice.publicise()).toBe(1)
    const item = () => notice.hanging[0]!
    expect(await notice.object(item(), '', '', '', 'doubtful')).toBe(0)
    expect(await notice.object(item(), '家里有车', '', '', 'doubtful')).toBe(1)
    expect(await notice.object(item(), '', '', '', 'dismissed')).toBe(0)
    at('2026-03-09')
    expect(await notice.object(item(), '', '', '核实无车', 'dismissed')).toBe(1)
    expect(notice.objectionsOf(item())).toBe(1)
    await office1.write([{ register: 'attachment', record: 'picture-last-00', fields: { household: HOUSE, kind: '05', subjectRegister: 'monitorCase', subjectRecord: caseId, subjectField: 'noticeLast' } }], { kind: 'edit' }, '530521101201')
    await notice.lookAtPictures()
    expect(await notice.end()).toBe(0)
    expect(useMeeting().refused[0]).toMatchObject({ rule: 'P09' })
    at('2026-03-11')
    expect(await notice.end()).toBe(1)
    const file = await office.village.book.caseFile(caseId)
    expect(file.status.state).toBe('publicised')
    expect(file.status.steps.at(-1)?.values).toMatchObject({ objections: 1 })
  })
  it('as printed, and as kept with the meeting, it holds nothing that is nobody’s business', async () => {
    const notice = await passed()
    notice.put({ phone: '0875-8120317', wholeNames: true })
    const text = (await notice.pagesOf('notice')).map(textOf).join(' ')
    expect(text).toContain('李光明')
    for (const secret of SECRETS) expect(text).not.toContain(secret)
    notice.put({ wholeNames: false })
    expect((await notice.pagesOf('notice')).map(textOf).join(' ')).toContain('李*明')
    for (const paper of ['sign-in', 'minutes'] as const) for (const secret of SECRETS) expect((await notice.pagesOf(paper)).map(textOf).join(' ')).not.toContain(secret)
    expect(notice.whyNotPrint('announcement')).toContain('还没有县级确定')
    provideMeetingEncoder(async () => { throw new Error('not here') })
  })
})

describe('the dossier on the page', () => {
  it('missing first, in words and with what to do; all of it as pages', async () => {
    const view = await show(HouseholdDossier, { household: HOUSE })
    const states = view.findAll('[data-testid=dossier-line]').map(line => line.attributes('data-state'))
    expect(states.length).toBe(28)
    expect(states.indexOf('there')).toBeGreaterThan(states.lastIndexOf('missing'))
    await view.get('[data-testid=dossier-official]').trigger('click')
    expect(view.findAll('[data-testid=dossier-line]').map(line => line.attributes('data-key')).slice(0, 3)).toEqual(['D01', 'D02', 'D03'])
    expect(view.get('[data-key=D01]').attributes('data-state')).toBe('there')
    const dossier = useDossier()
    const masked = (await dossier.pages(HOUSE, () => undefined)).map(textOf).join(' ')
    expect(masked).not.toContain(ID_NO)
    expect(masked).toContain('申请及承诺授权书')
    await view.get('[data-testid=dossier-whole]').setValue(true)
    expect(dossier.obstacle).toContain('用途')
    expect(await dossier.print('pdf')).toBe(false)
    dossier.purpose = '上级核查'
    expect((await dossier.pages(HOUSE, () => undefined)).map(textOf).join(' ')).toContain(ID_NO)
  })
})
