/**
 * A made-up township of the size people work with (T-typical: 4,000 households, 15,200 people), as the changes
 * of one import. Seeded: the same seed gives the same people, so runs can be compared. All names and
 * numbers are invented; ID numbers carry a right check digit.
 */
import type { Change, Value } from '#core/sync/change.ts'
import { makeStamp } from '#core/sync/clock.ts'

export interface Township {
  readonly village: { readonly code: string, readonly name: string }
  readonly changes: readonly Change[]
  readonly households: readonly string[]
  readonly people: number
}

/** mulberry32: small, seeded, the same everywhere. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

const SURNAMES = [...'李王杨张赵段尹蒋左茶寸沙郭高杜苏罗周黄何刘']
const GIVEN = [...'建国华文秀英丽芳玉兰福寿德明志强伟军翠雨欣怡婷涛杰云龙凤仙美']
const HAMLETS = ['上寨', '下寨', '大水井', '小坡头', '杨家湾', '岩子脚', '核桃箐', '石头寨', '新村', '凹子田', '大树脚', '麻栗坪', '团山']
const PLACES = ['上海市松江区', '浙江省金华市义乌市', '云南省保山市施甸县', '云南省昆明市官渡区', '广东省东莞市']
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]

const checked = (seventeen: string): string =>
  seventeen + '10X98765432'[WEIGHTS.reduce((sum, weight, i) => sum + weight * Number(seventeen[i]), 0) % 11]!

export function makeTownship({ households, seed, device = 'bench-laptop-0' }: { households: number, seed: number, device?: string }): Township {
  const random = seeded(seed)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
  const digits = (n: number): string => Array.from({ length: n }, () => Math.floor(random() * 10)).join('')
  const newId = (): string => Array.from({ length: 16 }, () => 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'[Math.floor(random() * 64)]).join('')
  const village = { code: '530521201001', name: '万兴村' }
  const changes: Change[] = []
  const ids: string[] = []
  const start = Date.UTC(2026, 9, 8)
  const add = (register: string, record: string, fields: Record<string, Value>): void => {
    const number = changes.length + 1
    changes.push({ device, number, village: village.code, register, record, stamp: makeStamp(start, number), by: 'bench', origin: { kind: 'import', ref: 'bench-import-0001' }, fields, saw: {} })
  }
  let people = 0
  for (let h = 0; h < households; h++) {
    const id = newId()
    ids.push(id)
    const group = 1 + Math.floor(h / Math.max(1, Math.ceil(households / 89)))
    const number = `5305${digits(11)}`
    const poor = random() < 0.4
    const monitored = random() < 0.06
    add('household', id, {
      nationalHouseholdNo: number, naturalVillage: HAMLETS[group % HAMLETS.length]!, villagerGroup: `${group}组`, phone: `1${pick(['38', '39', '50', '59', '87'])}${digits(8)}`,
      householdType: poor ? '1' : '2', ...(monitored ? { monitorCategory: String(1 + Math.floor(random() * 3)), risks: ['01'], monitorFrom: '2024-11', riskEliminated: random() < 0.4 } : {}),
      arableMu: Math.round(random() * 1500) / 100, houseAreaM2: 60 + Math.floor(random() * 140), dangerHouse: random() < 0.01, safeWater: random() > 0.01, sanitaryToilet: random() > 0.1
    })
    const surname = pick(SURNAMES)
    const size = 1 + Math.floor(random() * 3) + Math.floor(random() * 4.6)
    for (let m = 0; m < size; m++) {
      people++
      const birth = m === 0 ? 1950 + Math.floor(random() * 45) : 1940 + Math.floor(random() * 84)
      const monthDay = `${String(1 + Math.floor(random() * 12)).padStart(2, '0')}${String(1 + Math.floor(random() * 28)).padStart(2, '0')}`
      const female = m === 1 || (m > 1 && random() < 0.5)
      const idNo = checked(`530521${birth}${monthDay}${digits(2)}${female ? 2 * Math.floor(random() * 5) : 1 + 2 * Math.floor(random() * 5)}`)
      const works = birth > 1962 && birth < 2008 && random() < 0.5
      add('person', newId(), {
        household: id, nationalPersonNo: `${number}${String(m + 1).padStart(2, '0')}`, name: surname + pick(GIVEN) + (random() < 0.8 ? pick(GIVEN) : ''), sex: female ? '2' : '1',
        birthDate: `${birth}-${monthDay.slice(0, 2)}-${monthDay.slice(2)}`, idType: '1', idNo, ethnicity: pick(['01', '01', '01', '07', '34', '18']), phone: random() < 0.6 ? `139${digits(8)}` : null,
        relation: m === 0 ? '02' : m === 1 ? '10' : female ? '30' : '20', education: pick(['01', '02', '03', '04']), health: [random() < 0.85 ? '01' : '02'], labour: works ? '01' : '05',
        ...(works ? { workPlace: pick(PLACES), employer: pick(['自主外出', '松江电子厂', '义乌小商品加工', '施甸县永鑫建筑队']), workMonths: 3 + Math.floor(random() * 9) } : {}),
        politicalStatus: '13', mandarin: random() < 0.8, medResident: true, medEmployee: false, medCritical: true, penResident: random() < 0.7, dibao: random() < 0.08 ? '02' : '01', tekun: '01'
      })
    }
    const wage = Math.floor(random() * 9_000_000)
    const business = 1_000_000 + Math.floor(random() * 2_000_000)
    const expense = Math.floor(business * 0.4)
    add('income', newId(), {
      household: id, year: 2026, kind: 'annual', countedMembers: size, wageTotal: wage, businessTotal: business, propertyTotal: Math.floor(random() * 200_000), transferTotal: Math.floor(random() * 800_000), expenseTotal: expense
    })
  }
  return { village, changes, households: ids, people }
}
