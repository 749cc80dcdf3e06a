/** S9: households that move, with edits still on their way. The oracle is one merge of everything ever sent. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Change, RecordState } from '#core/sync/change.ts'
import { copyText } from '#core/sync/digest.ts'
import { homeOf } from '#core/sync/home.ts'
import { applyChange } from '#core/sync/merge.ts'
import { startCounty, type County } from '../../server/county.ts'
import { sha256 } from '../../server/identity.ts'
import { engines, type Engine } from './engines.ts'
import { Laptop } from './laptop.ts'

describe.each(engines)('a household that moves on %s', (_name, startEngine) => {
  let engine: Engine
  let county: County
  let made = 0
  let A = '', B = '', C = ''
  const enrolled = async (villages: readonly string[]): Promise<Laptop> => {
    const laptop = new Laptop(county.url)
    await laptop.enrol(await county.issueCode({ villages, person: '张三', account: 'zhang' }))
    return laptop
  }
  const move = (household: string, from: string, to: string): Promise<number> => county.console.move({ household, from, to })

  /** A copy as a new laptop of these villages makes it from the feeds. */
  const copyAt = async (villages: readonly string[]): Promise<Map<string, RecordState>> => {
    const reader = await enrolled(villages)
    const states = new Map<string, RecordState>()
    for (const village of villages) {
      for (let cursor = 0, more = true; more;) {
        const page = (await reader.second([], { [village]: cursor })).feed[village]!
        for (const change of page.changes) states.set(`${change.register} ${change.record}`, applyChange(states.get(`${change.register} ${change.record}`), change))
        cursor = page.cursor
        more = page.more
      }
    }
    return states
  }
  const digestOf = (states: Iterable<RecordState>, village: string): string => sha256(copyText([...states].filter(state => homeOf(state) === village)))
  const countyDigest = async (village: string): Promise<string> => (await county.copies()).find(copy => copy.code === village)!.digest
  /** Every laptop, whatever it is granted, has the same copy of a village as the county. */
  const allAgree = async (): Promise<void> => {
    const all = await copyAt([A, B, C])
    for (const village of [A, B, C]) {
      expect(digestOf((await copyAt([village])).values(), village)).toBe(await countyDigest(village))
      expect(digestOf(all.values(), village)).toBe(await countyDigest(village))
    }
  }
  const house = (laptop: Laptop, village: string): Change[] => [
    laptop.change('house-move', { group: '一组' }, { village }), laptop.change('person-move', { household: 'house-move', name: '王五' }, { village, register: 'person' }),
    laptop.change('house-stay', { group: '二组' }, { village }), laptop.change('person-stay', { household: 'house-stay', name: '赵六' }, { village, register: 'person' })
  ]

  beforeAll(async () => {
    engine = await startEngine()
    county = await startCounty({ ...await engine.place(), port: 0 })
  })
  beforeEach(async () => {
    made++
    ;[A, B, C] = ['a', 'b', 'c'].map(letter => `5305211${String(made).padStart(4, '0')}${letter}`) as [string, string, string]
    for (const village of [A, B, C]) await county.addVillage(village, village)
  })
  afterAll(async () => {
    await county.close()
    await engine.stop()
  })

  it('takes its records and their whole history along, is in one village\'s copy only, and leaves the others', async () => {
    const writer = await enrolled([A])
    const sent = [...house(writer, A), writer.change('house-move', { group: '三组' }, { village: A })]
    await writer.exchange(sent)
    expect(await move('house-move', A, B)).toBe(2)
    expect(await move('house-move', A, B)).toBe(0)
    const there = await copyAt([B])
    expect([...there.keys()].sort()).toEqual(['household house-move', 'person person-move'])
    const oracle = sent.filter(change => change.record === 'house-move').reduce<RecordState | undefined>((state, change) => applyChange(state, change), undefined)!
    expect(there.get('household house-move')).toMatchObject({ values: { ...oracle.values, movedTo: B } })
    const status = (await county.status()).villages
    expect([A, B].map(code => status.find(village => village.code === code)!.records)).toEqual([2, 2])
    await allAgree()
  })

  it('edits and new records that were still on their way from the old village arrive in the new one, in any order', async () => {
    const [first, late, there] = [await enrolled([A]), await enrolled([A]), await enrolled([B])]
    await first.exchange(house(first, A))
    const edits = [late.change('house-move', { note: '晚到一' }, { village: A }), late.change('person-move', { phone: '138' }, { village: A, register: 'person' }),
      late.change('visit-late', { household: 'house-move', note: '入户' }, { village: A, register: 'visit' })]
    await move('house-move', A, B)
    const { verdicts, receipt } = await late.exchange([edits[2]!])
    expect([verdicts, receipt!.count]).toEqual([[], 1])
    await there.exchange([there.change('house-move', { group: '新二组' }, { village: B })])
    await late.exchange([edits[1]!, edits[0]!])
    // Sent again after a lost answer: in each log once all the same.
    await late.exchange(edits)
    const copy = await copyAt([B])
    expect(copy.get('household house-move')!.values).toMatchObject({ note: '晚到一' })
    expect(copy.get('person person-move')!.values).toMatchObject({ phone: '138', name: '王五' })
    expect(copy.get('visit visit-late')!.values).toMatchObject({ note: '入户', movedTo: B })
    await allAgree()
  })

  it('through a chain of villages and back again all copies stay equal, wherever the late edits come from', async () => {
    const [ofA, ofB, ofC] = [await enrolled([A]), await enrolled([B]), await enrolled([C])]
    await ofA.exchange(house(ofA, A))
    await move('house-move', A, B)
    await ofB.exchange([ofB.change('house-move', { phone: '1' }, { village: B })])
    await move('house-move', B, C)
    await ofA.exchange([ofA.change('house-move', { note: '从甲村' }, { village: A })])
    await ofB.exchange([ofB.change('person-move', { note: '从乙村' }, { village: B, register: 'person' })])
    await allAgree()
    expect((await copyAt([C])).get('household house-move')!.values).toMatchObject({ note: '从甲村', phone: '1', movedTo: C })
    await expect(move('house-move', B, A)).rejects.toMatchObject({ code: 'county-command-wrong' })
    await move('house-move', C, A)
    await ofC.exchange([ofC.change('house-move', { income: 5 }, { village: C })])
    await ofB.exchange([ofB.change('visit-of-b', { household: 'house-move' }, { village: B, register: 'visit' })])
    await allAgree()
    const home = await copyAt([A])
    expect(home.get('household house-move')!.values).toMatchObject({ note: '从甲村', phone: '1', income: 5, movedTo: A })
    expect(homeOf(home.get('visit visit-of-b')!)).toBe(A)
    expect(home.get('person person-move')!.values).toMatchObject({ note: '从乙村' })
  })

  it('a laptop granted both villages moves it itself; one that is not is set aside until a person lets it through', async () => {
    const [both, one] = [await enrolled([A, B]), await enrolled([A])]
    await both.exchange(house(both, A))
    expect((await one.exchange([one.change('house-stay', { movedTo: B }, { village: A })])).verdicts).toEqual([{ number: 1, verdict: 'quarantined', reason: 'move-not-granted' }])
    expect((await one.exchange([one.change('house-stay', { movedTo: null }, { village: A })])).verdicts).toMatchObject([{ reason: 'move-not-granted' }])
    expect((await both.exchange([both.change('house-move', { movedTo: B }, { village: A })])).verdicts).toEqual([])
    expect([...(await copyAt([B])).keys()].sort()).toEqual(['household house-move', 'person person-move'])
    expect(await county.console.release({ device: one.device })).toEqual({ released: 1, left: [{ number: 2, why: 'move-not-granted' }] })
    expect((await copyAt([B])).size).toBe(4)
    await allAgree()
  })

  it('villages stay apart: who is granted the old one only sees nothing that was written after the move', async () => {
    const [ofA, ofB] = [await enrolled([A]), await enrolled([B])]
    await ofA.exchange(house(ofA, A))
    await move('house-move', A, B)
    await ofB.exchange([ofB.change('house-move', { secret: '新村的' }, { village: B })])
    expect(JSON.stringify([...await copyAt([A])])).not.toContain('新村的')
    expect((await ofA.exchange([], { [B]: 0 })).feed).toEqual({})
    expect((await ofA.exchange([ofA.change('house-move', { note: '越权' }, { village: B })])).verdicts).toMatchObject([{ reason: 'village-not-granted' }])
  })

  it('moves there and back at the same time as both villages write end without a gap and equal', async () => {
    const [ofA, ofB] = [await enrolled([A]), await enrolled([B])]
    await ofA.exchange(house(ofA, A))
    const write = async (laptop: Laptop, village: string): Promise<void> => {
      for (let i = 0; i < 6; i++) await sendUntilTaken(laptop, [laptop.change('house-move', { [`f${village}${i}`]: i }, { village })])
    }
    const shift = async (): Promise<void> => {
      for (let i = 0; i < 4; i++) await move('house-move', i % 2 ? B : A, i % 2 ? A : B).catch((thrown: { code?: string }) => { if (thrown.code !== '40P01') throw thrown; i-- })
    }
    await Promise.all([write(ofA, A), write(ofB, B), shift()])
    await allAgree()
    const values = (await copyAt([A])).get('household house-move')!.values
    expect(Object.keys(values).filter(field => field.startsWith('f'))).toHaveLength(12)
    for (const village of [A, B]) expect(await gaps(village)).toBe(0)
  })
  /** Two transactions that cross may be told to try again, as any laptop does. */
  const sendUntilTaken = async (laptop: Laptop, changes: Change[]): Promise<void> => {
    for (;;) {
      const reply = await laptop.push(changes)
      if (reply.status === 200) return
      expect(reply.status).toBe(503)
    }
  }
  const gaps = async (village: string): Promise<number> => {
    const reader = await enrolled([village])
    const page = (await reader.second([], { [village]: 0 })).feed[village]!
    return page.cursor - page.changes.length
  }
})
