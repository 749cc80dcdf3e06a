import * as fc from 'fast-check'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { exchangeText, parseExchange } from '#core/sync/body.ts'
import { Change, type RecordState, type Value } from '#core/sync/change.ts'
import { makeStamp } from '#core/sync/clock.ts'
import { applyChange, canonical } from '#core/sync/merge.ts'
import { packChanges, packPage, unpackChanges, unpackPage } from '#core/sync/pack.ts'
import { canonicalJson, changesText } from '#core/sync/signing.ts'
import { play, steps } from './histories.ts'

const noon = 1_700_000_000_000
const wire = (changes: readonly Change[]): Change[] => unpackChanges(JSON.parse(JSON.stringify(packChanges(changes))))
const say = (line: string): void => { process.stdout.write(`${line}\n`) }

const name = fc.oneof(fc.constantFrom('netIncome', 'phone', 'toString', 'constructor', '新字段'), fc.string({ minLength: 1, maxLength: 6 })).filter(key => key !== '__proto__')
const value: fc.Arbitrary<Value> = fc.oneof(fc.string(), fc.double({ noNaN: true, noDefaultInfinity: true }).map(n => (Object.is(n, -0) ? 0 : n)), fc.boolean(), fc.constant(null), fc.array(fc.string(), { maxLength: 3 }))
const dictionary = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<Record<string, T>> => fc.dictionary(name, of, { maxKeys: 4, noNullPrototype: true })
const device = fc.constantFrom('laptop-one', 'laptop-two', 'county-000')
const anyChange: fc.Arbitrary<Change> = fc.record({
  device, number: fc.integer({ min: 1, max: 1_000_000 }), village: fc.constantFrom('530521100200', '530521100201'), register: fc.constantFrom('household', 'person', 'from-a-newer-version'),
  record: fc.constantFrom('record-1', 'record-2', '01JD0000000000000000000000'), stamp: fc.tuple(fc.integer({ min: 0, max: 36 ** 9 - 1 }), fc.nat(36 ** 4 - 1)).map(([ms, n]) => makeStamp(ms, n)),
  by: fc.constantFrom('', 'cun.zhang'), origin: fc.oneof(fc.constant({ kind: 'edit' as const }), fc.record({ kind: fc.constantFrom('visit' as const, 'import' as const), ref: fc.constantFrom('ref-1', 'ref-2') })),
  fields: dictionary(value), saw: dictionary(fc.dictionary(device, fc.integer({ min: 1, max: 999_999 }), { noNullPrototype: true }))
})

describe('changes packed for the wire', () => {
  it('come back as they were', () => {
    fc.assert(fc.property(fc.array(anyChange, { maxLength: 12 }), changes => {
      expect(changesText(wire(changes))).toBe(changesText(changes))
      expect(wire(changes).map(change => change.number)).toEqual(changes.map(change => change.number))
    }), { numRuns: 500 })
  })

  it('come back as they were when laptops have seen each other', () => {
    fc.assert(fc.property(steps(3), history => {
      const { changes } = play(history, 3, applyChange)
      expect(changesText(wire(changes))).toBe(changesText(changes))
    }))
  })

  it('carry what this version does not know', () => {
    const change = { ...edit(1), mood: { from: 'a newer version' }, fields: { fieldOfTomorrow: ['x'] }, register: 'ledger-of-tomorrow' }
    expect(wire([edit(9), change])[1]).toEqual(change)
  })

  it('survive a whole exchange, and the parser sees what was sent', () => {
    const changes = [edit(1), edit(2), edit(3)]
    const exchange = { protocol: 1, changes, cursors: { '530521100200': 5 }, health: { unsent: 3, version: '0.1.0', clock: noon } }
    expect(parseExchange(exchangeText(exchange))).toEqual(exchange)
  })

  it('cost little: a village of edits one field at a time', () => {
    const edits = Array.from({ length: 400 }, (_, i) => edit(i + 1))
    const packed = gzipSync(JSON.stringify(packChanges(edits))).length, plain = gzipSync(JSON.stringify(edits)).length
    const ids = gzipSync(edits.map(change => change.record + String(change.fields['netIncome'])).join()).length
    say(`400 one-field changes: ${packed} bytes packed, ${plain} plain (gzip); ids and values alone ${ids}; ${((packed - ids) / 400).toFixed(1)} bytes beside them each`)
    expect((packed - ids) / 400).toBeLessThan(12)
  })

  const good = (): Record<string, unknown> => packChanges([edit(1), edit(2)]) as Record<string, unknown>
  it.each<[string, unknown]>([
    ['nothing', undefined], ['null', null], ['a text', 'changes'], ['a list', [edit(1)]], ['an empty object', {}],
    ['another format', { ...good(), format: 2 }],
    ['records that are no list', { ...good(), records: 5 }],
    ['a record id that is a number', { ...good(), records: [5, 6] }],
    ['a column too short', { ...good(), d: [0] }],
    ['a device that is not in the list', { ...good(), d: [0, 7] }],
    ['a device below the list', { ...good(), d: [0, -1] }],
    ['half a number', { ...good(), n: [0, 0.5] }],
    ['a shape outside the fields', { ...good(), shapes: [[9]] }],
    ['a shape that names a field twice', { ...good(), shapes: [[0, 0]] }],
    ['fewer values than changes', { ...good(), values: [[1]] }],
    ['a context without its number', { ...good(), saw: [[0], [0]] }],
    ['a context of a device not in the list', { ...good(), saw: [[9, 1], 0] }],
    ['time before 1970', { ...good(), t: -1 }],
    ['D-02 a field called __proto__', { ...good(), fields: ['__proto__'] }],
    ['D-02 a device called __proto__', { ...good(), devices: ['__proto__', 'laptop-one'] }],
    ['one number standing for a million changes', { ...good(), records: { length: 1_000_000 } }]
  ])('%s is refused, and nothing else is touched', (_, packed) => {
    expect(() => unpackChanges(packed)).toThrow(SyntaxError)
    expect(Object.keys(Object.prototype)).toEqual([])
  })

  it('whatever one place of a packed message is turned into, it is refused or passes the schema check after it', () => {
    fc.assert(fc.property(fc.constantFrom(...Object.keys(good())), fc.jsonValue(), (key, junk) => {
      let changes: Change[]
      try {
        changes = unpackChanges({ ...good(), [key]: junk })
      } catch (error) {
        expect(error).toBeInstanceOf(SyntaxError)
        return
      }
      for (const change of changes) Change.safeParse(change)
    }), { numRuns: 500 })
  })
})

