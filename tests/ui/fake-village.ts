/** A made-up village of 570 households for looking at the window: seeded, so that two pictures can be compared. */
import { codeTable } from '#core/registers/codes.ts'
import { checkDigit } from '#core/registers/id-number.ts'
import type { Change, RecordState, Value } from '#core/sync/change.ts'
import { applyChange } from '#core/sync/merge.ts'
import { makeStamp } from '#core/sync/clock.ts'

export const VILLAGE = { code: '530521103204', name: '万兴村' }

function dice(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1664525 + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

const SURNAMES = [...'李王张杨赵段尹杜何周刘陈蒋番字罗鲁普董沈']
const GIVEN = [...'光明秀英建国玉芳成兰丽华文军志强开学梅桂美珍自忠福贵春红小龙家和']
const HAMLETS = ['大寨子', '小河边', '上营', '下营', '梨园', '松树坪', '新房子', '老街']
const START = Date.UTC(2026, 10, 1)

export function makeChange(device: string, number: number, at: number, register: string, record: string, fields: Record<string, Value>, more: Partial<Change> = {}): Change {
  return { device, number, village: VILLAGE.code, register, record, stamp: makeStamp(at, number % 1000), by: '王建军', origin: { kind: 'import' }, fields, saw: {}, ...more }
}

export interface FakeHousehold { household: RecordState; members: RecordState[]; incomes: RecordState[]; visits: RecordState[] }

/** `count` households in twelve groups, by the register's own field names. */
export function makeVillage(count: number): FakeHousehold[] {
  const roll = dice(20261122)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(roll() * list.length)]!
  let number = 0
  const born = (register: string, id: string, fields: Record<string, Value>): RecordState =>
    applyChange(undefined, makeChange('laptop-one', ++number, START + number, register, id, fields))

  const person = (household: string, place: number, surname: string, relation: string): RecordState => {
    const old = relation === '02' || relation === '10'
    const year = old ? 1950 + Math.floor(roll() * 40) : 1985 + Math.floor(roll() * 38)
    const male = relation === '10' ? false : roll() < 0.6
    const day = `${year}${String(1 + Math.floor(roll() * 12)).padStart(2, '0')}${String(1 + Math.floor(roll() * 28)).padStart(2, '0')}`
    const first17 = `530521${day}${String(Math.floor(roll() * 50)).padStart(2, '0')}${male ? 1 : 2}`
    const pupil = 2026 - year < 16 && 2026 - year > 5
    const ended = place === 4 && roll() < 0.3
    return born('person', `${household}-p${place}`, {
      household, name: surname + pick(GIVEN) + (roll() < 0.7 ? pick(GIVEN) : ''), sex: male ? '1' : '2', relation, ethnicity: '01',
      birthDate: `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}`, idType: codeTable('idType')[0]!.code, idNo: first17 + checkDigit(first17),
      health: roll() < 0.8 ? ['01'] : ['02'], labour: pupil ? '05' : '01', medResident: roll() < 0.95, penResident: !pupil,
      ...(pupil ? { schoolStage: '03', schoolName: '万兴完小' } : { education: '03' }),
      ...(!pupil && roll() < 0.4 ? { workMonths: Math.floor(roll() * 13), workPlace: '云南省保山市隆阳区', employer: '建筑工地' } : {}),
      ...(relation === '02' ? { phone: `138${String(Math.floor(roll() * 1e8)).padStart(8, '0')}` } : {}),
      ...(ended ? { endedOn: '2026-03-05', endReason: '02' } : {})
    })
  }

  return Array.from({ length: count }, (_, i) => {
    const id = `household-${String(i).padStart(4, '0')}`
    const surname = pick(SURNAMES)
    const monitored = roll() < 0.06
    const poor = monitored || roll() < 0.4
    const household = born('household', id, {
      nationalHouseholdNo: `5305211032${String(i).padStart(5, '0')}`, villagerGroup: `${Math.floor(i / 48) + 1}组`, naturalVillage: HAMLETS[Math.floor(i / 72)]!,
      householdType: poor ? '01' : '02', phone: `139${String(Math.floor(roll() * 1e8)).padStart(8, '0')}`, address: `${HAMLETS[Math.floor(i / 72)]}${i % 72 + 1}号`,
      bankName: '施甸农村信用社', bankAccount: `62232000${String(Math.floor(roll() * 1e10)).padStart(10, '0')}`,
      arableMu: Math.round(roll() * 90) / 10, houseAreaM2: 80 + Math.floor(roll() * 90), houseStructure: '02', safeWater: true, dangerHouse: false, sanitaryToilet: roll() < 0.8,
      roadDistanceKm: Math.round(roll() * 30) / 10, livingPower: true, broadcast: true, dropout: false, housingUnsafe: false, waterUnsafe: false,
      ...(monitored ? { monitorCategory: pick(['1', '2', '3']), monitorFrom: '2024-06', risks: [pick(['01', '03', '07'])], riskEliminated: roll() < 0.4 } : {})
    })
    const size = 1 + Math.floor(roll() * 6)
    const members = Array.from({ length: size }, (_, n) => person(id, n, n === 1 ? pick(SURNAMES) : surname, n === 0 ? '02' : n === 1 ? '10' : n % 2 ? '20' : '30'))
    const wage = Math.floor(roll() * 40_000) * 100
    const incomes = [2025, 2024].map(year => born('income', `${id}-i${year}`, {
      household: id, year, kind: 'annual', from: `${year - 1}-10`, to: `${year}-09`, countedMembers: size, A1: wage, B1: 320_000 + Math.floor(roll() * 900_000), D4: 0, E1: 110_000, C2: 80_000
    }))
    const visits = roll() < 0.35 ? [born('visit', `${id}-v1`, {
      household: id, visitor: '王建军', companion: '李光明', startedAt: '2026-09-18 09:10', finishedAt: '2026-09-18 09:42', mode: '01', metHead: true, opinion: '01', remark: '家里一切正常，秋收已完。'
    })] : []
    return { household, members, incomes, visits }
  })
}
