import { createPinia, setActivePinia } from 'pinia'
import { describe, expect, it, vi } from 'vitest'
import { NEWCOMER } from '#core/life/index.ts'
import type { BookEvent, Entry } from '../../src/db/book.ts'
import { useBook } from '../../src/stores/book.ts'
import { useHousehold } from '../../src/stores/household.ts'
import { useLife } from '../../src/stores/life.ts'
import { providePorts } from '../../src/stores/ports.ts'
import { useHouseholdTimeline } from '../../src/stores/timeline.ts'
import { newLaptop, VILLAGE, type Laptop } from '../db/laptop.ts'
import { fakeHost } from './fake-host.ts'

const ID = '53052119900405002X'
const family = (n: number, names: readonly string[], fields: Entry['fields'] = {}): Entry[] => [
  { register: 'household', record: `house-${1000 + n}`, fields: { villagerGroup: `${n}组` } },
  ...names.map((name, i): Entry => ({ register: 'person', record: `person-${1000 + n}-${i}`, fields: { household: `house-${1000 + n}`, name, relation: i === 0 ? '02' : i === 1 ? '10' : '20', sex: i === 1 ? '2' : '1', birthDate: `19${60 + i}-01-01`, ...(i === 1 && fields) } }))
]

/** The window's stores over the real book in memory. */
async function opened(): Promise<{ laptop: Laptop; life: ReturnType<typeof useLife>; house: ReturnType<typeof useHousehold> }> {
  setActivePinia(createPinia())
  const laptop = newLaptop('laptop-one')
  laptop.clock = Date.now()
  await laptop.start()
  await laptop.book.write([...family(1, ['李大', '张英', '李光明']), ...family(2, ['王二', '赵春'], { idNo: ID, birthDate: '1990-04-05' })], { kind: 'edit' }, VILLAGE)
  const listeners = new Set<(event: BookEvent) => void>()
  const push = laptop.events.push.bind(laptop.events)
  laptop.events.push = (...events) => { for (const event of events) for (const listener of listeners) listener(event); return push(...events) }
  providePorts({ host: fakeHost({ vault: { state: 'locked' }, enrolled: false }), openBook: () => ({ book: { ...laptop.book, open: async () => laptop.report }, on: listener => { listeners.add(listener); return () => void listeners.delete(listener) }, terminate: () => listeners.clear() }) })
  await useBook().open(new Uint8Array(32))
  const house = useHousehold()
  await house.load('house-1001')
  return { laptop, life: useLife(), house }
}
const names = async (laptop: Laptop, id: string): Promise<unknown[]> => (await laptop.book.household(id)).members.map(member => member.values['name'])