function edit(n: number): Change {
  return {
    device: 'laptop-one', number: n, village: '530521100200', register: 'household', record: id(n), stamp: makeStamp(noon + n * 40_000, 0), by: 'cun.zhang',
    origin: { kind: 'edit' }, fields: { netIncome: 1_000_000 + n * 7_919 }, saw: { netIncome: { 'laptop-zero': n * 4 } }
  }
}

/** Looks like a random id to gzip, is the same in every run. */
function id(n: number): string {
  let state = n * 2_654_435_761 >>> 0
  return Array.from({ length: 22 }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return '0123456789abcdefghjkmnpqrstvwxyz'[state >>> 27]
  }).join('')
}

describe('pages of records', () => {
  it('come back as they were, in the same order', () => {
    fc.assert(fc.property(fc.array(steps(3), { maxLength: 5 }), histories => {
      const records = histories.flatMap((history, i) => {
        const { changes } = play(history, 3, applyChange)
        const [first] = changes
        return first ? [changes.slice(1).reduce((state, change) => applyChange(state, change), applyChange(undefined, { ...first, record: `record-${i}`, register: i % 2 ? 'person' : 'household' }))] : []
      })
      expect(unpackPage(packPage(records)).map(canonical)).toEqual(records.map(canonical))
    }), { numRuns: 300 })
  })

  it('go on merging as if they had never been packed', () => {
    fc.assert(fc.property(steps(3), fc.nat(), (history, cut) => {
      const { changes } = play(history, 3, applyChange)
      if (changes.length < 2) return
      const at = 1 + cut % (changes.length - 1)
      const merge = (state: RecordState | undefined, list: readonly Change[]): RecordState => list.reduce<RecordState | undefined>((record, change) => applyChange(record, change), state)!
      const [kept] = unpackPage(packPage([merge(undefined, changes.slice(0, at))]))
      expect(canonical(merge(kept, changes.slice(at)))).toBe(canonical(merge(undefined, changes)))
    }), { numRuns: 200 })
  })

  it('any values at all, missing and null kept apart', () => {
    fc.assert(fc.property(fc.array(fc.tuple(anyChange, fc.nat(3)), { maxLength: 10 }), made => {
      const records = made.map(([change]) => applyChange(undefined, change))
      expect(unpackPage(packPage(records)).map(canonical)).toEqual(records.map(canonical))
    }), { numRuns: 300 })
    const [record] = unpackPage(packPage([applyChange(undefined, { ...edit(1), fields: { phone: null } })]))
    expect(record!.values).toEqual({ phone: null })
  })

  it('links to records of the same page come back as ids', () => {
    const house = applyChange(undefined, edit(1))
    const people = [2, 3].map(n => applyChange(undefined, { ...edit(n), register: 'person', fields: { household: house.id, spouse: n === 2 ? id(3) : null } }))
    expect(unpackPage(packPage([people[0]!, house, people[1]!]))).toEqual([people[0], house, people[1]])
    expect(packPage([house, ...people]).split(house.id)).toHaveLength(2)
  })

  it('carry keys of a record that this version does not know', () => {
    const record = { ...applyChange(undefined, edit(1)), moved: { to: '530521100201' } }
    expect(unpackPage(packPage([record]))[0]).toEqual(record)
  })

  it('an empty page is a page', () => {
    expect(unpackPage(packPage([]))).toEqual([])
  })

  it.each([['{}'], ['[]'], ['null'], ['{"format":1}'], ['{"format":1,"order":[0],"parts":[],"writes":{}}'], ['not json']])('%s is not a page', text => {
    expect(() => unpackPage(text)).toThrow(SyntaxError)
  })

  it('a township of 10,000 households with four people each is at most nine tenths of its plain records', () => {
    const records = township(10_000)
    const started = performance.now()
    const page = packPage(records)
    const packed = performance.now()
    const opened = unpackPage(page)
    const done = performance.now()
    const small = gzipSync(page, { level: 6 }).length
    const plain = gzipSync(JSON.stringify(records.map(({ id: own, values }) => ({ id: own, ...values }))), { level: 6 }).length
    say(`10,000 households × 4: gzip ${(small / 1e6).toFixed(2)} MB of page, ${(plain / 1e6).toFixed(2)} MB of plain records (id and values), ratio ${(small / plain).toFixed(3)}; packed in ${Math.round(packed - started)} ms, opened in ${Math.round(done - packed)} ms`)
    expect(small / plain).toBeLessThanOrEqual(0.9)
    expect(opened).toHaveLength(records.length)
    for (const i of [0, 1, 4, 5, 25_000, records.length - 1]) expect(canonical(opened[i]!)).toBe(canonical(records[i]!))
    expect(canonicalJson(opened[77])).toBe(canonicalJson(records[77]))
  })
})

