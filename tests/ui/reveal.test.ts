// @vitest-environment jsdom
import { beforeEach, describe, expect, it } from 'vitest'
import { useBook } from '../../src/stores/book.ts'
import { useReveal } from '../../src/stores/reveal.ts'
import type { FakeBook } from './fake-book.ts'
import { unlocked } from './setting.ts'

const idNo = { register: 'person', record: 'p1', field: 'idNo' }
const phone = { register: 'person', record: 'p1', field: 'phone' }
let book: FakeBook
const notes = (): string[] => book.calls.filter(call => call.startsWith('reveal'))

beforeEach(async () => { ({ book } = await unlocked()) })

describe('a hidden value is opened with a note', () => {
  it('the first one asks what for, and the note stands before the value is shown', async () => {
    const reveal = useReveal()
    const opening = reveal.open(idNo)
    expect(reveal.asking).toBe(true)
    expect(reveal.isOpen(idNo)).toBe(false)
    reveal.say('入户核实')
    expect(await opening).toBe(true)
    expect(notes()).toEqual(['reveal person/p1/idNo 入户核实'])
    expect(reveal.isOpen(idNo)).toBe(true)
  })
  it('the next one does not ask again, and one already open is not noted twice', async () => {
    const reveal = useReveal()
    const opening = reveal.open(idNo)
    reveal.say('办理业务')
    await opening
    await reveal.open(phone)
    await reveal.open(phone)
    expect(reveal.asking).toBe(false)
    expect(notes()).toEqual(['reveal person/p1/idNo 办理业务', 'reveal person/p1/phone 办理业务'])
  })
  it('who closes the question sees nothing, and nothing is noted', async () => {
    const reveal = useReveal()
    const opening = reveal.open(idNo)
    reveal.say('')
    expect(await opening).toBe(false)
    expect(reveal.isOpen(idNo)).toBe(false)
    expect(notes()).toEqual([])
  })
  it('two fields clicked one after the other are one question', async () => {
    const reveal = useReveal()
    const both = Promise.all([reveal.open(idNo), reveal.open(phone)])
    reveal.say('更正信息')
    expect(await both).toEqual([true, true])
    expect(notes()).toHaveLength(2)
  })
  it('a note that cannot be stored opens nothing', async () => {
    const reveal = useReveal()
    book.reveal = () => Promise.reject(new Error('disk'))
    const opening = reveal.open(idNo)
    reveal.say('入户核实')
    await expect(opening).rejects.toThrow('disk')
    expect(reveal.isOpen(idNo)).toBe(false)
  })
})

describe('what was opened is closed again', () => {
  const openOne = async (): Promise<ReturnType<typeof useReveal>> => {
    const reveal = useReveal()
    const opening = reveal.open(idNo)
    reveal.say('入户核实')
    await opening
    return reveal
  }
  it('leaving the page hides it and keeps the purpose', async () => {
    const reveal = await openOne()
    reveal.forget()
    expect(reveal.isOpen(idNo)).toBe(false)
    expect(reveal.purpose).toBe('入户核实')
  })
  it('locking hides it and forgets the purpose', async () => {
    const reveal = await openOne()
    await useBook().close()
    expect(reveal.isOpen(idNo)).toBe(false)
    expect(reveal.purpose).toBe('')
  })
  it('a question that stands when the laptop is locked is answered with no', async () => {
    const reveal = useReveal()
    const opening = reveal.open(idNo)
    await useBook().close()
    expect(await opening).toBe(false)
  })
})
