// @vitest-environment jsdom
import { mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { AppError } from '#core/error.ts'
import ProblemBanner from '../../src/components/ProblemBanner.vue'
import { useProblems } from '../../src/stores/problems.ts'

beforeEach(() => setActivePinia(createPinia()))

describe('an error becomes a sentence in one place', () => {
  it('by its code, filled from its detail', () => {
    const problems = useProblems()
    problems.report(new AppError('disk-full', { free: 120 }))
    expect(problems.first?.text).toContain('剩 120 MB')
    expect(problems.first?.tone).toBe('grave')
  })
  it('what nobody foresaw says that the work is safe', () => {
    const problems = useProblems()
    problems.report(new TypeError('x is undefined'))
    expect(problems.first?.code).toBe('unforeseen')
    expect(problems.first?.text).toContain('已存本机的内容不受影响')
  })
  it('the same one again counts up instead of stacking', () => {
    const problems = useProblems()
    for (let i = 0; i < 4; i++) problems.report(new AppError('disk-full', { free: 120 }))
    expect(problems.list).toHaveLength(1)
    expect(problems.first?.times).toBe(4)
  })
  it('stays until a person closes it, then the one before shows', () => {
    const problems = useProblems()
    problems.report(new AppError('disk-full', { free: 1 }))
    problems.report(new AppError('already-open'))
    expect(problems.first?.code).toBe('already-open')
    problems.dismiss(problems.first!)
    expect(problems.first?.code).toBe('disk-full')
  })
  it('being offline is said calmly', () => {
    const problems = useProblems()
    problems.report(new AppError('county-unreachable', { host: 'county' }))
    expect(problems.first?.tone).toBe('calm')
  })
  it('what a lock cut short is no problem', () => {
    const problems = useProblems()
    problems.report(new AppError('locked'))
    expect(problems.first).toBeNull()
  })
})

describe('the banner', () => {
  const banner = () => mount(ProblemBanner, { props: { text: '磁盘快满了', times: 3, tone: 'grave' as const, more: 1 } })
  it('is announced, counts, and tells of others waiting', () => {
    const shown = banner()
    expect(shown.attributes('role')).toBe('alert')
    expect(shown.text()).toContain('3 次')
    expect(shown.text()).toContain('还有 1 条')
  })
  it('is closed by its button only', async () => {
    const shown = banner()
    await shown.trigger('click')
    expect(shown.emitted('dismiss')).toBeUndefined()
    await shown.get('[data-testid=problem-dismiss]').trigger('click')
    expect(shown.emitted('dismiss')).toHaveLength(1)
  })
})