/** Households as an import of the national roster makes them, a tenth edited since. */
function township(households: number): RecordState[] {
  let state = 42
  const chance = (below: number): number => (state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0) % below
  const of = <T>(...items: readonly T[]): T => items[chance(items.length)]!
  const digits = (count: number): string => Array.from({ length: count }, () => chance(10)).join('')
  const surname = (): string => of('李', '杨', '寸', '杜', '段', '赵', '张', '王'), given = (): string => of('明', '红', '国', '秀', '建', '然', '芳', '杰', '') + of('华', '英', '兵', '平', '军', '芬', '琴')
  const records: RecordState[] = []
  let at = 0
  const add = (register: string, fields: Record<string, Value>): void => {
    at += 1
    const made = applyChange(undefined, {
      device: 'laptop-one', number: at, village: `5305211002${String(chance(12)).padStart(2, '0')}`, register, record: id(at), stamp: makeStamp(noon + at, 0),
      by: 'cun.zhang', origin: { kind: 'import', ref: 'import-0001' }, fields, saw: {}
    })
    const edited = chance(10) === 0 ? applyChange(made, {
      device: 'laptop-two', number: at, village: made.village, register, record: id(at), stamp: makeStamp(noon + 9_000_000 + at * 977, 0), by: 'cun.li',
      origin: { kind: 'visit', ref: id(at + 7) }, fields: { phone: `1${digits(10)}`, remark: '已核实' }, saw: { phone: { 'laptop-one': at } }
    }) : made
    records.push(edited)
  }
  for (let i = 0; i < households; i++) {
    add('household', {
      number: `5305060${digits(8)}`, province: '云南省', city: '保山市', county: '施甸县', town: '万兴乡', villageName: of('万兴村', '乐业村', '大寨村'), hamlet: of('上寨', '下寨', '箐口'), group: `${chance(12) + 1}组`,
      phone: `1${digits(10)}`, householdType: of('脱贫户', '一般户', '监测户'), monitorCategory: of(null, '脱贫不稳定户', '边缘易致贫户'), risk: of('缺劳动力', '因病', '因学', null), riskEliminated: chance(2) === 0,
      foundOn: `20${20 + chance(6)}-${String(1 + chance(12)).padStart(2, '0')}`, farmland: chance(2_000) / 100, houseArea: 40 + chance(160), dangerous: chance(20) === 0, water: chance(20) > 0, toilet: chance(3) > 0
    })
    for (let person = 0; person < 4; person++) add('person', {
      household: id(at - person), name: surname() + given(), sex: of('1', '2'), idNumber: `530521${1940 + chance(80)}${String(1 + chance(12)).padStart(2, '0')}${String(1 + chance(28)).padStart(2, '0')}${digits(4)}`,
      ethnicity: of('01', '07', '14'), phone: chance(2) ? `1${digits(10)}` : null, relation: of('02', '10', '20', '30', '41'), education: of('90', '80', '70', '60'), health: of('1', '2', '3'),
      skill: of('1', '2', '3', '4'), workPlace: of(null, '云南省昆明市', '广东省深圳市', '浙江省义乌市'), workMonths: of(null, 3, 6, 10, 11), political: of('13', '01'), mandarin: chance(3) > 0,
      medical: chance(30) > 0, pension: chance(4) > 0, lowIncome: of('未享受', '农村低保')
    })
  }
  return records
}