describe('a life event on the household’s page', () => {
  it('is one step: done, shown on the page, and taken back as a whole', async () => {
    const { laptop, life, house } = await opened()
    life.begin('split')
    await life.answer({ people: ['person-1001-2'] })
    expect(life.plan?.sentences.join()).toContain('新立 李光明 户')
    expect(await life.save()).toBe(true)
    expect(life.state).toMatchObject({ kind: 'done', title: '分户：李光明 从 李大 户分出' })
    await vi.waitFor(() => expect(house.members).toHaveLength(2))
    const made = life.state.kind === 'done' ? life.state.made! : ''
    expect(await names(laptop, made)).toEqual(['李光明'])
    expect((await laptop.book.steps()).map(step => [step.kind, step.title])).toEqual([['life', '分户：李光明 从 李大 户分出']])
    await life.undo()
    expect(life.state).toEqual({ kind: 'undone', title: '分户：李光明 从 李大 户分出', left: [] })
    expect(await names(laptop, 'house-1001')).toEqual(['李大', '张英', '李光明'])
  })

  it('with something missing nothing is stored, and what is missing is said only from the first try on', async () => {
    const { laptop, life } = await opened()
    const act = vi.spyOn(laptop.book, 'act')
    life.begin('death')
    await life.answer({ person: 'person-1001-0' })
    expect(life.problems).toEqual({})
    expect(await life.save()).toBe(false)
    expect(Object.keys(life.problems)).toEqual(expect.arrayContaining(['on', 'successor']))
    expect(act).not.toHaveBeenCalled()
    expect(await laptop.book.steps()).toEqual([])
    await life.answer({ on: '2026-01-01', successor: 'person-1001-1' })
    expect(life.problems).toEqual({})
    expect(await life.save()).toBe(true)
    expect((await laptop.book.household('house-1001')).members.map(member => member.values['relation'])).toEqual(['02', '02', '20'])
  })

  it('U-04: somebody the village knows is not registered twice; taken for the known one, the record moves', async () => {
    const { laptop, life } = await opened()
    life.begin('marryIn')
    await life.answer({ newcomer: { name: '赵小春', idNo: ID }, relations: { [NEWCOMER]: '38' } })
    expect(life.twins).toMatchObject([{ kind: 'same-id', text: expect.stringContaining('2组 赵春（王二 户）') }])
    expect(await life.save()).toBe(false)
    expect(life.problems['idNo']).toContain('本村已有此人')
    await life.takeKnown('person-1002-1', 'house-1002')
    expect(life.known?.values['name']).toBe('赵春')
    expect(life.answers.relations['person-1002-1']).toBe('38')
    expect(await life.save()).toBe(true)
    expect(await names(laptop, 'house-1001')).toEqual(['李大', '张英', '李光明', '赵春'])
    expect(await names(laptop, 'house-1002')).toEqual(['王二'])
    expect((await laptop.book.status()).people).toBe(5)
  })

  it('two presses on the button are one event', async () => {
    const { laptop, life } = await opened()
    life.begin('moveOut')
    await life.answer({ people: ['person-1001-2'] })
    await Promise.all([life.save(), life.save()])
    expect(await laptop.book.steps()).toHaveLength(1)
  })

  it('a step that cannot be stored leaves the form as it was', async () => {
    const { laptop, life } = await opened()
    life.begin('moveOut')
    await life.answer({ people: ['person-1001-2'] })
    laptop.host.before = name => { if (name === 'journal:append') throw new Error('full') }
    await expect(life.save()).rejects.toThrow()
    expect(life.state).toEqual({ kind: 'asking', action: 'moveOut' })
    expect(life.answers.people).toEqual(['person-1001-2'])
    expect(life.saving).toBe(false)
  })

  it('what was on the screen goes along, so that an answer from elsewhere is a clash and not written over', async () => {
    const { laptop, life, house } = await opened()
    const act = vi.spyOn(useBook().book(), 'act')
    life.begin('moveOut')
    await life.answer({ people: ['person-1001-2'] })
    const shown = house.members.find(({ id }) => id === 'person-1001-2')!
    await life.save()
    const [, entries] = act.mock.calls[0]!
    expect(entries.find(({ record }) => record === shown.id)).toMatchObject({ fields: { endedOn: expect.any(String) }, saw: {} })
    expect(entries.find(({ register }) => register === 'lifeEvent')!.saw).toBeUndefined()
    expect(await laptop.book.conflicts()).toEqual([])
  })

  it('a lock forgets the answers and who was found', async () => {
    const { life } = await opened()
    life.begin('marryIn')
    await life.answer({ newcomer: { name: '赵春', idNo: ID } })
    await useBook().close()
    expect(life.state).toEqual({ kind: 'idle' })
    expect([life.twins, life.answers.newcomer, life.other]).toEqual([[], {}, null])
  })

  it('the timeline on the screen follows what is changed', async () => {
    const { laptop } = await opened()
    const store = useHouseholdTimeline()
    await store.show({ household: 'house-1001' })
    const before = store.timeline!.lines.length
    await laptop.book.write([{ register: 'person', record: 'person-1001-2', fields: { workMonths: 7 } }], { kind: 'edit' }, VILLAGE)
    await vi.waitFor(() => expect(store.timeline!.lines).toHaveLength(before + 1))
  })
})
