/** One family as an import left it a year ago: a head who works away, a wife, a schoolgirl, a grandmother. */
import { checkDigit } from '#core/registers/id-number.ts'
import type { Entry } from '../../../src/db/book.ts'

export const VILLAGE = '530521201002'
export const HOUSE = 'house-0001'

export const idOf = (birth: string, sequence: string): string => {
  const first17 = `530521${birth.replaceAll('-', '')}${sequence}`
  return first17 + checkDigit(first17)
}

const person = (id: string, household: string, name: string, birth: string, sequence: string, fields: Entry['fields']): Entry => ({
  register: 'person', record: id,
  fields: {
    household, name, idNo: idOf(birth, sequence), idType: '1', birthDate: birth, sex: Number(sequence) % 2 === 1 ? '1' : '2', ethnicity: '01',
    medResident: true, medEmployee: false, medCritical: true, dibao: '01', tekun: '01', ...fields
  }
})

export const family: readonly Entry[] = [
  {
    register: 'household', record: HOUSE,
    fields: {
      nationalHouseholdNo: '5305212010020001', villagerGroup: '大坪子组', naturalVillage: '上大坪子', address: '万兴乡万兴村大坪子组18号', phone: '13987500001', householdType: '01',
      memberCount: 4, dropout: false, housingUnsafe: false, waterUnsafe: false, uninsuredMember: false, dangerHouse: false, houseAreaM2: 110, livingPower: true,
      sanitaryToilet: true, toiletUsable: true, entryRoadHardened: true, fuelType: '04', safeWater: true, waterSource: '01', waterInHouse: true, shortDays: 3, waterVerdict: '01', wholeNoLabour: false
    }
  },
  person('person-001', HOUSE, '李文华', '1984-05-12', '031', { relation: '02', phone: '13987500001', education: '03', health: ['01'], labour: '01', workMonths: 9, workPlace: '广东省东莞市', jobRegion: '05', employer: '东莞市宏远电子有限公司', penResident: true }),
  person('person-002', HOUSE, '杨秀英', '1986-11-03', '042', { relation: '10', education: '02', health: ['02'], illness: '高血压', labour: '01', workMonths: 0, publicPost: ['05'], publicPostMonths: 12, penResident: true }),
  person('person-003', HOUSE, '李雨桐', '2013-08-21', '126', { relation: '30', schoolStage: '05', schoolName: '万兴中学', health: ['01'], labour: '05' }),
  person('person-004', HOUSE, '赵桂芝', '1953-02-17', '022', { relation: '52', education: '01', health: ['02', '04'], illness: '慢阻肺', disabilityType: '4', disabilityLevel: '3', labour: '05', penDrawing: true, dibao: '02' }),
  {
    register: 'income', record: 'income-2025',
    fields: {
      household: HOUSE, year: 2025, kind: 'annual', from: '2024-10', to: '2025-09', countedMembers: 4, A1: 2_400_000, A4: 600_000, B1: 380_000, B2: 520_000, C2: 60_000, D2: 312_000, D4: 156_000, D5a: 25_000, D6b: 31_050, D6f: 96_000, E1: 120_000, E2: 210_000, compliantSelfPay: 320_000
    }
  },
  { register: 'visit', record: 'visit-2025', fields: { household: HOUSE, startedAt: '2025-11-20 09:12', finishedAt: '2025-11-20 09:40', mode: '01', opinion: '01', policyAware: true, satisfaction: '01' } },
  { register: 'household', record: 'house-0002', fields: { villagerGroup: '大坪子组', naturalVillage: '上大坪子', householdType: '02' } },
  person('person-011', 'house-0002', '阿依古丽·买买提江', '1979-01-01', '044', { relation: '02' })
]
