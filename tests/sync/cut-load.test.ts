/**
 * A first load that is cut at every step it takes on the laptop: each question to the county, each entry of the
 * journal, each transaction; before it, and after it, when its word was not heard any more (faults 3 and 4).
 */
import { expect, it } from 'vitest'
import { AppError } from '#core/error.ts'
import { newLaptop, VILLAGE, type Laptop } from '../db/laptop.ts'
import { copyOf, countyCopy } from './copies.ts'
import { testCounty, type TestCounty } from './county.ts'

const edit = { kind: 'edit' } as const
const note = (id: number, text: string) => [{ register: 'household', record: `house-${1000 + id}`, fields: { note: text } }]

async function join(county: TestCounty, device: string): Promise<Laptop> {
  const laptop = newLaptop(device)
  laptop.host.enrolled = county.enrol(device, [VILLAGE])
  laptop.host.county = county.road(device)
  await laptop.start()
  return laptop
}

async function village(): Promise<TestCounty> {
  const county = testCounty()
  const first = await join(county, 'laptop-first')
  await first.book.write(Array.from({ length: 23 }, (_, i) => note(i, `户${i}`)[0]!), edit, VILLAGE)
  await first.book.sync()
  await first.lock()
  return county
}

const CHUNKS = 5
const PER_CHUNK = 5

const chunksAsked = (county: TestCounty): number => county.requests.filter(request => request === 'chunk').length

/** The power goes at step `step` of a round; false where the round had ended before. */
async function cutAt(laptop: Laptop, step: number, when: 'before' | 'after'): Promise<boolean> {
  let left = step, struck = false
  const strike = (): boolean => {
    if (left-- !== 0) return false
    struck = true
    laptop.kill()
    return true
  }
  // After: the host does what it was asked, and nobody hears of it.
  laptop.host.before = name => { if ((name.startsWith('county:') || name.startsWith('journal:')) && strike() && when === 'before') throw new AppError('county-unreachable', { host: 'test' }) }
  laptop.beforeCommit = () => void strike()
  await laptop.book.sync().catch(() => undefined)
  laptop.host.before = () => undefined
  laptop.beforeCommit = () => undefined
  laptop.kill()
  return struck
}

it.each(['before', 'after'] as const)('faults 3, 4: the power goes %s each step of a first load: what is there is shown as unfinished, and only what is missing is asked for', async when => {
  let seenHalf = 0
  for (let step = 0; ; step++) {
    const county = await village()
    const laptop = await join(county, `laptop-${step}`)
    const cut = await cutAt(laptop, step, when)
    await laptop.start()
    const there = await chunksThere(laptop)
    const { households, villages } = await laptop.book.status()
    const whole = villages[0]?.cursor === 23
    // A village that is not whole is never told as one that has been read up to anywhere.
    if (!whole) expect(villages[0]?.cursor ?? 0, `step ${step}`).toBe(0)
    expect(households, `step ${step}`).toBe(Math.min(23, there * PER_CHUNK))
    if (there > 0 && there < CHUNKS) seenHalf++
    // Before a load has begun, own work would make the feed the shorter road.
    if (there > 0) await laptop.book.write(note(3, '装到一半改的'), edit, VILLAGE)
    county.requests.length = 0
    await laptop.book.sync()
    expect(chunksAsked(county), `step ${step}`).toBe(CHUNKS - there)
    expect((await laptop.book.household('house-1003')).household.values['note'], `step ${step}`).toBe(there > 0 ? '装到一半改的' : '户3')
    expect(await copyOf(laptop), `step ${step}`).toEqual(countyCopy(county))
    expect(await laptop.book.status()).toMatchObject({ unsent: 0, households: 23 })
    if (!cut) { expect(step).toBeGreaterThan(CHUNKS * 2); break }
  }
  expect(seenHalf).toBeGreaterThan(CHUNKS)
}, 120_000)

/** Pages of the first load that are on the disk, whatever the book says of them. */
async function chunksThere(laptop: Laptop): Promise<number> {
  const store = laptop.store()
  await store.open()
  const { length } = await store.pages()
  store.close()
  return length
}

it('fault 4: the old village is shown until the new one is whole, wherever its repair is cut', async () => {
  for (let step = 0; ; step++) {
    const county = await village()
    const laptop = await join(county, `laptop-${step}`)
    await laptop.book.sync()
    await laptop.lock()
    await damagePage(laptop)
    await laptop.start()
    expect(laptop.report.damage).toContain('pages-damaged')
    const before = (await laptop.book.status()).households
    expect(before).toBeLessThan(23)
    const cut = await cutAt(laptop, step, 'after')
    await laptop.start()
    // Never fewer than were there: what could be read stays until the village is whole.
    expect((await laptop.book.status()).households, `step ${step}`).toBeGreaterThanOrEqual(before)
    await laptop.book.sync()
    expect(await copyOf(laptop), `step ${step}`).toEqual(countyCopy(county))
    if (!cut) { expect(step).toBeGreaterThan(CHUNKS); break }
  }
}, 120_000)

async function damagePage(laptop: Laptop): Promise<void> {
  const store = laptop.store()
  await store.open()
  const [page] = await store.pages()
  const sealed = page!.sealed.slice()
  sealed[sealed.length - 1]! ^= 1
  await store.commit({ pages: [{ ...page!, sealed }] })
  store.close()
}
