// @vitest-environment jsdom
import { describe, expect, it } from 'vitest'
import { useBook } from '../../src/stores/book.ts'
import { useProblems } from '../../src/stores/problems.ts'
import { useRoster } from '../../src/stores/roster.ts'
import { IDLE_LIMIT, useSession } from '../../src/stores/session.ts'
import { PIN, setting, unlocked } from './setting.ts'

describe('first start', () => {
  it('goes from enrolment to PIN to data, and only then into the window', async () => {
    setting({}, { vault: { state: 'new' }, enrolled: false })
    const session = useSession()
    await session.start()
    expect(session.state).toEqual({ kind: 'first-start', step: 'enrol' })
    await session.enrol(' https://county:8443 ', 'CODE', '工作队电脑')
    expect(session.state).toEqual({ kind: 'first-start', step: 'pin' })
    await session.setPin(PIN)
    expect(session.state).toEqual({ kind: 'first-start', step: 'data' })
    session.finishFirstStart()
    expect(session.state).toEqual({ kind: 'open' })
  })
  it('works without a county', async () => {
    setting({}, { vault: { state: 'new' }, enrolled: false })
    const session = useSession()
    await session.start()
    session.skipEnrol()
    await session.setPin(PIN)
    expect(session.enrolled).toBeNull()
    expect(useBook().isOpen).toBe(true)
  })
  it('a code the county does not take leaves the step where it is', async () => {
    setting({}, { vault: { state: 'new' }, enrolled: false })
    const session = useSession()
    await session.start()
    await expect(session.enrol('https://county', 'BAD', '')).rejects.toMatchObject({ code: 'enrol-code-invalid' })
    expect(session.state).toEqual({ kind: 'first-start', step: 'enrol' })
  })
  it('killed between enrolment and PIN it goes on at the PIN', async () => {
    setting({}, { vault: { state: 'new' }, enrolled: true })
    const session = useSession()
    await session.start()
    expect(session.state).toEqual({ kind: 'first-start', step: 'pin' })
  })
})

describe('unlocking', () => {
  it('K: a wrong PIN keeps the book shut and is said beside the field, not over the page', async () => {
    setting()
    const session = useSession()
    await session.start()
    await session.unlock('000000')
    expect(session.state).toEqual({ kind: 'locked' })
    expect(session.refusal?.code).toBe('pin-wrong')
    expect(useProblems().first).toBeNull()
    expect(useBook().isOpen).toBe(false)
  })
  it('a rebuilt book is told before the window opens, and stays readable after', async () => {
    await unlocked({ report: { outcome: 'rebuilt', damage: ['database-empty'], recovered: 37 } })
    const session = useSession()
    expect(session.state.kind).toBe('told')
    session.enter()
    expect(session.state.kind).toBe('open')
    expect(session.report?.report.recovered).toBe(37)
  })
  it('a changed key store leads to the page that says nothing was deleted', async () => {
    setting({}, { vault: { state: 'key-store-changed' } })
    const session = useSession()
    await session.start()
    expect(session.state).toEqual({ kind: 'key-store-changed' })
  })
})

describe('locking', () => {
  it('saves what is typed before the key goes, then forgets every picture', async () => {
    const { book } = await unlocked()
    const session = useSession()
    const roster = useRoster()
    await roster.find()
    expect(roster.rows.size).toBeGreaterThan(0)
    const order: string[] = []
    session.beforeLock(async () => { order.push(`saved while open: ${useBook().isOpen}`) })
    await session.lock()
    expect(order).toEqual(['saved while open: true'])
    expect(book.calls.at(-1)).toBe('close')
    expect(roster.rows.size).toBe(0)
    expect(roster.found).toBeNull()
    expect(useBook().status).toBeNull()
  })
  it('a draft that cannot be saved is told, and the laptop is locked all the same', async () => {
    await unlocked()
    const session = useSession()
    session.beforeLock(() => Promise.reject(new Error('disk')))
    await session.lock()
    expect(session.state).toEqual({ kind: 'locked' })
    expect(useProblems().first?.code).toBe('unforeseen')
  })
  it('the host can ask for it: sleep, Ctrl+L', async () => {
    const { host } = await unlocked()
    host.emit('host:lock')
    await new Promise(resolve => setTimeout(resolve, 10))
    expect(useSession().state).toEqual({ kind: 'locked' })
  })
  it.each([
    ['a second before ten idle minutes it is still open', IDLE_LIMIT - 1000, 'open'],
    ['at ten idle minutes it locks', IDLE_LIMIT + 1000, 'locked']
  ])('%s', async (_, idle, kind) => {
    await unlocked()
    const session = useSession()
    session.touch()
    await session.lockWhenIdle(Date.now() + idle)
    expect(session.state.kind).toBe(kind)
  })
})
