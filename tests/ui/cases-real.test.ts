// @vitest-environment jsdom
/** The stores of the cases over the real book: what its rules say, what it writes, what is taken back. */
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Entry } from '../../src/db/book.ts'
import { useCase } from '../../src/stores/case.ts'
import { useCaseStart } from '../../src/stores/case-start.ts'
import { useCases } from '../../src/stores/cases.ts'
import { providePorts } from '../../src/stores/ports.ts'
import { useSession } from '../../src/stores/session.ts'
import { newLaptop, VILLAGE, type Laptop } from '../db/laptop.ts'
import { fakeHost } from './fake-host.ts'
import { PIN } from './setting.ts'

const DAY = new Date(Date.now() + 8 * 3600_000).toISOString().slice(0, 10)
const HOUSE = 'house-1000'
const family: readonly Entry[] = [
  { register: 'household', record: HOUSE, fields: { villagerGroup: '3组', householdType: '02' } },
  { register: 'person', record: 'person-1000', fields: { household: HOUSE, name: '李光明', relation: '02', labour: '01' } }
]
let laptop: Laptop

beforeEach(async () => {
  localStorage.clear()
  setActivePinia(createPinia())
  laptop = newLaptop('laptop-one')
  laptop.clock = Date.now()
  await laptop.start()
  await laptop.book.write(family, { kind: 'edit' }, VILLAGE)
  providePorts({ host: fakeHost({ vault: { state: 'locked' } }), openBook: () => ({ book: { ...laptop.book, open: async () => laptop.report }, on: () => () => undefined, terminate: () => undefined }) })
  const session = useSession()
  await session.start()
  await session.unlock(PIN)
})

async function started(): Promise<string> {
  const starting = useCaseStart()
  await starting.begin({ household: HOUSE })
  const id = await starting.start('identification', DAY, { channel: '03', category: '2', risks: ['01'], greenChannel: true })
  await useCase().load(id)
  return id
}

describe('from the start to a step and back', () => {
  it('a case that was started stands in the list, marked, as work of this level, and in the household', async () => {
    const id = await started()
    const list = useCases()
    await list.enter()
    expect(list.lines.map(line => [line.id, line.headName, line.group, line.kind, line.green])).toEqual([[id, '李光明', '3组', 'identification', true]])
    expect([list.counts.mine, list.waiting, list.counts.late]).toEqual([1, 1, 0])
    expect(list.ofHousehold(HOUSE)).toHaveLength(1)
    await list.choose({ text: 'lgm' })
    expect(list.lines).toHaveLength(1)
    await list.choose({ text: '不在' })
    expect(list.lines).toHaveLength(0)
  })
  it('a second one of the same household is refused, and what was typed stays', async () => {
    await started()
    const starting = useCaseStart()
    await starting.begin({ household: HOUSE })
    starting.typed = { riskNote: '屋后滑坡' }
    expect(starting.open).toHaveLength(1)
    await expect(starting.start('identification', DAY, {})).rejects.toMatchObject({ code: 'case-open-already' })
    expect(starting.typed).toEqual({ riskNote: '屋后滑坡' })
    expect(starting.household).toBe(HOUSE)
  })
  it('the rules are asked before anything is written; what they miss is filled in, stored, and the next step is open', async () => {
    const id = await started()
    const store = useCase()
    expect(store.form).toMatchObject({ step: 'apply', outcome: 'pass', on: DAY })
    expect((await store.ask()).map(({ rule, field }) => [rule, field])).toEqual([['P04', 'evidence'], ['P05', 'signed']])
    expect(await store.take()).toBe(false)
    expect(store.file!.status.steps).toEqual([])
    for (const kind of ['application', 'fingerprint']) store.tick(kind, true)
    store.setValue('signed', true)
    expect(await store.ask()).toEqual([])
    expect(await store.take()).toBe(true)
    expect(store.stored).toEqual({ case: id, step: 'apply' })
    expect(store.file!.status.steps.map(({ step, values }) => [step, values['signed'], values['evidence']])).toEqual([['apply', true, ['application', 'fingerprint']]])
    expect(store.form).toMatchObject({ step: 'analyse', values: {} })
  })
  it('a step taken back leaves the case where it stood before', async () => {
    await started()
    const store = useCase()
    for (const kind of ['application', 'fingerprint']) store.tick(kind, true)
    store.setValue('signed', true)
    await store.take()
    await expect(store.voidStep(store.file!.status.steps[0]!.id, '')).rejects.toMatchObject({ code: 'step-refused' })
    await store.voidStep(store.file!.status.steps[0]!.id, '记错了户')
    expect([store.file!.status.state, store.form?.step]).toEqual(['new', 'apply'])
  })
  it('giving up closes the case, and another may be started', async () => {
    const id = await started()
    const store = useCase()
    store.chooseStep('withdraw')
    store.setValue('reason', '农户撤回申请')
    expect(await store.take()).toBe(true)
    expect(store.file!.status).toMatchObject({ state: 'withdrawn', closed: true })
    expect(store.form).toBeNull()
    expect(await started()).not.toBe(id)
  })
})
